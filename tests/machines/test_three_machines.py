"""Two desktops, a leader's laptop and the clerk's machine on one province, days without a line.

Each has a sealed profile of its own and a real token. At the end the province has exactly one of
each act, all machines say what the province says, and every audit log is whole.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from app.demo.office import Office
from app.domain.dossier import Applicant, DossierState, Gender
from app.domain.submission import OutboxItem, OutboxState
from app.operations.queue_control import confirm_act, resend_act
from signing.profiles import APPROVAL, DIGITISING, ISSUING
from sync.contract import PaperSent, ReceiveDossier
from sync.file_fetcher import FileFetcher
from sync.pinned_files import files_of
from sync.reference_province import OfficerSecrets, seed
from sync.reference_province.audit_chain import verify
from sync.reference_province.engine import Database
from tests.machines.machine import Machine
from tests.reference_province.province_line import PASSWORD
from tests.reference_province.provinces import POSTGRES, Province, postgres_schema, running

CITIZEN = "089198001234"
HA = Applicant(
    full_name="Lê Thị Thu Hà",
    identity_number=CITIZEN,
    born=date(1998, 4, 12),
    gender=Gender.FEMALE,
    address="Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng, tỉnh An Giang",
)
OPINION = "Đủ điều kiện giải quyết"


@dataclass
class Place:
    province: Province
    counter: Machine
    """Desktop A: receives and returns."""
    handling: Machine
    """Desktop B: handles dossiers, later receives one too."""
    leader: Machine
    clerk: Machine

    @property
    def machines(self) -> tuple[Machine, ...]:
        return self.counter, self.handling, self.leader, self.clerk

    def steps(self, code: str) -> list[tuple[str, str]]:
        """Who did what, as the province has it."""
        told = self.counter.ask(f"/v1/dossiers/{code}/timeline")
        return [(step["account"], step["act"]) for step in told["steps"]]

    def pass_days(self, days: float) -> None:
        """Everywhere, the province included."""
        self.province.clock.ahead += timedelta(days=days)

    def results(self, code: str) -> list[dict[str, Any]]:
        return list(self.counter.ask(f"/v1/dossiers/{code}")["results"])


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def place(request: pytest.FixtureRequest, office: Office, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'province.sqlite3'}"
        if request.param == "postgresql":
            url = stack.enter_context(postgres_schema())
        province = stack.enter_context(running(url, tmp_path / "province", play=True))
        bound = OfficerSecrets(PASSWORD, certificate_serial=office.person("leader").serial)
        seed(province.settings, officers={"vuong.tq": bound})

        def machine(name: str, account: str, person: str) -> Machine:
            made = Machine(tmp_path / name, office, province, account=account, person=person)
            return stack.enter_context(closing(made))

        yield Place(
            province,
            machine("counter", "dao.nt", "officer"),
            machine("handling", "hieu.pm", "officer"),
            machine("leader", "vuong.tq", "leader"),
            machine("clerk", "vanthu", "organization"),
        )


@pytest.fixture
def scans(make_pdf: Callable[..., Path], tmp_path: Path) -> Callable[[str], bytes]:
    return lambda text: make_pdf(tmp_path / "scan.pdf", text=text).read_bytes()


def test_an_office_works_for_days_without_a_line(
    place: Place, scans: Callable[[str], bytes]
) -> None:
    codes = _receive_without_a_line(place, scans)
    drafts = _hand_over(place, codes, scans)
    _approve_without_a_line(place, codes, drafts)
    _issue(place, codes)
    _return(place, codes[0])
    again = _reuse(place, codes[0])
    _require_each_act_once(place, codes, again)
    _require_all_say_the_same(place, [*codes, again])
    _require_whole_logs(place)


def _receive_without_a_line(place: Place, scans: Callable[[str], bytes]) -> list[str]:
    """Three dossiers at the counter, which is killed while it delivers them."""
    desk = place.counter
    desk.cut_line()
    received = [
        desk.receive([scans(f"Tờ khai {number}"), scans(f"Xác nhận {number}")], HA)
        for number in range(3)
    ]
    assert not desk.deliver(1)
    assert all(each.shown_code.startswith("TAM-") for each in received)
    assert not any(place.handling.ask("/v1/dossiers", q=each.id)["total"] for each in received)

    desk.deliver_until_killed(upload=4)
    place.province.clock.ahead += timedelta(hours=1)
    assert desk.deliver()

    codes = [desk.known(each.id).code for each in received]
    assert len(set(codes)) == 3
    for each in received:
        with desk.counter.store.read() as work:
            papers = work.papers.of_dossier(each.id)
        told = desk.ask(f"/v1/dossiers/{desk.known(each.id).code}")["papers"]
        assert [paper["sha256"] for paper in told] == [paper.sha256 for paper in papers]
    return codes


def _hand_over(
    place: Place, codes: list[str], scans: Callable[[str], bytes]
) -> dict[str, PaperSent]:
    """B learns of them by the change feed, and lays them before the leader with a draft."""
    desk, drafts = place.handling, {}
    assert desk.deliver()
    for number, code in enumerate(codes):
        assert desk.dossier(code).state is DossierState.RECEIVED
        draft = drafts[code] = desk.sign(scans(f"Giấy chứng nhận {number}"), DIGITISING, (300, 700))
        desk.act(code, "hand_over", to="checking", handled_by="Phòng Văn hóa – Xã hội")
        desk.act(code, "give_opinion", opinion=OPINION, file=draft.model_dump(mode="json"))
        desk.act(code, "hand_over", to="submitted_for_signature", handled_by="Lãnh đạo")
    assert desk.deliver()
    return drafts


def _approve_without_a_line(place: Place, codes: list[str], drafts: dict[str, PaperSent]) -> None:
    """The leader signs three results on the way, while B goes on with two of the dossiers."""
    leader, desk = place.leader, place.handling
    assert leader.deliver()
    for code in codes:
        leader.pin(code)
    assert leader.deliver()
    leader.cut_line()

    place.pass_days(1)
    first = _approve(leader, codes[0], drafts)
    place.pass_days(2)
    second, third = (_approve(leader, code, drafts) for code in codes[1:])
    assert not leader.deliver(1)

    assert desk.deliver()
    desk.act(codes[1], "give_opinion", opinion="Người nộp vừa bổ sung số điện thoại")
    assert desk.deliver()
    desk.cut_line()
    late = desk.act(codes[2], "give_opinion", opinion="Đã gọi điện cho người nộp")

    leader.mend_line()
    place.province.clock.ahead += timedelta(hours=1)
    assert leader.deliver()
    # Two days old: the leader is asked whether it is still meant.
    assert leader.item(first).state is OutboxState.UNCONFIRMED
    assert place.steps(codes[0])[-1] == ("hieu.pm", "hand_over")
    confirm_act(store=leader.counter.store, item_id=first.id, now=leader.counter.now())
    _require_told(leader, second, by="Phạm Minh Hiếu", act="give_opinion")
    assert leader.item(third).state is OutboxState.DELIVERED
    resend_act(store=leader.counter.store, item_id=second.id)
    assert leader.deliver()

    desk.mend_line()
    assert desk.deliver()
    _require_told(desk, late, by="Trần Quốc Vượng", act="approve")
    resend_act(store=desk.counter.store, item_id=late.id)
    assert desk.deliver()


def _approve(leader: Machine, code: str, drafts: dict[str, PaperSent]) -> OutboxItem:
    """With what lies in the leader's own vault."""
    content = leader.counter.vault.read(drafts[code].sha256)
    result = leader.sign(content, APPROVAL, (330, 200))
    return leader.act(code, "approve", results=[result.model_dump(mode="json")])


