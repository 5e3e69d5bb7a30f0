"""Scanning by eSCL from the double in ``escl_double.py``, over real HTTP."""

import datetime
import io
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.lanes import Lane
from app.proxy import Proxy, ProxyMode, use_proxy
from app.scanning.escl.line import DeviceLine
from app.scanning.escl.patience import Patience
from app.scanning.escl.source import EsclSource
from app.scanning.page_files import read_page
from app.scanning.source import BrightnessRange, Capabilities, ColourMode, Feed, ScanRequest
from app.scanning.sources import open_source
from tests.scanning.escl_double import EsclDouble, Faults, number_on, running
from tests.scanning.page_images import into, picture, take_pages

FEEDER = ScanRequest(feed=Feed.FEEDER)
DUPLEX = ScanRequest(feed=Feed.DUPLEX)
SMALL = ScanRequest(feed=Feed.FEEDER, width_mm=105, height_mm=74)
"""A small page where there are many."""
HURRIED = Patience(answer=1.0, page=1.0, busy=0.4, between=0.2, again=0.05, ending=0.5)
"""For devices that never answer."""


@pytest.fixture
def device() -> Iterator[EsclDouble]:
    with running(EsclDouble(sheets=3)) as device:
        yield device


def source(device: EsclDouble, patience: Patience | None = None) -> EsclSource:
    return EsclSource(device.url, patience=patience)


def numbers(folder: Path) -> list[int]:
    """Which pages lie in ``folder``, each whole."""
    found = []
    for file in into(folder).pages():
        read_page(file)
        with picture(file) as image:
            image.load()
            found.append(number_on(image))
    return found


def failure(
    device: EsclDouble, folder: Path, request: ScanRequest = FEEDER, patience: Patience = HURRIED
) -> AppError:
    with pytest.raises(AppError) as error:
        take_pages(source(device, patience), folder, request)
    return error.value


def test_what_it_can_do_is_what_it_says(device: EsclDouble) -> None:
    assert open_source(f"escl:{device.url}").capabilities() == Capabilities(
        feeds=(Feed.GLASS, Feed.FEEDER, Feed.DUPLEX),
        dpis=(100, 200, 300, 600),
        colour_modes=(ColourMode.COLOUR, ColourMode.GREY),
        largest_mm=(215.9, 355.6),
        brightness=BrightnessRange(0, 1000, 2000),
    )


def test_a_page_from_the_glass_is_kept_byte_for_byte(
    device: EsclDouble, pages_folder: Path
) -> None:
    [page] = take_pages(source(device), pages_folder)

    assert (page.width_px, page.height_px, page.dpi) == (1653, 2338, 200)
    assert read_page(page.file) == page
    [job] = device.jobs.values()
    assert page.file.read() == device.picture(job, 1)
    assert job.state == "Canceled", "ended at the device, too"


def test_a_resolution_that_is_not_said_is_added_and_no_pixel_changed(
    device: EsclDouble, pages_folder: Path
) -> None:
    device.density_in_jpeg = False

    [page] = take_pages(source(device), pages_folder, ScanRequest(dpi=300))

    assert read_page(page.file).dpi == 300
    sent = Image.open(io.BytesIO(device.picture(device.jobs["job-1"], 1)))
    with picture(page.file) as kept:
        assert kept.tobytes() == sent.tobytes()


def test_the_feeder_gives_all_its_pages_in_order(device: EsclDouble, pages_folder: Path) -> None:
    for page in source(device).pages(FEEDER, into(pages_folder), lambda: False):
        assert page.file.exists(), "on disk before it is shown"

    assert numbers(pages_folder) == [1, 2, 3]
    assert [file.name for file in sorted(pages_folder.iterdir())] == [
        f"page-{number:04d}.page" for number in (1, 2, 3)
    ]
    assert not any(request.startswith("DELETE") for request in device.requests), "ended by itself"


def test_both_sides_in_the_order_of_the_paper(device: EsclDouble, pages_folder: Path) -> None:
    take_pages(source(device), pages_folder, DUPLEX)

    assert numbers(pages_folder) == [1, 2, 3, 4, 5, 6]


