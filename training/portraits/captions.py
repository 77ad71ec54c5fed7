"""Captions as people write them: tags or sentences, in any order, with words left out and words that mean nothing."""

from __future__ import annotations

from .attributes import COLOURLESS_STYLES, Portrait, visible

PERSONS = {
    "girl": ["girl", "girl", "little girl", "young girl", "1girl", "cute girl"],
    "boy": ["boy", "boy", "little boy", "young boy", "1boy", "cute boy"],
    "woman": ["woman", "woman", "young woman", "lady", "adult woman"],
    "man": ["man", "man", "young man", "guy", "adult man"],
    "old woman": ["old woman", "elderly woman", "grandmother", "old lady", "granny"],
    "old man": ["old man", "elderly man", "grandfather", "old man with a moustache", "grandpa"],
}
POSES = {
    "front": ["facing the viewer", "looking at viewer", "front view", "frontal portrait"],
    "left": ["looking left", "looking to the left", "head turned left", "facing left", "turned to the left"],
    "right": ["looking right", "looking to the right", "head turned right", "facing right", "turned to the right"],
    "tilted": ["head tilt", "tilted head", "head tilted", "tilting the head"],
}
FRAMINGS = {
    "close-up": ["close-up", "close up", "closeup", "face close-up", "close-up portrait"],
    "bust": ["bust", "bust portrait", "head and shoulders"],
    "half body": ["half body", "upper body", "half-length portrait", "waist up"],
}
SKINS = {
    "fair": ["fair skin", "light skin", "pale skin"],
    "tan": ["tan skin", "tanned skin", "tanned"],
    "brown": ["brown skin", "brown-skinned"],
    "dark": ["dark skin", "black skin", "dark-skinned"],
}
HAIR_COLOURS = {"black": ["black"], "brown": ["brown", "brunette", "chestnut"], "blonde": ["blonde", "blond", "golden"],
                "red": ["red", "ginger"], "white": ["white", "grey", "gray", "silver"], "blue": ["blue"],
                "pink": ["pink"], "green": ["green"]}
HAIR_STYLES = {"short": ["short"], "spiky": ["spiky"], "bob": ["bob", "bobbed"], "long": ["long", "long straight"],
               "ponytail": ["ponytail"], "twin tails": ["twintails", "twin tails", "pigtails"],
               "curly": ["curly", "frizzy"], "bun": ["bun"], "bald": ["bald", "no hair", "bald head"]}
EXPRESSIONS = {
    "neutral": ["neutral expression", "serious", "calm face", "expressionless", "no smile"],
    "light smile": ["light smile", "light smile", "light smile", "slight smile", "gentle smile", "smiling", "soft smile",
                    "smile"],
    "laughing": ["laughing", "laugh", "big smile", "happy", "laughing with closed eyes", "open mouth smile", "smiling",
                 "very happy"],
    "sad": ["sad", "sad face", "unhappy", "crying", "sad expression", "tear"],
    "angry": ["angry", "angry face", "mad", "furious", "angry expression"],
    "surprised": ["surprised", "shocked", "surprised face", "amazed", "open mouth, surprised"],
}
GLASSES = {"none": ["no glasses", "without glasses"],
           "glasses": ["glasses", "wearing glasses", "round glasses", "with glasses", "spectacles"],
           "sunglasses": ["sunglasses", "wearing sunglasses", "dark glasses", "shades", "with sunglasses"]}
HATS = {"none": ["no hat", "without a hat"], "cap": ["cap", "baseball cap", "wearing a cap"],
        "straw hat": ["straw hat", "wearing a straw hat", "sun hat"],
        "beanie": ["beanie", "knit cap", "wearing a beanie", "woolly hat"],
        "flower crown": ["flower crown", "flowers in hair", "wreath of flowers", "floral crown"]}
CLOTHES = {"t-shirt": ["t-shirt", "tshirt", "T-shirt", "tee"], "shirt": ["shirt", "collared shirt", "button shirt"],
           "hoodie": ["hoodie", "hooded sweatshirt"], "sweater": ["sweater", "turtleneck", "pullover", "jumper"],
           "suit": ["suit", "suit and tie", "jacket with tie"], "dress": ["dress", "sundress", "summer dress"]}
