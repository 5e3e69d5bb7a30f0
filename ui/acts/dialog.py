"""One act of a dossier: what it needs, checked where it is typed, then into the queue."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.counter import Counter
from app.errors import AppError, Code
from app.operations.several_dossiers import Several
from ui.acts.file_input import FilesInput
from ui.acts.forms import fixed_content, inputs_of
from ui.acts.inputs import BadInput, Input
from ui.acts.numbering import fill_number
from ui.acts.several import lists, outcome, where_text
from ui.acts.subject import ActSubject
from ui.acts.words import choice_name
from ui.background import run
from ui.icons import Icon
from ui.messages import message
from ui.sign.entering import ResultToSign
from ui.state_names import STATE_NAMES
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import bring_into_view, scrolled
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 620
_FRAME = 60
"""Logical pixels for the frame of a window and the desktop's own bars."""
_SCANNED = frozenset({"return_result", "receive_supplement"})
_FOR_GOOD = frozenset({"refuse", "cancel"})


class ActDialog(QDialog):
    """Ctrl+Enter queues the act; Esc leaves everything as it was."""

    queued = Signal(object)
    """OutboxItem, or Several"""
    wanted = Signal(str, object)
    """Another screen and what it is to show: Ký số with a ResultToSign, Quét for a result."""

    def __init__(
        self, counter: Counter, subject: ActSubject, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._counter, self.subject = counter, subject
        self._name = choice_name(subject.choice)
        self.setWindowTitle(self._name)
        self.inputs: dict[str, Input] = {each.name: each for each in inputs_of(subject)}
        self.banner = Banner()
        danger = subject.choice.kind in _FOR_GOOD
        self.send = button(
            self.tr("Xếp vào hàng đợi (Ctrl+Enter)"), Kind.DANGER if danger else Kind.PRIMARY,
            Icon.CHECK,
        )  # fmt: skip
        self.leave = button(self.tr("Đóng"))
        for each in (self.send, self.leave):
            each.setAutoDefault(False)  # Enter in a field must neither queue nor lose anything
        self.send.clicked.connect(self.queue)
        self.leave.clicked.connect(self.reject)
        # As numbers, because texts are read in the language of the window, where both are Enter.
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(Qt.KeyboardModifier.ControlModifier | key), self, self.queue)
        self._lay_out()
        self.send.setEnabled(bool(subject.together) or not subject.several)
        results = self.inputs.get("results")
        for each in (results, self.inputs.get("papers")):
            if subject.choice.kind in _SCANNED and isinstance(each, FilesInput):
                each.offer_scan(self._scan)
        if subject.choice.kind == "issue_result" and isinstance(results, FilesInput):
            results.changed.connect(partial(fill_number, counter, self.inputs, results))

    def queue(self) -> None:
        """Put the act into the queue if all is right, else go to what is not."""
        if not self.send.isEnabled():
            return
        self.banner.hide()
        content, files = self._read()
        if content is None:
            return
        self._busy(True)
        run(
            self._counter.files_lane, _perform, self._counter, self.subject, content, files,
            owner=self, done=self._done, failed=self._failed, ended=lambda: self._busy(False),
        )  # fmt: skip

    def reject(self) -> None:
        """Not while the act is on its way into the queue: what comes of it is told here."""
        if self.leave.isEnabled():
            super().reject()

    def _read(self) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """Content and files; no content where something is wrong, which is said at its input."""
        content, files = fixed_content(self.subject), dict[str, Any]()
        wrong: list[Input] = []
        for name, each in self.inputs.items():
            each.complain("")
            try:
                (files if isinstance(each, FilesInput) else content)[name] = each.value()
            except BadInput as bad:
                each.complain(str(bad))
                wrong.append(each)
        if wrong:
            wrong[0].go()
            bring_into_view(wrong[0])
            return None, files
        return content, files

    def _done(self, done: object) -> None:
        if isinstance(done, Several) and not done.queued:
            self._none(done)
            return
        self.queued.emit(done)
        self.accept()

    def _none(self, done: Several) -> None:
        """Nothing was queued. What lacks a signature is signed together, under one PIN."""
        unsigned = [each.why for each in done.left_out if _lacks_a_signature(each.why)]
        asked = self.inputs.get("results")
        way: tuple[Any, ...] = ()
        if unsigned and isinstance(asked, FilesInput):
            names = [str(each.facts.get("file")) for each in unsigned]
            way = (self.tr("Mở Ký số"), partial(self._sign, asked, names))
        self.banner.say(outcome(self._name, done), Tone.BAD, *way)

    def _failed(self, error: AppError) -> None:
        asked = self.inputs.get(str(error.facts.get("field", "")))
        if asked is None:
            self.banner.show_error(error)
            return
        words = message(error)
        asked.complain(f"{words.sentence} {words.next_step}")
        if _lacks_a_signature(error) and isinstance(asked, FilesInput):
            sign = partial(self._sign, asked, [str(error.facts.get("file"))])
            self.banner.show_error(error, self.tr("Mở Ký số"), sign)
        asked.go()
        bring_into_view(asked)

    def _sign(self, asked: FilesInput, names: list[str]) -> None:
        """Go and sign the files that are meant; the act is done again with what comes of it."""
        found = [path for path in asked.paths if {path.stem, path.name} & {*names}]
        meant = ResultToSign(path=found[0], more=tuple(found[1:])) if found else None
        self.wanted.emit("sign", meant)
        self.reject()

    def _scan(self) -> None:
        self.wanted.emit("scan", (self.subject.dossier.id, ""))
        self.reject()

    def _busy(self, busy: bool) -> None:
        self.send.setEnabled(not busy)
        self.leave.setEnabled(not busy)
        for each in self.inputs.values():
            each.setEnabled(not busy)
        text = self.tr("Đang kiểm tra…") if busy else self.tr("Xếp vào hàng đợi (Ctrl+Enter)")
        self.send.setText(text)
        if not busy and not self.isVisible() and not self.result():
            self.reject()  # the window was locked meanwhile

    def _lay_out(self) -> None:
        form = QWidget()
        fields = QVBoxLayout(form)
        fields.setContentsMargins(0, 0, 8, 0)
        fields.setSpacing(12)
        row = QHBoxLayout()
        for each in self.inputs.values():
            if not each.beside:
                row = QHBoxLayout()
                row.setSpacing(12)
                fields.addLayout(row)
            row.addWidget(each, 1, Qt.AlignmentFlag.AlignTop)
        for each in lists(self.subject) if self.subject.several else ():
            fields.addWidget(each)
        fields.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(self._name, Role.HEADING))
        column.addWidget(Paragraph(where_text(self.subject), Role.MUTED))
        column.addWidget(self.banner)
        area = scrolled(form)
        column.addWidget(area, 1)
        column.addWidget(Paragraph(self._what_follows(), Role.HINT))
        column.addLayout(foot)
        for each in [*self.inputs.values()][:1]:
            each.go()
        wanted = form.sizeHint().height() - area.sizeHint().height() + self.sizeHint().height()
        room = self.screen().availableSize().height() - _FRAME
        self.setFixedWidth(_WIDTH)
        self.resize(_WIDTH, min(wanted + 16, room))

    def _what_follows(self) -> str:
        after, now = self.subject.choice.to, self.subject.standing.expected
        if self.subject.several and after is not now:
            return self.tr("Mỗi hồ sơ một việc chờ gửi; khi tỉnh nhận, hồ sơ sẽ là “{}”.").format(
                STATE_NAMES[after]
            )
        if after is now:
            return self.tr("Việc này chờ gửi về tỉnh; trạng thái hồ sơ không đổi.")
        return self.tr("Việc này chờ gửi về tỉnh; khi tỉnh nhận, hồ sơ sẽ là “{}”.").format(
            STATE_NAMES[after]
        )


def _lacks_a_signature(error: AppError) -> bool:
    unsigned = error.facts.get("verdict") == "not_signed"
    return error.code is Code.RESULT_SIGNATURE_MISSING or unsigned


def _perform(
    counter: Counter, subject: ActSubject, content: Mapping[str, Any], files: Mapping[str, Any]
) -> object:
    # The wire models take longer to import than the window to open.
    from app.operations.act_files import ActDesk
    from app.operations.act_on_dossier import act_on_dossier
    from app.operations.act_on_several import act_on_several, of_each

    kind = subject.choice.kind
    if subject.several:
        together = [each.id for each in subject.together]
        of_dossiers = of_each(files.get("results", ()))
        return act_on_several(ActDesk.of(counter), together, kind, content, of_dossiers)
    return act_on_dossier(ActDesk.of(counter), subject.dossier.id, kind, content, files)
