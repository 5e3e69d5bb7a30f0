"""A real counter on an empty profile, and the services of a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.counter import Counter
from app.lanes import Lane
from app.paths import Profile
from tests.ui.queue_past import NOW
from ui.application import speak_vietnamese
from ui.services import Services
from ui.store_signals import StoreSignals
from ui.sync_watch import SyncWatch
from ui.theme import apply_theme
from ui.token_watch import TokenWatch


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    speak_vietnamese(qapp)
    apply_theme(qapp)


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane("pages")
    yield made
    made.close()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with Counter(Profile(tmp_path / "profile"), now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def services(qapp: QApplication, counter: Counter, lane: Lane) -> Iterator[Services]:
    province_lane = Lane("province")
    signals = StoreSignals(counter.store.subscribe)
    made = Services(
        counter=counter,
        store_signals=signals,
        token_watch=TokenWatch(counter.token_lane, lambda: counter.device),
        sync_watch=SyncWatch(counter),
        page_lane=lane,
        province_lane=province_lane,
        memory=QSettings(str(counter.profile.root / "window.ini"), QSettings.Format.IniFormat),
    )
    yield made
    made.token_watch.stop()
    signals.close()
    province_lane.close()
