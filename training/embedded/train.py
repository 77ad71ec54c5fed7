"""
Trains the UNet on encoded renders and the finished text encoder's vectors: python -m embedded.train --steps N [--sizes 128=32,256=8,256/128=32,256+edits=24].
Writes <run>/latest.pt, from which it goes on. Captions are made anew for every look at a picture.
"""
import argparse
import dataclasses
import math
import time

import numpy as np
import torch
from portraits import Portrait, caption
from portraits.build import measure
from portraits.edits import edit_caption

from . import optimiser, runs
from .model import Model, alphas_cumulative
from .renders import HELD_OUT, Renders
from .text import Vocabulary
from .vae import DEVIATION
from .words import with_nonsense

MIRRORED = {"left": "right", "right": "left"}


EYES, MOUTH = 5.0, 7.0  # weights of the features' cells against 1 everywhere else
FIGURE = 2.0  # of hair and all below the chin, which img2img is to keep
EDITED = 400, 850  # timesteps at which img2img begins where it changes something and keeps something
ELSEWHERE = 0.4  # share of windows that lie anywhere, for clothes, hair and backgrounds; the others lie around faces
NEAR = 900  # windows are only learned from below this timestep: above it the noise hides what a window is a part of


def importance(portrait, cells, figure=1.0, clothed=0.2):
    """
    How much each latent cell [cells,cells] counts, and the row and column of the face's middle. What a face says lies in a twentieth of the picture, which an even mean
    learns last: brows and eyes, and the mouth, in the tilted and turned head's own units (build.py). Hair, neck and clothes count as much as figure says, clothes
    more, up to sixteen times, where they have less of the picture than the share clothed.
    """
    build = measure(portrait, np.random.default_rng([portrait.seed, 1]))
    y, x = (np.mgrid[:cells, :cells] + 0.5) / cells
    x, y = (x - build.x) / build.scale, (y - build.y) / build.scale - 0.9
    sine, cosine = math.sin(build.tilt), math.cos(build.tilt)
    x, y = cosine * x + sine * y - 0.36 * build.turn, cosine * y - sine * x + 0.9
    result = np.ones((cells, cells), np.float32)
    result[(abs(x) < 1.4) & (y > -1.4) | (abs(x) < 2.2) & (y > 1.1)] = figure
    clothes = (abs(x) < 2) & (y > 1.3)
    result[clothes] = figure * np.clip(clothed / max(clothes.mean(), 1e-6), 1, 16)
    eyes, mouth = (abs(x) < 0.85) & (y > -0.42) & (y < 0.5), (abs(x) < 0.55) & (y >= 0.4) & (y < 1.08)
    result[eyes], result[mouth] = EYES, MOUTH
    return result, [places.mean() for places in np.nonzero(eyes | mouth)]


def perhaps_mirrored(rng, arrays, portrait):
    """Half of the time the arrays [H,W,...] mirrored, with left and right exchanged in the portrait."""
    if rng.random() >= 0.5:
        return arrays, portrait
    return [array[:, ::-1] for array in arrays], dataclasses.replace(portrait, pose=MIRRORED.get(portrait.pose, portrait.pose))


class Encoded:
    """Latents in memory, and what they show, of all files encoded so far at one size."""

    def __init__(self, size, more):
        self.more = more
        self.folder = runs.folder(f"latents-{size}")
        self.cells, self.renders, self.files, self.portraits, self.importance = size // 8, Renders(), {}, {}, {}

    def refresh(self):
        for path in sorted(self.folder.glob("latents-*.npy")):
            number = int(path.stem[-5:])
            if number not in self.files:
                self.files[number] = np.load(path)
                self.portraits[number] = [Portrait(**line) for line in self.renders.lines(number)]
                self.importance[number] = [importance(portrait, self.cells, FIGURE) for portrait in self.portraits[number]]
        self.items = [(n, i) for n in sorted(self.files) for i in range(len(self.files[n])) if n > 0 or i >= HELD_OUT]
        chances = np.cumsum([self.more.get(self.portraits[n][i].style, 1.0) for n, i in self.items])
        self.chances = chances / chances[-1]

    def batch(self, rng, count, empty, window):
        """
        Latents [count,H,W,4] float32, their cells' weights [count,H,W,1], captions; half of them mirrored, left and right exchanged; some captions empty.
        H and W are window, that many cells where they are fewer than the picture's, mostly around the face; a whole picture's cells are nearer to each other,
        for windows see to the faces.
        """
        latents, weights, captions = [], [], []
        for index in np.searchsorted(self.chances, rng.random(count)):
            number, i = self.items[index]
            z, (weight, face) = self.files[number][i], self.importance[number][i]
            if window == self.cells:
                weight = np.sqrt(weight)
            else:
                if rng.random() < ELSEWHERE:
                    top, left = rng.integers(0, self.cells - window + 1, 2)
                else:
                    top, left = (int(np.clip(round(middle - window / 2) + rng.integers(-3, 4), 0, self.cells - window)) for middle in face)
                z, weight = (part[top:top + window, left:left + window] for part in (z, weight))
            (z, weight), portrait = perhaps_mirrored(rng, (z, weight), self.portraits[number][i])
            latents.append(z.astype(np.float32))
            weights.append(weight[..., None])
            text = "" if rng.random() < empty else caption(portrait, rng)
            captions.append(with_nonsense(rng, text) if rng.random() < 0.05 else text)
        return torch.from_numpy(np.stack(latents)), torch.from_numpy(np.stack(weights)), captions


