"""The portraits of samples/: python3 -m portraits.samples ../samples. Their seeds belong to no series that is trained on."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from .attributes import Portrait
from .drawing import masks, render

SIDE = 256


def portrait(**values) -> Portrait:
    """The values given, plain ones elsewhere."""
    plain = {"person": "girl", "pose": "front", "framing": "bust", "skin": "fair", "hair_colour": "brown",
             "hair_style": "bob", "eyes": "blue", "expression": "neutral", "glasses": "none", "hat": "none",
             "clothes": "t-shirt", "clothes_colour": "blue", "background": "white", "light": "day", "style": "cartoon",
             "seed": 1}
    return Portrait(**{**plain, **values})


SAMPLES = {
    "girl-buildings": portrait(background="buildings", hair_style="long", clothes="hoodie", clothes_colour="yellow",
                               seed=9_000_000_012),
    "man-mountains": portrait(person="man", hair_style="short", hair_colour="black", skin="tan", eyes="brown",
                              glasses="glasses", clothes="suit", background="mountains", expression="sad",
                              style="soft", seed=9_000_000_002),
    "woman-beach": portrait(person="woman", hair_style="curly", hair_colour="red", skin="brown", eyes="green",
                            hat="straw hat", clothes="dress", clothes_colour="green", background="beach",
                            light="sunset", expression="surprised", style="oil painting", seed=9_000_000_003),
    "boy-room": portrait(person="boy", hair_style="spiky", hair_colour="blonde", skin="fair", expression="laughing",
                         clothes="sweater", clothes_colour="red", background="room", pose="tilted",
                         seed=9_000_000_004),
    "sketch-girl": portrait(hair_style="twin tails", clothes="shirt", style="pencil sketch", framing="bust",
                            background="white", seed=9_000_000_005),
    "sketch-old-man": portrait(person="old man", hair_style="bald", pose="left", clothes="sweater", style="line art",
                               background="white", seed=9_000_000_006),
}


def main() -> None:
    folder = Path(sys.argv[1])
    for name, values in SAMPLES.items():
        Image.fromarray(render(values, SIDE)).save(folder / f"{name}.png", optimize=True)
    hair = masks(SAMPLES["girl-buildings"], SIDE)["hair"]
    Image.fromarray(hair).save(folder / "girl-buildings-hair.png", optimize=True)


if __name__ == "__main__":
    main()
