"""A scanner that speaks eSCL over HTTP, as far as a client can tell, with faults on demand.

It is strict where devices are: a job it cannot do is refused, a page is drawn exactly as large as
the job says. sane-airscan, a client of others, scans from it in ``test_escl_peer.py``.
"""

import io
import re
import ssl
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image, ImageDraw

SCAN = "{http://schemas.hp.com/imaging/escl/2011/05/03}"
PWG = "{http://www.pwg.org/schemas/2010/12/sm}"
_BITS = 10


def draw_numbered(number: int, size: tuple[int, int]) -> Image.Image:
    """A page that says which one it is in squares that survive any encoder, and its edges."""
    width, height = size
    image = Image.new("RGB", size, "#faf8f0")
    draw = ImageDraw.Draw(image)
    side = width // (_BITS + 2)
    for bit in range(_BITS):
        colour = "#10409a" if number >> bit & 1 else "#f0c020"
        draw.rectangle((side * (bit + 1), side, side * (bit + 2) - 1, side * 2), fill=colour)
    for line in range(height // 3, height * 2 // 3, max(1, height // 40)):
        draw.line((width // 10, line, width * 9 // 10, line), fill="#202020", width=3)
    draw.rectangle((width * 3 // 4, height * 3 // 4, width, height), fill="#c8102e")
    return image


def number_on(image: Image.Image) -> int:
    """Which page that is, as :func:`draw_numbered` drew it."""
    side = image.width // (_BITS + 2)
    found = 0
    for bit in range(_BITS):
        pixel: Any = image.convert("RGB").getpixel((side * (bit + 1) + side // 2, side * 3 // 2))
        found |= (pixel[2] > pixel[0]) << bit
    return found


@dataclass
class Faults:
    """What shall go wrong; pages are counted from 1 over the whole stack."""

    jam_at: int = 0
    adf_state_at_jam: str = "ScannerAdfJam"
    cut_at: int = 0
    """The body of this page ends in the middle of what Content-Length promised."""
    cut_without_length: bool = False
    """… and nothing was promised."""
    busy: list[str] = field(default_factory=list)
    """One answer 503 each, with this Retry-After (none when empty), to NextDocument."""
    busy_jobs: int = 0
    """So many answers 503 to ScanJobs; -1 for ever."""
    hang_at: int = 0
    """This page never comes."""
    trickle_at: int = 0
    """This page comes byte by byte."""
    content_at: dict[int, bytes] = field(default_factory=dict)
    """What comes instead of a page."""
    endless_at: int = 0
    """The body of this page has no end."""
    never_empty: bool = False
    """However many pages it gave, there is one more in the feeder."""
    denied_at: int = 0
    """404 once before this page, though the job goes on."""
    end_status: int = 404
    """AirSane answers 409."""
    turns_to_glass: bool = False
    """It scans the glass when the feeder is empty, whatever it was asked for."""
    canceled_at: int = 0
    """Somebody ends the job at the device before this page."""
    scans_at_dpi: int = 0
    """It scans at this resolution, whatever it was asked for."""
    grey: bool = False
    location: str = ""
    """Address of the job as the device says it; ``{}`` is its path."""
    capabilities: bytes | None = None
    moved_to: str = ""
    """Address of the root of eSCL to which every question is redirected."""
    silent_status: bool = False


@dataclass
class Job:
    name: str
    source: str
    duplex: bool
    colour: bool
    dpi: int
    width: int
    height: int
    brightness: int | None
    given: int = 0
    state: str = "Processing"


class EsclDouble:
    """The device: a glass with one page, a feeder with a stack of sheets, each with two sides."""

    def __init__(self, *, sheets: int = 0, has_adf: bool = True, duplex: bool = True) -> None:
        self.has_adf, self.duplex = has_adf, duplex
        self.dpis: tuple[int, ...] = (100, 200, 300, 600)
        self.faults = Faults()
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.jobs: dict[str, Job] = {}
        self.released = threading.Event()
        """Lets go of whoever hangs."""
        self.hung_up = threading.Event()
        """A client went away in the middle of a page."""
        self.density_in_jpeg = True
        self.adf_state = ""
        self._lock = threading.Lock()
        self.load(sheets)
        self.url = ""

    def load(self, sheets: int) -> None:
        """Put a stack in: front sides are pages 1, 2, 3 …; with both sides, all are counted."""
        self._loaded, self._taken, self.adf_state = sheets, 0, ""

    @property
    def sheets_left(self) -> int:
        return 1 if self.faults.never_empty else self._loaded - self._taken

    # Answers

    def capabilities(self) -> bytes:
        if self.faults.capabilities is not None:
            return self.faults.capabilities
        adf = ""
        if self.has_adf:
            both = f"<scan:AdfDuplexInputCaps>{self._caps(4200)}</scan:AdfDuplexInputCaps>"
            adf = (
                f"<scan:Adf><scan:AdfSimplexInputCaps>{self._caps(4200)}"
                f"</scan:AdfSimplexInputCaps>{both if self.duplex else ''}"
                "<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf>"
            )
        return _xml(
            "ScannerCapabilities",
            "<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Double 1</pwg:MakeAndModel>"
            "<pwg:SerialNumber>0001</pwg:SerialNumber>"
            f"<scan:Platen><scan:PlatenInputCaps>{self._caps(3508)}</scan:PlatenInputCaps>"
            f"</scan:Platen>{adf}<scan:BrightnessSupport><scan:Min>0</scan:Min>"
            "<scan:Max>2000</scan:Max><scan:Normal>1000</scan:Normal><scan:Step>1</scan:Step>"
            "</scan:BrightnessSupport>",
        )

    def _caps(self, height: int) -> str:
        resolutions = "".join(
            f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution>"
            f"<scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
            for dpi in self.dpis
        )
        return (
            "<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>"
            f"<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>{height}</scan:MaxHeight>"
            "<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles>"
            "<scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>"
            "<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>"
            "<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>"
            "<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>"
            "<scan:SupportedResolutions><scan:DiscreteResolutions>"
            f"{resolutions}</scan:DiscreteResolutions></scan:SupportedResolutions>"
            "</scan:SettingProfile></scan:SettingProfiles>"
        )

    def status(self) -> bytes:
        jobs = "".join(
            f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{job.name}</pwg:JobUri>"
            f"<pwg:JobUuid>{job.name}</pwg:JobUuid><pwg:JobState>{job.state}</pwg:JobState>"
            "</scan:JobInfo>"
            for job in self.jobs.values()
        )
        busy = any(job.state == "Processing" for job in self.jobs.values())
        loaded = "ScannerAdfLoaded" if self.sheets_left else "ScannerAdfEmpty"
        adf = f"<scan:AdfState>{self.adf_state or loaded}</scan:AdfState>" if self.has_adf else ""
        return _xml(
            "ScannerStatus",
            f"<pwg:Version>2.63</pwg:Version><pwg:State>{'Processing' if busy else 'Idle'}"
            f"</pwg:State>{adf}<scan:Jobs>{jobs}</scan:Jobs>",
        )

    def open_job(self, ticket: bytes) -> Job | int:
        """A job, or the status by which it is refused."""
        if self.faults.busy_jobs:
            self.faults.busy_jobs -= self.faults.busy_jobs > 0
            return 503
        if any(job.state == "Processing" for job in self.jobs.values()):
            return 503
        root = ET.fromstring(ticket)
        said = {each.tag: (each.text or "").strip() for each in root.iter()}
        job = Job(
            name=f"job-{len(self.jobs) + 1}",
            source=said[f"{PWG}InputSource"],
            duplex=said.get(f"{SCAN}Duplex") == "true",
            colour=said[f"{SCAN}ColorMode"] == "RGB24",
            dpi=int(said[f"{SCAN}XResolution"]),
            width=int(said[f"{PWG}Width"]),
            height=int(said[f"{PWG}Height"]),
            brightness=int(said[f"{SCAN}Brightness"]) if f"{SCAN}Brightness" in said else None,
        )
        longest = 3508 if job.source == "Platen" else 4200
        fits = (
            root.tag == f"{SCAN}ScanSettings"
            and said[f"{PWG}DocumentFormat"] == "image/jpeg"
            and said[f"{PWG}ContentRegionUnits"] == "escl:ThreeHundredthsOfInches"
            and said[f"{SCAN}YResolution"] == said[f"{SCAN}XResolution"]
            and job.dpi in self.dpis
            and 16 <= job.width <= 2550
            and 16 <= job.height <= longest
            and job.source in (("Platen", "Feeder") if self.has_adf else ("Platen",))
            and (self.duplex or not job.duplex)
        )
        if job.source == "Feeder" and not self.sheets_left and self.faults.turns_to_glass:
            job.source = "Platen"
        if not fits or self.adf_state or (job.source == "Feeder" and not self.sheets_left):
            return 409
        self.jobs[job.name] = job
        return job

    def next_page(self, job: Job) -> tuple[int, bytes]:
        """A number of the page and its JPEG, or a status and nothing."""
        faults = self.faults
        if self.adf_state or job.state != "Processing":
            return (409 if self.adf_state else 404), b""
        number = self._next_number(job)
        if number is None:
            job.state = "Completed"
            return faults.end_status, b""
        if faults.canceled_at == number:
            job.state = "Canceled"
            return 404, b""
        if faults.denied_at == number:
            faults.denied_at = 0
            return 404, b""
        if faults.jam_at == number:
            faults.jam_at, self.adf_state, job.state = 0, faults.adf_state_at_jam, "Aborted"
            return 409, b""
        job.given += 1
        if job.source == "Feeder" and (not job.duplex or number % 2 == 0):
            self._taken += 1
        return number, faults.content_at.get(number) or self.picture(job, number)

    def _next_number(self, job: Job) -> int | None:
        if job.source == "Platen":
            return 1 if job.given == 0 else None
        if not self.sheets_left:
            return None
        if not job.duplex:
            return self._taken + 1
        return 2 * self._taken + 1 + job.given % 2

    def picture(self, job: Job, number: int) -> bytes:
        dpi = self.faults.scans_at_dpi or job.dpi
        image = draw_numbered(number, (job.width * dpi // 300, job.height * dpi // 300))
        content = io.BytesIO()
        density = {"dpi": (dpi, dpi)} if self.density_in_jpeg else {}
        if self.faults.grey or not job.colour:
            image = image.convert("L")
        image.save(content, "JPEG", quality=85, **density)
        return content.getvalue()

    def end_job(self, name: str) -> None:
        if self.jobs[name].state == "Processing":
            self.jobs[name].state = "Canceled"

    def put_back(self) -> None:
        """Somebody lays the sheet that was scanned last on the stack again."""
        self._taken -= 1

    def clear_jam(self) -> None:
        """Somebody takes the paper out and puts the sheets back that were not scanned."""
        self.adf_state = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        device = self._noted()
        if device.faults.moved_to:
            moved = device.faults.moved_to + self.path.removeprefix("/eSCL")
            self._answer(308, headers={"Location": moved})
        elif self.path == "/eSCL/ScannerCapabilities":
            self._answer(200, device.capabilities(), "text/xml")
        elif self.path == "/eSCL/ScannerStatus":
            if device.faults.silent_status:
                device.released.wait(30)
            self._answer(200, device.status(), "text/xml")
        elif found := re.fullmatch(r"/eSCL/ScanJobs/([\w-]+)/NextDocument", self.path):
            self._next_document(device, device.jobs.get(found[1]))
        else:
            self._answer(404)

    def do_POST(self) -> None:
        device = self._noted()
        ticket = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/eSCL/ScanJobs":
            return self._answer(404)
        job = device.open_job(ticket)
        if isinstance(job, int):
            return self._answer(job)
        path = f"/eSCL/ScanJobs/{job.name}"
        where = device.faults.location or device.url.removesuffix("/eSCL") + "{}"
        return self._answer(201, headers={"Location": where.format(path)})

    def do_DELETE(self) -> None:
        device = self._noted()
        name = self.path.rpartition("/")[2]
        if name not in device.jobs:
            return self._answer(404)
        device.end_job(name)
        return self._answer(200)

    def _noted(self) -> EsclDouble:
        self.server.device.requests.append(f"{self.command} {self.path}")
        self.server.device.headers.append(dict(self.headers.items()))
        return self.server.device

    def _answer(
        self,
        status: int,
        body: bytes = b"",
        kind: str = "text/plain",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _next_document(self, device: EsclDouble, job: Job | None) -> None:
        faults = device.faults
        if job is None:
            return self._answer(404)
        if faults.busy:
            later = faults.busy.pop(0)
            return self._answer(503, headers={"Retry-After": later} if later else None)
        with device._lock:
            number, body = device.next_page(job)
        if not body:
            return self._answer(number)
        if number == faults.hang_at:
            device.released.wait(30)
            return self._drop()
        if number == faults.cut_at and faults.cut_without_length:
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            return self._drop()
        if number in (faults.cut_at, faults.trickle_at, faults.endless_at):
            return self._unfinished(device, number, body)
        return self._answer(200, body, "image/jpeg")

    def _unfinished(self, device: EsclDouble, number: int, body: bytes) -> None:
        faults = device.faults
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        if number == faults.endless_at:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if number == faults.cut_at:
            self.wfile.write(body[: len(body) // 2])
            return self._drop()
        piece = b"10000\r\n" + bytes(0x10000) + b"\r\n" if number == faults.endless_at else b"x"
        try:
            while not device.released.wait(0 if number == faults.endless_at else 0.02):
                self.wfile.write(piece)
        except OSError:
            device.hung_up.set()  # the client had enough
        return self._drop()

    def _drop(self) -> None:
        self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    device: EsclDouble

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what some tests are about."""


@contextmanager
def running(device: EsclDouble, *, tls: ssl.SSLContext | None = None) -> Iterator[EsclDouble]:
    """``device`` answering at ``device.url`` on this machine."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.device = device
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    device.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/eSCL"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield device
    finally:
        device.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _xml(root: str, content: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<scan:{root}'
        f' xmlns:scan="{SCAN[1:-1]}" xmlns:pwg="{PWG[1:-1]}">{content}</scan:{root}>'
    ).encode()
