"""Every refusal of a province."""

from sync.contract.base import Answer, Sha256
from sync.contract.dossiers import TimelineStep


class Problem(Answer):
    """Every refusal (RFC 9457, ``application/problem+json``)."""

    type: str = "about:blank"
    status: int
    code: str
    """Stable, e.g. ``missing_files``, ``invalid``, ``conflict``, ``too_large``."""
    title: str
    """Vietnamese, fit to be shown to the officer."""
    missing_sha256: tuple[Sha256, ...] = ()
    """With ``missing_files``: upload these, then repeat the act with its key."""
    dossier_code: str = ""
    """With ``already_received``: the number that the dossier has."""
    field: str = ""
    """With ``invalid``: where the mistake is, e.g. ``applicant.identity_number``."""
    version: int | None = None
    """With ``changed_meanwhile``: the version that the dossier has now."""
    changes: tuple[TimelineStep, ...] = ()
    """With ``changed_meanwhile``: what happened since the version that was expected."""
    state: str = ""
    """With ``wrong_state``: where the dossier stands."""
