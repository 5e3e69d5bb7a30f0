"""Dossiers by hand: a package out, a receipt in, and what came of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.working_time import VIETNAM
from app.operations.packages import export_dossiers, take_in_receipt
from sync.package.exporting import Exported
from sync.package.importing import ActFate, ActTold
from ui.background import run
from ui.icons import Icon
from ui.messages import Message
from ui.services import Services
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button

_NAMED = 3
"""Dossiers that are named in a notice; a fourth makes it “và … khác”."""


class ByHand(QObject):
    """Two buttons and a notice of their own, which reading the queue again leaves alone."""

    def __init__(self, services: Services, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._owner = services, owner
        self.export = button(self.tr("Xuất gói…"), Kind.QUIET, Icon.FOLDER)
        self.export.setToolTip(self.tr("Ghi mọi hồ sơ đang chờ gửi vào một tệp để nộp bằng tay"))
        self.receipt = button(self.tr("Nhập biên nhận…"), Kind.QUIET, Icon.RECEIVE)
        self.receipt.setToolTip(self.tr("Đọc biên nhận mà tỉnh trả cho gói đã nộp bằng tay"))
        self.export.clicked.connect(self._choose_target)
        self.receipt.clicked.connect(self._choose_receipt)
        self.banner = Banner()

    def export_to(self, target: Path) -> None:
        """Write all that waits to ``target`` and say what is in it."""
        counter = self._services.counter
        self.export.setEnabled(False)
        run(
            counter.files_lane,
            export_dossiers,
            store=counter.store,
            vault=counter.vault,
            codes=(),
            target=target,
            now=counter.now(),
            owner=self._owner,
            done=lambda made: self._say_exported(made, target),
            failed=self.banner.show_error,
            ended=lambda: self.export.setEnabled(True),
        )

    def import_from(self, path: Path) -> None:
        """Compare the receipt at ``path`` with what was exported and say what it proves."""
        counter = self._services.counter
        run(
            counter.files_lane,
            take_in_receipt,
            store=counter.store,
            path=path,
            now=counter.now(),
            owner=self._owner,
            done=self._say_told,
            failed=self.banner.show_error,
        )

    def _choose_target(self) -> None:
        day = self._services.counter.now().astimezone(VIETNAM)
        chosen, _ = QFileDialog.getSaveFileName(
            self._owner,
            self.tr("Xuất gói hồ sơ"),
            f"goi-ho-so-{day:%Y%m%d-%H%M}.zip",
            "ZIP (*.zip)",
        )
        if chosen:
            self.export_to(Path(chosen))

    def _choose_receipt(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._owner, self.tr("Nhập biên nhận"), "", self.tr("Biên nhận (*.json)")
        )
        if chosen:
            self.import_from(Path(chosen))

    def _say_exported(self, made: Exported, target: Path) -> None:
        manifest = made.manifest
        sentence = self.tr("{} hồ sơ, {} tệp trong {}. Hồ sơ vẫn ở trạng thái chờ gửi.").format(
            len(manifest.dossiers), len(manifest.files), target.name
        )
        if made.left_out:
            sentence += self.tr(" Chưa xuất hết: {}, vì có việc chờ anh/chị xử lý trước.").format(
                _named(made.left_out)
            )
        words = Message(
            self.tr("Đã xuất gói"),
            sentence,
            self.tr("Nộp gói theo LOI-DAN.txt, rồi bấm Nhập biên nhận khi tỉnh trả lời."),
        )
        self.banner.say(words, Tone.WARN if made.left_out else Tone.OK)

    def _say_told(self, told: Sequence[ActTold]) -> None:
        fine = [each for each in told if each.fate in (ActFate.DELIVERED, ActFate.KNOWN)]
        parts = [self.tr("Tỉnh đã nhận {}/{} việc.").format(len(fine), len(told))]
        for fate, words in (
            (ActFate.MISMATCH, self.tr("Không khớp với gói đã xuất: {}.")),
            (ActFate.REFUSED, self.tr("Tỉnh từ chối: {}.")),
            (ActFate.SILENT, self.tr("Biên nhận không nhắc tới: {}.")),
        ):
            named = _named([each.dossier for each in told if each.fate is fate])
            parts += [words.format(named)] if named else []
        whole = len(fine) == len(told)
        next_step = "" if whole else self.tr("Phần còn lại vẫn được giữ; hỏi lại đầu mối của tỉnh.")
        heading = self.tr("Đã nhập biên nhận") if whole else self.tr("Biên nhận chưa đủ")
        self.banner.say(
            Message(heading, " ".join(parts), next_step), Tone.OK if whole else Tone.WARN
        )


def _named(codes: Sequence[str]) -> str:
    once = list(dict.fromkeys(codes))
    more = f" và {len(once) - _NAMED} hồ sơ khác" if len(once) > _NAMED else ""
    return ", ".join(once[:_NAMED]) + more
