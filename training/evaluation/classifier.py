"""A judge: a small convolutional net that reads every attribute off a 128 x 128 picture.

    python3 -m evaluation.classifier train --minutes 15
    python3 -m evaluation.classifier check
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from portraits import ATTRIBUTES, labels, portrait_at, render, visible
from portraits.dataset import read_portraits

FOLDER = Path(os.environ.get("PALIMPSEST_TRAINING", Path.home() / ".cache" / "palimpsest-training"))
SIDE = 128
HELD_OUT_SEED = 2
NOT_SHOWN = -1
# The face is small, so what it says is learnt last.
WEIGHTS = {"expression": 4.0}
# The net steps by 4 pixels; a picture is read at several offsets, which agree more often than one is right.
MOVES = ((0, 0), (2, 0), (0, 2), (-1, -1), (1, -2))


class Block(nn.Module):
    """Two convolutions beside a short cut."""

    def __init__(self, channels: int, out: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, out, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(out)
        self.second = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(out)
        self.short = nn.Conv2d(channels, out, 1, stride, bias=False) if stride > 1 or channels != out else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu(self.first_norm(self.first(x)))
        return F.relu(self.second_norm(self.second(y)) + self.short(x))


class Classifier(nn.Module):
    """Pictures [n, 3, 128, 128] in -1..1 to one vector of logits per attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(3, 64, 8, 4, 2), nn.ReLU(), Block(64, 64, 1), Block(64, 128, 2), Block(128, 128, 1),
            Block(128, 192, 2), Block(192, 192, 1))
        self.narrow = nn.Conv2d(192, 64, 1)
        self.heads = nn.ModuleDict({name: nn.Linear(192 + 64 * 16, len(values)) for name, values in ATTRIBUTES.items()})

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        y = self.trunk(x).float()
        places = F.adaptive_avg_pool2d(F.relu(self.narrow(y)), 4).flatten(1)
        features = torch.cat([y.mean(dim=(2, 3)), places], dim=1)
        return {name: head(features) for name, head in self.heads.items()}


