"""Backgrounds: what stands behind the figure."""

from __future__ import annotations

from .attributes import Portrait
from .canvas import Canvas, mix, rgb, shade

LINE = 0.006
SKIES = {
    "day": (rgb("5fb4f5"), rgb("a9dcff"), rgb("eaf7ff")),
    "sunset": (rgb("b9567f"), rgb("ff8a4c"), rgb("ffd27a")),
    "night": (rgb("0c1238"), rgb("1c2860"), rgb("39478c")),
}
PLAIN_COLOURS = {"white": rgb("f7f6f3"), "grey": rgb("9a9ca1"), "blue": rgb("5b9be6"), "yellow": rgb("f7cf52")}
# What the light does to things on the ground.
GROUND_TINTS = {"day": (1, 1, 1), "sunset": (1.0, 0.8, 0.68), "night": (0.42, 0.46, 0.72)}


def draw_background(canvas: Canvas, portrait: Portrait, rng) -> None:
    canvas.tint = (1, 1, 1)
    kind, light = portrait.background, portrait.light
    if kind in PLAIN_COLOURS:
        colour = tuple(min(1, max(0, c + rng.uniform(-0.02, 0.02))) for c in PLAIN_COLOURS[kind])
        canvas.ctx.rectangle(0, 0, 1, 1)
        canvas.fill(canvas.vertical(0, 1, shade(colour, 1.12), colour, shade(colour, 0.93)), width=0)
        return
    if kind != "room":
        draw_sky(canvas, light, rng)
        canvas.tint = GROUND_TINTS[light]
    {"buildings": buildings, "sakura": sakura, "beach": beach, "mountains": mountains, "forest": forest,
     "night city": night_city, "room": room}[kind](canvas, rng, light)
    canvas.tint = (1, 1, 1)


def draw_sky(canvas: Canvas, light: str, rng) -> None:
    canvas.ctx.rectangle(0, 0, 1, 1)
    canvas.fill(canvas.vertical(0, 0.75, *SKIES[light]), width=0)
    side = 0.14 if rng.random() < 0.5 else 0.86
    x, y = side + rng.uniform(-0.05, 0.05), rng.uniform(0.1, 0.2)
    if canvas.mode == "line":
        return
    if light == "night":
        for _ in range(22):
            canvas.ellipse(rng.random(), rng.random() * 0.6, 0.005, 0.005)
            canvas.fill((1, 1, 0.9), width=0)
        canvas.ellipse(x, y, 0.065, 0.065)
        canvas.fill(rgb("fff4c4"), width=0)
        canvas.ellipse(x + 0.03, y - 0.015, 0.055, 0.055)
        canvas.fill(mix(SKIES["night"][0], SKIES["night"][1], 0.4), width=0)
    elif light == "sunset":
        canvas.ellipse(x, y + 0.25, 0.09, 0.09)
        canvas.fill(rgb("fff0b0"), width=0)
        for _ in range(3):
            canvas.ellipse(rng.random(), rng.uniform(0.05, 0.3), rng.uniform(0.1, 0.2), 0.018)
            canvas.fill(rgb("ffc1a0"), width=0, alpha=0.8)
    else:
        for _ in range(3):
            cloud(canvas, rng.random(), rng.uniform(0.05, 0.3), rng.uniform(0.05, 0.09))


def cloud(canvas: Canvas, x: float, y: float, r: float) -> None:
    for dx, dy, k in ((-1.1, 0.25, 0.7), (0, 0, 1), (1.1, 0.25, 0.75)):
        canvas.ellipse(x + dx * r, y + dy * r, r * k, r * k * 0.75)
    canvas.fill((1, 1, 1), width=0)


def windows(canvas: Canvas, x, y, w, h, columns, rows, colours, rng, lit=1.0) -> None:
    """A grid of windows; one colour after another, so that each colour is one fill."""
    cells = [(i, j) for i in range(columns) for j in range(rows) if rng.random() < lit]
    for k, colour in enumerate(colours):
        for n, (i, j) in enumerate(cells):
            if (n * 7 + j) % len(colours) == k:
                canvas.ctx.rectangle(x + w * (i + 0.22) / columns, y + h * (j + 0.2) / rows,
                                     w * 0.56 / columns, h * 0.56 / rows)
        canvas.fill(colour, width=LINE * 0.6)


