"""What acts leave behind: the timeline of a dossier, the audit log, the register of numbers."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.reference_province.database import Table

REFUSALS = "refused"
"""The one chain of the audit log that is no unit's; the others are called as their unit."""


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
    refused: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """Why, empty for what was carried out."""
    request: Mapped[str] = mapped_column(String(120), default="", server_default="")
    times: Mapped[int] = mapped_column(default=1, server_default="1")
    hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """See ``audit_chain``; empty from before there were chains."""


class RefusalChain(Table):
    """Where the chain of refused requests ends."""

    __tablename__ = "refusal_chain"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    audit_hash: Mapped[str] = mapped_column(String(64))
    audit_count: Mapped[int]


class IssuedNumber(Table):
    """A number of the register of outgoing documents: once a year for a unit and notation."""

    __tablename__ = "issued_numbers"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notation: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossier_code: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    issued_on: Mapped[date]
