"""The kinds of signatures in the officer's words, and what each has to be told."""

from enum import StrEnum

from signing.profiles import PROFILES, Show, SignatureProfile

NAMES = {
    "digitise": "Số hóa giấy tờ",
    "approve": "Phê duyệt",
    "comment": "Thêm ý kiến",
    "issue": "Phát hành",
    "appendix": "Phụ lục",
    "sao-y": "Sao y",
    "sao-luc": "Sao lục",
    "trich-sao": "Trích sao",
    "incoming": "Văn bản đến",
}
"""In the order of Alt+1 … Alt+9."""
PURPOSES = {
    "digitise": "Ký số hóa {} giấy tờ",
    "approve": "Ký phê duyệt {} giấy tờ",
    "comment": "Ký ý kiến lên {} giấy tờ",
    "issue": "Ký phát hành {} giấy tờ",
    "appendix": "Ký {} phụ lục",
    "sao-y": "Ký sao y {} giấy tờ",
    "sao-luc": "Ký sao lục {} giấy tờ",
    "trich-sao": "Ký trích sao {} giấy tờ",
    "incoming": "Ký dấu đến lên {} giấy tờ",
}
"""What a PIN is asked for."""
ORDER = tuple(PROFILES[key] for key in NAMES)
_WITH_PICTURE = ("approve", "comment")
_COPIES = ("sao-y", "sao-luc", "trich-sao")


class Need(StrEnum):
    SHOW = "show"
    HAND = "hand"
    SEAL = "seal"
    OPINION = "opinion"
    ORGANISATION = "organisation"
    NUMBER = "number"
    SYMBOL = "symbol"
    DAY = "day"
    FORWARDED = "forwarded"
    FILE_SYMBOL = "file_symbol"


def needs(profile: SignatureProfile, show: Show) -> frozenset[Need]:
    """What the officer is asked for ``profile``, whose stamp shows ``show``."""
    found: set[Need] = set()
    lines = " ".join(profile.lines) if show is not Show.PICTURE else ""
    if profile.id in _WITH_PICTURE:
        found.add(Need.SHOW)
    if show is not Show.TEXT:
        found.add(Need.SEAL if profile.id == "issue" else Need.HAND)
    if "{opinion}" in lines:
        found.add(Need.OPINION)
    if "{organisation}" in lines or "{capitals}" in lines:
        found.add(Need.ORGANISATION)
    if profile.id in ("issue", "appendix", *_COPIES):
        found |= {Need.NUMBER, Need.SYMBOL}
    if profile.id == "issue":
        found.add(Need.DAY)
    if profile.id == "incoming":
        found |= {Need.NUMBER, Need.DAY, Need.FORWARDED, Need.FILE_SYMBOL}
    return frozenset(found)


def shows_of(profile: SignatureProfile) -> tuple[Show, ...]:
    """What the officer may let the stamp of ``profile`` consist of; an opinion is never hidden."""
    if profile.id == "comment":
        return Show.TEXT, Show.BOTH
    return (Show.PICTURE, Show.BOTH, Show.TEXT) if profile.id == "approve" else (profile.show,)
