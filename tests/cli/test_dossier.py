"""A dossier from its reception to the data warehouse, all of it queued without a word to the
province, then delivered in order by whoever did each act.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.demo.start import PASSWORD, Demonstration
from tests.cli.conftest import Ran
from tests.operations.results import decision

CARD = "089198001234||Lê Thị Thu Hà|12041998|Nữ|Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng|15042021"
OFFICER, SPECIALIST, LEADER, CLERK = "dao.nt", "hieu.pm", "vuong.tq", "vanthu"


class Desk:
    """One counter that several officers take turns at."""

    def __init__(self, run: Callable[..., Ran], running: Demonstration, profile: Path) -> None:
        self._run, self._running, self._profile = run, running, profile

    def __call__(self, *arguments: str) -> tuple[int, Any]:
        done = self._run(*arguments, "--json", QUAY_HOME=str(self._profile))
        return done.status, done.said

    def do(self, *arguments: str) -> Any:
        status, said = self(*arguments)
        assert status == 0, said
        return said

    def sign_in(self, account: str) -> None:
        done = self._run(
            "sign-in", "--account", account, "--password-env", "SECRET", "--province",
            self._running.province_url, QUAY_HOME=str(self._profile), SECRET=PASSWORD,
        )  # fmt: skip
        assert done.status == 0, done.err

    def act(self, kind: str, code: str, *options: str) -> Any:
        return self.do("dossier", "act", kind, code, *options)

    def states(self) -> list[str]:
        """Of what was queued, oldest first."""
        return [each["state"] for each in reversed(self.do("queue", "list")["items"])]


@pytest.fixture
def desk(run: Callable[..., Ran], demonstration: Demonstration, profile: Path) -> Desk:
    made = Desk(run, demonstration, profile)
    made.sign_in(OFFICER)
    return made


@pytest.mark.timeout(900)
def test_a_dossier_goes_all_the_way_while_nothing_is_sent(
    desk: Desk, demonstration: Demonstration, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    form = str(make_pdf(tmp_path / "bản khai.pdf"))
    papers = ("--paper", f"TP01={form}", "--paper", f"TP02={form}")
    code = desk.do("submit", "--procedure", "1.000894", "--card", CARD, *papers)["provisional_code"]
    before = len(desk.states()) - 3

    shown = desk.do("dossier", "show", code)
    assert (shown["state"], shown["expected_state"]) == ("queued", "received")
    said = desk.act("hand-over", code, "--to", "checking")
    assert (said["state"], said["expected_state"]) == ("queued", "checking")
    status, refused = desk("dossier", "act", "hand-over", code, "--to", "submitted_for_signature")
    assert (status, refused["error"]["code"]) == (1, "act_not_allowed")

    desk.sign_in(SPECIALIST)
    desk.act("hand-over", code, "--to", "submitted_for_signature")

    desk.sign_in(LEADER)
    holders = {each.account: each.label for each in demonstration.office.people}
    draft = decision(tmp_path / "Quyết định.pdf", holders[LEADER])
    status, refused = desk("dossier", "act", "approve", code, "--result", str(draft))
    assert (status, refused["error"]["code"]) == (1, "act_file_unverified")
    text = ("--show", "text", "--token")
    desk.do("sign", "approve", str(draft), "--out", str(tmp_path / "a"), *text, holders[LEADER])
    approved = str(tmp_path / "a" / draft.name)
    desk.act("approve", code, "--result", approved, "--opinion", "Đồng ý")

    desk.sign_in(CLERK)
    status, refused = desk("dossier", "act", "issue-result", code, "--result", approved)
    assert (status, refused["error"]["code"]) == (1, "result_signature_missing")
    desk.do(
        "sign", "issue", approved, "--out", str(tmp_path / "i"), *text, holders[CLERK],
        "--number", "/QĐ-UBND", "--organisation", "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG",
    )  # fmt: skip
    issued = str(tmp_path / "i" / draft.name)
    said = desk.act("issue-result", code, "--result", issued)
    assert said["expected_state"] == "ready"
    register = desk.do("register")
    assert register[-1]["written"].endswith("/QĐ-UBND")

    desk.sign_in(OFFICER)
    said = desk.act("return-result", code)
    assert (said["state"], said["expected_state"]) == ("queued", "returned")
    desk.act("save-to-warehouse", code)
    assert desk.do("dossier", "show", code)["state"] == "queued"
    assert set(desk.states()[before:]) == {"waiting"}

    # The line is back: each act leaves with the sign-in of whoever did it.
    for account in (OFFICER, SPECIALIST, LEADER, CLERK, OFFICER):
        desk.sign_in(account)
        desk("sync", "--seconds", "20")
    assert set(desk.states()[before:]) == {"delivered"}
    acts = [
        each for each in reversed(desk.do("queue", "list")["items"])
        if "version" in each["receipt"] and each["kind"] == "act"
    ]  # fmt: skip
    states = [each["receipt"]["state"] for each in acts][-6:]
    assert states == [
        "checking", "submitted_for_signature", "approving", "ready", "returned", "returned",
    ]  # fmt: skip
    assert [each["receipt"]["version"] for each in acts][-6:] == [2, 3, 4, 5, 6, 7]
    assert acts[-1]["receipt"]["warehouse_code"].startswith("KQ.")
    shown = desk.do("dossier", "show", code)
    assert (shown["state"], shown["waiting"]) == ("returned", [])
    assert shown["code"].startswith("H01.31.02-")
