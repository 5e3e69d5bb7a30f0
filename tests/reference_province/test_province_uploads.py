"""Uploads by tus 1.0.0: whatever the line does, the province has the bytes or says it has not."""

import base64
import json
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.reference_province.province_line import (
    TUS,
    Line,
    an_act,
    checksum,
    metadata,
    sha256,
    some_pdf,
)
from tests.reference_province.provinces import Province
from tests.reference_province.torn_lines import OpenPatch, wait_until

Start = Callable[..., Province]


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


def test_the_province_says_what_of_tus_it_offers(province: Province) -> None:
    said = requests.options(f"{province.base}/v1/uploads", timeout=5)

    assert said.status_code == 204
    assert said.headers["Tus-Version"] == "1.0.0"
    assert said.headers["Tus-Max-Size"] == "6000000"
    assert said.headers["Tus-Extension"] == "creation,creation-with-upload,checksum,termination"
    assert said.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_file_goes_up_in_parts_and_comes_back_the_same(line: Line) -> None:
    content = some_pdf(700_000)
    begun = line.begin(content)
    place = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert line.get(f"{place}/receipt").json()["code"] == "upload_unfinished"

    for offset in range(0, len(content), 300_000):
        part = content[offset : offset + 300_000]
        answer = line.send(place, part, offset)
        assert answer.status_code == 204
        assert answer.headers["Upload-Offset"] == str(offset + len(part))

    receipt = line.get(f"{place}/receipt").json()
    assert (receipt["sha256"], receipt["bytes"]) == (sha256(content), 700_000)
    assert line.get(f"/v1/files/{sha256(content)}").content == content
    head = line.ask("HEAD", place, headers=TUS)
    assert head.headers["Upload-Offset"] == head.headers["Upload-Length"] == "700000"
    assert head.headers["Cache-Control"] == "no-store"
    assert line.send(place, b"", 700_000).status_code == 204, "nothing more is nothing wrong"


def test_a_small_file_goes_up_with_its_creation_and_is_acknowledged_at_once(line: Line) -> None:
    content = some_pdf(1_048_576)
    answer = line.begin_with(content, content)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "1048576")
    receipt = json.loads(answer.headers["Upload-Receipt"])
    assert receipt == line.get(f"{answer.headers['Location']}/receipt").json()
    assert line.get(f"/v1/files/{sha256(content)}").content == content

    again = line.begin_with(content, content)
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (
        answer.headers["Location"], "1048576",
    )  # fmt: skip


def test_the_first_part_may_come_with_the_creation(line: Line) -> None:
    content = some_pdf(5_000)
    begun = line.begin_with(content, content[:2_000])
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "2000")
    assert "Upload-Receipt" not in begun.headers
    late = line.begin_with(content, content[:1_000])
    assert late.headers["Upload-Offset"] == "2000", "the beginning is known already"
    ended = line.send(begun.headers["Location"], content[2_000:], 2_000)
    assert json.loads(ended.headers["Upload-Receipt"])["sha256"] == sha256(content)


def test_a_creation_with_bytes_is_held_to_the_rules_of_bytes(line: Line) -> None:
    content = some_pdf(3_000)
    assert line.begin_with(content, content + b"x").json()["code"] == "too_large"
    wrong = line.begin_with(content, content, **{"Content-Type": "application/pdf"})
    assert wrong.json()["code"] == "wrong_content_type"
    harmed = line.begin_with(content, content[:-1] + b"?", **checksum(content, "sha256"))
    assert harmed.status_code == 460
    assert line.begin(content).headers["Upload-Offset"] == "0"


def test_the_largest_file_of_the_contract_goes_up(line: Line) -> None:
    content = some_pdf(6_000_000)

    line.upload(content)

    assert sha256(line.get(f"/v1/files/{sha256(content)}").content) == sha256(content)


