"""The denoising network in SD 1.x's form (Rombach et al. 2022, the ldm layout), small. Latents are [N,H,W,4]."""
import math

import torch
import torch.nn.functional as F
from torch import nn

from . import kernels
from .layers import Convolution, GroupNorm, LayerNorm, Linear, double

CHANNELS, MULTIPLIERS, BLOCKS = 64, (1, 1, 2, 3), 1
DEPTHS = (0, 1, 1, 0)  # transformer blocks a level; the middle has one
HEAD = 64  # channels a head, for every context that is not SD 1.x's 768 wide


class ResBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.in_layers = nn.ModuleDict({"0": GroupNorm(inputs, 1e-5, silu=True), "2": Convolution(inputs, outputs)})
        self.emb_layers = nn.ModuleDict({"1": Linear(4 * CHANNELS, outputs)})
        self.out_layers = nn.ModuleDict({"0": GroupNorm(outputs, 1e-5, silu=True), "3": Convolution(outputs, outputs, zero=True)})
        if inputs != outputs:
            self.skip_connection = Convolution(inputs, outputs, 1)

    def forward(self, x, embedding, context):
        h = self.in_layers["2"](self.in_layers["0"](x))
        h = self.out_layers["3"](self.out_layers["0"](h, self.emb_layers["1"](embedding)))
        return (self.skip_connection(x) if hasattr(self, "skip_connection") else x) + h


class Attention(nn.Module):
    def __init__(self, channels, source):
        super().__init__()
        self.to_q = Linear(channels, channels, bias=False)
        self.to_k, self.to_v = Linear(source, channels, bias=False), Linear(source, channels, bias=False)
        self.to_out = nn.ModuleList([Linear(channels, channels)])
        self.heads = channels // HEAD

    def forward(self, x, source):
        return self.to_out[0](kernels.attention(self.to_q(x), self.to_k(source), self.to_v(source), self.heads))


class FeedForward(nn.Module):
    def __init__(self, channels):
        super().__init__()
        first = nn.Module()
        first.proj = Linear(channels, 8 * channels)
        self.net = nn.ModuleDict({"0": first, "2": Linear(4 * channels, channels)})

    def forward(self, x):
        return self.net["2"](kernels.geglu(self.net["0"].proj(x)))


class TransformerBlock(nn.Module):
    def __init__(self, channels, context):
        super().__init__()
        self.norm1, self.attn1 = LayerNorm(channels), Attention(channels, channels)
        self.norm2, self.attn2 = LayerNorm(channels), Attention(channels, context)
        self.norm3, self.ff = LayerNorm(channels), FeedForward(channels)

    def forward(self, x, context):
        h = self.norm1(x)
        x = x + self.attn1(h, h)
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff(self.norm3(x))


class SpatialTransformer(nn.Module):
    def __init__(self, channels, context, depth):
        super().__init__()
        self.norm = GroupNorm(channels, 1e-6, silu=False)
        self.proj_in = Convolution(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList(TransformerBlock(channels, context) for _ in range(depth))
        self.proj_out = Convolution(channels, channels, 1, zero=True)

    def forward(self, x, embedding, context):
        n, h, w, c = x.shape
        y = self.proj_in(self.norm(x)).view(n, h * w, c)
        for block in self.transformer_blocks:
            y = block(y, context)
        return x + self.proj_out(y.view(n, h, w, c))


class Downsample(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.op = Convolution(channels, channels, stride=2)

    def forward(self, x, embedding, context):
        return self.op(x)


class Upsample(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = Convolution(channels, channels)

    def forward(self, x, embedding, context):
        return self.conv(double(x))


class InputConvolution(Convolution):
    def forward(self, x, embedding, context):
        return super().forward(x)


def run(layers, x, embedding, context):
    for layer in layers:
        x = layer(x, embedding, context)
    return x


class UNet(nn.Module):
    def __init__(self, context, latents=4):
        super().__init__()
        wide = 4 * CHANNELS
        self.time_embed = nn.ModuleDict({"0": Linear(CHANNELS, wide), "2": Linear(wide, wide)})
        self.input_blocks = nn.ModuleList([nn.ModuleList([InputConvolution(latents, CHANNELS)])])
        last, skips = CHANNELS, [CHANNELS]

        def block(inputs, outputs, depth):
            parts = [ResBlock(inputs, outputs)]
            return nn.ModuleList(parts + ([SpatialTransformer(outputs, context, depth)] if depth else []))

        for level, multiplier in enumerate(MULTIPLIERS):
            if level:
                self.input_blocks.append(nn.ModuleList([Downsample(last)]))
                skips.append(last)
            for _ in range(BLOCKS):
                self.input_blocks.append(block(last, CHANNELS * multiplier, DEPTHS[level]))
                last = CHANNELS * multiplier
                skips.append(last)
        self.middle_block = nn.ModuleList([ResBlock(last, last), SpatialTransformer(last, context, 1), ResBlock(last, last)])
        self.output_blocks = nn.ModuleList()
        for level in reversed(range(len(MULTIPLIERS))):
            for i in range(BLOCKS + 1):
                parts = block(last + skips.pop(), CHANNELS * MULTIPLIERS[level], DEPTHS[level])
                last = CHANNELS * MULTIPLIERS[level]
                if level and i == BLOCKS:
                    parts.append(Upsample(last))
                self.output_blocks.append(parts)
        self.out = nn.ModuleDict({"0": GroupNorm(last, 1e-5, silu=True), "2": Convolution(last, latents, zero=True)})

    def forward(self, x, timesteps, context):
        """x [N,H,W,4], timesteps [N] float32, context [N,77,width]; the predicted noise [N,H,W,4]."""
        embedding = F.silu(self.time_embed["0"](sinusoids(timesteps, CHANNELS).to(x.dtype)))
        embedding = F.silu(self.time_embed["2"](embedding))
        skips = []
        for layers in self.input_blocks:
            x = run(layers, x, embedding, context)
            skips.append(x)
        x = run(self.middle_block, x, embedding, context)
        for layers in self.output_blocks:
            x = run(layers, torch.cat([x, skips.pop()], -1), embedding, context)
        return self.out["2"](self.out["0"](x))


def sinusoids(timesteps, width):
    """Cosines, then sines, of frequencies from 1 down to 1/10000, as the ldm code computes them."""
    half = width // 2
    frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32, device=timesteps.device) / half)
    angles = timesteps.float()[:, None] * frequencies
    return torch.cat([angles.cos(), angles.sin()], -1)
