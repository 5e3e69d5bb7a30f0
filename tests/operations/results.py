"""Results of a dossier as the tokens of the demonstration office sign them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pymupdf

from app.demo.office import Office
from app.operations.issue_file import issue_file
from app.operations.sign_files import Signer, SigningKit, sign_file, signing_session
from app.pdf_content import PdfInMemory
from signing.pkcs11_device import Pkcs11Device
from signing.profiles import APPROVAL, CERTIFIED_COPY, DIGITISING, Show, SignatureProfile
from signing.stamp_drawing import StampDetails
from signing.trust import TrustStore
from signing.verification.worker import VerificationWorker
from tests.conftest import FONT

NUMBER = "12/QĐ-UBND"
OFFICE_NAME = "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG"


def decision(path: Path, leader: str, number: str = "        ") -> Path:
    """A decision of one page that waits for the leader's signature and for its number."""
    with pymupdf.open() as document:
        document.new_page(width=595.28, height=841.89)
        for x, y, text in (
            (90, 90, f"Số: {number}/QĐ-UBND"),
            (320, 90, "Mỹ Hòa Hưng, ngày        tháng        năm 2026"),
            (240, 140, "QUYẾT ĐỊNH"),
            (90, 190, "Về việc giải quyết chế độ mai táng phí đối với cựu chiến binh"),
            (380, 300, "CHỦ TỊCH"),
            (360, 400, leader),
        ):
            document[0].insert_text((x, y), text, fontsize=13, fontname="tinos", fontfile=str(FONT))
        document.save(path)
    return path


@dataclass(frozen=True)
class Results:
    """Each a file on the disk, as its name says."""

    unsigned: Path
    approved: Path
    """By the leader alone."""
    digitised: Path
    """By the officer who scanned it."""
    sealed: Path
    """By the office alone."""
    issued: Path
    """By the leader, then numbered ``NUMBER`` and sealed by the office."""
    copied: Path
    """A scanned paper result with the office's SAO Y."""
    approved_by_another: Path
    """A person of no account of the unit."""


def make_results(
    office: Office, trust: TrustStore, verification: VerificationWorker, folder: Path,
    make_pdf: Callable[..., Path],
) -> Results:  # fmt: skip
    kit = SigningKit(
        device=Pkcs11Device([office.module]), verification=verification, trust=trust,
        timestamper=None, check_revocation=False, now=lambda: datetime.now(UTC),
    )  # fmt: skip

    def signed(
        who: str, source: Path, name: str, profile: SignatureProfile | None, **told: str
    ) -> Path:
        holder = office.person(who)
        token = next(each for each in kit.device.tokens() if each.label == holder.label)
        found = kit.device.certificates(token)
        certificate = next(each for each in found if each.serial == holder.serial)
        day = date(2026, 11, 23) if "number" in told else None
        details = StampDetails(**told, day=day, show=Show.TEXT)
        pdf = PdfInMemory(name, source.read_bytes())
        with signing_session(kit, Signer(token, certificate, office.pin, "")) as session:
            if profile is None:
                done = issue_file(kit=kit, session=session, source=pdf, details=details)
            else:
                done = sign_file(
                    kit=kit, session=session, source=pdf, profile=profile, details=details
                )
        target = folder / f"{name}.pdf"
        target.write_bytes(done.pdf.content)
        return target

    leader = office.person("leader").common_name
    unsigned = decision(folder / "Dự thảo.pdf", leader)
    other = decision(folder / "other.pdf", office.person("another_officer").common_name)
    approved = signed("leader", unsigned, "Quyết định", APPROVAL)
    scan = make_pdf(folder / "scan.pdf", text="GIẤY CHỨNG NHẬN")
    return Results(
        unsigned=unsigned,
        approved=approved,
        digitised=signed("officer", scan, "Số hóa", DIGITISING),
        sealed=signed(
            "organization", scan, "Đóng dấu", CERTIFIED_COPY_WITHOUT_WORDS, organisation=OFFICE_NAME
        ),
        issued=signed(
            "organization", approved, "Quyết định 12", None, number=NUMBER, organisation=OFFICE_NAME
        ),
        copied=signed(
            "organization", scan, "Bản sao y", CERTIFIED_COPY, organisation=OFFICE_NAME
        ),
        approved_by_another=signed("another_officer", other, "Người khác", APPROVAL),
    )  # fmt: skip


CERTIFIED_COPY_WITHOUT_WORDS = SignatureProfile(
    **{**CERTIFIED_COPY.__dict__, "lines": ("{organisation}; {time}",)}
)
