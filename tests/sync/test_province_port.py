"""What every adapter behind the port keeps to: a call does what the port says, or says clearly
that there is no such call. Nothing in between.
"""

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO

import pytest

from app.domain.submission import OutboxKind, OutboxState
from app.errors import AppError, Code
from app.province_settings import ProvinceSettings
from sync.chosen_province import open_province
from sync.contract import ReceiveDossier
from sync.daemon import SyncDaemon
from sync.igate.sign_in import exchange, refresh
from sync.province import FileToUpload, Province, UploadProgress
from sync.tokens import TokenKeeper
from tests.sync.conftest import READ_SECONDS, Desk, Drawer, sha256
from tests.sync.igate_double import IgateDouble

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 9_000 + b"%%EOF\n"
CALLS = (
    "health", "me", "procedures", "agencies", "officers", "result_types", "calendar", "detail",
    "timeline", "file_part", "upload", "perform", "receipt", "changes",
)  # fmt: skip
SUPPORTED = {"quay": set(CALLS), "igate": {"upload"}, "package": set[str]()}
Adapter = tuple[str, Province]


def _quay(desk: Desk) -> Iterator[Adapter]:
    yield "quay", open_province(ProvinceSettings(url=desk.site.url), desk.tokens)


def _igate(_: Desk) -> Iterator[Adapter]:
    double = IgateDouble()
    double.codes.add("c0de")
    tokens = TokenKeeper(secrets=Drawer(), renew=partial(refresh, double.realm))
    tokens.accept(exchange(double.realm, code="c0de", redirect_uri="http://127.0.0.1:1/"))
    settings = ProvinceSettings(
        kind="igate", url=double.url, igate_realm=double.realm, igate_account_id="acc"
    )
    yield "igate", open_province(settings, tokens)
    double.close()


def _package(desk: Desk) -> Iterator[Adapter]:
    yield "package", open_province(ProvinceSettings(kind="package"), desk.tokens)


_ADAPTERS = {"quay": _quay, "igate": _igate, "package": _package}


@pytest.fixture(params=_ADAPTERS)
def adapter(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Adapter]:
    making = _ADAPTERS[request.param](desk)
    kind, province = next(making)
    yield kind, province
    province.close()
    next(making, None)


@pytest.fixture
def act(desk: Desk) -> tuple[ReceiveDossier, str]:
    """An act whose files the province may not have yet, and its key."""
    dossier = desk.receive(unit_code="")
    with desk.store.read() as work:
        item = work.outbox.of_dossier(dossier)[-1]
    return ReceiveDossier.model_validate(item.payload), item.key


def file_of(content: bytes, **changed: object) -> FileToUpload:
    given = {"open": lambda: BytesIO(content), "sha256": sha256(content), "size": len(content)}
    return FileToUpload(**{"title": "Tờ khai", **given, **changed})  # type: ignore[arg-type]


@pytest.fixture
def content(request: pytest.FixtureRequest) -> bytes:
    """A PDF that no other test has brought before."""
    return PDF + request.node.name.encode()


def with_call(call: str, *, supported: bool = True) -> pytest.MarkDecorator:
    """Runs for the adapters that have ``call``, or for those that refuse it."""
    kinds = [kind for kind, calls in SUPPORTED.items() if (call in calls) is supported]
    return pytest.mark.parametrize("adapter", kinds, indirect=True)


def test_a_call_is_supported_or_refused_by_its_name(
    adapter: Adapter, act: tuple[ReceiveDossier, str]
) -> None:
    kind, province = adapter
    questions: dict[str, Callable[[], object]] = {
        "health": province.health,
        "me": province.me,
        "procedures": province.procedures,
        "agencies": province.agencies,
        "officers": province.officers,
        "result_types": province.result_types,
        "calendar": province.calendar,
        "detail": lambda: province.detail("H01.31.02-261123-0001"),
        "timeline": lambda: province.timeline("H01.31.02-261123-0001"),
        "file_part": lambda: province.file_part("0" * 64, 0),
        "upload": lambda: province.upload(file_of(PDF), lambda _: None),
        "perform": lambda: province.perform(*act),
        "receipt": lambda: province.receipt(act[0].dossier_id),
        "changes": lambda: province.changes(0),
    }
    assert tuple(questions) == CALLS
    refused = {call: name for call, ask in questions.items() if (name := _refused_as(ask))}
    assert refused == {call: call for call in CALLS if call not in SUPPORTED[kind]}


