"""The sheet of paper with the recovery code."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from PySide6.QtGui import QImage

from app.domain.working_time import VIETNAM
from resources import resource


@dataclass(frozen=True)
class RecoverySheet:
    """Only ever printed: nothing writes it into a file by itself."""

    code: str = field(repr=False)
    folder: Path
    moment: datetime

    @property
    def name(self) -> str:
        return "Mã khôi phục dữ liệu"

    def pictures(self) -> Mapping[str, QImage]:
        return {}

    def html(self, *, dots_per_mm: float) -> str:  # noqa: ARG002 (no length in it)
        template = Template(resource("forms", "recovery_sheet.html").read_text(encoding="utf-8"))
        body = template.substitute(
            code=self.code.replace("-", "&#8209;"),
            machine=escape(platform.node()),
            folder=escape(str(self.folder)),
            moment=f"{self.moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}",
        )
        return f'<html><body style="font-family: Tinos">{body}</body></html>'
