"""The province ends a sign-in while the queue is under way: it waits for the officer, and nothing
is lost or sent twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.domain.submission import OutboxState, QueueHalt
from sync.daemon import SyncDaemon
from tests.sync.conftest import ACCOUNT, Desk, Site, sha256
from tests.sync.fault_proxy import Asked, Fault


@pytest.fixture
def daemon(desk: Desk) -> Iterator[SyncDaemon]:
    made = SyncDaemon(
        store=desk.store,
        vault=desk.vault,
        province=desk.new_province(),
        lines=desk.lines(),
        free_bytes=lambda: 10**12,
        now=desk.now,
    )
    yield made
    made.stop(10)


def end_the_last_sign_in(site: Site) -> None:
    """As when the office's administrator locks a machine that was stolen."""
    file = site.files_folder.parent / "province.sqlite3"
    with closing(sqlite3.connect(file, timeout=30)) as database, database:
        ended = database.execute(
            "UPDATE sign_ins SET ended_at = started_at WHERE id = (SELECT id FROM sign_ins"
            " WHERE account = ? ORDER BY started_at DESC LIMIT 1)",
            [ACCOUNT],
        )
        assert ended.rowcount == 1


@pytest.mark.parametrize("when", ["/v1/acts", "/v1/uploads"])
def test_a_sign_in_that_ends_in_mid_queue(desk: Desk, daemon: SyncDaemon, when: str) -> None:
    dossiers = [desk.receive(300_000, 3_000) for _ in range(4)]
    asked: list[str] = []

    def plan(request: Asked) -> Fault:
        if request.path.startswith(when):
            asked.append(request.path)
            if len(asked) == 3:
                end_the_last_sign_in(desk.site)
        return Fault.NONE

    desk.site.proxy.plan = plan
    assert not daemon.drain(60)

    assert daemon.state.halt is QueueHalt.SIGN_IN
    assert desk.drawer.kept == "", "a worthless token is not kept"
    states = {state for each in dossiers for state in desk.states(each)}
    assert OutboxState.WAITING in states
    assert states <= {OutboxState.WAITING, OutboxState.DELIVERED}
    before = len(desk.site.proxy.asked)
    assert not daemon.drain(2)
    assert not [each for each in desk.site.proxy.asked[before:] if each.path.startswith(when)]

    desk.tokens.accept(desk.sign_in_answer())
    with desk.store.write() as work:  # as ``app.operations.sign_in`` does
        work.outbox.set_halt(QueueHalt.NONE)
        work.outbox.retry_all(desk.now())
    assert daemon.drain(60)

    for dossier_id in dossiers:
        assert set(desk.states(dossier_id)) == {OutboxState.DELIVERED}
        (there,) = desk.site.received(dossier_id)
        for paper in there.papers:
            assert sha256(desk.site.file(paper.sha256)) == paper.sha256
            assert desk.vault.read(paper.sha256) == desk.site.file(paper.sha256)
