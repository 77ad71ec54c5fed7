"""What turns the drawing into a watercolour, a sketch, an oil painting, pixels or a soft picture."""

from __future__ import annotations

import functools

import numpy as np
from PIL import Image, ImageFilter

from .canvas import REGIONS


@functools.lru_cache(maxsize=4)
def noise_bank(size: int) -> dict[str, np.ndarray]:
    """Smooth noise fields of deviation 1, float32 [4 * size, 4 * size], that tile."""
    n = 4 * size
    rng = np.random.default_rng(20240607)
    spectrum = np.fft.rfft2(rng.standard_normal((n, n)))
    fy, fx = np.fft.fftfreq(n)[:, None], np.fft.rfftfreq(n)[None]
    unit = size / 256
    bank = {}
    for name, sx, sy in (("grain", 1.2, 1.2), ("fine", 4, 4), ("wide", 16, 16)):
        kernel = np.exp(-2 * np.pi ** 2 * ((fx * sx * unit) ** 2 + (fy * sy * unit) ** 2))
        field = np.fft.irfft2(spectrum * kernel, (n, n))
        bank[name] = (field / field.std()).astype(np.float32)
    return bank


def crop(bank: dict[str, np.ndarray], name: str, side: int, rng) -> np.ndarray:
    field = bank[name]
    y, x = rng.integers(field.shape[0] - side + 1, size=2)
    return field[y:y + side, x:x + side]


