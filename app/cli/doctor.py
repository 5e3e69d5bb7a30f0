"""``quay doctor``: what this machine has, what is missing, and how to get it."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese

if TYPE_CHECKING:
    from app.operations.diagnose import Finding


@said_in_vietnamese
def doctor(as_json: JsonFlag = False) -> None:
    """Xem máy này có gì, thấy token và máy quét nào, còn thiếu gì và cách bổ sung."""
    from app.operations.diagnose import Health
    from ui.diagnosis_text import diagnosis_line

    found = _findings()
    marks = {Health.FINE: "✓", Health.WARNING: "!", Health.MISSING: "✗"}
    Output(as_json).result(
        [asdict(finding) for finding in found],
        *(f"{marks[finding.health]} {diagnosis_line(finding)}" for finding in found),
    )
    if any(finding.health is Health.MISSING for finding in found):
        raise typer.Exit(1)


def _findings() -> "list[Finding]":
    from app.counter import clock
    from app.operations.diagnose import (
        find_packages,
        find_profile,
        find_province,
        find_scanners,
        find_tokens,
    )
    from app.paths import default_profile
    from app.secrets import ProfileKey
    from app.settings import load_settings
    from signing.pkcs11_device import Pkcs11Device
    from signing.pkcs11_modules import found_modules, usable_modules
    from sync.http_province import HttpProvince

    profile = default_profile()
    profile.make()
    settings = load_settings(profile.settings_file)
    key = ProfileKey(profile)
    key.load()
    named = settings.token.modules
    device = Pkcs11Device(usable_modules(extra=named))
    province = HttpProvince(settings.province.url, _NoTokens()) if settings.province.url else None
    return [
        *find_profile(profile=profile, key_place=key.place),
        *find_packages(),
        *find_tokens(modules=found_modules(extra=named), device=device, now=clock()),
        *find_scanners(),
        *find_province(settings=settings, province=province),
    ]


class _NoTokens:
    """The question whether the province answers needs no officer."""

    def access_token(self) -> str:
        return ""

    def renewed(self, *, instead_of: str) -> str:  # noqa: ARG002 the port's signature
        return ""
