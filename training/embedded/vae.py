"""The autoencoder in the ldm layout (Rombach et al. 2022), small: 8x, 4 latent channels. Pictures are [N,H,W,3] in -1..1."""
import torch
from torch import nn

from .kernels import attention
from .layers import Convolution, GroupNorm, double

# 64 channels at least: with 32 each group of the normalisation would be one channel, and flat colours would be lost.
CHANNELS, MULTIPLIERS, LATENTS = 64, (1, 1, 1, 2), 4
SCALE_FACTOR = 0.18215
# Deviation of the latents after that factor. What one cell shows at 256 pixels, SD 1.5 shows with four at 512, whose mean has half the noise (Hoogeboom et al. 2023):
# latents twice as large make up for it, so that a denoising strength changes about as much as people know from SD 1.5.
DEVIATION = 2.0

# Blocks at full resolution cost most. These two stay the identity (their last convolution is zero) until training wakes them.
IDLE = ("encoder.down.0.block.0", "decoder.up.0.block.1")


class ResBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm1, self.conv1 = GroupNorm(inputs, 1e-6, silu=True), Convolution(inputs, outputs)
        self.norm2, self.conv2 = GroupNorm(outputs, 1e-6, silu=True), Convolution(outputs, outputs, zero=True)
        if inputs != outputs:
            self.nin_shortcut = Convolution(inputs, outputs, 1)
        self.idle = False

    def forward(self, x):
        if self.idle:
            return x
        h = self.conv2(self.norm2(self.conv1(self.norm1(x))))
        return (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x) + h


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = GroupNorm(channels, 1e-6, silu=False)
        self.q, self.k, self.v = (Convolution(channels, channels, 1) for _ in range(3))
        self.proj_out = Convolution(channels, channels, 1, zero=True)

    def forward(self, x):
        n, h, w, c = x.shape
        y = self.norm(x)
        q, k, v = (part(y).view(n, h * w, c) for part in (self.q, self.k, self.v))
        return x + self.proj_out(attention(q, k, v, heads=1).view(n, h, w, c))


class Middle(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.block_1, self.attn_1, self.block_2 = ResBlock(channels, channels), Attention(channels), ResBlock(channels, channels)

    def forward(self, x):
        return self.block_2(self.attn_1(self.block_1(x)))


class Level(nn.Module):
    """Residual blocks, then a change of size; either part may be absent."""

    def __init__(self, widths, resize=None):
        super().__init__()
        self.block = nn.ModuleList(ResBlock(a, b) for a, b in zip(widths, widths[1:]))
        if resize:
            name, layer = resize
            self.add_module(name, nn.Module())
            getattr(self, name).conv = layer

    def forward(self, x):
        for block in self.block:
            x = block(x)
        if hasattr(self, "downsample"):
            return self.downsample.conv(x)
        return self.upsample.conv(double(x)) if hasattr(self, "upsample") else x


class Encoder(nn.Module):
    def __init__(self, blocks=1):
        super().__init__()
        widths = [CHANNELS * m for m in MULTIPLIERS]
        self.conv_in = Convolution(3, CHANNELS)
        self.down = nn.ModuleList()
        last = CHANNELS
        for i, width in enumerate(widths):
            halve = ("downsample", Convolution(width, width, stride=2, pad_after_only=True)) if i + 1 < len(widths) else None
            self.down.append(Level([last] + [width] * blocks, halve))
            last = width
        self.mid = Middle(last)
        self.norm_out, self.conv_out = GroupNorm(last, 1e-6, silu=True), Convolution(last, 2 * LATENTS)

    def forward(self, x):
        x = self.conv_in(x)
        for level in self.down:
            x = level(x)
        return self.conv_out(self.norm_out(self.mid(x)))


class Decoder(nn.Module):
    def __init__(self, blocks=1):
        super().__init__()
        widths = [CHANNELS * m for m in MULTIPLIERS]
        last = widths[-1]
        self.conv_in, self.mid = Convolution(LATENTS, last), Middle(last)
        up = []
        for i, width in reversed(list(enumerate(widths))):
            up.insert(0, Level([last] + [width] * (blocks + 1), ("upsample", Convolution(width, width)) if i else None))
            last = width
        self.up = nn.ModuleList(up)
        self.norm_out, self.conv_out = GroupNorm(last, 1e-6, silu=True), Convolution(last, 3)

    def forward(self, z):
        x = self.mid(self.conv_in(z))
        for level in reversed(self.up):
            x = level(x)
        return self.conv_out(self.norm_out(x))


class Vae(nn.Module):
    """Moments are four means, then four log variances."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
        self.quant_conv, self.post_quant_conv = Convolution(2 * LATENTS, 2 * LATENTS, 1), Convolution(LATENTS, LATENTS, 1)

    def rest(self):
        """Makes the blocks of IDLE the identity and spares their work."""
        for name in IDLE:
            block = self.get_submodule(name)
            block.idle = True
            with torch.no_grad():
                block.conv2.weight.zero_()
                block.conv2.bias.zero_()

    def spare(self):
        """Spares the work of those blocks of IDLE that never woke."""
        for name in IDLE:
            block = self.get_submodule(name)
            block.idle = not (block.conv2.weight.any() or block.conv2.bias.any())

    def encode(self, pictures):
        moments = self.quant_conv(self.encoder(pictures))
        return moments[..., :LATENTS], moments[..., LATENTS:].clamp(-30, 20)

    def decode(self, latents):
        return self.decoder(self.post_quant_conv(latents))

    @torch.no_grad()
    def fold(self, mean, deviation, wanted=DEVIATION / SCALE_FACTOR):
        """
        Shifts and scales the latents (mean and deviation [4] each, of the means as they are now) inside the 1x1 convolutions around them, so that
        means have mean 0 and the wanted deviation a channel; without one, DEVIATION after SCALE_FACTOR.
        """
        factor = wanted / deviation
        w, b = self.quant_conv.weight, self.quant_conv.bias
        w[:LATENTS] *= factor.view(-1, 1, 1, 1)
        b[:LATENTS] = (b[:LATENTS] - mean) * factor
        b[LATENTS:] += 2 * factor.log()
        w, b = self.post_quant_conv.weight, self.post_quant_conv.bias
        b += (w[:, :, 0, 0] * mean).sum(1)
        w /= factor.view(1, -1, 1, 1)
