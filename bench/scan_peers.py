"""Other programs make a PDF of the same page images; one that is not here is said."""

import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.scanning.source import PageImage

_BIN = Path(".venv/peers/bin").absolute()
"""Made by setup/bench_peers.sh."""


@dataclass(frozen=True)
class Peer:
    """``command`` with ``{pages}``, ``{pdf}`` (the pages as img2pdf wraps them), ``{hocr}`` and
    ``{out}``; without reading text, as ours in this bench.
    """

    name: str
    command: tuple[str, ...]


_OCRMYPDF = ("ocrmypdf", "-q", "--ocr-engine", "none", "--output-type", "pdf", "-j", "2")
PEERS = (
    Peer("img2pdf, no change", ("img2pdf", "{pages}", "-o", "{out}")),
    *(
        Peer(f"OCRmyPDF --optimize {n}", (*_OCRMYPDF, "-O", str(n), "{pdf}", "{out}"))
        for n in (1, 2, 3)
    ),
    Peer(
        "OCRmyPDF --deskew --optimize 2", (*_OCRMYPDF, "--deskew", "-O", "2", "{pdf}", "{out}")
    ),
    Peer(
        "recode_pdf, CCITT mask",
        ("recode_pdf", "--from-imagestack", "{stack}", "--hocr-file", "{hocr}", "--dpi", "200",
         "-J", "openjpeg", "--mask-compression", "ccitt", "-o", "{out}"),
    ),
)  # fmt: skip


def make(peer: Peer, pages: Sequence[PageImage], folder: Path) -> tuple[Path, float] | str:
    """The peer's PDF and the seconds it took; or why there is none."""
    program = _BIN / peer.command[0]
    if not program.exists():
        return f"{peer.command[0]} is not installed"
    out = folder / f"{peer.name.replace(' ', '_')}.pdf"
    given = _given(pages, folder, out)
    command = [str(program)]
    for each in peer.command[1:]:
        command += given["{pages}"] if each == "{pages}" else [given.get(each, [each])[0]]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    seconds = time.perf_counter() - started
    if done.returncode or not out.exists():
        return (done.stderr or done.stdout).strip().splitlines()[-1:][0]
    return out, seconds


def _given(pages: Sequence[PageImage], folder: Path, out: Path) -> dict[str, list[str]]:
    plain = folder / "plain"
    plain.mkdir(exist_ok=True)
    for page in pages:
        plain.joinpath(page.file.name).with_suffix(".jpg").write_bytes(page.file.read())
    files = sorted(map(str, plain.iterdir()))
    pdf, hocr = folder / "pages.pdf", folder / "pages.hocr"
    if not pdf.exists() and (_BIN / "img2pdf").exists():
        subprocess.run([_BIN / "img2pdf", *files, "-o", pdf], check=True)
    if not hocr.exists() and shutil.which("tesseract"):
        # recode_pdf finds print by the words that were read; reading them is not timed.
        listed = folder / "pages.txt"
        listed.write_text("\n".join(files), encoding="utf-8")
        read = ["tesseract", str(listed), str(hocr.with_suffix("")), "-l", "vie", "hocr"]
        subprocess.run(read, check=True, capture_output=True)
    stack = str(plain / "*.jpg")
    return {
        "{pages}": files, "{pdf}": [str(pdf)], "{hocr}": [str(hocr)], "{stack}": [stack],
        "{out}": [str(out)],
    }  # fmt: skip
