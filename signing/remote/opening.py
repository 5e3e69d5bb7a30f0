"""From an account to a device."""

from signing.algorithms import DEFAULT_WISH, AlgorithmWish
from signing.device import Unlock
from signing.remote.account import RemoteAccount, RemoteKind
from signing.remote.csc import CloudSignature
from signing.remote.device import RemoteDevice
from signing.remote.line import JsonLine
from signing.remote.patience import Patience
from signing.remote.service import RemoteService
from signing.remote.viettel_mysign import ViettelMySign
from signing.remote.vnpt_smartca import VnptSmartCa
from signing.remote.vnpt_smartca_otp import VnptSmartCaOtp


def open_remote(
    account: RemoteAccount,
    *,
    patience: Patience,
    wish: AlgorithmWish = DEFAULT_WISH,
) -> RemoteDevice:
    """A device for ``account``; nothing is asked yet. Errors: REMOTE_NOT_SET, REMOTE_INSECURE."""
    account.require_whole()
    line = JsonLine(account.url)
    service: RemoteService
    match account.kind:
        case RemoteKind.VNPT_SMARTCA:
            service = VnptSmartCa(account, line)
        case RemoteKind.VNPT_SMARTCA_OTP:
            service = VnptSmartCaOtp(account, line, pause=patience.pause)
        case RemoteKind.VIETTEL_MYSIGN:
            service = ViettelMySign(account, line)
        case RemoteKind.CSC:
            service = CloudSignature(account, line, unlocked_by=Unlock.PHONE)
        case RemoteKind.CSC_PIN:
            service = CloudSignature(account, line, unlocked_by=Unlock.SERVICE_PIN)
    return RemoteDevice(service, patience=patience, wish=wish)