def _require_told(machine: Machine, item: OutboxItem, *, by: str, act: str) -> None:
    """Both versions lie before the officer."""
    with machine.counter.store.read() as work:
        met = work.collisions.open()[item.id]
    assert met.act == item.payload
    assert [(change.full_name, change.act) for change in met.changes] == [(by, act)]
    assert machine.item(item).state is OutboxState.REFUSED


def _issue(place: Place, codes: list[str]) -> None:
    clerk = place.clerk
    assert clerk.deliver()
    for number, code in enumerate(codes, start=1):
        (approved,) = place.results(code)
        province = clerk.counter.province()
        FileFetcher(province, clerk.counter.vault).fetch(approved["sha256"])
        province.close()
        content = clerk.counter.vault.read(approved["sha256"])
        sealed = clerk.sign(content, ISSUING, (260, 200))
        clerk.act(
            code, "issue_result", number=number, notation="GCN-UBND",
            issued_on=clerk.counter.now().date().isoformat(),
            results=[sealed.model_dump(mode="json")],
        )  # fmt: skip
    assert clerk.deliver()


def _return(place: Place, code: str) -> None:
    desk = place.counter
    assert desk.deliver()
    assert desk.dossier(code).state is DossierState.READY
    (result,) = place.results(code)
    desk.act(code, "return_result", way="counter", handed_to=HA.full_name)
    desk.act(
        code, "save_to_warehouse", sha256=result["sha256"], saved_as="result",
        title="Giấy chứng nhận kết hôn", valid_from=desk.counter.now().date().isoformat(),
        owner_name=HA.full_name, owner_number=CITIZEN,
    )  # fmt: skip
    assert desk.deliver()