def test_no_more_pages_than_asked_for(device: EsclDouble, pages_folder: Path) -> None:
    take_pages(source(device), pages_folder, ScanRequest(feed=Feed.FEEDER, max_pages=2))

    assert numbers(pages_folder) == [1, 2]
    assert device.jobs["job-1"].state == "Canceled", "the rest stays in the feeder"


def test_grey_when_grey_is_asked_for(device: EsclDouble, pages_folder: Path) -> None:
    [page] = take_pages(source(device), pages_folder, ScanRequest(colour=False))

    with picture(page.file) as image:
        assert image.mode == "L"


def test_what_the_job_says(device: EsclDouble, pages_folder: Path) -> None:
    request = ScanRequest(
        dpi=250, feed=Feed.DUPLEX, width_mm=148, height_mm=210, brightness=-20, max_pages=1
    )

    [page] = take_pages(source(device), pages_folder, request)

    [job] = device.jobs.values()
    assert (job.source, job.duplex, job.dpi, job.brightness) == ("Feeder", True, 300, 800)
    assert (job.width, job.height) == (1748, 2480)
    assert page.dpi == 300, "the next finer one, and said so"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (DUPLEX, Code.SCANNER_NO_DUPLEX),
        (ScanRequest(width_mm=297, height_mm=420), Code.SCANNER_UNSUPPORTED),
        (ScanRequest(height_mm=356), Code.SCANNER_UNSUPPORTED),
    ],
)
def test_what_it_has_not_is_no_scan_of_another_kind(
    device: EsclDouble, pages_folder: Path, request_: ScanRequest, code: Code
) -> None:
    device.duplex = False

    assert failure(device, pages_folder, request_).code is code
    assert not device.jobs


def test_a_device_without_a_feeder(pages_folder: Path) -> None:
    with running(EsclDouble(has_adf=False)) as glass:
        assert failure(glass, pages_folder).code is Code.SCANNER_UNSUPPORTED


@pytest.mark.parametrize("end", [404, 409, 410])
def test_the_end_of_the_feeder_as_makers_say_it(
    device: EsclDouble, pages_folder: Path, end: int
) -> None:
    device.faults.end_status = end

    take_pages(source(device), pages_folder, FEEDER)

    assert numbers(pages_folder) == [1, 2, 3]


@pytest.mark.parametrize("request_", [FEEDER, DUPLEX])
def test_an_empty_feeder_is_not_replaced_by_the_glass(
    device: EsclDouble, pages_folder: Path, request_: ScanRequest
) -> None:
    device.load(0)
    device.faults.turns_to_glass = True

    assert failure(device, pages_folder, request_).code is Code.SCANNER_NO_PAPER
    assert not device.jobs


def test_a_jam_at_page_37_keeps_36_and_the_scan_goes_on_there(pages_folder: Path) -> None:
    with running(EsclDouble(sheets=40)) as device:
        device.faults.jam_at = 37
        error = failure(device, pages_folder, SMALL)

        assert error.code is Code.SCANNER_JAMMED
        assert numbers(pages_folder) == list(range(1, 37))

        assert failure(device, pages_folder, SMALL).code is Code.SCANNER_JAMMED
        device.clear_jam()
        take_pages(source(device), pages_folder, SMALL)

    assert numbers(pages_folder) == list(range(1, 41)), "none twice, none missing"


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 7),
    st.lists(
        st.tuples(
            st.sampled_from(("jam_at", "cut_at", "denied_at", "canceled_at", "endless_at")),
            st.integers(1, 7),
        ),
        max_size=4,
    ),
    st.sampled_from((404, 409, 410)),
)
def test_no_sheet_is_lost_or_taken_twice_whatever_happens(
    sheets: int, faults: list[tuple[str, int]], end: int
) -> None:
    patience = replace(HURRIED, page_bytes=400_000)
    with running(EsclDouble(sheets=sheets)) as device, TemporaryDirectory() as folder:
        device.faults.end_status = end
        while device.sheets_left:
            fault, at = faults.pop() if faults else ("", 0)
            if fault:
                setattr(device.faults, fault, at)
            before = device.sheets_left
            try:
                take_pages(source(device, patience), Path(folder), SMALL)
            except AppError as error:
                if error.code is not Code.SCANNER_JAMMED:
                    device.put_back()  # what broke off was drawn in
            except Cancelled:
                pass
            kept = numbers(Path(folder))
            assert kept == list(range(1, sheets - device.sheets_left + 1)), (fault, at, before)
            device.clear_jam()
            device.faults = Faults(end_status=end)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("ScannerAdfJam", Code.SCANNER_JAMMED),
        ("ScannerAdfMultipickDetected", Code.SCANNER_JAMMED),
        ("ScannerAdfHatchOpen", Code.SCANNER_COVER_OPEN),
    ],
)
def test_what_the_scanner_reports(
    device: EsclDouble, pages_folder: Path, state: str, code: Code
) -> None:
    device.faults.jam_at, device.faults.adf_state_at_jam = 2, state

    assert failure(device, pages_folder).code is code
    assert numbers(pages_folder) == [1]


