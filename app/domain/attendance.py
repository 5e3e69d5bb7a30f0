"""Nhật ký đăng nhập: who signed in, unlocked and left at this machine."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

KEPT = 50
"""Entries kept on this machine."""


class AttendanceKind(StrEnum):
    SIGNED_IN = "signed_in"  # at the province
    SIGNED_OUT = "signed_out"
    UNLOCKED = "unlocked"  # with the unlock password
    UNLOCKED_BY_SIGN_IN = "unlocked_by_sign_in"
    WRONG_PASSWORD = "wrong_password"
    PASSWORD_SET = "password_set"
    PASSWORD_REMOVED = "password_removed"


@dataclass(frozen=True)
class AttendanceEntry:
    """One line of the log. No citizen number is ever part of it."""

    at: datetime
    account: str
    kind: AttendanceKind
