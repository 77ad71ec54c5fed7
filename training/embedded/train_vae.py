"""
Trains the autoencoder on crops of the renders: python -m embedded.train_vae [--steps N].
Writes vae/latest.pt (resumed from if present) and vae/grid.png.
"""
import argparse
import time

import numpy as np
import torch
from PIL import Image

from . import optimiser, runs
from .measures import peak_ratio, structural_similarity
from .renders import Renders, halved
from .vae import IDLE, Vae


def crop(rng, renders, items, size):
    """A random crop of a picture at 256 or 128 pixels, float32 0..1."""
    number, index = items[rng.integers(len(items))]
    picture = renders.files[number][index]
    scale = 2 if size < picture.shape[0] and rng.random() < 0.06 else 1
    side = size * scale
    y, x = rng.integers(0, picture.shape[0] - side + 1, 2)
    part = np.asarray(picture[y:y + side, x:x + side], np.float32)
    return (halved(part) if scale == 2 else part) / 255


def disturbed(rng, picture, other):
    """Half of the pictures mirrored, and a fifth with colours, blends and grain as photographs have them, so that the autoencoder is not lost outside its renders."""
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    if rng.random() < 0.8:
        return picture
    if rng.random() < 0.35:
        grey = picture.mean(-1, keepdims=True)
        picture = grey + (picture - grey) * rng.uniform(0.3, 1.5)
        picture = (picture - 0.5) * rng.uniform(0.6, 1.3) + 0.5 + rng.uniform(-0.2, 0.2, 3)
        if rng.random() < 0.3:
            picture = picture[..., rng.permutation(3)]
    if rng.random() < 0.1:
        picture = picture + (other - picture) * rng.uniform(0.2, 0.8)
    if rng.random() < 0.2:
        h, w, _ = picture.shape
        cell = int(rng.choice([1, 1, 2, 4]))
        grain = rng.normal(size=(h // cell, w // cell, 1 if rng.random() < 0.5 else 3)) * rng.uniform(0.01, 0.1)
        grain = np.asarray(grain, np.float32).repeat(cell, 0).repeat(cell, 1)
        picture = picture + grain
    return np.clip(picture, 0, 1)


def reconstruction_loss(y, x):
    """
    What is measured in the end: PSNR, a mean of logarithms, and structural similarity of luma. The constant keeps plain crops, which are nearly right anyway, from
    counting more than edges.
    """
    luma = torch.tensor([0.299, 0.587, 0.114], device=y.device)
    squares = (y - x).square().mean((1, 2, 3))
    return 0.03 * ((squares + 0.003) / 0.003).log().mean() + 0.05 * (1 - structural_similarity((y @ luma)[..., None], (x @ luma)[..., None]).mean())


def pooled(x):
    n, h, w, c = x.shape
    return x.view(n, h // 2, 2, w // 2, 2, c).mean((2, 4))


def colours(x, cell=8):
    """Brightness and two colour differences of each latent cell's mean."""
    n, h, w, _ = x.shape
    r, g, b = x.view(n, h // cell, cell, w // cell, cell, 3).mean((2, 4)).unbind(-1)
    return torch.stack([(r + g + b) / 2, (r - b) * 1.5, (2 * g - r - b) * 1.5], -1)


def losses(vae, x, rng, dtype, hint):
    """
    The hint, a weight that fades out, asks the first three latent channels for the cells' colours; without it a small
    autoencoder spends its first thousands of steps in grey.

    Besides plain reconstruction, halved latents shall decode to halved pictures and mirrored latents to mirrored ones
    (Kouzelis et al. 2025): such latents are smoother and easier to learn to denoise.
    """
    mean, log_variance = vae.encode((x * 2 - 1).to(dtype))
    z = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
    target = x * 2 - 1
    draw = rng.random()
    if draw < 0.04:
        z, target = pooled(z), pooled(target)
    elif draw < 0.2:
        z, target = z.flip(2), target.flip(2)
    loss = reconstruction_loss(vae.decode(z).float(), target)
    mean, log_variance = mean.float(), log_variance.float()
    if hint > 0:
        loss = loss + hint * (mean[..., :3] - colours(x * 2 - 1)).abs().mean()
    return loss + 5e-4 * 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()


@torch.no_grad()
def evaluate(vae, pictures, dtype, grid=None):
    """PSNR and SSIM on pictures uint8 [N,H,W,3]; optionally a PNG of the first eight, above their reconstructions."""
    ratios, similarities, rows = [], [], []
    for start in range(0, len(pictures), 4):
        x = torch.from_numpy(np.asarray(pictures[start:start + 4], np.float32)) / 127.5 - 1
        y = vae.decode(vae.encode(x.to(dtype))[0]).float().clamp(-1, 1)
        ratios.append(peak_ratio(y, x))
        similarities.append(structural_similarity(y, x))
        rows.append((x, y))
    if grid:
        x, y = (torch.cat(part)[:8] for part in zip(*rows))
        sheet = torch.cat([torch.cat(list(x), 1), torch.cat(list(y), 1)])
        Image.fromarray(((sheet + 1) * 127.5).round().byte().numpy()).save(grid)
    return torch.cat(ratios).mean().item(), torch.cat(similarities).mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=4, help="crops a worker and step")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hint", type=int, default=0, help="from nothing: steps in which the hint (see losses) fades out")
    parser.add_argument("--wake", action="store_true", help="train the blocks of vae.IDLE too")
    parser.add_argument("--run", default="vae")
    parser.add_argument("--muon", action="store_true", help="update matrices by Muon, all else by AdamW")
    parser.add_argument("--cool", type=int, default=0, help="the rate stays until so many steps before the end, then falls evenly; 0: it falls like a cosine throughout")
    options = parser.parse_args()
    device, dtype, workers = optimiser.default_device()
    torch.manual_seed(options.seed)
    vae = Vae().to(device)
    folder = runs.folder(options.run)
    latest = folder / "latest.pt"
    if not options.wake:
        vae.rest()
    weights = optimiser.Weights(vae, workers, dtype, device, muon=options.muon)
    done = 0
    if latest.exists():
        state = torch.load(latest, map_location=device)
        for name in () if options.wake else IDLE:
            for part in (".conv2.weight", ".conv2.bias"):
                for values in state["weights"].get(name + part, {}).values():
                    values.zero_()
        weights.load(state["weights"])
        done = state["step"]
    print(f"{sum(p.numel() for p in vae.parameters()):,} parameters; {workers} workers, {dtype}; from step {done}", flush=True)

    def work(worker, wait):
        weights.attach(worker)
        renders, items = Renders(), []
        began, began_at, total = time.time(), done, 0.0
        for step in range(done + 1, options.steps + 1):
            if (step % 200 == 1 or step == done + 1) and renders.refresh():
                items = renders.training_items()
            rng = np.random.default_rng((options.seed, step, worker))
            torch.manual_seed(step * 16 + worker)
            # Every fourth step takes larger crops: the normalisation spans the picture, so its size matters.
            size, count = (2 * options.size, max(1, options.batch // 4)) if step % 4 == 0 else (options.size, options.batch)
            parts = [crop(rng, renders, items, size) for _ in range(count)]
            parts = [disturbed(rng, part, parts[i - 1]) for i, part in enumerate(parts)]
            x = torch.from_numpy(np.stack(parts).astype(np.float32)).to(device)
            loss = losses(vae, x, rng, dtype, options.hint and 0.5 * max(0, 1 - step / options.hint))
            loss.backward()
            left = min(1, (options.steps - step) / options.cool) if options.cool else 0.5 * (1 + np.cos(np.pi * step / options.steps))
            rate = options.rate * min(1, step / 100) * (0.02 + 0.98 * left)
            norm = weights.step(worker, wait, step, float(rate), decay=0.001)
            total += loss.item()
            if worker == 0 and step % 100 == 0:
                print(f"step {step}  loss {total / 100:.4f}  norm {norm:.2f}  {(step - began_at) / (time.time() - began):.1f} steps/s  {len(items)} pictures", flush=True)
                began, began_at, total = time.time(), step, 0.0
            if step % 1000 == 0 or step == options.steps:
                wait()
                if worker == 0:
                    runs.save({"weights": weights.state(), "step": step}, latest)
                    with weights.using_average():
                        ratio, similarity = evaluate(vae, renders.held_out(24), dtype, folder / "grid.png")
                    print(f"step {step}  {ratio:.2f} dB, SSIM {similarity:.4f}", flush=True)
                wait()

    optimiser.run_workers(workers, work)


if __name__ == "__main__":
    main()
