"""What ScannerCapabilities says, feed by feed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.errors import AppError, Code
from app.scanning.escl.xml_answer import child, children, descendants, number, read_xml, text
from app.scanning.paper_sizes import MM_PER_INCH
from app.scanning.scanner_options import in_common
from app.scanning.source import (
    BrightnessRange,
    Capabilities,
    ColourMode,
    Feed,
    Resolutions,
)

UNITS_PER_INCH = 300
"""Lengths of eSCL are in three hundredths of an inch, whatever the resolution."""
COLOUR_MODES = {ColourMode.COLOUR: "RGB24", ColourMode.GREY: "Grayscale8"}
JPEG = "image/jpeg"

_INPUTS = {
    Feed.GLASS: (("Platen", "PlatenInputCaps"),),
    Feed.FEEDER: (("Adf", "AdfSimplexInputCaps"),),
    # Some makers name both sides as an option of the feeder and say nothing more of them.
    Feed.DUPLEX: (("Adf", "AdfDuplexInputCaps"), ("Adf", "AdfSimplexInputCaps")),
}
_MOST_DPI = 9600
_LARGEST_UNITS = 100_000


@dataclass(frozen=True)
class Input:
    """One feed of the device."""

    dpis: Resolutions
    colour_modes: tuple[ColourMode, ...]
    largest: tuple[int, int]
    """Width and height in units of eSCL."""
    gives_jpeg: bool
    extended_format: bool
    """Whether DocumentFormatExt is understood (eSCL 2.1 and later)."""


@dataclass(frozen=True)
class ScannerCapabilities:
    version: str
    name: str
    inputs: Mapping[Feed, Input]
    brightness: BrightnessRange | None

    def of_port(self) -> Capabilities:
        """In the terms of the port."""
        return in_common(
            [
                Capabilities(
                    feeds=(feed,),
                    dpis=one.dpis,
                    colour_modes=one.colour_modes,
                    largest_mm=(_mm(one.largest[0]), _mm(one.largest[1])),
                    brightness=self.brightness,
                )
                for feed, one in self.inputs.items()
            ]
        )


def read_capabilities(content: bytes) -> ScannerCapabilities:
    """``content`` is the XML as it came. Errors: SCANNER_ANSWER_UNREADABLE."""
    root = read_xml(content, root="ScannerCapabilities")
    profiles = {
        each.get("name", ""): each
        for each in children(child(root, "SettingProfiles"), "SettingProfile")
    }
    inputs = {feed: one for feed in Feed if (one := _input(root, feed, profiles)) is not None}
    if not inputs:
        raise AppError(Code.SCANNER_ANSWER_UNREADABLE, said="ScannerCapabilities")
    return ScannerCapabilities(
        version=text(root, "Version")[:20] or "2.0",
        name=text(root, "MakeAndModel")[:80],
        inputs=inputs,
        brightness=_brightness(root),
    )


def _input(root: Element, feed: Feed, profiles: Mapping[str, Element]) -> Input | None:
    if feed is Feed.DUPLEX and not _turns_sheets(root):
        return None
    places = (child(child(root, place), caps) for place, caps in _INPUTS[feed])
    found = next((each for each in places if each is not None), None)
    if found is None:
        return None
    profile = _profile(found, profiles)
    width, height = number(found, "MaxWidth") or 0, number(found, "MaxHeight") or 0
    if profile is None or not (0 < width < _LARGEST_UNITS and 0 < height < _LARGEST_UNITS):
        return None
    formats = {(each.text or "").strip() for each in descendants(profile, "DocumentFormat")}
    extended = {(each.text or "").strip() for each in descendants(profile, "DocumentFormatExt")}
    return Input(
        dpis=_resolutions(profile),
        colour_modes=_colour_modes(profile),
        largest=(width, height),
        gives_jpeg=JPEG in formats | extended,
        extended_format=JPEG in extended,
    )


def _turns_sheets(root: Element) -> bool:
    adf = child(root, "Adf")
    options = children(child(adf, "AdfOptions"), "AdfOption")
    return child(adf, "AdfDuplexInputCaps") is not None or any(
        (each.text or "").strip() == "Duplex" for each in options
    )


def _profile(found: Element, profiles: Mapping[str, Element]) -> Element | None:
    """The setting profile with colour, else the first; they may be named and lie elsewhere."""
    here = [
        profiles.get(each.get("ref", ""), each)
        for each in children(child(found, "SettingProfiles"), "SettingProfile")
    ]
    colourful = (each for each in here if ColourMode.COLOUR in _colour_modes(each))
    return next(colourful, here[0] if here else None)


def _colour_modes(profile: Element) -> tuple[ColourMode, ...]:
    said = {(each.text or "").strip() for each in descendants(profile, "ColorMode")}
    return tuple(mode for mode, name in COLOUR_MODES.items() if name in said)


def _resolutions(profile: Element) -> Resolutions:
    listed = tuple(sorted({dpi for dpi in _listed(profile) if dpi is not None}))
    if listed:
        return listed
    span = next(descendants(profile, "XResolutionRange"), None)
    least, most = number(span, "Min"), number(span, "Max")
    if least is None or most is None or not 0 < least <= most <= _MOST_DPI:
        return ()
    return range(least, most + 1, max(1, number(span, "Step") or 1))


def _listed(profile: Element) -> Iterator[int | None]:
    """Resolutions that are the same both ways: others would need stretching."""
    for each in descendants(profile, "DiscreteResolution"):
        across, down = number(each, "XResolution"), number(each, "YResolution")
        if across == down and 0 < (across or 0) <= _MOST_DPI:
            yield across


def _brightness(root: Element) -> BrightnessRange | None:
    support = child(root, "BrightnessSupport")
    least, most = number(support, "Min"), number(support, "Max")
    normal = number(support, "Normal")
    if least is None or most is None or normal is None or not least <= normal <= most:
        return None
    return BrightnessRange(least, normal, most) if least < most else None


def _mm(units: int) -> float:
    return round(units * MM_PER_INCH / UNITS_PER_INCH, 2)
