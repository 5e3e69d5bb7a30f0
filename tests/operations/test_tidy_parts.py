"""Half-written files that were left go; those that are being written stay."""

import os
import time
from pathlib import Path

from app.operations.tidy_parts import tidy_parts
from app.paths import Profile
from app.whole_files import whole_file, write_whole


def test_what_was_left_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    profile.make()
    whole = profile.vault / "ab" / "whole"
    write_whole(whole, b"whole")
    left = [whole.with_name(".part-left"), profile.root / ".part-left.sqlite3-journal"]
    long_ago = time.time() - 7200
    for each in left:
        each.write_bytes(b"half")
    for each in (*left, whole):
        os.utime(each, (long_ago, long_ago))
    with whole_file(profile.settings_file) as part:
        assert tidy_parts(profile) == len(left)
        assert part.exists()
    assert whole.read_bytes() == b"whole"
    assert not any(each.exists() for each in left)