@pytest.mark.parametrize("said", [True, False], ids=["with a length", "without a length"])
def test_half_a_page_is_none_and_those_before_stay(
    device: EsclDouble, pages_folder: Path, said: bool
) -> None:
    device.faults.cut_at, device.faults.cut_without_length = 2, not said

    code = failure(device, pages_folder).code

    assert code is (Code.SCANNER_GONE if said else Code.SCANNER_ANSWER_UNREADABLE)
    assert numbers(pages_folder) == [1]
    assert device.jobs["job-1"].state == "Canceled"


def test_a_page_that_breaks_off_in_a_jam_is_a_jam(device: EsclDouble, pages_folder: Path) -> None:
    device.faults.cut_at = 2
    pages = source(device, HURRIED).pages(FEEDER, into(pages_folder), lambda: False)
    next(pages)
    device.status = lambda real=device.status: real().replace(  # type: ignore[method-assign]
        b"ScannerAdfLoaded", b"ScannerAdfJam"
    )

    with pytest.raises(AppError) as error:
        next(pages)
    assert error.value.code is Code.SCANNER_JAMMED


def test_later_is_waited_for(device: EsclDouble, pages_folder: Path) -> None:
    device.faults.busy, device.faults.busy_jobs = ["0", "", "soon"], 2

    take_pages(source(device, HURRIED), pages_folder, FEEDER)

    assert numbers(pages_folder) == [1, 2, 3]


def test_a_page_denied_while_the_job_goes_on_is_asked_for_again(
    device: EsclDouble, pages_folder: Path
) -> None:
    device.faults.denied_at = 3

    take_pages(source(device, HURRIED), pages_folder, FEEDER)

    assert numbers(pages_folder) == [1, 2, 3]


def test_a_device_at_work_for_others_is_busy(device: EsclDouble, pages_folder: Path) -> None:
    device.faults.busy_jobs = -1

    assert failure(device, pages_folder).code is Code.SCANNER_BUSY


def test_ended_at_the_device(device: EsclDouble, pages_folder: Path) -> None:
    device.faults.canceled_at = 2

    with pytest.raises(Cancelled):
        take_pages(source(device), pages_folder, FEEDER)
    assert numbers(pages_folder) == [1]


@pytest.mark.parametrize("fault", ["hang_at", "trickle_at"])
def test_a_page_that_never_ends(device: EsclDouble, pages_folder: Path, fault: str) -> None:
    setattr(device.faults, fault, 2)

    assert failure(device, pages_folder).code is Code.SCANNER_GONE
    assert numbers(pages_folder) == [1]
    assert device.jobs["job-1"].state == "Canceled"


def test_a_body_without_end_is_not_taken_in(device: EsclDouble, pages_folder: Path) -> None:
    device.faults.endless_at = 2
    patience = Patience(page_bytes=1_000_000)

    assert failure(device, pages_folder, FEEDER, patience).code is Code.SCANNER_ANSWER_UNREADABLE
    assert numbers(pages_folder) == [1]


def bomb() -> bytes:
    """A JPEG of few bytes that says it is 60,000 × 60,000 pixels."""
    content = io.BytesIO()
    Image.new("RGB", (64, 64)).save(content, "JPEG")
    jpeg = content.getvalue()
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + (60_000).to_bytes(2, "big") * 2 + jpeg[at + 4 :]


