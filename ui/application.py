"""The Qt application: name, icon, style, fonts, and Qt's own words in Vietnamese."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from resources import resource
from ui.icons import app_icon
from ui.qt_messages import log_qt_messages
from ui.theme import apply_theme

REOPEN = 75
"""Status of the event loop when the data are to be opened again (a backup, other keys)."""


def make_application(argv: Sequence[str]) -> QApplication:
    """The one QApplication of this process, ready for windows."""
    log_qt_messages()
    QCoreApplication.setApplicationName("quay-mot-cua")
    QGuiApplication.setApplicationDisplayName("Quầy Một Cửa")
    QGuiApplication.setDesktopFileName("quay-mot-cua")
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    app = QApplication(list(argv))
    speak_vietnamese(app)
    apply_theme(app)
    app.setWindowIcon(app_icon())
    return app


def speak_vietnamese(app: QApplication) -> None:
    """Translate Qt's own buttons and context menus; PySide6 ships no Vietnamese.

    Raises RuntimeError when the translation cannot be read.
    """
    translator = QTranslator(app)
    if not translator.load(str(resource("i18n", "qtbase_vi.qm"))):
        raise RuntimeError("translation not readable")
    app.installTranslator(translator)
