"""From a request to the ScanSettings that open a job."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from app.errors import AppError, Code
from app.scanning.escl.capabilities import COLOUR_MODES, JPEG, UNITS_PER_INCH, ScannerCapabilities
from app.scanning.paper_sizes import MM_PER_INCH
from app.scanning.scanner_options import (
    allowed_length,
    allowed_resolution,
    brightness_value,
    require_feed,
)
from app.scanning.source import Feed, ScanRequest

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'
    ' xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">'
)


@dataclass(frozen=True)
class ScanSettings:
    """A job this device can do."""

    version: str
    feed: Feed
    dpi: int
    colour: bool
    width: int
    """In units of eSCL, as ``height``."""
    height: int
    extended_format: bool
    brightness: int | None

    @property
    def size_px(self) -> tuple[int, int]:
        """The size of a page that covers the whole area."""
        return (
            round(self.width * self.dpi / UNITS_PER_INCH),
            round(self.height * self.dpi / UNITS_PER_INCH),
        )

    def xml(self) -> bytes:
        """What is posted to ScanJobs."""
        format_ = f"<pwg:DocumentFormat>{JPEG}</pwg:DocumentFormat>"
        if self.extended_format:
            format_ += f"<scan:DocumentFormatExt>{JPEG}</scan:DocumentFormatExt>"
        mode = COLOUR_MODES[ScanRequest(colour=self.colour).colour_mode]
        parts = [
            f"<pwg:Version>{escape(self.version)}</pwg:Version>",
            "<scan:Intent>Document</scan:Intent>",
            "<pwg:ScanRegions><pwg:ScanRegion>",
            f"<pwg:Height>{self.height}</pwg:Height>",
            "<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>",
            f"<pwg:Width>{self.width}</pwg:Width>",
            "<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>",
            "</pwg:ScanRegion></pwg:ScanRegions>",
            f"<pwg:InputSource>{'Platen' if self.feed is Feed.GLASS else 'Feeder'}"
            "</pwg:InputSource>",
            f"<scan:ColorMode>{mode}</scan:ColorMode>",
            f"<scan:XResolution>{self.dpi}</scan:XResolution>",
            f"<scan:YResolution>{self.dpi}</scan:YResolution>",
            format_,
        ]
        if self.feed is not Feed.GLASS:
            both = "true" if self.feed is Feed.DUPLEX else "false"
            parts.append(f"<scan:Duplex>{both}</scan:Duplex>")
        if self.brightness is not None:
            parts.append(f"<scan:Brightness>{self.brightness}</scan:Brightness>")
        return (_HEAD + "".join(parts) + "</scan:ScanSettings>").encode()


def settings_for(
    request: ScanRequest, device: ScannerCapabilities, *, address: str
) -> ScanSettings:
    """What to ask of ``device``. Errors: SCANNER_NO_DUPLEX, SCANNER_UNSUPPORTED."""
    require_feed(tuple(device.inputs), request.feed, device=address)
    one = device.inputs[request.feed]
    if request.colour_mode not in one.colour_modes or not one.gives_jpeg:
        said = request.colour_mode.value if one.gives_jpeg else JPEG
        raise AppError(Code.SCANNER_UNSUPPORTED, device=address, said=said)
    brightness = brightness_value(device.brightness, request, device=address)
    width, height = (
        round(allowed_length(mm / MM_PER_INCH * UNITS_PER_INCH, most, device=address))
        for mm, most in zip((request.width_mm, request.height_mm), one.largest, strict=True)
    )
    return ScanSettings(
        version=device.version,
        feed=request.feed,
        dpi=allowed_resolution(one.dpis, request.dpi, device=address),
        colour=request.colour,
        width=width,
        height=height,
        extended_format=one.extended_format,
        brightness=None if brightness is None else round(brightness),
    )
