"""The window's entry point."""

import sys

from app.counter import Counter
from app.errors import AppError
from app.logs import start_logging
from app.operations.recover_pages import recover_pages, tidy_work_folder
from app.paths import Profile, default_profile


def main(profile: Profile | None = None) -> int:
    """Open the window on ``profile`` and run until it is closed; the process's exit status."""
    from ui.application import make_application
    from ui.shell import Shell

    application = make_application(sys.argv)
    chosen = profile or default_profile()
    try:
        counter = open_counter(chosen)
    except AppError as error:
        from ui.widgets.start_failed import show_start_failed

        show_start_failed(error)
        return 1
    with counter:
        shell = Shell(counter)
        shell.start()
        counter.files_lane.submit(tidy_work_folder, store=counter.store, work_folder=chosen.work)
        status = application.exec()
        shell.close()
    return status


def open_counter(profile: Profile) -> Counter:
    """Open ``profile`` and take up what an earlier run left. Errors: those of ``Counter``."""
    counter = Counter(profile)
    start_logging(profile.logs)
    recover_pages(store=counter.store, work_folder=profile.work, now=counter.now())
    return counter


if __name__ == "__main__":
    sys.exit(main())
