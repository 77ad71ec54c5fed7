"""From a portrait to pixels and masks."""

from __future__ import annotations

import numpy as np

from . import styles
from .attributes import Portrait
from .body import draw_body
from .build import FIGURE_TINTS, measure
from .canvas import REGIONS, Canvas
from .face import draw_features, draw_head
from .hair import draw_back_hair, draw_front_hair, draw_hat
from .scenery import draw_background

# How bold each style's outlines are, as a share of the shapes' own line width.
OUTLINES = {"cartoon": 0.75, "watercolor": 0.4, "pencil sketch": 0.5, "oil painting": 0.15, "pixel art": 0.6,
            "soft": 0.0}


def draw(portrait: Portrait, pixels: int, mode: str) -> Canvas:
    """The drawing before any style; the same seed gives the same shapes in every mode."""
    canvas = Canvas(pixels, mode, OUTLINES.get(portrait.style, 1.0),
                    0.6 if portrait.style == "pencil sketch" else 0.85)
    build = measure(portrait, np.random.default_rng([portrait.seed, 1]))
    rng = np.random.default_rng([portrait.seed, 2])
    if mode != "region":
        draw_background(canvas, portrait, np.random.default_rng([portrait.seed, 3]))
    canvas.tint = FIGURE_TINTS[portrait.light]
    ctx = canvas.ctx
    ctx.translate(build.x, build.y)
    ctx.scale(build.scale, build.scale)

    def head(part, *arguments) -> None:
        # The head turns about the neck.
        ctx.save()
        ctx.translate(0, 0.9)
        ctx.rotate(build.tilt)
        ctx.translate(0, -0.9)
        part(canvas, portrait, build, *arguments)
        ctx.restore()

    head(draw_back_hair, rng)
    draw_body(canvas, portrait, build, rng)
    head(draw_head)
    head(draw_features, rng)
    head(draw_front_hair, rng)
    head(draw_hat, rng)
    return canvas


def render(portrait: Portrait, size: int) -> np.ndarray:
    """The picture, uint8 [size, size, 3]. `size` is a multiple of 64."""
    if size % 64:
        raise ValueError(f"render: size is {size}; give a multiple of 64.")
    rng = np.random.default_rng([portrait.seed, 4])
    style, pixels = portrait.style, 2 * size
    if style == "line art":
        return styles.line_art(draw(portrait, pixels, "line").words(), size, rng)
    words = draw(portrait, pixels, "colour").words()
    if style == "pencil sketch":
        return styles.pencil_sketch(words, draw(portrait, pixels, "line").words(), size, rng)
    if style == "soft":
        return styles.soft(words, draw(portrait, pixels, "region").regions(), size, rng)
    return getattr(styles, style.replace(" ", "_"))(words, size, rng)


def masks(portrait: Portrait, size: int) -> dict[str, np.ndarray]:
    """Where hair, face, clothes and background are: 255 inside, 0 outside, uint8 [size, size] each."""
    ids = draw(portrait, size, "region").regions()
    return {name: (ids == REGIONS[name]).astype(np.uint8) * 255 for name in ("hair", "face", "clothes", "background")}
