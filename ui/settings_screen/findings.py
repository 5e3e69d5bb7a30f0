"""The questions of a diagnosis, each for the lane its devices belong to."""

import os

from app.counter import Counter
from app.operations.diagnose import (
    Finding,
    find_key,
    find_packages,
    find_profile,
    find_province,
    find_scanners,
)
from app.operations.diagnose_device import find_device


def machine(counter: Counter) -> tuple[Finding, ...]:
    """Profile, disk and optional parts."""
    return (
        *find_profile(profile=counter.profile), *find_key(counter.key), *find_packages()
    )  # fmt: skip


def tokens(counter: Counter) -> tuple[Finding, ...]:
    """The device that signs, drivers, tokens, certificates. Runs on the token lane."""
    from signing.pkcs11_modules import found_modules

    modules = found_modules(extra=counter.settings.token.modules, environment=os.environ)
    return tuple(
        find_device(
            settings=counter.settings, modules=modules, device=lambda: counter.device,
            now=counter.now(),
        )
    )  # fmt: skip


def scanners(_: Counter) -> tuple[Finding, ...]:
    """Runs on the scanner lane."""
    return tuple(find_scanners())


def province(counter: Counter) -> tuple[Finding, ...]:
    """The province and the time-stamp service. Runs on the province lane."""
    if not counter.settings.province.url:
        return tuple(find_province(settings=counter.settings, province=None))
    line = counter.province()
    try:
        return tuple(find_province(settings=counter.settings, province=line))
    finally:
        line.close()
