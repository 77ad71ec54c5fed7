"""
Operations on rows of channels: compiled kernels on a processor, in bfloat16 where AVX-512 multiplies it (matrix.cpp) and in float32 on
AVX2 (matrix32.cpp); the same in plain torch everywhere else.
"""
import ctypes
import functools
import hashlib
import os
import subprocess
from pathlib import Path

import torch
import torch.nn.functional as F

from . import runs

_FLAGS = ["-O3", "-march=native", "-mprefer-vector-width=512", "-shared", "-fPIC"]


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line for line in lines if line.startswith("flags")), "")


def _build(name, needs, *flags):
    """A compiled source file, or None where there is no compiler or the processor lacks what it needs (then plain torch serves)."""
    processor = _processor()
    if os.environ.get("PALIMPSEST_KERNELS") == "0" or needs not in processor:
        return None
    source = Path(__file__).with_name(name)
    key = hashlib.sha256(source.read_bytes() + processor.encode() + " ".join(flags).encode()).hexdigest()[:16]
    library = runs.folder("kernels") / f"{key}.so"
    if not library.exists():
        beside = library.with_suffix(f".{os.getpid()}")
        try:
            subprocess.run(["g++", *_FLAGS, *flags, str(source), "-o", str(beside)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"The training kernels were not compiled ({error}); training runs on plain torch, several times slower.")
            return None
        os.replace(beside, library)
    return ctypes.CDLL(str(library))


if "avx512_bf16" in _processor():
    ELEMENT = torch.bfloat16
    _library, _matrix = _build("kernels.cpp", "avx512bw", "-ffast-math"), _build("matrix.cpp", "avx512_bf16")
else:
    ELEMENT = torch.float32
    _library, _matrix = _build("kernels.cpp", "avx2", "-ffast-math", "-DPALIMPSEST_FLOAT32"), _build("matrix32.cpp", "fma")
if _matrix is not None and _matrix.matrix_prepare() != 0:
    _matrix = None


def available():
    return _library is not None


def call(name, *arguments, result=None):
    """Calls a kernel: tensors go as pointers, integers as int64, floats as float32, booleans as int, None as a null pointer."""
    converted = []
    for a in arguments:
        if a is None:
            converted.append(ctypes.c_void_p(0))
        elif isinstance(a, torch.Tensor):
            converted.append(ctypes.c_void_p(a.data_ptr()))
        elif isinstance(a, bool):
            converted.append(ctypes.c_int(a))
        elif isinstance(a, int):
            converted.append(ctypes.c_int64(a))
        elif isinstance(a, float):
            converted.append(ctypes.c_float(a))
        else:
            converted.append(a)
    function = getattr(_matrix if name.startswith("matrix_") else _library, name)
    function.restype = result
    return function(*converted)


def fused(x):
    return _library is not None and x.dtype == ELEMENT and x.device.type == "cpu"


class _GroupNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, shift, gamma, beta, groups, eps, silu):
        x = x.contiguous()
        n, c = x.shape[0], x.shape[-1]
        p = x.numel() // (n * c)
        shift = None if shift is None else shift.contiguous()
        y = torch.empty_like(x)
        mean, rstd = torch.empty(n, groups), torch.empty(n, groups)
        call("group_norm_forward", x, shift, gamma, beta, y, mean, rstd, n, p, c, groups, eps, silu)
        ctx.save_for_backward(x, shift, gamma, beta, mean, rstd)
        ctx.sizes = (n, p, c, groups, silu)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, shift, gamma, beta, mean, rstd = ctx.saved_tensors
        n, p, c, groups, silu = ctx.sizes
        dx = torch.empty_like(x)
        dgamma, dbeta = torch.empty(c), torch.empty(c)
        dshift = None if shift is None else torch.empty(n, c)
        call("group_norm_backward", dy.contiguous(), x, shift, gamma, beta, mean, rstd, dx, dgamma, dbeta, dshift, n, p, c, groups, silu)
        return dx, None if dshift is None else dshift.to(x.dtype), dgamma.to(gamma.dtype), dbeta.to(beta.dtype), None, None, None


def group_norm(x, gamma, beta, groups, eps, silu, shift=None):
    """act(norm(x + shift)) of x [N,...,C] with shift [N,C] or None."""
    if fused(x):
        return _GroupNorm.apply(x, shift, gamma, beta, groups, eps, silu)
    if shift is not None:
        x = x + shift.view(x.shape[0], *[1] * (x.dim() - 2), x.shape[-1])
    y = F.group_norm(x.movedim(-1, 1), groups, gamma, beta, eps).movedim(1, -1)
    return F.silu(y) if silu else y


