"""The process that reads hostile files: its limits, its replacement, and what it leaves behind."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import psutil
import pytest

from app.errors import AppError, Code
from app.pdf_content import PdfInMemory
from app.proxy import Proxy, ProxyMode, use_proxy
from signing.trust import TrustStore
from signing.verification.reasons import Reason, Verdict
from signing.verification.verdict import verify_pdf
from signing.verification.versions import PagePicture
from signing.verification.worker import Limits, VerificationWorker
from tests.app.office_proxy import office_proxy
from tests.signing.level_files import listening
from tests.verification import attacks
from tests.verification.signed_files import SECOND_STAMP, sign
from tests.verification.throwaway_pki import NOW, ThrowawayPki


def children() -> set[int]:
    """Processes that this one started and has not buried."""
    return {each.pid for each in psutil.Process().children()}


@pytest.fixture
def signed(scan: Path, pki: ThrowawayPki, tmp_path: Path) -> Path:
    path = tmp_path / "đã ký.pdf"
    path.write_bytes(sign(scan, pki.signer()))
    return path


@pytest.fixture(scope="module")
def worker() -> Iterator[VerificationWorker]:
    with VerificationWorker() as started:
        yield started


@pytest.fixture
def slow(pki: ThrowawayPki, tmp_path: Path) -> Path:
    """A drawing that takes MuPDF minutes, signed twice so that it must be drawn."""
    path = tmp_path / "nặng.pdf"
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        state = pikepdf.Dictionary(ca=0.5, BM=pikepdf.Name.Luminosity)
        document.pages[0].Resources = pikepdf.Dictionary(
            ExtGState=pikepdf.Dictionary({"/Slow": state})
        )
        drawing = b"/Slow gs\n" + b"1 0 0 rg 0 0 595 842 re f\n" * 50_000
        document.pages[0].Contents = document.make_stream(drawing)
        document.save(path, min_version="1.7")
    once = sign(path, pki.signer())
    path.write_bytes(sign(once, pki.signer("Trần Quốc Vượng"), field="Second", box=SECOND_STAMP))
    return path


def test_says_what_the_same_code_says_here(
    signed: Path, trust: TrustStore, worker: VerificationWorker
) -> None:
    report = worker.verify(signed, trust=trust, now=NOW)
    assert report == verify_pdf(signed, trust=trust, now=NOW)
    assert (report.file, report.verdict) == ("đã ký.pdf", Verdict.VALID)


def test_says_the_same_of_what_lies_in_no_file(
    signed: Path, trust: TrustStore, worker: VerificationWorker
) -> None:
    pdf = PdfInMemory("đã ký.pdf", signed.read_bytes())
    assert worker.verify(pdf, trust=trust, now=NOW) == verify_pdf(signed, trust=trust, now=NOW)
    shown = {"signed_bytes": len(pdf.content), "page": 1, "width": 200}
    assert worker.versions(pdf, **shown) == worker.versions(signed, **shown)
    broken = PdfInMemory("hỏng.pdf", b"")
    assert worker.verify(broken, trust=trust).reasons == (Reason.FILE_EMPTY,)


def test_cannot_write_files(signed: Path, trust: TrustStore) -> None:
    before = children()
    with VerificationWorker() as asked:
        asked.verify(signed, trust=trust, now=NOW)
        (pid,) = children() - before
        assert psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE) == (0, 0)


def test_one_process_for_a_batch(
    signed: Path, trust: TrustStore, worker: VerificationWorker
) -> None:
    worker.verify(signed, trust=trust, now=NOW)
    before = children()
    for _ in range(3):
        worker.verify(signed, trust=trust, now=NOW)
    assert children() == before


def test_threads_take_turns(signed: Path, trust: TrustStore, worker: VerificationWorker) -> None:
    verdicts: list[Verdict] = []

    def ask() -> None:
        verdicts.append(worker.verify(signed, trust=trust, now=NOW).verdict)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert verdicts == [Verdict.VALID] * 4


def test_trusts_only_what_it_is_told(
    signed: Path, trust: TrustStore, worker: VerificationWorker
) -> None:
    stranger = worker.verify(signed, trust=TrustStore(anchors=()), now=NOW)
    assert stranger.verdict is Verdict.CANNOT_VERIFY
    assert worker.verify(signed, trust=trust, now=NOW).verdict is Verdict.VALID


def test_asks_for_lists_through_the_proxy_of_the_settings(
    scan: Path, tmp_path: Path, worker: VerificationWorker
) -> None:
    pki, now = ThrowawayPki(port=80, host="ca.thu-nghiem.invalid"), datetime.now(UTC)
    path = tmp_path / "a.pdf"
    year = timedelta(days=365)
    path.write_bytes(sign(scan, pki.signer(start=now - year, end=now + year)))

    def lists(asked: str, _: bytes | None) -> tuple[int, str, bytes]:
        issuer = pki.root if asked == "/root.crl" else pki.ca
        made = pki.revocation_list(issuer=issuer, at=now - timedelta(minutes=1))
        return 200, "application/pkix-crl", made.dump()

    def unknown() -> bool:
        report = worker.verify(path, trust=pki.trust(), fetch=True)
        return Reason.REVOCATION_UNKNOWN in report.every_reason

    try:
        with (
            listening(0, lists) as url,
            office_proxy({pki.host: int(url.rsplit(":", 1)[1])}) as proxy,
        ):
            use_proxy(lambda: Proxy(ProxyMode.OWN, proxy.address))
            assert not unknown()
            assert {each.rsplit("/", 1)[1] for each in proxy.let_through} == {"root.crl", "ca.crl"}
    finally:
        use_proxy(Proxy)


def test_time_limit(slow: Path, signed: Path, trust: TrustStore) -> None:
    before = children()
    with VerificationWorker(Limits(seconds=2.0)) as limited:
        report = limited.verify(slow, trust=trust, now=NOW)
        assert (report.verdict, report.reasons) == (Verdict.CANNOT_VERIFY, (Reason.TIME_LIMIT,))
        assert children() == before
        assert limited.verify(signed, trust=trust, now=NOW).verdict is Verdict.VALID


def test_memory_limit(signed: Path, trust: TrustStore, tmp_path: Path) -> None:
    """A file as large as half of what the process may have does not fit twice."""
    large = tmp_path / "lớn.pdf"
    with large.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(250 * 1024 * 1024)
    with VerificationWorker(Limits(memory=450 * 1024 * 1024)) as limited:
        report = limited.verify(large, trust=trust, now=NOW)
        assert report.verdict is Verdict.CANNOT_VERIFY
        assert report.reasons in ((Reason.MEMORY_LIMIT,), (Reason.WORKER_DIED,))
        assert limited.verify(signed, trust=trust, now=NOW).verdict is Verdict.VALID


def test_memory_limit_of_what_lies_in_no_file(signed: Path, trust: TrustStore) -> None:
    large = PdfInMemory("lớn.pdf", b"%PDF-1.7\n".ljust(250 * 1024 * 1024, b"\0"))
    with VerificationWorker(Limits(memory=450 * 1024 * 1024)) as limited:
        report = limited.verify(large, trust=trust, now=NOW)
        assert report.verdict is Verdict.CANNOT_VERIFY
        assert report.reasons in ((Reason.MEMORY_LIMIT,), (Reason.WORKER_DIED,))
        assert limited.verify(signed, trust=trust, now=NOW).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("act", "reason"), [("read c", Reason.TIME_LIMIT), ("echo '{}'; read c", Reason.WORKER_DIED)]
)
def test_a_process_that_does_not_read_what_it_is_given(
    act: str, reason: Reason, trust: TrustStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a pipe holds, and nobody takes it out: the caller does not wait for ever."""
    deaf = tmp_path / "deaf"
    deaf.write_text(f"#!/bin/sh\nread a\necho '{{}}'\n{act}\nexec sleep 100\n")
    deaf.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(deaf))
    with VerificationWorker(Limits(seconds=1.0)) as hopeless:
        report = hopeless.verify(PdfInMemory("a.pdf", b"%PDF-1.7" * 500_000), trust=trust)
    assert (report.file, report.reasons) == ("a.pdf", (reason,))


