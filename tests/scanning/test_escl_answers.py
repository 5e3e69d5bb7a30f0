"""Capabilities and status as devices write them, and as they never should."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError, Code
from app.scanning.escl.capabilities import read_capabilities
from app.scanning.escl.scan_settings import settings_for
from app.scanning.escl.scanner_status import read_status
from app.scanning.source import BrightnessRange, ColourMode, Feed, ScanRequest
from tests.scanning.escl_double import EsclDouble

HEAD = (
    '<scan:ScannerCapabilities xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'
    ' xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"><pwg:Version>2.0</pwg:Version>'
)
TAIL = "</scan:ScannerCapabilities>"
SIZE = "<scan:MaxWidth>2550</scan:MaxWidth><scan:MaxHeight>3508</scan:MaxHeight>"
GREY_PDF = (
    "<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode></scan:ColorModes>"
    "<scan:DocumentFormats><pwg:DocumentFormat>application/pdf</pwg:DocumentFormat>"
    "</scan:DocumentFormats>"
)
COLOUR_JPEG = (
    "<scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>"
    "<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
    "</scan:DocumentFormats>"
)
RANGE = (
    "<scan:SupportedResolutions><scan:ResolutionRange><scan:XResolutionRange><scan:Min>75"
    "</scan:Min><scan:Max>600</scan:Max><scan:Normal>300</scan:Normal><scan:Step>25</scan:Step>"
    "</scan:XResolutionRange></scan:ResolutionRange></scan:SupportedResolutions>"
)


def profiles(*each: str) -> str:
    made = "".join(f"<scan:SettingProfile>{one}</scan:SettingProfile>" for one in each)
    return f"<scan:SettingProfiles>{made}</scan:SettingProfiles>"


def glass(content: str) -> bytes:
    caps = f"<scan:Platen><scan:PlatenInputCaps>{content}</scan:PlatenInputCaps></scan:Platen>"
    return f"{HEAD}{caps}{TAIL}".encode()


def test_a_range_of_resolutions_and_the_profile_with_colour() -> None:
    found = read_capabilities(glass(SIZE + profiles(GREY_PDF, COLOUR_JPEG + RANGE)))

    one = found.inputs[Feed.GLASS]
    assert one.dpis == range(75, 601, 25)
    assert one.colour_modes == (ColourMode.COLOUR,)
    assert one.gives_jpeg
    assert not one.extended_format, "eSCL 2.0 does not know it"
    assert found.brightness is None
    assert b"DocumentFormatExt" not in settings_for(ScanRequest(), found, address="").xml()


def test_a_profile_that_lies_elsewhere() -> None:
    named = f'<scan:SettingProfile name="p1">{COLOUR_JPEG}{RANGE}</scan:SettingProfile>'
    pointed = '<scan:SettingProfiles><scan:SettingProfile ref="p1"/></scan:SettingProfiles>'
    content = glass(SIZE + pointed).decode()
    content = content.replace(TAIL, f"<scan:SettingProfiles>{named}</scan:SettingProfiles>{TAIL}")

    assert read_capabilities(content.encode()).inputs[Feed.GLASS].dpis == range(75, 601, 25)


@pytest.mark.parametrize(
    ("option", "feeds"),
    [
        ("<scan:AdfOption>Duplex</scan:AdfOption>", (Feed.FEEDER, Feed.DUPLEX)),
        ("<scan:AdfOption>DetectPaperLoaded</scan:AdfOption>", (Feed.FEEDER,)),
    ],
)
def test_both_sides_as_an_option_of_the_feeder(option: str, feeds: tuple[Feed, ...]) -> None:
    caps = f"<scan:AdfSimplexInputCaps>{SIZE}{profiles(COLOUR_JPEG)}</scan:AdfSimplexInputCaps>"
    adf = f"<scan:Adf>{caps}<scan:AdfOptions>{option}</scan:AdfOptions></scan:Adf>"

    assert tuple(read_capabilities(f"{HEAD}{adf}{TAIL}".encode()).inputs) == feeds


@pytest.mark.parametrize(("profile", "said"), [(GREY_PDF, "image/jpeg"), (COLOUR_JPEG, "grey")])
def test_what_it_cannot_give(profile: str, said: str) -> None:
    device = read_capabilities(glass(SIZE + profiles(profile)))

    with pytest.raises(AppError) as error:
        settings_for(ScanRequest(colour=False), device, address="escl:x")

    assert error.value.code is Code.SCANNER_UNSUPPORTED
    assert error.value.facts["said"] == said


def test_brightness_that_cannot_be_set() -> None:
    device = read_capabilities(glass(SIZE + profiles(COLOUR_JPEG)))

    with pytest.raises(AppError) as error:
        settings_for(ScanRequest(brightness=10), device, address="")
    assert error.value.code is Code.SCANNER_UNSUPPORTED
    assert settings_for(ScanRequest(brightness=0), device, address="").brightness is None


def test_what_is_asked_for_is_xml_even_when_the_version_is_not() -> None:
    content = glass(SIZE + profiles(COLOUR_JPEG)).replace(b">2.0<", b">2&lt;0&amp;<")

    xml = settings_for(ScanRequest(), read_capabilities(content), address="").xml()

    root = ET.fromstring(xml)
    assert [each.text for each in root if each.tag.endswith("Version")] == ["2<0&"]


BILLION = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<ScannerCapabilities><Version>&c;</Version></ScannerCapabilities>"""
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b"<ScannerCapabilities><Version>&f;</Version></ScannerCapabilities>"
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        b"<ScannerCapabilities>",
        b"<ScannerCapabilities/>",
        b'<?xml version="1.0" encoding="klingon"?><ScannerCapabilities/>',
        glass(SIZE),
        glass(SIZE.replace("2550", "0") + profiles(COLOUR_JPEG)),
        glass(SIZE.replace("2550", "9" * 400) + profiles(COLOUR_JPEG)),
        glass(SIZE.replace("2550", "x") + profiles(COLOUR_JPEG)),
        BILLION,
        BILLION.decode().encode("utf-16"),
        OUTSIDE,
    ],
)
def test_what_no_scanner_should_say(content: bytes) -> None:
    with pytest.raises(AppError) as error:
        read_capabilities(content)
    assert error.value.code is Code.SCANNER_ANSWER_UNREADABLE


