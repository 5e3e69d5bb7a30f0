"""Where signed copies of loose files go: chosen once, for each officer."""

from pathlib import Path

from PySide6.QtCore import QSettings

from app.counter import Counter

BESIDE = "Đã ký"
"""The folder beside the file, where no other is chosen."""


class OutFolder:
    def __init__(self, counter: Counter, memory: QSettings) -> None:
        self._counter, self._memory = counter, memory

    @property
    def chosen(self) -> Path | None:
        """None is a folder beside each file."""
        kept = str(self._memory.value(self._name, ""))
        return Path(kept) if kept else None

    def choose(self, folder: Path | None) -> None:
        self._memory.setValue(self._name, str(folder) if folder else "")

    def of(self, file: Path) -> Path:
        return self.chosen or file.parent / BESIDE

    @property
    def _name(self) -> str:
        officer = self._counter.officer()
        return f"sign/{officer.account if officer else 'none'}/loose_folder"