def buildings(canvas: Canvas, rng, light: str) -> None:
    walls = [rgb("d98c5f"), rgb("e3c08f"), rgb("b8624f"), rgb("93a7bd"), rgb("cdb7a0"), rgb("c9785a")]
    x = -0.04 - rng.random() * 0.08
    while x < 1:
        w = rng.uniform(0.16, 0.24)
        top = rng.uniform(0.08, 0.34)
        wall = walls[int(rng.integers(len(walls)))]
        canvas.ctx.rectangle(x, top, w, 1)
        canvas.fill(wall, width=LINE * 1.4)
        canvas.ctx.rectangle(x - 0.008, top - 0.02, w + 0.016, 0.03)
        canvas.fill(shade(wall, 0.75), width=LINE)
        glass = [rgb("eaf6ff"), rgb("7fb0d8")] if light == "day" else [rgb("ffe9a0"), rgb("5a5f8a")]
        windows(canvas, x, top + 0.04, w, 0.9, 3, 9, glass, rng)
        x += w + rng.uniform(0.0, 0.03)


def night_city(canvas: Canvas, rng, light: str) -> None:
    canvas.tint = (1, 1, 1)
    walls = [rgb("171a3a"), rgb("22204a"), rgb("10142c"), rgb("2a2350")]
    lights = [rgb("ffd95c"), rgb("fff2b8"), rgb("ff5fa8"), rgb("45e0ff")]
    x = -0.04 - rng.random() * 0.08
    while x < 1:
        w = rng.uniform(0.15, 0.23)
        top = rng.uniform(0.12, 0.4)
        canvas.ctx.rectangle(x, top, w, 1)
        # In lines, a night city is known by its black walls.
        canvas.fill(walls[int(rng.integers(4))], width=LINE, solid=True)
        windows(canvas, x + 0.01, top + 0.03, w - 0.02, 0.9, 3, 10, lights, rng, 0.75)
        x += w + rng.uniform(0.0, 0.02)


def sakura(canvas: Canvas, rng, light: str) -> None:
    # Pink is what sakura is known by: no light takes it away.
    canvas.tint = {"day": (1, 1, 1), "sunset": (1.0, 0.93, 0.86), "night": (0.82, 0.72, 0.86)}[light]
    canvas.ctx.rectangle(0, 0.8, 1, 0.2)
    canvas.fill(rgb("f5a9c6"), width=LINE)
    bark = rgb("6b4038")
    for side in (0, 1):
        flip = (lambda x: 1 - x) if side else (lambda x: x)
        lean = rng.uniform(-0.03, 0.03)
        canvas.curve([(flip(0.05 + lean), 1.0), (flip(0.08 + lean), 0.6), (flip(0.02), 0.2), (flip(0.1), 0.2),
                      (flip(0.15 + lean), 0.45), (flip(0.24), 0.22), (flip(0.27), 0.24), (flip(0.18 + lean), 0.6),
                      (flip(0.2 + lean), 1.0)])
        canvas.fill(bark, width=LINE)
    pinks = [rgb("f27fae"), rgb("fb9cc2"), rgb("ffc0da")]
    for layer, (count, r, low) in enumerate(((11, 0.12, 0.46), (11, 0.1, 0.4), (10, 0.07, 0.34))):
        for i in range(count):
            u = (i + rng.random()) / count
            y = rng.uniform(-0.02, low * (0.55 + 0.45 * abs(2 * u - 1)))
            blossom_cloud(canvas, u, y, r * rng.uniform(0.8, 1.2))
            canvas.fill(pinks[layer], width=LINE * 0.7)
    for _ in range(16):
        petal = (rng.random(), rng.uniform(0.35, 1.0))
        canvas.ellipse(*petal, 0.02, 0.012, rng.uniform(0, 3))
        canvas.fill(pinks[2 if rng.random() < 0.5 else 0], width=LINE * 0.6)


