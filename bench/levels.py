"""A file of a batch at B-T and at B-LTA, with services that answer in 50 ms, against B-B."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from app.demo.office import Office, make_office
from bench.scanned_form import scanned_form

FILES = 20


class Levels:
    """Measured once, told as two lines: each file is signed, raised and read back, all in turn."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}

    def b_t(self, folder: Path) -> tuple[list[float], list[float]]:
        """Seconds of each file at B-T, and at B-B in the same run."""
        self._measure(folder)
        return self._seconds["B-T"], self._seconds["B-B"]

    def b_lta(self, folder: Path) -> tuple[list[float], list[float]]:
        """Seconds of each file at B-LTA, and at B-B in the same run."""
        self._measure(folder)
        return self._seconds["B-LTA"], self._seconds["B-B"]

    def _measure(self, folder: Path) -> None:
        if self._seconds:
            return
        # In a process of its own: a token driver, once loaded, stays with the office it knows.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
            self._seconds = own.submit(_all_levels, folder).result()


def _all_levels(folder: Path) -> dict[str, list[float]]:
    """Seconds of each file by level."""
    place = folder / "levels"
    place.mkdir()
    office = make_office(place / "office", services_port=_free_port())
    os.environ.update(office.environment())
    source = scanned_form(place, 3)
    with _services(office):
        return {
            level: _sign_batch(office, source, place / level, level)
            for level in ("B-B", "B-T", "B-LTA")
        }


def _sign_batch(office: Office, source: Path, out: Path, level: str) -> list[float]:
    """Seconds of each file; the first one, which asks for what all share, is among them."""
    from app.operations.sign_files import Signer, SigningKit, sign_file, signing_session
    from signing.certificates import choose_certificate
    from signing.pkcs11_device import Pkcs11Device
    from signing.profiles import DIGITISING
    from signing.timestamps import Timestamper
    from signing.tokens import choose_token
    from signing.trust import load_trust
    from signing.validation_evidence import ValidationEvidence
    from signing.verification.report import Level
    from signing.verification.worker import VerificationWorker

    out.mkdir()
    (out / "root.pem").write_bytes(office.root_pem.read_bytes())
    (out / "ca.pem").write_bytes(office.intermediate_pem.read_bytes())
    trust, device = load_trust([out]), Pkcs11Device([office.module])
    token = choose_token(device.tokens(), label=office.person("officer").label)
    now = datetime.now(UTC)
    certificate = choose_certificate(device.certificates(token), now=now, identity_number="")
    seconds: list[float] = []
    with VerificationWorker() as verification:
        verification.verify(source, trust=trust)  # its start belongs to no level
        kit = SigningKit(
            device=device, verification=verification, trust=trust,
            timestamper=Timestamper(office.tsa_url, trust=trust), check_revocation=True,
            now=lambda: datetime.now(UTC), evidence=ValidationEvidence(), level=Level(level),
        )  # fmt: skip
        with signing_session(kit, Signer(token, certificate, office.pin, "")) as session:
            for number in range(FILES):
                start = time.perf_counter()
                signed = sign_file(
                    kit=kit, session=session, source=source, target=out / f"{number}.pdf",
                    profile=DIGITISING,
                )  # fmt: skip
                seconds.append(time.perf_counter() - start)
                if signed.facts.level != level:
                    raise RuntimeError(f"{signed.facts.level} instead of {level}")
    return seconds


@contextmanager
def _services(office: Office) -> Iterator[None]:
    """The trust services in a process of their own, as on another machine."""
    command = [sys.executable, "-m", "bench.prompt_services", office.folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it says when it listens
        try:
            yield
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
