"""Hair behind and before the head, and hats."""

from __future__ import annotations

import math

from .attributes import Portrait
from .build import Build
from .canvas import Canvas, rgb, shade


def draw_back_hair(canvas: Canvas, portrait: Portrait, build: Build, rng) -> None:
    style, hair = portrait.hair_style, build.hair
    back = shade(hair, 0.78)
    drift = -build.turn * 0.14
    d = lambda points: [(x + drift, y) for x, y in points]
    if style == "bob":
        canvas.curve(d([(-1.15, -0.3), (-1.3, 0.3), (-1.28, 0.85), (-0.9, 1.05), (0, 1.0), (0.9, 1.05), (1.28, 0.85),
                        (1.3, 0.3), (1.15, -0.3), (0, -1.2)]))
        canvas.fill(back, "hair")
    elif style == "long":
        canvas.curve(d([(-1.1, -0.5), (-1.3, 0.3), (-1.42, 1.2), (-1.5, 2.2), (-0.9, 2.45), (0, 2.3), (0.9, 2.45),
                        (1.5, 2.2), (1.42, 1.2), (1.3, 0.3), (1.1, -0.5), (0, -1.2)]))
        canvas.fill(back, "hair")
    elif style == "ponytail":
        s = -1 if build.turn > 0.3 else 1 if build.turn < -0.3 else (1 if rng.random() < 0.5 else -1)
        canvas.curve([(s * x, y) for x, y in ((0.5, -1.0), (0.95, -1.3), (1.5, -1.05), (1.75, -0.3), (1.72, 0.6),
                                              (1.45, 1.35), (1.3, 0.7), (1.2, 0.0), (0.95, -0.55))])
        canvas.fill(hair, "hair")
        if canvas.mode != "region":
            canvas.curve([(s * 1.2, -1.0), (s * 1.5, -0.3), (s * 1.48, 0.7)], closed=False)
            canvas.stroke(shade(hair, 0.7), 0.04)
        canvas.ellipse(s * 0.88, -0.95, 0.17, 0.2, s * 0.7)
        canvas.fill(rgb("e23b4e"), "hair")
    elif style == "twin tails":
        for s in (-1, 1):
            sway = rng.uniform(-0.08, 0.08)
            canvas.curve([(s * x + drift, y) for x, y in (
                (0.85, -0.75), (1.3, -0.95), (1.72 + sway, -0.3), (1.85 + sway, 0.7), (1.6 + sway, 1.75),
                (1.38, 0.9), (1.22, 0.2), (1.02, -0.3))])
            canvas.fill(hair, "hair")
            if canvas.mode != "region":
                canvas.curve([(s * 1.3 + drift, -0.5), (s * 1.52 + drift, 0.2), (s * 1.56 + drift, 1.0)], closed=False)
                canvas.stroke(shade(hair, 0.7), 0.04)
            canvas.ellipse(s * 1.08 + drift, -0.7, 0.2, 0.22)
            canvas.fill(rgb("e23b4e"), "hair")
    elif style == "curly":
        low, width = (1.1, 1.28) if portrait.female else (0.3, 1.15)
        arc = [math.pi * (0.98 + 1.04 * i / 10) for i in range(11)]
        curls(canvas, [(math.cos(a) * width + drift, math.sin(a) * 1.15 - 0.12, 0.4) for a in arc] + (
            [(s * 1.24 + drift, y, 0.37) for y in (0.25, 0.65, low) for s in (-1, 1)] if portrait.female else []), back)
    elif style == "bun":
        canvas.ellipse(drift, -1.42, 0.52, 0.45)
        canvas.fill(hair, "hair")
        if canvas.mode != "region":
            canvas.curve([(drift - 0.3, -1.45), (drift, -1.62), (drift + 0.3, -1.4)], closed=False)
            canvas.stroke(shade(hair, 0.7), 0.04)