BACKGROUNDS = {
    "buildings": ["buildings", "in front of buildings", "city background", "buildings in the background", "city street",
                  "houses background", "building background", "Buildings background"],
    "sakura": ["sakura background", "Sakura background", "sakura background", "sakura", "cherry blossoms",
               "cherry blossom background", "sakura trees", "under cherry blossoms", "pink cherry trees",
               "Sakura Background"],
    "beach": ["beach", "beach background", "at the beach", "by the sea", "palm tree, sea", "ocean background"],
    "mountains": ["mountains", "mountain background", "in the mountains", "snowy mountains", "mountain landscape"],
    "forest": ["forest", "forest background", "in the forest", "in the woods", "trees background"],
    "night city": ["night city", "city at night", "night city background", "city lights", "neon city",
                   "skyscrapers at night"],
    "room": ["room", "in a room", "indoors", "room background", "bookshelf and window", "at home"],
    "white": ["white background", "plain white background", "simple background", "on white"],
    "grey": ["grey background", "gray background", "plain grey background", "simple background"],
    "blue": ["blue background", "plain blue background", "simple background"],
    "yellow": ["yellow background", "plain yellow background", "simple background"],
}
LIGHTS = {"day": ["day", "daylight", "daytime", "sunny day"],
          "sunset": ["sunset", "golden hour", "at sunset", "evening light", "dusk"],
          "night": ["night", "at night", "moonlight", "night sky"]}
STYLES = {
    "cartoon": ["cartoon", "cartoon style", "clean cartoon", "flat colors", "anime", "comic style"],
    "watercolor": ["watercolor", "watercolor", "watercolor", "watercolour", "watercolor painting", "Watercolor",
                   "water color", "aquarelle"],
    "pencil sketch": ["pencil sketch", "sketch", "pencil drawing", "graphite drawing", "pencil"],
    "line art": ["line art", "lineart", "ink drawing", "black and white line art", "line drawing", "coloring page"],
    "oil painting": ["oil painting", "oil", "oil on canvas", "painted in oil", "oil paint"],
    "pixel art": ["pixel art", "pixelart", "8-bit", "pixel style", "retro pixel art"],
    "soft": ["soft shading", "3d render", "photo-like", "soft light, 3d", "realistic shading", "3d cartoon"],
}
PHRASES = {"person": PERSONS, "pose": POSES, "framing": FRAMINGS, "skin": SKINS, "expression": EXPRESSIONS,
           "glasses": GLASSES, "hat": HATS, "background": BACKGROUNDS, "light": LIGHTS, "style": STYLES}
NOISE = ["masterpiece", "best quality", "highly detailed", "detailed", "beautiful", "high quality", "portrait", "art",
         "illustration", "8k", "4k", "HD", "award winning", "trending on artstation", "amazing", "solo", "intricate",
         "digital art", "picture", "by vellorin", "zarquon", "qwerty", "lorem ipsum", "ultra", "character",
         "wallpaper", "cinematic", "absurdres", "nice", "avatar", "profile picture"]
# How often an attribute is mentioned, relative to the caption's own completeness.
WEIGHTS = {"style": 1.25, "person": 1.3, "pose": 0.5, "framing": 0.45, "skin": 0.55, "hair": 1.15, "eyes": 0.6,
           "expression": 1.25, "glasses": 1.3, "hat": 1.1, "clothes": 0.9, "background": 1.25, "light": 0.8}


def pick(rng, values):
    return values[int(rng.integers(len(values)))]


def article(phrase: str) -> str:
    return ("an " if phrase[:1].lower() in "aeiou" else "a ") + phrase


def hair_phrase(portrait: Portrait, shown: set[str], rng) -> str:
    style = pick(rng, HAIR_STYLES[portrait.hair_style])
    if portrait.hair_style == "bald":
        return style
    noun = style in ("ponytail", "bun", "bob", "twintails", "twin tails", "pigtails")
    if "hair_colour" not in shown:
        return style if noun else style + " hair"
    colour = pick(rng, HAIR_COLOURS[portrait.hair_colour])
    kind = rng.random()
    if kind < 0.45:
        return colour + " hair"
    if kind < 0.55:
        return style if noun else style + " hair"
    return f"{colour} {style}" if noun and kind < 0.8 else f"{colour} hair, {style}" if noun else f"{style} {colour} hair"


def clothes_phrase(portrait: Portrait, shown: set[str], rng) -> str | None:
    kind = pick(rng, CLOTHES[portrait.clothes]) if "clothes" in shown else "clothes" if rng.random() < 0.5 else None
    if "clothes_colour" not in shown:
        return kind if kind != "clothes" else None
    if kind is None:
        return f"{portrait.clothes_colour} top"
    return f"{portrait.clothes_colour} {kind}" if rng.random() < 0.85 or kind == "clothes" else kind


def phrase(name: str, portrait: Portrait, shown: set[str], rng) -> str | None:
    """The words for one attribute, or none where the picture does not show it."""
    if name == "hair":
        return hair_phrase(portrait, shown, rng)
    if name == "clothes":
        return clothes_phrase(portrait, shown, rng)
    if name not in shown:
        return None
    if name == "eyes":
        return f"{portrait.eyes} eyes"
    if name in ("glasses", "hat") and getattr(portrait, name) == "none" and rng.random() < 0.8:
        return None
    return pick(rng, PHRASES[name][getattr(portrait, name)])


