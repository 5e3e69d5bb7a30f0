"""The queue as an officer reads it: one row a dossier, its deliveries as steps; no Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from app.domain.collision import Collision
from app.domain.folding import matches
from app.domain.parts_of_acts import act_of
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.errors import AppError, Code
from ui.messages import Message, message
from ui.status_text import moment
from ui.sync_screen.act_words import name_of
from ui.sync_screen.collision_words import changes_text
from ui.theme import Tone


class Group(Enum):
    """How a dossier stands with the province; also the tabs of the screen."""

    UNCONFIRMED = "unconfirmed"
    OPEN = "open"
    REFUSED = "refused"
    DELIVERED = "delivered"


ExportedAt = Mapping[str, datetime]
NOTHING: ExportedAt = {}
_MET = "Có người vừa xử lý"
_WAY_OUT = "Bấm Rút lại để bỏ việc “{}” cùng các tệp của nó, rồi làm lại việc đó với tệp khác."
_NONE: Mapping[int, Collision] = {}
_ORDER = (Group.UNCONFIRMED, Group.REFUSED, Group.OPEN, Group.DELIVERED)


@dataclass(frozen=True)
class Step:
    """One delivery of a dossier."""

    item_id: int
    name: str
    state: str
    tone: Tone
    detail: str
    """Receipt with SHA-256, progress, or the time of the next try."""
    trouble: Message | None
    """Why it failed or was refused, and what to do."""
    unconfirmed: bool = False
    """Whether the officer is asked if it is still meant."""
    collided: bool = False
    """Whether somebody else acted on the dossier meanwhile."""
    refused_act: int | None = None
    """The act that may be left undone, because the province refused it or this file of it."""


@dataclass(frozen=True)
class QueueRow:
    dossier_id: str
    code: str
    """The province's code once it gave one, else the provisional one."""
    applicant: str
    state: str
    tone: Tone
    group: Group
    changed_at: datetime
    receipt_number: str
    """Empty until the province acknowledged the dossier."""
    steps: tuple[Step, ...]
    collisions: tuple[Collision, ...] = ()
    """Those that wait for the officer's answer."""

    @property
    def retryable(self) -> tuple[int, ...]:
        """Items that may be sent again."""
        return tuple(
            step.item_id for step in self.steps if step.trouble is not None and not step.collided
        )

    @property
    def unconfirmed(self) -> tuple[int, ...]:
        """Acts about which the officer is asked again."""
        return tuple(step.item_id for step in self.steps if step.unconfirmed)

    @property
    def collided(self) -> tuple[int, ...]:
        """Acts that met what somebody else did meanwhile."""
        return tuple(step.item_id for step in self.steps if step.collided)

    @property
    def refused_acts(self) -> tuple[int, ...]:
        """Acts that may be left undone, those that met somebody else's among them."""
        found = (step.refused_act for step in self.steps if step.refused_act is not None)
        return tuple(dict.fromkeys(found))


def queue_rows(
    items: Iterable[OutboxItem],
    now: datetime,
    exported: ExportedAt = NOTHING,
    collisions: Mapping[int, Collision] = _NONE,
) -> tuple[QueueRow, ...]:
    """Dossiers: those with a question to the officer first, then refused ones, then those under
    way, each group newest first. ``exported``: when an act left in a package, by its key;
    ``collisions`` by item.
    """
    by_dossier: dict[str, list[OutboxItem]] = {}
    for item in items:
        if item.state is not OutboxState.WITHDRAWN:
            by_dossier.setdefault(item.dossier_id, []).append(item)
    rows = [
        _row(sorted(group, key=lambda each: each.id), now, exported, collisions)
        for group in by_dossier.values()
    ]
    newest = sorted(rows, key=lambda row: row.changed_at, reverse=True)
    return tuple(sorted(newest, key=lambda row: _ORDER.index(row.group)))


