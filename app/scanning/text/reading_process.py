"""The process that reads pages: started by ``reader.py``, at the lowest priority."""

import os
import sys
from contextlib import suppress
from typing import Any

from app.child_loop import answer_lines, forbid_files
from app.domain.scan import Cleaning, PixelBox
from app.errors import AppError


def main() -> None:
    """Be the child: ``read-worker`` of the installed program, this module otherwise."""
    _step_back()
    forbid_files()
    answer_lines(_prepared)


def _prepared() -> Any:
    import numpy as np

    from app.scanning.cleaning.clean import cleaned
    from app.scanning.pixels import jpeg_pixels
    from app.scanning.text.recognition import quarter_turns, recognise

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        try:
            dpi = float(request["dpi"])
            pixels = jpeg_pixels(request["content"], name=request["name"])
            if request["act"] == "turns":
                return {"turns": quarter_turns(pixels, dpi=dpi)}
            page = cleaned(pixels, _cleaning(request["cleaning"]))
            upright = np.rot90(page, -int(request["turns"]))
            return {"text": recognise(upright, dpi=dpi, language=request["language"]).to_json()}
        except AppError as error:
            return {"error": error.code.value, "facts": {k: str(v) for k, v in error.facts.items()}}

    return answer


def _cleaning(said: dict[str, Any]) -> Cleaning:
    box = said["box"]
    return Cleaning(**{**said, "box": PixelBox(*box) if box else None})


def _step_back() -> None:
    """Let scanning, signing and the window go first."""
    if sys.platform == "win32":
        import psutil

        psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS)
        return
    os.nice(19)
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


if __name__ == "__main__":
    main()
