"""Devices over doubles of the signing services, through a line that can break."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI

from signing.algorithms import DEFAULT_WISH, AlgorithmWish
from signing.device import Certificate, SigningSession
from signing.remote.account import RemoteAccount, RemoteKind
from signing.remote.device import RemoteDevice
from signing.remote.opening import open_remote
from signing.remote.patience import Patience, Waiting
from tests.signing.doubles.csc import PIN, csc
from tests.signing.doubles.serving import serving
from tests.signing.doubles.signing_service import (
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    TOTP_KEY,
    USER_ID,
    SigningService,
)
from tests.signing.doubles.viettel_mysign import mysign
from tests.signing.doubles.vnpt_smartca import smartca
from tests.sync.fault_proxy import FaultProxy

RSA, RSA_SHA256, PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.10"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"
PINS = {RemoteKind.VNPT_SMARTCA_OTP: PASSWORD, RemoteKind.CSC_PIN: PIN}


def application(
    kind: RemoteKind, service: SigningService, algorithms: tuple[str, ...] = (RSA, RSA_SHA256)
) -> FastAPI:
    match kind:
        case RemoteKind.VNPT_SMARTCA | RemoteKind.VNPT_SMARTCA_OTP:
            return smartca(service)
        case RemoteKind.VIETTEL_MYSIGN:
            return mysign(service)
        case RemoteKind.CSC:
            return csc(service, mode="implicit", algorithms=list(algorithms))
        case RemoteKind.CSC_PIN:
            return csc(service, mode="explicit", algorithms=list(algorithms))


def account(kind: RemoteKind, base: str, **changes: str) -> RemoteAccount:
    path = "/csc/v2" if kind in (RemoteKind.CSC, RemoteKind.CSC_PIN) else ""
    known = {
        "url": base + path,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "user_id": f"CMT_{USER_ID}" if kind is RemoteKind.VIETTEL_MYSIGN else USER_ID,
        "totp_key": TOTP_KEY if kind is RemoteKind.VNPT_SMARTCA_OTP else "",
    }
    return RemoteAccount(kind=kind, **{**known, **changes})


@dataclass
class Remote:
    """A device, its service and the line between them."""

    kind: RemoteKind
    service: SigningService
    app: FastAPI
    line: FaultProxy
    device: RemoteDevice
    waited: list[Waiting] = field(default_factory=list)
    stop: Callable[[], bool] = lambda: False

    @property
    def certificate(self) -> Certificate:
        [certificate] = self.device.certificates(*self.device.tokens())
        return certificate

    @contextmanager
    def session(self, pin: str | None = None) -> Iterator[SigningSession]:
        [token] = self.device.tokens()
        typed = PINS.get(self.kind, "") if pin is None else pin
        with self.device.open(token, self.certificate, typed) as session:
            yield session

    def asked(self, path: str) -> int:
        """How many questions went to addresses with ``path`` in them."""
        return sum(path in each.path for each in self.line.asked)


@contextmanager
def remote(
    kind: RemoteKind,
    service: SigningService,
    *,
    wish: AlgorithmWish = DEFAULT_WISH,
    algorithms: tuple[str, ...] = (RSA, RSA_SHA256),
    limit: float = 60.0,
    **changes: str,
) -> Iterator[Remote]:
    app = application(kind, service, algorithms)
    with serving(app) as port:
        line = FaultProxy(port)
        made: Remote

        def heard(waiting: Waiting) -> None:
            made.waited.append(waiting)

        def stopped() -> bool:
            return made.stop()

        patience = Patience(on_wait=heard, stop=stopped, interval=0.01, limit=limit)
        device = open_remote(account(kind, line.url, **changes), patience=patience, wish=wish)
        made = Remote(kind, service, app, line, device)
        try:
            yield made
        finally:
            line.close()
