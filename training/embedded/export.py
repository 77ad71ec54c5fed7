"""
Writes the checkpoint that ships: python -m embedded.export [--out models/palimpsest-portraits.safetensors] [--resolution 256x256] [--blend RUN --share 0.4].
An ordinary SD 1.x file in the ldm layout, float16, from the averaged weights; with --blend, from those of two runs of which one went on from the other: what lies
between them can do what both can (Wortsman et al. 2022).
"""
import argparse
import json
import os
import struct
from pathlib import Path

import torch

from . import runs
from .model import load_averaged
from .sample import load_vae

VOCABULARY = 49408


def tensors(run, blend, share):
    model, step, seen = load_averaged(runs.folder(run) / "latest.pt")
    unet = model.unet.state_dict()
    if blend:
        other = load_averaged(runs.folder(blend) / "latest.pt")[0].unet.state_dict()
        unet = {name: value.lerp(other[name], share) for name, value in unet.items()}
    result = {f"model.diffusion_model.{name}": value for name, value in unet.items()}
    result |= {f"first_stage_model.{name}": value for name, value in load_vae(torch.float32).state_dict().items()}
    text = model.text.state_dict()
    name = "embeddings.token_embedding.weight"
    rows = torch.tensor(model.vocabulary.rows(range(VOCABULARY)))
    text[name] = text[name][rows]
    result |= {f"cond_stage_model.transformer.text_model.{name}": value for name, value in text.items()}
    return result, step, seen


def write(path, values, metadata):
    """A safetensors file: the header's length, the header, the tensors in order of name."""
    header, position, parts = {"__metadata__": metadata}, 0, []
    for name in sorted(values):
        value = values[name].half().contiguous()
        if not torch.isfinite(value).all():
            raise SystemExit(f"{name} has values that are not finite in float16; the file was not written.")
        data = value.numpy().tobytes()
        header[name] = {"dtype": "F16", "shape": list(value.shape), "data_offsets": [position, position + len(data)]}
        position += len(data)
        parts.append(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    beside = path.with_suffix(".part")
    with open(beside, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for part in parts:
            file.write(part)
    os.replace(beside, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=runs.REPOSITORY / "models" / "palimpsest-portraits.safetensors")
    parser.add_argument("--run", default="portraits")
    parser.add_argument("--blend", help="a second run")
    parser.add_argument("--share", type=float, default=0.4, help="of the second run")
    parser.add_argument("--resolution", default="256x256")
    options = parser.parse_args()
    values, step, seen = tensors(options.run, options.blend, options.share)
    options.out.parent.mkdir(exist_ok=True)
    write(options.out, values, {
        "modelspec.sai_model_spec": "1.0.0", "modelspec.architecture": "stable-diffusion-v1", "modelspec.implementation": "https://github.com/CompVis/stable-diffusion",
        "modelspec.title": "Palimpsest Portraits", "modelspec.resolution": options.resolution, "modelspec.prediction_type": "epsilon",
        "modelspec.license": "MIT", "modelspec.description": "Cartoon portraits from words, trained on pictures drawn by a program.",
        "palimpsest.step": str(step), "palimpsest.seen": json.dumps(seen),
    })
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB, {sum(v.numel() for v in values.values()):,} values, step {step}")


if __name__ == "__main__":
    main()
