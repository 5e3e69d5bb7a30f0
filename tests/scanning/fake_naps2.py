"""A program that takes the orders of NAPS2's console, as far as they are documented, and scans.

It is strict: what it does not know it refuses as NAPS2 does. ``FAKE_NAPS2`` names a JSON file with
``devices``, ``pages`` and what shall go wrong. Like NAPS2 it saves when the whole stack is scanned,
with the pages before a jam, and tells every error in words, with exit status 1 where it notices.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from tests.scanning.escl_double import draw_numbered

_PAPERS_INCHES = {"a4": (210 / 25.4, 297 / 25.4), "letter": (8.5, 11)}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"Option {message} is unknown.", file=sys.stderr)
        sys.exit(0)


def options() -> argparse.Namespace:
    parser = _Parser(allow_abbrev=False)
    parser.add_argument("-o", "--output")
    parser.add_argument("--noprofile", action="store_true")
    parser.add_argument("--driver", choices=("wia", "twain", "escl"))
    parser.add_argument("--device")
    parser.add_argument("--listdevices", action="store_true")
    parser.add_argument("--source", choices=("glass", "feeder", "duplex"))
    parser.add_argument("--pagesize")
    parser.add_argument("--dpi", type=int)
    parser.add_argument("--bitdepth", choices=("color", "gray", "bw"))
    return parser.parse_args()


def refuse(words: str) -> NoReturn:
    print(words)
    sys.exit(1)


def pixels(wanted: argparse.Namespace) -> tuple[int, int]:
    inches = _PAPERS_INCHES.get(wanted.pagesize)
    if inches is None:
        width, _, height = wanted.pagesize.removesuffix("in").partition("x")
        inches = (float(width), float(height))
    return round(inches[0] * wanted.dpi), round(inches[1] * wanted.dpi)


def scan(wanted: argparse.Namespace, state: dict[str, Any]) -> None:
    """Scan, and save at the end."""
    if not any(wanted.device.lower() in name.lower() for name in state["devices"]):
        refuse("The selected scanner could not be found.")
    if state.get("hangs"):
        Path(state["hangs"]).write_text(f"{os.getpid()} {_driver().pid}")
        time.sleep(600)
    pages = 1 if wanted.source == "glass" else state["pages"]
    scanned = [draw_numbered(number + 1, pixels(wanted)) for number in range(pages)]
    mode = "RGB" if wanted.bitdepth == "color" and not state.get("grey") else "L"
    for number, page in enumerate(scanned, start=1):
        file = wanted.output.replace("$(nnnn)", f"{number:04d}")
        density = {} if state.get("no_dpi") else {"dpi": (wanted.dpi, wanted.dpi)}
        page.convert(mode).save(file, **density)
    if state.get("said"):
        refuse(state["said"])


def _driver() -> "subprocess.Popen[bytes]":
    """What runs the driver is a process of its own."""
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])


def main() -> None:
    wanted = options()
    state = json.loads(Path(os.environ["FAKE_NAPS2"]).read_text())
    state.setdefault("orders", []).append(sys.argv[1:])
    Path(os.environ["FAKE_NAPS2"]).write_text(json.dumps(state))
    if wanted.listdevices:
        print("\n".join(state["devices"]))
    elif not (wanted.output and wanted.driver == "twain" and wanted.noprofile):
        refuse("An output path is required.")
    else:
        scan(wanted, state)


if __name__ == "__main__":
    main()
