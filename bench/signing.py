"""A whole signature (stamp, CMS, writing, reading back by pyHanko) against the token's C_Sign."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from app.demo.office import make_office
from app.scanning.pdf_builder import BuildPage, build_pdf
from app.whole_files import write_whole
from tests.scanning.page_images import write_page

RUNS = 50


def signing(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of each signature at level B-B, and of C_Sign over as many bytes in the same run."""
    office = make_office(folder / "office", services_port=9)
    os.environ.update(office.environment())
    from signing.certificates import choose_certificate
    from signing.pades import sign_pdf
    from signing.pkcs11_device import Pkcs11Device
    from signing.placement import place_in_corner
    from signing.profiles import DIGITISING
    from signing.source import check_source
    from signing.stamp_drawing import draw_stamp
    from signing.tokens import choose_token

    pages = folder / "to-sign"
    pages.mkdir()
    paper = Image.effect_noise((1654, 2339), 10).convert("RGB")
    written = [write_page(paper, pages, dpi=200) for _ in range(2)]
    source = folder / "two-pages.pdf"
    build_pdf([BuildPage(page.file, page.dpi) for page in written], source)
    device = Pkcs11Device([office.module])
    token = choose_token(device.tokens(), label=office.person("officer").label)
    now = datetime.now(UTC)
    certificate = choose_certificate(device.certificates(token), now=now, identity_number="")
    ours: list[float] = []
    theirs: list[float] = []
    with device.open(token, certificate, office.pin) as session:
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            stamp = draw_stamp(DIGITISING, name=certificate.common_name, signing_time=now)
            signed = sign_pdf(
                source=source, session=session, stamp=stamp,
                placement=place_in_corner(DIGITISING, check_source(source).pages), signing_time=now,
            )  # fmt: skip
            write_whole(folder / "signed.pdf", signed.content)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            session.sign(b"x" * 300, "sha256")
            theirs.append(time.perf_counter() - start)
    return ours[1:], theirs[1:]
