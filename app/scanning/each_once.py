"""A network scanner that a driver of the system finds as well is listed once: as eSCL, where its
feeds and errors are our own client's.

sane-airscan says the scanner's address, and calls it ``e`` or ``w`` for eSCL or WSD (seen with
0.99.27); SANE's own ``escl`` has it in the name. One host may have several scanners (AirSane): a
driver that finds more of them than the network told keeps its own.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from app.scanning.source import SourceInfo

_WITHOUT_DRIVER = re.compile(r"^sane:(airscan:[ew]|escl:)")


def each_once(
    with_driver: Sequence[SourceInfo], in_network: Sequence[SourceInfo]
) -> tuple[SourceInfo, ...]:
    """All of ``in_network``, after those of ``with_driver`` that are not the same scanners."""
    doubles: set[str] = set()
    for host in {host for each in in_network for host in each.hosts}:
        ours = sum(host in each.hosts for each in in_network)
        by_way: dict[str, list[str]] = defaultdict(list)
        for each in with_driver:
            way = _WITHOUT_DRIVER.match(each.address)
            if way and host in each.hosts:
                by_way[way[1]].append(each.address)
        for addresses in by_way.values():
            if len(addresses) <= ours:
                doubles.update(addresses)
    return (*(each for each in with_driver if each.address not in doubles), *in_network)
