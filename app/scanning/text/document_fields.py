"""What an administrative document says of itself, read where Nghị định 30/2020 puts it.

Phụ lục I, mục IV (the places of the parts of a document): organisation and number at the top left,
place and day at the top right, kind and subject below in the middle (an official letter has its
subject under its number), the signer's name at the foot on the right. What is offered has its place
on the page, so that the officer sees where it was read; nothing is filled in without her.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.paper_field import Field
from app.scanning.text.page_text import Box, Line, PageText, Word


@dataclass(frozen=True)
class FoundField:
    field: Field
    value: str
    box: Box
    """Where on the page it was read."""
    confidence: int
    """The lowest of its words, 0 to 100."""


_GAP = 2.5
"""Times a line's height, from which two words belong to two columns."""
_HEAD, _FOOT = 0.4, 0.45
"""Shares of the page's height: where a letterhead ends, and where a signature may begin."""
_NUMBER = re.compile(r"^Số\s*[:.]?\s*(\d{1,5}[a-zđ]?)\s*/\s*([A-ZĐƯÔ0-9][\w.&/-]*)", re.UNICODE)
_NUMBER_LINE = re.compile(r"^Số\s*[:.]")
"""Also where the number itself cannot be read. A citizen card says “Số / No.”, tables “Số bản”."""
_DAY = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_MOTTO = re.compile(r"CỘNG\s+H[OÒ][AÀ]|ĐỘC\s+LẬP", re.IGNORECASE)
_ABOUT = re.compile(r"^V/v\s*[:.]?\s*", re.IGNORECASE)
_BODY = re.compile(r"^(Căn cứ|Kính gửi|Xét|Theo|Thực hiện|Điều \d|[IVX]+\.|\d+\.)", re.IGNORECASE)
_NAME = re.compile(r"^[^\W\d_]+(?: [^\W\d_]+){1,5}$", re.UNICODE)
_KINDS = (
    "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "THÔNG CÁO", "THÔNG BÁO",
    "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO", "BIÊN BẢN",
    "TỜ TRÌNH", "HỢP ĐỒNG", "CÔNG ĐIỆN", "BẢN GHI NHỚ", "BẢN THỎA THUẬN", "GIẤY ỦY QUYỀN",
    "GIẤY MỜI", "GIẤY GIỚI THIỆU", "GIẤY NGHỈ PHÉP", "PHIẾU GỬI", "PHIẾU CHUYỂN", "PHIẾU BÁO",
    "GIẤY XÁC NHẬN", "GIẤY CHỨNG NHẬN", "GIẤY PHÉP", "GIẤY KHAI SINH", "TRÍCH LỤC", "TỜ KHAI",
    "ĐƠN ĐỀ NGHỊ",
)  # fmt: skip
"""Điều 7 of the decree, and papers that counters see daily."""


def read_fields(page: PageText) -> tuple[FoundField, ...]:
    """What the first page of a document says of itself, in the order of ``Field``; at best all."""
    parts = list(_columns(page))
    found = [field for read in _READERS for field in read(page, parts)]
    return tuple(sorted(found, key=lambda each: list(Field).index(each.field)))


def _columns(page: PageText) -> Iterator[Line]:
    """Lines cut where a gap divides them: the columns of a letterhead are read as one line."""
    for line in page.lines():
        words: list[Word] = []
        for word in line.words:
            if words and word.box.left - words[-1].box.right > _GAP * line.box.height:
                yield Line(tuple(words))
                words = []
            words.append(word)
        yield Line(tuple(words))


def _number(page: PageText, parts: Sequence[Line]) -> Iterator[FoundField]:
    for part in _head(page, parts):
        if said := _NUMBER.match(part.text):
            yield _field(Field.NUMBER, said[1], [part])
            yield _field(Field.NOTATION, said[2].rstrip(".,;"), [part])
            return


