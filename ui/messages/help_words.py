"""The words of the command line's framework around our own help texts."""

import re

VALUES = {
    "<path>": "<đường dẫn>",
    "<list[Path]>": "<đường dẫn>",
    "<str>": "<chữ>",
    "<list[str]>": "<chữ>",
    "<int>": "<số>",
    "<int range>": "<số>",
    "<float range>": "<số>",
}
"""Kinds of values, as the framework names them."""

_WORDS = (
    (r"^Usage:", "Cách dùng:"),
    (r"\[OPTIONS\]", "[TÙY CHỌN]"),
    (r"\bCOMMAND \[ARGS\]\.\.\.", "LỆNH [THAM SỐ]..."),
    (r"^Options:$", "Tùy chọn:"),
    (r"^Arguments:$", "Tham số:"),
    (r"^Commands:$", "Lệnh:"),
    (r"\{files\}\.\.\.", "TỆP..."),
    (r"^  files\.\.\. <list\[Path\]>", "  TỆP...               "),
    (r"\{item\}", "SỐ"),
    (r"^  item <int>", "  SỐ        "),
    (r"\{number\}", "SỐ"),
    (r"^  number <str>", "  SỐ          "),
    (r"\{dossier\}", "SỐ"),
    (r"^  dossier <str>", "  SỐ           "),
    (r"^  dossier\.\.\. <list\[str\]>", "  SỐ...                 "),
    (r"\{file\}", "TỆP"),
    (r"^  file <path>", "  TỆP        "),
    (r"\{TỆP\}", "TỆP"),
    (r"^  TỆP <path>", "  TỆP       "),
    (r"^  HỒ-SƠ <list\[str\]>", "  HỒ-SƠ            "),
    (r"\{certificates\}", "TỆP"),
    (r"^  certificates <path>", "  TỆP                "),
    (r"\{fingerprint\}", "SHA256"),
    (r"^  fingerprint <str>", "  SHA256           "),
    (r"Show this message and exit\.", "Hiện hướng dẫn này rồi thoát."),
    (r"\[required\]", "[bắt buộc]"),
    (r"\[default:", "[mặc định:"),
)


def help_in_vietnamese(text: str) -> str:
    """``text`` of a help page or a usage line with the framework's words replaced."""
    for pattern, words in _WORDS:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text
