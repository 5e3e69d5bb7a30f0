"""Uploads to the reference province over a line that fails in every way."""

import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.errors import AppError, Code
from sync.http_answer import HttpAnswer
from sync.province import FileToUpload, UploadProgress
from sync.tus import CHUNK_BYTES, TusClient
from tests.sync.conftest import Desk, sha256, wait_until
from tests.sync.fault_proxy import Asked, Fault, Plan, answer, problem

SIZE = 3 * CHUNK_BYTES + 12_345


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> FileToUpload:
    path = tmp_path / "paper.pdf"
    content = b"%PDF-1.7\n" + desk.rng.randbytes(SIZE - 9)
    path.write_bytes(content)
    return FileToUpload(
        open=lambda: path.open("rb"), sha256=sha256(content), size=SIZE, title="Tờ khai kết hôn"
    )


def content_of(file: FileToUpload) -> bytes:
    with file.open() as stream:
        return stream.read()


def upload_url_of(desk: Desk, file: FileToUpload) -> str:
    """Where the province keeps the upload."""
    steps: list[UploadProgress] = []
    known = replace(file, first_try=False)
    desk.site.proxy.once(answer(200, b"?"), path="/receipt")
    with pytest.raises(AppError):
        desk.province.upload(known, steps.append)
    return next(asked.path for asked in desk.site.proxy.asked if "receipt" in asked.path)[:-8]


def sent_bytes(desk: Desk) -> int:
    return sum(asked.body_bytes for asked in desk.site.proxy.asked)


def upload(desk: Desk, file: FileToUpload) -> list[UploadProgress]:
    steps: list[UploadProgress] = []
    receipt = desk.province.upload(file, steps.append)
    assert (receipt.sha256, receipt.bytes) == (file.sha256, file.size)
    assert desk.site.file(file.sha256) == content_of(file)
    return steps


def broken_off(desk: Desk, file: FileToUpload, code: Code) -> tuple[FileToUpload, int]:
    """``file`` and its confirmed bytes, as the store knows them after a failure with ``code``."""
    steps = [UploadProgress("", 0)]
    with pytest.raises(AppError) as caught:
        desk.province.upload(file, steps.append)
    assert caught.value.code is code
    return replace(file, upload_url=steps[-1].upload_url), steps[-1].sent_bytes


def after_chunks(number: int, fault: Fault | bytes) -> Plan:
    """A plan that does ``fault`` to the chunk after ``number`` whole ones, once."""
    seen = [0]

    def plan(asked: Asked) -> Fault | bytes:
        if asked.body_bytes:
            seen[0] += 1
            if seen[0] == number + 1:
                return fault
        return Fault.NONE

    return plan


def test_progress_is_told_after_each_chunk(desk: Desk, file: FileToUpload) -> None:
    steps = upload(desk, file)
    assert [step.sent_bytes for step in steps] == [
        CHUNK_BYTES, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES
    ]  # fmt: skip
    assert len({step.upload_url for step in steps}) == 1
    assert sent_bytes(desk) == SIZE


def test_a_small_file_takes_one_request(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "small.pdf"
    path.write_bytes(b"%PDF-1.7\n" + desk.rng.randbytes(CHUNK_BYTES - 9))
    small = FileToUpload(partial(path.open, "rb"), sha256(path.read_bytes()), CHUNK_BYTES, "Đơn")
    assert upload(desk, small) == []
    assert [asked.method for asked in desk.site.proxy.asked] == ["OPTIONS", "POST"]


def test_a_line_that_cuts_every_request_gets_on_all_the_same(
    desk: Desk, file: FileToUpload
) -> None:
    """Bytes come unasked at the first attempt only: what was kept of them is built upon."""
    desk.site.proxy.plan = lambda asked: (
        Fault.CUT_REQUEST if asked.body_bytes > 300_000 else Fault.NONE
    )
    for tries in range(60):
        try:
            desk.province.upload(replace(file, first_try=not tries), lambda _: None)
            break
        except AppError:
            time.sleep(0.05)
    else:
        raise AssertionError("it never gets there")
    assert desk.site.file(file.sha256) == content_of(file)


def test_a_receipt_that_was_cut_off_the_answer_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "small.pdf"
    path.write_bytes(b"%PDF-1.7\n" + desk.rng.randbytes(1_000))
    small = FileToUpload(partial(path.open, "rb"), sha256(path.read_bytes()), 1_009, "Đơn")
    upload(desk, small)
    half = '{"sha256":"' + small.sha256[:10]
    url = upload_url_of(desk, small)
    cut = answer(201, Upload_Offset="1009", Location=url, Upload_Receipt=half)
    desk.site.proxy.once(cut, method="POST")
    upload(desk, small)
    assert desk.site.proxy.asked[-1].path.endswith("/receipt")


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.CUT_REQUEST, Fault.LOSE_ANSWER])
def test_a_restart_repeats_nothing_that_was_confirmed(
    desk: Desk, file: FileToUpload, fault: Fault
) -> None:
    desk.site.proxy.plan = after_chunks(2, fault)
    rest, confirmed = broken_off(desk, file, Code.PROVINCE_ANSWER_LOST)
    rest = replace(rest, first_try=False)
    assert confirmed == 2 * CHUNK_BYTES
    desk.site.proxy.asked.clear()
    desk.province.close()
    desk.province = desk.new_province()
    wait_until(lambda: succeeds(desk, rest))
    offsets = [asked.offset for asked in desk.site.proxy.asked if asked.method == "PATCH"]
    assert min(offset for offset in offsets if offset is not None) >= confirmed
    upload(desk, rest)


