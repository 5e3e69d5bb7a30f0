"""What every test may ask for: the demonstration office, its services, free ports and scans."""

import io
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from hypothesis import settings
from PIL import Image, ImageDraw, ImageFont

from app.demo.keyring_backend import DemoKeyring
from app.demo.keyring_backend import environment as keyring_environment
from app.demo.office import Office, make_office
from app.demo.people import TEST_PEOPLE
from app.demo.trust_services import trust_services
from app.scanning.sane_test_device import write_test_device_config

# A test that opens windows runs without a display too; Qt would end the process.
if "DISPLAY" not in os.environ and sys.platform == "linux":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long an example takes depends on what else the machine does; time is measured in bench/.
settings.register_profile("quay", deadline=None)
settings.load_profile("quay")

A4 = (595.276, 841.89)
"""Width and height in points."""
FONT = Path(__file__).parent.parent / "resources" / "fonts" / "Tinos-Regular.ttf"


@pytest.fixture
def quiet_network() -> Iterator[None]:
    """For tests that hear what scanners announce."""
    from tests.scanning.escl_announced import nobody_else

    with nobody_else():
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test away from the profile, keyring, tokens and scanners of whoever runs it."""
    place = tmp_path_factory.mktemp("machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUAY_HOME", str(place / "profile"))
        patch.setenv("SOFTHSM2_CONF", str(place / "office" / "softhsm2.conf"))
        write_test_device_config(place / "sane")
        patch.setenv("SANE_CONFIG_DIR", str(place / "sane"))
        # Not the network: it takes seconds, and somebody's scanner may answer.
        patch.setattr("app.scanning.escl.discovery.INTERFACES", ("127.0.0.1",))
        patch.setattr("app.scanning.escl.discovery.LOOK_SECONDS", 0.0)
        for name, value in keyring_environment(place).items():
            patch.setenv(name, value)
        patch.setattr("keyring.core._keyring_backend", DemoKeyring())
        yield


@pytest.fixture(scope="session")
def office() -> Office:
    """The demonstration office with all of TEST_PEOPLE, made once a session.

    SoftHSM reads its tokens when it is loaded: whatever loads its module must ask for this first.
    """
    folder = Path(os.environ["SOFTHSM2_CONF"]).parent
    return make_office(folder, services_port=_free_port(), people=TEST_PEOPLE)


@pytest.fixture(scope="session")
def services(office: Office) -> Iterator[Office]:
    """The office with its CRL, OCSP and time-stamp services answering for the session."""
    with trust_services(office):
        yield office


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A function that gives a port of 127.0.0.1 that nobody listens on."""
    return _free_port


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., Path]:
    """``make_pdf(path, pages=1, text="", rotation=0, size=A4, dpi=100)``: a scanned PDF 1.7."""
    return _make_pdf


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _make_pdf(
    path: Path,
    pages: int = 1,
    text: str = "",
    rotation: int = 0,
    size: tuple[float, float] = A4,
    dpi: int = 100,
) -> Path:
    """Colour JPEG pages at ``dpi`` with ``text`` and the page number drawn on each."""
    with pikepdf.new() as pdf:
        for number in range(1, pages + 1):
            pdf.add_blank_page(page_size=size)
            page = pdf.pages[-1]
            image = pikepdf.Stream(pdf, _scan(f"{text}\n{number}", size, dpi))
            image.update(
                {
                    "/Type": pikepdf.Name.XObject,
                    "/Subtype": pikepdf.Name.Image,
                    "/Width": round(size[0] * dpi / 72),
                    "/Height": round(size[1] * dpi / 72),
                    "/ColorSpace": pikepdf.Name.DeviceRGB,
                    "/BitsPerComponent": 8,
                    "/Filter": pikepdf.Name.DCTDecode,
                }
            )
            page.Rotate = rotation
            page.Resources.XObject = pikepdf.Dictionary({"/Scan": image})
            page.Contents = pdf.make_stream(f"{size[0]} 0 0 {size[1]} 0 0 cm /Scan Do".encode())
        pdf.save(path, min_version="1.7")
    return path


def _scan(text: str, size: tuple[float, float], dpi: int) -> bytes:
    image = Image.new("RGB", (round(size[0] * dpi / 72), round(size[1] * dpi / 72)), "#f7f5ee")
    draw = ImageDraw.Draw(image)
    draw.text((dpi, dpi), text, fill="#1b1b40", font=ImageFont.truetype(FONT, dpi // 4))
    draw.ellipse((dpi, 3 * dpi, 2.4 * dpi, 4.4 * dpi), outline="#c8102e", width=dpi // 25)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80, dpi=(dpi, dpi))
    return content.getvalue()
