"""Facts of an error as an officer reads them."""

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from app.domain.working_time import VIETNAM
from ui.messages.about_acts import ACT_FIELDS
from ui.state_names import ROLE_NAMES, STATE_NAMES
from ui.sync_screen.act_words import ACT_NAMES

MOMENT = "%H:%M %d/%m/%Y"
_NAMES, _PLACES = ("name", "file", "path", "folder"), ("path", "folder")
_FIELDS = {
    "full_name": "họ và tên",
    "identity_number": "số CCCD",
    "born": "ngày sinh",
    "gender": "giới tính",
    "address": "nơi thường trú",
    "phone": "số điện thoại",
    "email": "email",
    "card_issued": "ngày cấp thẻ",
    "service": "loại dịch vụ",
    "url": "địa chỉ dịch vụ",
    "client_id": "mã ứng dụng (client id)",
    "client_secret": "mã bí mật (client secret)",
    "user_id": "số căn cước ở dịch vụ",
    "password": "mật khẩu hoặc khóa OTP",
    "totp_key": "khóa OTP",
}

_NAMED: dict[str, tuple[str, Mapping[str, str]]] = {
    "field": ("field_name", ACT_FIELDS),
    "act": ("act_name", ACT_NAMES),
    "dossier_state": ("state_name", {each.value: name for each, name in STATE_NAMES.items()}),
    "role": ("role_name", {each.value: name for each, name in ROLE_NAMES.items()}),
}
"""Facts that have a name in a table: what the name is called in words, and the table."""


def fact_texts(facts: Mapping[str, str | int | float | bool | None]) -> dict[str, str]:
    """Readable forms by fact; a fact that is None or empty is left out.

    ``subject`` is the name of whichever of name, file, path or folder is known; bytes become
    ``size``, ``retry_after`` becomes ``wait``, ISO times become dates, and ``again`` the
    time in Vietnam.
    """
    texts = {name: str(value) for name, value in facts.items() if value not in (None, "")}
    for name in _NAMES:
        if name in texts:  # a paper's may have strokes in it: “CMND/CCCD”
            last = PurePath(texts[name]).name if name in _PLACES else ""
            texts.setdefault("subject", last or texts[name])
    for moment in ("until", "since"):
        if moment in texts:
            texts[moment] = _day(texts[moment])
    if "again" in texts:
        texts["again"] = f"{datetime.fromisoformat(texts['again']).astimezone(VIETNAM):{MOMENT}}"
    if "bytes" in texts:
        texts["size"] = megabytes(int(texts["bytes"]))
    if "limit" in texts:
        texts["limit"] = megabytes(int(texts["limit"]))
    if "retry_after" in texts:
        texts["wait"] = waiting_time(int(float(texts["retry_after"])))
    for difference in ("slow_by", "fast_by"):
        if difference in texts:
            texts[difference] = waiting_time(int(texts[difference]))
    texts |= {
        name: names[texts[fact]]
        for fact, (name, names) in _NAMED.items()
        if texts.get(fact) in names
    }
    if "missing" in texts:
        listed = texts["missing"].replace(",", " ").split()
        texts["fields"] = ", ".join(_FIELDS.get(field, field) for field in listed)
    return texts


def megabytes(size: int) -> str:
    """``size`` bytes as ``6,4 MB``; rounded up, so that what is over a limit looks over it."""
    tenths = math.ceil(size / 100_000)
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth} MB" if tenth else f"{whole} MB"


def waiting_time(seconds: int) -> str:
    """``seconds`` as a person says them."""
    if seconds < 90:
        return f"{max(seconds, 1)} giây"
    minutes = math.ceil(seconds / 60)
    if minutes < 120:
        return f"{minutes} phút"
    hours = round(minutes / 60)
    return f"{hours} giờ" if hours < 48 else f"{round(hours / 24)} ngày"


def _day(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
