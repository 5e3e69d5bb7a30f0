"""The ``Range`` of a request (RFC 9110 §14)."""

import re

from sync.reference_province.problems import ProblemCode, Refused

_ONE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


def read_range(header: str, length: int) -> range | None:
    """The bytes of a file of ``length`` that are asked for, None for all of them.

    Several ranges, other units and nonsense may be ignored (§14.2). Raises
    ``range_not_satisfiable`` for one that begins after the end.
    """
    found = _ONE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, stop = max(0, length - int(found[2])), length
    else:
        start = int(found[1])
        stop = min(length, int(found[2]) + 1) if found[2] else length
        if found[2] and int(found[2]) < start:
            return None
    if start >= length:
        raise Refused(
            ProblemCode.RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{length}"}
        )
    return range(start, stop)
