"""Choosing the files of an act: from the disk, or signed papers of the dossier."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.paper import Paper
from ui.acts.inputs import BadInput, Input
from ui.icons import Icon
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.card import clear
from ui.widgets.keyed import keyed_button
from ui.widgets.text import ElidedLabel, Paragraph, Role

if TYPE_CHECKING:
    from app.operations.act_files import ChosenFile

_KEYS = "Ctrl+O"


def choose_pdfs(parent: QWidget) -> Sequence[Path]:
    """PDF files that the officer picks; none when she cancels."""
    title = parent.tr("Chọn tệp PDF đã ký số")
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", "PDF (*.pdf)")
    return [Path(name) for name in names]


@dataclass
class _Row:
    name: str
    path: Path | None
    paper: Paper | None
    component: QComboBox | None


class FilesInput(Input):
    changed = Signal()
    _no_component = "Giấy tờ khác"
    """What stands for none of the components."""
    _component_width = 260

    def __init__(
        self,
        name: str,
        papers: Sequence[Paper],
        *,
        needed: bool = False,
        many: bool = True,
        components: Mapping[str, str] | None = None,
        hint: str = "",
        choose: Callable[[QWidget], Sequence[Path]] = choose_pdfs,
    ) -> None:
        """``papers`` are the signed ones of the dossier; ``components`` (name by code) may be said
        of each file.
        """
        super().__init__(name, needed=needed)
        self._many, self._components, self._choose = many, components, choose
        self._rows: list[_Row] = []
        shown = self.label if needed else self.tr("{} (không bắt buộc)").format(self.label)
        self._heading = Paragraph(shown, Role.LABEL)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._hint = hint
        self._below = Paragraph(hint, Role.HINT)
        self._below.setVisible(bool(hint))
        self.pick = keyed_button(self.tr("Chọn tệp…"), _KEYS, Icon.FILE)
        if not needed and not many:  # one dialog has one Ctrl+O
            self.pick = button(self.tr("Chọn tệp…"), Kind.SECONDARY, Icon.FILE)
        self.pick.setAutoDefault(False)
        self.pick.setAccessibleName(f"{self.pick.text()}: {self.label}")
        self.pick.clicked.connect(lambda: self.add(self._choose(self)))
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.pick)
        if papers:
            acts.addWidget(self._paper_button(papers))
        acts.addStretch(1)
        self._acts = acts
        self._column.addWidget(self._heading)
        self._column.addLayout(self._list)
        self._column.addLayout(acts)
        self._column.addWidget(self._below)

    def offer_scan(self, scan: Callable[[], object]) -> None:
        """A button that leads to the scanner, for a result on paper."""
        made = keyed_button(self.tr("Quét bản giấy"), "F6", Icon.SCAN)
        made.setAutoDefault(False)
        made.clicked.connect(lambda *_: scan())
        self._acts.insertWidget(self._acts.count() - 1, made)

    @property
    def paths(self) -> list[Path]:
        return [row.path for row in self._rows if row.path is not None]

    @property
    def papers(self) -> list[Paper]:
        return [row.paper for row in self._rows if row.paper is not None]

    def add(self, paths: Sequence[Path]) -> None:
        known = set(self.paths)
        self._put([_Row(path.name, path, None, None) for path in paths if path not in known])

    def add_paper(self, paper: Paper, name: str = "") -> None:
        if paper not in self.papers:
            self._put([_Row(name or paper.title, None, paper, None)])

    def value(self) -> "list[ChosenFile]":
        from app.operations.act_files import ChosenFile

        if self.needed and not self._rows:
            raise BadInput(self.tr("Chọn ít nhất một tệp PDF đã ký số."))
        return [
            ChosenFile(
                path=row.path,
                paper_id=row.paper.id if row.paper else None,
                component_code=str(row.component.currentData() or "") if row.component else "",
            )
            for row in self._rows
        ]

    def complain(self, text: str) -> None:
        self._below.setText(text or self._hint)
        self._below.show_role(Role.ERROR if text else Role.HINT)
        self._below.setVisible(bool(text or self._hint))
        self.pick.setAccessibleDescription(text)

    def go(self) -> None:
        self.pick.setFocus()

    def _put(self, rows: list[_Row]) -> None:
        if rows:
            self._rows = [*self._rows, *rows] if self._many else rows[-1:]
            self._show()

    def _show(self) -> None:
        said = [row.component.currentData() if row.component else None for row in self._rows]
        clear(self._list)
        for row, code in zip(self._rows, said, strict=True):
            self._list.addWidget(self._line(row, code))
        self.complain("")
        self.changed.emit()

    def _line(self, row: _Row, code: object) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(ElidedLabel(row.name), 1)
        if self._components and row.paper is None:  # a paper has its own
            row.component = QComboBox()
            row.component.setAccessibleName(self.tr("Thành phần của {}").format(row.name))
            row.component.addItem(self._no_component, "")
            for each, name in self._components.items():
                row.component.addItem(name, each)
            row.component.setFixedWidth(self._component_width)
            chosen = self._meant(row.name) if code is None else code
            row.component.setCurrentIndex(max(0, row.component.findData(chosen)))
            line.addWidget(row.component)
        drop = icon_button(Icon.CLOSE, self.tr("Bỏ {}").format(row.name))
        drop.clicked.connect(lambda: self._drop(row))
        line.addWidget(drop)
        return made

    def _meant(self, name: str) -> str:  # noqa: ARG002
        """The code that a file's ``name`` tells, empty for none."""
        return ""

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        self._show()
        self.go()

    def _paper_button(self, papers: Sequence[Paper]) -> QWidget:
        made = button(self.tr("Giấy tờ của hồ sơ"), Kind.SECONDARY)
        made.setAutoDefault(False)
        menu = QMenu(made)
        for paper in papers:
            act: QAction = menu.addAction(paper.title.replace("&", "&&"))
            act.triggered.connect(lambda _=False, paper=paper: self.add_paper(paper))
        made.setMenu(menu)
        return made
