"""200 scans signed by the code of ``quay sign``, against the floor: read, hash, C_Sign, write."""

import hashlib
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.demo.office import Office, make_office
from app.pdf_content import PdfInMemory
from bench.many_scans import many_scans, signature_picture
from signing.verification.reasons import Verdict
from signing.verification.report import Level, SignatureReport, VerificationReport
from signing.verification.worker import VerificationWorker

ROUNDS = 3


def own_batches(folder: Path) -> dict[str, list[float]]:
    """Seconds a file in each round: ``floor``, ``durable floor``, ``ours``, ``unread``.

    The durable floor flushes each file to the disk, as ours does; ``unread`` is ours without
    reading back. To be called in a process of its own: a token driver, once loaded, stays with its
    office.
    """
    office = make_office(folder / "office", services_port=9)
    os.environ.update(office.environment())
    scans = many_scans(folder / "scans")
    desk = _Desk(office, folder)
    seconds: dict[str, list[float]] = {}
    with VerificationWorker() as worker:
        desk.sign(scans[:4], worker)  # the reading process has started, the font is cut
        for _ in range(ROUNDS):
            for what, taken in (
                ("floor", desk.floor(scans, durable=False)),
                ("durable floor", desk.floor(scans, durable=True)),
                ("ours", desk.sign(scans, worker)),
                ("unread", desk.sign(scans, _Unread())),
            ):
                seconds.setdefault(what, []).append(taken / len(scans))
    return seconds


class _Desk:
    """The officer's token and everything that is read once for a batch."""

    def __init__(self, office: Office, folder: Path) -> None:
        from app.operations.loose_files import Wanted
        from app.operations.sign_files import Signer
        from signing.certificates import choose_certificate
        from signing.pkcs11_device import Pkcs11Device
        from signing.profiles import DIGITISING, Show
        from signing.stamp_drawing import StampDetails
        from signing.stamp_picture import read_picture
        from signing.tokens import choose_token
        from signing.trust import load_trust

        trusted = folder / "trust"
        trusted.mkdir()
        shutil.copy(office.root_der, trusted)
        shutil.copy(office.intermediate_der, trusted)
        self._out, self._trust = folder / "signed", load_trust([trusted])
        self._device = Pkcs11Device([office.module])
        token = choose_token(self._device.tokens(), label=office.person("officer").label)
        found = self._device.certificates(token)
        certificate = choose_certificate(found, now=datetime.now(UTC), identity_number="")
        self._signer = Signer(token, certificate, office.pin, "")
        picture = read_picture(signature_picture())
        self._wanted = Wanted(DIGITISING, None, StampDetails(picture=picture, show=Show.BOTH))

    def floor(self, scans: list[Path], *, durable: bool) -> float:
        """Seconds for what no program can leave out."""
        signer = self._signer
        self._empty()
        with self._device.open(signer.token, signer.certificate, signer.pin) as session:
            session.sign(b"warm", "sha256")
            start = time.perf_counter()
            for scan in scans:
                data = scan.read_bytes()
                signature = session.sign(hashlib.sha256(data).digest(), "sha256")
                with (self._out / scan.name).open("wb") as written:
                    written.write(data + signature)
                    if durable:
                        written.flush()
                        os.fsync(written.fileno())
            return time.perf_counter() - start

    def sign(self, scans: list[Path], worker: VerificationWorker) -> float:
        """Seconds from the PIN to the last file that counts."""
        from app.operations.sign_files import SigningKit
        from app.operations.sign_loose_files import sign_loose_files

        self._empty()
        kit = SigningKit(
            device=self._device, verification=worker, trust=self._trust, timestamper=None,
            check_revocation=False, now=lambda: datetime.now(UTC), level=Level.B_B,
        )  # fmt: skip
        start = time.perf_counter()
        outcomes = sign_loose_files(
            kit=kit, signer=self._signer, files=scans, out=self._out, wanted=self._wanted
        )
        taken = time.perf_counter() - start
        failed = [each.error for each in outcomes if each.report is None]
        assert not failed, failed
        return taken

    def _empty(self) -> None:
        shutil.rmtree(self._out, ignore_errors=True)
        self._out.mkdir()


class _Unread(VerificationWorker):
    """Calls every signature valid, unseen: what reading back costs is the difference."""

    def verify(self, pdf: Path | PdfInMemory, **_: Any) -> VerificationReport:
        said = SignatureReport(_AnyField(), signed_at=datetime.now(UTC))
        return VerificationReport(pdf.name, Verdict.VALID, signatures=(said,))


class _AnyField(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True