def png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (1653, 2338)).save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize(
    "content", [b"<html>Busy</html>", b"%PDF-1.7", png(), bomb(), b"\xff\xd8\xff"]
)
def test_what_is_no_page_is_not_kept(
    device: EsclDouble, pages_folder: Path, content: bytes
) -> None:
    device.faults.content_at = {2: content}

    assert failure(device, pages_folder).code in (
        Code.SCANNER_ANSWER_UNREADABLE,
        Code.SCANNER_UNSUPPORTED,
    )
    assert numbers(pages_folder) == [1]


@pytest.mark.parametrize(
    ("dpi", "density", "request_"),
    [
        (100, True, ScanRequest()),
        (100, True, FEEDER),
        # A sheet from the feeder that says nothing of its resolution may be a small sheet.
        (100, False, ScanRequest()),
        (600, True, ScanRequest()),
        (600, False, FEEDER),
    ],
)
def test_another_resolution_than_asked_for_does_not_go_unnoticed(
    device: EsclDouble, pages_folder: Path, dpi: int, density: bool, request_: ScanRequest
) -> None:
    device.faults.scans_at_dpi, device.density_in_jpeg = dpi, density

    assert failure(device, pages_folder, request_).code is Code.SCANNER_UNSUPPORTED
    assert not numbers(pages_folder)


def test_grey_is_not_passed_off_as_colour(device: EsclDouble, pages_folder: Path) -> None:
    device.faults.grey = True

    assert failure(device, pages_folder).code is Code.SCANNER_UNSUPPORTED


def test_stop_while_the_device_is_silent_ends_the_job(
    device: EsclDouble, pages_folder: Path
) -> None:
    device.faults.hang_at = 2
    stopped = threading.Event()
    lane = Lane("scanner")
    try:
        scan = lane.submit(take_pages, source(device), pages_folder, FEEDER, stopped.is_set)
        while device.jobs.get("job-1") is None or device.jobs["job-1"].given < 2:
            assert not wait([scan], timeout=0.01).done
        stopped.set()
        with pytest.raises(Cancelled):
            scan.result(timeout=10)
    finally:
        lane.close()

    assert numbers(pages_folder) == [1]
    assert device.requests[-1] == "DELETE /eSCL/ScanJobs/job-1"
    device.faults.hang_at = 0
    device.load(2)
    take_pages(source(device), pages_folder, FEEDER)
    assert numbers(pages_folder) == [1, 1, 2], "the device is free again"


def test_a_page_by_drops_can_be_stopped_and_the_line_is_given_up(
    device: EsclDouble, pages_folder: Path
) -> None:
    device.faults.trickle_at = 2

    with pytest.raises(Cancelled):
        take_pages(
            source(device), pages_folder, FEEDER,
            stop=lambda: device.jobs.get("job-1") is not None and device.jobs["job-1"].given == 2,
        )  # fmt: skip
    assert device.hung_up.wait(5)
    assert numbers(pages_folder) == [1]


def test_a_feeder_that_is_never_empty_can_be_stopped(
    device: EsclDouble, pages_folder: Path
) -> None:
    device.faults.never_empty = True

    with pytest.raises(Cancelled):
        take_pages(
            source(device), pages_folder, SMALL, stop=lambda: len(list(pages_folder.iterdir())) > 9
        )
    assert numbers(pages_folder) == list(range(1, 11))
    assert device.jobs["job-1"].state == "Canceled"


def test_stop_before_the_first_page(device: EsclDouble, pages_folder: Path) -> None:
    with pytest.raises(Cancelled):
        take_pages(source(device), pages_folder, FEEDER, stop=lambda: True)
    assert not device.jobs


def test_a_reader_that_goes_away_ends_the_job(device: EsclDouble, pages_folder: Path) -> None:
    pages = source(device).pages(FEEDER, into(pages_folder), lambda: False)
    next(pages)
    pages.close()

    assert device.jobs["job-1"].state == "Canceled"


