"""The head without hair: face, ears, eyes, brows, nose, mouth, glasses."""

from __future__ import annotations

from .attributes import Portrait
from .build import Build
from .canvas import Canvas, mix, rgb, shade

DARK = rgb("2a1a22")


def draw_head(canvas: Canvas, portrait: Portrait, build: Build) -> None:
    skin, turn = build.skin, build.turn
    for side in (-1, 1):
        if side * turn > 0.3:
            continue
        x = side * (0.99 - 0.12 * abs(turn)) if abs(turn) > 0.3 else side * 0.99
        x -= turn * 0.12
        canvas.ellipse(x, 0.22, 0.16, 0.24)
        canvas.fill(skin, "face")
        canvas.ellipse(x, 0.23, 0.07, 0.13)
        canvas.fill(shade(skin, 0.82), "face", width=0)
        if portrait.female and not portrait.child:
            canvas.ellipse(x, 0.52, 0.08, 0.08)
            canvas.fill(rgb("ffd24a"), "face", width=0.03)
    face_path(canvas, build)
    canvas.fill(skin, "face", width=0.055)
    if canvas.mode == "colour":
        # A shade on the side away from the light, inside the face only.
        canvas.ctx.save()
        face_path(canvas, build)
        canvas.ctx.clip()
        canvas.curve([(0.62, -1.2), (0.82, -0.3), (0.8, 0.45), (0.45, 1.0), (0.7, 1.4), (1.4, 1.2), (1.4, -1.2)])
        canvas.fill(shade(skin, 0.86), "face", width=0, alpha=0.55)
        canvas.ctx.restore()


def face_path(canvas: Canvas, build: Build) -> None:
    ctx, jaw, chin = canvas.ctx, build.jaw, build.chin
    cx = build.turn * 0.17
    left, right = -1.0 + 0.04 * max(0, build.turn), 1.0 + 0.04 * min(0, build.turn)
    ctx.move_to(left, -0.1)
    ctx.curve_to(left + 0.0, 0.55, cx - jaw, chin, cx, chin)
    ctx.curve_to(cx + jaw, chin, right, 0.55, right, -0.1)
    ctx.curve_to(right, -1.42, left, -1.42, left, -0.1)
    ctx.close_path()


def draw_features(canvas: Canvas, portrait: Portrait, build: Build, rng) -> None:
    expression = portrait.expression
    blush = {"light smile": 0.5, "laughing": 0.6}.get(expression, 0.22 if portrait.female or portrait.child else 0)
    if blush and canvas.mode == "colour":
        pink = mix(build.skin, rgb("ff5a6e"), 0.6)
        for side in (-1, 1):
            x, k = build.across(side * 0.62)
            canvas.ellipse(x, build.eye_y + 0.42, 0.2 * k, 0.11)
            canvas.fill(pink, "face", width=0, alpha=blush)
    if portrait.old:
        wrinkles(canvas, portrait, build)
    draw_nose(canvas, portrait, build)
    if portrait.person == "man" and canvas.mode == "colour":
        x, _ = build.across(0)
        canvas.ellipse(x * 0.8, build.mouth_y + 0.07, 0.52, 0.33)
        canvas.fill(shade(build.skin, 0.72), "face", width=0, alpha=0.35)
    draw_mouth(canvas, portrait, build)
    for side in (-1, 1):
        draw_eye(canvas, portrait, build, side)
    if portrait.person == "old man":
        moustache(canvas, build)
    draw_brows(canvas, portrait, build)
    if portrait.glasses != "none":
        draw_glasses(canvas, portrait, build)