def warp(words: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """The picture with every pixel fetched from (x + dx, y + dy); borders repeat."""
    n = words.shape[0]
    i = np.arange(n, dtype=np.float32)
    rows = np.clip(i[:, None] + dy, 0, n - 1).astype(np.int32)
    columns = np.clip(i[None] + dx, 0, n - 1).astype(np.int32)
    rows *= n
    rows += columns
    return words.ravel().take(rows)


def reduce(words: np.ndarray, factor: int) -> np.ndarray:
    """Box-reduced colours, float32 [n, n, 3] in 0..255."""
    n = words.shape[0] // factor
    # Two 8-bit sums fit side by side in one word while factor * factor <= 256.
    red_blue, green = words & 0x00FF00FF, (words >> 8) & 0xFF
    rb, g = block_sums(red_blue, factor), block_sums(green, factor)
    scale = 1.0 / (factor * factor)
    return np.stack([rb >> 16, g, rb & 0xFFFF], axis=-1).astype(np.float32) * np.float32(scale)


def block_sums(words: np.ndarray, factor: int) -> np.ndarray:
    """Sums over squares of `factor` x `factor`; strided additions, several times faster than a reduction."""
    rows = functools.reduce(np.add, [words[k::factor] for k in range(factor)])
    return functools.reduce(np.add, [rows[:, k::factor] for k in range(factor)])


def blurred(picture: np.ndarray, radius: float, passes: int = 1) -> np.ndarray:
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    for _ in range(passes):
        image = image.filter(ImageFilter.BoxBlur(radius))
    return np.asarray(image, np.float32)


def finished(picture: np.ndarray) -> np.ndarray:
    return np.clip(picture + 0.5, 0, 255).astype(np.uint8)


def upscaled(field: np.ndarray, size: int) -> np.ndarray:
    return np.asarray(Image.fromarray(field).resize((size, size), Image.BILINEAR))


def cartoon(words: np.ndarray, size: int, rng) -> np.ndarray:
    return finished(reduce(words, words.shape[0] // size))


def watercolor(words: np.ndarray, size: int, rng) -> np.ndarray:
    bank, n = noise_bank(size), words.shape[0]
    unit = size / 256
    words = warp(words, crop(bank, "fine", n, rng) * (1.5 * unit), crop(bank, "fine", n, rng) * (1.5 * unit))
    picture = reduce(words, n // size)
    soft = blurred(picture, 2.5 * unit, 2)
    # Pigment flows: some places are blurred, edges are darker, washes are uneven, paper shows through.
    wet = np.clip(crop(bank, "wide", size, rng) * 0.3 + 0.1, 0, 0.5)[..., None]
    edge = np.abs(picture - soft).mean(axis=-1, keepdims=True)
    picture += (soft - picture) * wet
    depth = 0.8 + 0.12 * crop(bank, "wide", size, rng) + 0.008 * crop(bank, "grain", size, rng)
    y = np.linspace(-1, 1, size, dtype=np.float32)
    border = np.maximum(np.abs(y)[:, None], np.abs(y)[None]) + 0.014 * crop(bank, "fine", size, rng)
    inside = np.clip((0.965 - border) * 14, 0, 1)
    paper = np.float32([252, 249, 241])
    wash = (np.clip(depth, 0.4, 1.05) * inside)[..., None]
    return finished(paper - (paper - picture) * wash - edge * (0.45 * inside[..., None]))


def pencil_sketch(words: np.ndarray, lines: np.ndarray, size: int, rng) -> np.ndarray:
    bank, n = noise_bank(size), words.shape[0]
    unit, factor = size / 256, n // size
    tone = blurred(reduce(words, factor) @ np.float32([0.3, 0.59, 0.11]), 1.5 * unit) / 255
    ink = 1.0
    for _ in range(2):
        moved = warp(lines, crop(bank, "fine", n, rng) * (1.7 * unit), crop(bank, "fine", n, rng) * (1.7 * unit))
        ink = ink * (0.35 + 0.65 * block_sums(moved & 255, factor).astype(np.float32)
                     / (255 * factor * factor))
    i = np.arange(size, dtype=np.float32) / unit
    wobble = crop(bank, "wide", size, rng) * 1.5
    strokes = np.sin((i[None] + i[:, None]) * 0.46 + wobble)
    shading = np.clip((0.92 - tone) * 0.7, 0, 0.6) * (1 + 0.07 * strokes)
    value = ink * (1 - shading)
    return finished(value[..., None] * np.float32([247, 245, 240]) + (1 - value[..., None]) * np.float32([44, 44, 50]))


def line_art(lines: np.ndarray, size: int, rng) -> np.ndarray:
    return finished(reduce(lines, lines.shape[0] // size))


def oil_painting(words: np.ndarray, size: int, rng) -> np.ndarray:
    bank, n = noise_bank(size), words.shape[0]
    unit = size / 256
    # Strokes: edges wander, and flat pieces meet.
    words = warp(words, crop(bank, "fine", n, rng) * (1.4 * unit), crop(bank, "fine", n, rng) * (1.4 * unit))
    picture = kuwahara(reduce(words, n // size), max(2, round(2 * unit)))
    grey = picture.mean(axis=-1, keepdims=True)
    picture = grey + (picture - grey) * 1.3
    relief = crop(bank, "fine", size, rng)
    light = relief - np.roll(relief, 3, axis=1)
    picture += (blurred(picture, 0.8 * unit) - picture) * 0.7
    return finished((picture - 128) * 1.05 + 122 + 255 * (0.016 * light)[..., None])


def kuwahara(picture: np.ndarray, radius: int) -> np.ndarray:
    """Each pixel takes the mean of its calmest neighbouring square: flat strokes, hard edges."""
    size = picture.shape[0]
    mean = blurred(picture, radius / 2, 1)
    grey = picture.mean(axis=-1)
    small, square = blurred(grey, radius / 2), blurred(grey * grey / 255, radius / 2) * 255
    variance = square - small * small
    h = radius // 2 + 1
    i = np.arange(size)
    low, high = np.clip(i - h, 0, size - 1), np.clip(i + h, 0, size - 1)
    best, choice = None, None
    for rows in (low, high):
        for columns in (low, high):
            index = rows[:, None] * size + columns[None]
            v = variance.ravel().take(index)
            if best is None:
                best, choice = v, index
            else:
                better = v < best
                best = np.where(better, v, best)
                choice = np.where(better, index, choice)
    return mean.reshape(-1, 3).take(choice.ravel(), axis=0).reshape(size, size, 3)


def pixel_art(words: np.ndarray, size: int, rng) -> np.ndarray:
    cells = 64
    picture = reduce(words, words.shape[0] // cells)
    levels = 42.5
    picture = np.clip(np.round((picture - 128) * 1.1 / levels + 128 / levels) * levels, 0, 255)
    return finished(picture).repeat(size // cells, axis=0).repeat(size // cells, axis=1)


def soft(words: np.ndarray, regions: np.ndarray, size: int, rng) -> np.ndarray:
    """Round shapes under a lamp before an unsharp background."""
    picture = reduce(words, words.shape[0] // size)
    unit = size / 256
    figure = np.asarray(Image.fromarray((regions > 0).astype(np.uint8) * 255).resize((size, size), Image.BOX),
                        np.float32)[..., None] / 255
    picture = picture + (blurred(picture, 3 * unit, 2) - picture) * (1 - figure)
    height = np.zeros((size, size), np.float32)
    ids = regions[::2, ::2] if regions.shape[0] == 2 * size else regions
    for name, weight in (("face", 1.0), ("hair", 0.8), ("clothes", 1.0), ("other", 0.8)):
        mask = (ids == REGIONS[name]).astype(np.uint8) * 255
        height += blurred(mask, 7 * unit, 3) * weight
    dx = (np.roll(height, 2, axis=1) - np.roll(height, -2, axis=1)) / unit
    dy = (np.roll(height, 2, axis=0) - np.roll(height, -2, axis=0)) / unit
    light = 1 + np.clip(-(dx * 0.7 + dy) * 0.0036, -0.32, 0.26) * figure[..., 0]
    y = np.linspace(-1, 1, size, dtype=np.float32)
    vignette = 1 - 0.05 * (y[:, None] ** 2 + y[None] ** 2)
    picture = picture * (light * vignette)[..., None]
    return finished(picture + (blurred(picture, 1.0 * unit) - picture) * 0.6)
