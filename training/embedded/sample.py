"""
Draws pictures with a training checkpoint: python -m embedded.sample OUT.png [--size 128] [--steps 20] [--cfg 6] [--prompt TEXT]...
Euler's method (Karras et al. 2022) over the schedule of SD 1.x, as the product's sampler "Euler" does it; --start and --strength make img2img.
"""
import argparse
import time

import numpy as np
import torch
from PIL import Image

from . import optimiser, runs
from .encode import moments
from .model import alphas_cumulative, load_averaged
from .vae import SCALE_FACTOR, Vae

PROMPTS = [
    "a girl with blonde hair, light smile, in front of buildings", "watercolor, light smile, sakura background",
    "cartoon of a man with glasses, black hair, beach", "pencil sketch of an old woman, sad", "pixel art boy, blue hair, angry, night city",
    "oil painting of a woman with red hair, laughing, mountains", "line art, girl, twin tails, forest", "old man, sunglasses, white background, 3d render",
    "woman, pink hair, green sweater, straw hat, yellow background", "boy with a cap, surprised, room", "man, dark skin, blue hoodie, sunset, beach",
    "girl, green eyes, ponytail, flower crown, sakura, cartoon", "", "portrait", "smiling girl, zorblatt quux", "watercolor woman, white hair, night, mountains",
]


def sigma_table():
    a = alphas_cumulative().double()
    return ((1 - a) / a).sqrt().log()


def schedule(steps):
    """Noise levels at timesteps 999 to 0, evenly, and a last 0."""
    table, t = sigma_table(), torch.linspace(999, 0, steps, dtype=torch.float64)
    low, high = t.floor().long(), t.ceil().long()
    return torch.cat([torch.lerp(table[low], table[high], t - low).exp(), torch.zeros(1, dtype=torch.float64)])


def timestep(sigma):
    table = sigma_table()
    low = int((table <= sigma.log() + 1e-12).sum() - 1)
    low = min(max(low, 0), 998)
    return low + float(((sigma.log() - table[low]) / (table[low + 1] - table[low])).clamp(0, 1))


@torch.no_grad()
def denoise(model, x, prompts, sigmas, cfg, negative=""):
    """From x [N,H,W,4] at noise level sigmas[0] down to 0."""
    n = len(x)
    context = model.text(model.rows(prompts + [negative] * n))
    dtype = context.dtype
    for sigma, following in zip(sigmas[:-1], sigmas[1:]):
        scaled = torch.cat([x, x]).to(dtype) / float((sigma ** 2 + 1).sqrt())
        noise = model.unet(scaled, torch.full((2 * n,), timestep(sigma)), context).float()
        noise = noise[n:] + cfg * (noise[:n] - noise[n:])
        x = x + noise * float(following - sigma)
    return x


def load_vae(dtype):
    vae = Vae()
    vae.load_state_dict(torch.load(runs.folder("vae") / "folded.pt"))
    return vae.to(dtype).eval().requires_grad_(False)


def decode(vae, latents):
    dtype = next(vae.parameters()).dtype
    with torch.no_grad():
        y = torch.cat([vae.decode((z / SCALE_FACTOR).to(dtype)) for z in latents.split(4)])
    return ((y.float().clamp(-1, 1) + 1) * 127.5).round().byte().numpy()


def sheet(pictures, columns):
    pictures = pictures + [np.zeros_like(pictures[0])] * (-len(pictures) % columns)
    rows = [np.concatenate(pictures[i:i + columns], 1) for i in range(0, len(pictures), columns)]
    return np.concatenate(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--run", default="portraits")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--cfg", type=float, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prompt", action="append")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--columns", type=int, default=4)
    parser.add_argument("--start", help="picture files' npy, uint8 [N,S,S,3], to begin from")
    parser.add_argument("--strength", type=float, default=0.6)
    parser.add_argument("--exact", action="store_true", help="compute in float32")
    options = parser.parse_args()
    torch.set_num_threads(1)
    dtype = torch.float32 if options.exact else optimiser.default_device()[1]
    model, step, _ = load_averaged(runs.folder(options.run) / "latest.pt", dtype)
    vae = load_vae(dtype)
    prompts = (options.prompt or PROMPTS) * options.repeat
    sigmas, cells, began = schedule(options.steps), options.size // 8, time.time()
    noise = torch.stack([torch.randn(4, cells, cells, generator=torch.Generator().manual_seed(options.seed + i)).permute(1, 2, 0) for i in range(len(prompts))])
    if options.start:
        pictures = np.load(options.start)[:len(prompts)]
        first = options.steps - max(1, int(options.strength * options.steps))
        x = torch.cat([moments(vae, p[None], dtype) for p in pictures]) * SCALE_FACTOR + noise * float(sigmas[first])
        sigmas = sigmas[first:]
    else:
        x = noise * float(sigmas[0])
    latents = denoise(model, x, prompts, sigmas, options.cfg)
    Image.fromarray(sheet(list(decode(vae, latents)), options.columns)).save(options.out)
    print(f"step {step}: {len(prompts)} pictures in {time.time() - began:.1f} s; latents' deviation {latents.std():.3f}")


if __name__ == "__main__":
    main()