def _reuse(place: Place, code: str) -> str:
    """The citizen keeps the result; B takes it into another dossier, without uploading it."""
    base = f"{place.province.base}/v1/play/citizens/{CITIZEN}/papers"
    (paper,) = requests.get(base, timeout=20).json()["papers"]
    item = paper["item"]
    desk = place.handling
    query = {"owner": CITIZEN, "tab": "national"}
    assert desk.ask("/v1/warehouse", **query)["items"] == []
    assert requests.post(f"{base}/{item['id']}/store", timeout=20).json()["stored"] is True
    assert desk.ask("/v1/warehouse", **query)["items"] == [item]

    (result,) = place.results(code)
    assert item["sha256"] == result["sha256"]
    told = desk.ask(f"/v1/dossiers/{code}")
    now = desk.counter.now()
    act = ReceiveDossier.model_validate(
        {
            "dossier_id": "5" * 32,
            "provisional_code": "TAM-261130-00AF-0001",
            "unit_code": "H01.31.02",
            "procedure_code": "1.000894",
            "case_code": told["case_code"],
            "applicant": told["applicant"],
            "papers": [{**result, "reused_from": item["id"]}],
            "fees": [],
            "return_way": "counter",
            "received_at": now,
            "due_at": now + timedelta(days=1),
        }
    )
    province = desk.counter.province()
    receipt = province.perform(act, "reuse-0001")
    FileFetcher(province, desk.counter.vault).fetch(item["sha256"])
    province.close()
    return receipt.dossier_code


def _require_each_act_once(place: Place, codes: list[str], again: str) -> None:
    counter, handling, leader, clerk = (machine.account for machine in place.machines)
    begun = [
        (counter, "receive_dossier"),
        (handling, "hand_over"),
        (handling, "give_opinion"),
        (handling, "hand_over"),
    ]
    approved, opinion = (leader, "approve"), (handling, "give_opinion")
    issued = (clerk, "issue_result")
    returned = [(counter, "return_result"), (counter, "save_to_warehouse")]
    assert place.steps(codes[0]) == [*begun, approved, issued, *returned]
    assert place.steps(codes[1]) == [*begun, opinion, approved, issued]
    assert place.steps(codes[2]) == [*begun, approved, opinion, issued]
    assert place.steps(again) == [(handling, "receive_dossier")]
    for code in (*codes, again):
        told = _audit(place, dossier=code, refused="false")
        assert [(each["account"], each["act"]) for each in told] == place.steps(code)
        keys = [each["key"] for each in told]
        assert len(set(keys)) == len(keys)
    met = _audit(place, refused="true", dossier=codes[1])
    assert {(each["account"], each["refused"]) for each in met} <= {(leader, "changed_meanwhile")}


def _audit(place: Place, **query: str) -> list[dict[str, Any]]:
    answer = place.province.line("quantri").get("/v1/audit", limit=500, **query)
    return list(answer.json()["entries"])


def _require_all_say_the_same(place: Place, codes: list[str]) -> None:
    for machine in place.machines:
        assert machine.deliver()
        with machine.counter.store.read() as work:
            counts = work.outbox.counts()
            assert (counts.waiting, counts.sending, counts.refused) == (0, 0, 0)
            assert work.collisions.open() == {}
    for code in codes:
        told = place.counter.ask(f"/v1/dossiers/{code}")
        news = told["dossier"]
        for machine in place.machines:
            known = machine.dossier(code)
            assert (known.state.value, known.version) == (news["state"], news["version"])
            assert known.handled_by == news["handled_by"]
        _require_same_files(place, code)


def _require_same_files(place: Place, code: str) -> None:
    """Every machine gets the very bytes that were signed on another."""
    for machine in place.machines:
        province = machine.counter.province()
        fetcher = FileFetcher(province, machine.counter.vault)
        for sha256 in files_of(province.detail(code)):
            assert fetcher.fetch(sha256).sha256 == sha256
        province.close()


def _require_whole_logs(place: Place) -> None:
    for machine in place.machines:
        report = machine.counter.audit_seal.examine(machine.counter.store)
        assert (report.finding, report.notes) == (None, ())
        assert report.end.entries > 0
    with closing(Database(place.province.settings.database_url)) as database:
        report_there = verify(database)
    assert report_there.faults == ()
    assert report_there.entries >= 3 * 6
