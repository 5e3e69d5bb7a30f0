"""Every kind of signature by way of the window, with real tokens."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QDate, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.dossier import Dossier
from app.domain.paper import Paper, PaperState
from app.domain.register import Book, NumberState
from app.operations.build_paper import attach_file
from app.paths import Profile
from app.pdf_content import PdfInMemory, open_in_mupdf
from app.settings import TokenSettings, TrustSettings
from app.whole_files import write_whole
from resources import resource
from signing.profiles import MM, PROFILES
from signing.rules import visible_signatures
from signing.stamp_drawing import VIETNAM
from signing.stamp_picture import Ink
from tests.signing.letterheads import page_full_of_words
from tests.ui.counter_bench import OFFICER
from tests.ui.queue_past import PROCEDURE
from ui.pages.source import PdfSource
from ui.services import Services
from ui.sign.place_state import PlaceState
from ui.sign.profile_needs import NAMES
from ui.sign.register_dialog import RegisterDialog
from ui.sign.screen import SignScreen

_SLOW_MS = 30_000
_RESULT = 2
_COVERING = "Đè lên chữ ký đã có"
OFFICE = "UBND xã Mỹ Hòa Hưng"


@pytest.fixture
def counter(tmp_path: Path, office: Office) -> Iterator[Counter]:
    profile = Profile(tmp_path / "profile")
    profile.make()
    for authority in (office.root_der, office.intermediate_der):
        write_whole(profile.trust / authority.name, authority.read_bytes())
    moment = datetime.now(UTC)  # of the preview and of the signature
    with Counter(profile, now=lambda: moment) as opened:
        opened.change_settings(
            replace(
                opened.settings,
                token=TokenSettings(modules=(str(office.module),)),
                trust=TrustSettings(check_revocation=False),
            )
        )
        yield opened


@pytest.fixture
def dossier(counter: Counter) -> Dossier:
    with counter.store.write() as work:
        work.catalogue.replace([PROCEDURE])
        return work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=counter.now()
        )


@pytest.fixture
def attach(counter: Counter, dossier: Dossier) -> Callable[[Path], Paper]:
    def add(path: Path) -> Paper:
        return attach_file(
            store=counter.store, vault=counter.vault, folders=counter.page_folders, path=path,
            dossier_id=dossier.id, component_id="", title=path.stem, now=counter.now(),
        )  # fmt: skip

    return add


@pytest.fixture
def decision(tmp_path: Path, office: Office) -> Callable[[str], Path]:
    """``decision(name)``: electronic from the beginning, room for number, date and signature."""

    def draft(name: str) -> Path:
        font = str(resource("fonts", "Tinos-Regular.ttf"))
        with pymupdf.open() as document:
            page = document.new_page(width=595.28, height=841.89)
            for x, y, text in (
                (90, 90, "Số:          /QĐ-UBND"),
                (320, 90, "Mỹ Hòa Hưng, ngày        tháng        năm 2026"),
                (200, 140, f"QUYẾT ĐỊNH {name}"),
                (380, 300, "CHỦ TỊCH"),
                (360, 400, office.person("leader").common_name),
            ):
                page.insert_text((x, y), text, fontsize=13, fontname="tinos", fontfile=font)
            document.save(tmp_path / f"{name}.pdf")
        return tmp_path / f"{name}.pdf"

    return draft


def drawn(path: Path, colour: tuple[int, int, int], size: tuple[int, int]) -> Path:
    image = Image.new("RGBA", (size[0] + 80, size[1] + 80), (0, 0, 0, 0))
    box = (40, 40, 40 + size[0], 40 + size[1])
    ImageDraw.Draw(image).ellipse(box, outline=(*colour, 255), width=9)
    image.save(path)
    return path


@pytest.fixture
def pictures(counter: Counter, tmp_path: Path) -> None:
    hand = drawn(tmp_path / "hand.png", (20, 40, 160), (500, 200))
    seal = drawn(tmp_path / "seal.png", (200, 20, 30), (420, 420))
    counter.pictures.keep(Ink.BLUE, "", hand)
    counter.pictures.keep(Ink.RED, "", seal)


class Window:
    """The screen, and what an officer does with it."""

    def __init__(self, qtbot: QtBot, services: Services, office: Office) -> None:
        self.qtbot, self.services, self.office = qtbot, services, office
        self.asked: list[str] = []
        self.pin = office.pin
        self.screen = SignScreen(services, ask=self._pin)
        qtbot.addWidget(self.screen)
        self.screen.resize(1138, 700)
        with qtbot.waitActive(self.screen):
            self.screen.show()
            self.screen.activateWindow()
        self.fields = self.screen.panel.profile.fields

    def _pin(self, purpose: str, *_: object) -> str:
        self.asked.append(purpose)
        return self.pin

    def use(self, person: str) -> None:
        """Work with that person's token."""
        counter = self.services.counter
        token = replace(counter.settings.token, label=self.office.person(person).label)
        counter.change_settings(replace(counter.settings, token=token))
        self.services.token_watch.status = type(self.services.token_watch.status)()
        with self.qtbot.waitSignal(self.services.token_watch.changed, timeout=_SLOW_MS):
            self.services.token_watch.ask()

    def choose(self, profile: str) -> None:
        """Press Alt and the number of ``profile``."""
        place = list(NAMES).index(profile)
        key = Qt.Key(Qt.Key.Key_1 + place)
        QTest.keyClick(self.screen.table, key, Qt.KeyboardModifier.AltModifier)
        assert self.screen.panel.profile.profile.id == profile
        self.qtbot.wait(50)

    def sign(self) -> str:
        """Press F8 and wait; what the banner says."""
        self.screen.banner.hide()
        assert self.screen.panel.sign.isEnabled(), self.rows()
        self.screen.panel.sign.click()
        self.qtbot.waitUntil(self.screen.banner.isVisible, timeout=_SLOW_MS)
        self.qtbot.waitUntil(lambda: not self.screen.batch.running, timeout=_SLOW_MS)
        return self.said()

    @staticmethod
    def sees(widget: QWidget) -> Callable[[], bool]:
        """Whether ``widget`` is in view down to its last line."""
        return lambda: widget.visibleRegion().boundingRect().bottom() == widget.rect().bottom()

    def tick(self, *titles: str) -> None:
        model = self.screen.model
        for number, row in enumerate(model.rows):
            state = (
                Qt.CheckState.Checked if row.document.title in titles else Qt.CheckState.Unchecked
            )
            model.setData(model.index(number, 0), state, Qt.ItemDataRole.CheckStateRole)

    def rows(self) -> dict[str, str]:
        model = self.screen.model
        return {
            model.rows[row].document.title: model.index(row, _RESULT).data()
            for row in range(model.rowCount())
        }

    def shown_words(self) -> list[str]:
        """What stands on the first page in view."""
        source = self.screen.preview.renderer.source
        if not isinstance(source, PdfSource):
            return []
        with open_in_mupdf(source.pdf) as document:
            return document[0].get_text().split()

    def said(self) -> str:
        return " ".join(each.text() for each in self.screen.banner.findChildren(QLabel))

    def panel_says(self) -> str:
        shown = self.screen.panel.findChildren(QLabel)
        return " ".join(each.text() for each in shown if each.isVisible())


