"""Two counters of a unit, one dossier: nobody's work is lost, and both are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.dossier import DossierId, DossierState
from app.domain.officer import Officer, Role
from app.domain.submission import OutboxItem, OutboxState
from app.errors import AppError, Code
from app.operations.queue_act import queue_act
from app.operations.queue_control import resend_act, take_back_act, withdraw_act
from app.store.news import DossierNews
from sync.change_feed import fetch_news
from sync.contract import TokenAnswer
from sync.password_sign_in import sign_in_with_password
from tests.sync.conftest import ACCOUNT, PASSWORD, SPECIALIST, Desk, Site
from tests.sync.fault_proxy import Asked, Fault, problem

TO_CHECK = {"to": "checking", "handled_by": "Phòng Tư pháp"}
SUPPLEMENT = {"reason": "Thiếu giấy xác nhận tình trạng hôn nhân"}


@dataclass
class OtherDesk(Desk):
    def sign_in_answer(self) -> TokenAnswer:
        return sign_in_with_password(self.site.url, account=SPECIALIST, password=PASSWORD)


def remember(desk: Desk) -> None:
    """Who is signed in, as ``app.operations.sign_in`` does."""
    told = desk.province.me()
    with desk.store.write() as work:
        work.facts.set_officer(
            Officer(
                account=told.account,
                full_name=told.full_name,
                identity_number="",
                unit_code=told.unit_code,
                unit_name=told.unit_name,
                department=told.department,
                role=Role.COUNTER,
                certificate_serial="",
            )
        )


@pytest.fixture
def other(tmp_path: Path, site: Site) -> Iterator[Desk]:
    folder = tmp_path / "other"
    folder.mkdir()
    opened = OtherDesk(folder, site)
    remember(opened)
    yield opened
    opened.close()


@pytest.fixture
def ours(desk: Desk) -> DossierId:
    remember(desk)
    dossier_id = desk.receive()
    deliver(desk)
    return dossier_id


def deliver(desk: Desk) -> None:
    for _ in range(20):
        if desk.deliverer().deliver_next().outcome is None:
            return
    raise AssertionError("there is no end to it")


def news(desk: Desk) -> None:
    fetch_news(store=desk.store, province=desk.province, now=desk.now)


def act(desk: Desk, dossier: DossierId, kind: str, **content: object) -> OutboxItem:
    return queue_act(
        store=desk.store, dossier_id=dossier, kind=kind, content=content, now=desk.now()
    )


def state(desk: Desk, item: OutboxItem) -> OutboxState:
    with desk.store.read() as work:
        return work.outbox.get(item.id).state


def code_of(desk: Desk, dossier: DossierId) -> str:
    with desk.store.read() as work:
        return work.dossiers.get(dossier).code


def collide(desk: Desk, other: Desk, ours: DossierId) -> OutboxItem:
    """The other hands the dossier over while ours waits with a request for more papers."""
    news(other)
    queued = act(desk, ours, "request_supplement", **SUPPLEMENT)
    act(other, ours, "hand_over", **TO_CHECK)
    deliver(other)
    return queued


def test_a_chain_made_without_a_line_goes_through(desk: Desk) -> None:
    remember(desk)
    dossier = desk.receive()
    first = act(desk, dossier, "hand_over", **TO_CHECK)
    second = act(desk, dossier, "give_opinion", opinion="Đủ điều kiện giải quyết")
    assert [item.payload["expected_version"] for item in (first, second)] == [1, 2]
    deliver(desk)
    assert [state(desk, item) for item in (first, second)] == [OutboxState.DELIVERED] * 2
    news(desk)
    with desk.store.read() as work:
        known = work.dossiers.get(dossier)
        assert (known.state, known.version) == (DossierState.CHECKING, 3)
        assert work.collisions.expected_version(dossier) == 3
        assert work.collisions.open() == {}


def test_both_versions_are_kept_and_the_officer_is_told(
    desk: Desk, other: Desk, ours: DossierId
) -> None:
    queued = collide(desk, other, ours)
    deliver(desk)
    assert state(desk, queued) is OutboxState.REFUSED
    with desk.store.read() as work:
        met = work.collisions.open()[queued.id]
        item = work.outbox.get(queued.id)
    assert met.act == queued.payload
    assert (met.version, met.state) == (2, "checking")
    assert [(each.act, each.handled_by) for each in met.changes] == [("hand_over", "Phòng Tư pháp")]
    assert met.changes[0].full_name == other.province.me().full_name
    assert item.last_error_facts["problem"] == "changed_meanwhile"


def test_news_tell_before_anything_is_sent(desk: Desk, other: Desk, ours: DossierId) -> None:
    queued = collide(desk, other, ours)
    news(desk)
    assert state(desk, queued) is OutboxState.REFUSED
    with desk.store.read() as work:
        met = work.collisions.open()[queued.id]
        assert work.outbox.get(queued.id).attempts == 0
        assert work.dossiers.get(ours).state is DossierState.CHECKING
    assert [each.full_name for each in met.changes] == [other.province.me().full_name]


def test_sent_again_as_the_dossier_stands_now(desk: Desk, other: Desk, ours: DossierId) -> None:
    queued = collide(desk, other, ours)
    after = act(desk, ours, "give_opinion", opinion="Đã gọi điện cho người nộp")
    deliver(desk)
    assert [state(desk, each) for each in (queued, after)] == [
        OutboxState.REFUSED,
        OutboxState.WAITING,
    ]
    resend_act(store=desk.store, item_id=queued.id)
    deliver(desk)
    assert [state(desk, each) for each in (queued, after)] == [OutboxState.DELIVERED] * 2
    told = desk.province.timeline(code_of(desk, ours))
    assert [step.act for step in told.steps] == [
        "receive_dossier", "hand_over", "request_supplement", "give_opinion",
    ]  # fmt: skip
    with desk.store.read() as work:
        assert work.collisions.open() == {}


def test_taken_back_it_is_never_sent(desk: Desk, other: Desk, ours: DossierId) -> None:
    queued = collide(desk, other, ours)
    deliver(desk)
    withdraw_act(store=desk.store, item_id=queued.id)
    deliver(desk)
    assert state(desk, queued) is OutboxState.WITHDRAWN
    assert desk.province.detail(code_of(desk, ours)).dossier.state == "checking"
    with pytest.raises(AppError) as caught:
        resend_act(store=desk.store, item_id=queued.id)
    assert caught.value.code is Code.QUEUE_ITEM_NOT_ASKED


def infected(asked: Asked) -> Fault | bytes:
    return problem(422, "infected", "Tệp có mã độc") if "/uploads" in asked.path else Fault.NONE


@pytest.mark.parametrize(
    ("size", "plan"), [(6_300_000, lambda _: Fault.NONE), (2_000, infected)], ids=["big", "virus"]
)
@pytest.mark.parametrize("by_file", [True, False])
def test_an_act_whose_file_is_refused_can_be_left_undone_and_done_anew(
    desk: Desk, ours: DossierId, size: int, plan: Callable[[Asked], Fault | bytes], *, by_file: bool
) -> None:
    form, other = desk._keep(size), desk._keep(1_000)
    desk.site.proxy.plan = plan
    request = act(desk, ours, "request_supplement", form=form, **SUPPLEMENT)
    after = act(desk, ours, "give_opinion", opinion="Đã gọi điện cho người nộp")
    deliver(desk)
    desk.wait_out()
    deliver(desk)  # a server that refuses while the bytes come is understood the second time
    desk.site.proxy.plan = lambda _: Fault.NONE
    with desk.store.read() as work:
        (file,) = (each for each in work.outbox.of_dossier(ours) if each.id == request.id - 1)
    assert (file.state, file.last_error) == (OutboxState.REFUSED, Code.PROVINCE_REFUSED)
    assert state(desk, after) is OutboxState.WAITING

    withdraw_act(store=desk.store, item_id=file.id if by_file else request.id)
    again = act(desk, ours, "request_supplement", form=other, **SUPPLEMENT)
    deliver(desk)

    assert [state(desk, each) for each in (file, request, after, again)] == [
        OutboxState.WITHDRAWN, OutboxState.WITHDRAWN, OutboxState.DELIVERED, OutboxState.DELIVERED,
    ]  # fmt: skip
    told = desk.province.timeline(code_of(desk, ours))
    assert [step.act for step in told.steps] == [
        "receive_dossier", "give_opinion", "request_supplement",
    ]  # fmt: skip
    with pytest.raises(AppError) as caught:
        withdraw_act(store=desk.store, item_id=file.id)
    assert caught.value.code is Code.QUEUE_ITEM_NOT_ASKED


def test_a_dangerous_act_taken_back_leaves_no_gap(desk: Desk, ours: DossierId) -> None:
    """The act after it would meet a change that nobody made."""
    desk.ahead -= timedelta(hours=48)
    cancelled = act(desk, ours, "cancel", reason="Người nộp xin rút")
    desk.ahead += timedelta(hours=48)
    after = act(desk, ours, "give_opinion", opinion="Người nộp không rút nữa")
    deliver(desk)
    assert state(desk, cancelled) is OutboxState.UNCONFIRMED
    take_back_act(store=desk.store, item_id=cancelled.id)
    deliver(desk)
    assert state(desk, after) is OutboxState.DELIVERED


def test_ones_own_news_are_no_collision(desk: Desk, ours: DossierId) -> None:
    """The answer to the first act is lost; its news come before the receipt."""
    first = act(desk, ours, "hand_over", **TO_CHECK)
    second = act(desk, ours, "give_opinion", opinion="Đủ điều kiện giải quyết")
    with desk.store.write() as work:
        begun = work.outbox.begin_attempt(first.id, desk.now())
    desk.deliverer().carrier.carry(begun, desk.province)
    news(desk)
    assert [state(desk, each) for each in (first, second)] == [
        OutboxState.SENDING,
        OutboxState.WAITING,
    ]
    deliver(desk)
    assert [state(desk, each) for each in (first, second)] == [OutboxState.DELIVERED] * 2


def test_a_page_applied_twice_changes_nothing(desk: Desk, other: Desk, ours: DossierId) -> None:
    news(other)
    act(other, ours, "hand_over", **TO_CHECK)
    deliver(other)
    news(desk)
    with desk.store.read() as work:
        before, counts = work.dossiers.get(ours), work.dossiers.counts()
    for _ in range(2):
        with desk.store.write() as work:
            work.news.apply((), 0, desk.now() + timedelta(days=1))
        news(desk)
        with desk.store.read() as work:
            assert (work.dossiers.get(ours), work.dossiers.counts()) == (before, counts)


def test_older_news_do_not_set_a_dossier_back(desk: Desk, ours: DossierId) -> None:
    act(desk, ours, "hand_over", **TO_CHECK)
    deliver(desk)
    news(desk)
    with desk.store.read() as work:
        known = work.dossiers.get(ours)
        cursor = work.news.cursor()
    older = DossierNews(
        dossier_id=ours,
        code=known.code,
        state=DossierState.RECEIVED,
        procedure_code=known.procedure_code,
        procedure_name=known.procedure_name,
        applicant_name=known.applicant.full_name,
        handled_by="",
        received_at=known.received_at,
        due_at=known.due_at,
        version=1,
    )
    with desk.store.write() as work:
        work.news.apply((older,), cursor, desk.now())
    with desk.store.read() as work:
        assert work.dossiers.get(ours) == known


def test_the_other_counter_is_another_officer(desk: Desk, other: Desk) -> None:
    assert (desk.province.me().account, other.province.me().account) == (ACCOUNT, SPECIALIST)