def wanted(rows: Iterable[QueueRow], group: Group | None, query: str) -> tuple[QueueRow, ...]:
    """Rows of ``group`` (all if None) with the words of ``query`` in code, applicant or receipt."""
    return tuple(
        row
        for row in rows
        if (group is None or row.group is group)
        and matches(query, row.code, row.applicant, row.receipt_number)
    )


def _row(
    items: list[OutboxItem],
    now: datetime,
    exported: ExportedAt,
    collisions: Mapping[int, Collision],
) -> QueueRow:
    act = next((item for item in items if item.kind is OutboxKind.RECEIVE_DOSSIER), None)
    told: Mapping[str, Any] = act.payload if act else {}
    receipt: Mapping[str, Any] = act.receipt if act else {}
    collided = [
        item for item in items if item.state is OutboxState.REFUSED and item.id in collisions
    ]
    state, tone, group = _standing(items, now, exported)
    if collided and group is Group.REFUSED:
        state, tone = _MET, Tone.WARN
    return QueueRow(
        dossier_id=items[0].dossier_id,
        code=receipt.get("dossier_code") or told.get("provisional_code") or _number_of(items),
        applicant=told.get("applicant", {}).get("full_name", ""),
        state=state,
        tone=tone,
        group=group,
        changed_at=max(item.delivered_at or item.created_at for item in items),
        receipt_number=receipt.get("receipt_number", ""),
        steps=tuple(
            _met(_step(item, items, now, exported.get(item.key)), collisions[item.id], now)
            if item in collided
            else _step(item, items, now, exported.get(item.key))
            for item in items
        ),
        collisions=tuple(collisions[item.id] for item in collided),
    )


def _number_of(items: list[OutboxItem]) -> str:
    """The province's number of a dossier that was filed elsewhere, as its acts name it."""
    return next(filter(None, (str(item.payload.get("dossier_code") or "") for item in items)), "")


def _standing(
    items: list[OutboxItem], now: datetime, exported: ExportedAt
) -> tuple[str, Tone, Group]:
    states = {item.state for item in items}
    if OutboxState.UNCONFIRMED in states:
        return "Chờ xác nhận lại", Tone.WARN, Group.UNCONFIRMED
    if OutboxState.REFUSED in states:
        return "Tỉnh từ chối", Tone.BAD, Group.REFUSED
    if OutboxState.SENDING in states:
        return "Đang gửi", Tone.INFO, Group.OPEN
    failed = [item for item in items if item.state is OutboxState.WAITING and item.last_error]
    if failed:
        return _next_try(failed[0], now), Tone.WARN, Group.OPEN
    if states == {OutboxState.DELIVERED}:
        return "Tỉnh đã nhận", Tone.OK, Group.DELIVERED
    return _waiting(items, exported), Tone.NEUTRAL, Group.OPEN


def _waiting(items: list[OutboxItem], exported: ExportedAt) -> str:
    if any(item.key in exported for item in items if item.state is OutboxState.WAITING):
        return "Đã xuất gói"
    done = sum(item.state is OutboxState.DELIVERED for item in items)
    return f"Chờ gửi ({done}/{len(items)} xong)" if done else "Chờ gửi"


def _step(
    item: OutboxItem, items: list[OutboxItem], now: datetime, exported: datetime | None
) -> Step:
    """``items`` are those of its dossier, in order of delivery."""
    trouble, act = _trouble(item), act_of(item, items)
    if item.state is not OutboxState.REFUSED or (act and act.kind is not OutboxKind.ACT):
        act = None
    match item.state:
        case OutboxState.DELIVERED:
            state, tone, detail = "Tỉnh đã nhận", Tone.OK, _receipt(item, now)
        case OutboxState.REFUSED:
            state, tone, detail = "Tỉnh từ chối", Tone.BAD, _tried(item)
            if act is not None and act is not item:
                detail = "\n".join(filter(None, (detail, _WAY_OUT.format(name_of(act)))))
        case OutboxState.SENDING:
            state, tone, detail = "Đang gửi", Tone.INFO, _sent(item)
        case OutboxState.UNCONFIRMED:
            state, tone, detail = "Chờ xác nhận lại", Tone.WARN, _question(item, now)
        case _ if item.last_error:
            state, tone, detail = _next_try(item, now), Tone.WARN, _tried(item)
        case _:
            state, tone, detail = "Chờ gửi", Tone.NEUTRAL, _out(exported, now)
    return Step(
        item.id, name_of(item), state, tone, detail, trouble,
        unconfirmed=item.state is OutboxState.UNCONFIRMED,
        refused_act=act.id if act else None,
    )  # fmt: skip


