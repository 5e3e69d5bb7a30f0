"""The table of a batch: ours against the floor and against other programs, all in this run."""

import statistics
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.batch import own_batches
from bench.batch_peers import PEERS, measure
from bench.many_scans import SCANS

_MOST_OVER_FLOOR, _LEAST_UNDER_PYHANKO = 2.0, 66.0


def batch_table(folder: Path) -> None:
    """Print milliseconds a file (medians) and ratios, also where they fall short of their aim."""
    place = folder / "batch"
    place.mkdir()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
        found = own.submit(own_batches, place).result()
    ms = {what: statistics.median(seconds) * 1000 for what, seconds in found.items()}
    floor, ours = ms["floor"], ms["ours"]
    size = (place / "scans" / "to-khai-001.pdf").stat().st_size // 1000
    print(
        f"Batch of {SCANS} scans of {size} kB, stamp with picture, B-B, SoftHSM RSA-2048, a file:"
    )
    print(f"  floor (read, SHA-256, C_Sign, write): {floor:.1f} ms")
    print(f"  floor with each file flushed to the disk: {ms['durable floor']:.1f} ms")
    against_durable = f"{ours / ms['durable floor']:.1f}× the flushed one"
    print(f"  quay sign: {ours:.1f} ms = {ours / floor:.1f}× the floor, {against_durable}", end="")
    print(_judged(ours / floor <= _MOST_OVER_FLOOR, f"≤ {_MOST_OVER_FLOOR}"))
    print(f"  quay sign, were nothing read back: {ms['unread']:.1f} ms")
    for peer in PEERS:
        seconds = measure(peer, place)
        if isinstance(seconds, str):
            print(f"  {peer.name}: not measured: {seconds}")
            continue
        theirs = statistics.median(seconds) * 1000
        line = f"  {peer.name} ({len(seconds)} files): {theirs:.1f} ms = {theirs / ours:.1f}× ours"
        aim = _LEAST_UNDER_PYHANKO if peer.aim else None
        print(line + ("" if aim is None else _judged(theirs / ours >= aim, f"≥ {aim}")))


def _judged(met: bool, aim: str) -> str:
    return f"  aim {aim}: {'met' if met else 'MISSED'}"
