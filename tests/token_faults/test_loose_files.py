"""A batch of loose files on a token: told one by one, stopped in the middle, and gone on with."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import Code
from app.lanes import Lane
from app.operations.loose_files import FileOutcome, Wanted
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_loose_files import sign_loose_files
from signing.profiles import DIGITISING, OPINION
from signing.stamp_drawing import StampDetails
from signing.verification.reasons import Verdict
from tests.token_faults.conftest import Key
from tests.token_faults.shim import Function, Shim

DIGITISED = Wanted(DIGITISING, None, StampDetails())
Sign = Callable[..., tuple[FileOutcome, ...]]


@pytest.fixture
def files(make_pdf: Callable[..., Path], tmp_path: Path) -> list[Path]:
    return [make_pdf(tmp_path / f"{n}.pdf", text=f"Tờ {n}", dpi=40) for n in range(8)]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def sign(kit: SigningKit, out: Path, key_of: Callable[[str], Key], token_lane: Lane) -> Sign:
    """``sign(files, …)``: as ``quay sign`` does, on the token lane."""

    def run(
        files: list[Path], *, key: Key | None = None, wanted: Wanted = DIGITISED, **others: object
    ) -> tuple[FileOutcome, ...]:
        key = key or key_of("officer")
        signer = Signer(key.token, key.certificate, key.pin, "")
        return token_lane.submit(
            sign_loose_files, kit=kit, signer=signer, files=files, out=out, wanted=wanted,
            **others,  # type: ignore[arg-type]
        ).result()  # fmt: skip

    return run


def codes(outcomes: tuple[FileOutcome, ...]) -> list[Code | None]:
    return [each.error.code if each.error else None for each in outcomes]


def test_a_stopped_batch_is_gone_on_with(
    shim: Shim, files: list[Path], out: Path, sign: Sign
) -> None:
    told: list[FileOutcome] = []
    first = sign(files, on_outcome=told.append, stop=lambda: len(told) >= 2)
    done = [each for each in first if each.report]
    assert 2 <= len(done) < len(files)
    assert {code for code in codes(first) if code} == {Code.SIGNING_STOPPED}
    assert [each.source for each in first] == files
    assert {each.source for each in told} == set(files)
    assert {path.name for path in out.iterdir()} == {each.target.name for each in done}
    before = {each.target: each.target.read_bytes() for each in done}
    shim.reset()
    second = sign(files)
    assert codes(second) == [None] * len(files)
    assert [each.signed_before for each in second] == [each.report is not None for each in first]
    assert {each.report.verdict for each in second if each.report} == {Verdict.VALID}
    assert shim.calls(Function.SIGN) == len(files) - len(done)
    assert {path: path.read_bytes() for path in before} == before


def test_only_the_very_same_signature_counts_as_made_before(
    shim: Shim, files: list[Path], out: Path, sign: Sign, key_of: Callable[[str], Key]
) -> None:
    [file] = files[:1]
    opinion = Wanted(OPINION, None, StampDetails(opinion="Đồng ý"))
    [signed] = sign([file], wanted=opinion)
    assert signed.report
    shim.reset()
    [again] = sign([file], wanted=Wanted(OPINION, None, StampDetails(opinion="Đồng ý")))
    assert again.signed_before
    for other in (
        {"wanted": DIGITISED},
        {"wanted": Wanted(OPINION, None, StampDetails(opinion="Không đồng ý"))},
        {"wanted": opinion, "key": key_of("leader")},
    ):
        assert codes(sign([file], **other)) == [Code.FILE_EXISTS]
    whole = signed.target.read_bytes()
    # Changed since, cut off, another paper's, and the paper itself.
    for content in (whole + b"\n%", whole[:-200], file.read_bytes(), b""):
        signed.target.write_bytes(content)
        assert codes(sign([file], wanted=opinion)) == [Code.FILE_EXISTS]
        assert signed.target.read_bytes() == content
    signed.target.write_bytes(whole)
    file.write_bytes(files[1].read_bytes())
    assert codes(sign([file], wanted=opinion)) == [Code.FILE_EXISTS]
    assert shim.calls(Function.SIGN) == 0


def test_a_signature_that_the_paper_brings_along_is_not_the_one_wanted(
    files: list[Path], out: Path, sign: Sign
) -> None:
    [first] = sign(files[:1])
    files[0].write_bytes(first.target.read_bytes())
    first.target.unlink()
    [second] = sign(files[:1])
    assert second.report
    assert not second.signed_before
    assert len(second.report.signatures) == 2
    assert sign(files[:1])[0].signed_before


def test_the_first_wrong_pin_stops_it(
    shim: Shim, files: list[Path], out: Path, sign: Sign, key_of: Callable[[str], Key]
) -> None:
    key = key_of("asks_each_time")
    shim.fail(Function.LOGIN, 0xA0, after=3)  # the session, two files, the third
    done = sign(files, key=key)
    assert codes(done) == [None, None, Code.PIN_INCORRECT] + [Code.SIGNING_STOPPED] * 5
    assert shim.calls(Function.LOGIN) == 4
    assert sorted(path.name for path in out.iterdir()) == ["0.pdf", "1.pdf"]


def test_files_of_one_name_never_write_over_each_other(
    files: list[Path], tmp_path: Path, out: Path, sign: Sign
) -> None:
    (tmp_path / "other").mkdir()
    namesake = tmp_path / "other" / files[0].name
    namesake.write_bytes(files[1].read_bytes())
    done = sign([files[0], namesake, files[2]])
    assert codes(done) == [None, Code.FILE_EXISTS, None]
    assert done[0].target.read_bytes().startswith(files[0].read_bytes())


def test_a_lower_level_made_before_is_said(
    files: list[Path], sign: Sign, kit: SigningKit, out: Path
) -> None:
    [first] = sign(files[:1])
    [second] = sign(files[:1])
    assert second.signed_before
    assert second.shortfall
    assert second.shortfall.code is Code.TIMESTAMP_NOT_SET
    assert first.shortfall
    assert replace(second, shortfall=None, signed_before=False) == replace(first, shortfall=None)
