"""Small files that unfold to much: an answer within the limits, and the process lives on."""

import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from signing.trust import TrustStore
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import VerificationReport
from signing.verification.worker import VerificationWorker
from tests.verification.signed_files import SECOND_STAMP, sign
from tests.verification.throwaway_pki import NOW, ThrowawayPki

Page = Callable[[pikepdf.Pdf], None]


def deflated(pdf: pikepdf.Pdf, content: bytes, times: int = 1) -> pikepdf.Stream:
    for _ in range(times):
        content = zlib.compress(content, 9)
    stream = pikepdf.Stream(pdf, content)
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * times)
    return stream


def operators(pdf: pikepdf.Pdf) -> None:
    """400 MB of path operators."""
    pdf.pages[0].Contents = deflated(pdf, b"0 0 m " * 70_000_000)


def zeros_in_zeros(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = deflated(pdf, bytes(900_000_000), times=2)


def picture(pdf: pikepdf.Pdf) -> None:
    """770 MB of pixels."""
    side = 16_000
    image = deflated(pdf, bytes(side * side * 3))
    image.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": side,
            "/Height": side,
            "/ColorSpace": pikepdf.Name.DeviceRGB,
            "/BitsPerComponent": 8,
        }
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    pdf.pages[0].Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")


def forms_in_forms(pdf: pikepdf.Pdf) -> None:
    """A drawing of three drawings of three drawings, 24 deep."""
    box = pikepdf.Array([0, 0, 600, 850])
    kind = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": box}
    inner = pdf.make_stream(b"0 0 1 1 re f")
    inner.update(kind)
    for _ in range(24):
        outer = pdf.make_stream(b"/F Do /F Do /F Do")
        outer.update(kind)
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        inner = outer
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do")


def thousands_of_pages(pdf: pikepdf.Pdf) -> None:
    for _ in range(3_000):
        pdf.add_blank_page(page_size=(595, 842))


def signed_twice(pki: ThrowawayPki, page: Page) -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        page(pdf)
        pdf.save(out, min_version="1.7", compress_streams=False)
    once = sign(out.getvalue(), pki.signer())
    return sign(once, pki.signer("Trần Quốc Vượng"), field="Leader", box=SECOND_STAMP)


@pytest.mark.soak
@pytest.mark.parametrize(
    "page", [operators, zeros_in_zeros, picture, forms_in_forms, thousands_of_pages]
)
def test_an_answer_within_the_limits(
    page: Page, pki: ThrowawayPki, trust: TrustStore, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(signed_twice(pki, page))
    with VerificationWorker() as worker:
        report = worker.verify(path, trust=trust, now=NOW)
        limits = {Reason.TIME_LIMIT, Reason.MEMORY_LIMIT, Reason.RENDERING_FAILED}
        assert report.verdict is Verdict.CANNOT_VERIFY or not limits & set(report.every_reason)
        assert Reason.WORKER_DIED not in report.reasons
        assert worker.verify(tmp_path, trust=trust).reasons == (Reason.FILE_UNREADABLE,)


def test_a_page_on_which_nothing_could_be_seen(
    pki: ThrowawayPki, verify: Callable[[bytes], VerificationReport]
) -> None:
    """A stamp on a page as large as a town would be less than a pixel."""

    def town(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].MediaBox = [0, 0, 10_000_000, 10_000_000]

    report = verify(signed_twice(pki, town))
    assert report.verdict is Verdict.CANNOT_VERIFY
    assert Reason.RENDERING_FAILED in report.every_reason
