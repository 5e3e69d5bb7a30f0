"""The window's entry point."""

import sys
from typing import TYPE_CHECKING

from app.paths import Profile, default_profile

# The window is shown before the counter is imported and opened.
if TYPE_CHECKING:
    from app.counter import Counter
    from app.operations.way_in import WayIn


def main(profile: Profile | None = None) -> int:
    """Open the window on ``profile`` and run until it is closed; the process's exit status."""
    from ui.application import REOPEN, make_application
    from ui.opening import Opening

    application = make_application(sys.argv)
    status = REOPEN
    while status == REOPEN:
        opening = Opening(profile or default_profile(), open_and_tidy)
        opening.failed.connect(lambda: application.exit(1))
        opening.start()
        status = application.exec()
        opening.close()
    return status


def open_counter(profile: Profile, way: "WayIn | None" = None) -> "Counter":
    """Open ``profile`` and take up what an earlier run left. Errors: those of ``Counter`` and of
    ``take_way_in``.
    """
    from app.counter import Counter, clock
    from app.logs import start_logging
    from app.operations.recover_pages import recover_pages
    from app.operations.way_in import take_way_in

    if way is not None:
        take_way_in(profile, way, now=clock())
    counter = Counter(profile, passphrase=way.passphrase if way else "")
    try:
        start_logging(profile.logs)
        recover_pages(store=counter.store, folders=counter.page_folders, now=counter.now())
    except BaseException:
        counter.close()  # it holds the profile's lock, which restoring a backup needs
        raise
    return counter


def open_and_tidy(profile: Profile, way: "WayIn") -> "Counter":
    """:func:`open_counter`; what nobody can need any more is removed in the background, and an
    exchange of keys is finished.
    """
    from app.operations.recover_pages import tidy_work_folder
    from app.operations.rotate_keys import finish_rotation
    from app.operations.tidy_parts import tidy_parts

    counter = open_counter(profile, way)
    counter.files_lane.submit(tidy_work_folder, store=counter.store, folders=counter.page_folders)
    counter.files_lane.submit(tidy_parts, profile)
    counter.files_lane.submit(counter.vault.seal_plain_files)
    counter.files_lane.submit(finish_rotation, profile, counter.keys, stop=counter.closing.is_set)
    counter.backups.start()
    return counter


if __name__ == "__main__":
    sys.exit(main())
