"""What citizens have beside dossiers: papers in the warehouse and online payments."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.reference_province.database import Table


class WarehouseRow(Table):
    """A paper in the data warehouse (kho dữ liệu)."""

    __tablename__ = "warehouse"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_number: Mapped[str] = mapped_column(String(20), index=True)
    owner_name: Mapped[str] = mapped_column(String(300))
    owner_born: Mapped[date | None]
    owner_phone: Mapped[str] = mapped_column(String(30))
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    dossier_code: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    saved_as: Mapped[str] = mapped_column(String(20))
    paper_code: Mapped[str] = mapped_column(String(20))
    attribute: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(500))
    number: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    bytes: Mapped[int]
    pages: Mapped[int]
    saved_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    """When the citizen kept it in her national account, from where it is reused."""


class WarehouseLook(Table):
    """A unit that listed a paper may fetch its file and reuse it until then."""

    __tablename__ = "warehouse_looks"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("warehouse.id"), primary_key=True)
    until: Mapped[datetime]


class PaymentRow(Table):
    """An online payment for a dossier."""

    __tablename__ = "payments"
    __table_args__ = (Index("payments_by_time", "unit_code", "at"),)

    reference: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    dossier_code: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), index=True)
    payer: Mapped[str] = mapped_column(String(200))
    paid_for: Mapped[str] = mapped_column(String(300))
    intermediary: Mapped[str] = mapped_column(String(100))
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    settled: Mapped[bool]
    at: Mapped[datetime]
    trouble: Mapped[str] = mapped_column(String(40))
    trouble_text: Mapped[str] = mapped_column(Text)
    trouble_contact: Mapped[str] = mapped_column(String(200))
