"""``quay doctor``: what this machine has, what is missing, and how to get it."""

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from app.cli.key import KeyOptions, open_device
from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.operations.diagnose import Finding
    from app.settings import Settings
    from sync.province import Province


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
    """Everything, whatever is broken: what cannot be used is a finding and not the end."""
    from app.operations.diagnose import (
        Check,
        broken,
        find_data,
        find_packages,
        find_profile,
        find_province,
        find_scanners,
    )
    from app.paths import default_profile
    from app.settings import Settings, load_settings

    profile, found = default_profile(), []
    try:
        profile.make()
        found += [*find_profile(profile=profile)]
        found += [*find_data(profile)]
    except AppError as error:
        found.append(broken(Check.PROFILE, str(profile.root), error))
    try:
        settings = load_settings(profile.settings_file)
    except AppError as error:
        settings = Settings()
        found.append(broken(Check.SETTINGS, str(profile.settings_file), error))
    return [
        *found,
        *find_packages(),
        *_device(settings),
        *find_scanners(),
        *find_province(settings=settings, province=_province(settings.province.url)),
    ]


def _device(settings: "Settings") -> "Iterator[Finding]":
    from app.counter import clock
    from app.operations.diagnose_device import find_device
    from signing.pkcs11_modules import found_modules
    from signing.remote.patience import Patience

    return find_device(
        settings=settings,
        modules=found_modules(extra=settings.token.modules),
        device=lambda: open_device(KeyOptions(), settings, Patience()),
        now=clock(),
    )


def _province(url: str) -> "Province | None":
    """None for no address, and for one that cannot be spoken to safely: as good as none."""
    from sync.http_province import HttpProvince

    with suppress(AppError):
        return HttpProvince(url, _NoTokens()) if url else None
    return None


class _NoTokens:
    """The question whether the province answers needs no officer."""

    def access_token(self) -> str:
        return ""

    def renewed(self, *, instead_of: str) -> str:  # noqa: ARG002 the port's signature
        return ""