def blossom_cloud(canvas: Canvas, x: float, y: float, r: float) -> None:
    """A scalloped ring, as one path."""
    import math
    ctx = canvas.ctx
    for k in range(7):
        a = k * math.tau / 7
        px, py = x + r * math.cos(a), y + r * 0.8 * math.sin(a)
        qx, qy = x + r * math.cos(a + math.tau / 7), y + r * 0.8 * math.sin(a + math.tau / 7)
        mx, my = x + 1.45 * r * math.cos(a + math.tau / 14), y + 1.16 * r * math.sin(a + math.tau / 14)
        if k == 0:
            ctx.move_to(px, py)
        ctx.curve_to((px + 2 * mx) / 3, (py + 2 * my) / 3, (qx + 2 * mx) / 3, (qy + 2 * my) / 3, qx, qy)
    ctx.close_path()


def beach(canvas: Canvas, rng, light: str) -> None:
    horizon = rng.uniform(0.4, 0.46)
    canvas.ctx.rectangle(0, horizon, 1, 1 - horizon)
    canvas.fill(canvas.vertical(horizon, 0.75, rgb("1277c4"), rgb("25b6d8")), width=LINE)
    for _ in range(7):
        x, y = rng.random(), rng.uniform(horizon + 0.03, 0.68)
        canvas.curve([(x, y), (x + 0.04, y - 0.012), (x + 0.08, y), (x + 0.12, y - 0.012)], closed=False)
        canvas.stroke((1, 1, 1), 0.008)
    canvas.curve([(-0.1, 0.76), (0.2, 0.71), (0.5, 0.75), (0.8, 0.7), (1.1, 0.75), (1.1, 1.1), (-0.1, 1.1)])
    canvas.fill(rgb("f6dc9a"), width=LINE * 2, line=(1, 1, 1))
    side = 0 if rng.random() < 0.5 else 1
    flip = (lambda x: 1 - x) if side else (lambda x: x)
    top = rng.uniform(0.16, 0.24)
    canvas.curve([(flip(0.02), 0.95), (flip(0.05), 0.6), (flip(0.12), top), (flip(0.155), top + 0.01),
                  (flip(0.1), 0.6), (flip(0.09), 0.95)])
    canvas.fill(rgb("9a6a3c"), width=LINE)
    for dx, dy in ((-0.2, 0.02), (-0.15, 0.15), (0.24, 0.03), (0.17, 0.14), (0.1, -0.14), (-0.11, -0.13)):
        x, y = flip(0.135), top
        tip = (flip(0.135 + dx), top + dy)
        mid = (flip(0.135 + dx * 0.55), top + dy * 0.5 - 0.07)
        low = (flip(0.135 + dx * 0.5), top + dy * 0.5 - 0.005)
        canvas.curve([(x, y), mid, tip, low])
        canvas.fill(rgb("2f9e4f"), width=LINE)


def mountains(canvas: Canvas, rng, light: str) -> None:
    for centre, peak, base, colour in ((0.5, 0.2, 0.4, "8fa6c9"), (0.12, 0.14, 0.3, "6f86ad"),
                                       (0.88, 0.12, 0.32, "647ba4")):
        x, y = centre + rng.uniform(-0.04, 0.04), peak + rng.uniform(-0.04, 0.06)
        foot = 0.72
        slope = base / (foot - y)
        canvas.polygon([(x, y), (x + base, foot), (x - base, foot)])
        canvas.fill(rgb(colour), width=LINE)
        h = 0.16
        w = slope * h
        canvas.polygon([(x, y), (x + w, y + h), (x + w * 0.4, y + h * 0.75), (x + w * 0.1, y + h * 1.15),
                        (x - w * 0.35, y + h * 0.8), (x - w, y + h)])
        canvas.fill((1, 1, 1), width=LINE)
    canvas.curve([(-0.1, 0.68), (0.2, 0.62), (0.5, 0.68), (0.8, 0.62), (1.1, 0.68), (1.1, 1.1), (-0.1, 1.1)])
    canvas.fill(rgb("74b84a"), width=LINE)
    canvas.curve([(-0.1, 0.84), (0.25, 0.78), (0.6, 0.83), (1.1, 0.77), (1.1, 1.1), (-0.1, 1.1)])
    canvas.fill(rgb("5aa23f"), width=LINE)


