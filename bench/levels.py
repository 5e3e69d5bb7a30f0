"""A file of a batch at B-T and at B-LTA, with services that answer in 50 ms, against B-B.

Batches go as the program signs them, several files under way at once (``signing.pipeline``); B-T
also one file after the other, to see what that is worth.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from app.demo.office import Office, make_office
from app.whole_files import write_whole
from bench.scanned_form import scanned_form

if TYPE_CHECKING:
    from app.operations.sign_files import SignedFile, SigningKit
    from signing.device import SigningSession
    from signing.verification.report import Level

FILES, BATCHES = 20, 3
IN_TURN = "in turn"
RAISED, RAISED_IN_TURN = "raised", "raised in turn"


class Levels:
    """Measured once, told as several lines: each file is signed, raised and read back."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}

    def pair(self, ours: str, theirs: str, folder: Path) -> tuple[list[float], list[float]]:
        """Seconds of a file, by batch, for two of the ways measured in the same run."""
        if not self._seconds:
            # In a process of its own: a token driver, once loaded, stays with the office it knows.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
                self._seconds = own.submit(_all_ways, folder).result()
        return self._seconds[ours], self._seconds[theirs]


def _all_ways(folder: Path) -> dict[str, list[float]]:
    """Seconds of a file by way: a level, B-T one after the other, and raising B-B to B-T."""
    place = folder / "levels"
    place.mkdir()
    office = make_office(place / "office", services_port=_free_port())
    os.environ.update(office.environment())
    source = scanned_form(place, 3)
    seconds: dict[str, list[float]] = {}
    with _services(office):
        for number in range(BATCHES):
            for way in ("B-B", "B-T", "B-LTA", IN_TURN):
                out = place / f"{way}-{number}"
                seconds.setdefault(way, []).append(_sign_batch(office, source, out, way))
            signed = sorted((place / f"B-B-{number}").glob("*.pdf"))
            for way in (RAISED, RAISED_IN_TURN):
                out = place / f"{way}-{number}"
                seconds.setdefault(way, []).append(_raise_batch(office, signed, out, way))
    return seconds


def _sign_batch(office: Office, source: Path, out: Path, way: str) -> float:
    """Seconds of one file; what all share is asked for within the batch."""
    from app.operations.sign_files import Signer, sign_file, signing_session
    from signing.certificates import choose_certificate
    from signing.pipeline import signed_in_batches
    from signing.profiles import DIGITISING
    from signing.tokens import choose_token
    from signing.verification.report import Level

    with _kit(office, out, "B-T" if way == IN_TURN else way) as kit:
        kit.verification.verify(source, trust=kit.trust)  # its start belongs to no level
        token = choose_token(kit.device.tokens(), label=office.person("officer").label)
        certificate = choose_certificate(
            kit.device.certificates(token), now=kit.now(), identity_number=""
        )

        def act(number: int, session: "SigningSession") -> "SignedFile":
            signed = sign_file(kit=kit, session=session, source=source, profile=DIGITISING)
            write_whole(out / f"{number:02}.pdf", signed.pdf.content)
            return signed

        acts = [partial(act, number) for number in range(FILES)]
        with signing_session(kit, Signer(token, certificate, office.pin, "")) as session:
            start = time.perf_counter()
            if way == IN_TURN:
                done = [act(session) for act in acts]
            else:
                done = [signed for _, signed in signed_in_batches(session, acts)]
            reached = {signed.facts.level for signed in done}
            if kit.level.reaches(Level.B_LT):
                reached = {level.value for level in _raised_in_place(kit, out)}
            seconds = time.perf_counter() - start
        if reached != {kit.level.value}:
            raise RuntimeError("a level was not reached")
    return seconds / FILES


def _raised_in_place(kit: "SigningKit", out: Path) -> "list[Level]":
    """The levels of the signed files in ``out``, raised as after a batch."""
    from app.operations.in_flight import in_order
    from app.operations.raise_files import raise_in_place

    def act(file: Path) -> "Level":
        aside = file.with_suffix(".raised")
        return raise_in_place(kit=kit.levels, file=file, aside=aside, level=kit.level).level

    return [*in_order(act, sorted(out.glob("*.pdf")), go_on=lambda: True)]


def _raise_batch(office: Office, signed: list[Path], out: Path, way: str) -> float:
    """Seconds of one file from B-B to B-T."""
    from app.operations.in_flight import in_order
    from app.operations.raise_files import raise_file
    from signing.verification.report import Level

    with _kit(office, out, "B-T") as kit:
        kit.verification.verify(signed[0], trust=kit.trust)

        def act(file: Path) -> Level:
            target = out / file.name
            return raise_file(kit=kit.levels, source=file, target=target, level=Level.B_T).level

        start = time.perf_counter()
        one_by_one = way == RAISED_IN_TURN
        done = [*map(act, signed)] if one_by_one else [*in_order(act, signed, go_on=lambda: True)]
        seconds = time.perf_counter() - start
        if set(done) != {Level.B_T}:
            raise RuntimeError("a level was not reached")
    return seconds / len(signed)


@contextmanager
def _kit(office: Office, out: Path, level: str) -> "Iterator[SigningKit]":
    from app.operations.sign_files import SigningKit
    from signing.pkcs11_device import Pkcs11Device
    from signing.timestamps import Timestamper
    from signing.trust import load_trust
    from signing.validation_evidence import ValidationEvidence
    from signing.verification.report import Level
    from signing.verification.worker import VerificationWorker

    known = out / "trust"
    known.mkdir(parents=True)
    (known / "root.pem").write_bytes(office.root_pem.read_bytes())
    (known / "ca.pem").write_bytes(office.intermediate_pem.read_bytes())
    trust = load_trust([known])
    with VerificationWorker() as verification:
        yield SigningKit(
            device=Pkcs11Device([office.module]), verification=verification, trust=trust,
            timestamper=Timestamper(office.tsa_url, trust=trust), check_revocation=True,
            now=lambda: datetime.now(UTC), evidence=ValidationEvidence(), level=Level(level),
        )  # fmt: skip


@contextmanager
def _services(office: Office) -> Iterator[None]:
    """The trust services in a process of their own, as on another machine."""
    command = [sys.executable, "-m", "bench.prompt_services", str(office.folder)]
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
