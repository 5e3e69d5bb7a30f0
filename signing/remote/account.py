"""With which service, as whom, and by which secrets."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.errors import AppError, Code


class RemoteKind(StrEnum):
    VNPT_SMARTCA = "vnpt_smartca"  # confirmed on the officer's phone (API v1)
    VNPT_SMARTCA_OTP = "vnpt_smartca_otp"  # password and one-time code (API v2)
    VIETTEL_MYSIGN = "viettel_mysign"  # confirmed on the officer's phone
    CSC = "csc"  # Cloud Signature Consortium API 2.0, confirmed on the officer's phone
    CSC_PIN = "csc_pin"  # the same, with a PIN that is typed here


@dataclass(frozen=True)
class RemoteAccount:
    kind: RemoteKind
    url: str
    """Base address: ``https://gwsca.vnpt.vn``, ``https://remotesigning.viettel.vn``, or what
    ends with ``/csc/v2``."""
    client_id: str
    """Of the office's contract: ``sp_id`` at VNPT."""
    client_secret: str = field(repr=False)
    user_id: str = field(repr=False)
    """The officer as the service knows him, mostly by citizen number (``CMT_…`` at Viettel)."""
    password: str = field(default="", repr=False)
    """Of the officer at VNPT, where the one-time code is typed at each batch."""
    totp_key: str = field(default="", repr=False)
    """Base32, where the password is typed at each batch and the code is made here (RFC 6238)."""
    profile_id: str = "adss:ras:profile:001"
    """At Viettel."""

    def require_whole(self) -> None:
        """Raise REMOTE_NOT_SET unless everything a service needs is there."""
        wanted = {
            "url": self.url,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "user_id": self.user_id,
        }
        if self.kind is RemoteKind.VNPT_SMARTCA_OTP:
            wanted["password"] = self.password or self.totp_key
        missing = [name for name, value in wanted.items() if not value]
        if missing:
            raise AppError(Code.REMOTE_NOT_SET, missing=" ".join(missing))
