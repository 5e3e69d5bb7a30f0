"""A batch at B-LT or B-LTA asks the authorities once, after its last time stamp."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import ocsp

from app.demo import trust_services
from app.demo.office import Office
from app.domain.register import Book, NumberState, NumberWish
from app.errors import Code
from app.operations.loose_files import FileOutcome, LooseFile, Wanted
from app.operations.sign_loose_files import sign_loose_files
from app.operations.sign_papers import SigningOutcome, sign_papers
from app.operations.sign_together import Outcome, sign_together
from signing.profiles import CERTIFIED_COPY, DIGITISING, OPINION
from signing.stamp_drawing import StampDetails
from signing.verification.reasons import Verdict
from signing.verification.report import Kind, Level
from tests.operations.raising_desk import Desk

MakePdf = Callable[..., Path]
FILES = 5
DIGITISED = Wanted(DIGITISING, None, StampDetails())
_IN_A_NEW_SECOND = (3, 5)
"""Time stamps, the first of which only shows how long they are."""


class Asked:
    """Listens to what the office's services are asked; ``break_evidence`` silences all but the
    time stamps.
    """

    def __init__(self) -> None:
        self.questions: Counter[str] = Counter()
        self.stamps_at_first_question, self.stamps = 0, 0
        self.break_evidence = False
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any]) -> bool:
        """Whether the service may answer."""
        path, body = environ["PATH_INFO"], b""
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)
        with self._turn:
            if "/tsa/" in path:
                self._stamp()
                return True
            if not self.questions:
                self.stamps_at_first_question = self.stamps
            about = _serial(body) if "/ocsp/" in path else ""
            self.questions[f"{path} {about}"] += 1
            return not self.break_evidence

    def _stamp(self) -> None:
        self.stamps += 1
        if self.stamps in _IN_A_NEW_SECOND:
            time.sleep(1.001 - time.time() % 1)


def _serial(body: bytes) -> int:
    (request,) = ocsp.OCSPRequest.load(body)["tbs_request"]["request_list"]
    return int(request["req_cert"]["serial_number"].native)


@pytest.fixture
def asked(services: Office, monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked, answer = Asked(), trust_services._Responder.__call__

    def listen(self: object, environ: dict[str, Any], start: Callable[..., object]) -> Any:
        if asked(environ):
            return answer(self, environ, start)
        start("503 Service Unavailable", [("Content-Length", "0")])
        return []

    monkeypatch.setattr(trust_services._Responder, "__call__", listen)
    return asked


@pytest.fixture
def pdfs(make_pdf: MakePdf, tmp_path: Path) -> list[Path]:
    return [make_pdf(tmp_path / f"{n}.pdf", text=f"Tờ {n}", dpi=40) for n in range(FILES)]


@pytest.fixture
def sign(desk: Desk, services: Office, tmp_path: Path) -> Callable[..., tuple[FileOutcome, ...]]:
    """``sign(files, level)`` as ``quay sign`` does, into the folder ``out``."""

    def run(files: list[Path], level: Level, **how: Any) -> tuple[FileOutcome, ...]:
        return sign_loose_files(
            kit=desk.kit(level, services.tsa_url), signer=desk.signer(), files=files,
            out=tmp_path / "out", wanted=DIGITISED, **how,
        )  # fmt: skip

    return run


def levels(outcomes: tuple[FileOutcome, ...], desk: Desk) -> list[Level]:
    """Read back once more from what was delivered."""
    found = []
    for each in outcomes:
        assert each.report is not None, each.error
        report = desk.verification.verify(each.target, trust=desk.trust)
        assert (report.verdict, report) == (Verdict.VALID, each.report)
        found += [one.level for one in report.signatures if one.kind is Kind.SIGNATURE]
    return found


@pytest.mark.parametrize("level", [Level.B_LT, Level.B_LTA])
def test_loose_files(
    sign: Callable[..., tuple[FileOutcome, ...]], desk: Desk, asked: Asked, pdfs: list[Path],
    level: Level, tmp_path: Path,
) -> None:  # fmt: skip
    signed: list[Path] = []
    told: list[FileOutcome] = []
    done = sign(
        pdfs, level, on_outcome=told.append, on_signed=lambda each: signed.append(each.source)
    )
    assert levels(done, desk) == FILES * [level]
    assert [each.shortfall for each in done] == FILES * [None]
    assert set(asked.questions.values()) == {1}, asked.questions
    assert sum("/ocsp/" in each for each in asked.questions) == 2  # the signer, the stamps' own
    assert asked.stamps_at_first_question == 1 + FILES
    assert sorted(signed) == pdfs
    assert sorted(told, key=lambda each: each.source) == list(done)
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [e.name for e in pdfs]


@pytest.mark.parametrize("level", [Level.B_LT, Level.B_LTA])
def test_papers(
    desk: Desk, services: Office, asked: Asked, pdfs: list[Path], level: Level, tmp_path: Path
) -> None:
    signed: list[SigningOutcome] = []
    told: list[SigningOutcome] = []
    done = desk.outcomes(
        pdfs, level, services.tsa_url, on_outcome=told.append, on_signed=signed.append
    )
    assert [each.paper and each.paper.signature.level for each in done] == FILES * [level]
    assert [each.shortfall for each in done] == FILES * [None]
    assert set(asked.questions.values()) == {1}, asked.questions
    assert sum("/ocsp/" in each for each in asked.questions) == 2
    assert asked.stamps_at_first_question == 1 + FILES
    assert {each.paper.signature.level for each in signed if each.paper} == {"B-T"}
    assert {each.paper_id for each in signed} == {each.paper_id for each in told}
    assert sorted(told, key=lambda each: each.paper_id) == sorted(
        done, key=lambda each: each.paper_id
    )
    with desk.store.read() as work:
        assert work.level_goals.open() == ()
    assert {each.paper and each.paper.title for each in done} == {each.name for each in pdfs}
    assert list(tmp_path.glob("*ing-*")) == []


@pytest.fixture
def both(desk: Desk, services: Office, tmp_path: Path) -> Callable[..., tuple[Outcome, ...]]:
    """``both(papers, files, level)`` as the window does, a folder for each of ``files``."""

    def run(papers: list[Path], files: list[Path], level: Level, **how: Any) -> tuple[Outcome, ...]:
        return sign_together(
            store=desk.store, vault=desk.vault,
            kit=desk.kit(level, services.tsa_url), signer=desk.signer(), papers=desk.add(papers),
            files=[LooseFile(each, tmp_path / "out" / each.stem) for each in files],
            wanted=how.pop("wanted", DIGITISED), placements={}, **how,
        )  # fmt: skip

    return run


def level_of(outcome: Outcome) -> str:
    """Of the document as it lies there now."""
    if isinstance(outcome, FileOutcome):
        return outcome.level
    return outcome.paper.signature.level if outcome.paper and outcome.paper.signature else ""


@pytest.mark.parametrize("level", [Level.B_LT, Level.B_LTA])
def test_papers_and_files_are_all_signed_before_one_is_raised(
    both: Callable[..., tuple[Outcome, ...]], desk: Desk, asked: Asked, pdfs: list[Path],
    level: Level, tmp_path: Path,
) -> None:  # fmt: skip
    signed: list[Outcome] = []
    told: list[Outcome] = []
    done = both(pdfs[:2], pdfs[2:], level, on_signed=signed.append, on_outcome=told.append)
    assert [each.error or each.shortfall for each in done] == FILES * [None]
    assert [level_of(each) for each in done] == FILES * [level.value]
    assert levels(tuple(e for e in done if isinstance(e, FileOutcome)), desk) == 3 * [level]
    assert {level_of(each) for each in signed} == {"B-T"}
    assert told == list(done), "papers first, then files"
    assert set(asked.questions.values()) == {1}, asked.questions
    assert asked.stamps_at_first_question == 1 + FILES
    left = [each.name for each in (tmp_path / "out").rglob("*") if each.is_file()]
    assert sorted(left) == [each.name for each in pdfs[2:]]


def test_papers_and_files_stopped_before_they_are_raised_keep_what_they_have(
    both: Callable[..., tuple[Outcome, ...]], desk: Desk, asked: Asked, pdfs: list[Path]
) -> None:
    signed: list[Outcome] = []
    told: list[Outcome] = []
    done = both(
        pdfs[:2], pdfs[2:], Level.B_LT, on_signed=signed.append, on_outcome=told.append,
        stop=lambda: len(signed) == FILES,
    )  # fmt: skip
    assert {each.shortfall and each.shortfall.code for each in done} == {Code.LEVEL_NOT_REACHED}
    assert [level_of(each) for each in done] == FILES * ["B-T"]
    assert len(told) == FILES
    assert not asked.questions
    with desk.store.read() as work:
        assert len(work.level_goals.open()) == 2


def test_the_register_names_the_files_as_they_are_raised(
    both: Callable[..., tuple[Outcome, ...]], desk: Desk, asked: Asked, pdfs: list[Path]
) -> None:
    wish = NumberWish(Book.COPIES, "SY-UBND", date(2026, 11, 26), None)
    copied = Wanted(CERTIFIED_COPY, None, StampDetails(organisation="UBND xã Mỹ Hòa Hưng"))

    def sign(papers: list[Path], level: Level) -> list[str]:
        done = both(papers, pdfs[1:3], level, wanted=copied, number=wish)
        assert [each.error or each.shortfall for each in done] == [None] * len(done)
        with desk.store.read() as work:
            entries = work.register.entries(Book.COPIES)
        found = {each.sha256: each.written for each in entries}
        assert {each.state for each in entries} == {NumberState.ISSUED}
        return [found[_content_hash(each)] for each in done]

    assert sign(pdfs[:1], Level.B_LT) == ["01/SY-UBND", "02/SY-UBND", "03/SY-UBND"]
    # A second run raises what the first one signed; the numbers stay.
    assert sign([], Level.B_LTA) == ["02/SY-UBND", "03/SY-UBND"]


def _content_hash(outcome: Outcome) -> str:
    if isinstance(outcome, FileOutcome):
        return sha256(outcome.target.read_bytes()).hexdigest()
    assert outcome.paper
    return outcome.paper.sha256


def test_stopped_before_they_are_raised_files_are_whole_at_b_t_and_the_same_command_goes_on(
    sign: Callable[..., tuple[FileOutcome, ...]], desk: Desk, asked: Asked, pdfs: list[Path]
) -> None:
    signed: list[FileOutcome] = []
    told: list[FileOutcome] = []
    done = sign(
        pdfs, Level.B_LT, on_signed=signed.append, on_outcome=told.append,
        stop=lambda: len(signed) == FILES,
    )  # fmt: skip
    assert levels(done, desk) == FILES * [Level.B_T]
    assert {each.shortfall and each.shortfall.code for each in done} == {Code.LEVEL_NOT_REACHED}
    assert len(told) == FILES
    assert not asked.questions
    before, stamps = [each.target.read_bytes() for each in done], asked.stamps
    again = sign(pdfs, Level.B_LT)
    assert levels(again, desk) == FILES * [Level.B_LT]
    assert [(each.signed_before, each.shortfall) for each in again] == FILES * [(True, None)]
    assert all(
        each.target.read_bytes().startswith(old) for each, old in zip(again, before, strict=True)
    )
    assert asked.stamps == stamps
    assert set(asked.questions.values()) == {1}, asked.questions


def test_papers_stopped_before_they_are_raised_are_raised_from_the_queue(
    desk: Desk, services: Office, asked: Asked, pdfs: list[Path]
) -> None:
    signed: list[SigningOutcome] = []
    done = desk.outcomes(
        pdfs, Level.B_LT, services.tsa_url, on_signed=signed.append,
        stop=lambda: len(signed) == FILES,
    )  # fmt: skip
    assert [each.paper and each.paper.signature.level for each in done] == FILES * ["B-T"]
    assert {each.shortfall and each.shortfall.code for each in done} == {Code.LEVEL_NOT_REACHED}
    with desk.store.read() as work:
        goals = work.level_goals.open()
    assert [(each.wanted, each.next_attempt_at is not None) for each in goals] == FILES * [
        ("B-LT", True)
    ]


def test_authorities_that_do_not_answer_leave_b_t_with_the_reason(
    sign: Callable[..., tuple[FileOutcome, ...]], desk: Desk, services: Office, asked: Asked,
    pdfs: list[Path],
) -> None:  # fmt: skip
    asked.break_evidence = True
    done = sign(pdfs[:2], Level.B_LTA)
    assert levels(done, desk) == 2 * [Level.B_T]
    assert {each.shortfall and each.shortfall.code for each in done} == {Code.REVOCATION_UNKNOWN}
    papers = desk.outcomes(pdfs[:2], Level.B_LTA, services.tsa_url)
    assert [each.paper and each.paper.signature.level for each in papers] == 2 * ["B-T"]
    assert {each.shortfall and each.shortfall.code for each in papers} == {Code.REVOCATION_UNKNOWN}
    goals = [each.paper.goal for each in papers if each.paper]
    assert {each and each.reason for each in goals} == {Code.REVOCATION_UNKNOWN}


def test_every_signature_of_a_file_is_raised_with_the_new_one(
    sign: Callable[..., tuple[FileOutcome, ...]], desk: Desk, asked: Asked, pdfs: list[Path]
) -> None:
    first = sign(pdfs[:1], Level.B_T)
    pdfs[0].write_bytes(first[0].target.read_bytes())
    first[0].target.unlink()
    done = sign(pdfs[:1], Level.B_LT)
    assert levels(done, desk) == 2 * [Level.B_LT]
    assert set(asked.questions.values()) == {1}, asked.questions


def test_paper_signed_on_after_it_was_raised_is_raised_again(
    desk: Desk, services: Office, asked: Asked, pdfs: list[Path]
) -> None:
    (first,) = desk.outcomes(pdfs[:1], Level.B_LT, services.tsa_url)
    (second,) = sign_papers(
        store=desk.store, vault=desk.vault,
        kit=desk.kit(Level.B_LTA, services.tsa_url), signer=desk.signer(),
        papers=[first.paper_id], profile=OPINION, details=StampDetails(opinion="Đồng ý"),
    )  # fmt: skip
    assert second.error is None
    assert second.shortfall is None
    assert second.paper
    assert (second.paper.signature.level, second.paper.goal.reason) == ("B-LTA", "")
    assert second.paper.goal.wanted == "B-LTA"
    assert second.paper.goal.archived_until is not None
