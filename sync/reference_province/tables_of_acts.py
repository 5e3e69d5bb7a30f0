"""What acts leave behind: the timeline of a dossier, the audit log, the register of numbers."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.reference_province.database import Table


class TimelineRow(Table):
    """A ``TimelineStep``."""

    __tablename__ = "timeline"

    dossier_code: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(40))
    account: Mapped[str] = mapped_column(String(64))
    full_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    handled_by: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    acted_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    working_minutes: Mapped[int]
    files: Mapped[list[str]] = mapped_column(JSON)


class AuditRow(Table):
    """An ``AuditEntry``: who did what, never what a citizen is called."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_unit", "unit_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str] = mapped_column(String(64))
    unit_code: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(40))
    dossier_code: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200))
    certificate_serial: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[str]] = mapped_column(JSON)


class IssuedNumber(Table):
    """A number of the register of outgoing documents: once a year for a unit and notation."""

    __tablename__ = "issued_numbers"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notation: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossier_code: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    issued_on: Mapped[date]
