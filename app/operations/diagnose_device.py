"""The device that was chosen to sign: whether it can be used, and whose certificates it has."""

from collections.abc import Callable, Iterator
from datetime import datetime

from app.errors import AppError, Code
from app.operations.diagnose import (
    Check,
    Finding,
    Health,
    broken,
    find_certificates,
    find_modules,
    find_tokens,
)
from app.settings import DeviceKind, Settings
from signing.device import SigningDevice
from signing.pkcs11_modules import FoundModule


def find_device(
    *,
    settings: Settings,
    modules: tuple[FoundModule, ...],
    device: Callable[[], SigningDevice],
    now: datetime,
) -> Iterator[Finding]:
    """``device`` opens what ``settings`` name. Runs on the token lane; a service is asked."""
    kind = settings.device.known_kind
    try:
        opened = device()
        if kind is DeviceKind.TOKEN:
            yield Finding(Check.DEVICE, Health.FINE, kind.value)
            yield from find_tokens(modules=modules, device=opened, now=now)
            return
        [token] = opened.tokens()
        facts: dict[str, str | int] = {"name": token.label, "place": token.module}
        found = Finding(Check.DEVICE, Health.FINE, kind.value, facts)
        try:
            opened.certificates(token)
        except AppError as error:
            if error.code is not Code.PIN_REQUIRED:
                raise
            yield found
        else:
            yield found
            yield from find_certificates(opened, token, now)
    except AppError as error:
        yield broken(Check.DEVICE, kind.value, error)
    yield from find_modules(modules)
