"""``python -m bench``: measures, prints what was found, also where it falls short of its aim.

Parts that also run alone: ``python -m bench.delivery``, ``bench.fleet``, ``bench.sealed_store``.
"""

import os
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import keyring

from app.demo.keyring_backend import DemoKeyring, environment
from bench.batch_table import batch_table
from bench.delivery import delivery_table
from bench.first_page import first_page
from bench.fleet.table import fleet_table
from bench.levels import IN_TURN, RAISED, RAISED_IN_TURN, Levels
from bench.scan_table import scan_table
from bench.sealed_store import store_table
from bench.signing import signing
from bench.slow_token import slow_token
from bench.startup import Startup
from bench.verification import verification


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quay-bench-") as folder:
        place = Path(folder)
        # Profiles of invented data do not belong into the keyring of whoever runs this.
        os.environ.update(environment(place))
        # Its constructor is keyring's, which has no annotations.
        keyring.set_keyring(DemoKeyring())  # type: ignore[no-untyped-call]
        startup = Startup()
        bare = "bare QMainWindow"
        report("Start to first usable window", bare, 2.0, startup.until_usable, place)
        report("Start to a desk full of dossiers", bare, None, startup.until_filled, place)
        report("First page of a 50-page scan", "raw PyMuPDF", 1.5, first_page, place)
        scan_table(place / "scans")
        report("Signing a 2-page scan at B-B", "C_Sign alone", None, signing, place)
        # 97 % of the token's own rate.
        report("A paper of 60 on a 150 ms token", "C_Sign alone", 1.03, slow_token, place)
        batch_table(place)
        delivery_table(place / "delivery")
        fleet_table(place / "fleet")
        store_table(place / "store")
        levels = Levels()
        for what, ours, against in (
            ("A file of a batch at B-T, services in 50 ms", "B-T", "B-B"),
            ("A file of a batch at B-LTA, services in 50 ms", "B-LTA", "B-B"),
            ("A file at B-T, several under way", "B-T", IN_TURN),
            ("A file raised to B-T, several under way", RAISED, RAISED_IN_TURN),
        ):
            report(what, against, None, partial(levels.pair, ours, against), place)
        for count in (1, 4, 12):
            what = f"Verification, 20 pages, {count} signatures"
            measure = partial(verification, signatures=count)
            report(what, "pyHanko alone", None, measure, place)


def report(
    what: str,
    against: str,
    aim: float | None,
    measure: Callable[[Path], tuple[list[float], list[float]]],
    folder: Path,
) -> None:
    """Print medians in ms and their ratio; both sides were measured in turn in this run."""
    ours, theirs = measure(folder)
    mine, other = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    ratio = mine / other
    verdict = "" if aim is None else f"  aim ≤ {aim}: {'met' if ratio <= aim else 'MISSED'}"
    print(f"{what}: {mine:.1f} ms against {against} {other:.1f} ms = {ratio:.2f}×{verdict}")


if __name__ == "__main__":
    main()
