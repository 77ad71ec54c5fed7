"""Writes numbered portraits in shards of a thousand; run again, it goes on where it stopped.

    python3 -m portraits.dataset --count 40000 --seed 1 --size 256 --out DIR --workers 1
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from pathlib import Path

import numpy as np

from . import portrait_at, render
from .attributes import Portrait

SHARD = 1000


def write_shard(job: tuple[int, int, int, int, str]) -> tuple[int, float]:
    """Shard `number` of series `seed`."""
    number, count, seed, size, out = job
    start = time.monotonic()
    pictures = np.empty((count, size, size, 3), np.uint8)
    lines = []
    for i in range(count):
        portrait = portrait_at(seed, number * SHARD + i)
        pictures[i] = render(portrait, size)
        lines.append(json.dumps(portrait.to_dict()))
    write_files(Path(out), number, pictures, lines)
    return number, time.monotonic() - start


def write_files(out: Path, number: int, pictures: np.ndarray, lines: list[str]) -> None:
    """A shard. The pictures are renamed last, so their presence means completeness."""
    text = out / f"portraits-{number:05}.jsonl"
    partial = text.with_suffix(".partial")
    partial.write_text("\n".join(lines) + "\n")
    os.replace(partial, text)
    final = out / f"images-{number:05}.npy"
    partial = final.with_suffix(".partial")
    with open(partial, "wb") as file:
        np.save(file, pictures)
    os.replace(partial, final)


def read_portraits(path: Path) -> list[Portrait]:
    """The portraits of one shard."""
    return [Portrait(**json.loads(line)) for line in path.read_text().splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True, help="pictures in all; whole shards of 1000 are kept")
    parser.add_argument("--seed", type=int, default=1, help="the series; 1 is for training, 2 held out")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    note = options.out / "series.json"
    series = {"seed": options.seed, "size": options.size}
    if note.exists() and json.loads(note.read_text()) != series:
        raise SystemExit(f"{note} holds {note.read_text()}, not {json.dumps(series)}; give another --out.")
    note.write_text(json.dumps(series))
    jobs = []
    for number in range(-(-options.count // SHARD)):
        if not (options.out / f"images-{number:05}.npy").exists():
            count = min(SHARD, options.count - number * SHARD)
            jobs.append((number, count, options.seed, options.size, str(options.out)))
    if options.workers == 1:
        done = map(write_shard, jobs)
    else:
        done = multiprocessing.get_context("spawn").Pool(options.workers).imap_unordered(write_shard, jobs)
    for number, seconds in done:
        print(f"shard {number}: {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
