"""Sao lưu: copies of the data, back to one of them, and the key that opens them."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.errors import AppError
from app.operations.back_up import back_up_as_act, backup_folder, own_folder
from app.operations.restore_backup import wish_restoring
from app.store.backups import Backup, Backups
from app.store.restoring import shown_day
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.audit_card import AuditCard
from ui.settings_screen.data_key_card import DataKeyCard
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, bring_into_view
from ui.widgets.confirm import confirm
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph

_LONGEST = 168
"""Hours."""


class BackupSection(QWidget):
    """Folder and interval are kept at once."""

    saved = Signal()
    reopen_wanted = Signal()
    """The program is to open its data again."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._counter = services.counter
        kept = self._counter.settings.backup
        self._newest: Backup | None = None
        self._told: AppError | None = None
        """Why the clock took no backup, when this was last shown."""
        self.banner, self.busy, self.last = Banner(), BusyRow(), Paragraph()
        self.folder = QLineEdit(kept.folder)
        self.folder.setReadOnly(True)
        self.folder.setPlaceholderText(self.tr("Trong thư mục dữ liệu của chương trình"))
        self.hours = QSpinBox()
        self.hours.setRange(0, _LONGEST)
        self.hours.setSuffix(self.tr(" giờ"))
        self.hours.setSpecialValueText(self.tr("Không tự sao lưu"))
        self.hours.setMaximumWidth(180)
        # The padding of the style sheet does not reach the text of a spin box.
        self.hours.lineEdit().setTextMargins(8, 0, 0, 0)
        self.hours.setValue(kept.hours)
        self.hours.editingFinished.connect(self._save)
        self.choose = button(self.tr("Chọn thư mục…"), Kind.QUIET, Icon.FOLDER)
        self.choose.clicked.connect(self._choose)
        self.now = button(self.tr("Sao lưu ngay"), Kind.SECONDARY, Icon.COPY)
        self.now.clicked.connect(self._back_up)
        self.back = button(self.tr("Khôi phục bản này…"), Kind.QUIET, Icon.UNDO)
        self.back.clicked.connect(self._restore)
        self.key = DataKeyCard(services)
        self.key.reopen_wanted.connect(self.reopen_wanted)
        self.key.saved.connect(self.saved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.audit = AuditCard(services)
        for each in (self.banner, self._copies(), self.key, self.audit):
            column.addWidget(each)
        column.addStretch(1)
        self._look()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The clock takes backups and lets go of old ones while nobody looks."""
        super().showEvent(event)
        failed, told = self._counter.backups.last_error, self._told
        self._told = failed
        if failed is not None:
            self.banner.show_error(failed)
        elif told is not None and self.banner.error is told:
            self.banner.hide()
        self._look()

    def show_audit(self) -> None:
        """Check the audit log and show what was found."""
        self.audit.examine()
        bring_into_view(self.audit)

    def _copies(self) -> Card:
        card = Card(self.tr("Bản sao lưu"))
        card.body.addWidget(
            FormField(
                self.tr("Nơi cất bản sao lưu"), self.folder,
                self.tr("Nên chọn ổ đĩa khác hoặc thư mục mạng của cơ quan. Bản sao được mã hóa."),
            )
        )  # fmt: skip
        card.body.addWidget(
            FormField(
                self.tr("Tự sao lưu mỗi"), self.hours,
                self.tr(
                    "Giữ các bản gần nhất, một bản mỗi ngày trong tuần và một bản mỗi tuần. "
                    "Nhập 0 để không tự sao lưu."
                ),
            )
        )  # fmt: skip
        card.body.addWidget(self.last)
        card.body.addWidget(self.busy)
        row = QHBoxLayout()
        row.setSpacing(8)
        for each in (self.now, self.choose, self.back):
            row.addWidget(each)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _look(self) -> None:
        counter = self._counter

        def newest() -> Backup | None:
            return Backups(backup_folder(counter.profile, counter.settings.backup)).latest()

        run(
            counter.files_lane, newest, owner=self, done=self._show_newest,
            failed=self.banner.show_error,
        )  # fmt: skip

    def _show_newest(self, newest: Backup | None) -> None:
        self._newest = newest
        self.back.setVisible(newest is not None)
        if newest is None:
            self.last.setText(self.tr("Chưa có bản sao lưu nào ở nơi này."))
        else:
            self.last.setText(self.tr("Bản mới nhất: {}.").format(shown_day(newest)))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Nơi cất bản sao lưu"))
        if folder:
            self.folder.setText(str(own_folder(self._counter.profile, Path(folder))))
            self._save()

    def _save(self) -> None:
        counter = self._counter
        kept = counter.settings.backup
        chosen = replace(kept, folder=self.folder.text(), hours=self.hours.value())
        if chosen != kept:
            run(
                counter.files_lane, counter.change_settings,
                replace(counter.settings, backup=chosen),
                owner=self, done=lambda _: self.saved.emit(), failed=self.banner.show_error,
                ended=self._look,
            )  # fmt: skip

    def _back_up(self) -> None:
        counter = self._counter
        folder = backup_folder(counter.profile, counter.settings.backup)
        self.banner.hide()
        self.now.setEnabled(False)
        self.busy.start(self.tr("Đang sao lưu…"), can_stop=False)
        run(
            counter.files_lane, back_up_as_act, counter.profile, counter.keys, folder,
            now=counter.now(), owner=self, done=self._taken, failed=self.banner.show_error,
            ended=self._ended,
        )  # fmt: skip

    def _taken(self, backup: Backup) -> None:
        self._counter.backups.last_error = None
        self._show_newest(backup)

    def _ended(self) -> None:
        self.busy.finish()
        for each in (self.now, self.back):
            each.setEnabled(True)

    def _restore(self) -> None:
        newest, counter = self._newest, self._counter
        if newest is None or not confirm(
            self, self.tr("Khôi phục bản sao lưu"),
            self.tr(
                "Dữ liệu trở về lúc {}. Chương trình đóng rồi mở lại. Dữ liệu đang có được giữ lại "
                "bên cạnh; việc tỉnh đã nhận sau lúc đó sẽ về lại khi đồng bộ."
            ).format(shown_day(newest)),
            self.tr("Khôi phục"),
        ):  # fmt: skip
            return
        self.banner.hide()
        self.back.setEnabled(False)
        self.busy.start(self.tr("Đang kiểm tra bản sao lưu…"), can_stop=False)
        run(
            counter.files_lane, wish_restoring, counter.profile, newest, counter.keys, owner=self,
            done=lambda _: self.reopen_wanted.emit(), failed=self.banner.show_error,
            ended=self._ended,
        )  # fmt: skip
