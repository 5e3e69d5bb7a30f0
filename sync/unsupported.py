"""A provincial system of which nothing is known: every question is refused, none is made up."""

from collections.abc import Callable
from typing import NoReturn

from app.errors import AppError, Code
from sync.contract import (
    ActReceipt,
    ChangePage,
    FileReceipt,
    Health,
    LaterAct,
    Officer,
    ProcedureInfo,
    ReceiveDossier,
)
from sync.province import FileToUpload, UploadProgress


class UnsupportedProvince:
    """Implements ``sync.province.Province`` by PROVINCE_UNSUPPORTED with ``call``, the method.

    A daemon finds the line down and begins nothing: what is queued waits for a package.
    """

    def health(self) -> Health:
        _refuse("health")

    def me(self) -> Officer:
        _refuse("me")

    def procedures(self) -> tuple[ProcedureInfo, ...]:
        _refuse("procedures")

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
