"""What the officer sees is what is signed: the drawn rectangle is the rendered stamp within 1 px.

On pages turned, cut and of mixed sizes; for stamps dragged onto a guide and for remembered places.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.domain.paper import Rect
from app.domain.place_template import PageCorner, PlaceTemplate
from app.lanes import Lane
from signing.landmarks import landmarks
from signing.pades import sign_pdf
from signing.placement import Placement, require_inside
from signing.places import place_by_template
from signing.profiles import DIGITISING
from signing.source import SourceFacts, check_source
from signing.stamp_drawing import draw_stamp
from tests.signing.conftest import OpenSession, device, open_session
from ui.pages.drawing import PageDrawer
from ui.pages.page_layout import Fit, Zoom
from ui.pages.source import PdfSource
from ui.pages.stamp_painting import shown_box
from ui.pages.viewer import PageViewer
from ui.sign.guides import page_guides

__all__ = ["device", "open_session"]
NOW = datetime(2026, 11, 23, 9, 8, 34, tzinfo=UTC)
STAMP = draw_stamp(DIGITISING, name="Nguyễn Thị Hồng Đào", signing_time=NOW)
WHOLE, CUT = [0, 0, 595, 842], [61.5, 40, 461.5, 640.25]
_SEEN = 230
"""Grey levels below this: an eighth of the ink of a frame thinner than a pixel is not its edge."""
ZOOMS = [Zoom(Fit.WIDTH), Zoom(Fit.PAGE), Zoom(None, 133)]


@pytest.fixture(params=[0, 90, 180, 270])
def rotation(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=[WHOLE, CUT], ids=["whole", "cut"])
def source(request: pytest.FixtureRequest, rotation: int, tmp_path: Path) -> Path:
    """Four blank pages of different sizes, the third one turned and cut."""
    path = tmp_path / "paper.pdf"
    with pikepdf.new() as pdf:
        for size in ((842, 1191), (240, 150), (595, 842), (420, 595)):
            pdf.add_blank_page(page_size=size)
        pdf.pages[2].CropBox = request.param
        pdf.pages[2].Rotate = rotation
        pdf.save(path, min_version="1.7")
    return path


@pytest.fixture
def viewer(qtbot: QtBot, lane: Lane, source: Path) -> PageViewer:
    made = PageViewer(lane)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    with qtbot.waitSignal(made.opened, timeout=20_000):
        made.show_source(PdfSource(source))
    return made


@pytest.fixture
def signed(source: Path, tmp_path: Path, open_session: OpenSession) -> Callable[[Placement], Path]:
    def sign(placement: Placement) -> Path:
        target = tmp_path / "signed.pdf"
        with open_session("ec_p256") as session:
            signed = sign_pdf(
                source=source, session=session, stamp=STAMP,
                placement=placement, signing_time=NOW,
            )  # fmt: skip
            target.write_bytes(signed.content)
        return target

    return sign


def marks(image: QImage) -> QRectF:
    """The smallest box round everything that can be seen on white, in pixels."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, row = grey.width(), grey.bytesPerLine()
    content = bytes(grey.constBits())
    lines = [content[y * row : y * row + width] for y in range(grey.height())]
    inked = [y for y, line in enumerate(lines) if min(line) < _SEEN]
    assert inked, "nothing was drawn"
    columns = [x for x in range(width) if any(lines[y][x] < _SEEN for y in inked)]
    return QRectF(QPointF(columns[0], inked[0]), QPointF(columns[-1] + 1, inked[-1] + 1))


def is_drawn_as_signed(viewer: PageViewer, file: Path) -> None:
    """Compare the stamp's box in the view with the stamp that the signed file shows there."""
    view = viewer.view
    index, layout = view.stamp.index, view.layout_
    drawer = PageDrawer()
    rendered = drawer.draw(PdfSource(file), index, layout.image_width(index, 1.0), lambda: False)
    drawer.close()
    page = layout.rect(index)
    # As the view paints it: to the page's box, whose sides are whole pixels.
    rendered = rendered.scaled(page.size(), Qt.AspectRatioMode.IgnoreAspectRatio)
    drawn = shown_box(layout, index, view.stamp.rect).translated(-page.x(), -page.y())
    found = marks(rendered)
    for name in ("left", "top", "right", "bottom"):
        one, other = getattr(drawn, name)(), getattr(found, name)()
        assert abs(one - other) <= 1.01, (name, drawn, found)


def drag(viewer: PageViewer, facts: SourceFacts, to: QPointF) -> Rect:
    """Take the stamp of page 3 by its middle and bring its middle to ``to`` (points)."""
    stamp, layout = viewer.view.stamp, viewer.view.layout_
    to_pixels = layout.to_pixels(2)
    middle = QPointF((stamp.rect.x0 + stamp.rect.x1) / 2, (stamp.rect.y0 + stamp.rect.y1) / 2)
    assert stamp.press(to_pixels.map(middle), layout)
    assert stamp.drag(to_pixels.map(to), layout)
    held = stamp.rect
    require_inside(Placement(3, held), facts.pages)
    return held


@pytest.mark.parametrize("zoom", ZOOMS, ids=["width", "page", "133"])
def test_a_stamp_held_by_guides_is_signed_where_it_is_drawn(
    qtbot: QtBot, viewer: PageViewer, source: Path, signed: Callable[[Placement], Path],
    open_session: OpenSession, zoom: Zoom,
) -> None:  # fmt: skip
    facts = check_source(source)
    with open_session("ec_p256") as session:
        found = landmarks(
            DIGITISING, STAMP, source=source, facts=facts, certificate=session.certificate
        )
    view = viewer.view
    view.set_zoom(zoom)
    view.show_stamp_pdf(STAMP.pdf, 3, Rect(100, 150, 100 + STAMP.width, 150 + STAMP.height))
    qtbot.waitUntil(lambda: view.stamp.index == 2, timeout=20_000)
    view.stamp.guides = lambda page, size: page_guides(page, size, found, DIGITISING.margin)
    page, margin = facts.pages[2], DIGITISING.margin
    near = QPointF(
        page.width - margin - STAMP.width / 2 - 3, page.height - margin - STAMP.height / 2 + 2
    )
    held = drag(viewer, facts, near)
    assert (held.x1, held.y1) == pytest.approx((page.width - margin, page.height - margin))
    assert len(view.stamp.lines) >= 2
    view.stamp.release()
    is_drawn_as_signed(viewer, signed(Placement(3, view.stamp.rect)))


@pytest.mark.parametrize("corner", list(PageCorner))
def test_a_remembered_place_is_signed_where_it_is_drawn(
    qtbot: QtBot, viewer: PageViewer, source: Path, signed: Callable[[Placement], Path],
    corner: PageCorner,
) -> None:  # fmt: skip
    template = PlaceTemplate(-2, corner, 23.7, 41.3, STAMP.width)
    placement = place_by_template(template, STAMP, source=source, facts=check_source(source))
    assert placement.page == 3
    viewer.view.show_stamp_pdf(STAMP.pdf, placement.page, placement.rect)
    qtbot.waitUntil(lambda: viewer.view.stamp.index == 2, timeout=20_000)
    assert viewer.view.stamp.rect == placement.rect
    is_drawn_as_signed(viewer, signed(placement))
