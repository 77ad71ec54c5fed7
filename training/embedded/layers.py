"""Layers on [N,H,W,C] feature maps and [N,T,C] tokens. Parameters carry the names and shapes of the ldm checkpoints."""
import math

import torch
import torch.nn.functional as F
from torch import nn

from . import kernels


class Convolution(nn.Module):
    """A square convolution; weight [out,in,k,k]. A stride of 2 pads as its network does: both sides, or right and bottom only."""

    def __init__(self, inputs, outputs, size=3, stride=1, pad_after_only=False, zero=False):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs, size, size))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.stride, self.padding, self.pad_after_only = stride, size // 2, pad_after_only
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if zero:
            nn.init.zeros_(self.weight)

    def forward(self, x):
        if self.weight.shape[-1] == 1:
            return kernels.linear(x, self.weight.flatten(1), self.bias)
        if self.stride == 1:
            return kernels.convolution(x, self.weight, self.bias)
        x = x.permute(0, 3, 1, 2)
        if self.pad_after_only:
            y = F.conv2d(F.pad(x, (0, 1, 0, 1)), self.weight, self.bias, self.stride)
        else:
            y = F.conv2d(x, self.weight, self.bias, self.stride, self.padding)
        return y.permute(0, 2, 3, 1).contiguous()


class Linear(nn.Linear):
    def __init__(self, inputs, outputs, bias=True, zero=False):
        super().__init__(inputs, outputs, bias)
        if bias:
            nn.init.zeros_(self.bias)
        if zero:
            nn.init.zeros_(self.weight)

    def forward(self, x):
        return kernels.linear(x, self.weight.to(x.dtype), None if self.bias is None else self.bias.to(x.dtype))


class GroupNorm(nn.Module):
    def __init__(self, channels, eps, silu, groups=32):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))
        self.eps, self.silu, self.groups = eps, silu, groups

    def forward(self, x, shift=None):
        return kernels.group_norm(x, self.weight, self.bias, self.groups, self.eps, self.silu, shift)


class LayerNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return kernels.layer_norm(x, self.weight.to(x.dtype), self.bias.to(x.dtype))


class _Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        n, h, w, c = x.shape
        return x.view(n, h, 1, w, 1, c).expand(n, h, 2, w, 2, c).reshape(n, 2 * h, 2 * w, c)

    @staticmethod
    def backward(ctx, g):
        return (g[:, 0::2, 0::2] + g[:, 0::2, 1::2]) + (g[:, 1::2, 0::2] + g[:, 1::2, 1::2])


def double(x):
    """Nearest-neighbour enlargement of [N,H,W,C] to twice the size."""
    return _Doubled.apply(x)