def _out(exported: datetime | None, now: datetime) -> str:
    """That an act lies in a package as well."""
    if exported is None:
        return ""
    return f"Đã xuất gói lúc {moment(exported, now)}. Có mạng thì vẫn tự gửi, không bị trùng."


def _met(step: Step, collision: Collision, now: datetime) -> Step:
    told = changes_text(collision, now)
    return replace(step, state=_MET, tone=Tone.WARN, detail=told, collided=True)


def _question(item: OutboxItem, now: datetime) -> str:
    """Why the officer is asked about an act again."""
    asked = f"Việc này chờ gửi từ {moment(item.wanted_since, now)} và không hoàn tác được."
    if item.last_error == Code.CLOCK_DOUBTED or item.wanted_since > now:
        asked = (
            "Việc này không hoàn tác được. Đồng hồ của máy đã bị chỉnh lùi nên không rõ việc này "
            "đã chờ bao lâu."
        )
    asked += " Nếu vẫn đúng, bấm Xác nhận gửi; nếu không, bấm Rút lại."
    if not item.attempts:
        return asked
    return f"{asked}\nLần gửi trước chưa rõ trả lời, tỉnh có thể đã nhận."


def _trouble(item: OutboxItem) -> Message | None:
    if not item.last_error or item.state in (OutboxState.DELIVERED, OutboxState.UNCONFIRMED):
        return None
    known = item.last_error in set(Code)
    code = Code(item.last_error) if known else Code.UNEXPECTED
    return message(AppError(code, **item.last_error_facts))


def _next_try(item: OutboxItem, now: datetime) -> str:
    if item.next_attempt_at is None or item.next_attempt_at <= now:
        return "Sắp gửi lại"
    return f"Gửi lại lúc {moment(item.next_attempt_at, now)}"


def _sent(item: OutboxItem) -> str:
    total = int(item.payload.get("bytes", 0))
    if item.kind is not OutboxKind.UPLOAD or not total:
        return ""
    return f"Tỉnh đã nhận {item.sent_bytes * 100 // total} % của tệp"


def _receipt(item: OutboxItem, now: datetime) -> str:
    """Number or SHA-256 as the province acknowledged it, when, and after how many attempts."""
    when = f"lúc {moment(item.delivered_at, now)}" if item.delivered_at else ""
    attempts = f"gửi {item.attempts} lần" if item.attempts else ""
    told = ", ".join(filter(None, (f"Xác nhận {when}".strip(), attempts)))
    if item.kind is not OutboxKind.UPLOAD:
        return f"Biên nhận số {item.receipt.get('receipt_number', '')}\n{told}"
    sha256 = str(item.receipt.get("sha256", ""))
    same = sha256 == item.payload.get("sha256")
    name = "SHA-256 (khớp tệp trên máy này)" if same else "SHA-256"
    # In two lines: without a space it would not wrap.
    return f"{told}\n{name}\n{sha256[:32]}\n{sha256[32:]}".strip()


def _tried(item: OutboxItem) -> str:
    """How far it is after attempts that failed."""
    attempts = f"Đã thử {item.attempts} lần" if item.attempts else ""
    return ". ".join(filter(None, (attempts, _sent(item))))
