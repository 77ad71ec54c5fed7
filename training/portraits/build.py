"""The measurements of one figure, shared by the parts that draw it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .attributes import Portrait
from .canvas import rgb, shade

SKINS = {"fair": rgb("ffe2d0"), "tan": rgb("eab684"), "brown": rgb("b57747"), "dark": rgb("7b4b31")}
HAIRS = {"black": rgb("262430"), "brown": rgb("7a4523"), "blonde": rgb("f6cf5a"), "red": rgb("d4401f"),
         "white": rgb("e4e6ee"), "blue": rgb("3a74e0"), "pink": rgb("ff7fb6"), "green": rgb("3fae5c")}
CLOTHES = {"red": rgb("d8343a"), "blue": rgb("2f62c9"), "green": rgb("2e9a55"), "yellow": rgb("f5c533"),
           "white": rgb("f3f3f1"), "black": rgb("2b2b33"), "purple": rgb("8a45b8")}
EYES = {"brown": rgb("7a4420"), "blue": rgb("2f86e8"), "green": rgb("2fa052")}
# Light from outside lies on the figure too, weakly enough to leave the colours readable.
FIGURE_TINTS = {"day": (1, 1, 1), "sunset": (1.0, 0.95, 0.87), "night": (0.87, 0.9, 1.0)}


@dataclass
class Build:
    """Head units: the head is 2 wide, its centre is the origin, y grows downwards."""

    scale: float
    x: float
    y: float
    tilt: float
    turn: float
    chin: float
    jaw: float
    shoulders: float
    neck: float
    eye_x: float
    eye_y: float
    eye_rx: float
    eye_ry: float
    mouth_y: float
    mouth_w: float
    skin: tuple
    hair: tuple
    cloth: tuple
    iris: tuple

    def across(self, x: float) -> tuple[float, float]:
        """Where a feature at x lands on the turned head, and how much it narrows there."""
        theta = math.asin(max(-1.0, min(1.0, x * 0.85)))
        turned = max(-1.45, min(1.45, theta + self.turn * 0.36))
        return math.sin(turned) / 0.85, max(0.3, math.cos(turned) / math.cos(theta))


def jittered(colour, rng, amount: float):
    return tuple(min(1.0, max(0.0, c + rng.uniform(-amount, amount))) for c in shade(colour, rng.uniform(0.94, 1.04)))


def measure(portrait: Portrait, rng) -> Build:
    scale, y = {"close-up": (0.29, 0.52), "bust": (0.255, 0.46), "half body": (0.215, 0.39)}[portrait.framing]
    scale *= rng.uniform(0.96, 1.04)
    if portrait.hat != "none" or portrait.hair_style == "bun":
        y += 0.02
    child, old = portrait.child, portrait.old
    turn = {"left": -1.0, "right": 1.0}.get(portrait.pose, 0.0)
    tilt = rng.uniform(0.2, 0.28) * (1 if rng.random() < 0.5 else -1) if portrait.pose == "tilted" else \
        rng.uniform(-0.035, 0.035)
    shoulders = {"girl": 1.12, "boy": 1.2, "woman": 1.32, "man": 1.7, "old woman": 1.3, "old man": 1.55}
    neck = {"girl": 0.3, "boy": 0.34, "woman": 0.36, "man": 0.56, "old woman": 0.36, "old man": 0.46}
    jaw = {"girl": 0.55, "boy": 0.6, "woman": 0.52, "man": 0.82, "old woman": 0.62, "old man": 0.74}
    return Build(
        scale=scale, x=0.5 + rng.uniform(-0.03, 0.03), y=y + rng.uniform(-0.015, 0.015), tilt=tilt,
        turn=turn * rng.uniform(0.9, 1.1),
        chin=0.98 if child else 1.1 if portrait.person != "man" else 1.14,
        jaw=jaw[portrait.person], shoulders=shoulders[portrait.person], neck=neck[portrait.person],
        eye_x=0.44, eye_y=0.16 if child else 0.08, eye_rx=0.25 if child else 0.22,
        eye_ry=0.31 if child else 0.2 if old else 0.25 if portrait.female else 0.21,
        mouth_y=0.66 if child else 0.7, mouth_w=0.3,
        skin=jittered(SKINS[portrait.skin], rng, 0.012), hair=jittered(HAIRS[portrait.hair_colour], rng, 0.02),
        cloth=jittered(CLOTHES[portrait.clothes_colour], rng, 0.02), iris=EYES[portrait.eyes])