@pytest.fixture
def window(qtbot: QtBot, services: Services, office: Office) -> Window:
    made = Window(qtbot, services, office)
    made.use("officer")
    return made


def words(bar: QWidget) -> str:
    return " | ".join(each.text() for each in bar.findChildren(QLabel) if each.isVisible())


def signed_pdf(counter: Counter, paper: Paper) -> PdfInMemory:
    with counter.store.read() as work:
        now = work.papers.get(paper.id)
    assert now.state is PaperState.SIGNED
    return PdfInMemory(now.title, counter.vault.read(now.sha256))


def test_a_decision_is_approved_then_issued_and_the_second_gets_the_next_number(
    window: Window, counter: Counter, pictures: None, attach: Callable[[Path], Paper],
    decision: Callable[[str], Path],
) -> None:  # fmt: skip
    papers = [attach(decision(name)) for name in ("mot", "hai")]
    window.use("leader")
    window.screen.enter()
    window.choose("approve")
    assert "Đã ký 2 giấy tờ" in window.sign()
    for paper in papers:
        ((place, _),) = visible_signatures(signed_pdf(counter, paper))
        assert 360 < (place.rect.x0 + place.rect.x1) / 2 < 460, "between title and name"

    window.choose("issue")
    assert window.rows() == {"mot": "Đã có chữ ký", "hai": "Đã có chữ ký"}
    assert not window.screen.panel.sign.isEnabled(), "what is signed is not ticked by itself"
    assert window.screen.panel.certificate.inside.token.label == OFFICE
    window.fields.symbol.setText("QĐ-UBND")
    window.fields.number.setText("57")
    window.fields.seal_mm.setValue(34)
    window.tick("mot")
    assert "Đã ký 1 giấy tờ" in window.sign()
    assert window.rows()["mot"] == "Đã ký, số 57/QĐ-UBND, mức B-B"
    assert window.fields.number.placeholderText() == "58 (tiếp theo)"
    window.tick("hai")
    window.screen.table.selectRow(1)
    window.qtbot.waitUntil(lambda: "58" in window.shown_words(), timeout=_SLOW_MS)
    window.sign()
    assert window.rows()["hai"] == "Đã ký, số 58/QĐ-UBND, mức B-B"

    with counter.store.read() as work:
        entries = work.register.entries(Book.OUTGOING)
        kept = [work.papers.get(paper.id) for paper in papers]
    assert [(each.written, each.subject, each.signer, each.state) for each in entries] == [
        ("57/QĐ-UBND", "mot", OFFICE, NumberState.ISSUED),
        ("58/QĐ-UBND", "hai", OFFICE, NumberState.ISSUED),
    ]
    assert [each.sha256 for each in entries] == [each.sha256 for each in kept]
    file = signed_pdf(counter, papers[1])
    with open_in_mupdf(file) as document:
        assert "58" in document[0].get_text().split()
    seal = visible_signatures(file)[-1][0].rect
    assert seal.width == pytest.approx(34 * MM, abs=0.1)
    assert window.asked == [
        "Ký phê duyệt 2 giấy tờ", "Ký phát hành 1 giấy tờ", "Ký phát hành 1 giấy tờ",
    ]  # fmt: skip