def test_a_hash_has_one_upload_in_a_unit(province: Province, line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    line.send(place, content[:1000], 0)

    again = province.line("vanthu").begin(content)
    assert again.status_code == 201
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (place, "1000")

    line.send(place, content[1000:], 1000)
    assert line.begin(content).headers["Upload-Offset"] == str(len(content))

    other = province.line("hai.lv").begin(content)
    assert other.headers["Location"] != place
    assert other.headers["Upload-Offset"] == "0", "another unit learns nothing"


def test_another_length_for_an_unproven_hash_begins_again(line: Line) -> None:
    content = some_pdf()
    wrong = line.begin(content, **{"Upload-Length": "9999"}).headers["Location"]
    right = line.begin(content).headers["Location"]

    assert line.ask("HEAD", wrong, headers=TUS).status_code == 404
    assert line.send(right, content, 0).status_code == 204
    refused = line.begin(content, **{"Upload-Length": "9999"})
    assert (refused.status_code, refused.json()["code"]) == (422, "hash_mismatch")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Upload-Length": "6000001"}, 413, "too_large"),
        ({"Upload-Length": "0"}, 422, "invalid"),
        ({"Upload-Length": "-5"}, 422, "invalid"),
        ({"Upload-Length": ""}, 422, "invalid"),
        ({"Upload-Length": "1e3"}, 422, "invalid"),
        ({"Upload-Metadata": ""}, 422, "invalid"),
        ({"Upload-Metadata": metadata(filename="a.pdf")}, 422, "invalid"),
        ({"Upload-Metadata": metadata(sha256="0" * 64)}, 422, "invalid"),
        ({"Upload-Metadata": metadata(sha256="A" * 64, filename="a")}, 422, "invalid"),
        ({"Upload-Metadata": metadata(sha256="../../etc", filename="a")}, 422, "invalid"),
        ({"Upload-Metadata": metadata(sha256="0" * 64, filename="n" * 301)}, 422, "invalid"),
        ({"Upload-Metadata": "sha256 %%%,filename YQ=="}, 422, "invalid"),
        ({"Tus-Resumable": "0.2.2"}, 412, "wrong_tus_version"),
        ({"Tus-Resumable": ""}, 412, "wrong_tus_version"),
    ],
)
def test_what_cannot_be_begun(line: Line, headers: dict[str, str], status: int, code: str) -> None:
    refused = line.begin(some_pdf(), **headers)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Upload-Offset": "0"}, 409, "offset_conflict"),
        ({"Upload-Offset": "1001"}, 409, "offset_conflict"),
        ({"Upload-Offset": "x"}, 422, "invalid"),
        ({"Content-Type": "application/pdf"}, 415, "wrong_content_type"),
        ({"Tus-Resumable": "2.0"}, 412, "wrong_tus_version"),
        ({"Upload-Checksum": "crc32 AAAA"}, 422, "invalid"),
        ({"Upload-Checksum": "sha1 ?"}, 422, "invalid"),
        (checksum(b"other bytes"), 460, "checksum_mismatch"),
        (checksum(b"other bytes", "sha256"), 460, "checksum_mismatch"),
    ],
)
def test_a_refused_part_leaves_the_upload_as_it_was(
    line: Line, headers: dict[str, str], status: int, code: str
) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    line.send(place, content[:1000], 0)

    refused = line.send(place, content[1000:], 1000, **headers)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    if status == 409:
        assert refused.headers["Upload-Offset"] == "1000"
    assert line.offset(place) == 1000
    assert line.send(place, content[1000:], 1000, **checksum(content[1000:])).status_code == 204


def test_more_than_announced_is_refused(line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]

    assert line.send(place, content + b"x", 0).json()["code"] == "too_large"
    with OpenPatch(line, place, offset=0, length=None) as patch:
        patch.send_chunk(content[:500])
        wait_until(lambda: line.offset(place) == 500)
        patch.send_chunk(content)
        assert " 413 " in patch.answer()
    assert line.offset(place) == 0