def forest(canvas: Canvas, rng, light: str) -> None:
    canvas.ctx.rectangle(0, 0.25, 1, 0.75)
    canvas.fill(rgb("2f6b3a"), width=0)
    for row, (count, base, h, colour) in enumerate(((7, 0.66, 0.62, "3f8a48"), (5, 0.95, 0.85, "1f5b2e"))):
        for i in range(count):
            x = (i + 0.2 + 0.6 * rng.random()) / count
            if row and 0.36 < x < 0.64:
                continue
            fir(canvas, x, base + rng.uniform(-0.03, 0.03), h * rng.uniform(0.85, 1.1), rgb(colour))
    canvas.ctx.rectangle(0, 0.93, 1, 0.1)
    canvas.fill(rgb("355f2b"), width=LINE)


def fir(canvas: Canvas, x: float, base: float, height: float, colour) -> None:
    canvas.ctx.rectangle(x - 0.018, base - 0.05, 0.036, 0.1)
    canvas.fill(rgb("5f3d26"), width=LINE)
    for k in range(3):
        top = base - height + height * 0.24 * k
        low = top + height * (0.4 + 0.06 * k)
        w = height * (0.13 + 0.055 * k)
        canvas.polygon([(x, top), (x + w, low), (x, low - 0.03), (x - w, low)])
        canvas.fill(shade(colour, 1.12 - 0.1 * k), width=LINE)


def room(canvas: Canvas, rng, light: str) -> None:
    walls = [rgb("e9c9a4"), rgb("dcb79a"), rgb("e6d2b0")]
    canvas.ctx.rectangle(0, 0, 1, 1)
    canvas.fill(walls[int(rng.integers(3))], width=0)
    flip = (lambda x, w: 1 - x - w) if rng.random() < 0.5 else (lambda x, w: x)
    # A window with curtains on one side.
    x, w = flip(0.03, 0.25), 0.25
    canvas.ctx.rectangle(x, 0.1, w, 0.36)
    canvas.fill(rgb("bfe4ff"), width=0.022, line=rgb("8a5a36"))
    canvas.ctx.move_to(x + w / 2, 0.1)
    canvas.ctx.line_to(x + w / 2, 0.46)
    canvas.ctx.move_to(x, 0.28)
    canvas.ctx.line_to(x + w, 0.28)
    canvas.stroke(rgb("8a5a36"), 0.014)
    for cx in (x - 0.03, x + w - 0.03):
        canvas.polygon([(cx, 0.06), (cx + 0.06, 0.06), (cx + 0.07, 0.52), (cx - 0.01, 0.52)])
        canvas.fill(rgb("c9525c"), width=LINE)
    # Shelves with books on the other.
    x, w = flip(0.72, 0.28), 0.28
    for shelf in (0.06, 0.29, 0.52, 0.75):
        canvas.ctx.rectangle(x, shelf, w, 0.23)
        canvas.fill(rgb("7a4a2c"), width=LINE)
        bx = x + 0.012
        while bx < x + w - 0.045:
            bw, bh = rng.uniform(0.025, 0.042), rng.uniform(0.13, 0.18)
            canvas.ctx.rectangle(bx, shelf + 0.205 - bh, bw, bh)
            canvas.fill([rgb("d94f45"), rgb("3f7fbf"), rgb("e8b93f"), rgb("4fa36a"), rgb("efe3cf")]
                        [int(rng.integers(5))], width=LINE * 0.7)
            bx += bw
    canvas.ctx.rectangle(0, 0.9, 1, 0.1)
    canvas.fill(rgb("a8714a"), width=LINE)
