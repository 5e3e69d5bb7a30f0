"""What the commands about levels share: the level that is meant, and what files are raised with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError, Code
from app.whole_files import place_errors

if TYPE_CHECKING:
    from app.operations.raise_files import LevelKit
    from app.settings import Settings
    from signing.verification.report import Level


def level_from(text: str, *, command: str) -> "Level":
    """Errors: WRONG_USAGE."""
    from app.domain.level_goal import LEVELS
    from signing.verification.report import Level

    if text not in LEVELS:
        raise AppError(Code.WRONG_USAGE, problem="level", command=command)
    return Level(text)


@contextmanager
def level_kit(settings: "Settings") -> Iterator["LevelKit"]:
    """For one command; the window may be open meanwhile."""
    from app.counter import clock
    from app.operations.raise_files import LevelKit
    from app.operations.trust_services import level_services
    from app.paths import default_profile
    from signing.trust import load_trust
    from signing.verification.worker import VerificationWorker

    trust = load_trust((default_profile().trust,))
    with VerificationWorker() as verification:
        yield LevelKit(verification, level_services(settings, trust=trust, now=clock))


def require_new(target: Path) -> None:
    """Errors: FILE_EXISTS, PLACE_UNUSABLE."""
    with place_errors(target):
        if target.exists():
            raise AppError(Code.FILE_EXISTS, file=target.name)