def wrinkles(canvas: Canvas, portrait: Portrait, build: Build) -> None:
    line = shade(build.skin, 0.66)
    for side in (-1, 1):
        x, k = build.across(side * 0.44)
        canvas.curve([(x - 0.2 * k, 0.42), (x, 0.48), (x + 0.2 * k, 0.42)], closed=False)
        canvas.stroke(line, 0.045, "face")
        a, _ = build.across(side * 0.3)
        b, _ = build.across(side * 0.5)
        canvas.curve([(a, 0.46), (b, 0.62), (b, 0.82)], closed=False)
        canvas.stroke(line, 0.045, "face")
    for y in (-0.52, -0.4):
        a, _ = build.across(-0.4)
        b, _ = build.across(0.4)
        canvas.curve([(a, y), ((a + b) / 2, y - 0.04), (b, y)], closed=False)
        canvas.stroke(line, 0.04, "face")


def draw_nose(canvas: Canvas, portrait: Portrait, build: Build) -> None:
    x, _ = build.across(0)
    tone = shade(build.skin, 0.7)
    point = build.turn * 0.12
    if portrait.child:
        canvas.curve([(x - 0.05 + point, 0.41), (x + point, 0.45), (x + 0.05 + point, 0.41)], closed=False)
        canvas.stroke(tone, 0.055, "face")
        return
    w = 0.12 if not portrait.female else 0.08
    y = 0.42
    if abs(build.turn) > 0.3:
        s = 1 if build.turn > 0 else -1
        canvas.curve([(x, 0.12), (x + s * w * 1.5, y - 0.02), (x + s * 0.02, y + 0.03)], closed=False)
    else:
        canvas.curve([(x + w * 0.4, 0.16), (x + w, y - 0.02), (x - w * 0.5, y + 0.02)], closed=False)
    canvas.stroke(tone, 0.05 if portrait.female else 0.065, "face")


def draw_eye(canvas: Canvas, portrait: Portrait, build: Build, side: int) -> None:
    ctx, expression = canvas.ctx, portrait.expression
    x, k = build.across(side * build.eye_x)
    y, rx, ry = build.eye_y, build.eye_rx * k, build.eye_ry
    if expression == "laughing":
        canvas.curve([(x - rx, y + 0.1), (x - rx * 0.6, y - 0.07), (x, y - 0.13), (x + rx * 0.6, y - 0.07),
                      (x + rx, y + 0.1)], closed=False)
        canvas.stroke(DARK, 0.09, "face")
        return
    if expression == "surprised":
        ry *= 1.2
    ctx.save()
    canvas.ellipse(x, y, rx, ry)
    canvas.fill((1, 1, 1), "face", width=0.04, line=DARK)
    canvas.ellipse(x, y, rx, ry)
    ctx.clip()
    look = build.turn * 0.04
    ix, iy, r = x + look, y + 0.02, (0.62 if expression == "surprised" else 0.86)
    irx, iry = max(rx, 0.12) * r * 0.88, ry * r
    canvas.ellipse(ix, iy, irx, iry)
    canvas.fill(build.iris, "face", width=0.03, line=shade(build.iris, 0.4))
    if canvas.mode == "colour":
        canvas.ellipse(ix, iy + iry * 0.55, irx * 0.75, iry * 0.4)
        canvas.fill(shade(build.iris, 1.45), "face", width=0)
    canvas.ellipse(ix, iy - iry * 0.05, irx * 0.5, iry * 0.52)
    canvas.fill(rgb("120c14"), "face", width=0, solid=True)
    for dx, dy, q in ((-0.35, -0.42, 0.36), (0.35, 0.4, 0.18)):
        canvas.ellipse(ix + dx * irx, iy + dy * iry, q * irx, q * irx)
        canvas.fill((1, 1, 1), "face", width=0)
    lid = {"sad": (side * 0.2, -0.72), "angry": (-side * 0.3, -0.62)}.get(expression)
    if lid or portrait.old:
        slope, level = lid or (0.08 * side, -0.5)
        canvas.polygon([(x - 0.4, y + level * ry - 0.4 * -slope - 0.0), (x + 0.4, y + level * ry + 0.4 * slope * -1 * -1),
                        (x + 0.4, y - 1), (x - 0.4, y - 1)] if slope == 0 else
                       [(x - 0.4, y + level * ry - 0.4 * slope), (x + 0.4, y + level * ry + 0.4 * slope),
                        (x + 0.4, y - 1), (x - 0.4, y - 1)])
        canvas.fill(build.skin, "face", width=0.07, line=DARK)
    ctx.restore()
    if not lid and not portrait.old:
        canvas.curve([(x - rx * 1.04, y - ry * 0.28), (x - rx * 0.6, y - ry * 0.86), (x, y - ry * 1.04),
                      (x + rx * 0.6, y - ry * 0.86), (x + rx * 1.04, y - ry * 0.28)], closed=False)
        canvas.stroke(DARK, 0.1 if portrait.female else 0.065, "face")
    if portrait.female:
        canvas.ctx.move_to(x + side * rx, y - ry * 0.35)
        canvas.ctx.line_to(x + side * (rx + 0.12), y - ry * 0.62)
        canvas.ctx.move_to(x + side * rx * 1.04, y - ry * 0.1)
        canvas.ctx.line_to(x + side * (rx + 0.11), y - ry * 0.2)
        canvas.stroke(DARK, 0.055, "face")
    if expression == "sad" and side == -1:
        tx, ty = x - 0.02, y + ry + 0.13
        ctx.move_to(tx, ty - 0.17)
        ctx.curve_to(tx + 0.13, ty + 0.02, tx + 0.1, ty + 0.15, tx, ty + 0.15)
        ctx.curve_to(tx - 0.1, ty + 0.15, tx - 0.13, ty + 0.02, tx, ty - 0.17)
        canvas.fill(rgb("8fd6ff"), "face", width=0.03, line=rgb("3a86c8"))


