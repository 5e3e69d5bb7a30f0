"""What a program says that cannot open its profile."""

from PySide6.QtWidgets import QMessageBox, QWidget

from app.errors import AppError
from ui.messages import message


def show_start_failed(error: AppError, parent: QWidget) -> None:
    """Say why the program does not start and what to do; returns when it was read."""
    said = message(error)
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Quầy Một Cửa")
    box.setText(f"<b>{said.heading}</b>")
    box.setInformativeText(f"{said.sentence}\n\n{said.next_step}")
    box.exec()