def test_a_number_in_use_is_refused_before_the_pin(
    window: Window, counter: Counter, pictures: None, attach: Callable[[Path], Paper],
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    attach(make_pdf(tmp_path / "den.pdf"))
    window.screen.enter()
    window.choose("incoming")
    window.fields.organisation.setText(OFFICE)
    window.fields.number.setText("12")
    window.sign()
    assert window.asked == ["Ký dấu đến lên 1 giấy tờ"]
    attach(make_pdf(tmp_path / "den-2.pdf", text="2"))
    window.screen.enter()
    window.fields.number.setText("12")
    assert "Số đã cấp cho văn bản khác" in window.sign()
    assert "số tiếp theo là 13" in window.said()
    assert len(window.asked) == 1
    window.fields.number.clear()
    window.sign()
    assert window.rows()["den-2"].startswith("Đã ký, số 13,")


def test_an_opinion_stands_on_the_paper_and_an_empty_one_is_asked_for(
    window: Window, counter: Counter, attach: Callable[[Path], Paper],
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    paper = attach(make_pdf(tmp_path / "to-trinh.pdf"))
    window.screen.enter()
    window.choose("comment")
    assert "Chưa có ý kiến" in window.sign()
    assert window.asked == []
    window.fields.opinion.setPlainText("Đồng ý.\nChuyển phòng Tư pháp.")
    window.sign()
    with open_in_mupdf(signed_pdf(counter, paper)) as document:
        assert "Chuyển phòng Tư pháp." in document[0].get_text()


def test_an_opinion_longer_than_a_page_is_said_while_it_is_typed_and_no_longer(
    window: Window, attach: Callable[[Path], Paper], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    attach(make_pdf(tmp_path / "to-trinh.pdf"))
    window.screen.enter()
    window.choose("comment")
    window.fields.opinion.setPlainText("Đồng ý chuyển phòng Tư pháp giải quyết. " * 125)
    window.qtbot.waitUntil(window.screen.banner.isVisible, timeout=_SLOW_MS)
    assert "Ý kiến dài quá một trang" in window.said()
    assert "Ý kiến dài quá một trang" in window.sign()
    assert window.asked == [], "before the PIN"
    window.fields.opinion.setPlainText("Đồng ý.")
    window.qtbot.waitUntil(window.screen.banner.isHidden, timeout=_SLOW_MS)


def test_an_opinion_over_signed_text_is_refused_with_what_to_do(
    window: Window, counter: Counter, attach: Callable[[Path], Paper], tmp_path: Path
) -> None:
    paper = attach(page_full_of_words(tmp_path / "van-ban.pdf"))
    window.screen.enter()
    window.choose("digitise")
    window.sign()
    digitised = signed_pdf(counter, paper).content
    window.choose("comment")
    window.tick(paper.title)
    window.fields.opinion.setPlainText("Đồng ý.")
    assert "Dấu ký đè lên nội dung đã ký" in window.sign()
    assert signed_pdf(counter, paper).content == digitised


def test_a_stamp_dragged_over_a_signature_is_said_while_it_lies_there(
    window: Window, counter: Counter, pictures: None, attach: Callable[[Path], Paper],
    decision: Callable[[str], Path],
) -> None:  # fmt: skip
    paper = attach(decision("de-len"))
    window.use("leader")
    window.screen.enter()
    window.choose("approve")
    window.sign()
    ((earlier, _),) = visible_signatures(signed_pdf(counter, paper))
    over = QPointF(earlier.rect.x0, earlier.rect.y0)
    places: list[PlaceState] = []
    window.screen.preview.placed.connect(lambda place: places.extend([place] if place else []))
    window.choose("comment")
    window.fields.opinion.setPlainText("Đồng ý.")
    window.tick(paper.title)
    view, bar = window.screen.preview.view, window.screen.placement
    # Until then the stamp in view is the one that was just signed.
    window.qtbot.waitUntil(lambda: bool(places) and view.stamp.index == 0, timeout=_SLOW_MS)
    assert _COVERING not in words(bar), "the opinion found a blank place"
    view.stamp.put_at(0, over)
    assert _COVERING in words(bar)
    assert not bar.remember.isVisible(), "no place for the next papers"
    view.stamp.put_at(0, QPointF(300, 600))
    assert "Tự đặt" in words(bar)
    assert bar.remember.isVisible()
    assert _COVERING not in words(bar)
    view.stamp.put_at(0, over)
    assert window.screen.panel.sign.isEnabled(), "it is said, not forbidden"
    window.choose("issue")
    window.fields.symbol.setText("QĐ-UBND")
    seal = PROFILES["issue"]
    window.qtbot.waitUntil(
        lambda: view.stamp.index == 0 and view.stamp.rect.width == pytest.approx(seal.width),
        timeout=_SLOW_MS,
    )
    view.stamp.put_at(0, over)
    assert "Tự đặt" in words(bar)
    assert _COVERING not in words(bar), "a seal belongs over a third of it"


def test_an_electronic_original_cannot_be_ticked_for_sao_y(
    window: Window, counter: Counter, attach: Callable[[Path], Paper],
    decision: Callable[[str], Path], make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    attach(decision("dien-tu"))
    scan = attach(make_pdf(tmp_path / "quet.pdf"))
    window.screen.enter()
    window.choose("sao-y")
    window.qtbot.waitUntil(
        lambda: window.rows()["dien-tu"] == "Văn bản đã là bản điện tử", timeout=_SLOW_MS
    )
    assert window.rows()["quet"] == "Chưa ký"
    assert "Điều 25 không có hình thức sao y" in window.panel_says(), "why, before anything"
    window.fields.organisation.setText(OFFICE)
    assert "Đã ký 1 giấy tờ" in window.sign()
    with open_in_mupdf(signed_pdf(counter, scan)) as document:
        assert f"SAO Y; {OFFICE}; 20" in " ".join(document[0].get_text().split())
    window.choose("digitise")
    assert window.rows() == {"dien-tu": "Chưa ký"}


def test_a_locked_paper_says_so_on_its_row(
    window: Window, counter: Counter, pictures: None, attach: Callable[[Path], Paper],
    decision: Callable[[str], Path],
) -> None:  # fmt: skip
    attach(decision("da-khoa"))
    window.use("leader")
    window.screen.enter()
    window.choose("approve")
    window.sign()
    window.choose("issue")
    window.tick("da-khoa")
    window.sign()
    window.choose("comment")
    window.qtbot.waitUntil(
        lambda: window.rows()["da-khoa"] == "Tệp không cho ký thêm", timeout=_SLOW_MS
    )
    window.tick("da-khoa")
    assert not window.screen.panel.sign.isEnabled()


def test_without_a_leaders_signature_the_seal_waits(
    window: Window, pictures: None, attach: Callable[[Path], Paper],
    decision: Callable[[str], Path],
) -> None:  # fmt: skip
    attach(decision("chua-duyet"))
    window.screen.enter()
    window.choose("issue")
    window.qtbot.waitUntil(
        lambda: window.rows()["chua-duyet"] == "Chưa có chữ ký của lãnh đạo", timeout=_SLOW_MS
    )
    assert not window.screen.panel.sign.isEnabled()
    view = window.screen.preview.view
    window.qtbot.waitUntil(lambda: view.stamp.index == 0, timeout=_SLOW_MS)
    QTest.keyClick(view, Qt.Key.Key_Right)
    window.qtbot.waitUntil(lambda: window.rows()["chua-duyet"] == "Chưa ký", timeout=_SLOW_MS)
    assert window.screen.panel.sign.isEnabled(), "put there by the officer's own hand"


def test_what_the_province_may_have_is_not_signed_on(
    window: Window, counter: Counter, dossier: Dossier, attach: Callable[[Path], Paper],
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    attach(make_pdf(tmp_path / "to-khai.pdf"))
    window.screen.enter()
    window.sign()
    window.choose("comment")
    assert list(window.rows()) == ["to-khai"]
    with counter.store.write() as work:
        work.dossiers.submit(
            dossier.id, received_at=counter.now(), due_at=counter.now() + timedelta(days=1)
        )
    window.tick("to-khai")
    window.fields.opinion.setPlainText("Muộn rồi.")
    window.sign()
    assert "đã" in window.said()
    assert window.rows()["to-khai"].startswith("Lỗi:")


def test_a_missing_picture_is_said_with_what_to_do_and_a_wrong_one_is_not_kept(
    window: Window, counter: Counter, attach: Callable[[Path], Paper],
    decision: Callable[[str], Path], tmp_path: Path,
) -> None:  # fmt: skip
    attach(decision("nhap"))
    window.use("leader")
    window.screen.enter()
    assert not window.fields.hand.isVisible(), "only asked for where it is shown"
    window.choose("approve")
    window.qtbot.waitUntil(lambda: "chưa có hình của anh/chị" in window.panel_says())
    assert "Chưa có hình chữ ký" in window.sign()
    assert window.asked == []

    window.fields.hand.keep(drawn(tmp_path / "do.png", (200, 20, 30), (420, 420)))
    window.qtbot.waitUntil(lambda: "quy định hình chữ ký" in window.panel_says())
    window.qtbot.waitUntil(window.sees(window.fields.hand), timeout=_SLOW_MS)
    opaque = tmp_path / "duc.png"
    Image.new("RGB", (300, 100), "white").save(opaque)
    window.fields.hand.keep(opaque)
    window.qtbot.waitUntil(lambda: "che mất chữ bên dưới" in window.panel_says())

    with window.qtbot.waitSignal(window.fields.hand.changed, timeout=_SLOW_MS):
        window.fields.hand.keep(drawn(tmp_path / "xanh.png", (20, 40, 160), (500, 200)))
    assert "Đã ký 1 giấy tờ" in window.sign()


def test_the_kind_chosen_last_is_remembered_for_each_officer(
    window: Window, counter: Counter, attach: Callable[[Path], Paper],
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    attach(make_pdf(tmp_path / "a.pdf"))
    window.screen.enter()
    assert window.screen.panel.profile.profile.id == "digitise"
    window.choose("comment")
    with counter.store.write() as work:
        work.facts.set_officer(OFFICER)
    window.screen.enter()
    assert window.screen.panel.profile.profile.id == "digitise"
    with counter.store.write() as work:
        work.facts.set_officer(None)
    window.screen.enter()
    assert window.screen.panel.profile.profile.id == "comment"


def test_a_day_to_come_is_refused(
    window: Window, counter: Counter, attach: Callable[[Path], Paper],
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    attach(make_pdf(tmp_path / "den.pdf"))
    window.screen.enter()
    window.choose("incoming")
    window.fields.organisation.setText(OFFICE)
    today = counter.now().astimezone(VIETNAM).date()
    assert window.fields.day.date().toPython() == today, "in Vietnam, whatever the machine's zone"
    later = today + timedelta(days=1)
    window.fields.day.setDate(QDate(later.year, later.month, later.day))
    assert "Ngày chưa đúng" in window.sign()
    assert window.asked == []
    window.fields.number.setText("abc/xyz")
    window.fields.day.setDate(QDate(today.year, today.month, today.day))
    said = window.sign()
    assert "Số đến chưa đúng" in said
    assert "QĐ-UBND" not in said, "documents that come in get no symbol"
    assert window.asked == []


@pytest.mark.parametrize("profile", list(NAMES))
def test_the_preview_is_drawn_by_what_is_in_the_file(
    window: Window, counter: Counter, pictures: None, attach: Callable[[Path], Paper],
    decision: Callable[[str], Path], make_pdf: Callable[..., Path], tmp_path: Path, profile: str,
) -> None:  # fmt: skip
    electronic = profile in ("approve", "issue")
    paper = attach(decision("a") if electronic else make_pdf(tmp_path / "a.pdf"))
    window.use("leader")
    window.screen.enter()
    if profile == "issue":
        window.choose("approve")
        window.sign()
    window.choose(profile)
    window.fields.organisation.setText(OFFICE)
    window.fields.symbol.setText("QĐ-UBND")
    window.fields.number.setText("7")
    window.fields.opinion.setPlainText("Đồng ý.")
    if profile == "approve":
        window.fields.show_.setCurrentIndex(window.fields.show_.findData("both"))
    window.screen.panel.profile.changed.emit()
    counter.files_lane.submit(lambda: None).result(timeout=30)
    window.qtbot.wait(400)
    with pymupdf.open(stream=window.screen.preview._prepared.pdf) as shown:
        (content,) = [shown.xref_stream(xref) for xref in shown[0].get_contents()]
    assert content
    window.tick("a")
    window.sign()
    with open_in_mupdf(signed_pdf(counter, paper)) as document:
        streams = [
            document.xref_stream(xref)
            for xref in range(1, document.xref_length())
            if document.xref_is_stream(xref)
        ]
    assert content in streams


def test_an_opinion_stays_until_it_is_signed_and_no_longer(
    window: Window, attach: Callable[[Path], Paper], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    attach(make_pdf(tmp_path / "a.pdf"))
    window.screen.enter()
    window.choose("comment")
    window.fields.opinion.setPlainText("Đồng ý.")
    window.pin = "000000"
    window.sign()
    assert window.fields.opinion.toPlainText() == "Đồng ý."
    window.pin = window.office.pin
    window.sign()
    assert window.fields.opinion.toPlainText() == "", "it must not get onto the next paper"


def test_ticks_outlive_another_kind_and_an_intake_is_digitised(
    window: Window, attach: Callable[[Path], Paper], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    papers = [attach(make_pdf(tmp_path / f"{name}.pdf", text=name)) for name in ("a", "b")]
    window.screen.enter()
    window.tick("b")
    window.choose("comment")
    assert [row.chosen for row in window.screen.model.rows] == [False, True]
    window.screen.enter(tuple(paper.id for paper in papers))
    assert window.screen.panel.profile.profile.id == "digitise"
    assert [row.chosen for row in window.screen.model.rows] == [True, True]
    window.screen.enter()
    assert window.screen.panel.profile.profile.id == "comment", "what was chosen is not forgotten"


def test_when_all_is_digitised_the_other_kinds_are_still_to_be_had(
    window: Window, attach: Callable[[Path], Paper], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    attach(make_pdf(tmp_path / "a.pdf"))
    window.screen.enter()
    window.sign()
    window.screen.enter()
    assert window.screen.empty.isVisible()
    (other,) = (
        each
        for each in window.screen.empty.findChildren(QPushButton)
        if "Ký loại khác" in each.text()
    )
    other.click()
    assert list(window.rows()) == ["a"]


def test_the_register_lists_what_was_issued(
    window: Window, counter: Counter, attach: Callable[[Path], Paper],
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    attach(make_pdf(tmp_path / "cong-van.pdf"))
    window.screen.enter()
    window.choose("incoming")
    window.fields.organisation.setText(OFFICE)
    window.sign()
    dialog = RegisterDialog(counter, Book.INCOMING, window.screen)
    window.qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    shown = [dialog.model.index(0, column).data() for column in range(4)]
    day = counter.now().astimezone(VIETNAM)
    assert shown == ["01", f"{day:%d/%m/%Y}", "cong-van", OFFICE]
    dialog.book.setCurrentIndex(0)
    window.qtbot.waitUntil(lambda: dialog.model.rowCount() == 0)
    dialog.close()


def test_a_further_signature_without_its_time_stamp_is_raised_later_too(
    window: Window, counter: Counter, attach: Callable[[Path], Paper],
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    trust = TrustSettings(tsa_url="http://127.0.0.1:9/tsa", level="B-T", check_revocation=False)
    counter.change_settings(replace(counter.settings, trust=trust))
    paper = attach(make_pdf(tmp_path / "a.pdf"))
    window.screen.enter()
    window.sign()
    window.choose("comment")
    window.fields.opinion.setPlainText("Đồng ý.")
    window.tick("a")
    window.sign()
    assert window.rows()["a"].startswith("Đã ký, mức B-B")
    with counter.store.read() as work:
        goal = work.papers.get(paper.id).goal
    assert goal is not None
    assert (goal.wanted, goal.reason) == ("B-T", "timestamp_unreachable")
