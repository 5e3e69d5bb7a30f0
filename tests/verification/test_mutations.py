"""Signed files with random damage: no exception, and no green unless not a bit is different."""

import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from signing.trust import TrustStore
from signing.verification.reasons import GREEN, Reason, Verdict
from signing.verification.report import VerificationReport
from signing.verification.worker import VerificationWorker
from tests.verification.attacks import BYTE_RANGE
from tests.verification.signed_files import SECOND_STAMP, sign
from tests.verification.throwaway_pki import NOW, ThrowawayPki

Verify = Callable[[bytes], VerificationReport]


def damage(data: bytes, dice: random.Random) -> bytes:
    """``data`` with one to three random changes, more often than not in or near a signature."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        place = _place(data, dice) % len(changed)
        length = dice.choice((1, 1, 2, 8, 60))
        match dice.randrange(6):
            case 0:
                changed[place] ^= 1 << dice.randrange(8)
            case 1:
                changed[place : place + length] = dice.randbytes(length)
            case 2:
                changed[place:place] = dice.randbytes(length)
            case 3:
                del changed[place : place + length]
            case 4:
                changed[place : place + length] = dice.choice(
                    (b"0", b"a", b" ", b"endobj", b"null", b"/", b"<<", b"9" * 12)
                )
            case 5:
                source = dice.randrange(len(changed))
                changed[place : place + length] = changed[source : source + length]
    return bytes(changed)


def _place(data: bytes, dice: random.Random) -> int:
    """Anywhere, in the used part of a signature, or in the structure behind it."""
    found = dice.choice(list(BYTE_RANGE.finditer(data)))
    before, resume = int(found.group(2)), int(found.group(3))
    match dice.randrange(4):
        case 0:
            return dice.randrange(len(data))
        case 1:
            return dice.randrange(before, resume)
        case 2:
            return dice.randrange(before, before + (resume - before) // 3)
        case _:
            return dice.randrange(resume, len(data))


def survives(original: bytes, verify: Verify, *, seed: int, rounds: int) -> None:
    dice = random.Random(seed)
    for number in range(rounds):
        mutant = damage(original, dice)
        verdict = verify(mutant).verdict
        if mutant != original:
            assert verdict not in GREEN, f"seed {seed}, round {number}: {verdict}"


@pytest.fixture(scope="module", params=["B-B", "B-T", "packed", "twice"])
def original(request: pytest.FixtureRequest, scan: Path, pki: ThrowawayPki) -> bytes:
    stamper = pki.time_stamper(NOW) if request.param == "B-T" else None
    source = packed(scan) if request.param == "packed" else scan.read_bytes()
    once = sign(source, pki.signer(), time_stamper=stamper)
    if request.param != "twice":
        return once
    return sign(once, pki.signer("Trần Quốc Vượng"), field="Leader", box=SECOND_STAMP)


def packed(scan: Path) -> bytes:
    """Objects in compressed streams, as word processors write them (ISO 32000-1 §7.5.7)."""
    out = BytesIO()
    with pikepdf.open(scan) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def test_random_damage(original: bytes, verify: Verify) -> None:
    assert verify(original).verdict is Verdict.VALID
    survives(original, verify, seed=20260302, rounds=45)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_much_random_damage(seed: int, original: bytes, verify: Verify) -> None:
    survives(original, verify, seed=seed, rounds=400)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_much_random_damage_within_the_limits(
    seed: int, original: bytes, trust: TrustStore, tmp_path: Path
) -> None:
    """In the process that the program uses: 30 s, 1 GB, and it lives on."""
    dice, path = random.Random(seed), tmp_path / "hong.pdf"
    with VerificationWorker() as worker:
        for number in range(150):
            path.write_bytes(damage(original, dice))
            report = worker.verify(path, trust=trust, now=NOW)
            limits = {Reason.TIME_LIMIT, Reason.MEMORY_LIMIT, Reason.WORKER_DIED}
            assert not limits & set(report.reasons), f"seed {seed}, round {number}"
            assert report.verdict not in GREEN or path.read_bytes() == original