def _day(page: PageText, parts: Sequence[Line]) -> Iterator[FoundField]:
    for part in _head(page, parts):
        if said := _DAY.search(part.text):
            day, month, year = (int(each) for each in said.groups())
            try:
                value = date(year, month, day).isoformat()
            except ValueError:  # misread; another one is not to be guessed
                return
            yield _field(Field.DAY, value, [part])
            return


def _organisation(page: PageText, parts: Sequence[Line]) -> Iterator[FoundField]:
    """Capitals in the left column, above the number."""
    number = next((p for p in _head(page, parts) if _is_number_line(p.text)), None)
    end = number.box.top if number else page.height_px * _HEAD / 2
    names = [
        part
        for part in _head(page, parts)
        if part.box.bottom <= end + part.box.height
        and part.middle < page.width_px * 0.48
        and _is_capitals(part.text)
        and not _MOTTO.search(part.text)
    ]
    if names and number:
        yield _field(Field.ORGANISATION, " ".join(part.text for part in names), names)


def _kind_and_subject(page: PageText, parts: Sequence[Line]) -> Iterator[FoundField]:
    head = list(_head(page, parts))
    for place, part in enumerate(head):
        text = part.text.strip(" '\"“”.,")
        if text.startswith(_KINDS) and _is_capitals(text):
            yield _field(Field.KIND, text, [part])
            if subject := list(_subject(parts[parts.index(part) + 1 :])):
                yield _field(Field.SUBJECT, _joined(subject), subject)
            return
        if _ABOUT.match(text):
            letter = [part, *_below(part, head[place + 1 :])]
            yield _field(Field.SUBJECT, _ABOUT.sub("", _joined(letter)), letter)
            return


def _subject(below: Sequence[Line]) -> Iterator[Line]:
    """Lines under the kind, up to what begins the body."""
    for part in below[:4]:
        if _is_capitals(part.text) or _BODY.match(part.text):
            return
        yield part


def _below(first: Line, parts: Sequence[Line]) -> Iterator[Line]:
    """What goes on under ``first`` in its column."""
    last = first
    for part in parts:
        in_column = abs(part.middle - first.middle) < (first.box.right - first.box.left) / 2
        near = part.box.top - last.box.bottom < 1.2 * first.box.height
        if in_column and near and not _BODY.match(part.text) and not _DAY.search(part.text):
            yield part
            last = part


def _signer(page: PageText, parts: Sequence[Line]) -> Iterator[FoundField]:
    """The last name in the right half, under a title in capitals, in which no name is printed."""
    right = [
        part
        for part in parts
        if part.middle > page.width_px * 0.5 and part.box.top > page.height_px * _FOOT
    ]
    titled = next((n for n, part in enumerate(right) if _is_capitals(part.text)), None)
    if titled is None:
        return
    for part in reversed(right[titled + 1 :]):
        named = _NAME.match(part.text) and not _is_capitals(part.text)
        if named and all(word[0].isupper() for word in part.text.split()):
            yield _field(Field.SIGNER, part.text, [part])
            return


_Reader = Callable[[PageText, Sequence[Line]], Iterator[FoundField]]
_READERS: tuple[_Reader, ...] = (_number, _day, _organisation, _kind_and_subject, _signer)


def _head(page: PageText, parts: Sequence[Line]) -> Iterator[Line]:
    return (part for part in parts if part.box.top < page.height_px * _HEAD)


def _is_number_line(text: str) -> bool:
    return bool(_NUMBER_LINE.match(text) or _NUMBER.match(text))


def _is_capitals(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= 3 and all(each.isupper() for each in letters)


def _joined(parts: Sequence[Line]) -> str:
    return " ".join(part.text for part in parts).strip(" .;,")


def _field(field: Field, value: str, parts: Sequence[Line]) -> FoundField:
    box = parts[0].box
    for part in parts[1:]:
        box = box.joined(part.box)
    sure = min(word.confidence for part in parts for word in part.words)
    return FoundField(field, value, box, sure)
