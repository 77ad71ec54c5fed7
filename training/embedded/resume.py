"""
Puts the shipped checkpoint back into the training folder, so that training can go on where it ended: python -m embedded.resume [FILE].
Writes vae/folded.pt, text/latest.pt and portraits/latest.pt, and vae/latest.pt, from which the whole autoencoder trains on (its steps count from 0; then
vae/folded.pt and the latents must be made anew). Moments begin anew, and masters have float16's precision.
"""
import argparse
import json
import struct
from pathlib import Path

import numpy as np
import torch

from . import runs
from .train_text import collect_tokens
from .vae import DEVIATION, SCALE_FACTOR, Vae

UNET, VAE, TEXT = "model.diffusion_model.", "first_stage_model.", "cond_stage_model.transformer.text_model."
TABLE = "embeddings.token_embedding.weight"


def read(path):
    """The metadata of a float16 safetensors file, and its tensors by name in float32."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__")
    values = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values[name] = torch.from_numpy(np.frombuffer(data[start:end], np.float16).astype(np.float32)).view(entry["shape"])
    return metadata, values


def part(values, prefix):
    return {name[len(prefix):]: value for name, value in values.items() if name.startswith(prefix)}


def trainable(values):
    """A checkpoint of training with these weights and moments of zero."""
    return {name: {"master": value, "average": value, "m": torch.zeros_like(value), "v": torch.zeros_like(value)} for name, value in values.items()}


def unfolded(values):
    """The autoencoder's weights with latents of variance 1, as it is trained."""
    vae = Vae()
    vae.load_state_dict(values)
    vae.fold(torch.zeros(4), torch.full((4,), DEVIATION / SCALE_FACTOR), wanted=1.0)
    return vae.state_dict()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=runs.REPOSITORY / "models" / "palimpsest-portraits.safetensors")
    options = parser.parse_args()
    targets = [runs.folder("vae") / "folded.pt", runs.folder("vae") / "latest.pt", runs.folder("text") / "latest.pt", runs.folder("portraits") / "latest.pt"]
    for target in targets:
        if target.exists():
            raise SystemExit(f"{target} exists; move it away first, or train on from it.")
    metadata, values = read(options.file)
    text, tokens = part(values, TEXT), sorted(collect_tokens())
    # Every token without a row of its own shares one vector, the first of them as good as any.
    unknown = next(token for token in range(len(text[TABLE])) if token not in set(tokens))
    text[TABLE] = text[TABLE][torch.tensor([unknown, *tokens])]
    weights = trainable({f"unet.{name}": value for name, value in part(values, UNET).items()})
    runs.save(part(values, VAE), targets[0])
    runs.save({"weights": trainable(unfolded(part(values, VAE))), "step": 0}, targets[1])
    runs.save({"text": text, "tokens": tokens}, targets[2])
    runs.save({"weights": weights, "text": text, "tokens": tokens, "step": int(metadata["palimpsest.step"]), "seen": json.loads(metadata["palimpsest.seen"])}, targets[3])
    print(f"step {metadata['palimpsest.step']}, {len(tokens)} tokens, from {options.file}")


if __name__ == "__main__":
    main()
