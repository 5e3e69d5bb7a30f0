"""CRL and OCSP services over HTTP: asked once in a while, and left alone when they are silent."""

from time import monotonic

from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

_KEPT = 300.0
"""Seconds for which an answer, or a refused connection, is remembered."""
_REST = 60.0
"""Seconds without questions after the services had kept us waiting."""


class OnlineAnswers:
    """What the services said, for a batch of files. Used by one thread."""

    patience = 10.0
    """Seconds for all questions about one path; a dead line must not eat the file's time limit."""

    def __init__(self, timeout: float = 4.0) -> None:
        """``timeout`` seconds bound each request."""
        self._timeout = timeout
        self._fetchers: Fetchers | None = None
        self._made = 0.0
        self._resting_until = 0.0

    def fetchers(self) -> Fetchers | None:
        """What asks and remembers; None while the services are left alone."""
        if monotonic() < self._resting_until:
            return None
        if self._fetchers is None or monotonic() - self._made > _KEPT:
            backend = RequestsFetcherBackend(per_request_timeout=self._timeout)
            self._fetchers, self._made = backend.get_fetchers(), monotonic()
        return self._fetchers

    def give_up(self) -> None:
        """The services did not answer within the patience: ask nothing for a while."""
        self._fetchers = None  # a question that was cut off would block the same one for ever
        self._resting_until = monotonic() + _REST
