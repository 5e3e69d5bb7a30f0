"""The screens of the window, in the order of the rail. Each is imported when it is visited."""

from collections.abc import Callable

from app.store.store import Work
from ui.icons import Icon
from ui.rail import PROFILE
from ui.screen import Badge, Screen, ScreenSpec
from ui.services import Services
from ui.theme import Tone


def screen_specs(services: Services) -> tuple[ScreenSpec, ...]:
    """Every screen that is built; Ctrl+1 opens the first."""

    def desk() -> Screen:
        from ui.desk.screen import DeskScreen

        return DeskScreen(services)

    def intake() -> Screen:
        from ui.intake.screen import IntakeScreen

        return IntakeScreen(services)

    def scan() -> Screen:
        from ui.scan.screen import ScanScreen

        return ScanScreen(services)

    def sign() -> Screen:
        from ui.sign.screen import SignScreen

        return SignScreen(services)

    def sync() -> Screen:
        from ui.sync_screen.screen import SyncScreen

        return SyncScreen(services)

    def settings() -> Screen:
        from ui.settings_screen.screen import SettingsScreen

        return SettingsScreen(services)

    return (
        ScreenSpec("desk", "Bàn làm việc", Icon.DESK, desk),
        ScreenSpec("intake", "Tiếp nhận", Icon.RECEIVE, intake),
        ScreenSpec("scan", "Quét", Icon.SCAN, scan, lambda: _read(services, _unfinished_scans)),
        ScreenSpec("sign", "Ký số", Icon.SIGN, sign, lambda: _read(services, _unsigned)),
        ScreenSpec("sync", "Đồng bộ", Icon.SYNC, sync, lambda: _read(services, _queue)),
        ScreenSpec("settings", "Cấu hình", Icon.SETTINGS, settings),
    )


def profile_spec(services: Services) -> ScreenSpec:
    """Trang cá nhân, which stands behind the officer's name instead of in the rail."""

    def profile() -> Screen:
        from ui.profile.screen import ProfileScreen

        return ProfileScreen(services)

    return ScreenSpec(PROFILE, "Trang cá nhân", Icon.PERSON, profile)


def _read(services: Services, badge: Callable[[Work], Badge]) -> Badge:
    with services.counter.store.read() as work:
        return badge(work)


def _unfinished_scans(work: Work) -> Badge:
    return Badge(sum(bool(batch.pages) for batch in work.scans.open_batches()))


def _unsigned(work: Work) -> Badge:
    return Badge(len(work.papers.unsigned()))


def _queue(work: Work) -> Badge:
    """What was refused first, since the officer must act; else what waits."""
    counts = work.outbox.counts()
    if counts.refused:
        return Badge(counts.refused, Tone.BAD)
    return Badge(counts.waiting + counts.sending)
