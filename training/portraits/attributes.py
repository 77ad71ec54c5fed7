"""What a portrait is: attribute names, their values, and which of them a picture shows."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

# The order of the values is the order of the label ids: append, never reorder.
ATTRIBUTES: dict[str, list[str]] = {
    "person": ["girl", "boy", "woman", "man", "old woman", "old man"],
    "pose": ["front", "left", "right", "tilted"],
    "framing": ["close-up", "bust", "half body"],
    "skin": ["fair", "tan", "brown", "dark"],
    "hair_colour": ["black", "brown", "blonde", "red", "white", "blue", "pink", "green"],
    "hair_style": ["short", "spiky", "bob", "long", "ponytail", "twin tails", "curly", "bun", "bald"],
    "eyes": ["brown", "blue", "green"],
    "expression": ["neutral", "light smile", "laughing", "sad", "angry", "surprised"],
    "glasses": ["none", "glasses", "sunglasses"],
    "hat": ["none", "cap", "straw hat", "beanie", "flower crown"],
    "clothes": ["t-shirt", "shirt", "hoodie", "sweater", "suit", "dress"],
    "clothes_colour": ["red", "blue", "green", "yellow", "white", "black", "purple"],
    "background": ["buildings", "sakura", "beach", "mountains", "forest", "night city", "room",
                   "white", "grey", "blue", "yellow"],
    "light": ["day", "sunset", "night"],
    "style": ["cartoon", "watercolor", "pencil sketch", "line art", "oil painting", "pixel art", "soft"],
}

FEMALE = {"girl", "woman", "old woman"}
CHILDREN = {"girl", "boy"}
OLD = {"old woman", "old man"}
PLAIN = {"white", "grey", "blue", "yellow"}
COLOURLESS_STYLES = {"pencil sketch", "line art"}


@dataclass(frozen=True)
class Portrait:
    """One value of each attribute, and the seed of everything that varies within a value."""

    person: str
    pose: str
    framing: str
    skin: str
    hair_colour: str
    hair_style: str
    eyes: str
    expression: str
    glasses: str
    hat: str
    clothes: str
    clothes_colour: str
    background: str
    light: str
    style: str
    seed: int

    def __post_init__(self) -> None:
        for name, values in ATTRIBUTES.items():
            if getattr(self, name) not in values:
                raise ValueError(f"Portrait: {name} is {getattr(self, name)!r}; give one of {values}.")

    @property
    def female(self) -> bool:
        return self.person in FEMALE

    @property
    def child(self) -> bool:
        return self.person in CHILDREN

    @property
    def old(self) -> bool:
        return self.person in OLD

    def to_dict(self) -> dict:
        return {f.name: getattr(self, f.name) for f in fields(self)}


def choices(name: str, chosen: dict[str, str]) -> list[str]:
    """The values of one attribute that are possible beside those already chosen."""
    values = ATTRIBUTES[name]
    person = chosen.get("person", "girl")
    if name == "hair_style":
        if person in FEMALE:
            return ["short", "bob", "long", "ponytail", "twin tails", "curly", "bun"]
        hair = ["short", "spiky", "curly", "long", "ponytail"]
        return hair if person == "boy" else hair + ["bald"]
    if name == "hat" and chosen["hair_style"] in ("bun", "spiky"):
        return ["none", "none", "flower crown"]
    if name == "hat":
        return ["none", "none", "none"] + values[1:]
    if name == "glasses":
        return ["none", "none", "glasses", "sunglasses"]
    if name == "clothes" and person not in FEMALE:
        return values[:-1]
    if name == "background" and chosen["style"] in COLOURLESS_STYLES:
        return [v for v in values if v not in PLAIN or v == "white"]
    if name == "light":
        return lights(chosen["background"], chosen["style"])
    return values


def lights(background: str, style: str) -> list[str]:
    """The light that a background can have: night belongs to the night city, and plain walls have none."""
    if background == "night city":
        return ["night"]
    if background in PLAIN or background == "room" or style in COLOURLESS_STYLES:
        return ["day"]
    return ["day", "sunset"] if background == "buildings" else ["day", "sunset", "night"]


ORDER = ["style", "person", "pose", "framing", "skin", "hair_style", "hair_colour", "eyes", "expression", "glasses",
         "hat", "clothes", "clothes_colour", "background", "light"]


def sample(rng: np.random.Generator) -> Portrait:
    """A portrait with every attribute drawn alone and nearly evenly, impossible combinations excepted."""
    chosen: dict[str, str] = {}
    for name in ORDER:
        values = choices(name, chosen)
        chosen[name] = values[int(rng.integers(len(values)))]
    return Portrait(**chosen, seed=int(rng.integers(1 << 31)))


def portrait_at(seed: int, index: int) -> Portrait:
    """Portrait number `index` of the endless series `seed`."""
    return sample(np.random.default_rng([seed, index]))


def visible(portrait: Portrait) -> set[str]:
    """The attributes that can be read from the picture."""
    names = set(ATTRIBUTES)
    if portrait.style in COLOURLESS_STYLES:
        names -= {"skin", "hair_colour", "eyes", "clothes_colour", "light"}
    if portrait.hair_style == "bald":
        names -= {"hair_colour"}
    if portrait.glasses == "sunglasses" or portrait.expression == "laughing":
        names -= {"eyes"}
    if portrait.framing == "close-up":
        names -= {"clothes"}
    if len(lights(portrait.background, portrait.style)) == 1:
        names -= {"light"}
    return names


def labels(portrait: Portrait) -> dict[str, int]:
    """The label id of every attribute, visible or not."""
    return {name: values.index(getattr(portrait, name)) for name, values in ATTRIBUTES.items()}
