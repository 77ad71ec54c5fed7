"""Neck, shoulders and clothes."""

from __future__ import annotations

from .attributes import Portrait
from .build import Build
from .canvas import Canvas, rgb, shade


def draw_body(canvas: Canvas, portrait: Portrait, build: Build, rng) -> None:
    cloth, kind, half = build.cloth, portrait.clothes, build.shoulders
    ctx = canvas.ctx
    top = build.chin + 0.42
    if kind == "hoodie":
        canvas.curve([(-0.95, top + 0.25), (-0.98, top - 0.35), (0, top - 0.3), (0.98, top - 0.35), (0.95, top + 0.25)])
        canvas.fill(shade(cloth, 0.75), "clothes")
    draw_neck(canvas, build, top)
    bare = kind == "dress"
    draw_arms(canvas, portrait, build, top, build.skin if bare else cloth, "other" if bare else "clothes")
    torso(canvas, half * (0.72 if bare else 1.0), build.neck, top, bare)
    canvas.fill(cloth, "clothes", width=0.06)
    {"t-shirt": t_shirt, "shirt": shirt, "hoodie": hoodie, "sweater": sweater, "suit": suit,
     "dress": dress}[kind](canvas, build, top)
    if canvas.mode == "colour":
        canvas.ellipse(0.05, build.chin - 0.02, 0.4 * build.neck / 0.4, 0.16)
        canvas.fill(shade(build.skin, 0.72), "face", width=0, alpha=0.0 if kind == "sweater" else 0.5)


def draw_neck(canvas: Canvas, build: Build, top: float) -> None:
    n = build.neck
    canvas.curve([(-n, 0.6), (-n, top - 0.1), (-n - 0.3, top + 0.2), (0, top + 0.7), (n + 0.3, top + 0.2), (n, top - 0.1),
                  (n, 0.6)])
    canvas.fill(build.skin, "other")
    if canvas.mode == "colour":
        canvas.ctx.rectangle(-n, 0.6, 2 * n, build.chin - 0.6 + 0.14)
        canvas.fill(shade(build.skin, 0.78), "other", width=0)


def draw_arms(canvas: Canvas, portrait: Portrait, build: Build, top: float, sleeve, region: str) -> None:
    half = build.shoulders
    for s in (-1, 1):
        points = [(s * (half - 0.45), top + 0.1), (s * half * 0.98, top + 0.25), (s * (half + 0.2), top + 0.9),
                  (s * (half + 0.28), top + 2.2), (s * (half + 0.2), top + 3.5), (s * (half - 0.3), top + 3.5),
                  (s * (half - 0.22), top + 2.2), (s * (half - 0.42), top + 1.1)]
        canvas.curve(points)
        canvas.fill(sleeve, region, width=0.06)
        if portrait.clothes == "t-shirt":
            # Below the short sleeve the arm is bare.
            canvas.curve([(s * (half + 0.19), top + 1.15), (s * (half + 0.22), top + 2.2), (s * (half + 0.14), top + 3.5),
                          (s * (half - 0.24), top + 3.5), (s * (half - 0.2), top + 2.2), (s * (half - 0.28), top + 1.2)])
            canvas.fill(build.skin, "other", width=0.05)


def torso(canvas: Canvas, half: float, neck: float, top: float, bare: bool) -> None:
    ctx = canvas.ctx
    n = neck + 0.12
    if bare:
        ctx.move_to(-half, top + 0.62)
        ctx.curve_to(-half * 0.5, top + 0.4, -half * 0.3, top + 0.75, 0, top + 0.78)
        ctx.curve_to(half * 0.3, top + 0.75, half * 0.5, top + 0.4, half, top + 0.62)
        ctx.curve_to(half * 0.95, top + 1.3, half * 0.8, top + 1.7, half * 1.3, top + 3.6)
        ctx.line_to(-half * 1.3, top + 3.6)
        ctx.curve_to(-half * 0.8, top + 1.7, -half * 0.95, top + 1.3, -half, top + 0.62)
    else:
        ctx.move_to(-n, top - 0.1)
        ctx.curve_to(-n - 0.1, top + 0.1, -half, top + 0.02, -half, top + 0.5)
        ctx.curve_to(-half * 0.92, top + 1.2, -half * 0.8, top + 2, -half * 0.84, top + 3.6)
        ctx.line_to(half * 0.84, top + 3.6)
        ctx.curve_to(half * 0.8, top + 2, half * 0.92, top + 1.2, half, top + 0.5)
        ctx.curve_to(half, top + 0.02, n + 0.1, top + 0.1, n, top - 0.1)
        ctx.curve_to(n * 0.7, top + 0.24, -n * 0.7, top + 0.24, -n, top - 0.1)
    ctx.close_path()


def t_shirt(canvas: Canvas, build: Build, top: float) -> None:
    n = build.neck + 0.12
    canvas.curve([(-n, top - 0.08), (-n * 0.6, top + 0.16), (0, top + 0.24), (n * 0.6, top + 0.16), (n, top - 0.08)],
                 closed=False)
    canvas.stroke(shade(build.cloth, 0.68), 0.12, "clothes")
    star = [(0, 0.7), (0.1, 0.92), (0.34, 0.95), (0.16, 1.11), (0.21, 1.35), (0, 1.23), (-0.21, 1.35), (-0.16, 1.11),
            (-0.34, 0.95), (-0.1, 0.92)]
    canvas.polygon([(x, top + y - 0.12) for x, y in star])
    canvas.fill(rgb("ffffff") if sum(build.cloth) < 2.2 else rgb("f09a3a"), "clothes", width=0.04)


