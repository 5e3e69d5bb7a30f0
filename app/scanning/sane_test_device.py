"""SANE's own ``test`` device as a scanner with an A4 glass and a feeder of ten pages.

It lets the demonstration and the tests scan without a scanner, through the same libraries and
drivers as a real one.
"""

from pathlib import Path

from app.whole_files import write_whole

TEST_DEVICE = "sane:test:0"
"""Address of the device once ``SANE_CONFIG_DIR`` names the folder, before SANE is first used."""

_TEST_CONF = """\
number_of_devices 1
mode Color
depth 8
resolution_min 75.0
resolution_max 1200.0
resolution_quant 1.0
resolution 200.0
test-picture "Color pattern"
# 200 mm as shipped: A4 would be cut.
geometry_min 0.0
geometry_max 356.0
geometry_quant 0.5
tl_x 0.0
tl_y 0.0
br_x 210.0
br_y 297.0
"""


def write_test_device_config(folder: Path) -> None:
    """Write a SANE configuration into ``folder`` that knows this one device and no other."""
    write_whole(folder / "dll.conf", b"test\n")
    write_whole(folder / "test.conf", _TEST_CONF.encode())