def to_tensor(pictures: np.ndarray) -> torch.Tensor:
    """uint8 [n, s, s, 3], s a multiple of 128, to float [n, 3, 128, 128] in -1..1."""
    x = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
    if x.shape[-1] != SIDE:
        x = F.avg_pool2d(x, x.shape[-1] // SIDE)
    return x.contiguous(memory_format=torch.channels_last)


@functools.cache
def processor_multiplies_bfloat16() -> bool:
    cpuinfo = Path("/proc/cpuinfo")
    return cpuinfo.exists() and "avx512_bf16" in cpuinfo.read_text()


def autocast():
    """bfloat16 where the processor multiplies it; elsewhere it would only be emulated, several times slower than float32."""
    return torch.autocast("cpu", torch.bfloat16) if processor_multiplies_bfloat16() else contextlib.nullcontext()


def targets(portraits) -> dict[str, np.ndarray]:
    """Label ids per attribute, NOT_SHOWN where the picture does not show it."""
    rows = [(labels(p), visible(p)) for p in portraits]
    return {name: np.int64([ids[name] if name in shown else NOT_SHOWN for ids, shown in rows]) for name in ATTRIBUTES}


def worsened(x: torch.Tensor) -> torch.Tensor:
    """What a decoder does to pictures: shifted, softened, noisy, off in colour; the labels stay."""
    n = x.shape[0]
    dy, dx = int(torch.randint(-4, 5, ())), int(torch.randint(-4, 5, ()))
    x = F.pad(x, (4, 4, 4, 4), mode="replicate")[..., 4 + dy:4 + dy + SIDE, 4 + dx:4 + dx + SIDE]
    x = x * (1 + 0.06 * torch.randn(n, 1, 1, 1)) + 0.04 * torch.randn(n, 3, 1, 1)
    half = n // 2
    soft = F.avg_pool2d(F.pad(x[:half], (1, 1, 1, 1), mode="replicate"), 3, 1)
    x[:half] += (soft - x[:half]) * torch.rand(half, 1, 1, 1)
    return x + 0.05 * torch.rand(n, 1, 1, 1) * torch.randn_like(x)


def load(path: Path = FOLDER / "classifier.pt") -> Classifier:
    if not path.exists():
        raise SystemExit(f"{path} is missing; train it: python3 -m evaluation.classifier train")
    model = Classifier()
    model.load_state_dict(torch.load(path))
    return model.eval().to(memory_format=torch.channels_last)


@torch.no_grad()
def read(model: Classifier, pictures: np.ndarray) -> dict[str, np.ndarray]:
    """The likeliest value id of every attribute, int64 [n] each."""
    found: dict[str, list] = {name: [] for name in ATTRIBUTES}
    for start in range(0, len(pictures), 64):
        x = to_tensor(pictures[start:start + 64])
        with autocast():
            views = [model(torch.roll(x, move, dims=(2, 3))) for move in MOVES]
        for name in found:
            found[name].append(sum(torch.log_softmax(v[name].float(), 1) for v in views).argmax(1).numpy())
    return {name: np.concatenate(parts) for name, parts in found.items()}


@torch.no_grad()
def distance(model: Classifier, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """How far two pictures are in the trunk's features, as LPIPS measures: unit vectors, squared, averaged over places."""
    total = []
    for start in range(0, len(first), 64):
        with autocast():
            a, b = (F.normalize(model.trunk(to_tensor(p[start:start + 64])).float(), dim=1) for p in (first, second))
        total.append(((a - b) ** 2).sum(dim=1).mean(dim=(1, 2)).numpy())
    return np.concatenate(total)


@torch.no_grad()
def confidence(model: Classifier, pictures: np.ndarray) -> np.ndarray:
    """The likeliest value's probability, averaged over person, expression, background and style: low for no portrait."""
    with autocast():
        logits = model(to_tensor(pictures))
    names = ("person", "expression", "background", "style")
    return np.mean([torch.softmax(logits[n].float(), 1).max(1)[0].numpy() for n in names], axis=0)


def held_out(count: int, size: int = SIDE, start: int = 0):
    """Portraits that nothing is ever trained on, and their pictures."""
    portraits = [portrait_at(HELD_OUT_SEED, start + i) for i in range(count)]
    big = max(size, 256)
    pictures = np.stack([render(p, big) for p in portraits])
    if big != size:
        k = big // size
        pictures = (pictures.reshape(count, size, k, size, k, 3).mean(axis=(2, 4)) + 0.5).astype(np.uint8)
    return portraits, pictures


def shards(folder: Path):
    return [p for p in sorted(folder.glob("images-*.npy"))]


def halved(path: Path) -> np.ndarray:
    """A shard at 128 x 128."""
    pictures = np.load(path, mmap_mode="r")
    n, s = pictures.shape[:2]
    k = s // SIDE
    sums = sum(pictures[:, i::k, j::k].astype(np.uint16) for i in range(k) for j in range(k))
    return ((sums + k * k // 2) // (k * k)).astype(np.uint8)


def train(renders: Path, out: Path, minutes: float, batch: int, rate: float, limit: int,
          go_on: bool) -> None:
    torch.manual_seed(11)
    torch.set_num_threads(1)
    pictures, portraits, used = [], [], set()

    def grow() -> None:
        for path in shards(renders)[:limit]:
            if path not in used:
                used.add(path)
                pictures.append(halved(path))
                portraits.extend(read_portraits(path.with_name(path.stem.replace("images", "portraits") + ".jsonl")))

    grow()
    if not used:
        raise SystemExit(f"{renders} has no shards; write some: python3 -m portraits.dataset")
    model = (load(out).train() if go_on else Classifier()).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), rate, weight_decay=0.02)
    rng, start, step = np.random.default_rng(5), time.process_time(), 0
    budget = minutes * 60
    while (spent := time.process_time() - start) < budget:
        # Shards that were finished meanwhile join at each round.
        grow()
        truth = {name: torch.from_numpy(v) for name, v in targets(portraits).items()}
        order = rng.permutation(len(portraits))
        for first in range(0, len(order) - batch + 1, batch):
            spent = time.process_time() - start
            if spent > budget:
                break
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * min(1, spent / budget)))
            index = order[first:first + batch]
            x = worsened(to_tensor(np.stack([pictures[i // 1000][i % 1000] for i in index])))
            with autocast():
                logits = model(x.contiguous(memory_format=torch.channels_last))
            loss = sum(WEIGHTS.get(name, 1.0) * F.cross_entropy(rows.float(), truth[name][index], ignore_index=NOT_SHOWN)
                       for name, rows in logits.items())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            step += 1
            if step % 100 == 0:
                print(f"{spent:5.0f} s  step {step}  pictures {len(order)}  loss {loss.item():.3f}", flush=True)
    torch.save(model.state_dict(), out)


def check(model: Classifier, count: int) -> dict[str, float]:
    """Its accuracy on held-out renders, per attribute, where the attribute is shown."""
    portraits, pictures = held_out(count)
    found, truth = read(model, pictures), targets(portraits)
    accuracy = {}
    for name, wanted in truth.items():
        shown = wanted != NOT_SHOWN
        accuracy[name] = float((found[name][shown] == wanted[shown]).mean())
        values = ATTRIBUTES[name]
        wrong: dict[str, int] = {}
        for a, b in zip(wanted[shown], found[name][shown]):
            if a != b:
                wrong[f"{values[a]}>{values[b]}"] = wrong.get(f"{values[a]}>{values[b]}", 0) + 1
        worst = sorted(wrong.items(), key=lambda item: -item[1])[:5]
        print(f"{name:15} {accuracy[name]:7.2%} of {shown.sum()}  {worst}", flush=True)
    return accuracy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["train", "check"])
    parser.add_argument("--renders", type=Path, default=FOLDER / "renders")
    parser.add_argument("--out", type=Path, default=FOLDER / "classifier.pt")
    parser.add_argument("--minutes", type=float, default=15, help="of processor time")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--shards", type=int, default=40, help="use at most this many shards")
    parser.add_argument("--go-on", action="store_true", help="begin with the saved classifier; give a lower --rate")
    parser.add_argument("--count", type=int, default=2000, help="held-out pictures for check")
    options = parser.parse_args()
    if options.task == "train":
        train(options.renders, options.out, options.minutes, options.batch, options.rate, options.shards, options.go_on)
    check(load(options.out), options.count)


if __name__ == "__main__":
    main()
