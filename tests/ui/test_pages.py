"""Papers on the screen: drawn on the lane, scrolled by the hundred, stamped where they will be."""

import threading
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.paper import Rect
from app.errors import AppError, Code
from app.lanes import Lane
from tests.scanning.page_images import stored
from ui.pages.drawing import PageDrawer, draw_stamp
from ui.pages.page_layout import Fit, Zoom
from ui.pages.page_strip import PageMark
from ui.pages.snapping import ENDS, MIDDLE, Guide, Way
from ui.pages.source import ImageSource, PageFile, PageSize, PdfSource
from ui.pages.stamp_painting import shown_box
from ui.pages.stamp_picture import StampPicture
from ui.pages.viewer import PageViewer
from ui.theme import PALETTE, Tone

MakePdf = Callable[..., Path]
RED = QColor("#c8102e")


def never() -> bool:
    return False


@pytest.fixture
def viewer(qtbot: QtBot, lane: Lane) -> PageViewer:
    made = PageViewer(lane)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def show(qtbot: QtBot, viewer: PageViewer, source: PdfSource | ImageSource) -> None:
    with qtbot.waitSignal(viewer.opened, timeout=20_000):
        viewer.show_source(source)


def stamp_pdf() -> bytes:
    with pymupdf.open() as document:
        page = document.new_page(width=200, height=80)
        page.draw_rect(page.rect, color=None, fill=(0, 0, 1))
        return document.tobytes()


# Drawing


@pytest.mark.parametrize("rotation", [0, 90, 270])
def test_a_page_is_drawn_whole_as_it_is_shown(
    make_pdf: MakePdf, tmp_path: Path, rotation: int
) -> None:
    source = PdfSource(make_pdf(tmp_path / "a.pdf", rotation=rotation, dpi=150))
    drawer = PageDrawer()
    (size,) = drawer.sizes(source)
    drawn = drawer.draw(source, 0, 1500, never)
    drawer.close()
    with pymupdf.open(source.pdf) as document:
        whole = document[0].get_pixmap(matrix=pymupdf.Matrix(1500 / size.width, 1500 / size.width))
    assert (size.width > size.height) == (rotation != 0)
    assert abs(drawn.height() - whole.height) <= 1
    for x in range(50, 1450, 100):
        for y in range(50, min(drawn.height(), whole.height) - 50, 100):
            red, green, blue = whole.pixel(x, y)
            seen = drawn.pixelColor(x, y)
            off = abs(seen.red() - red) + abs(seen.green() - green) + abs(seen.blue() - blue)
            assert off <= 48, (x, y)


def test_a_scanned_image_turns_by_quarters(tmp_path: Path) -> None:
    image = QImage(400, 600, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for x in range(60):
        for y in range(60):
            image.setPixelColor(x, y, RED)
    image.save(str(tmp_path / "page.jpg"), quality=100)
    file = PageFile(stored(tmp_path / "page.jpg"), dpi=200, rotation=90)
    source, drawer = ImageSource((file,)), PageDrawer()
    assert drawer.sizes(source) == (PageSize(216, 144),)
    drawn = drawer.draw(source, 0, 300, never)
    assert (drawn.width(), drawn.height()) == (300, 200)
    assert drawn.pixelColor(290, 10).red() > 180
    assert drawn.pixelColor(290, 10).green() < 60
    assert drawn.pixelColor(10, 10).green() > 240


def test_a_stamp_keeps_what_lies_below_it_visible() -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=100, height=40)
        page.draw_rect((0, 0, 50, 40), color=None, fill=(0, 0, 1))
        image = draw_stamp(document.tobytes(), 200)
    assert (image.width(), image.height()) == (200, 80)
    assert image.pixelColor(50, 40) == QColor("blue")
    assert image.pixelColor(150, 40).alpha() == 0


def write_jpeg(path: Path) -> None:
    QImage(10, 10, QImage.Format.Format_RGB32).save(str(path), "JPEG")


