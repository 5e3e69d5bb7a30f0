"""Neo tin cậy: whom the office trusts to issue certificates, in two lists (domain §10)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.audit import Act
from app.operations.write_audit import AuditLog
from signing.authorities import Scheme
from signing.trust_folder import Authority, Presence, TrustFolder
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.add_authority import ask_to_add
from ui.theme import Tone
from ui.trust_words import SCHEMES, fingerprint_text, kind_text, validity_text
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, clear, divider
from ui.widgets.confirm import confirm
from ui.widgets.text import Paragraph, Pill, Role, label

Ask = Callable[[QWidget, Sequence[Authority]], Scheme | None]


def choose_file(parent: QWidget) -> Path | None:
    """A file of certificates; None when the officer cancels."""
    kinds = parent.tr("Chứng thư (*.crt *.cer *.pem *.der)")
    name, _ = QFileDialog.getOpenFileName(parent, parent.tr("Thêm CA từ tệp"), "", kinds)
    return Path(name) if name else None


class AnchorsSection(QWidget):
    saved = Signal()

    def __init__(
        self,
        services: Services,
        *,
        choose: Callable[[QWidget], Path | None] = choose_file,
        ask: Ask = ask_to_add,
        sure: Callable[..., bool] = confirm,
    ) -> None:
        super().__init__()
        self._lane = services.counter.files_lane
        self._folder = TrustFolder(services.counter.profile.trust)
        self._audit = AuditLog(services.counter.store)
        self._now = services.counter.now
        self._choose, self._ask, self._sure = choose, ask, sure
        self.banner = Banner()
        self.add = button(self.tr("Thêm CA từ tệp…"), Kind.SECONDARY, Icon.ADD)
        self.add.clicked.connect(self._add)
        self._lists = QVBoxLayout()
        self._lists.setSpacing(12)
        told = self.tr(
            "Chữ ký chỉ hợp lệ khi chứng thư số dẫn về một CA trong danh sách này. Mỗi CA được "
            "nhận ra bằng dấu vân tay SHA-256, không phải bằng tên."
        )
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Paragraph(told, Role.MUTED), 1)
        head.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addLayout(head)
        column.addLayout(self._lists)
        column.addStretch(1)
        self.read()

    def read(self) -> None:
        """Show what is trusted now."""
        self._work(self._folder.authorities, done=self._show)

    def _show(self, authorities: Sequence[Authority]) -> None:
        clear(self._lists)
        for scheme, name in SCHEMES.items():
            listed = [each for each in authorities if each.scheme is scheme]
            if not listed and scheme is Scheme.UNLISTED:
                continue
            card = Card(name)
            for place, each in enumerate(listed):
                if place:
                    card.body.addWidget(divider())
                card.body.addWidget(self._row(each))
            self._lists.addWidget(card)

    def _row(self, authority: Authority) -> QWidget:
        made = QWidget()
        words = QVBoxLayout()
        words.setSpacing(2)
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addWidget(label(authority.name, Role.LABEL))
        name.addWidget(Pill(*self._state(authority)))
        name.addStretch(1)
        words.addLayout(name)
        facts = [validity_text(authority)]
        if authority.presence is Presence.TRUSTED:
            facts.insert(0, kind_text(authority))
        if authority.sha1_signed:
            facts.append(self.tr("ký bằng SHA-1, thế hệ thứ nhất"))
        words.addWidget(Paragraph(" · ".join(facts), Role.HINT))
        words.addWidget(Paragraph(f"SHA-256 {fingerprint_text(authority.sha256)}", Role.HINT))
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        if authority.presence is Presence.TRUSTED:
            remove = button(self.tr("Gỡ"), Kind.QUIET)
            remove.setAccessibleName(self.tr("Gỡ {}").format(authority.name))
            remove.clicked.connect(lambda: self._remove(authority))
            row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _state(self, authority: Authority) -> tuple[str, Tone]:
        if authority.presence is Presence.AWAITED:
            return self.tr("Chờ tệp chứng thư"), Tone.NEUTRAL
        if authority.valid_to is not None and authority.valid_to < self._now():
            return self.tr("Đã hết hạn"), Tone.WARN
        return self.tr("Đang tin cậy"), Tone.OK

    def _add(self) -> None:
        path = self._choose(self)
        if path is not None:
            self.banner.hide()
            self._work(self._folder.read, path, done=self._found)

    def _found(self, authorities: Sequence[Authority]) -> None:
        scheme = self._ask(self, authorities)
        if scheme is not None:
            self._work(self._added, authorities, scheme, done=self._changed)

    def _remove(self, authority: Authority) -> None:
        told = self.tr(
            "Chữ ký của chứng thư số do CA này cấp sẽ không còn được xác thực là hợp lệ. "
            "Có thể thêm lại từ tệp."
        )
        if self._sure(self, self.tr("Gỡ {}?").format(authority.name), told, self.tr("Gỡ")):
            self._work(self._removed, authority.sha256, done=self._changed)

    def _added(self, authorities: Sequence[Authority], scheme: Scheme) -> None:
        self._folder.add(authorities, scheme)
        for each in authorities:
            self._audit.note(Act.ANCHOR_ADDED, sha256=each.sha256)

    def _removed(self, fingerprint: str) -> None:
        self._folder.remove(fingerprint)
        self._audit.note(Act.ANCHOR_REMOVED, sha256=fingerprint)

    def _changed(self, _: object) -> None:
        self.add.setFocus()
        self.read()
        self.saved.emit()

    def _work(self, work: Callable[..., object], *args: object, done: Callable[..., None]) -> None:
        run(self._lane, work, *args, owner=self, done=done, failed=self.banner.show_error)
