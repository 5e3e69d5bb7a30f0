"""``quay queue`` and ``quay sync``: what waits for the province, and delivering it now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, error_of, said_in_vietnamese, told
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.domain.paper import Paper, PaperId
from app.domain.submission import OutboxItem, OutboxState, QueueCounts, QueueHalt
from app.errors import AppError, Code

queue_app = typer.Typer(
    cls=VietnameseGroup, no_args_is_help=True, rich_markup_mode=None, help="Hàng đợi gửi về tỉnh."
)

_STATES = {
    OutboxState.WAITING: "Chờ gửi",
    OutboxState.SENDING: "Đang gửi, chưa rõ trả lời",
    OutboxState.DELIVERED: "Tỉnh đã nhận",
    OutboxState.REFUSED: "Tỉnh từ chối",
    OutboxState.WITHDRAWN: "Đã rút lại hoặc thay bằng lần gửi sau",
    OutboxState.UNCONFIRMED: "Chờ xác nhận lại",
}
_UNCONFIRMED = (
    "{} việc không hoàn tác được chờ xác nhận lại: gõ quay queue list để xem,"
    " rồi quay queue confirm hoặc quay queue withdraw."
)
_QUIET = "Tỉnh đang quá tải và hẹn nhận lại từ {}: chạy lại quay sync từ lúc đó."
_OF_ACCOUNT = "{} việc của tài khoản {}: đăng nhập bằng tài khoản đó để gửi."
_OF_UNIT = "{} việc của đơn vị {}: cán bộ của đơn vị đó đăng nhập để gửi."
_STOP_SECONDS = 3.0
_HALTS = {
    QueueHalt.NONE: "",
    QueueHalt.PAUSED: "Hàng đợi đang tạm dừng, gõ quay queue resume để gửi tiếp.",
    QueueHalt.SIGN_IN: "Hàng đợi chờ đăng nhập lại: gõ quay sign-in.",
    QueueHalt.DISK: "Hàng đợi dừng vì ổ đĩa đầy, tự chạy tiếp khi còn chỗ.",
}


@queue_app.command("list", cls=VietnameseCommand)
@said_in_vietnamese
def list_items(as_json: JsonFlag = False) -> None:
    """Liệt kê mọi việc gửi về tỉnh và trạng thái thật của từng việc."""
    from app.paths import default_profile
    from app.secrets import ProfileKey
    from app.store.store import Store
    from ui.paper_texts import level_text

    profile = default_profile()
    profile.make()
    # Reading needs no lock: the list may be asked for while the window is open.
    store = Store(profile.database, profile.backups, ProfileKey(profile).load())
    with store.read() as work:
        items, halt = work.outbox.for_officer(), work.outbox.halt()
        codes = {each.dossier_id: work.dossiers.get(each.dossier_id).shown_code for each in items}
        below = [work.papers.get(PaperId(goal.paper_id)) for goal in work.level_goals.open()]
    store.close()
    value = {
        "halt": halt.value,
        "items": [_json(item, codes[item.dossier_id]) for item in items],
        "levels": [_level_json(paper) for paper in below],
    }
    lines = [f"{codes[item.dossier_id]}  {_line(item)}" for item in items]
    Output(as_json).result(
        value,
        *(lines or ["Hàng đợi trống."]),
        *(f"{paper.title}: {level_text(paper)}" for paper in below),
        *filter(None, [_HALTS[halt]]),
    )


@queue_app.command("pause", cls=VietnameseCommand)
@said_in_vietnamese
def pause(as_json: JsonFlag = False) -> None:
    """Tạm dừng gửi; không có gì bị mất."""
    from app.operations.queue_control import pause_queue

    with _counter() as counter:
        pause_queue(store=counter.store)
    Output(as_json).result({"halt": "paused"}, "Đã tạm dừng hàng đợi.")


@queue_app.command("resume", cls=VietnameseCommand)
@said_in_vietnamese
def resume(as_json: JsonFlag = False) -> None:
    """Gửi tiếp."""
    from app.operations.queue_control import resume_queue

    with _counter() as counter:
        resume_queue(store=counter.store, now=counter.now())
    Output(as_json).result({"halt": "none"}, "Hàng đợi chạy tiếp.")


@queue_app.command("retry", cls=VietnameseCommand)
@said_in_vietnamese
def retry(
    item: Annotated[int, typer.Argument(help="Số thứ tự của việc cần gửi lại.")],
    as_json: JsonFlag = False,
) -> None:
    """Gửi lại một việc ngay, vẫn với mã chống gửi trùng cũ."""
    from app.operations.queue_control import retry_item

    with _counter() as counter:
        known = _known(counter, item)
        if known.state in (OutboxState.DELIVERED, OutboxState.WITHDRAWN):
            raise AppError(Code.QUEUE_ITEM_DONE, item=item)
        if known.state is OutboxState.UNCONFIRMED:
            raise AppError(Code.QUEUE_ITEM_UNCONFIRMED, item=item)
        retry_item(store=counter.store, item_id=item)
    Output(as_json).result({"item": item}, f"Việc {item} sẽ được gửi lại.")


@queue_app.command("confirm", cls=VietnameseCommand)
@said_in_vietnamese
def confirm(
    item: Annotated[int, typer.Argument(help="Số thứ tự của việc đang chờ xác nhận lại.")],
    as_json: JsonFlag = False,
) -> None:
    """Vẫn gửi một việc không hoàn tác được và đang chờ xác nhận lại."""
    from app.operations.queue_control import confirm_act

    with _counter() as counter:
        _require_unconfirmed(counter, item)
        confirm_act(store=counter.store, item_id=item, now=counter.now())
    Output(as_json).result({"item": item}, f"Việc {item} sẽ được gửi.")


@queue_app.command("withdraw", cls=VietnameseCommand)
@said_in_vietnamese
def withdraw(
    item: Annotated[int, typer.Argument(help="Số thứ tự của việc cần rút lại.")],
    as_json: JsonFlag = False,
) -> None:
    """Không gửi nữa một việc đã chờ lâu, bị tỉnh từ chối (cả khi chỉ một tệp của việc bị từ chối)
    hoặc gặp thay đổi của người khác.
    """
    from app.operations.queue_control import take_back_act, withdraw_act

    with _counter() as counter:
        if _known(counter, item).state is OutboxState.UNCONFIRMED:
            take_back_act(store=counter.store, item_id=item)
        else:
            withdraw_act(store=counter.store, item_id=item)
    Output(as_json).result({"item": item}, f"Đã rút lại việc {item}.")


@queue_app.command("resend", cls=VietnameseCommand)
@said_in_vietnamese
def resend(
    item: Annotated[int, typer.Argument(help="Số thứ tự của việc gặp thay đổi của người khác.")],
    as_json: JsonFlag = False,
) -> None:
    """Gửi lại một việc theo tình trạng mới của hồ sơ."""
    from app.operations.queue_control import resend_act

    with _counter() as counter:
        _known(counter, item)
        resend_act(store=counter.store, item_id=item)
    Output(as_json).result({"item": item}, f"Việc {item} sẽ được gửi theo tình trạng mới.")


@said_in_vietnamese
def sync(
    seconds: Annotated[float, typer.Option(min=1, help="Thời gian gửi nhiều nhất.")] = 60,
    as_json: JsonFlag = False,
) -> None:
    """Gửi hết hàng đợi về tỉnh và lấy tin mới về."""
    output = Output(as_json)
    with _counter() as counter:
        daemon = counter.make_daemon()
        with output.progress("Đang đồng bộ", None):
            finished = daemon.drain(seconds)
        daemon.stop(_STOP_SECONDS)
        now = counter.now()
        with counter.store.read() as work:
            counts, others = work.outbox.counts(), work.outbox.for_others(now)
    state = daemon.state
    halted = {QueueHalt.SIGN_IN: Code.SIGN_IN_REQUIRED, QueueHalt.DISK: Code.DISK_FULL}
    fault = state.last_error or halted.get(state.halt, "")
    left = counts.waiting + counts.sending
    until = state.quiet_until if state.quiet_until and state.quiet_until > now else None
    value = {
        "finished": finished,
        "line": state.line.value,
        "halt": state.halt.value,
        "quiet_until": until.isoformat() if until else None,
        **error_of(fault, {"reference": state.reference}),
        "waiting": left,
        "refused": counts.refused,
        "unconfirmed": counts.unconfirmed,
        "delivered": counts.delivered,
        "for_others": [{"account": a, "unit": u, "items": n} for (a, u), n in others.items()],
    }
    output.result(
        value,
        f"Tỉnh đã nhận {counts.delivered}, còn chờ {left}, bị từ chối {counts.refused}.",
        *_what_is_left(counts, others, until, now),
        *filter(None, [_HALTS[state.halt]]),
        *told(value),
    )
    if not finished or counts.refused or counts.unconfirmed or fault:
        raise typer.Exit(1)


def _what_is_left(
    counts: QueueCounts,
    others: Mapping[tuple[str, str], int],
    quiet_until: datetime | None,
    now: datetime,
) -> Iterator[str]:
    """Why and for whom, without the names of applicants."""
    from ui.status_text import moment

    if counts.unconfirmed:
        yield _UNCONFIRMED.format(counts.unconfirmed)
    for (account, unit), items in others.items():
        yield _OF_ACCOUNT.format(items, account) if account else _OF_UNIT.format(items, unit)
    if quiet_until is not None:
        yield _QUIET.format(moment(quiet_until, now))


def _known(counter: Any, item: int) -> OutboxItem:
    with counter.store.read() as work:
        found: OutboxItem | None = work.outbox.find(item)
    if found is None:
        raise AppError(Code.QUEUE_ITEM_UNKNOWN, item=item)
    return found


def _require_unconfirmed(counter: Any, item: int) -> None:
    if _known(counter, item).state is not OutboxState.UNCONFIRMED:
        raise AppError(Code.QUEUE_ITEM_NOT_ASKED, item=item)


def _counter() -> Any:
    from app.counter import Counter
    from app.paths import default_profile

    return Counter(default_profile())


def _json(item: OutboxItem, dossier: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "dossier": dossier,
        "kind": item.kind.value,
        "state": item.state.value,
        "attempts": item.attempts,
        "sha256": item.payload.get("sha256", ""),
        **error_of(item.last_error, item.last_error_facts),
        "next_attempt_at": item.next_attempt_at.isoformat() if item.next_attempt_at else None,
        "receipt": item.receipt,
    }


def _level_json(paper: Paper) -> dict[str, Any]:
    """A paper whose signature is below the level that was wanted."""
    goal, facts = paper.goal, paper.signature
    assert goal is not None  # noqa: S101 (the paper was found by it)
    raised = goal.raised
    return {
        "paper": paper.title,
        "dossier": paper.dossier_id,
        "level": facts.level if facts else "",
        "wanted": goal.wanted,
        "attempts": goal.attempts,
        "next_attempt_at": goal.next_attempt_at.isoformat() if goal.next_attempt_at else None,
        "archived_until": goal.archived_until.isoformat() if goal.archived_until else None,
        "kept_beside": {"level": raised.level, "sha256": raised.sha256} if raised else None,
        **error_of(goal.reason, goal.facts),
    }


def _line(item: OutboxItem) -> str:
    from ui.sync_screen.act_words import name_of

    parts = (str(item.id), name_of(item), _STATES[item.state])
    trouble = [] if item.state is OutboxState.DELIVERED else told(_json(item, ""))
    return "\n".join(["  ".join(filter(None, parts)), *(f"    {line}" for line in trouble)])
