"""What happens at a counter while its disk is recorded, and how it goes on after a power cut.

``python -m tests.power_cut.steps DESK SAID STEP…`` does the named steps and writes what an
officer was told to SAID, a line each.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.counter import Counter
from app.errors import AppError
from app.operations.back_up import back_up
from app.operations.restore_backup import choose_backup, restore_backup
from app.operations.rotate_keys import finish_rotation
from app.operations.sign_in import complete_sign_in
from app.paths import Profile
from app.profile_lock import ProfileLock
from app.sealing.recovery_code import make_recovery_code
from app.secrets import ProfileKey
from app.settings import ProvinceSettings, Settings, TokenSettings, TrustSettings, save_settings
from app.whole_files import write_whole
from sync.password_sign_in import sign_in_with_password
from tests.kill.job import Say
from tests.kill.job import run as deliver

NO_FSYNC = "QUAY_TEST_NO_FSYNC"
"""Set: ``app.whole_files`` flushes nothing, so that the test is seen to find what is lost."""


@dataclass(frozen=True)
class Desk:
    """Where it is, and what it signs and speaks with."""

    profile: str
    url: str
    account: str
    password: str
    module: str
    token_label: str
    pin: str
    tsa_url: str
    authorities: tuple[str, ...]

    @classmethod
    def load(cls, file: Path) -> "Desk":
        said = json.loads(file.read_bytes())
        return cls(**said | {"authorities": tuple(said["authorities"])})

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))


def set_up(profile: Profile, desk: Desk, say: Say) -> None:
    """Whatever was done before: a counter that is signed in and knows the procedures."""
    profile.make()
    for authority in map(Path, desk.authorities):
        write_whole(profile.trust / authority.name, authority.read_bytes())
    settings = Settings(
        token=TokenSettings((desk.module,), desk.token_label),
        trust=TrustSettings(tsa_url=desk.tsa_url, check_revocation=False),
        province=ProvinceSettings(desk.url, desk.account),
    )
    save_settings(profile.settings_file, settings)
    with Counter(profile) as counter:
        if not _is_signed_in(counter):
            answer = sign_in_with_password(desk.url, account=desk.account, password=desk.password)
            province = counter.province()
            complete_sign_in(
                store=counter.store, tokens=counter.tokens, province=province, answer=answer
            )
            province.close()
        daemon = counter.make_daemon()
        daemon.drain(20)
        daemon.stop(1)
    say("set up")


def _is_signed_in(counter: Counter) -> bool:
    try:
        counter.tokens.access_token()
    except AppError:
        return False
    return counter.officer() is not None


def _deliver(profile: Profile, desk: Desk, say: Say) -> None:
    deliver(profile, desk.pin, say)


def _back_up(profile: Profile, _desk: Desk, say: Say) -> None:
    with Counter(profile) as counter:
        taken = back_up(profile, counter.keys, profile.backups, now=counter.now())
        say(f"backed up {taken.folder.name}")
        note(counter, "since the backup", say)


def _restore(profile: Profile, _desk: Desk, say: Say) -> None:
    say("restoring")
    with ProfileLock(profile.lock_file):
        keys = ProfileKey(profile).load()
        aside = restore_backup(profile, choose_backup(profile.backups), keys, now=datetime.now(UTC))
    say(f"restored {aside.name}")
    with Counter(profile) as counter:
        note(counter, "since the restoration", say)


def _rotate(profile: Profile, _desk: Desk, say: Say) -> None:
    with Counter(profile) as counter:
        counter.key.file.begin_rotation(counter.keys, make_recovery_code())
    with Counter(profile) as counter:
        note(counter, "under the new key", say)
        if not any(finish_rotation(profile, counter.keys) for _ in range(2)):
            raise RuntimeError("not finished")
    say("rotated")


def note(counter: Counter, text: str, say: Say) -> None:
    """Something small that must be remembered from now on."""
    with counter.store.write() as work:
        work.facts.set("noted", {"text": text})
    say(f"noted {text}")


STEPS: dict[str, Callable[[Profile, Desk, Say], None]] = {
    "set-up": set_up, "deliver": _deliver, "back-up": _back_up, "restore": _restore,
    "rotate": _rotate,
}  # fmt: skip


def run(desk: Desk, said: Path, steps: list[str]) -> None:
    def say(text: str) -> None:
        with said.open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    for step in steps:
        STEPS[step](Profile(Path(desk.profile)), desk, say)


def main() -> None:
    if NO_FSYNC in os.environ:
        from app import whole_files

        whole_files.os.fsync = lambda _file: None  # type: ignore[attr-defined]
    run(Desk.load(Path(sys.argv[1])), Path(sys.argv[2]), sys.argv[3:])


if __name__ == "__main__":
    main()