class Edits:
    """
    Pairs of encoded portraits (portraits.edits): the first one's latents, and the second one's, which a caption asks for. Where the caption is empty nothing is
    asked for, so the second is the first: guidance then strengthens what the words change.
    """

    def __init__(self, size):
        self.size, self.renders, self.pairs = size, Renders(runs.folder("edits")), {}

    def refresh(self):
        for path in sorted(runs.folder(f"edits-latents-{self.size}").glob("latents-*.npy")):
            number = int(path.stem[-5:])
            if number not in self.pairs:
                first, second = np.load(runs.folder(f"latents-{self.size}") / path.name), np.load(path)
                lines = self.renders.lines(number)
                changed = [line.pop("changed") for line in lines]
                portraits = [Portrait(**line) for line in lines]
                weights = [np.sqrt(importance(portrait, self.size // 8, FIGURE ** 2, clothed=1.0)[0]) for portrait in portraits]
                self.pairs[number] = list(zip(first, second, weights, portraits, changed))[HELD_OUT if number == 0 else 0:]
        self.items = [pair for number in sorted(self.pairs) for pair in self.pairs[number]]

    def batch(self, rng, count, empty):
        """First and second latents [count,H,W,4] float32, the cells' weights [count,H,W,1], captions; half mirrored, some captions empty."""
        parts, captions = [], []
        for index in rng.integers(0, len(self.items), count):
            *arrays, portrait, changed = self.items[index]
            (first, second, weight), portrait = perhaps_mirrored(rng, arrays, portrait)
            text = "" if rng.random() < empty else edit_caption(portrait, changed, rng)
            parts.append((first, second if text else first, weight))
            captions.append(text)
        first, second, weights = (np.stack(part).astype(np.float32) for part in zip(*parts))
        return torch.from_numpy(first), torch.from_numpy(second), torch.from_numpy(weights[..., None]), captions


def departed(rng, spread, first, wanted, noise, signal):
    """
    Timesteps of img2img, and the noise of its pictures there. It begins at some step, which spread [N] in 0..1 says, with a noisy first picture: all that separates that
    one from the wanted picture is noise to be taken away, and stays the same along the way. Half of the steps are such beginnings, the others lie on their ways.
    """
    begun = EDITED[0] + spread * (EDITED[1] - EDITED[0])
    t = np.where(rng.random(len(begun)) < 0.5, begun, begun * rng.random(len(begun)))
    a = signal[torch.from_numpy(begun).long()].to(noise.device).view(-1, 1, 1, 1)
    return t, noise + (a / (1 - a)).sqrt() * (first - wanted)


def loss_of(model, z, cells, rows, signal, dtype, t, noise, guidance=None):
    """
    Mean square error of the predicted noise, weighted by cells (see importance), and by min(SNR, 5) / SNR (Hang et al. 2023) where there is little noise and by
    1 + 1 / SNR, at most 31, where there is much: without the latter the words, which matter there, are hardly learned. With guidance [N] it is the error of the noise
    that classifier-free guidance of so much (CFG scale) makes of the predictions with and without words; only the former learns from it.
    """
    a = signal[t].view(-1, 1, 1, 1)
    noisy = a.sqrt() * z + (1 - a).sqrt() * noise
    with torch.no_grad():
        context = model.text(rows).to(dtype)
    noisy = noisy.to(dtype)
    predicted = model.unet(noisy, t.float(), context).float()
    if guidance is not None:
        with torch.no_grad():
            wordless = model.text(model.rows([""]).to(rows.device)).to(dtype).expand_as(context)
            without = model.unet(noisy, t.float(), wordless.contiguous()).float()
        predicted = without + guidance.view(-1, 1, 1, 1) * (predicted - without)
    squares = (predicted - noise).square()
    ratio = DEVIATION ** 2 * signal[t] / (1 - signal[t])
    weight = ratio.clamp(max=5) / ratio * (1 + (1 / ratio).clamp(max=30))
    return ((squares * cells).mean((1, 2, 3)) / cells.mean() * weight).mean(), squares.detach().mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default="portraits")
    parser.add_argument("--steps", type=int, required=True, help="last step, counted from the very first")
    parser.add_argument("--sizes", default="128=32", help="pictures a worker and step, by size; steps take the sizes in turn; 256/128 is windows of 128 pixels of 256, 256+edits are pairs")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--final-rate", type=float, default=2e-5)
    parser.add_argument("--start", type=int, default=0, help="step at which this rate schedule begins")
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--average", type=float, default=0.999)
    parser.add_argument("--empty", type=float, default=0.1)
    parser.add_argument("--guidance", type=float, default=4.0, help="CFG scale at which words are to change pairs exactly as they say")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--muon", action="store_true", help="update matrices by Muon, all else by AdamW")
    parser.add_argument("--more", default="", help="styles that are looked at more often, as in: pixel art=2,oil painting=1.5")
    options = parser.parse_args()
    device, dtype, workers = optimiser.default_device()
    torch.manual_seed(options.seed)
    sizes = []
    for part in options.sizes.split(","):
        name, count = part.split("=")
        size, window = (int(side) for side in (name.partition("+")[0].split("/") * 2)[:2])
        sizes.append((name, size, window, int(count)))
    more = {name: float(times) for name, times in (part.split("=") for part in options.more.split(",") if part)}
    data = {(size, "+" in name): Edits(size) if "+" in name else Encoded(size, more) for name, size, _, _ in sizes}
    for encoded in data.values():
        encoded.refresh()
    folder = runs.folder(options.run)
    latest, done, state = folder / "latest.pt", 0, None
    if latest.exists():
        state = torch.load(latest, map_location="cpu")
        done = state["step"]
    learned = torch.load(runs.folder("text") / "latest.pt", map_location="cpu")
    model = Model(Vocabulary(learned["tokens"])).to(device)
    model.text.load_state_dict(learned["text"])
    weights = optimiser.Weights(torch.nn.ModuleDict({"unet": model.unet}), workers, dtype, device, muon=options.muon)
    seen = {}
    if state:
        weights.load(state["weights"])
        seen = state["seen"]
    signal = alphas_cumulative().to(device)
    counts = [sum(p.numel() for p in part.parameters()) for part in (model.unet, model.text)]
    print(f"UNet {counts[0]:,}, text encoder {counts[1]:,} parameters with {len(model.vocabulary)} tokens; {workers} workers, {dtype}; from step {done}", flush=True)

    def work(worker, wait):
        weights.attach(worker)
        began, total, looked = time.time(), {}, 0
        for step in range(done + 1, options.steps + 1):
            if step % 500 == 0:
                for encoded in data.values():
                    encoded.refresh()
            name, size, window, count = sizes[step % len(sizes)]
            rng = np.random.default_rng((options.seed, step, worker))
            torch.manual_seed(step * 16 + worker)
            t = (rng.permutation(count) + rng.random(count)) / count  # spread evenly over the batch
            guidance = None
            if "+" in name:
                first, z, cells, captions = data[size, True].batch(rng, count, options.empty)
                t, noise = departed(rng, t, first, z, torch.randn_like(z), signal)
                guidance = torch.tensor([options.guidance if caption else 1.0 for caption in captions], device=device)
            else:
                z, cells, captions = data[size, False].batch(rng, count, options.empty, window // 8)
                # Whole pictures a little towards noise, where hair, clothes and backgrounds are decided.
                t = 1000 * t ** 0.65 if window == size else NEAR * t
                noise = torch.randn_like(z)
            rows = model.rows(captions)
            z, cells, rows, t, noise = (x.to(device) for x in (z, cells, rows, torch.from_numpy(t).long(), noise))
            loss, error = loss_of(model, z, cells, rows, signal, dtype, t, noise, guidance)
            loss.backward()
            passed = (step - options.start) / (options.steps - options.start)
            rate = options.final_rate + (options.rate - options.final_rate) * 0.5 * (1 + math.cos(math.pi * passed))
            norm = weights.step(worker, wait, step, rate * min(1, (step - options.start) / options.warmup), average=options.average)
            looked += count * workers
            seen[name] = seen.get(name, 0) + count * workers
            total.setdefault(name, []).append((loss.item(), error.item()))
            if worker == 0 and step % 50 == 0:
                means = "  ".join("{}: {:.4f} {:.4f}".format(name, *np.mean(pairs, 0)) for name, pairs in sorted(total.items()))
                print(f"step {step}  loss, error of {means}  norm {norm:.2f}  rate {rate:.6f}  "
                      f"{looked / (time.time() - began):.0f} pictures/s  seen {seen}", flush=True)
                began, total, looked = time.time(), {}, 0
            if step % 250 == 0 or step == options.steps:
                wait()
                if worker == 0:
                    runs.save({"weights": weights.state(), "step": step, "text": learned["text"], "tokens": learned["tokens"], "seen": seen}, latest)
                wait()

    optimiser.run_workers(workers, work)


if __name__ == "__main__":
    main()
