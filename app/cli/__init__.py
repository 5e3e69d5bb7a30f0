"""The entry point ``quay``: the window without arguments, a command with them."""

import sys


def main() -> None:
    """Only what is asked for is imported: the window must not wait for the commands."""
    if len(sys.argv) == 1:
        from app.main import main as open_window

        sys.exit(open_window())
    if sys.argv[1] == "verify-worker":
        # The installed program starts itself again as the process that reads hostile files.
        from signing.verification.worker import main as work

        work()
        sys.exit(0)
    from app.cli.commands import app

    app()
