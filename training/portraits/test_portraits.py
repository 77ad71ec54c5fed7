"""python3 -m unittest portraits.test_portraits"""

from __future__ import annotations

import dataclasses
import re
import unittest

import numpy as np

from . import ATTRIBUTES, caption, labels, masks, portrait_at, render, visible
from .captions import BACKGROUNDS, EXPRESSIONS, STYLES
from .edits import CHANGES, edit_caption, edited
from .samples import SAMPLES

GIRL = SAMPLES["girl-buildings"]


class PortraitsTest(unittest.TestCase):
    def test_a_number_always_gives_the_same_picture(self):
        first, second = (render(portrait_at(4, 17), 128) for _ in range(2))
        self.assertTrue(np.array_equal(first, second))
        self.assertFalse(np.array_equal(first, render(portrait_at(4, 18), 128)))

    def test_every_style_draws_every_size(self):
        for style in ATTRIBUTES["style"]:
            for side in (128, 256):
                picture = render(dataclasses.replace(GIRL, style=style), side)
                self.assertEqual((side, side, 3), picture.shape, style)
                self.assertGreater(picture.std(), 20, style)

    def test_a_size_that_does_not_fit_is_refused(self):
        with self.assertRaisesRegex(ValueError, "multiple of 64"):
            render(GIRL, 100)

    def test_an_unknown_value_is_refused(self):
        with self.assertRaisesRegex(ValueError, "hair_colour is 'plaid'"):
            dataclasses.replace(GIRL, hair_colour="plaid")

    def test_values_are_nearly_even(self):
        portraits = [portrait_at(4, i) for i in range(3000)]
        for name in ("person", "pose", "framing", "skin", "hair_colour", "expression", "style", "eyes"):
            counts = np.bincount([labels(p)[name] for p in portraits], minlength=len(ATTRIBUTES[name]))
            expected = len(portraits) / len(ATTRIBUTES[name])
            self.assertTrue(np.all(np.abs(counts / expected - 1) < 0.2), (name, counts))

    def test_masks_do_not_overlap_and_lie_where_the_colours_are(self):
        parts = masks(GIRL, 128)
        self.assertLessEqual(sum((m > 0).astype(int) for m in parts.values()).max(), 1)
        picture = render(GIRL, 128).astype(int)
        hair = np.median(picture[parts["hair"] > 0], axis=0)
        clothes = np.median(picture[parts["clothes"] > 0], axis=0)
        self.assertLess(hair[0], 150)  # brown
        self.assertGreater(clothes[1] - clothes[2], 80)  # yellow

    def test_sakura_is_pink_in_every_light(self):
        for light in ATTRIBUTES["light"]:
            portrait = dataclasses.replace(GIRL, background="sakura", light=light)
            picture = render(portrait, 128).astype(int)[masks(portrait, 128)["background"] > 0]
            red, green, blue = picture.T
            self.assertGreater(np.mean((red > green + 25) & (blue > green)), 0.35, light)

    def test_captions_state_nothing_false(self):
        # Words that can mean two values are left out of the comparison.
        for name, table in (("style", STYLES), ("expression", EXPRESSIONS), ("background", BACKGROUNDS)):
            owners: dict[str, set[str]] = {}
            for value, words in table.items():
                for word in words:
                    owners.setdefault(word.lower(), set()).add(value)
            single = {w: next(iter(o)) for w, o in owners.items() if len(o) == 1 and " " in w}
            rng = np.random.default_rng(3)
            for i in range(1500):
                portrait = portrait_at(4, i)
                text = caption(portrait, rng).lower()
                for word, value in single.items():
                    if re.search(rf"\b{re.escape(word)}\b", text) and not any(word in w.lower() for w in table[getattr(portrait, name)]):
                        self.fail(f"'{text}' says {word} of {portrait}")

    def test_captions_often_hold_the_guides_words(self):
        rng = np.random.default_rng(3)
        texts = [caption(portrait_at(4, i), rng).lower() for i in range(4000)]
        for words in ("watercolor", "light smile", "sakura background"):
            self.assertGreater(sum(words in text for text in texts), 20, words)

    def test_an_edit_changes_what_its_caption_says_and_nothing_else(self):
        rng = np.random.default_rng(3)
        for i in range(500):
            portrait = portrait_at(4, i)
            result, changed = edited(portrait, rng)
            self.assertLessEqual(set(changed), set(CHANGES) & visible(result))
            for name in ATTRIBUTES:
                if name not in CHANGES and name != "light":
                    self.assertEqual(getattr(portrait, name), getattr(result, name))
            self.assertEqual(portrait.seed, result.seed)
            text = edit_caption(result, changed, rng).lower()
            for name, table in (("style", STYLES), ("expression", EXPRESSIONS), ("background", BACKGROUNDS)):
                if name in changed:
                    self.assertTrue(any(words.lower() in text for words in table[getattr(result, name)]), (name, text, result))

    def test_an_edited_portrait_stands_where_it_stood(self):
        result = dataclasses.replace(GIRL, background="forest")
        before, after = render(GIRL, 128).astype(int), render(result, 128).astype(int)
        face = masks(GIRL, 128)["face"] > 0
        self.assertTrue(np.array_equal(face, masks(result, 128)["face"] > 0))
        self.assertLess(np.abs(before - after)[face].mean(), 3)

    def test_what_a_picture_does_not_show_is_not_visible(self):
        bald = dataclasses.replace(GIRL, person="man", hair_style="bald")
        self.assertNotIn("hair_colour", visible(bald))
        self.assertNotIn("skin", visible(dataclasses.replace(GIRL, style="line art")))
        self.assertIn("skin", visible(GIRL))


if __name__ == "__main__":
    unittest.main()