def test_killed_while_it_works(slow: Path, signed: Path, trust: TrustStore) -> None:
    before = children()
    with VerificationWorker() as doomed:
        doomed.verify(signed, trust=trust, now=NOW)
        (child,) = (psutil.Process(pid) for pid in children() - before)
        idle = child.cpu_times().user

        def kill_at_work() -> None:
            until = time.monotonic() + 20
            while child.cpu_times().user < idle + 0.3 and time.monotonic() < until:
                time.sleep(0.02)
            child.kill()

        killer = threading.Thread(target=kill_at_work)
        killer.start()
        report = doomed.verify(slow, trust=trust, now=NOW)
        killer.join()
        assert (report.verdict, report.reasons) == (Verdict.CANNOT_VERIFY, (Reason.WORKER_DIED,))
        assert doomed.verify(signed, trust=trust, now=NOW).verdict is Verdict.VALID


def test_killed_while_it_waits(signed: Path, trust: TrustStore) -> None:
    """The next file does not pay for it."""
    before = children()
    with VerificationWorker() as doomed:
        doomed.verify(signed, trust=trust, now=NOW)
        (pid,) = children() - before
        psutil.Process(pid).kill()
        until = time.monotonic() + 20
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
            time.sleep(0.02)
        assert doomed.verify(signed, trust=trust, now=NOW).verdict is Verdict.VALID


