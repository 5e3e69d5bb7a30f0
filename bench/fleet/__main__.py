"""``python -m bench.fleet``, COUNTERS and ``s3``, both of which may be left out."""

import sys
import tempfile
from pathlib import Path

from bench.fleet.table import COUNTERS, fleet_table

if __name__ == "__main__":
    words = sys.argv[1:]
    number = next((int(word) for word in words if word.isdigit()), COUNTERS)
    with tempfile.TemporaryDirectory(prefix="quay-bench-") as folder:
        fleet_table(Path(folder), number, s3="s3" in words)