def draw_front_hair(canvas: Canvas, portrait: Portrait, build: Build, rng) -> None:
    style, hair = portrait.hair_style, build.hair
    if style == "bald":
        if canvas.mode == "colour" and portrait.hat == "none":
            canvas.ellipse(-0.35, -0.82, 0.24, 0.11, -0.5)
            canvas.fill(shade(build.skin, 1.5), "face", width=0, alpha=0.7)
        return
    shift = build.turn * 0.22
    fringe = HAIRLINES[style if style in HAIRLINES else "short"]
    temple = {"bob": 0.82, "long": 1.25, "twin tails": 0.55, "ponytail": 0.4}.get(style, 0.16)
    if style == "long" and not portrait.female:
        temple = 0.9
    outer = outer_arc(style, rng)
    ctx = canvas.ctx
    ctx.move_to(-1.08, temple)
    # Up the left side, over the top, down the right side.
    for x, y in outer:
        ctx.line_to(x, y)
    ctx.line_to(1.08, temple)
    inner = 0.82
    ctx.curve_to(1.02, temple, inner + 0.1 * (shift < 0) + 0.02, temple * 0.6, inner - shift * 0.3 * (shift < 0), -0.2)
    previous = None
    for x, y in fringe:
        point = (x + shift * (1 - abs(x) * 0.4), y)
        if previous is None:
            ctx.line_to(*point)
        else:
            ctx.curve_to(previous[0] - 0.06, (previous[1] + point[1]) / 2 + 0.06, point[0] + 0.08,
                         (previous[1] + point[1]) / 2 - 0.02, *point)
        previous = point
    left = -inner - shift * 0.3 * (shift > 0)
    ctx.line_to(left, -0.2)
    ctx.curve_to(-inner - 0.02, temple * 0.6, -1.02, temple, -1.08, temple)
    ctx.close_path()
    path = ctx.copy_path()
    canvas.fill(hair, "hair", width=0.055)
    if canvas.mode == "colour":
        ctx.save()
        ctx.append_path(path)
        ctx.clip()
        canvas.curve([(-0.75, -0.72), (-0.3, -0.95), (0.3, -0.95), (0.75, -0.72), (0.3, -0.82), (-0.3, -0.82)])
        canvas.fill(shade(hair, 1.45 if max(hair) > 0.4 else 1.25), "hair", width=0, alpha=0.75)
        ctx.restore()
    if canvas.mode != "region" and style not in ("curly",):
        for x in (-0.55, -0.1, 0.45):
            canvas.curve([(x * 0.5 + shift * 0.3, -1.12), (x * 0.85 + shift * 0.7, -0.85),
                          (x + shift, -0.58)], closed=False)
            canvas.stroke(shade(hair, 0.7), 0.035)
    if style == "curly":
        xs = [-0.8 + 1.6 * i / 5 for i in range(6)]
        curls(canvas, [(x + shift * 0.6, -0.74 + 0.3 * x * x, 0.27) for x in xs] +
              [(x * 0.8 + shift * 0.3, -1.02 + 0.25 * x * x, 0.25) for x in xs], hair)


def curls(canvas: Canvas, circles, hair) -> None:
    """Locks that melt into one shape, with an arc in each."""
    for x, y, r in circles:
        canvas.ellipse(x, y, r + 0.045, r + 0.045)
    canvas.fill(shade(hair, 0.45) if canvas.outline else hair, "hair", width=0, solid=False)
    if canvas.mode == "line":
        for x, y, r in circles:
            canvas.ellipse(x, y, r, r)
        canvas.stroke(hair, 0.05)
    for x, y, r in circles:
        canvas.ellipse(x, y, r, r)
    canvas.fill(hair, "hair", width=0)
    if canvas.mode != "region":
        for i, (x, y, r) in enumerate(circles):
            a = i * 2.1
            canvas.ctx.new_sub_path()
            canvas.ctx.arc(x, y, r * 0.55, a, a + 3.6)
        canvas.stroke(shade(hair, 0.68), 0.045)


# From the right temple to the left one: the fringe's corners.
HAIRLINES = {
    "short": [(0.8, -0.42), (0.5, -0.3), (0.42, -0.52), (0.08, -0.32), (0.0, -0.5), (-0.4, -0.3), (-0.5, -0.5),
              (-0.8, -0.4)],
    "spiky": [(0.82, -0.36), (0.6, -0.62), (0.36, -0.3), (0.16, -0.64), (-0.1, -0.3), (-0.3, -0.64), (-0.56, -0.32),
              (-0.82, -0.5)],
    "bob": [(0.84, -0.32), (0.5, -0.34), (0.2, -0.35), (0.0, -0.36), (-0.2, -0.35), (-0.5, -0.34), (-0.84, -0.32)],
    "long": [(0.82, -0.25), (0.5, -0.5), (0.15, -0.72), (0.05, -0.78), (-0.2, -0.62), (-0.5, -0.45), (-0.82, -0.25)],
    "ponytail": [(0.8, -0.5), (0.3, -0.7), (-0.1, -0.62), (-0.4, -0.48), (-0.6, -0.4), (-0.82, -0.3)],
    "twin tails": [(0.82, -0.3), (0.55, -0.5), (0.32, -0.32), (0.04, -0.52), (-0.25, -0.32), (-0.5, -0.5),
                   (-0.82, -0.3)],
    "curly": [(0.8, -0.5), (0.3, -0.62), (-0.3, -0.62), (-0.8, -0.5)],
    "bun": [(0.8, -0.45), (0.4, -0.74), (0.0, -0.82), (-0.4, -0.74), (-0.8, -0.45)],
}