def succeeds(desk: Desk, file: FileToUpload) -> bool:
    """False while the province still waits for the rest of a chunk that was cut off."""
    try:
        desk.province.upload(file, lambda _: None)
    except AppError:
        return False
    return True


def test_a_chunk_harmed_on_the_way_is_sent_again(desk: Desk, file: FileToUpload) -> None:
    desk.site.proxy.plan = after_chunks(1, Fault.DAMAGE)
    upload(desk, file)
    assert sent_bytes(desk) == SIZE + CHUNK_BYTES


def test_a_chunk_that_arrives_twice_is_kept_once(desk: Desk, file: FileToUpload) -> None:
    desk.site.proxy.plan = after_chunks(1, Fault.TWICE)
    wait_until(lambda: succeeds(desk, file))
    assert desk.site.file(file.sha256) == content_of(file)


def test_a_province_that_is_elsewhere_is_asked_where(desk: Desk, file: FileToUpload) -> None:
    desk.site.proxy.plan = after_chunks(1, problem(409, "offset_conflict"))
    upload(desk, file)
    methods = [asked.method for asked in desk.site.proxy.asked]
    assert methods[:5] == ["OPTIONS", "POST", "PATCH", "HEAD", "PATCH"]


def test_an_upload_that_the_province_forgot_is_begun_anew(desk: Desk, file: FileToUpload) -> None:
    unknown = "/v1/uploads/0123456789abcdef0123456789abcdef"
    for forgotten in (unknown, "/v1/health", "https://other.example/x"):
        upload(desk, replace(file, upload_url=forgotten))


def test_an_upload_forgotten_under_way(desk: Desk, file: FileToUpload) -> None:
    desk.site.proxy.plan = after_chunks(1, problem(404, "not_found"))
    upload(desk, file)


def test_a_file_that_the_unit_has_is_not_sent_again(desk: Desk, file: FileToUpload) -> None:
    upload(desk, file)
    before = sent_bytes(desk)
    upload(desk, replace(file, first_try=False))
    assert sent_bytes(desk) == before


def test_not_a_byte_of_a_damaged_file_leaves(
    desk: Desk, file: FileToUpload, tmp_path: Path
) -> None:
    path = tmp_path / "paper.pdf"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    broken_off(desk, file, Code.VAULT_FILE_DAMAGED)
    path.unlink()
    broken_off(desk, file, Code.FILE_MISSING)
    assert desk.site.proxy.asked == []


def test_a_receipt_for_other_bytes_is_no_receipt(desk: Desk, file: FileToUpload) -> None:
    body = '{"sha256":"' + "0" * 64 + f'","bytes":{SIZE},"received_at":"2026-11-23T09:00:00Z"}}'
    wrong = answer(201, Upload_Offset=str(SIZE), Location="/v1/uploads/1", Upload_Receipt=body)
    desk.site.proxy.once(wrong, method="POST")
    rest, _ = broken_off(desk, file, Code.RECEIPT_MISMATCH)
    assert rest.upload_url == ""
    upload(desk, rest)


def test_a_server_that_leads_astray_is_left(desk: Desk, file: FileToUpload) -> None:
    desk.site.proxy.once(answer(201, Location="https://example.org/steal"), method="POST")
    broken_off(desk, file, Code.PROVINCE_ANSWER_UNREADABLE)


def test_half_an_address_is_none(desk: Desk, file: FileToUpload) -> None:
    """An answer that was cut within its headers looks like a whole one."""
    cut = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: /v1/uploads/0123"
    desk.site.proxy.once(cut, method="POST")
    upload(desk, file)


def test_half_an_address_of_a_beginning_is_none(desk: Desk, file: FileToUpload) -> None:
    cut = b"HTTP/1.1 201 X\r\nContent-Length: 0\r\nUpload-Offset: 1048576\r\nLocation: /v1/upl"
    desk.site.proxy.once(cut, method="POST")
    with suppress(AppError):
        upload(desk, file)
    upload(desk, replace(file, upload_url="/v1/upl", first_try=False))


def test_a_server_that_never_gets_further_is_left() -> None:
    """It says 460 for ever."""

    class Stubborn:
        def send(self, method, url, *, headers=None, body=b""):
            if method == "POST":
                return HttpAnswer(201, {"Location": "/u/1"}, b"")
            return HttpAnswer(460 if method == "PATCH" else 204, {"Upload-Offset": "0"}, b"")

    with pytest.raises(AppError) as caught:
        TusClient(Stubborn(), "files").send_file(_own_file(), lambda _: None)
    assert caught.value.code is Code.PROVINCE_FAILED


@pytest.mark.parametrize("status", [404, 204])
def test_a_server_that_does_not_say_what_it_has_is_asked_once(
    desk: Desk, file: FileToUpload, status: int
) -> None:
    """Until something fails: it may have been something in between that answered."""
    desk.site.proxy.plan = lambda asked: answer(status) if asked.method == "OPTIONS" else Fault.NONE
    for each in (file, file):
        upload(desk, each)
    assert [asked.method for asked in desk.site.proxy.asked].count("OPTIONS") == 1
    desk.site.proxy.plan = lambda _: answer(500)
    with pytest.raises(AppError):
        upload(desk, replace(file, title="khác"))
    desk.site.proxy.plan = lambda _: Fault.NONE
    upload(desk, file)
    assert [asked.method for asked in desk.site.proxy.asked].count("OPTIONS") == 2


def _own_file() -> FileToUpload:
    path = Path(__file__)
    return FileToUpload(
        lambda: path.open("rb"), sha256(path.read_bytes()), path.stat().st_size, path.name
    )
