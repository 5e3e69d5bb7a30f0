"""The recovery code, shown to be printed or written down before it counts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.counter import Counter
from app.domain.audit import Act
from app.errors import AppError
from app.operations.write_audit import AuditLog
from app.sealing.recovery_code import make_recovery_code
from app.sealing.slots import SlotKind
from ui.background import run
from ui.data_key.recovery_sheet import RecoverySheet
from ui.forms.printing import print_slip
from ui.icons import Icon
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.secret_field import SecretField
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 560


class RecoveryDialog(QDialog):
    """A new code; the old one, if any, opens the data until this one is kept."""

    def __init__(self, counter: Counter, parent: QWidget, *, rotates: bool = False) -> None:
        """With ``rotates`` the keys are exchanged, too, as of the next opening."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Mã khôi phục"))
        self._counter, self._rotates = counter, rotates
        self.code = make_recovery_code()
        self.banner = Banner()
        self.shown = label(self.code, Role.HEADING)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.print = button(self.tr("In mã"), Kind.SECONDARY, Icon.PRINT)
        self.print.setAutoDefault(False)
        self.print.clicked.connect(self._print)
        self.noted = QCheckBox(self.tr("Tôi đã in hoặc chép mã, và cất ở nơi không để cùng máy"))
        self.keep = button(self.tr("Xong"), Kind.PRIMARY)
        self.keep.setDefault(True)
        self.keep.setEnabled(False)
        self.noted.toggled.connect(self.keep.setEnabled)
        self.keep.clicked.connect(self._keep)
        # On a machine without a keyring the passphrase opens the new key as it did the old one.
        self.passphrase = SecretField(self.tr("Mật khẩu mở dữ liệu"))
        self.passphrase.setVisible(rotates and counter.key.way is SlotKind.PASSPHRASE)
        self.later = button(self.tr("Hủy") if rotates else self.tr("Để sau"))
        self.later.setAutoDefault(False)
        self.later.clicked.connect(self.reject)
        self._lay_out()
        self.print.setFocus()
        fit_height(self, _WIDTH)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Mã khôi phục dữ liệu"), Role.HEADING))
        text = self.tr(
            "Dữ liệu trên máy này được mã hóa. Khi đổi máy, cài lại máy hoặc quên mật khẩu, chỉ "
            "mã này mở lại được. Ai có mã và có máy thì đọc được dữ liệu, nên hãy cất kỹ."
        )
        column.addWidget(Paragraph(text))
        if self._rotates:
            more = self.tr(
                "Toàn bộ dữ liệu được mã hóa lại bằng khóa mới; chương trình đóng rồi mở lại."
            )
            column.addWidget(Paragraph(more))
        column.addWidget(self.banner)
        column.addSpacing(4)
        column.addWidget(self.shown)
        column.addWidget(self.print, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self.passphrase)
        column.addWidget(self.noted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.later)
        row.addWidget(self.keep)
        column.addLayout(row)

    def _print(self) -> None:
        sheet = RecoverySheet(self.code, self._counter.profile.root, self._counter.now())
        if print_slip(sheet, self):
            self.noted.setFocus()

    def reject(self) -> None:
        """Not while the code is being kept: whoever left would not know which one counts."""
        if self.later.isEnabled():
            super().reject()

    def _keep(self) -> None:
        counter = self._counter
        self.keep.setEnabled(False)
        self.later.setEnabled(False)
        self.banner.hide()
        run(
            counter.files_lane, self._work, self.passphrase.line.text(), owner=self,
            done=lambda _: self.accept(), failed=self._failed, ended=self._ended,
        )  # fmt: skip

    def _ended(self) -> None:
        self.keep.setEnabled(self.noted.isChecked())
        self.later.setEnabled(True)

    def _work(self, passphrase: str) -> None:
        key, keys = self._counter.key.file, self._counter.keys
        audit = AuditLog(self._counter.store)
        if not self._rotates:
            key.keep_recovery_code(keys, self.code)
            audit.note(Act.RECOVERY_CODE_MADE)
            return
        if key.way is SlotKind.PASSPHRASE:
            key.open(passphrase)
        key.begin_rotation(keys, self.code, passphrase)
        audit.note(Act.KEYS_ROTATED)

    def _failed(self, error: AppError) -> None:
        self.banner.show_error(error)
        fit_height(self, _WIDTH)


def offer_recovery_code(counter: Counter, parent: QWidget, *, rotates: bool = False) -> bool:
    """Whether the officer has noted a new code, which is the only one from now on; with
    ``rotates`` the keys are another then, and the data are to be opened again.
    """
    dialog = RecoveryDialog(counter, parent, rotates=rotates)
    noted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return noted
