"""Colours that can be read, a style sheet without holes, icons without orphans."""

import re

import pytest
from PySide6.QtGui import QColor, QFontDatabase

from resources import resource
from ui.icons import Icon, app_icon, picture
from ui.theme import FAMILY, PALETTE, Palette, style_sheet

TEXT_ON_GROUND = [
    ("ink", "paper"), ("ink", "card"), ("ink", "sunken"), ("ink", "accent_soft"),
    ("muted", "paper"), ("muted", "card"), ("muted", "sunken"),
    ("accent", "paper"), ("accent", "card"), ("accent", "accent_soft"),
    ("accent_hover", "accent_soft"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_accent", "accent_pressed"),
    ("rail_ink", "rail"), ("rail_ink", "rail_hover"), ("on_accent", "rail_hover"),
    ("on_accent", "rail_active"), ("on_accent", "bad"), ("on_accent", "rail_count"),
    ("neutral", "neutral_soft"), ("info", "info_soft"), ("ok", "ok_soft"),
    ("warn", "warn_soft"), ("bad", "bad_soft"), ("ink", "bad_soft"), ("ink", "warn_soft"),
    ("ink", "ok_soft"), ("ink", "info_soft"), ("bad", "card"), ("warn", "card"), ("ok", "card"),
    ("bad", "paper"), ("warn", "paper"), ("ok", "paper"), ("info", "card"), ("info", "paper"),
    ("tip_ink", "tip"), ("bad", "accent_soft"), ("warn", "accent_soft"),
]  # fmt: skip
MARK_ON_GROUND = [
    ("edge", "card"), ("edge", "paper"), ("focus", "paper"), ("focus", "card"),
    ("focus_on_accent", "accent"), ("focus_on_accent", "rail"),
]  # fmt: skip


def contrast(first: str, second: str) -> float:
    """WCAG 2.1, relative luminance."""

    def luminance(name: str) -> float:
        colour = QColor(getattr(PALETTE, name))
        parts = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
            for c in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARK_ON_GROUND)
def test_borders_and_focus_rings_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= 3


def test_the_style_sheet_knows_its_tokens_and_images() -> None:
    sheet = style_sheet()
    assert "$" not in sheet
    for image in re.findall(r'url\("([^"]+)"\)', sheet):
        assert resource("style", image.rsplit("/", 1)[-1]).as_posix() == image


def test_a_token_that_does_not_exist_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.theme.asdict", lambda _: {})
    with pytest.raises(KeyError):
        style_sheet(Palette())


def test_the_shipped_face_is_there(qapp: object) -> None:
    assert FAMILY in QFontDatabase.families()


def test_each_icon_has_its_file_and_each_file_its_icon() -> None:
    files = {path.stem for path in resource("icons").glob("*.svg")} - {"app"}
    assert files == {icon.value for icon in Icon}


@pytest.mark.parametrize("name", list(Icon))
def test_icons_are_drawn_in_the_colour_asked_for(name: Icon, qapp: object) -> None:
    image = picture(name, 24, PALETTE.bad, ratio=2).toImage()
    assert (image.width(), image.devicePixelRatio()) == (48, 2)
    solid = [
        image.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert solid
    assert {colour.name() for colour in solid} == {PALETTE.bad}


def test_the_window_has_an_icon(qapp: object) -> None:
    assert not app_icon().pixmap(64, 64).isNull()