def test_interrupted_between_question_and_answer(
    scan: Path, signed: Path, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer about one file must never be taken for that about another."""

    class Interrupted(BaseException):
        pass

    def interrupt(*_: object) -> bytes:
        raise Interrupted

    with VerificationWorker() as asked:
        asked.verify(signed, trust=trust, now=NOW)
        with monkeypatch.context() as patch, pytest.raises(Interrupted):
            patch.setattr("app.child_process.Child._next_line", interrupt)
            asked.verify(scan, trust=trust, now=NOW)
        report = asked.verify(signed, trust=trust, now=NOW)
        assert (report.file, report.verdict) == ("đã ký.pdf", Verdict.VALID)


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/python"])
def test_a_process_that_cannot_start(
    program: str, signed: Path, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", program)
    with VerificationWorker() as hopeless:
        report = hopeless.verify(signed, trust=trust, now=NOW)
    assert (report.verdict, report.reasons) == (Verdict.CANNOT_VERIFY, (Reason.WORKER_DIED,))


@pytest.mark.parametrize("answer", ["nonsense", "[]", "{}", '{"log": [], "report": {}}'])
def test_a_process_that_answers_nonsense(
    answer: str,
    signed: Path,
    trust: TrustStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hostile file that took the process over cannot make it say more than JSON."""
    liar = tmp_path / "liar"
    liar.write_text(f"#!/bin/sh\nread a\necho '{{}}'\nread b\necho '{answer}'\ncat >/dev/null\n")
    liar.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(liar))
    with VerificationWorker() as lied_to:
        report = lied_to.verify(signed, trust=trust, now=NOW)
    assert (report.verdict, report.reasons) == (Verdict.CANNOT_VERIFY, (Reason.WORKER_DIED,))


class TestVersions:
    """Both versions of a page come as pixels out of the process that read the file."""

    def forged(self, signed: Path) -> tuple[Path, int]:
        length = signed.stat().st_size
        signed.write_bytes(attacks.overlay(signed.read_bytes()))
        return signed, length

    def test_what_differs_is_outlined(self, signed: Path, worker: VerificationWorker) -> None:
        path, length = self.forged(signed)
        found = worker.versions(path, signed_bytes=length, page=1, width=600)
        assert found.signed is not None
        assert found.current is not None
        assert (found.signed.width, found.current.width) == (600, 600)
        assert len(found.signed.rgb) == 600 * found.signed.height * 3
        assert found.signed.rgb != found.current.rgb
        [outline] = found.differences
        assert 0.07 < outline.left < outline.right < 0.68
        assert 0.05 < outline.top < outline.bottom < 0.16

    def test_the_other_page_is_the_same(self, signed: Path, worker: VerificationWorker) -> None:
        path, length = self.forged(signed)
        found = worker.versions(path, signed_bytes=length, page=2, width=300)
        assert found.differences == ()
        assert found.signed == found.current

    def test_a_page_that_was_added(self, signed: Path, worker: VerificationWorker) -> None:
        length = signed.stat().st_size
        signed.write_bytes(attacks.add_page(signed.read_bytes()))
        found = worker.versions(signed, signed_bytes=length, page=3, width=300)
        assert (found.signed_pages, found.current_pages) == (2, 3)
        assert found.signed is None
        assert found.current is not None

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"rubbish"])
    def test_what_cannot_be_drawn_is_said(
        self, content: bytes, signed: Path, trust: TrustStore, worker: VerificationWorker
    ) -> None:
        path = signed.with_name("hỏng.pdf")
        path.write_bytes(content)
        with pytest.raises(AppError) as refused:
            worker.versions(path, signed_bytes=9, page=1, width=300)
        assert refused.value.code is Code.PDF_DAMAGED
        assert worker.verify(signed, trust=trust, now=NOW).verdict is Verdict.VALID


def test_a_picture_that_is_larger_than_it_says_is_refused() -> None:
    picture = PagePicture(2, 2, bytes(12), (1.0, 1.0))
    assert PagePicture.from_json(picture.to_json()) == picture
    for wrong in ({"width": 1}, {"height": 3}, {"width": 0}, {"rgb": "AAAA"}, {"width": 10**6}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            PagePicture.from_json(picture.to_json() | wrong)


def test_nothing_is_left_behind(signed: Path, trust: TrustStore) -> None:
    this, started = psutil.Process(), children()
    before = this.num_fds(), threading.active_count()
    for _ in range(2):
        with VerificationWorker() as passing:
            passing.verify(signed, trust=trust, now=NOW)
    assert (this.num_fds(), threading.active_count()) == before
    assert children() == started


def test_ends_with_the_program(signed: Path, trust: TrustStore, tmp_path: Path) -> None:
    """A program that is killed takes its worker along: the worker's input ends."""
    program = (
        "import sys, time; from pathlib import Path\n"
        "from signing.trust import TrustStore\n"
        "from signing.verification.worker import VerificationWorker\n"
        "VerificationWorker().verify(Path(sys.argv[1]), trust=TrustStore(anchors=()))\n"
        "print('ready', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(signed)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        (child,) = psutil.Process(parent.pid).children()
        parent.kill()
    child.wait(timeout=20)


def test_what_went_wrong_reaches_the_log(
    signed: Path,
    trust: TrustStore,
    tmp_path: Path,
    worker: VerificationWorker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(attacks.page_tree_loop(signed.read_bytes()))
    report = worker.verify(broken, trust=trust, now=NOW)
    assert report.verdict is Verdict.CANNOT_VERIFY
    assert "Traceback" in caplog.text
