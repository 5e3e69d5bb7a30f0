"""Tables of the counter's database. Rows never leave ``app.store``."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from app.store.changes import Topic
from app.store.columns import Moment, ReadableJson, ReadableMoment

FAILING = "state = 'waiting' AND last_error <> ''"
"""Which rows of the outbox failed and will be tried again."""


class Row(DeclarativeBase):
    """Base of all tables; ``topic`` says which screens must read again after a change."""

    topic: ClassVar[Topic]
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, dict[str, Any]: JSON}


class ProcedureRow(Row):
    __tablename__ = "procedures"
    topic = Topic.CATALOGUE

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str]
    field: Mapped[str]
    body: Mapped[dict[str, Any]]
    """Cases, components and fees as the province sent them."""


class DossierRow(Row):
    __tablename__ = "dossiers"
    topic = Topic.DOSSIERS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    provisional_code: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60), index=True)
    state: Mapped[str] = mapped_column(String(40), index=True)
    procedure_code: Mapped[str] = mapped_column(String(60))
    procedure_name: Mapped[str]
    case_code: Mapped[str] = mapped_column(String(40))
    full_name: Mapped[str] = mapped_column(default="")
    identity_number: Mapped[str] = mapped_column(String(12), default="")
    born: Mapped[date | None]
    gender: Mapped[str] = mapped_column(String(10), default="unknown")
    address: Mapped[str] = mapped_column(default="")
    card_issued: Mapped[date | None]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    organization: Mapped[str] = mapped_column(default="")
    fees: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    return_way: Mapped[str] = mapped_column(String(10), default="counter")
    handled_by: Mapped[str] = mapped_column(default="")
    refusal: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    pinned: Mapped[bool] = mapped_column(default=False, server_default="0")

    components: Mapped[list["ComponentRow"]] = relationship(
        order_by="ComponentRow.position", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def dossier_id(self) -> str:
        return self.id


Index("one_provisional_code", DossierRow.provisional_code, unique=True)


class ComponentRow(Row):
    __tablename__ = "dossier_components"
    topic = Topic.DOSSIERS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    copies: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    required: Mapped[bool]


class PaperRow(Row):
    __tablename__ = "papers"
    topic = Topic.PAPERS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), index=True)
    component_id: Mapped[str] = mapped_column(String(32))
    batch_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The scan it was built from, so that a repeated build makes one paper."""
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    pages: Mapped[int]
    dpi: Mapped[int]
    original_sha256: Mapped[str] = mapped_column(String(64))
    original_bytes: Mapped[int]
    signed_sha256: Mapped[str] = mapped_column(String(64), default="")
    signed_bytes: Mapped[int] = mapped_column(default=0)
    signature: Mapped[dict[str, Any] | None]
    words: Mapped[str] = mapped_column(default="", server_default="")
    """By which its dossier is found (``app.domain.search_words``)."""
    created_at: Mapped[datetime]

    goal: Mapped["LevelGoalRow | None"] = relationship(
        cascade="all, delete-orphan", lazy="selectin", passive_deletes=True
    )


class LevelGoalRow(Row):
    """Papers whose signature could not be had at the wanted level at once, and archived ones."""

    __tablename__ = "level_goals"
    topic = Topic.PAPERS

    paper_id: Mapped[str] = mapped_column(
        ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True
    )
    dossier_id: Mapped[str] = mapped_column(String(32))
    wanted: Mapped[str] = mapped_column(String(5))
    reason: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(index=True)
    raised_sha256: Mapped[str] = mapped_column(String(64), default="")
    raised_bytes: Mapped[int] = mapped_column(default=0)
    raised_level: Mapped[str] = mapped_column(String(5), default="")
    archived_until: Mapped[datetime | None] = mapped_column(index=True)


class StampPlaceRow(Row):
    """``app.domain.place_template.PlaceTemplate`` by procedure, component and profile."""

    __tablename__ = "stamp_places"
    topic = Topic.STAMP_PLACES

    procedure_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    component_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Empty for all papers of the procedure."""
    profile: Mapped[str] = mapped_column(String(20), primary_key=True)
    page: Mapped[int]
    corner: Mapped[str] = mapped_column(String(12))
    across: Mapped[float]
    down: Mapped[float]
    width: Mapped[float]


class BatchRow(Row):
    __tablename__ = "scan_batches"
    topic = Topic.SCANS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str]
    state: Mapped[str] = mapped_column(String(12), index=True)
    started_at: Mapped[datetime]
    dossier_id: Mapped[str] = mapped_column(String(32), default="")
    component_id: Mapped[str] = mapped_column(String(32), default="")
    split_from: Mapped[str] = mapped_column(String(32), default="", server_default="")

    pages: Mapped[list["PageRow"]] = relationship(
        order_by="PageRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class PageRow(Row):
    __tablename__ = "scan_pages"
    topic = Topic.SCANS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("scan_batches.id"), index=True)
    position: Mapped[int]
    """Grows through all parts of a stack, so that they can be put together again."""
    folder: Mapped[str] = mapped_column(String(32), index=True, server_default="")
    file: Mapped[str]
    width_px: Mapped[int]
    height_px: Mapped[int]
    dpi: Mapped[int]
    rotation: Mapped[int] = mapped_column(default=0)
    turned: Mapped[bool] = mapped_column(default=False, server_default="0")
    removed: Mapped[bool] = mapped_column(default=False)
    look: Mapped[str] = mapped_column(default="", server_default="")
    cleaned: Mapped[bool] = mapped_column(default=True, server_default="1")
    text: Mapped[str] = mapped_column(default="", server_default="")


class OutboxRow(Row):
    __tablename__ = "outbox"
    topic = Topic.OUTBOX

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))
    kind: Mapped[str] = mapped_column(String(30))
    payload: Mapped[dict[str, Any]] = mapped_column(ReadableJson)
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None] = mapped_column(ReadableMoment)
    last_error: Mapped[str] = mapped_column(default="")
    last_error_facts: Mapped[dict[str, Any]] = mapped_column(ReadableJson, default=dict)
    upload_url: Mapped[str] = mapped_column(default="")
    sent_bytes: Mapped[int] = mapped_column(default=0)
    receipt: Mapped[dict[str, Any]] = mapped_column(ReadableJson, default=dict)
    delivered_at: Mapped[datetime | None] = mapped_column(ReadableMoment)
    confirmed_at: Mapped[datetime | None] = mapped_column(ReadableMoment)


Index("outbox_due", OutboxRow.state, OutboxRow.next_attempt_at)
Index("outbox_of_dossier", OutboxRow.dossier_id, OutboxRow.state, OutboxRow.kind)
Index("outbox_failing", OutboxRow.id, sqlite_where=text(FAILING))


class AttemptRow(Row):
    __tablename__ = "attempts"
    topic = Topic.OUTBOX

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")


class FactRow(Row):
    """Single values: the signed-in officer, the news cursor, why the queue halts."""

    __tablename__ = "facts"
    topic = Topic.QUEUE

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, Any]]


class RegisterRow(Row):
    """One number of a register (app.domain.register), given once and for all."""

    __tablename__ = "register"
    topic = Topic.REGISTER

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    book: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    series: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    symbol: Mapped[str] = mapped_column(String(30))
    day: Mapped[date]
    subject: Mapped[str]
    signer: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(10))
    written_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")


Index(
    "no_number_twice",
    RegisterRow.book, RegisterRow.year, RegisterRow.series, RegisterRow.number,
    unique=True,
)  # fmt: skip
