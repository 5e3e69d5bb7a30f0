"""Ký số: PDFs of no dossier are put into the list, signed beside their originals, taken out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.officer import Role
from app.domain.paper import Paper, PaperState
from app.domain.register import Book, NumberState
from app.errors import AppError, Code
from app.operations import settle_numbers
from app.store.schema import RegisterRow
from signing.profiles import (
    APPROVAL,
    CERTIFIED_COPY,
    INCOMING,
    ISSUING,
    OPINION,
    SignatureProfile,
)
from tests.signing.letterheads import page_full_of_words
from tests.ui.counter_bench import OFFICER
from tests.ui.dragging import drop
from tests.ui.test_sign_screen import counter, paper, results, said, state
from tests.ui.test_stamp_places import press
from ui.services import Services
from ui.sign.batch_result import BatchResult
from ui.sign.desktop import Desktop
from ui.sign.document import PaperDocument
from ui.sign.entering import ResultToSign
from ui.sign.loose_document import LooseDocument
from ui.sign.outcome import DocumentOutcome
from ui.sign.profile_needs import ORDER
from ui.sign.screen import SignScreen
from ui.verification.window import VerificationWindow

__all__ = ["counter", "paper"]
_SLOW_MS = 30_000
_DONE = "Đã ký, mức B-B"


@dataclass
class Answers:
    """What the desktop answers, and what it was asked to show."""

    files: Sequence[Path] = ()
    folder: Path | None = None
    shown: list[Path] = field(default_factory=list)
    shows: bool = True

    def desktop(self) -> Desktop:
        def show(folder: Path) -> bool:
            self.shown.append(folder)
            return self.shows

        return Desktop(lambda _: self.files, lambda *_: self.folder, show)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def screen(
    qtbot: QtBot, services: Services, office: Office, answers: Answers, tmp_path: Path
) -> SignScreen:
    made = SignScreen(services, lambda *_: office.pin, answers.desktop())
    qtbot.addWidget(made)
    made.resize(1098, 720)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.enter()
    with qtbot.waitSignal(services.token_watch.changed, timeout=_SLOW_MS):
        services.token_watch.ask()
    return made


@pytest.fixture
def pdf(tmp_path: Path, make_pdf: Callable[..., Path]) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return make_pdf(path, text=name)

    return make


def names(screen: SignScreen) -> list[str]:
    return [row.document.title for row in screen.model.rows]


def ticked(screen: SignScreen) -> list[str]:
    return [row.document.title for row in screen.model.chosen]


def add(qtbot: QtBot, screen: SignScreen, *paths: Path) -> None:
    """Put ``paths`` into the list and wait until they are there, or what is said of them is."""
    before = names(screen)
    screen.banner.hide()
    screen.loose.add(paths)
    qtbot.waitUntil(lambda: names(screen) != before or screen.banner.isVisible(), timeout=_SLOW_MS)


def sign(qtbot: QtBot, screen: SignScreen) -> str:
    screen.banner.hide()
    assert screen.panel.sign.isEnabled(), results(screen)
    screen.panel.sign.click()
    qtbot.waitUntil(
        lambda: screen.banner.isVisible() and not screen.busy.isVisible(), timeout=_SLOW_MS
    )
    return said(screen)


def test_a_file_is_signed_beside_its_original_with_the_keyboard_alone(
    qtbot: QtBot, screen: SignScreen, answers: Answers, pdf: Callable[[str], Path]
) -> None:
    file = pdf("văn bản/quyết định 12.pdf")
    original = file.read_bytes()
    answers.files = [file]
    press(qtbot, screen, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(screen) == ["quyết định 12.pdf"], timeout=_SLOW_MS)
    assert screen.model.index(0, 1).data() == "Tệp rời · văn bản"
    assert results(screen) == ("Chưa ký",)
    assert "“Đã ký” cạnh tệp gốc" in screen.where.where.text()
    qtbot.keyClick(screen.table, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: results(screen) == (_DONE,), timeout=_SLOW_MS)
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert "Đã ký 1 giấy tờ" in said(screen)
    signed = file.parent / "Đã ký" / file.name
    assert signed.read_bytes().startswith(original)
    assert len(signed.read_bytes()) > len(original)
    assert file.read_bytes() == original
    assert not screen.panel.sign.isEnabled()
    press(qtbot, screen.table, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: answers.shown == [signed.parent])


def test_the_report_of_a_signed_file_opens(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path], office: Office
) -> None:
    add(qtbot, screen, pdf("a.pdf"))
    sign(qtbot, screen)
    screen.panel.verify.click()
    window = screen.findChild(VerificationWindow)
    qtbot.waitUntil(lambda: bool(window.reports), timeout=_SLOW_MS)
    qtbot.waitUntil(window.busy.isHidden, timeout=_SLOW_MS)
    report, _ = window.reports[0]
    assert [each.signer for each in report.signatures] == [office.person("officer").common_name]
    window.close()


def test_papers_and_files_are_signed_together(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office,
    answers: Answers, pdf: Callable[[str], Path],
) -> None:  # fmt: skip
    asked: list[str] = []

    def ask(purpose: str, *_: object) -> str:
        asked.append(purpose)
        return office.pin

    screen = SignScreen(services, ask, answers.desktop())
    qtbot.addWidget(screen)
    screen.resize(1098, 720)
    screen.show()
    screen.enter()
    with qtbot.waitSignal(services.token_watch.changed, timeout=_SLOW_MS):
        services.token_watch.ask()
    add(qtbot, screen, pdf("a/1.pdf"), pdf("b/2.pdf"))
    screen.model.setData(
        screen.model.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
    )
    assert "Đã ký 3 giấy tờ" in sign(qtbot, screen)
    assert results(screen) == (_DONE,) * 3
    assert len(asked) == 1
    assert state(counter, paper) is PaperState.SIGNED


def test_what_was_just_added_is_signed_without_the_papers_that_wait(
    qtbot: QtBot, screen: SignScreen, paper: Paper, pdf: Callable[[str], Path]
) -> None:
    screen.enter()
    assert ticked(screen) == ["Tờ khai"]
    add(qtbot, screen, pdf("a.pdf"))
    assert ticked(screen) == ["a.pdf"]
    assert "1 giấy tờ của hồ sơ đã được bỏ chọn" in said(screen)
    screen.enter()
    assert ticked(screen) == ["a.pdf"], "nor after a look at another screen"
    screen.enter(paper.dossier_id)
    assert ticked(screen) == ["Tờ khai"], "who comes from an intake signs its papers"
    assert names(screen) == ["Tờ khai", "a.pdf"]


@pytest.mark.parametrize(
    ("role", "profile"),
    [(Role.LEADER, APPROVAL), (Role.CLERK, ISSUING), (Role.COUNTER, CERTIFIED_COPY)],
)
def test_a_result_that_lacks_a_signature_is_brought_from_the_desk(
    qtbot: QtBot, counter: Counter, screen: SignScreen, paper: Paper,
    pdf: Callable[[str], Path], role: Role, profile: SignatureProfile,
) -> None:  # fmt: skip
    with counter.store.write() as work:
        work.facts.set_officer(replace(OFFICER, role=role))
    screen.enter(ResultToSign(path=pdf("Quyết định.pdf")))
    qtbot.waitUntil(lambda: ticked(screen) == ["Quyết định.pdf"])
    assert screen.panel.profile.profile is profile


def test_a_chosen_folder_is_kept(
    qtbot: QtBot, screen: SignScreen, answers: Answers, pdf: Callable[[str], Path], tmp_path: Path
) -> None:
    answers.folder = tmp_path / "Văn bản đã ký"
    one, two = pdf("a/1.pdf"), pdf("b/2.pdf")
    add(qtbot, screen, one, two)
    press(qtbot, screen.table, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "“Văn bản đã ký”" in screen.where.where.text())
    sign(qtbot, screen)
    assert sorted(each.name for each in answers.folder.iterdir()) == ["1.pdf", "2.pdf"]
    assert not (one.parent / "Đã ký").exists()
    add(qtbot, screen, pdf("c/3.pdf"))
    assert "“Văn bản đã ký”" in screen.where.where.text()
    press(qtbot, screen.table, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "cạnh tệp gốc" in screen.where.where.text())


def test_nothing_is_written_over(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path]
) -> None:
    file = pdf("a/quyet-dinh.pdf")
    there = file.parent / "Đã ký" / file.name
    there.parent.mkdir()
    there.write_text("của người khác")
    add(qtbot, screen, file)
    words = sign(qtbot, screen)
    assert "Đã có tệp cùng tên" in words
    assert "Chọn thư mục khác" in words
    assert results(screen) == ("Lỗi: Đã có tệp cùng tên",)
    assert there.read_text() == "của người khác"


def test_two_files_of_one_name_do_not_meet_in_one_folder(
    qtbot: QtBot, screen: SignScreen, answers: Answers, pdf: Callable[[str], Path], tmp_path: Path
) -> None:
    answers.folder = tmp_path / "out"
    add(qtbot, screen, pdf("a/1.pdf"), pdf("b/1.pdf"))
    screen.where.change.click()
    sign(qtbot, screen)
    assert results(screen) == (_DONE, "Lỗi: Đã có tệp cùng tên")


def test_a_file_comes_into_the_list_once(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path]
) -> None:
    one, two = pdf("1.pdf"), pdf("2.pdf")
    add(qtbot, screen, one, two, one.parent / "." / "1.pdf")
    assert names(screen) == ["1.pdf", "2.pdf"]
    assert "Đã thêm 2 tệp, 1 tệp không thêm được" in said(screen)
    add(qtbot, screen, two)
    assert names(screen) == ["1.pdf", "2.pdf"]
    assert "Tệp đã có trong danh sách" in said(screen)
    assert screen.table.shown is not None
    assert screen.table.shown.document.title == "2.pdf"


def _encrypted(path: Path) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("a.pdf", lambda path: path.write_bytes(b"PK\x03\x04"), "Không phải tệp PDF"),
        ("a.docx", lambda _: None, "Chỉ ký được tệp PDF"),
        ("a.pdf", _encrypted, "PDF có mật khẩu"),
        ("a.pdf", lambda path: path.write_bytes(path.read_bytes()[:300]), "PDF bị hỏng"),
        ("a.pdf", lambda path: path.write_bytes(b""), "Tệp rỗng"),
        ("a.pdf", lambda path: path.unlink(), "Không tìm thấy tệp"),
        ("a.pdf", lambda path: (path.unlink(), path.mkdir()), "Không thêm được cả thư mục"),
        (
            "a.pdf",
            lambda path: path.write_bytes(path.read_bytes() + b"\n" * 6_000_000),
            "Tệp quá lớn",
        ),
    ],
)
def test_what_cannot_be_signed_does_not_come_in(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path], name: str,
    spoil: Callable[[Path], object], words: str,
) -> None:  # fmt: skip
    file = pdf(name)
    spoil(file)
    add(qtbot, screen, file)
    assert names(screen) == []
    assert words in said(screen)
    assert "“a." in said(screen)
    assert screen.empty.isVisible()


def test_what_comes_in_and_what_does_not_is_told_apart(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path], tmp_path: Path
) -> None:
    good, locked = pdf("a.pdf"), pdf("b.pdf")
    _encrypted(locked)
    add(qtbot, screen, locked, good, tmp_path / "c.pdf", pdf("d.docx"))
    assert names(screen) == ["a.pdf"]
    words = said(screen)
    assert "Đã thêm 1 tệp, 3 tệp không thêm được" in words
    for each in ("“b.pdf”: PDF có mật khẩu", "“c.pdf”: không tìm thấy tệp", "“d.docx”: chỉ ký"):
        assert each in words
    assert "“a.pdf”" not in words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda path: path.unlink(), "Không tìm thấy tệp"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "Tệp đã thay đổi"),
    ],
)
def test_a_file_that_is_not_what_was_seen_is_not_signed(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path],
    change: Callable[[Path], object], words: str,
) -> None:  # fmt: skip
    gone, other = pdf("a/1.pdf"), pdf("b/2.pdf")
    add(qtbot, screen, gone, other)
    change(gone)
    assert words in sign(qtbot, screen)
    assert results(screen) == (f"Lỗi: {words}", _DONE)
    assert not (gone.parent / "Đã ký").exists()
    # Weighed anew, its row says so before anybody presses F8.
    screen.read()
    qtbot.waitUntil(lambda: results(screen)[0] == words, timeout=_SLOW_MS)
    assert not screen.panel.sign.isEnabled()


def test_files_are_dropped_onto_the_list_and_where_nothing_is_yet(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path]
) -> None:
    assert not drop(screen.empty, QUrl("https://example.org/a.pdf"))
    assert drop(screen.empty, QUrl.fromLocalFile(str(pdf("1.pdf"))))
    qtbot.waitUntil(lambda: names(screen) == ["1.pdf"], timeout=_SLOW_MS)
    web = QUrl("https://example.org/a.pdf")
    assert drop(screen.table.viewport(), web, QUrl.fromLocalFile(str(pdf("2.pdf"))))
    qtbot.waitUntil(lambda: names(screen) == ["1.pdf", "2.pdf"], timeout=_SLOW_MS)


def test_delete_takes_out_files_and_no_papers(
    qtbot: QtBot, screen: SignScreen, paper: Paper, counter: Counter, pdf: Callable[[str], Path]
) -> None:
    screen.enter()
    file = pdf("1.pdf")
    add(qtbot, screen, file, pdf("2.pdf"))
    assert screen.where.isVisible()
    qtbot.keyClick(screen.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(screen) == ["Tờ khai", "2.pdf"])
    assert file.exists()
    screen.table.selectRow(0)
    qtbot.waitUntil(screen.where.isHidden)
    screen.loose.remove()
    assert names(screen) == ["Tờ khai", "2.pdf"]
    screen.table.selectAll()
    screen.loose.remove()
    assert names(screen) == ["Tờ khai"]
    assert state(counter, paper) is PaperState.SCANNED


def test_another_officer_does_not_find_them(
    qtbot: QtBot, screen: SignScreen, counter: Counter, pdf: Callable[[str], Path]
) -> None:
    add(qtbot, screen, pdf("1.pdf"))
    with counter.store.write() as work:
        work.facts.set_officer(replace(OFFICER, account="khac"))
    screen.enter()
    assert names(screen) == []


def test_a_folder_that_does_not_open_is_told(
    qtbot: QtBot, screen: SignScreen, answers: Answers, pdf: Callable[[str], Path]
) -> None:
    answers.shows = False
    file = pdf("a/1.pdf")
    add(qtbot, screen, file)
    sign(qtbot, screen)
    screen.where.open.click()
    assert "Không mở được thư mục" in said(screen)
    assert str(file.parent / "Đã ký") in said(screen)


def test_a_stamp_that_was_moved_is_signed_there_and_no_place_is_remembered(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path]
) -> None:
    file = pdf("a/1.pdf")
    add(qtbot, screen, file, pdf("b/2.pdf"))
    stamp = screen.preview.view.stamp
    qtbot.waitUntil(lambda: stamp.index >= 0 and stamp.selected, timeout=_SLOW_MS)
    press(qtbot, screen.preview.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: screen.model.rows[0].placement is not None)
    assert not screen.placement.remember.isVisible()
    place = screen.model.rows[0].placement
    sign(qtbot, screen)
    with pikepdf.open(file.parent / "Đã ký" / file.name) as document:
        left = float(document.pages[0].Annots[0].Rect[0])
    assert place is not None
    assert left == pytest.approx(place.rect.x0, abs=0.01)


def test_certified_copies_get_numbers_of_the_register(
    qtbot: QtBot, screen: SignScreen, counter: Counter, pdf: Callable[[str], Path]
) -> None:
    add(qtbot, screen, pdf("a/1.pdf"), pdf("b/2.pdf"))
    screen.panel.profile.choice.setCurrentIndex(ORDER.index(CERTIFIED_COPY))
    fields = screen.panel.profile.fields
    fields.organisation.setText("UBND xã Mỹ Hòa Hưng")
    fields.symbol.setText("SY-UBND")
    assert ticked(screen) == ["1.pdf", "2.pdf"]
    sign(qtbot, screen)
    assert results(screen) == tuple(
        f"Đã ký, số {number}/SY-UBND, mức B-B" for number in ("01", "02")
    )
    with counter.store.read() as work:
        entries = work.register.entries(Book.COPIES, counter.now().year)
    assert [each.subject for each in entries] == ["1.pdf", "2.pdf"]
    assert {each.state for each in entries} == {NumberState.ISSUED}


def test_the_number_that_a_kill_left_behind_is_issued_by_the_next_batch(
    qtbot: QtBot, screen: SignScreen, counter: Counter, pdf: Callable[[str], Path]
) -> None:
    file = pdf("a/1.pdf")
    screen.panel.profile.choice.setCurrentIndex(ORDER.index(INCOMING))
    screen.panel.profile.fields.organisation.setText("UBND xã Mỹ Hòa Hưng")
    add(qtbot, screen, file)
    sign(qtbot, screen)
    with counter.store.write() as work:
        [entry] = work.register.entries(Book.INCOMING)
        work.register._session.get_one(RegisterRow, entry.id).state = NumberState.RESERVED
    screen.loose.remove()
    add(qtbot, screen, file)
    sign(qtbot, screen)
    assert results(screen) == (f"Đã ký từ trước, số {entry.written}, mức B-B",)
    with counter.store.read() as work:
        [again] = work.register.entries(Book.INCOMING)
    assert (again.state, again.sha256) == (NumberState.ISSUED, entry.sha256)


def test_reading_a_file_for_its_number_holds_up_no_writer(
    qtbot: QtBot, screen: SignScreen, counter: Counter, pdf: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """And what was settled by somebody meanwhile stays as it was settled."""
    file = pdf("a/1.pdf")
    screen.panel.profile.choice.setCurrentIndex(ORDER.index(INCOMING))
    screen.panel.profile.fields.organisation.setText("UBND xã Mỹ Hòa Hưng")
    add(qtbot, screen, file)
    sign(qtbot, screen)
    with counter.store.write() as work:
        [entry] = work.register.entries(Book.INCOMING)
        work.register._session.get_one(RegisterRow, entry.id).state = NumberState.RESERVED
    reads = settle_numbers.is_on_first_page

    def read_slowly(signed: Path, written: str) -> bool:
        with counter.store.write() as work:
            work.register.free(entry.id, "Ký lại bản khác", counter.now())
        return reads(signed, written)

    monkeypatch.setattr(settle_numbers, "is_on_first_page", read_slowly)
    screen.loose.remove()
    add(qtbot, screen, file)
    sign(qtbot, screen)
    with counter.store.read() as work:
        [again] = work.register.entries(Book.INCOMING)
    assert again.state is NumberState.FREE


def test_a_file_without_a_blank_place_is_to_be_looked_at(
    qtbot: QtBot, screen: SignScreen, tmp_path: Path
) -> None:
    add(qtbot, screen, page_full_of_words(tmp_path / "kin-chu.pdf"))
    screen.panel.profile.choice.setCurrentIndex(ORDER.index(OPINION))
    screen.panel.profile.fields.opinion.setPlainText("Đồng ý.")
    told = sign(qtbot, screen)
    assert results(screen) == (_DONE,)
    assert "1 giấy tờ cần xem lại dấu ký." in told


def test_what_an_earlier_batch_signed_is_said_and_not_signed_again(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path]
) -> None:
    file = pdf("a/1.pdf")
    add(qtbot, screen, file)
    sign(qtbot, screen)
    signed = (file.parent / "Đã ký" / file.name).read_bytes()
    screen.loose.remove()
    assert names(screen) == []
    add(qtbot, screen, file)
    sign(qtbot, screen)
    assert results(screen) == ("Đã ký từ trước, mức B-B",)
    assert (file.parent / "Đã ký" / file.name).read_bytes() == signed


def test_nothing_comes_or_goes_while_documents_are_signed(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path]
) -> None:
    add(qtbot, screen, pdf("1.pdf"))
    screen.panel.sign.click()
    assert screen.busy.isVisible()
    screen.loose.add([pdf("2.pdf")])
    assert "Danh sách không đổi được trong lúc ký" in said(screen)
    screen.loose.remove()
    qtbot.waitUntil(lambda: results(screen) == (_DONE,), timeout=_SLOW_MS)
    assert names(screen) == ["1.pdf"]


def test_no_other_page_stands_for_a_file_that_is_gone(
    qtbot: QtBot, screen: SignScreen, pdf: Callable[[str], Path]
) -> None:
    there, gone = pdf("1.pdf"), pdf("2.pdf")
    add(qtbot, screen, there, gone)
    renderer = screen.preview.renderer
    qtbot.waitUntil(lambda: renderer.source is not None, timeout=_SLOW_MS)
    gone.unlink()
    screen.table.selectRow(1)
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert "Không tìm thấy tệp" in said(screen)
    assert renderer.source is None
    assert not screen.placement.isVisible()
    screen.table.selectRow(0)
    qtbot.waitUntil(lambda: renderer.source is not None, timeout=_SLOW_MS)
    qtbot.waitUntil(screen.banner.isHidden, timeout=_SLOW_MS)


def test_a_level_that_was_not_reached_is_not_promised_to_come_by_itself(
    paper: Paper, tmp_path: Path
) -> None:
    below = AppError(Code.LEVEL_NOT_REACHED, level="B-T")
    file = LooseDocument(tmp_path / "1.pdf", 1, 1, 1, tmp_path / "Đã ký" / "1.pdf", "B-T")
    of_paper = DocumentOutcome(PaperDocument(paper, "H01"), None, below)
    steps = []
    for outcomes in ((of_paper,), (of_paper, DocumentOutcome(file, None, below))):
        notice = BatchResult(len(outcomes), outcomes, stopped=False).notice()
        assert notice is not None
        steps.append(notice[0].next_step)
    assert "được tự động thử lại" in steps[0]
    assert "Tệp rời không được tự nâng mức" in steps[1]
