"""The question before an authority is trusted: name, validity, fingerprint, and which list."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from signing.authorities import Scheme
from signing.trust_folder import Authority
from ui.theme import Tone
from ui.trust_words import SCHEMES, fingerprint_text, kind_text, validity_text
from ui.widgets.buttons import Kind, button
from ui.widgets.card import divider, fit_height
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph, Pill, Role, label

_WIDTH = 560


class AddAuthorityDialog(QDialog):
    """Enter and Esc both mean no; ``scheme`` is the list that was chosen."""

    def __init__(self, authorities: Sequence[Authority], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tin cậy CA"))
        self.lists = QComboBox()
        for scheme in (Scheme.GOVERNMENT, Scheme.PUBLIC, Scheme.UNLISTED):
            self.lists.addItem(SCHEMES[scheme], scheme)
        self.yes = button(self.tr("Tin cậy"), Kind.PRIMARY)
        self.yes.setAutoDefault(False)
        self.yes.clicked.connect(self.accept)
        self.no = button(self.tr("Không"))
        self.no.setDefault(True)
        self.no.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(self.tr("Tin cậy CA này?"), Role.HEADING))
        told = self.tr(
            "Đối chiếu dấu vân tay với tổ chức cấp chứng thư số, qua điện thoại hoặc trang "
            "chính thức, trước khi đồng ý."
        )
        column.addWidget(Paragraph(told))
        for authority in authorities:
            column.addWidget(divider())
            self._describe(column, authority)
        column.addWidget(divider())
        if not all(each.shipped for each in authorities):
            column.addWidget(FormField(self.tr("Xếp vào danh sách"), self.lists))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        column.addLayout(row)
        self.no.setFocus()
        fit_height(self, _WIDTH)

    @property
    def scheme(self) -> Scheme:
        return Scheme(self.lists.currentData())

    def _describe(self, column: QVBoxLayout, authority: Authority) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Paragraph(authority.name, Role.LABEL), 1)
        if authority.shipped:
            known = self.tr("Khớp dấu đã ghim: {}").format(SCHEMES[authority.scheme])
            head.addWidget(Pill(known, Tone.OK))
        column.addLayout(head)
        facts = f"{kind_text(authority)} · {validity_text(authority)}"
        column.addWidget(Paragraph(facts, Role.HINT))
        column.addWidget(Paragraph(f"SHA-256 {fingerprint_text(authority.sha256)}", Role.BODY))


def ask_to_add(parent: QWidget, authorities: Sequence[Authority]) -> Scheme | None:
    """The list that the officer puts ``authorities`` on; None when he does not trust them."""
    dialog = AddAuthorityDialog(authorities, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.scheme if accepted else None
