"""
Freezes the encoder and encodes the renders: python -m embedded.encode [--size 128|256].
The first call folds the latents' mean and scale into the VAE's 1x1 convolutions (vae/folded.pt); each call encodes the files not yet encoded.
"""
import argparse
import os

import numpy as np
import torch

from . import optimiser, runs
from .renders import Renders, halved
from .vae import SCALE_FACTOR, Vae


def moments(vae, pictures, dtype):
    with torch.no_grad():
        return vae.encode((torch.from_numpy(np.asarray(pictures, np.float32)) / 127.5 - 1).to(dtype))[0].float()


def fold(renders, dtype):
    """The trained VAE with averaged weights, its latents of mean 0 and deviation DEVIATION a channel after SD 1.x's factor."""
    path = runs.folder("vae") / "folded.pt"
    vae = Vae()
    if path.exists():
        vae.load_state_dict(torch.load(path))
        return vae
    state = torch.load(runs.folder("vae") / "latest.pt")
    vae.load_state_dict({name: part["average"] for name, part in state["weights"].items()})
    vae.to(dtype)
    pictures = [renders.files[n][i] for n, i in renders.training_items()[:1000:5]]
    z = torch.cat([moments(vae, np.stack(pictures[i:i + 8]), dtype).flatten(0, 2) for i in range(0, len(pictures), 8)]
                  + [moments(vae, halved(np.stack(pictures[i:i + 8])), dtype).flatten(0, 2) for i in range(0, len(pictures), 8)])
    vae.load_state_dict({name: part["average"] for name, part in state["weights"].items()})
    vae.float().fold(z.mean(0), z.std(0))
    print(f"step {state['step']}: latents had mean {z.mean(0).tolist()} and deviation {z.std(0).tolist()}")
    runs.save(vae.state_dict(), path)
    return vae


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=128, choices=(128, 256))
    parser.add_argument("--renders", default="renders", help="the folder of pictures; latents of another than renders go to NAME-latents-SIZE")
    parser.add_argument("--last-first", action="store_true", help="begin with the last file, beside another process that begins with the first")
    options = parser.parse_args()
    torch.set_num_threads(1)
    _, dtype, _ = optimiser.default_device()
    renders = Renders(runs.folder(options.renders))
    renders.refresh()
    vae = fold(renders, dtype).to(dtype)
    vae.spare()
    folder = runs.folder(f"latents-{options.size}" if options.renders == "renders" else f"{options.renders}-latents-{options.size}")
    for number in sorted(renders.files, reverse=options.last_first):
        path = folder / f"latents-{number:05d}.npy"
        if path.exists():
            continue
        pictures, parts = renders.files[number], []
        batch = 8 if options.size == 256 else 32
        for i in range(0, len(pictures), batch):
            part = pictures[i:i + batch]
            parts.append(moments(vae, halved(part) if options.size == 128 else part, dtype) * SCALE_FACTOR)
        latents = torch.cat(parts)
        beside = path.with_suffix(f".{os.getpid()}")
        with open(beside, "wb") as file:
            np.save(file, latents.half().numpy())
        os.replace(beside, path)
        print(f"{path.name}: mean {latents.mean():.3f}, deviation {latents.std():.3f}", flush=True)


if __name__ == "__main__":
    main()
