"""iGate 2: exactly the calls that are known, and a clear no to everything else."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest

from app.errors import AppError, Code
from sync.igate.client import DossierQuery, IgateClient
from sync.igate.province import IgateProvince
from sync.igate.sign_in import exchange, refresh
from sync.province import FileToUpload, UploadProgress
from sync.tokens import TokenKeeper
from tests.sync.conftest import Drawer, sha256
from tests.sync.igate_double import IgateDouble

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\r\n--%%EOF\r\n"


@pytest.fixture
def double() -> Iterator[IgateDouble]:
    made = IgateDouble()
    yield made
    made.close()


@pytest.fixture
def tokens(double: IgateDouble) -> TokenKeeper:
    double.codes.add("c0de")
    keeper = TokenKeeper(secrets=Drawer(), renew=partial(refresh, double.realm))
    keeper.accept(exchange(double.realm, code="c0de", redirect_uri="http://127.0.0.1:1/"))
    return keeper


@pytest.fixture
def client(double: IgateDouble, tokens: TokenKeeper) -> Iterator[IgateClient]:
    made = IgateClient(double.url, tokens, read_seconds=5)
    yield made
    made.close()


def file_of(content: bytes = PDF, upload_url: str = "") -> FileToUpload:
    return FileToUpload(
        open=lambda: BytesIO(content),
        sha256=sha256(content),
        size=len(content),
        title="Tờ khai của Nguyễn Văn A",
        upload_url=upload_url,
    )


def test_a_search_asks_as_the_pages_do(client: IgateClient, double: IgateDouble) -> None:
    double.dossiers += [
        {
            "id": f"65f{n}", "code": f"H01.31.02-261127-000{n}", "nationCode": "G22",
            "accepter": {"fullname": "Nguyễn Thị Hồng Đào", "id": 7},
            "appointmentDate": "2026-12-01T17:00:00.000+0700", "currentTask": [{"id": "t", "x": 1}],
            "procedure": {"id": "p1", "translate": []}, "eForm": {"data": {"anything": [1]}},
        }
        for n in range(3)
    ]  # fmt: skip
    found = client.search(DossierQuery(code="H01.31", size=2))
    assert ([each.id for each in found.content], found.last) == (["65f0", "65f1"], False)
    assert found.content[0].appointment_date == "2026-12-01T17:00:00.000+0700"
    assert client.search(DossierQuery(code="H01.31", size=2, page=1)).last
    (asked, _) = double.asked
    parts = urlsplit(asked.removeprefix("GET "))
    assert parts.path == "/pa/dossier/search"
    assert parse_qs(parts.query, keep_blank_values=True) == {
        "code": ["H01.31"], "spec": ["slice"], "page": ["0"], "size": ["2"],
        "sort": ["appointmentDate,asc"], "identity-number": [""], "applicant-name": [""],
        "dossier-status": ["2,3,4,5,16,17,8,11,10,9"], "remove-status": ["0"],
        "assignee-id": [""], "candidate-group-id": [""], "procedure-id": [""],
    }  # fmt: skip


def test_agencies_are_told(client: IgateClient) -> None:
    (agency,) = client.agencies()
    assert (agency.code, agency.name) == ("H01.31.02", "UBND xã Mỹ Hòa Hưng")


def test_a_file_is_brought_and_read_back(client: IgateClient, double: IgateDouble) -> None:
    told: list[UploadProgress] = []
    receipt = IgateProvince(client, account_id="acc").upload(file_of(), told.append)
    assert (receipt.sha256, receipt.bytes) == (sha256(PDF), len(PDF))
    assert (list(double.files.values()), double.accounts) == ([PDF], ["acc"])
    assert double.asked[0] == "POST /fi/file/--multiple?uuid=1"
    again = file_of(upload_url=told[-1].upload_url)
    IgateProvince(client, account_id="acc").upload(again, told.append)
    assert len(double.files) == 1


def test_other_bytes_than_ours_are_taken_away(client: IgateClient, double: IgateDouble) -> None:
    double.damage = True
    told: list[UploadProgress] = []
    with pytest.raises(AppError) as raised:
        IgateProvince(client, account_id="acc").upload(file_of(), told.append)
    assert raised.value.code is Code.RECEIPT_MISMATCH
    assert (double.files, told[-1].upload_url) == ({}, "")


def test_an_answer_that_was_lost_is_said_so(client: IgateClient, double: IgateDouble) -> None:
    double.lose_upload_answers = True
    with pytest.raises(AppError) as raised:
        IgateProvince(client, account_id="acc").upload(file_of(), lambda _: None)
    assert raised.value.code is Code.PROVINCE_ANSWER_LOST


def test_a_token_that_expired_is_renewed_once(client: IgateClient, double: IgateDouble) -> None:
    double.good_tokens.clear()
    client.agencies()
    assert double.asked == ["GET /ba/agency/name+code"] * 2


def test_a_session_that_ended_asks_for_sign_in(client: IgateClient, double: IgateDouble) -> None:
    double.good_tokens.clear()
    double.refresh_tokens.clear()
    with pytest.raises(AppError) as raised:
        client.agencies()
    assert raised.value.code is Code.SIGN_IN_REQUIRED


def test_a_code_that_is_turned_down_is_no_sign_in(double: IgateDouble) -> None:
    with pytest.raises(AppError) as raised:
        exchange(double.realm, code="nope", redirect_uri="http://127.0.0.1:1/")
    assert raised.value.code is Code.SIGN_IN_FAILED


def test_a_portal_is_no_province(client: IgateClient, double: IgateDouble) -> None:
    double.portal = True
    with pytest.raises(AppError) as raised:
        client.agencies()
    assert raised.value.code is Code.PROVINCE_ANSWER_UNREADABLE


def test_what_is_not_known_is_never_asked(client: IgateClient, double: IgateDouble) -> None:
    province = IgateProvince(client, account_id="acc")
    for call in (province.health, province.me, province.procedures, lambda: province.changes(0)):
        with pytest.raises(AppError) as raised:
            call()
        assert raised.value.code is Code.PROVINCE_UNSUPPORTED
    assert double.asked == []