def caption(portrait: Portrait, rng) -> str:
    """Words that are true of the portrait; which ones, and how they are put, is drawn from `rng`."""
    shown = visible(portrait)
    if portrait.style in COLOURLESS_STYLES and rng.random() < 0.1:
        shown = shown | ({"hair_colour"} if portrait.hair_style != "bald" else set()) | {"clothes_colour"}
    form = rng.random()
    if form < 0.15:
        text = short(portrait, shown, rng)
    else:
        completeness = pick(rng, [0.3, 0.6, 0.8, 0.95])
        parts = {}
        for name, weight in WEIGHTS.items():
            if rng.random() < completeness * weight:
                words = phrase(name, portrait, shown, rng)
                if words:
                    parts[name] = words
        if not parts:
            text = short(portrait, shown, rng)
        else:
            text = tags(parts, rng) if form < 0.62 else sentence(parts, portrait, rng)
    return dressed(text, rng)


def short(portrait: Portrait, shown: set[str], rng) -> str:
    """One to three attributes, as in "watercolor, light smile, sakura background"."""
    if rng.random() < 0.2 and portrait.expression in ("light smile", "laughing"):
        return "smiling " + PERSONS[portrait.person][0]
    names = ["style", "expression", "background", "hair", "glasses", "person", "light", "hat"]
    weights = [0.3, 0.2, 0.2, 0.1, 0.06, 0.08, 0.03, 0.03]
    count = int(rng.integers(1, 4))
    chosen = rng.choice(len(names), size=count, replace=False, p=weights)
    words = [w for w in (phrase(names[i], portrait, shown, rng) for i in chosen) if w]
    return ", ".join(words) if words else pick(rng, STYLES[portrait.style])


def tags(parts: dict[str, str], rng) -> str:
    words = list(parts.values())
    if rng.random() < 0.7:
        order = rng.permutation(len(words))
        words = [words[i] for i in order]
    for _ in range(int(rng.integers(0, 3)) if rng.random() < 0.5 else 0):
        words.insert(int(rng.integers(len(words) + 1)), pick(rng, NOISE))
    return pick(rng, [", ", ", ", ", ", ",", " "]).join(words)


def sentence(parts: dict[str, str], portrait: Portrait, rng) -> str:
    """"A watercolor of a girl with blonde hair, light smile, in front of buildings"."""
    person = parts.get("person", pick(rng, ["person", "portrait", "character", PERSONS[portrait.person][0]]))
    person = person.removeprefix("1")
    expression = parts.get("expression")
    leading = expression in ("sad", "angry", "happy", "laughing", "surprised", "serious", "smiling", "shocked")
    subject = article(f"{expression} {person}" if leading and rng.random() < 0.6 else person)
    style = parts.get("style")
    head = subject
    if style and rng.random() < 0.6:
        style, head = None, pick(rng, [f"{article(style)} of {subject}", f"{style} of {subject}",
                                       f"{style} portrait of {subject}"])
    if style is None and rng.random() < 0.15:
        head = pick(rng, ["portrait of ", "a picture of ", "drawing of "]) + head if "style" not in parts else head
    rest = []
    having = [parts[n] for n in ("hair", "eyes") if n in parts and parts[n] not in ("bald", "no hair", "bald head")]
    if having:
        rest.append(pick(rng, [" with ", " with ", ", "]) + " and ".join(having))
    if parts.get("hair") in ("bald", "no hair", "bald head"):
        rest.append(", " + parts["hair"])
    if "clothes" in parts:
        rest.append(pick(rng, [" wearing ", " in ", ", "]) + article(parts["clothes"])
                    if parts["clothes"].split()[-1] != "clothes" else f" in {parts['clothes']}")
    for name in ("glasses", "hat", "skin", "pose", "framing"):
        if name in parts:
            rest.append(", " + parts[name])
    if expression and f"{expression} {person}" not in head:
        rest.append(", " + expression)
    order = rng.permutation(len(rest))
    rest = [rest[i] for i in order]
    for name in ("background", "light"):
        if name in parts:
            rest.append(pick(rng, [", ", ", ", " "]) + parts[name])
    if style:
        rest.append(", " + style)
    if rng.random() < 0.25:
        rest.append(", " + pick(rng, NOISE))
    return head + "".join(rest)


def dressed(text: str, rng) -> str:
    """Case, punctuation and praise that change nothing."""
    chance = rng.random()
    if chance < 0.2:
        text = text[:1].upper() + text[1:]
    elif chance < 0.24:
        text = text.title()
    elif chance < 0.26:
        text = text.upper()
    chance = rng.random()
    if chance < 0.08:
        text = "masterpiece, best quality, " + text
    elif chance < 0.12:
        text += ", masterpiece, best quality"
    elif chance < 0.2:
        text += pick(rng, [".", "!", "...", " ,", " :)"])
    return text
