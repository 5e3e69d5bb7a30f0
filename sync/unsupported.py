"""A provincial system of which nothing is known: every question is refused, none is made up."""

from collections.abc import Callable
from typing import NoReturn

from app.errors import AppError, Code
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
from sync.province import FilePart, FileToUpload, Published, UploadProgress


class UnsupportedProvince:
    """Implements ``sync.province.Province`` by PROVINCE_UNSUPPORTED with ``call``, the method.

    A daemon finds the line down and begins nothing: what is queued waits for a package.
    """

    def health(self) -> Health:
        _refuse("health")

    def me(self) -> Officer:
        _refuse("me")

    def procedures(self, etag: str = "") -> Published[ProcedureList] | None:  # noqa: ARG002
        _refuse("procedures")

    def agencies(self, etag: str = "") -> Published[AgencyList] | None:  # noqa: ARG002
        _refuse("agencies")

    def officers(self, etag: str = "") -> Published[ColleagueList] | None:  # noqa: ARG002
        _refuse("officers")

    def result_types(self, etag: str = "") -> Published[ResultTypeList] | None:  # noqa: ARG002
        _refuse("result_types")

    def calendar(self, etag: str = "") -> Published[WorkCalendar] | None:  # noqa: ARG002
        _refuse("calendar")

    def detail(self, code: str) -> DossierDetail:  # noqa: ARG002
        _refuse("detail")

    def timeline(self, code: str) -> Timeline:  # noqa: ARG002
        _refuse("timeline")

    def file_part(self, sha256: str, start: int) -> FilePart:  # noqa: ARG002
        _refuse("file_part")

    def upload(
        self,
        file: FileToUpload,  # noqa: ARG002
        progress: Callable[[UploadProgress], None],  # noqa: ARG002
    ) -> FileReceipt:
        _refuse("upload")

    def perform(self, act: ReceiveDossier | LaterAct, key: str) -> ActReceipt:  # noqa: ARG002
        _refuse("perform")

    def receipt(self, dossier_id: str) -> ActReceipt:  # noqa: ARG002
        _refuse("receipt")

    def changes(self, after: int) -> ChangePage:  # noqa: ARG002
        _refuse("changes")

    def close(self) -> None:
        """Nothing was opened."""


def _refuse(call: str) -> NoReturn:
    raise AppError(Code.PROVINCE_UNSUPPORTED, call=call)