def test_a_body_of_unknown_length_may_be_sent_in_chunks(line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    with OpenPatch(line, place, offset=0, length=None) as patch:
        patch.send_chunk(content)
        patch.send(b"0\r\n\r\n")
        assert " 204 " in patch.answer()

    assert line.get(f"{place}/receipt").json()["sha256"] == sha256(content)


def test_what_arrived_of_a_torn_part_is_kept(line: Line) -> None:
    content = some_pdf(5_000_000)
    place = line.begin(content).headers["Location"]
    with OpenPatch(line, place, offset=0, length=len(content)) as patch:
        patch.send(content[:2_500_000])
        wait_until(lambda: line.offset(place) >= 2_000_000)

    wait_until(lambda: _goes_on(line, place, content))
    assert line.get(f"/v1/files/{sha256(content)}").content == content


def test_one_writer_at_a_time(line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    with OpenPatch(line, place, offset=0, length=len(content)) as patch:
        patch.send(content[:1000])
        wait_until(lambda: line.offset(place) == 1000)

        second = line.send(place, content[1000:], 1000)
        assert (second.status_code, second.json()["code"]) == (423, "upload_busy")
        assert second.headers["Retry-After"] == "1"
        assert line.ask("DELETE", place, headers=TUS).status_code == 423
        assert line.get(f"{place}/receipt").status_code == 423

        patch.send(content[1000:])
        assert " 204 " in patch.answer()
    assert line.get(f"{place}/receipt").json()["sha256"] == sha256(content)


def test_a_silent_sender_is_given_up(start: Start) -> None:
    line = start(idle_upload_seconds=0.2).line()
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    with OpenPatch(line, place, offset=0, length=len(content)) as patch:
        patch.send(content[:1000])
        assert " 408 " in patch.answer()

    assert line.send(place, content[1000:], 1000).status_code == 204


def test_a_silent_sender_of_known_bytes_is_given_up_too(start: Start) -> None:
    line = start(idle_upload_seconds=0.2).line()
    content = some_pdf()
    line.begin_with(content, content[:2_000])
    host = urlsplit(line.base)
    head = {
        "Host": host.netloc, "Authorization": f"Bearer {line.token}", "Content-Length": "2000",
        "Upload-Length": str(len(content)), "Content-Type": "application/offset+octet-stream",
        "Upload-Metadata": metadata(sha256=sha256(content), filename="a.pdf"), **TUS,
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    with socket.create_connection((host.hostname, host.port), timeout=10) as silent:
        silent.sendall(f"POST /v1/uploads HTTP/1.1\r\n{lines}\r\n".encode() + content[:500])
        assert b" 408 " in silent.recv(1000).splitlines()[0]


def test_what_nobody_finished_for_a_month_is_forgotten(start: Start) -> None:
    province = start()
    abandoned, whole, young = some_pdf(), some_pdf(), some_pdf()
    old = province.line().begin_with(abandoned, abandoned[:1_000]).headers["Location"]
    kept = province.line().upload(whole)
    line = _days_later(province, 2)
    going_on = line.begin_with(young, young[:1_000]).headers["Location"]
    line = _days_later(province, 31)
    assert line.offset(old) == 1_000, "until the unit begins another one"

    line.begin(some_pdf())

    assert line.ask("HEAD", old, headers=TUS).status_code == 404
    unfinished = province.settings.files_folder / "unfinished"
    assert old.rpartition("/")[2] not in {path.name for path in unfinished.iterdir()}
    assert line.offset(going_on) == 1_000
    assert line.offset(kept) == len(whole)
    assert line.upload(abandoned)


def _days_later(province: Province, days: int) -> Line:
    province.clock.ahead = timedelta(days=days)
    province.lines.clear()
    return province.line()


def test_other_bytes_than_declared_are_thrown_away(line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]

    refused = line.send(place, some_pdf(), 0)

    assert (refused.status_code, refused.json()["code"]) == (422, "hash_mismatch")
    assert line.ask("HEAD", place, headers=TUS).status_code == 404
    assert line.begin(content).headers["Upload-Offset"] == "0"


def test_only_pdf_files_are_taken(line: Line) -> None:
    picture = b"\xff\xd8\xff\xe0" + os.urandom(500) + b"%PDF-1.7"
    place = line.begin(picture).headers["Location"]

    refused = line.send(place, picture, 0)

    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_pdf")
    assert line.get(f"/v1/files/{sha256(picture)}").status_code == 404


def test_uploads_of_another_unit_are_out_of_reach(province: Province, line: Line) -> None:
    content = some_pdf()
    place = line.upload(content)
    stranger = province.line("hai.lv")

    for answer in (
        stranger.ask("HEAD", place, headers=TUS),
        stranger.send(place, b"", len(content)),
        stranger.ask("DELETE", place, headers=TUS),
        stranger.get(f"{place}/receipt"),
    ):
        assert answer.status_code == 403
    assert stranger.get(f"/v1/files/{sha256(content)}").status_code == 404


def test_unknown_uploads_are_not_found(line: Line) -> None:
    for name in ("0" * 32, "..%2F..%2Fetc%2Fpasswd", "ệ"):
        assert line.ask("HEAD", f"/v1/uploads/{name}", headers=TUS).status_code == 404
    nul = line.ask("HEAD", "/v1/uploads/%00", headers=TUS)
    assert nul.status_code in (404, 422), "PostgreSQL has no NUL in its texts"


def test_an_upload_can_be_given_up_until_a_dossier_has_it(province: Province, line: Line) -> None:
    content = some_pdf()
    place = line.upload(content)
    province.line("hai.lv").upload(content)
    assert line.ask("DELETE", place, headers=TUS).status_code == 204
    assert line.ask("HEAD", place, headers=TUS).status_code == 404
    assert line.get(f"/v1/files/{sha256(content)}").status_code == 404
    kept = province.line("hai.lv").get(f"/v1/files/{sha256(content)}")
    assert kept.content == content, "the other unit's file is not touched"

    place = line.upload(content)
    assert line.perform(an_act(content)).status_code == 200
    refused = line.ask("DELETE", place, headers=TUS)
    assert (refused.status_code, refused.json()["code"]) == (409, "upload_in_use")


def test_a_file_that_the_disk_lost_is_asked_for_again(province: Province, line: Line) -> None:
    content = some_pdf()
    place = line.upload(content)
    _whole(province, content).unlink()

    assert line.get(f"{place}/receipt").json()["code"] == "upload_unfinished"
    assert line.begin(content).headers["Upload-Offset"] == "0"
    assert line.send(place, content, 0).status_code == 204
    assert line.get(f"/v1/files/{sha256(content)}").content == content


def test_a_method_may_be_overridden(line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    headers = TUS | {
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "X-HTTP-Method-Override": "PATCH",
    }

    assert line.ask("POST", place, data=content, headers=headers).status_code == 204


def test_names_from_counters_are_no_paths(province: Province, line: Line) -> None:
    content = some_pdf()
    named = {
        "Upload-Metadata": metadata(sha256=sha256(content), filename="../../../outside.pdf")
        + ",extra "
        + base64.b64encode(b"\x00\xff").decode()
    }
    place = line.begin(content, **named).headers["Location"]
    line.send(place, content, 0)

    root = province.settings.files_folder
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert f"whole/{sha256(content)[:2]}/{sha256(content)}" in names
    assert not [name for name in names if "outside" in name]
    assert not list(root.parent.rglob("outside*"))


def _goes_on(line: Line, place: str, content: bytes) -> bool:
    """Send what is missing; False while the province has not noticed that the line is torn."""
    offset = line.offset(place)
    assert 2_000_000 <= offset <= 2_500_000
    return line.send(place, content[offset:], offset).status_code == 204


def _whole(province: Province, content: bytes) -> Path:
    name = sha256(content)
    return province.settings.files_folder / "whole" / name[:2] / name
