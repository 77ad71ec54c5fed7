"""What the embedded model must show, measured on the product's own pictures.

    python3 -m evaluation.measure vae      --model FILE --out DIR     PSNR and SSIM on held-out renders
    python3 -m evaluation.measure txt2img  --model FILE --out DIR     prompted attributes found in pictures
    python3 -m evaluation.measure img2img  --model FILE --out DIR     prompted ones present, others kept, at strength 0.6
    python3 -m evaluation.measure strength --model FILE --out DIR     change from 0.2 to 1.0
    python3 -m evaluation.measure words    --model FILE --out DIR     unknown words, and an empty prompt
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from portraits import ATTRIBUTES, masks, portrait_at, visible

from . import classifier, program
from .vae import Autoencoder, psnr, ssim

# Series beside those of the training (1) and of the classifier's own check (2).
PROMPT_SEED = 3
PORTRAIT_START = 100_000
EDIT = "watercolor, light smile, sakura background"
EDITED = {"style": "watercolor", "expression": "light smile", "background": "sakura"}
KEPT = ["hair_colour", "skin", "pose", "clothes_colour", "clothes", "hair_style", "glasses", "person"]
PROMPTED = ["hair_colour", "expression", "glasses", "background", "style"]
SEEN = 0.02  # share of a picture below which clothes are hardly seen
PLAIN_WORDS = {"laughing": "laughing", "neutral": "neutral expression", "white": "white background",
               "grey": "grey background", "blue": "blue background", "yellow": "yellow background",
               "sakura": "sakura background", "soft": "soft shading"}


def prompt_of(portrait) -> str:
    """A plain prompt that names the five attributes that are judged, and the person."""
    word = lambda value: PLAIN_WORDS.get(value, value)
    parts = [word(portrait.style), portrait.person]
    if "hair_colour" in visible(portrait):
        parts.append(portrait.hair_colour + " hair")
    parts.append(word(portrait.expression))
    parts.append("no glasses" if portrait.glasses == "none" else portrait.glasses)
    parts.append(word(portrait.background))
    return ", ".join(parts)


def share(pairs) -> str:
    pairs = list(pairs)
    return f"{sum(pairs) / max(1, len(pairs)):.1%} of {len(pairs)}"


def vae(options) -> dict:
    _, pictures = classifier.held_out(options.count, options.side, PORTRAIT_START)
    made = Autoencoder(options.model).round_trip(pictures)
    program.grid(np.concatenate([pictures[:16], made[:16]]), 16, options.out / "vae.png")
    worst = int(psnr(pictures, made).argmin())
    return {"pictures": len(pictures), "side": options.side, "psnr": float(psnr(pictures, made).mean()),
            "psnr_worst": float(psnr(pictures, made)[worst]), "ssim": float(ssim(pictures, made).mean())}


def txt2img(options) -> dict:
    portraits = [portrait_at(PROMPT_SEED, i) for i in range(options.count)]
    jobs = [{"output": str(options.out / f"{i:03}.png"), "prompt": prompt_of(p), "seed": 1000 + i, "cfg": options.cfg,
             "steps": 20, "side": options.side} for i, p in enumerate(portraits)]
    pictures = program.make(options.model, jobs)
    program.grid(pictures[:64], 8, options.out / "grid.png")
    found = classifier.read(classifier.load(), shrunk(pictures))
    result, misses = {}, {}
    for name in PROMPTED:
        values = ATTRIBUTES[name]
        pairs = [(getattr(p, name), values[found[name][i]]) for i, p in enumerate(portraits)
                 if name != "hair_colour" or name in visible(p)]
        result[name] = share(a == b for a, b in pairs)
        for a, b in pairs:
            if a != b:
                misses[f"{name}: {a} > {b}"] = misses.get(f"{name}: {a} > {b}", 0) + 1
    result["commonest misses"] = dict(sorted(misses.items(), key=lambda item: -item[1])[:12])
    return result


def shrunk(pictures: np.ndarray) -> np.ndarray:
    k = pictures.shape[1] // classifier.SIDE
    return pictures[:, ::k, ::k] if k == 1 else classifier_size(pictures, k)


def classifier_size(pictures: np.ndarray, k: int) -> np.ndarray:
    n, s = pictures.shape[:2]
    return (pictures.reshape(n, s // k, k, s // k, k, 3).mean(axis=(2, 4)) + 0.5).astype(np.uint8)


def sources(options):
    """Held-out portraits, written as files for the program to begin with."""
    portraits, pictures = classifier.held_out(options.count, options.side, PORTRAIT_START)
    folder = options.out / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{i:03}.png" for i in range(len(portraits))]
    for path, picture in zip(paths, pictures):
        Image.fromarray(picture).save(path)
    return portraits, pictures, paths


def edited(options, paths, strength: float) -> np.ndarray:
    return program.make(options.model, [
        {"output": str(options.out / str(strength) / path.name), "picture": str(path), "prompt": EDIT,
         "denoise": strength, "seed": 2000 + i, "cfg": options.cfg, "steps": 20, "side": options.side}
        for i, path in enumerate(paths)])


def img2img(options) -> dict:
    portraits, pictures, paths = sources(options)
    made = edited(options, paths, options.strength)
    program.grid(np.concatenate([np.stack([a, b]) for a, b in zip(pictures[:32], made[:32])]), 8,
                 options.out / "img2img.png")
    found = classifier.read(classifier.load(), shrunk(made))
    name_of = lambda name, i: ATTRIBUTES[name][found[name][i]]
    result = {"strength": options.strength}
    for name, wanted in EDITED.items():
        result["present " + name] = share(name_of(name, i) == wanted for i in range(len(made)))
        result[f"present {name}, not so before"] = share(
            name_of(name, i) == wanted for i, p in enumerate(portraits) if getattr(p, name) != wanted)
    for name in KEPT:
        result["kept " + name] = share(name_of(name, i) == getattr(p, name) for i, p in enumerate(portraits)
                                       if name in visible(p))
    clothed = [i for i, p in enumerate(portraits) if "clothes_colour" in visible(p) and covered(p, "clothes") >= SEEN]
    result[f"kept clothes_colour where clothes cover {SEEN:.0%}"] = share(name_of("clothes_colour", i) == portraits[i].clothes_colour for i in clothed)
    return result


def covered(portrait, region: str) -> float:
    """The share of the picture that a region has."""
    return float((masks(portrait, 256)[region] > 0).mean())


def strength(options) -> dict:
    _, pictures, paths = sources(options)
    judge, distances, features = classifier.load(), {}, {}
    for level in (0.2, 0.4, 0.6, 0.8, 1.0):
        made = edited(options, paths, level)
        difference = np.abs(made.astype(np.float32) - pictures).mean(axis=(1, 2, 3))
        distances[f"{level:.1f}"] = float(difference.mean())
        features[f"{level:.1f}"] = float(classifier.distance(judge, shrunk(made), shrunk(pictures)).mean())
    rising = lambda d: bool(np.all(np.diff(list(d.values())) > 0))
    return {"pictures": len(pictures), "mean pixel distance": distances, "mean feature distance": features,
            "monotonic": rising(distances) and rising(features)}


def words(options) -> dict:
    prompts = ["", "qwpoeir zxmnv, blorp", "girl, glorbnak, xqzzt, blue hair, watercolor",
               "masterpiece, best quality, steampunk octopus in the style of Zorn"]
    jobs = [{"output": str(options.out / f"words-{k}-{i}.png"), "prompt": prompt, "seed": 3000 + i, "cfg": options.cfg,
             "side": options.side} for k, prompt in enumerate(prompts) for i in range(8)]
    pictures = program.make(options.model, jobs)
    program.grid(pictures, 8, options.out / "words.png")
    confidence = classifier.confidence(classifier.load(), shrunk(pictures)).reshape(len(prompts), 8)
    _, renders = classifier.held_out(64, classifier.SIDE, PORTRAIT_START)
    return {"mean certainty of the classifier": {p or "(empty)": float(c.mean()) for p, c in zip(prompts, confidence)},
            "on renders": float(classifier.confidence(classifier.load(), renders).mean())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = {"vae": vae, "txt2img": txt2img, "img2img": img2img, "strength": strength, "words": words}
    parser.add_argument("task", choices=tasks)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--side", type=int, default=128, help="pixels; the model's own size")
    parser.add_argument("--cfg", type=float, default=6)
    parser.add_argument("--strength", type=float, default=0.6)
    options = parser.parse_args()
    options.out = options.out.resolve() / ("img2img" if options.task == "strength" else options.task)
    options.out.mkdir(parents=True, exist_ok=True)
    result = tasks[options.task](options)
    text = json.dumps(result, indent=1)
    (options.out / f"{options.task}.json").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
