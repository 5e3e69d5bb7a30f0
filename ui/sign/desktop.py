"""What the screen Ký số asks of the desktop: which files, which folder, and to show one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_files(parent: QWidget) -> Sequence[Path]:
    """PDF files that the officer picks; none when he cancels."""
    title = parent.tr("Chọn tệp PDF để ký")
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", "PDF (*.pdf)")
    return [Path(name) for name in names]


def choose_folder(parent: QWidget, before: Path | None) -> Path | None:
    """Where signed copies go, ``before`` until now; None when the officer cancels."""
    title = parent.tr("Chọn thư mục lưu tệp đã ký")
    chosen = QFileDialog.getExistingDirectory(parent, title, str(before or ""))
    return Path(chosen) if chosen else None


def show_folder(folder: Path) -> bool:
    """Whether the desktop shows ``folder``."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


@dataclass(frozen=True)
class Desktop:
    choose_files: Callable[[QWidget], Sequence[Path]] = choose_files
    choose_folder: Callable[[QWidget, Path | None], Path | None] = choose_folder
    show_folder: Callable[[Path], bool] = show_folder


DESKTOP = Desktop()
"""The real one."""
