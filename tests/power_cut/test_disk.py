"""The model of a disk against what is known of disks."""

import random

import pytest

from tests.power_cut.disk import Disk, File, Resize, Tree, Write
from tests.power_cut.outages import AllKept, NamesOnly, NothingKept, OldestLost, Whatever

OLD, NEW = b"old" * 1000, b"new" * 1000


def written(disk: Disk, path: str, content: bytes) -> File:
    file = disk.create(path)
    file.change(Write(0, content))
    return file


def disk_with_old_file(*, harsh: bool = False) -> Disk:
    disk = Disk(harsh=harsh)
    written(disk, "a", OLD).sync()
    disk.sync_folder("")
    return disk


def outcomes(disk: Disk, *, harsh: bool = False) -> list[Tree]:
    chance = random.Random(1)
    known = [NothingKept(), AllKept(), NamesOnly(), OldestLost(harsh=harsh)]
    return [disk.after(each) for each in known] + [
        disk.after(Whatever(chance, harsh=harsh)) for _ in range(300)
    ]


def test_what_was_flushed_stays() -> None:
    assert all(each == {"a": OLD} for each in outcomes(disk_with_old_file()))


def test_a_file_that_was_not_flushed_is_lost_or_torn_though_its_name_is_there() -> None:
    disk = Disk()
    written(disk, "a", NEW)
    disk.sync_folder("")
    found = outcomes(disk)
    assert {"a": b""} in found
    assert {"a": NEW} in found
    assert any(each["a"] not in (b"", NEW) for each in found)
    assert disk.now() == {"a": NEW}, "what programs see is not what is on the disk"


def test_a_flushed_file_whose_folder_was_not_may_be_missing() -> None:
    disk = Disk()
    written(disk, "a", NEW).sync()
    found = outcomes(disk)
    assert {} in found
    assert {"a": NEW} in found
    assert all(each in ({}, {"a": NEW}) for each in found)


@pytest.mark.parametrize("harsh", [False, True])
def test_flushing_before_the_rename_leaves_the_old_or_the_new(harsh: bool) -> None:
    disk = disk_with_old_file(harsh=harsh)
    written(disk, "part", NEW).sync()
    disk.rename("part", "a")
    found = outcomes(disk, harsh=harsh)
    assert {each["a"] for each in found} == {OLD, NEW}
    disk.sync_folder("")
    assert all(each == {"a": NEW} for each in outcomes(disk, harsh=harsh))


def test_a_rename_before_the_flush_may_lose_both() -> None:
    disk = disk_with_old_file()
    written(disk, "part", NEW)
    disk.rename("part", "a")
    assert {"a": b""} in outcomes(disk)


def test_writes_outlive_earlier_ones() -> None:
    disk = disk_with_old_file()
    file = disk.file("a")
    file.change(Write(0, b"1"))
    file.change(Write(1, b"2"))
    assert disk.after(OldestLost(harsh=False)) == {"a": b"o2" + OLD[2:]}


def test_a_write_is_torn_at_sectors_of_the_file() -> None:
    parts = list(Write(500, bytes(1000)).sectors())
    assert [(each.offset, len(each.data)) for each in parts] == [(500, 12), (512, 512), (1024, 476)]


def test_a_new_size_is_pending_too() -> None:
    disk = disk_with_old_file()
    disk.file("a").change(Resize(1))
    assert {len(each["a"]) for each in outcomes(disk)} == {1, len(OLD)}


def test_names_of_a_folder_keep_their_order_unless_it_is_harsh() -> None:
    def two() -> Disk:
        disk = Disk()
        disk.create("first")
        disk.create("second")
        return disk

    assert all("first" in each or "second" not in each for each in outcomes(two()))
    assert {"second": b""} in outcomes(two(), harsh=True)


def test_nothing_in_a_folder_is_found_when_the_folder_is_lost() -> None:
    disk = Disk()
    disk.make_folder("new")
    written(disk, "new/a", NEW).sync()
    disk.sync_folder("new")
    assert {} in outcomes(disk)
    disk.sync_folder("")
    assert all(each == {"new": {"a": NEW}} for each in outcomes(disk))


def test_a_move_between_folders_is_whole_in_a_journal_and_may_lose_the_file_without() -> None:
    def moved(*, harsh: bool) -> Disk:
        disk = disk_with_old_file(harsh=harsh)
        disk.make_folder("aside")
        disk.sync_folder("")
        disk.rename("a", "aside/a")
        return disk

    lost: Tree = {"aside": {}}
    assert lost not in outcomes(moved(harsh=False))
    assert lost in outcomes(moved(harsh=True), harsh=True)
    disk = moved(harsh=True)
    disk.sync_folder("aside")
    disk.sync_folder("")
    assert all(each == {"aside": {"a": OLD}} for each in outcomes(disk, harsh=True))


def test_a_removed_name_may_come_back() -> None:
    disk = disk_with_old_file()
    disk.remove("a")
    assert {} in outcomes(disk)
    assert {"a": OLD} in outcomes(disk)
    disk.sync_folder("")
    assert all(each == {} for each in outcomes(disk))


def test_a_link_is_the_same_file() -> None:
    disk = disk_with_old_file()
    disk.link("a", "b")
    disk.sync_folder("")
    disk.file("b").change(Write(0, NEW))
    disk.file("a").sync()
    assert all(each == {"a": NEW, "b": NEW} for each in outcomes(disk))
