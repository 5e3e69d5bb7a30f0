"""The window's entry point."""

import sys
from typing import TYPE_CHECKING

from app.paths import Profile, default_profile

# The window is shown before the counter is imported and opened.
if TYPE_CHECKING:
    from app.counter import Counter


def main(profile: Profile | None = None) -> int:
    """Open the window on ``profile`` and run until it is closed; the process's exit status."""
    from ui.application import make_application
    from ui.opening import Opening

    application = make_application(sys.argv)
    opening = Opening(profile or default_profile(), open_and_tidy)
    opening.failed.connect(lambda: application.exit(1))
    opening.start()
    status = application.exec()
    opening.close()
    return status


def open_counter(profile: Profile) -> "Counter":
    """Open ``profile`` and take up what an earlier run left. Errors: those of ``Counter``."""
    from app.counter import Counter
    from app.logs import start_logging
    from app.operations.recover_pages import recover_pages

    counter = Counter(profile)
    start_logging(profile.logs)
    recover_pages(store=counter.store, folders=counter.page_folders, now=counter.now())
    return counter


def open_and_tidy(profile: Profile) -> "Counter":
    """:func:`open_counter`; what nobody can need any more is removed in the background."""
    from app.operations.recover_pages import tidy_work_folder

    counter = open_counter(profile)
    counter.files_lane.submit(tidy_work_folder, store=counter.store, folders=counter.page_folders)
    return counter


if __name__ == "__main__":
    sys.exit(main())
