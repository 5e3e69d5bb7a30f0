"""Properties of WIA devices (WIA_DPS_*) and of their items (WIA_IPS_*), which go by numbers."""

from typing import Any

from app.errors import AppError, Code
from app.scanning.paper_sizes import MM_PER_INCH
from app.scanning.scanner_options import (
    Constraint,
    allowed_length,
    allowed_resolution,
    brightness_value,
    limits,
    require_feed,
    resolutions,
)
from app.scanning.source import BrightnessRange, Capabilities, ColourMode, Feed, ScanRequest

_BED_WIDTH, _BED_HEIGHT, _SHEET_WIDTH, _SHEET_HEIGHT = "3074", "3075", "3076", "3077"
_CAPABILITIES, _STATUS, _SELECT, _PAGES = "3086", "3087", "3088", "3096"
_INTENT = "6146"
_RESOLUTION_X, _RESOLUTION_Y = "6147", "6148"
_START_X, _START_Y, _EXTENT_X, _EXTENT_Y = "6149", "6150", "6151", "6152"
_BRIGHTNESS = "6154"

_FEEDER, _FLATBED, _DUPLEX = 1, 2, 4  # bits of _CAPABILITIES and of _SELECT
_SELECTED = {Feed.GLASS: _FLATBED, Feed.FEEDER: _FEEDER, Feed.DUPLEX: _FEEDER | _DUPLEX}
_FEED_READY = 1  # bit of _STATUS
_COLOUR, _GREY = 1, 2  # values of _INTENT
_INTENTS = {ColourMode.COLOUR: _COLOUR, ColourMode.GREY: _GREY}
_RANGE, _LIST, _FLAGS = 1, 2, 3  # WiaSubType
_THOUSANDTHS_PER_INCH = 1000


def capabilities(device: Any) -> Capabilities:
    """What a connected device says; WIA says it for the device, not for each feed."""
    item = device.Items.Item(1)
    return Capabilities(
        feeds=feeds(device),
        dpis=resolutions(_offered(item, _RESOLUTION_X)),
        colour_modes=_colour_modes(item),
        largest_mm=_largest_mm(device),
        brightness=_brightness(item),
    )


def feeds(device: Any) -> tuple[Feed, ...]:
    has = int(_get(device, _CAPABILITIES, _FLATBED))
    return tuple(feed for feed, bits in _SELECTED.items() if has & bits == bits)


def select_feed(device: Any, feed: Feed, *, device_id: str) -> None:
    """Errors: SCANNER_NO_DUPLEX, SCANNER_UNSUPPORTED."""
    require_feed(feeds(device), feed, device=device_id)
    _set(device, _SELECT, _SELECTED[feed])
    _set(device, _PAGES, 1)  # one page, which is one side, for each Transfer


def feeder_is_ready(device: Any) -> bool:
    """Whether paper lies in it; so it does where the device does not say."""
    return bool(int(_get(device, _STATUS, _FEED_READY)) & _FEED_READY)


def prepare(item: Any, request: ScanRequest, *, device_id: str) -> int:
    """Set the item for ``request``; the resolution it will scan at."""
    modes = _colour_modes(item)
    if modes and request.colour_mode not in modes:
        raise AppError(Code.SCANNER_UNSUPPORTED, device=device_id, said=request.colour_mode.value)
    _set(item, _INTENT, _INTENTS[request.colour_mode])
    for number in (_RESOLUTION_X, _RESOLUTION_Y):
        if item.Properties.Exists(number):
            offered = resolutions(_offered(item, number))
            _set(item, number, allowed_resolution(offered, request.dpi, device=device_id))
    dpi = int(_get(item, _RESOLUTION_X, request.dpi))
    for start, extent, length_mm in (
        (_START_X, _EXTENT_X, request.width_mm),
        (_START_Y, _EXTENT_Y, request.height_mm),
    ):
        _set(item, start, 0)
        if item.Properties.Exists(extent):
            most = limits(_offered(item, extent))[1]
            wanted = length_mm / MM_PER_INCH * dpi
            _set(item, extent, round(allowed_length(wanted, most, device=device_id)))
    brightness = brightness_value(_brightness(item), request, device=device_id)
    if brightness is not None:
        _set(item, _BRIGHTNESS, round(brightness))
    return dpi


def _colour_modes(item: Any) -> tuple[ColourMode, ...]:
    intent = item.Properties.Item(_INTENT)
    if intent.SubType != _FLAGS:
        return ()  # it does not say
    values = intent.SubTypeValues
    flags = {values.Item(position) for position in range(1, values.Count + 1)}
    return tuple(mode for mode, flag in _INTENTS.items() if flag in flags)


def _largest_mm(device: Any) -> tuple[float, float] | None:
    """The glass or, where there is none, what the feeder takes."""
    for width, height in ((_BED_WIDTH, _BED_HEIGHT), (_SHEET_WIDTH, _SHEET_HEIGHT)):
        sides = [
            int(_get(device, side, 0)) * MM_PER_INCH / _THOUSANDTHS_PER_INCH
            for side in (width, height)
        ]
        if all(sides):
            return (sides[0], sides[1])
    return None


def _brightness(item: Any) -> BrightnessRange | None:
    if not item.Properties.Exists(_BRIGHTNESS):
        return None
    known = item.Properties.Item(_BRIGHTNESS)
    if known.IsReadOnly or known.SubType != _RANGE:
        return None
    least, most = known.SubTypeMin, known.SubTypeMax
    return BrightnessRange(least, 0 if least < 0 < most else (least + most) / 2, most)


def _offered(holder: Any, number: str) -> Constraint:
    """What the property may be set to; None for one that is not there, too."""
    if not holder.Properties.Exists(number):
        return None
    known = holder.Properties.Item(number)
    if known.SubType == _RANGE:
        return (known.SubTypeMin, known.SubTypeMax, known.SubTypeStep)
    if known.SubType == _LIST:
        values = known.SubTypeValues
        return [values.Item(position) for position in range(1, values.Count + 1)]
    return None


def _get(holder: Any, number: str, default: int) -> Any:
    properties = holder.Properties
    return properties.Item(number).Value if properties.Exists(number) else default


def _set(holder: Any, number: str, value: int) -> None:
    properties = holder.Properties
    if properties.Exists(number) and not properties.Item(number).IsReadOnly:
        properties.Item(number).Value = value
