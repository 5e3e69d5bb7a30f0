"""News of dossiers and procedures, from the province's feed into the store."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import requests

from app.domain.dossier import DossierId, DossierState
from app.errors import AppError, Code
from sync.change_feed import fetch_news
from sync.contract import API, ChangePage
from sync.password_sign_in import sign_in_with_password
from tests.sync.conftest import PASSWORD, SPECIALIST, Desk, Site
from tests.sync.fault_proxy import Asked, Fault, answer


def news(desk: Desk) -> int:
    return fetch_news(store=desk.store, province=desk.province, now=desk.now)


def cursor(desk: Desk) -> int:
    with desk.store.read() as work:
        return work.news.cursor()


def step(site: Site, code: str, state: str, handled_by: str) -> None:
    """What a specialist does behind the counter."""
    token = sign_in_with_password(site.url, account=SPECIALIST, password=PASSWORD).access_token
    with requests.post(
        f"{site.direct_url}{API}/acts",
        json={
            "kind": "hand_over",
            "dossier_code": code,
            "acted_at": datetime.now(UTC).isoformat(),
            "to": state,
            "handled_by": handled_by,
        },
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": secrets.token_hex(16)},
        timeout=10,
    ) as said:
        said.raise_for_status()


@pytest.fixture
def delivered(desk: Desk) -> DossierId:
    dossier_id = desk.receive()
    for _ in range(2):
        desk.deliverer().deliver_next()
    news(desk)
    return dossier_id


def test_the_province_decides(desk: Desk, delivered: DossierId) -> None:
    with desk.store.read() as work:
        before = work.dossiers.get(delivered)
    step(desk.site, before.code, "checking", "Phòng Tư pháp")
    assert news(desk) == 1
    with desk.store.read() as work:
        after = work.dossiers.get(delivered)
    assert (before.state, after.state) == (DossierState.RECEIVED, DossierState.CHECKING)
    assert after.handled_by == "Phòng Tư pháp"
    assert after.applicant == before.applicant
    assert news(desk) == 0


def test_dossiers_filed_elsewhere_appear_once(desk: Desk) -> None:
    assert news(desk) > 0
    with desk.store.read() as work:
        first = work.dossiers.counts()
    with desk.store.write() as work:
        work.news.apply((), 0, desk.now())  # as after a restored backup
    assert news(desk) > 0
    with desk.store.read() as work:
        assert work.dossiers.counts() == first


def test_a_page_and_its_cursor_are_one(desk: Desk) -> None:
    """The line breaks after the first of several pages: the next round goes on behind it."""
    asked: list[str] = []

    def plan(request: Asked) -> Fault:
        if "/changes" in request.path:
            asked.append(request.path)
        return Fault.DROP if len(asked) == 2 else Fault.NONE

    pages = SmallPages(desk)
    desk.site.proxy.plan = plan
    with pytest.raises(AppError):
        fetch_news(store=desk.store, province=pages, now=desk.now)
    reached = cursor(desk)
    assert reached == pages.ends[0]
    fetch_news(store=desk.store, province=pages, now=desk.now)
    assert sorted(set(pages.ends)) == pages.ends
    assert pages.starts[2] == reached
    assert news(desk) == 0


@dataclass
class SmallPages:
    """The province, giving at most three changes a page."""

    desk: Desk
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def changes(self, after: int) -> ChangePage:
        self.starts.append(after)
        page = self.desk.province.changes(after)
        short = page.changes[:3]
        if len(short) < len(page.changes):
            page = ChangePage(changes=short, next=short[-1].cursor, more=True)
        self.ends.append(page.next)
        return page


@pytest.mark.parametrize(
    "said",
    [
        {"changes": [], "next": -1, "more": False},
        {"changes": [], "next": 0, "more": True},
    ],
)
def test_a_feed_that_leads_backwards_or_nowhere(desk: Desk, said: dict[str, object]) -> None:
    desk.site.proxy.plan = lambda _: answer(
        200, json.dumps(said).encode(), Content_Type="application/json"
    )
    with pytest.raises(AppError) as caught:
        news(desk)
    assert caught.value.code is Code.PROVINCE_ANSWER_UNREADABLE


def test_a_state_of_a_newer_province_changes_no_state(desk: Desk, delivered: DossierId) -> None:
    with desk.store.read() as work:
        before = work.dossiers.get(delivered)
        after = work.news.cursor()
    change = {
        "cursor": after + 1,
        "at": desk.now().isoformat(),
        "dossier": {
            "dossier_id": delivered,
            "dossier_code": before.code,
            "state": "archived_in_the_cloud",
            "procedure_code": before.procedure_code,
            "procedure_name": before.procedure_name,
            "applicant_name": before.applicant.full_name,
            "handled_by": "Kho lưu trữ",
            "received_at": None,
            "due_at": None,
        },
    }
    body = json.dumps({"changes": [change], "next": after + 1, "more": False}).encode()
    desk.site.proxy.once(answer(200, body, Content_Type="application/json"))
    assert news(desk) == 1
    with desk.store.read() as work:
        now = work.dossiers.get(delivered)
    assert (now.state, now.handled_by) == (before.state, "Kho lưu trữ")