@pytest.mark.parametrize("content", [BILLION, OUTSIDE])
def test_a_document_type_ends_the_reading(content: bytes) -> None:
    with pytest.raises(AppError) as error:
        read_capabilities(content)
    assert error.value.facts["said"] == "DOCTYPE"


@given(st.data())
def test_a_damaged_answer_is_an_answer_or_an_error(data: st.DataObject) -> None:
    content = bytearray(EsclDouble(sheets=1).capabilities())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))
    try:
        found = read_capabilities(bytes(content))
    except AppError as failed:
        said = failed.code
    else:
        said = None
        assert found.of_port().feeds == tuple(found.inputs)
    assert said in (None, Code.SCANNER_ANSWER_UNREADABLE)


def test_the_middle_of_brightness_is_where_the_device_says() -> None:
    support = (
        "<scan:BrightnessSupport><scan:Min>0</scan:Min><scan:Max>4</scan:Max>"
        "<scan:Normal>1</scan:Normal></scan:BrightnessSupport>"
    )
    content = glass(SIZE + profiles(COLOUR_JPEG)).decode().replace(TAIL, support + TAIL)

    device = read_capabilities(content.encode())

    assert device.brightness == BrightnessRange(0, 1, 4)
    asked = [
        settings_for(ScanRequest(brightness=each), device, address="").brightness
        for each in (-100, 0, 100)
    ]
    assert asked == [0, 1, 4]


def test_a_status() -> None:
    status = read_status(EsclDouble(sheets=0).status())

    assert (status.state, status.is_empty, status.fault) == ("Idle", True, None)
    with pytest.raises(AppError):
        read_status(EsclDouble().capabilities())