def write_locked(path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page()
        document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y")


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda path: None, Code.FILE_MISSING),
        (lambda path: path.write_bytes(b""), Code.FILE_EMPTY),
        (write_jpeg, Code.NOT_A_PDF),
        (lambda path: path.write_bytes(b"%PDF-1.7\nnothing"), Code.PDF_DAMAGED),
        (write_locked, Code.PDF_ENCRYPTED),
    ],
)
def test_a_file_that_cannot_be_shown_says_why(
    write: Callable[[Path], object], code: Code, tmp_path: Path
) -> None:
    write(tmp_path / "bad.pdf")
    with pytest.raises(AppError) as raised:
        PageDrawer().sizes(PdfSource(tmp_path / "bad.pdf"))
    assert raised.value.code is code
    assert Path(*raised.value.facts.values()).name == "bad.pdf"


# Looking


def test_five_hundred_pages_are_scrolled_without_drawing_them_all(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    drawn: list[tuple[int, int]] = []
    threads: set[int] = set()
    draw = PageDrawer.draw

    def counted(self: PageDrawer, source: PdfSource, index: int, *more: object) -> QImage:
        drawn.append((index, int(str(more[0]))))
        threads.add(threading.get_ident())
        return draw(self, source, index, *more)

    monkeypatch.setattr(PageDrawer, "draw", counted)
    one = make_pdf(tmp_path / "one.pdf")
    with pymupdf.open(one) as single, pymupdf.open() as document:
        for _ in range(500):
            document.insert_pdf(single)
        document.save(tmp_path / "many.pdf")
    show(qtbot, viewer, PdfSource(tmp_path / "many.pdf"))
    bar = viewer.view.verticalScrollBar()
    for step in range(200):
        bar.setValue(bar.maximum() * step // 200)
        QTest.qWait(0)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: is_sharp(viewer, 499), timeout=20_000)
    assert viewer.view.page == 500
    assert viewer.strip.currentIndex().row() == 499
    assert len({index for index, _ in drawn}) < 300
    assert threading.get_ident() not in threads
    viewer.view.go_to(1)
    qtbot.waitUntil(lambda: is_sharp(viewer, 0), timeout=20_000)


def is_sharp(viewer: PageViewer, index: int) -> bool:
    view = viewer.view
    width = view.layout_.image_width(index, view.devicePixelRatioF())
    image = viewer.renderer.image(index, width)
    return image is not None and image.width() == width


def test_keys_lead_through_the_pages(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf", pages=6)))
    view, seen = viewer.view, []
    for key in (
        Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_PageUp,
        Qt.Key.Key_Home,
    ):  # fmt: skip
        qtbot.keyClick(view, key)
        seen.append(view.page)
    assert seen == [2, 3, 6, 5, 1]
    view.set_zoom(Zoom(None, 100))
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.percent == 125
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.percent == 90
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert view.zoom == Zoom(Fit.PAGE)
    qtbot.keyClick(view, Qt.Key.Key_W)
    assert view.horizontalScrollBar().maximum() == 0


def test_zooming_keeps_the_place(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf", pages=9)))
    viewer.view.go_to(5)
    for zoom in (Zoom(None, 300), Zoom(Fit.PAGE), Zoom(None, 50), Zoom(Fit.WIDTH)):
        viewer.view.set_zoom(zoom)
        assert viewer.view.page == 5
    viewer.view.rotate(90)
    assert viewer.view.page == 5


def test_pages_that_come_while_scanning_leave_the_view_where_it_is(
    qtbot: QtBot, viewer: PageViewer, tmp_path: Path
) -> None:
    files = []
    for number in range(4):
        path = tmp_path / f"{number}.jpg"
        image = QImage(827, 1169, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        image.save(str(path))
        files.append(PageFile(stored(path), dpi=100))
    show(qtbot, viewer, ImageSource(tuple(files[:2])))
    viewer.view.go_to(2)
    show(qtbot, viewer, ImageSource(tuple(files)))
    assert viewer.view.page == 2
    show(qtbot, viewer, ImageSource((files[3], files[0], files[1])))
    assert viewer.view.page == 3
    show(qtbot, viewer, ImageSource((files[3],)))
    assert viewer.view.page == 1


def test_the_strip_and_the_view_go_together(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf", pages=5)))
    strip = viewer.strip
    with qtbot.waitSignal(strip.page_chosen) as chosen:
        strip.setCurrentIndex(strip.model().index(3, 0))
    assert chosen.args == [4]
    assert viewer.view.page == 4
    assert strip.selected_pages() == (4,)
    strip.set_marks({2: PageMark(Tone.WARN, "Trang bị mờ")})
    tips = [strip.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert tips == [None, "Trang bị mờ", None]


def test_a_paper_that_cannot_be_shown_is_said_and_nothing_stays(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    with qtbot.waitSignal(viewer.failed) as failed:
        viewer.show_source(PdfSource(tmp_path / "none.pdf"))
    assert failed.args[0].code is Code.FILE_MISSING
    assert viewer.renderer.sizes == ()


# Stamping


def placements(viewer: PageViewer) -> list[tuple[int, Rect]]:
    heard: list[tuple[int, Rect]] = []
    viewer.view.placement_changed.connect(lambda page, rect: heard.append((page, rect)))
    return heard


def pixel(viewer: PageViewer, x: float, y: float) -> QPoint:
    """Viewport pixel of a point of the stamp's page."""
    view = viewer.view
    at = view.layout_.to_pixels(view.stamp.index).map(QPointF(x, y))
    return at.toPoint() - view.origin()


@pytest.mark.parametrize("rotation", [0, 90])
def test_the_stamp_is_shown_exactly_where_it_will_be(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path, rotation: int
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    viewer.view.set_zoom(Zoom(Fit.PAGE))
    viewer.view.rotate(rotation)
    viewer.view.show_stamp_pdf(stamp_pdf(), 1, Rect(200, 300, 400, 380))
    qtbot.waitUntil(lambda: viewer.view.stamp.index == 0)
    shot = viewer.view.viewport().grab().toImage()
    for x, y, blue in (
        (210, 310, True), (390, 370, True), (190, 340, False), (300, 390, False),
    ):  # fmt: skip
        seen = shot.pixelColor(pixel(viewer, x, y))
        assert (seen == QColor("blue")) is blue, (x, y)


def test_thin_strokes_of_the_stamp_keep_their_weight() -> None:
    drawn = QImage(400, 100, QImage.Format.Format_RGBA8888_Premultiplied)
    drawn.fill(QColor("transparent"))
    for x in range(0, 400, 25):
        for y in range(100):
            drawn.setPixelColor(x, y, QColor("blue"))
    picture = StampPicture(drawn)
    small = picture.fitted(QSize(100, 25))
    strokes = [small.pixelColor(x, 12).alpha() for x in range(100)]
    assert sum(strokes) == pytest.approx(16 * 255 / 4, rel=0.1)
    assert picture.fitted(QSize(100, 25)) == small


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_stamp_is_dragged_and_stops_at_the_edge(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path, rotation: int
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    viewer.view.set_zoom(Zoom(Fit.PAGE))
    viewer.view.rotate(rotation)
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, Rect(200, 300, 400, 380))
    heard, port = placements(viewer), viewer.view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=pixel(viewer, 300, 340))
    qtbot.mouseMove(port, pixel(viewer, 250, 440))
    page, rect = heard[-1]
    assert page == 1
    assert (rect.x0, rect.y0) == pytest.approx((150, 400), abs=2)
    qtbot.mouseMove(port, pixel(viewer, -900, 2000))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton)
    assert (rect.width, rect.height) == pytest.approx((200, 80))
    assert (heard[-1][1].x0, heard[-1][1].y1) == pytest.approx((0, 841.89), abs=0.1)
    qtbot.mouseMove(port, pixel(viewer, 300, 300))
    assert heard[-1][1].x0 == 0


def hold(viewer: PageViewer, *guides: Guide) -> None:
    viewer.view.stamp.guides = lambda _page, _size: guides


def drag(qtbot: QtBot, viewer: PageViewer, x: float, y: float, *keys: Qt.KeyboardModifier) -> None:
    """Move the held stamp by the pointer to points of its page, with ``keys`` down."""
    at = pixel(viewer, x, y)
    held = Qt.KeyboardModifier.NoModifier
    for key in keys:
        held |= key
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(viewer.view.viewport().mapToGlobal(at)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, held,
    )  # fmt: skip
    QApplication.sendEvent(viewer.view.viewport(), event)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_dragged_stamp_is_held_by_a_guide_and_the_guide_shows(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path, rotation: int
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    viewer.view.set_zoom(Zoom(Fit.PAGE))
    viewer.view.rotate(rotation)
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, Rect(200, 300, 400, 380))
    upright = Guide(Way.UPRIGHT, 85.0, ENDS)
    hold(viewer, upright, Guide(Way.LEVEL, 100.0, ENDS))
    heard, port, stamp = placements(viewer), viewer.view.viewport(), viewer.view.stamp
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=pixel(viewer, 300, 340))
    drag(qtbot, viewer, 190, 340)  # 5 points off the guide
    assert heard[-1][1].x0 == pytest.approx(85.0)
    assert heard[-1][1].y0 == pytest.approx(300, abs=2)
    assert stamp.lines == (upright,)
    shown = port.grab().toImage()
    across = [QPoint(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    line = sum(
        any(shown.pixelColor(pixel(viewer, 85, y) + by) == QColor(PALETTE.bad) for by in across)
        for y in range(600, 800)
    )
    assert line > 100, "a dashed line"
    for key in (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier):
        drag(qtbot, viewer, 190, 340, key)
        assert heard[-1][1].x0 == pytest.approx(90, abs=2)
        assert heard[-1][1].x0 != pytest.approx(85.0, abs=0.01)
        assert stamp.lines == ()
    drag(qtbot, viewer, 230, 340)
    assert heard[-1][1].x0 == pytest.approx(130, abs=2)
    drag(qtbot, viewer, 190, 340)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton)
    assert stamp.lines == ()
    assert stamp.rect.x0 == pytest.approx(85.0)


def test_escape_takes_a_dragged_stamp_back(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    viewer.view.set_zoom(Zoom(Fit.PAGE))
    start = Rect(200, 300, 400, 380)
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, start)
    heard, port = placements(viewer), viewer.view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=pixel(viewer, 300, 340))
    drag(qtbot, viewer, 250, 440)
    qtbot.keyClick(viewer.view, Qt.Key.Key_Escape)
    drag(qtbot, viewer, 100, 100)
    assert viewer.view.stamp.rect == heard[-1][1] == start


def test_a_click_leaves_the_stamp_where_it_is(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, Rect(200, 300, 400, 380))
    heard, port = placements(viewer), viewer.view.viewport()
    at = pixel(viewer, 300, 340)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(port, at)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=at)
    assert heard == []


def test_a_corner_resizes_in_proportion(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    viewer.view.set_zoom(Zoom(Fit.PAGE))
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, Rect(200, 300, 400, 380))
    heard, port = placements(viewer), viewer.view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=pixel(viewer, 400, 300))
    qtbot.mouseMove(port, pixel(viewer, 300, 340))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton)
    rect = heard[-1][1]
    assert (rect.x0, rect.y1) == pytest.approx((200, 380), abs=0.01)
    assert (rect.width, rect.height) == pytest.approx((100, 40), abs=2)


def test_a_dragged_corner_is_held_by_a_guide_unless_a_key_frees_it(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    viewer.view.set_zoom(Zoom(Fit.PAGE))
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, Rect(200, 300, 400, 380))
    guide = Guide(Way.UPRIGHT, 300.0, ENDS)
    hold(viewer, guide)
    heard, port = placements(viewer), viewer.view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=pixel(viewer, 400, 300))
    drag(qtbot, viewer, 304, 338.4)
    assert heard[-1][1].x1 == pytest.approx(300)
    assert (heard[-1][1].x0, heard[-1][1].y1) == pytest.approx((200, 380))
    assert viewer.view.stamp.lines == (guide,)
    drag(qtbot, viewer, 304, 338.4, Qt.KeyboardModifier.AltModifier)
    assert heard[-1][1].x1 == pytest.approx(304, abs=2)
    assert viewer.view.stamp.lines == ()


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_jump_goes_where_the_arrow_points_on_a_turned_page(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path, rotation: int
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.rotate(rotation)
    viewer.view.show_stamp(image, 1, Rect(200, 300, 400, 380))
    hold(viewer, *(Guide(way, at, MIDDLE) for way in Way for at in (150.0, 480.0)))
    heard = placements(viewer)
    before = pixel(viewer, 300, 340)
    qtbot.keyClick(viewer.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    rect = heard[-1][1]
    after = pixel(viewer, (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2)
    assert after.x() > before.x() + 40
    assert after.y() == pytest.approx(before.y(), abs=1)


def test_keys_place_the_stamp(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf", pages=3)))
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    view, millimetre = viewer.view, 72 / 25.4
    view.show_stamp(image, 1, Rect(200, 300, 400, 380))
    heard = placements(viewer)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    hold(viewer, Guide(Way.UPRIGHT, 200.5 + millimetre, ENDS), Guide(Way.UPRIGHT, 450, MIDDLE))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert heard[-1][1].x0 == pytest.approx(200 + millimetre), "no guide takes hold"
    qtbot.keyClick(view, Qt.Key.Key_Up, shift)
    assert heard[-1][1].y0 == pytest.approx(300 + millimetre / 5)
    qtbot.keyClick(view, Qt.Key.Key_Right, control)
    assert heard[-1][1].x0 == pytest.approx(200.5 + millimetre)
    assert len(view.stamp.lines) == 1
    qtbot.keyClick(view, Qt.Key.Key_Right, control)
    assert heard[-1][1].x0 == pytest.approx(350)
    count = len(heard)
    qtbot.keyClick(view, Qt.Key.Key_Right, control)
    assert len(heard) == count, "there is no other guide that way"
    qtbot.keyClick(view, Qt.Key.Key_Down, control | shift)
    assert view.stamp.lines == ()
    assert heard[-1][1].width == pytest.approx(200 + millimetre)
    assert heard[-1][1].width / heard[-1][1].height == pytest.approx(2.5)
    qtbot.keyClick(view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert (heard[-1][0], view.page) == (2, 2)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    count, top = len(heard), view.verticalScrollBar().value()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert len(heard) == count
    assert view.verticalScrollBar().value() > top


def in_view(viewer: PageViewer) -> bool:
    stamp, layout = viewer.view.stamp, viewer.view.layout_
    box = shown_box(layout, stamp.index, stamp.rect).translated(-QPointF(viewer.view.origin()))
    return QRectF(viewer.view.viewport().rect()).contains(box)


def test_a_stamp_is_brought_into_view_where_it_is_new_and_where_keys_take_it(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf", pages=2)))
    view, image = viewer.view, QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    view.set_zoom(Zoom(Fit.WIDTH))
    for page in (1, 2):
        view.show_stamp(image, page, Rect(200, 20, 400, 60))
        assert in_view(viewer)
        view.show_stamp(image, page, Rect(200, 780, 400, 820))
        assert in_view(viewer)
    top = view.verticalScrollBar().value()
    view.verticalScrollBar().setValue(top + 200)
    assert not in_view(viewer)
    view.show_stamp(image, 2, Rect(200, 780, 400, 820))
    assert view.verticalScrollBar().value() == top + 200, "the officer looks elsewhere"
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert in_view(viewer)


def test_a_double_click_puts_the_stamp_there(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    viewer.view.set_zoom(Zoom(Fit.PAGE))
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, Rect(0, 0, 200, 80))
    heard = placements(viewer)
    qtbot.mouseDClick(
        viewer.view.viewport(), Qt.MouseButton.LeftButton, pos=pixel(viewer, 300, 500)
    )
    rect = heard[-1][1]
    assert ((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2) == pytest.approx((300, 500), abs=2)


def test_a_stamp_that_sticks_out_is_pushed_onto_the_page(
    qtbot: QtBot, viewer: PageViewer, make_pdf: MakePdf, tmp_path: Path
) -> None:
    show(qtbot, viewer, PdfSource(make_pdf(tmp_path / "a.pdf")))
    heard = placements(viewer)
    image = QImage(200, 80, QImage.Format.Format_ARGB32_Premultiplied)
    viewer.view.show_stamp(image, 1, Rect(500, 800, 700, 880))
    rect = viewer.view.stamp.rect
    assert (rect.x1, rect.y1) == pytest.approx((595.276, 841.89), abs=0.01)
    assert heard == [], "only the officer's own acts are told"
    viewer.view.hide_stamp()
    assert viewer.view.stamp.index == -1
