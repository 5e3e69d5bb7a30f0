"""The package as a file: what lies in it, and what is refused before it is believed."""

import hashlib
import json
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from app.errors import AppError, Code
from sync.package.manifest import MANIFEST_NAME, SUMS_NAME, WORDS_NAME, Manifest
from sync.package.reading import read_package
from sync.package.writing import write_package
from tests.sync.conftest import Desk
from tests.sync.packages import UNIT, export, settle_in

Entries = dict[str, bytes]


@pytest.fixture
def package(desk: Desk) -> Path:
    settle_in(desk)
    path, _ = export(desk, desk.receive(2_000, 40_000, unit_code=UNIT))
    return path


def test_anybody_can_check_it_with_standard_tools(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    shutil.unpack_archive(package, folder)
    said = subprocess.run(
        ["sha256sum", "-c", SUMS_NAME], cwd=folder, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout
    assert said.stdout.count(": OK") == 4
    words = (folder / WORDS_NAME).read_text(encoding="utf-8-sig")
    manifest = read_package(package).manifest
    assert all(file.name in words for file in manifest.files)


def test_no_name_in_it_is_a_citizens(package: Path) -> None:
    with ZipFile(package) as made:
        names = made.namelist()
        told = json.loads(made.read(MANIFEST_NAME))
    act = told["dossiers"][0]["acts"][0]
    assert act["act"]["applicant"]["identity_number"] == "089091000779"
    assert "089091000779" not in " ".join(names)
    assert all(name.isascii() for name in names)
    assert names[3:] == [file["name"] for file in told["files"]]


def test_the_acts_are_those_of_the_line_with_their_keys(desk: Desk, package: Path) -> None:
    manifest = read_package(package).manifest
    (dossier,) = manifest.dossiers
    with desk.store.read() as work:
        queued = work.outbox.of_dossier(dossier.dossier_id)[-1]  # type: ignore[arg-type]
    (packed,) = dossier.acts
    assert (packed.key, packed.act.model_dump(mode="json")) == (queued.key, queued.payload)


def test_the_same_content_makes_the_same_bytes(desk: Desk, package: Path) -> None:
    again = package.with_name("lai.zip")
    write_package(again, read_package(package).manifest, desk.vault.open)
    assert again.read_bytes() == package.read_bytes()


def test_a_damaged_vault_leaves_no_package(desk: Desk) -> None:
    settle_in(desk)
    dossier = desk.receive(9_000, unit_code=UNIT)
    for sealed in (desk.folder / "vault").rglob("*.sealed"):
        sealed.chmod(0o600)
        sealed.write_bytes(sealed.read_bytes()[:-1_000])
    with pytest.raises(AppError) as raised:
        export(desk, dossier)
    assert raised.value.code in (Code.VAULT_FILE_DAMAGED, Code.SEALED_FILE_DAMAGED)
    assert not list(desk.folder.glob("*.zip"))
    assert not list(desk.folder.glob(".part-*"))


def test_memory_does_not_grow_with_the_papers(desk: Desk) -> None:
    settle_in(desk)
    dossier = desk.receive(*[5_900_000] * 4, unit_code=UNIT)
    tracemalloc.start()
    try:
        path, _ = export(desk, dossier)
        read_package(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 23_000_000
    assert peak < 8_000_000


def rewritten(package: Path, change: Callable[[Entries], None]) -> Path:
    with ZipFile(package) as made:
        entries = {name: made.read(name) for name in made.namelist()}
    change(entries)
    other = package.with_name("khac.zip")
    with ZipFile(other, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return other


def refusal_of(path: Path) -> AppError:
    with pytest.raises(AppError) as raised:
        read_package(path)
    return raised.value


def test_a_package_written_anew_is_still_one(package: Path) -> None:
    read_package(rewritten(package, lambda _: None))


def _first_file(entries: Entries) -> str:
    return next(name for name in entries if name.startswith("tep/"))


@pytest.mark.parametrize("sums_too", [False, True])
def test_one_changed_byte_of_a_paper_is_found(package: Path, sums_too: bool) -> None:
    def change(entries: Entries) -> None:
        name = _first_file(entries)
        before = hashlib.sha256(entries[name]).hexdigest().encode()
        entries[name] = entries[name][:-1] + b"x"
        if sums_too:
            after = hashlib.sha256(entries[name]).hexdigest().encode()
            entries[SUMS_NAME] = entries[SUMS_NAME].replace(before, after)

    said = refusal_of(rewritten(package, change))
    assert (said.code, said.facts["problem"]) == (Code.PACKAGE_UNREADABLE, "hash")
    assert str(said.facts["name"]).startswith("tep/")


@pytest.mark.parametrize("name", [WORDS_NAME, SUMS_NAME])
def test_a_changed_text_is_found(package: Path, name: str) -> None:
    def change(entries: Entries) -> None:
        entries[name] += b"x"

    assert refusal_of(rewritten(package, change)).facts["problem"] == "hash"


def test_a_changed_act_is_found(package: Path) -> None:
    def change(entries: Entries) -> None:
        told = entries[MANIFEST_NAME].replace("Trần Văn Bình".encode(), "Trần Văn Khác".encode())
        assert told != entries[MANIFEST_NAME]
        before = hashlib.sha256(entries[MANIFEST_NAME]).hexdigest().encode()
        after = hashlib.sha256(told).hexdigest().encode()
        entries[MANIFEST_NAME] = told
        entries[SUMS_NAME] = entries[SUMS_NAME].replace(before, after)

    said = refusal_of(rewritten(package, change))
    assert said.facts["problem"] == "manifest"
    assert "Khác" not in str(said)


@pytest.mark.parametrize(
    "name", ["../ngoai.pdf", "/etc/x.pdf", "tep/../../x.pdf", "tep\\x.pdf", "tep/", "la.exe"]
)
def test_a_path_that_leads_elsewhere_is_refused(package: Path, name: str) -> None:
    def change(entries: Entries) -> None:
        entries[name] = b"%PDF-1.7"

    assert refusal_of(rewritten(package, change)).facts["problem"] == "entries"


def test_a_path_that_leads_elsewhere_is_refused_in_the_manifest_too(package: Path) -> None:
    def change(entries: Entries) -> None:
        name = _first_file(entries)
        entries["../x.pdf"] = entries.pop(name)
        entries[MANIFEST_NAME] = entries[MANIFEST_NAME].replace(name.encode(), b"../x.pdf")

    assert refusal_of(rewritten(package, change)).facts["problem"] == "manifest"


def test_a_missing_paper_is_refused(package: Path) -> None:
    said = refusal_of(rewritten(package, lambda entries: entries.pop(_first_file(entries))))
    assert said.facts["problem"] == "entries"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(package: Path) -> None:
    with ZipFile(package, "a") as made:
        made.writestr(made.namelist()[-1], b"%PDF-another")
    assert refusal_of(package).facts["problem"] == "entries"


def test_a_bomb_is_refused_unread(package: Path) -> None:
    with ZipFile(package, "a", ZIP_DEFLATED) as made:
        made.writestr("tep/9999-khac-000000000000.pdf", bytes(5_000_000))
    assert refusal_of(package).facts["problem"] == "too_large"


def test_more_than_a_paper_may_hold_is_refused(package: Path) -> None:
    with ZipFile(package, "a") as made:
        made.writestr("tep/9999-khac-000000000000.pdf", bytes(6_000_001))
    assert refusal_of(package).facts["problem"] == "too_large"


def test_a_directory_that_is_larger_than_ours_can_be_is_refused_unread(package: Path) -> None:
    with ZipFile(package, "a") as made:
        for number in range(10):
            entry = ZipInfo(f"tep/{number:04d}-khac-000000000000.pdf")
            entry.comment = bytes(60_000)
            made.writestr(entry, b"%PDF-1.7")
    assert refusal_of(package).facts["problem"] == "too_large"


def test_more_entries_than_ours_can_have_are_refused(package: Path) -> None:
    with ZipFile(package, "a") as made:
        for number in range(2_100):
            made.writestr(ZipInfo(f"tep/{number:04d}-khac-000000000000.pdf"), b"")
    assert refusal_of(package).facts["problem"] == "too_large"


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7\n" * 100, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_package_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    said = refusal_of(path)
    assert (said.code, said.facts["problem"] != "hash") == (Code.PACKAGE_UNREADABLE, True)


def test_every_torn_package_is_refused(package: Path, tmp_path: Path) -> None:
    whole, torn = package.read_bytes(), tmp_path / "torn.zip"
    for share in range(1, 40):
        torn.write_bytes(whole[: len(whole) * share // 40])
        assert refusal_of(torn).code is Code.PACKAGE_UNREADABLE


def test_every_damaged_spot_is_found_or_without_meaning(package: Path, tmp_path: Path) -> None:
    whole, other = package.read_bytes(), tmp_path / "damaged.zip"
    meant = read_package(package).manifest
    for spot in range(0, len(whole), 97):
        other.write_bytes(whole[:spot] + bytes([whole[spot] ^ 0x55]) + whole[spot + 1 :])
        assert _meaning(other) in (meant, Code.PACKAGE_UNREADABLE), spot


def _meaning(path: Path) -> Manifest | Code:
    try:
        return read_package(path).manifest
    except AppError as error:
        return error.code


def test_a_newer_package_says_so(package: Path) -> None:
    def change(entries: Entries) -> None:
        told = json.loads(entries[MANIFEST_NAME])
        entries[MANIFEST_NAME] = json.dumps(told | {"version": 2}).encode()

    assert refusal_of(rewritten(package, change)).code is Code.PACKAGE_NEWER


def test_an_unknown_format_is_refused(package: Path) -> None:
    def change(entries: Entries) -> None:
        told = json.loads(entries[MANIFEST_NAME])
        entries[MANIFEST_NAME] = json.dumps(told | {"format": "khac"}).encode()

    assert refusal_of(rewritten(package, change)).facts["problem"] == "not_a_package"