def test_a_device_that_is_not_there(pages_folder: Path, free_port: Callable[[], int]) -> None:
    with pytest.raises(AppError) as error:
        take_pages(EsclSource(f"http://127.0.0.1:{free_port()}/eSCL"), pages_folder)
    assert error.value.code is Code.SCANNER_ABSENT


def test_something_else_at_the_address(device: EsclDouble, pages_folder: Path) -> None:
    with pytest.raises(AppError) as error:
        take_pages(EsclSource(device.url.replace("/eSCL", "/ipp")), pages_folder)
    assert error.value.code is Code.SCANNER_ABSENT


def test_a_device_that_takes_the_question_and_is_silent(
    device: EsclDouble, pages_folder: Path
) -> None:
    device.faults.silent_status = True

    assert failure(device, pages_folder).code is Code.SCANNER_GONE


@pytest.mark.parametrize(
    "url",
    ["", "192.168.1.5", "ftp://a/eSCL", "http:///eSCL", "http://a:b/eSCL", "http://u:p@a/eSCL",
     "http://a/eSCL?x=1", "http://[::1/eSCL"],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(AppError) as error:
        open_source(f"escl:{url}")
    assert error.value.code is Code.SCANNER_ABSENT
    assert "u:p" not in str(error.value)


@pytest.mark.parametrize(
    "location", ["{}", "http://192.0.2.1:80{}", "http://localhost{}/", "https://evil.example{}"]
)
def test_a_job_is_asked_for_where_the_device_is(
    device: EsclDouble, pages_folder: Path, location: str
) -> None:
    device.faults.location = location

    take_pages(source(device, HURRIED), pages_folder, FEEDER)

    assert numbers(pages_folder) == [1, 2, 3]


@pytest.mark.parametrize("mode", [ProxyMode.SYSTEM, ProxyMode.OWN])
def test_the_proxy_of_the_office_is_not_asked(
    device: EsclDouble, pages_folder: Path, free_port: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: ProxyMode,
) -> None:  # fmt: skip
    nowhere = f"http://127.0.0.1:{free_port()}"
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, nowhere)
    monkeypatch.delenv("no_proxy", raising=False)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login officer password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    use_proxy(lambda: Proxy(mode, nowhere))
    try:
        take_pages(source(device), pages_folder)
    finally:
        use_proxy(Proxy)

    assert numbers(pages_folder) == [1]
    assert not any("Authorization" in headers for headers in device.headers)


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """As scanners have it: of an old date, for a name that nobody asks for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "HP0123")])
    long_ago = datetime.datetime(2015, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(long_ago)
        .not_valid_after(long_ago + datetime.timedelta(days=365))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("192.0.2.7"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "device.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_certificate_signed_by_the_device_itself(
    pages_folder: Path, self_signed: ssl.SSLContext
) -> None:
    with running(EsclDouble(sheets=2), tls=self_signed) as device:
        assert device.url.startswith("https:")
        take_pages(source(device), pages_folder, FEEDER)

    assert numbers(pages_folder) == [1, 2]


def test_a_device_that_wants_to_be_asked_encrypted(
    device: EsclDouble, pages_folder: Path, self_signed: ssl.SSLContext
) -> None:
    with running(EsclDouble(sheets=2), tls=self_signed) as encrypted:
        device.faults.moved_to = encrypted.url
        take_pages(source(device), pages_folder, FEEDER)

    assert numbers(pages_folder) == [1, 2]
    assert device.requests == ["GET /eSCL/ScannerCapabilities"]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/eSCL", "http://127.0.0.1:1/eSCL", "https://[/eSCL", "/eSCL", "https:"],
)
def test_no_device_leads_elsewhere(device: EsclDouble, pages_folder: Path, elsewhere: str) -> None:
    device.faults.moved_to = elsewhere

    assert failure(device, pages_folder).code in (
        Code.SCANNER_ABSENT,
        Code.SCANNER_ANSWER_UNREADABLE,
    )
    assert len(device.requests) == 1


@pytest.mark.parametrize(
    ("url", "path"), [("http://a/eSCL/", "/eSCL/ScanJobs"), ("http://a", "/ScanJobs")]
)
def test_the_root_of_escl_lies_where_the_device_says(url: str, path: str) -> None:
    assert DeviceLine(url).path("ScanJobs") == path
