"""``python -m tests.machines.deliver PROFILE``: a desktop that delivers, to be killed meanwhile."""

import sys
from pathlib import Path

from app.counter import Counter
from app.operations.queue_control import resume_queue
from app.paths import Profile


def main() -> None:
    with Counter(Profile(Path(sys.argv[1]))) as counter:
        resume_queue(store=counter.store, now=counter.now())
        daemon = counter.make_daemon()
        daemon.drain(60)
        daemon.stop(5)


if __name__ == "__main__":
    main()
