"""A file by its parts over HTTP (RFC 9110 §14), so that a torn line costs one part."""

import re

from sync.http_errors import require_success
from sync.http_line import Sender
from sync.province import FilePart

PART_BYTES = 1_000_000
_CONTENT_RANGE = re.compile(r"^bytes (\d{1,12})-(\d{1,12})/(\d{1,12})$")


def read_file_part(line: Sender, url: str, start: int) -> FilePart:
    """At most PART_BYTES of ``url`` from byte ``start`` on.

    A server that knows no ranges answers with all of it, which is cut here. Errors: those of
    ``line`` and ``require_success``; PROVINCE_ANSWER_UNREADABLE for another part than was asked.
    """
    wanted = {"Range": f"bytes={start}-{start + PART_BYTES - 1}"}
    answer = require_success(line.send("GET", url, headers=wanted))
    if answer.status != 206:
        return FilePart(answer.body[start:], len(answer.body))
    told = _CONTENT_RANGE.match(answer.headers.get("Content-Range", ""))
    if told is None:
        raise answer.unreadable()
    first, last, total = map(int, told.groups())
    if first != start or last - first + 1 != len(answer.body) or last >= total:
        raise answer.unreadable()
    return FilePart(answer.body, total)
