"""Pairs of portraits, as img2img makes them: of each portrait of a dataset a second one of the same seed, in which only what its caption says has changed.

    python3 -m portraits.edits --renders DIR --out DIR --shards 8 --workers 2

Shard by shard like the dataset; portraits-NNNNN.jsonl holds what changed beside the attributes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from dataclasses import replace
from pathlib import Path

import numpy as np

from . import render
from .attributes import Portrait, choices, lights, visible
from .captions import WEIGHTS, clothes_phrase, dressed, phrase, tags
from .dataset import read_portraits, write_files

# How often an edit changes an attribute: mostly what people ask of a portrait.
CHANGES = {"style": 0.75, "background": 0.75, "expression": 0.7, "glasses": 0.1, "hat": 0.1, "hair_colour": 0.1, "clothes_colour": 0.1}
MENTIONED = 0.12  # chance of each unchanged attribute to be named too


def edited(portrait: Portrait, rng: np.random.Generator) -> tuple[Portrait, list[str]]:
    """The portrait with some attributes changed, and which ones show."""
    chosen = portrait.to_dict()
    for name, chance in CHANGES.items():
        if rng.random() < chance:
            values = choices(name, chosen)
            chosen[name] = values[int(rng.integers(len(values)))]
    if chosen["background"] not in choices("background", chosen):
        chosen["background"] = "white"
    if chosen["light"] not in lights(chosen["background"], chosen["style"]):
        chosen["light"] = lights(chosen["background"], chosen["style"])[0]
    result = Portrait(**chosen)
    return result, [name for name in CHANGES if chosen[name] != getattr(portrait, name) and name in visible(result)]


def edit_caption(portrait: Portrait, changed: list[str], rng) -> str:
    """Words for all that changed, and for little else."""
    shown, parts = visible(portrait), {}
    for name in changed:
        if name == "hair_colour":
            parts["hair"] = f"{portrait.hair_colour} hair"
        elif name == "clothes_colour":
            parts["clothes"] = clothes_phrase(portrait, shown - {"clothes"}, rng) or f"{portrait.clothes_colour} clothes"
        elif name in ("glasses", "hat") and getattr(portrait, name) == "none":
            parts[name] = f"no {name}"
        else:
            parts[name] = phrase(name, portrait, shown, rng)
    for name, weight in WEIGHTS.items():
        if name not in parts and rng.random() < MENTIONED * weight and (words := phrase(name, portrait, shown, rng)):
            parts[name] = words
    return dressed(tags(parts, rng) if parts else "", rng)


def write_shard(job: tuple[int, str, str]) -> int:
    """The second portraits of one shard."""
    number, renders, out = job
    pictures, lines = [], []
    for portrait in read_portraits(Path(renders, f"portraits-{number:05}.jsonl")):
        result, changed = edited(portrait, np.random.default_rng([portrait.seed, 5]))
        pictures.append(render(result, 256))
        lines.append(json.dumps(result.to_dict() | {"changed": changed}))
    write_files(Path(out), number, np.stack(pictures), lines)
    return number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--renders", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    jobs = [(number, str(options.renders), str(options.out)) for number in range(options.shards)
            if not (options.out / f"images-{number:05}.npy").exists()]
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        for number in pool.imap_unordered(write_shard, jobs):
            print(f"shard {number}", flush=True)


if __name__ == "__main__":
    main()
