"""What can make a signed file show something else without a byte of it being changed.

The shadow attacks of Mainka et al. (NDSS 2021) are prepared before the signature. What they do
afterwards is found by comparing revisions; this finds what would not need a revision.
"""

from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject
from pyhanko.pdf_utils.rw_common import PdfHandler

from signing.verification.document import entry
from signing.verification.reasons import Reason

_RUNS_SOMETHING = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/SetOCGState", "/Hide", "/GoToE"}
)
"""Actions that change what is shown or leave the file (ISO 32000-1, table 198)."""
_LONGEST_CHAIN = 50
"""Actions one after another; a longer chain is a loop or a bomb."""


def dynamic_reasons(handler: PdfHandler) -> set[Reason]:
    """Scripts that run by themselves, XFA forms and hidden layers of the file as it is."""
    root = handler.root
    reasons = set()
    if "/XFA" in entry(root, "/AcroForm", {}):
        reasons.add(Reason.FORM_DRAWN_BY_READER)
    named_scripts = "/JavaScript" in entry(root, "/Names", {})
    if named_scripts or _acts(entry(root, "/OpenAction")) or _any_acts(entry(root, "/AA", {})):
        reasons.add(Reason.SCRIPT_ON_OPENING)
    if _hides_layers(entry(root, "/OCProperties", {})):
        reasons.add(Reason.LAYERS_HIDDEN)
    return reasons


def _any_acts(triggers: Any) -> bool:
    return any(_acts(triggers[name]) for name in triggers)


def _acts(action: Any) -> bool:
    """Whether ``action`` or one after it does more than show a page; a destination does not."""
    waiting, seen = [action], 0
    while waiting:
        current = waiting.pop()
        if not isinstance(current, DictionaryObject):
            continue
        seen += 1
        if seen > _LONGEST_CHAIN or entry(current, "/S") in _RUNS_SOMETHING:
            return True
        following = entry(current, "/Next")
        if isinstance(following, ArrayObject):
            waiting += [following[place] for place in range(len(following))]
        else:
            waiting.append(following)
    return False


def _hides_layers(properties: Any) -> bool:
    """Layers off by default, or switched by the event of printing or zooming."""
    shown = entry(properties, "/D", {})
    off = entry(shown, "/BaseState") == "/OFF" or bool(entry(shown, "/OFF", ()))
    return off or bool(entry(shown, "/AS", ()))
