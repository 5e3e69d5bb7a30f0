"""Colours, fonts and the one style sheet of the window."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from resources import resource

FAMILY = "Be Vietnam Pro"
_FACES = ("Regular", "Medium", "SemiBold", "Bold")


class Tone(StrEnum):
    """What a coloured mark says. BAD, the only red, is kept for what needs the officer."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Palette:
    """All colours of the window, ``#RRGGBB``. Text on its ground has a contrast of 4.5:1 or more.

    WCAG 2.1, 1.4.3 and 1.4.11; held by ``tests/ui/test_theme.py``.
    """

    paper: str = "#f6f3ec"
    card: str = "#ffffff"
    sunken: str = "#efebe1"
    line: str = "#ddd6c7"
    edge: str = "#8a8474"
    """Border of what can be typed into: 3:1 against its grounds."""
    ink: str = "#1b2a33"
    muted: str = "#55626b"
    disabled: str = "#a39d90"
    accent: str = "#0d5964"
    accent_hover: str = "#0a4851"
    accent_pressed: str = "#07383f"
    accent_soft: str = "#dfeeed"
    on_accent: str = "#ffffff"
    focus: str = "#3556c4"
    focus_on_accent: str = "#9fe6da"
    rail: str = "#14313b"
    rail_hover: str = "#1d424e"
    rail_active: str = "#265461"
    rail_ink: str = "#cbdcdd"
    rail_count: str = "#356b78"
    neutral: str = "#4d5860"
    neutral_soft: str = "#ebe7dd"
    info: str = "#2f4374"
    info_soft: str = "#e6eaf6"
    ok: str = "#1b6140"
    ok_soft: str = "#e0f1e7"
    warn: str = "#774a00"
    warn_soft: str = "#fbeed0"
    bad: str = "#b32318"
    bad_hover: str = "#8f1b12"
    bad_soft: str = "#fceae8"
    desk: str = "#d9d4c8"
    """Ground under the pages of a paper."""
    tip: str = "#1b2a33"
    tip_ink: str = "#f6f3ec"


PALETTE = Palette()


def tone_colour(tone: Tone) -> str:
    """Text and icon colour of ``tone``."""
    return str(getattr(PALETTE, tone.value))


def load_fonts() -> None:
    """Make the shipped faces known. Raises RuntimeError when one cannot be read."""
    for face in _FACES:
        path = resource("fonts", f"BeVietnamPro-{face}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"font not readable: {path}")


def style_sheet(palette: Palette = PALETTE) -> str:
    """``quay.qss`` with its ``$tokens`` replaced. Raises KeyError for an unknown token."""
    sheet = resource("style", "quay.qss")
    tokens = asdict(palette) | {"images": sheet.parent.as_posix()}
    return Template(sheet.read_text(encoding="utf-8")).substitute(tokens)


def apply_theme(app: QApplication) -> None:
    """Fusion as the ground, then fonts, palette and style sheet."""
    load_fonts()
    app.setStyle("Fusion")
    font = QFont(FAMILY)
    font.setPixelSize(14)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    app.setFont(font)
    app.setPalette(_qt_palette())
    app.setStyleSheet(style_sheet())


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, and restyle ``widget``."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _qt_palette() -> QPalette:
    roles = {
        QPalette.ColorRole.Window: PALETTE.paper,
        QPalette.ColorRole.WindowText: PALETTE.ink,
        QPalette.ColorRole.Base: PALETTE.card,
        QPalette.ColorRole.AlternateBase: PALETTE.paper,
        QPalette.ColorRole.Text: PALETTE.ink,
        QPalette.ColorRole.Button: PALETTE.card,
        QPalette.ColorRole.ButtonText: PALETTE.ink,
        QPalette.ColorRole.PlaceholderText: PALETTE.muted,
        QPalette.ColorRole.Highlight: PALETTE.accent,
        QPalette.ColorRole.HighlightedText: PALETTE.on_accent,
        QPalette.ColorRole.Link: PALETTE.accent,
        QPalette.ColorRole.ToolTipBase: PALETTE.tip,
        QPalette.ColorRole.ToolTipText: PALETTE.tip_ink,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(PALETTE.disabled))
    return palette
