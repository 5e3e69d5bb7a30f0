"""The province's word for a package that came by hand (docs/package.md)."""

from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime, Field

from app.errors import AppError, Code
from sync.contract import ActReceipt, FileReceipt
from sync.contract.base import Answer
from sync.package.manifest import ActKey, PackageId

RECEIPT_FORMAT: Final = "quay-mot-cua/bien-nhan-goi"
MAX_RECEIPT_BYTES = 16_000_000


class ActOutcome(Answer):
    """How one act of the package went; either ``receipt`` or ``refusal`` is there."""

    key: ActKey
    receipt: ActReceipt | None = None
    """As ``POST /v1/acts`` answers, with the SHA-256 of every file of the act."""
    refusal: str = Field(default="", max_length=60)
    """The problem's stable code, e.g. ``invalid``."""
    reason: str = Field(default="", max_length=1000)
    """Vietnamese, fit to be shown to the officer."""


class PackageReceipt(Answer):
    format: Literal["quay-mot-cua/bien-nhan-goi"]
    version: Literal[1]
    package_id: PackageId
    taken_at: AwareDatetime
    files: tuple[FileReceipt, ...] = Field(max_length=10_000)
    """Files of the package that the province has whole, whatever became of the acts."""
    acts: tuple[ActOutcome, ...] = Field(max_length=100_000)
    """Acts that were tried, in any order; those left out were not."""


def read_receipt(path: Path) -> PackageReceipt:
    """Errors: FILE_MISSING, PACKAGE_RECEIPT_UNREADABLE."""
    try:
        with path.open("rb") as file:
            told = file.read(MAX_RECEIPT_BYTES + 1)
    except OSError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    try:
        if len(told) > MAX_RECEIPT_BYTES:
            raise ValueError
        return PackageReceipt.model_validate_json(told.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:  # pydantic's too, which would repeat what it read
        raise AppError(Code.PACKAGE_RECEIPT_UNREADABLE, path=str(path)) from None