def draw_brows(canvas: Canvas, portrait: Portrait, build: Build) -> None:
    colour = DARK if portrait.hair_style == "bald" and not portrait.old else \
        rgb("d6d6dc") if portrait.hair_style == "bald" else \
        shade(build.hair, 0.62 if portrait.hair_colour != "white" else 0.72)
    width = 0.07 if portrait.female else 0.13
    inner, outer = {"sad": (-0.17, 0.08), "angry": (0.17, -0.15), "surprised": (-0.2, -0.16),
                    "laughing": (-0.08, -0.02)}.get(portrait.expression, (0.0, 0.0))
    base = build.eye_y - build.eye_ry - 0.17
    for side in (-1, 1):
        x, k = build.across(side * build.eye_x)
        near, far = x - side * 0.22 * k, x + side * 0.24 * k
        arch = 0.0 if portrait.expression == "angry" else 0.05
        canvas.curve([(near, base + inner), (x, base + (inner + outer) / 2 - arch), (far, base + outer)], closed=False)
        canvas.stroke(colour, width, "face")


def draw_mouth(canvas: Canvas, portrait: Portrait, build: Build) -> None:
    ctx, expression = canvas.ctx, portrait.expression
    x, k = build.across(0)
    y, w = build.mouth_y, build.mouth_w * k
    lip = rgb("d22f4a") if portrait.person == "woman" else shade(mix(build.skin, rgb("a01830"), 0.6), 0.5)
    inside = rgb("7a1426")
    if expression == "laughing":
        w *= 1.25
        ctx.move_to(x - w, y - 0.1)
        ctx.curve_to(x - w * 0.5, y - 0.05, x + w * 0.5, y - 0.05, x + w, y - 0.1)
        ctx.curve_to(x + w, y + 0.38, x - w, y + 0.38, x - w, y - 0.1)
        path = ctx.copy_path()
        canvas.fill(inside, "face", width=0.06, line=DARK, solid=True)
        ctx.save()
        ctx.append_path(path)
        ctx.clip()
        canvas.ellipse(x, y - 0.08, w * 1.1, 0.11)
        canvas.fill((1, 1, 1), "face", width=0)
        canvas.ellipse(x, y + 0.3, w * 0.55, 0.13)
        canvas.fill(rgb("ff7d8c"), "face", width=0)
        ctx.restore()
    elif expression == "surprised":
        canvas.ellipse(x, y + 0.06, 0.17 * k, 0.22)
        canvas.fill(inside, "face", width=0.06, line=lip if portrait.person == "woman" else DARK, solid=True)
    elif expression == "angry":
        ctx.move_to(x - w, y + 0.13)
        ctx.curve_to(x - w * 0.7, y - 0.11, x + w * 0.7, y - 0.11, x + w, y + 0.13)
        ctx.curve_to(x + w * 0.5, y + 0.1, x - w * 0.5, y + 0.1, x - w, y + 0.13)
        ctx.close_path()
        canvas.fill((1, 1, 1), "face", width=0.075, line=DARK)
        ctx.move_to(x, y - 0.02)
        ctx.line_to(x, y + 0.1)
        canvas.stroke(DARK, 0.03, "face")
    else:
        bend = {"light smile": 0.17, "sad": -0.15}.get(expression, 0.0)
        if expression == "light smile":
            w *= 1.1
        elif expression == "neutral":
            w *= 0.72
        canvas.curve([(x - w, y - bend * 0.6), (x - w * 0.5, y + bend * 0.45), (x, y + bend * 0.75),
                      (x + w * 0.5, y + bend * 0.45), (x + w, y - bend * 0.6)], closed=False)
        canvas.stroke(lip, 0.1 if portrait.person == "woman" else 0.075, "face")
        if expression == "light smile":
            for side in (-1, 1):
                canvas.curve([(x + side * (w + 0.03), y - 0.17), (x + side * (w + 0.06), y - 0.1),
                              (x + side * (w + 0.02), y - 0.05)], closed=False)
                canvas.stroke(shade(build.skin, 0.66), 0.04, "face")