def shirt(canvas: Canvas, build: Build, top: float) -> None:
    ctx, n = canvas.ctx, build.neck + 0.1
    ctx.move_to(0, top + 0.3)
    ctx.line_to(0, top + 3.6)
    canvas.stroke(shade(build.cloth, 0.6), 0.045, "clothes")
    for s in (-1, 1):
        canvas.polygon([(s * n, top - 0.2), (s * 0.02, top + 0.28), (s * 0.42, top + 0.62), (s * (n + 0.32), top + 0.14)])
        canvas.fill(shade(build.cloth, 1.35), "clothes", width=0.05)
    for k in range(5):
        canvas.ellipse(0.09, top + 0.72 + 0.5 * k, 0.055, 0.055)
        canvas.fill((1, 1, 1), "clothes", width=0.025)


def hoodie(canvas: Canvas, build: Build, top: float) -> None:
    ctx = canvas.ctx
    for s in (-1, 1):
        canvas.curve([(s * 0.92, top - 0.16), (s * 0.5, top + 0.2), (s * 0.06, top + 0.5), (s * 0.2, top + 0.62),
                      (s * 0.8, top + 0.42), (s * 1.02, top + 0.1)])
        canvas.fill(shade(build.cloth, 0.85), "clothes", width=0.05)
        ctx.move_to(s * 0.2, top + 0.52)
        ctx.line_to(s * 0.23, top + 1.1)
        canvas.stroke((0.97, 0.97, 0.97), 0.075, "clothes")
    canvas.curve([(-0.6, top + 1.75), (0.6, top + 1.75), (0.82, top + 2.6), (-0.82, top + 2.6)])
    canvas.fill(shade(build.cloth, 0.85), "clothes", width=0.05)


def sweater(canvas: Canvas, build: Build, top: float) -> None:
    ctx, n = canvas.ctx, build.neck + 0.12
    for y in (0.75, 1.05):
        canvas.curve([(-build.shoulders * 0.92, top + y), (-0.4, top + y + 0.12), (0.4, top + y + 0.12),
                      (build.shoulders * 0.92, top + y)], closed=False)
        canvas.stroke(shade(build.cloth, 1.55) if sum(build.cloth) < 2.4 else shade(build.cloth, 0.72), 0.13, "clothes")
    canvas.curve([(-n, top - 0.4), (0, top - 0.34), (n, top - 0.4), (n + 0.06, top + 0.12), (0, top + 0.26),
                  (-n - 0.06, top + 0.12)])
    canvas.fill(shade(build.cloth, 1.12), "clothes", width=0.05)
    for i in range(-2, 3):
        ctx.move_to(i * n * 0.36, top - 0.3)
        ctx.line_to(i * n * 0.38, top + 0.18)
    canvas.stroke(shade(build.cloth, 0.72), 0.035, "clothes")


def suit(canvas: Canvas, build: Build, top: float) -> None:
    n = build.neck + 0.1
    canvas.polygon([(-n, top - 0.12), (n, top - 0.12), (0.34, top + 1.3), (0, top + 1.7), (-0.34, top + 1.3)])
    canvas.fill((0.98, 0.98, 0.98), "clothes", width=0.04)
    tie = rgb("c22f3c") if build.cloth[0] < 0.6 or sum(build.cloth) > 2.4 else rgb("27407a")
    canvas.polygon([(-0.13, top + 0.18), (0.13, top + 0.18), (0.08, top + 0.4), (0.18, top + 1.2), (0, top + 1.5),
                    (-0.18, top + 1.2), (-0.08, top + 0.4)])
    canvas.fill(tie, "clothes", width=0.04, solid=True)
    for s in (-1, 1):
        canvas.polygon([(s * n, top - 0.2), (s * (n + 0.34), top + 0.1), (s * 0.72, top + 0.72), (s * 0.62, top + 0.9),
                        (s * 0.02, top + 1.75), (s * 0.3, top + 0.7)])
        canvas.fill(shade(build.cloth, 0.82), "clothes", width=0.05)


def dress(canvas: Canvas, build: Build, top: float) -> None:
    ctx, half = canvas.ctx, build.shoulders * 0.72
    for s in (-1, 1):
        ctx.move_to(s * half * 0.72, top + 0.58)
        ctx.line_to(s * (build.neck + 0.22), top + 0.0)
    canvas.stroke(shade(build.cloth, 0.8), 0.12, "clothes")
    canvas.ellipse(0, top + 1.75, half * 0.92, 0.13)
    canvas.fill(shade(build.cloth, 0.6), "clothes", width=0.04)
    for s in (-1, 1):
        canvas.curve([(0, top + 0.8), (s * 0.3, top + 0.62), (s * 0.32, top + 0.98)])
        canvas.fill(shade(build.cloth, 0.6), "clothes", width=0.04)
