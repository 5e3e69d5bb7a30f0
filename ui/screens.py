"""The screens of the window, in the order of the rail. Each is imported when it is visited."""

from typing import TYPE_CHECKING

from ui.icons import Icon
from ui.rail import PROFILE
from ui.screen_spec import Badge, ScreenSpec
from ui.theme import Tone

if TYPE_CHECKING:
    from app.store.store import Work
    from ui.screen import Screen
    from ui.services import Services


def _desk(services: "Services") -> "Screen":
    from ui.desk.screen import DeskScreen

    return DeskScreen(services)


def _intake(services: "Services") -> "Screen":
    from ui.intake.screen import IntakeScreen

    return IntakeScreen(services)


def _scan(services: "Services") -> "Screen":
    from ui.scan.screen import ScanScreen

    return ScanScreen(services)


def _sign(services: "Services") -> "Screen":
    from ui.sign.screen import SignScreen

    return SignScreen(services)


def _sync(services: "Services") -> "Screen":
    from ui.sync_screen.screen import SyncScreen

    return SyncScreen(services)


def _settings(services: "Services") -> "Screen":
    from ui.settings_screen.screen import SettingsScreen

    return SettingsScreen(services)


def _profile(services: "Services") -> "Screen":
    from ui.profile.screen import ProfileScreen

    return ProfileScreen(services)


def _unfinished_scans(work: "Work") -> Badge:
    return Badge(work.waiting.unfinished_scans())


def _unsigned(work: "Work") -> Badge:
    return Badge(work.waiting.unsigned_papers())


def _queue(work: "Work") -> Badge:
    """What was refused or is asked about first, since the officer must act; else what waits."""
    counts = work.outbox.counts()
    if counts.refused + counts.unconfirmed:
        return Badge(counts.refused + counts.unconfirmed, Tone.BAD)
    return Badge(counts.waiting + counts.sending)


SCREENS = (
    ScreenSpec("desk", "Bàn làm việc", Icon.DESK, _desk),
    ScreenSpec("intake", "Tiếp nhận", Icon.RECEIVE, _intake),
    ScreenSpec("scan", "Quét", Icon.SCAN, _scan, _unfinished_scans),
    ScreenSpec("sign", "Ký số", Icon.SIGN, _sign, _unsigned),
    ScreenSpec("sync", "Đồng bộ", Icon.SYNC, _sync, _queue),
    ScreenSpec("settings", "Cấu hình", Icon.SETTINGS, _settings),
)
"""Every screen that is built; Ctrl+1 opens the first."""

PROFILE_SCREEN = ScreenSpec(PROFILE, "Trang cá nhân", Icon.PERSON, _profile)
"""It stands behind the officer's name instead of in the rail."""