class _LayerNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, gamma, beta, eps):
        x = x.contiguous()
        c = x.shape[-1]
        rows = x.numel() // c
        y = torch.empty_like(x)
        mean, rstd = torch.empty(rows), torch.empty(rows)
        call("layer_norm_forward", x, gamma, beta, y, mean, rstd, rows, c, eps)
        ctx.save_for_backward(x, gamma, mean, rstd)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, gamma, mean, rstd = ctx.saved_tensors
        c = x.shape[-1]
        dx, dgamma, dbeta = torch.empty_like(x), torch.empty(c), torch.empty(c)
        call("layer_norm_backward", dy.contiguous(), x, gamma, mean, rstd, dx, dgamma, dbeta, x.numel() // c, c)
        return dx, dgamma.to(gamma.dtype), dbeta.to(gamma.dtype), None


def layer_norm(x, gamma, beta, eps=1e-5):
    return _LayerNorm.apply(x, gamma, beta, eps) if fused(x) else F.layer_norm(x, (x.shape[-1],), gamma, beta, eps)


class _GeGlu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x = x.contiguous()
        c = x.shape[-1] // 2
        y = x.new_empty(*x.shape[:-1], c)
        call("geglu_forward", x, y, y.numel() // c, c)
        ctx.save_for_backward(x)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, = ctx.saved_tensors
        c = dy.shape[-1]
        dx = torch.empty_like(x)
        call("geglu_backward", dy.contiguous(), x, dx, dy.numel() // c, c)
        return dx


def geglu(x):
    if fused(x):
        return _GeGlu.apply(x)
    value, gate = x.chunk(2, -1)
    return value * F.gelu(gate)


class _QuickGelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x = x.contiguous()
        y = torch.empty_like(x)
        call("quick_gelu_forward", x, y, x.numel())
        ctx.save_for_backward(x)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, = ctx.saved_tensors
        dx = torch.empty_like(x)
        call("quick_gelu_backward", dy.contiguous(), x, dx, x.numel())
        return dx


def quick_gelu(x):
    return _QuickGelu.apply(x) if fused(x) else x * torch.sigmoid(1.702 * x)


class _Attention(torch.autograd.Function):
    """Queries, keys and values [B,T,D] of one head each; the scores' slopes never leave their matrices."""
    @staticmethod
    def forward(ctx, q, k, v, causal):
        scale = q.shape[-1] ** -0.5
        p = torch.bmm(q, k.transpose(1, 2))
        call("softmax_forward", p, p.shape[0] * p.shape[1], p.shape[2], p.shape[1], scale, causal)
        ctx.save_for_backward(q, k, v, p)
        ctx.scale = scale
        return torch.bmm(p, v)

    @staticmethod
    def backward(ctx, dy):
        q, k, v, p = ctx.saved_tensors
        dv = torch.bmm(p.transpose(1, 2), dy)
        dp = torch.bmm(dy, v.transpose(1, 2))
        call("softmax_backward", dp, p, p.shape[0] * p.shape[1], p.shape[2], ctx.scale)
        return torch.bmm(dp, k), torch.bmm(dp.transpose(1, 2), q), dv, None


def attention(q, k, v, heads, causal=False):
    """Scaled dot-product attention of q [N,T,C] on k, v [N,S,C]."""
    n, t, c = q.shape

    def split(x):
        x = x.view(n, x.shape[1], heads, c // heads)
        return (x.transpose(1, 2) if heads > 1 else x).reshape(n * heads, x.shape[1], c // heads)

    q, k, v = split(q), split(k), split(v)
    if fused(q):
        y = _Attention.apply(q, k, v, causal)
    else:
        scores = torch.bmm(q, k.transpose(1, 2)) * q.shape[-1] ** -0.5
        if causal:
            scores = scores + torch.full((t, k.shape[1]), float("-inf"), device=q.device, dtype=q.dtype).triu(1)
        y = torch.bmm(scores.softmax(-1), v)
    return y.view(n, heads, t, c // heads).transpose(1, 2).reshape(n, t, c)


def _tiled(x, weight):
    return _matrix is not None and fused(x) and weight.shape[0] % 32 == 0 and weight.shape[1] % 32 == 0 and x.numel() // x.shape[-1] >= 32


@functools.lru_cache(256)
def _plan(n, h, w):
    """Of the flat list of n pictures h x w (see matrix.cpp): guard rows, length, place of each entry or -1, and the offsets of the 3x3 taps."""
    place = torch.full((n, h + 1, w + 1), -1, dtype=torch.int32)
    place[:, :h, :w] = torch.arange(n * h * w, dtype=torch.int32).view(n, h, w)
    offsets = torch.tensor([dy * (w + 1) + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    return w + 3, place.numel(), place, offsets


_ZERO = torch.zeros(1, dtype=torch.int64)


def _packed(weight, back):
    """Tiles of a weight [n,taps,k]."""
    n, taps, k = weight.shape
    packed = torch.empty(weight.numel(), dtype=ELEMENT)
    call("matrix_pack_back" if back else "matrix_pack", weight, packed, n, taps, k)
    return packed


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        x, weight = x.contiguous(), weight.contiguous()
        n, k = weight.shape
        m = x.numel() // k
        y = x.new_empty(*x.shape[:-1], n)
        call("matrix_product", x, _packed(weight.view(n, 1, k), False), bias, y, None, m, k, n, 1, _ZERO)
        ctx.save_for_backward(x, weight)
        ctx.biased = bias is not None
        return y

    @staticmethod
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        dy = dy.contiguous()
        n, k = weight.shape
        m = x.numel() // k
        dx = dw = db = None
        if ctx.needs_input_grad[0]:
            dx = torch.empty_like(x)
            call("matrix_product", dy, _packed(weight.view(n, 1, k), True), None, dx, None, m, n, k, 1, _ZERO)
        if ctx.needs_input_grad[1]:
            dw, db = torch.empty_like(weight), x.new_empty(n) if ctx.biased else None
            call("matrix_slopes", x, dy, dw, db, m, k, n, 1, _ZERO, 0)
        return dx, dw, db


def linear(x, weight, bias=None):
    """x·Wᵀ + b of rows [...,k]."""
    return _Linear.apply(x, weight, bias) if _tiled(x, weight) else F.linear(x, weight, bias)


class _Convolution(torch.autograd.Function):
    @staticmethod
    def spread(x):
        n, h, w, c = x.shape
        guard, length, place, offsets = _plan(n, h, w)
        flat = torch.empty(length + 2 * guard, c, dtype=x.dtype)
        flat[:guard].zero_()
        flat[guard + length:].zero_()
        call("matrix_spread", x.contiguous(), flat[guard:], n, h, w, c)
        return flat

    @staticmethod
    def forward(ctx, x, weight, bias):
        sizes = x.shape
        guard, length, place, offsets = _plan(*sizes[:3])
        weight = weight.permute(0, 2, 3, 1).contiguous().view(weight.shape[0], 9, weight.shape[1])
        n, _, k = weight.shape
        flat = _Convolution.spread(x)
        y = x.new_empty(*sizes[:3], n)
        call("matrix_product", flat[guard:], _packed(weight, False), bias, y, place, length, k, n, 9, offsets)
        ctx.save_for_backward(flat, weight)
        ctx.sizes = sizes
        return y

    @staticmethod
    def backward(ctx, dy):
        flat, weight = ctx.saved_tensors
        guard, length, place, offsets = _plan(*ctx.sizes[:3])
        n, _, k = weight.shape
        slopes = _Convolution.spread(dy)
        dx = dw = db = None
        if ctx.needs_input_grad[0]:
            dx = dy.new_empty(ctx.sizes)
            call("matrix_product", slopes[guard:], _packed(weight, True), None, dx, place, length, n, k, 9, offsets)
        if ctx.needs_input_grad[1]:
            dw, db = torch.empty_like(weight), dy.new_empty(n)
            call("matrix_slopes", flat[guard:], slopes[guard:], dw, db, length, k, n, 9, offsets, guard)
            dw = dw.view(n, 3, 3, k).permute(0, 3, 1, 2)
        return dx, dw, db


def convolution(x, weight, bias):
    """A 3x3 convolution of [N,H,W,C], padded by one on every side."""
    # Few channels in bfloat16: oneDNN's convolution is the faster one (measured at 32 and 64 channels).
    if _tiled(x, weight) and (ELEMENT == torch.float32 or weight.shape[0] + weight.shape[1] > 192):
        return _Convolution.apply(x, weight, bias)
    return F.conv2d(x.permute(0, 3, 1, 2), weight, bias, padding=1).permute(0, 2, 3, 1).contiguous()
