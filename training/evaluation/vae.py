"""The autoencoder of a checkpoint file in the ldm layout, read from the file alone: an independent check of what ships."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

PREFIX = "first_stage_model."
TYPES = {"F16": np.float16, "F32": np.float32}


def tensors(path: Path) -> dict[str, torch.Tensor]:
    """The autoencoder's tensors, float32, without their prefix."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        found = {}
        for name, entry in header.items():
            if name.startswith(PREFIX):
                begin, end = entry["data_offsets"]
                file.seek(8 + length + begin)
                values = np.frombuffer(file.read(end - begin), TYPES[entry["dtype"]]).astype(np.float32)
                found[name.removeprefix(PREFIX)] = torch.from_numpy(values.reshape(entry["shape"]))
    return found


class Autoencoder:
    """encode: [n, 3, h, w] in -1..1 to the posterior's mean; decode: back."""

    def __init__(self, path: Path) -> None:
        self.w = tensors(path)

    def conv(self, x, name: str, stride: int = 1, padding: int | None = None):
        weight = self.w[name + ".weight"]
        return F.conv2d(x, weight, self.w[name + ".bias"], stride, weight.shape[-1] // 2 if padding is None else padding)

    def norm(self, x, name: str):
        return F.group_norm(x, 32, self.w[name + ".weight"], self.w[name + ".bias"], 1e-6)

    def block(self, x, name: str):
        y = self.conv(F.silu(self.norm(x, name + ".norm1")), name + ".conv1")
        y = self.conv(F.silu(self.norm(y, name + ".norm2")), name + ".conv2")
        return y + (self.conv(x, name + ".nin_shortcut") if name + ".nin_shortcut.weight" in self.w else x)

    def attention(self, x, name: str):
        n, c, h, w = x.shape
        y = self.norm(x, name + ".norm")
        q, k, v = (self.conv(y, f"{name}.{part}").reshape(n, c, h * w) for part in "qkv")
        weights = torch.softmax(q.transpose(1, 2) @ k * c ** -0.5, dim=-1)
        return x + self.conv((v @ weights.transpose(1, 2)).reshape(n, c, h, w), name + ".proj_out")

    def has(self, name: str) -> bool:
        return any(key.startswith(name + ".") for key in self.w)

    def middle(self, x, side: str):
        x = self.block(x, side + ".mid.block_1")
        if self.has(side + ".mid.attn_1"):
            x = self.attention(x, side + ".mid.attn_1")
        return self.block(x, side + ".mid.block_2")

    def level(self, x, name: str):
        j = 0
        while self.has(f"{name}.block.{j}"):
            x = self.block(x, f"{name}.block.{j}")
            if self.has(f"{name}.attn.{j}"):
                x = self.attention(x, f"{name}.attn.{j}")
            j += 1
        return x

    @torch.no_grad()
    def encode(self, x):
        x = self.conv(x, "encoder.conv_in")
        i = 0
        while self.has(f"encoder.down.{i}"):
            x = self.level(x, f"encoder.down.{i}")
            if self.has(f"encoder.down.{i}.downsample"):
                x = self.conv(F.pad(x, (0, 1, 0, 1)), f"encoder.down.{i}.downsample.conv", 2, 0)
            i += 1
        x = F.silu(self.norm(self.middle(x, "encoder"), "encoder.norm_out"))
        return self.conv(self.conv(x, "encoder.conv_out"), "quant_conv").chunk(2, dim=1)[0]

    @torch.no_grad()
    def decode(self, z):
        x = self.middle(self.conv(self.conv(z, "post_quant_conv"), "decoder.conv_in"), "decoder")
        count = len({key.split(".")[2] for key in self.w if key.startswith("decoder.up.")})
        for i in reversed(range(count)):
            x = self.level(x, f"decoder.up.{i}")
            if self.has(f"decoder.up.{i}.upsample"):
                x = self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"), f"decoder.up.{i}.upsample.conv")
        return self.conv(F.silu(self.norm(x, "decoder.norm_out")), "decoder.conv_out")

    def round_trip(self, pictures: np.ndarray) -> np.ndarray:
        """uint8 [n, h, w, 3] through the bottleneck and back."""
        made = []
        for start in range(0, len(pictures), 8):
            x = torch.from_numpy(pictures[start:start + 8]).permute(0, 3, 1, 2).float() / 127.5 - 1
            y = self.decode(self.encode(x))
            made.append(((y.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy())
        return np.concatenate(made)


def psnr(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Decibels of each pair of pictures uint8 [n, h, w, 3]."""
    error = ((first.astype(np.float32) - second) ** 2).mean(axis=(1, 2, 3))
    return 10 * np.log10(255 ** 2 / np.maximum(error, 1e-6))


def ssim(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Wang et al. 2004 on luma with their Gaussian window of 11 pixels, one value a pair."""
    luma = torch.tensor([0.299, 0.587, 0.114])
    a, b = ((torch.from_numpy(p).float() @ luma)[:, None] for p in (first, second))
    window = torch.exp(-(torch.arange(11) - 5.0) ** 2 / (2 * 1.5 ** 2))
    window = (window[:, None] * window[None] / window.sum() ** 2)[None, None]
    mean = lambda x: F.conv2d(x, window)
    ma, mb = mean(a), mean(b)
    va, vb, cov = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    values = (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    return values.mean(dim=(1, 2, 3)).numpy()
