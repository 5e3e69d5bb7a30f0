"""The port to the provincial system."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Generic, Protocol, TypeVar

from sync.contract import (
    ActReceipt,
    AgencyList,
    ChangePage,
    ColleagueList,
    DossierDetail,
    FileReceipt,
    Health,
    LaterAct,
    Officer,
    ProcedureList,
    ReceiveDossier,
    ResultTypeList,
    Timeline,
    WorkCalendar,
)

M = TypeVar("M")


@dataclass(frozen=True)
class Published(Generic[M]):
    """A list that the province publishes for counters to keep."""

    content: M
    etag: str
    """To ask again with, empty from a province that gives none."""


@dataclass(frozen=True)
class FileToUpload:
    """A file of the vault on its way to the province."""

    open: Callable[[], BinaryIO]
    """Its content from the beginning, able to seek; closed by who opens it."""
    sha256: str
    size: int
    title: str
    """Shown by the province; never part of a path."""
    upload_url: str = ""
    """From an earlier attempt, empty before the first."""
    first_try: bool = True
    """Whether the province cannot have any of it yet, so that the bytes come unasked."""


@dataclass(frozen=True)
class UploadProgress:
    """Told after each confirmed step, to be written down before the next byte leaves."""

    upload_url: str
    sent_bytes: int


@dataclass(frozen=True)
class FilePart:
    content: bytes
    total: int
    """Bytes of the whole file."""


class Province(Protocol):
    """One method for each thing a counter asks. Used on the sync thread and by ``quay``.

    Errors of all methods: PROVINCE_*, SIGN_IN_REQUIRED. PROVINCE_BUSY carries ``retry_after``
    (seconds) when the province named one. PROVINCE_ANSWER_LOST means that the request may have
    been carried out.
    """

    def health(self) -> Health: ...

    def me(self) -> Officer: ...

    # Lists that counters keep: None when the one that came with ``etag`` is still right.
    # Errors besides: PROVINCE_REFUSED with ``status=404`` from a province that has no such list.

    def procedures(self, etag: str = "") -> Published[ProcedureList] | None: ...

    def agencies(self, etag: str = "") -> Published[AgencyList] | None: ...

    def officers(self, etag: str = "") -> Published[ColleagueList] | None:
        """Of the unit of who is signed in."""
        ...

    def result_types(self, etag: str = "") -> Published[ResultTypeList] | None: ...

    def calendar(self, etag: str = "") -> Published[WorkCalendar] | None: ...

    def detail(self, code: str) -> DossierDetail:
        """Errors besides: PROVINCE_REFUSED with ``problem=not_found``, PROVINCE_FORBIDDEN."""
        ...

    def timeline(self, code: str) -> Timeline:
        """As :meth:`detail`."""
        ...

    def file_part(self, sha256: str, start: int) -> FilePart:
        """A file of the unit from byte ``start`` on, as much as the province gives at once.

        Errors besides: PROVINCE_REFUSED with ``problem=not_found``.
        """
        ...

    def upload(self, file: FileToUpload, progress: Callable[[UploadProgress], None]) -> FileReceipt:
        """Send ``file`` by tus 1.0, resuming where the province stopped.

        Errors besides: RECEIPT_MISMATCH when the province stored other bytes, FILE_MISSING,
        VAULT_FILE_DAMAGED when the file is no longer what its name says.
        """
        ...

    def perform(self, act: ReceiveDossier | LaterAct, key: str) -> ActReceipt:
        """Carry out ``act`` once for its ``key``.

        Errors besides: PROVINCE_REFUSED with ``reason``, and with ``missing_sha256`` (space
        separated) when files must be uploaded again first.
        PROVINCE_CONFLICT with ``problem``: ``already_received`` when the dossier came under
        another key, ``conflict`` when the key came with another act; ``changed_meanwhile`` with
        ``version``, ``state`` and ``changes`` (JSON, a list of ``TimelineStep``) when somebody
        else acted on the dossier since the version that was expected.
        """
        ...

    def receipt(self, dossier_id: str) -> ActReceipt:
        """The receipt that was given for this dossier before.

        Errors besides: PROVINCE_REFUSED with ``problem=not_found``.
        """
        ...

    def changes(self, after: int) -> ChangePage: ...

    def close(self) -> None:
        """Let connections go."""
        ...