def _refused_as(ask: Callable[[], object]) -> object:
    """The name under which there is no such call; None when there is one."""
    try:
        ask()
    except AppError as error:
        return error.facts["call"] if error.code is Code.PROVINCE_UNSUPPORTED else None
    return None


def test_without_the_act_there_is_no_line(adapter: Adapter) -> None:
    """No papers leave for a province at which no dossier can be made for them."""
    kind, _ = adapter
    assert ("perform" in SUPPORTED[kind]) == ("health" in SUPPORTED[kind])


@with_call("health")
def test_health_has_a_clock_with_an_offset(adapter: Adapter) -> None:
    health = adapter[1].health()
    assert health.time.tzinfo is not None


@with_call("upload")
def test_a_file_is_there_whole_after_its_receipt(adapter: Adapter, content: bytes) -> None:
    province = adapter[1]
    told: list[UploadProgress] = []
    receipt = province.upload(file_of(content), told.append)
    assert (receipt.sha256, receipt.bytes) == (sha256(content), len(content))
    assert told[-1].upload_url
    assert all(step.sent_bytes <= len(content) for step in told)
    again = province.upload(
        file_of(content, upload_url=told[-1].upload_url, first_try=False), lambda _: None
    )
    assert (again.sha256, again.bytes) == (receipt.sha256, receipt.bytes)


@with_call("upload")
def test_an_address_of_another_province_is_no_address(adapter: Adapter, content: bytes) -> None:
    province = adapter[1]
    elsewhere = "https://another.example/v1/uploads/1"
    receipt = province.upload(file_of(content, upload_url=elsewhere), lambda _: None)
    assert receipt.sha256 == sha256(content)


@with_call("upload")
def test_a_damaged_file_does_not_leave(adapter: Adapter) -> None:
    province = adapter[1]
    spoiled = file_of(PDF[:-1] + b"?", sha256=sha256(PDF))
    with pytest.raises(AppError) as raised:
        province.upload(spoiled, lambda _: None)
    assert raised.value.code is Code.VAULT_FILE_DAMAGED


@with_call("upload")
def test_a_lost_file_is_said(adapter: Adapter) -> None:
    def gone() -> BytesIO:
        raise FileNotFoundError

    province = adapter[1]
    with pytest.raises(AppError) as raised:
        province.upload(file_of(PDF, open=gone), lambda _: None)
    assert raised.value.code is Code.FILE_MISSING


@with_call("perform")
def test_an_act_is_done_once_for_its_key(
    adapter: Adapter, desk: Desk, act: tuple[ReceiveDossier, str]
) -> None:
    province, (wanted, key) = adapter[1], act
    with pytest.raises(AppError) as raised:
        province.perform(wanted, key)
    assert raised.value.facts["missing_sha256"] == wanted.papers[0].sha256
    province.upload(file_of(desk.vault.read(wanted.papers[0].sha256)), lambda _: None)
    receipt = province.perform(wanted, key)
    assert {file.sha256 for file in receipt.files} == {paper.sha256 for paper in wanted.papers}
    assert province.perform(wanted, key) == receipt == province.receipt(wanted.dossier_id)
    with pytest.raises(AppError) as raised:
        province.perform(wanted, f"another-{key}")
    assert raised.value.facts["problem"] == "already_received"


@with_call("receipt")
def test_an_unknown_dossier_has_no_receipt(adapter: Adapter) -> None:
    province = adapter[1]
    with pytest.raises(AppError) as raised:
        province.receipt("0" * 32)
    assert raised.value.facts["problem"] == "not_found"


@with_call("changes")
def test_news_come_after_a_cursor(adapter: Adapter) -> None:
    province = adapter[1]
    page = province.changes(0)
    assert page.next >= 0
    assert province.changes(page.next).next >= page.next


@with_call("perform", supported=False)
def test_a_daemon_brings_nothing_where_no_act_can_be_done(adapter: Adapter, desk: Desk) -> None:
    _, province = adapter
    dossier = desk.receive()
    daemon = SyncDaemon(
        store=desk.store,
        vault=desk.vault,
        province=province,
        lines=[province],
        free_bytes=lambda: 10**12,
        now=desk.now,
    )
    assert not daemon.drain(1.5)
    daemon.stop(READ_SECONDS)
    with desk.store.read() as work:
        items = work.outbox.of_dossier(dossier)
    assert {item.kind for item in items} == {OutboxKind.UPLOAD, OutboxKind.RECEIVE_DOSSIER}
    assert {(item.state, item.attempts) for item in items} == {(OutboxState.WAITING, 0)}
    assert daemon.state.last_error == Code.PROVINCE_UNSUPPORTED
