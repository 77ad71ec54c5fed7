"""A cairo surface that paints shapes in colour, as black lines, or as a map of regions."""

from __future__ import annotations

import cairo
import numpy as np

REGIONS = {"background": 0, "hair": 1, "face": 2, "clothes": 3, "other": 4}
WHITE = (1.0, 1.0, 1.0)
INK = (0.42, 0.4, 0.46)


def shade(colour, factor: float):
    """Darker below 1; above 1, mixed with white."""
    if factor <= 1:
        return tuple(c * factor for c in colour)
    return tuple(c + (1 - c) * (factor - 1) for c in colour)


def mix(first, second, amount: float):
    return tuple(a + (b - a) * amount for a, b in zip(first, second))


def rgb(text: str):
    return tuple(int(text[i:i + 2], 16) / 255 for i in (0, 2, 4))


class Canvas:
    """Unit square over `pixels` x `pixels`. `mode`: colour, line or region. `outline`: 0 none, 1 bold. `pen`: width of lines in line mode."""

    def __init__(self, pixels: int, mode: str, outline: float = 1.0, pen: float = 1.0) -> None:
        self.pixels, self.mode, self.outline, self.pen = pixels, mode, outline, pen
        self.surface = cairo.ImageSurface(cairo.FORMAT_RGB24, pixels, pixels)
        self.ctx = cairo.Context(self.surface)
        # The surface is reduced later, so cairo's quick antialiasing suffices.
        self.ctx.set_antialias(cairo.ANTIALIAS_NONE if mode == "region" else cairo.ANTIALIAS_FAST)
        if mode == "line":
            self.ctx.set_source_rgb(1, 1, 1)
            self.ctx.paint()
        self.ctx.scale(pixels, pixels)
        self.ctx.set_line_join(cairo.LINE_JOIN_ROUND)
        self.ctx.set_line_cap(cairo.LINE_CAP_ROUND)
        self.tint = WHITE

    def tinted(self, colour):
        return tuple(min(1.0, c * t) for c, t in zip(colour, self.tint))

    def source(self, colour, alpha: float = 1.0) -> None:
        if isinstance(colour, cairo.Pattern):
            self.ctx.set_source(colour)
        else:
            self.ctx.set_source_rgba(*self.tinted(colour), alpha)

    def region_source(self, region: str) -> None:
        self.ctx.set_source_rgb(*[REGIONS[region] * 40 / 255] * 3)

    def fill(self, colour, region="background", width: float = 0.05, line=None, alpha: float = 1.0,
             solid: bool = False) -> None:
        """Fills the path and draws its outline (`width` 0: none). `solid` stays filled in line mode."""
        ctx = self.ctx
        if self.mode == "region":
            if region is not None:
                self.region_source(region)
                ctx.fill_preserve()
                if width:
                    ctx.set_line_width(width)
                    ctx.stroke_preserve()
            ctx.new_path()
            return
        if self.mode == "line":
            if alpha >= 1 or solid:
                ctx.set_source_rgb(*(INK if solid else WHITE))
                ctx.fill_preserve()
            if width:
                ctx.set_source_rgb(*INK)
                ctx.set_line_width(width * self.pen)
                ctx.stroke_preserve()
            ctx.new_path()
            return
        self.source(colour, alpha)
        ctx.fill_preserve()
        if width and self.outline:
            base = line if line is not None else (0.2, 0.15, 0.2) if isinstance(colour, cairo.Pattern) else shade(
                mix(colour, (0.25, 0.12, 0.2), 0.3), 0.62)
            self.source(base, min(1.0, self.outline))
            ctx.set_line_width(width * max(1.0, self.outline))
            ctx.stroke_preserve()
        ctx.new_path()

    def stroke(self, colour, width: float, region="background", alpha: float = 1.0, ink: bool = True) -> None:
        """Draws the path as a line; `ink` False leaves it out of line art."""
        ctx = self.ctx
        if self.mode == "region":
            if region is not None:
                self.region_source(region)
                ctx.set_line_width(width)
                ctx.stroke_preserve()
        elif self.mode == "line":
            if ink:
                ctx.set_source_rgb(*INK)
                ctx.set_line_width(width * self.pen)
                ctx.stroke_preserve()
        else:
            self.source(colour, alpha)
            ctx.set_line_width(width)
            ctx.stroke_preserve()
        ctx.new_path()

    # Paths.

    def ellipse(self, x: float, y: float, rx: float, ry: float, angle: float = 0.0) -> None:
        ctx = self.ctx
        ctx.save()
        ctx.translate(x, y)
        ctx.rotate(angle)
        ctx.scale(rx, ry)
        ctx.new_sub_path()
        ctx.arc(0, 0, 1, 0, 6.28319)
        ctx.close_path()
        ctx.restore()

    def polygon(self, points) -> None:
        self.ctx.move_to(*points[0])
        for point in points[1:]:
            self.ctx.line_to(*point)
        self.ctx.close_path()

    def curve(self, points, closed: bool = True) -> None:
        """A Catmull-Rom spline through the points."""
        n = len(points)
        at = (lambda i: points[i % n]) if closed else (lambda i: points[min(max(i, 0), n - 1)])
        self.ctx.move_to(*points[0])
        for i in range(n if closed else n - 1):
            a, b, c, d = at(i - 1), at(i), at(i + 1), at(i + 2)
            self.ctx.curve_to(b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6,
                              c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6, c[0], c[1])
        if closed:
            self.ctx.close_path()

    def vertical(self, y0: float, y1: float, *colours):
        """A gradient from y0 down to y1."""
        pattern = cairo.LinearGradient(0, y0, 0, y1)
        for i, colour in enumerate(colours):
            pattern.add_color_stop_rgb(i / max(1, len(colours) - 1), *self.tinted(colour))
        return pattern

    def words(self) -> np.ndarray:
        """The pixels as uint32 [pixels, pixels], 0x00RRGGBB."""
        self.surface.flush()
        return np.ndarray((self.pixels, self.pixels), np.uint32, self.surface.get_data()).copy()

    def regions(self) -> np.ndarray:
        """In region mode: the region ids, uint8 [pixels, pixels]."""
        return ((self.words() & 255) / 40 + 0.5).astype(np.uint8)