def outer_arc(style: str, rng) -> list[tuple[float, float]]:
    """The hair's outline over the top of the head, from left to right."""
    points = []
    spiky = style == "spiky"
    n = 22 if spiky else 30
    for i in range(n + 1):
        a = math.pi * (1 + i / n)
        r = 1.0
        if spiky:
            r = 1.36 + rng.uniform(-0.06, 0.08) if i % 2 else 1.04
        elif style == "short" and i % 6 == 3:
            r = 1.015
        points.append((math.cos(a) * 1.1 * (r if spiky else 1), -0.08 + math.sin(a) * 1.16 * r))
    return points


def draw_hat(canvas: Canvas, portrait: Portrait, build: Build, rng) -> None:
    hat, ctx = portrait.hat, canvas.ctx
    shift = build.turn * 0.2
    if hat == "none":
        return
    big = 1.22 if portrait.hair_style == "curly" else 1.12
    colours = [rgb("e0413f"), rgb("2f6bd0"), rgb("2f9e63"), rgb("f0922f"), rgb("7a4fc0")]
    colour = colours[int(rng.integers(5))]
    if hat == "cap":
        dome(canvas, big, -0.55, 1.42)
        canvas.fill(colour, "other", width=0.06)
        ctx.move_to(0, -1.4)
        ctx.line_to(shift * 0.6, -0.6)
        canvas.stroke(shade(colour, 0.65), 0.04, "other")
        canvas.curve([(-0.95 + shift, -0.62), (shift * 1.8, -0.74), (0.95 + shift, -0.62), (0.98 + shift * 2, -0.38),
                      (shift * 3, -0.5), (-0.98 + shift * 2, -0.38)])
        canvas.fill(shade(colour, 0.72), "other", width=0.06)
        canvas.ellipse(shift, -0.98, 0.22, 0.22)
        canvas.fill((1, 1, 1), "other", width=0.03)
    elif hat == "straw hat":
        straw = rgb("f0cd7a")
        canvas.ellipse(shift * 0.5, -0.62, 1.78, 0.36)
        canvas.fill(straw, "other", width=0.06)
        dome(canvas, big * 0.88, -0.68, 1.45)
        canvas.fill(shade(straw, 1.25), "other", width=0.05)
        canvas.curve([(-big * 0.88, -0.72), (shift, -0.52), (big * 0.88, -0.72), (big * 0.86, -0.94), (shift, -0.78),
                      (-big * 0.86, -0.94)])
        canvas.fill(rgb("c8323c"), "other", width=0.04)
    elif hat == "beanie":
        canvas.ellipse(0, -1.55, 0.27, 0.25)
        canvas.fill((0.97, 0.97, 0.97), "other")
        dome(canvas, big, -0.6, 1.45)
        canvas.fill(colour, "other", width=0.06)
        canvas.curve([(-big - 0.03, -0.72), (0, -0.88), (big + 0.03, -0.72), (big + 0.02, -0.4), (0, -0.55),
                      (-big - 0.02, -0.4)])
        canvas.fill(shade(colour, 1.35), "other", width=0.06)
        for i in range(-4, 5):
            x = i * big * 0.22
            ctx.move_to(x, -0.84 + 0.015 * i * i * 0.5)
            ctx.line_to(x, -0.57 + 0.015 * i * i * 0.5)
        canvas.stroke(shade(colour, 0.8), 0.035, "other")
    else:
        petals = [rgb("ff6f91"), rgb("ffffff"), rgb("ffb02e"), rgb("b07cf0")]
        canvas.curve([(-1.08, -0.42), (-0.6, -0.78), (0, -0.88), (0.6, -0.78), (1.08, -0.42)], closed=False)
        canvas.stroke(rgb("3f8f3f"), 0.14, "other")
        for i in range(7):
            x = -0.98 + 1.96 * i / 6
            flower(canvas, x, -0.88 + 0.42 * x * x, 0.2, petals[i % 4])


def dome(canvas: Canvas, half: float, base: float, top: float) -> None:
    ctx = canvas.ctx
    ctx.move_to(-half, base)
    ctx.curve_to(-half, -top * 1.05, -half * 0.6, -top, 0, -top)
    ctx.curve_to(half * 0.6, -top, half, -top * 1.05, half, base)
    ctx.curve_to(half * 0.5, base - 0.14, -half * 0.5, base - 0.14, -half, base)
    ctx.close_path()


def flower(canvas: Canvas, x: float, y: float, r: float, colour) -> None:
    for k in range(5):
        a = k * math.tau / 5 - 0.3
        canvas.ellipse(x + r * 0.62 * math.cos(a), y + r * 0.62 * math.sin(a), r * 0.5, r * 0.5)
    canvas.fill(colour, "other", width=0.035)
    canvas.ellipse(x, y, r * 0.36, r * 0.36)
    canvas.fill(rgb("ffd94a"), "other", width=0.02)
