"""What screens are built from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from app.counter import Counter
    from app.lanes import Lane
    from ui.store_signals import StoreSignals
    from ui.sync_watch import SyncWatch
    from ui.token_watch import TokenWatch


@dataclass(frozen=True)
class Services:
    """Lives as long as the counter is open; lanes and watches are closed by the shell."""

    counter: "Counter"
    store_signals: "StoreSignals"
    token_watch: "TokenWatch"
    sync_watch: "SyncWatch"
    page_lane: "Lane"
    """Drawing pages: one thread for all viewers, since MuPDF belongs to one."""
    province_lane: "Lane"
    """What an officer asks the province and waits for; delivery has its own thread."""
    memory: QSettings
    """How the officer left the window: its size, each screen's filters. Never citizens' data."""