def moustache(canvas: Canvas, build: Build) -> None:
    x, _ = build.across(0)
    y = build.mouth_y - 0.17
    canvas.curve([(x, y - 0.02), (x + 0.24, y - 0.04), (x + 0.48, y + 0.13), (x + 0.24, y + 0.1), (x, y + 0.07),
                  (x - 0.24, y + 0.1), (x - 0.48, y + 0.13), (x - 0.24, y - 0.04)])
    canvas.fill(rgb("e2e2e6"), "hair", width=0.035)


def draw_glasses(canvas: Canvas, portrait: Portrait, build: Build) -> None:
    dark = portrait.glasses == "sunglasses"
    y = build.eye_y + 0.02
    frame = rgb("15141c")
    rims = []
    for side in (-1, 1):
        x, k = build.across(side * 0.45)
        rims.append((x, k))
    ctx = canvas.ctx
    ctx.move_to(rims[0][0] + 0.3 * rims[0][1], y - 0.05)
    ctx.line_to(rims[1][0] - 0.3 * rims[1][1], y - 0.05)
    if build.turn < 0.3:
        ctx.move_to(rims[1][0] + 0.33 * rims[1][1], y - 0.05)
        ctx.line_to(1.0, y - 0.1)
    if build.turn > -0.3:
        ctx.move_to(rims[0][0] - 0.33 * rims[0][1], y - 0.05)
        ctx.line_to(-1.0, y - 0.1)
    canvas.stroke(frame, 0.08, "face")
    for x, k in rims:
        canvas.ellipse(x, y, 0.37 * k, 0.36)
        if dark:
            canvas.fill(rgb("1a1a26"), "face", width=0.09, line=frame, solid=True)
            canvas.curve([(x - 0.2 * k, y - 0.06), (x - 0.05 * k, y - 0.2)], closed=False)
            canvas.stroke(rgb("8fa6d8"), 0.07, "face", ink=False)
        else:
            path = ctx.copy_path()
            if canvas.mode == "colour":
                canvas.source((1, 1, 1), 0.16)
                ctx.fill()
                ctx.append_path(path)
            canvas.stroke(frame, 0.1, "face")
