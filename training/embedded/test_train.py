"""What is learned from, how much each part of it counts, and the noise of changed pictures: python -m unittest embedded.test_train."""
import json
import os
import tempfile
import unittest
from unittest import mock

import numpy as np
import torch
from portraits import portrait_at

from . import runs
from .model import alphas_cumulative
from .train import EDITED, ELSEWHERE, Encoded, departed, importance, loss_of


class Fixed(torch.nn.Module):
    """A model whose noise with words is one number everywhere, and without them another."""

    def __init__(self):
        super().__init__()
        self.wordy, self.wordless = torch.nn.Parameter(torch.tensor(0.5)), torch.nn.Parameter(torch.tensor(0.2))

    def rows(self, captions):
        return torch.tensor([[float(bool(caption))] for caption in captions])

    def text(self, rows):
        return rows.view(-1, 1, 1)

    def unet(self, x, t, context):
        return torch.where(context > 0, self.wordy, self.wordless).unsqueeze(-1).expand_as(x)


class TrainTests(unittest.TestCase):
    def test_a_change_begins_with_the_first_picture_and_goes_straight_to_the_wanted_one(self):
        signal, count = alphas_cumulative(), 64
        first, wanted, noise = (torch.randn(count, 4, 4, 4, generator=torch.Generator().manual_seed(seed)) for seed in (1, 2, 3))
        t, departure = departed(np.random.default_rng(1), np.arange(count) / count, first, wanted, noise, signal)
        self.assertTrue((t < EDITED[1]).all())
        a = signal[torch.from_numpy(t).long()].view(-1, 1, 1, 1)
        noisy = a.sqrt() * wanted + (1 - a).sqrt() * departure
        begun = 0
        for i in range(count):
            # What is left of the first picture, and of the wanted one.
            rest = (noisy[i] - (1 - a[i]).sqrt() * noise[i]).flatten() / a[i].sqrt().flatten()
            share = torch.linalg.lstsq(torch.stack([first[i].flatten(), wanted[i].flatten()], 1), rest[:, None]).solution.flatten()
            self.assertAlmostEqual(1, float(share.sum()), 3)
            self.assertTrue(-1e-3 < share[0] < 1.001)
            begun += share[0] > 0.999
        self.assertTrue(20 < begun < 44, "half of them begin")

    def test_a_change_without_a_difference_is_plain_noise(self):
        z, noise = torch.randn(8, 2, 2, 4), torch.randn(8, 2, 2, 4)
        self.assertTrue(torch.equal(noise, departed(np.random.default_rng(1), np.arange(8) / 8, z, z, noise, alphas_cumulative())[1]))

    def test_guided_loss_is_the_error_of_the_guided_noise_and_moves_only_the_words(self):
        model, z, cells = Fixed(), torch.zeros(2, 2, 2, 4), torch.ones(2, 2, 2, 1)
        t, noise = torch.tensor([500, 500]), torch.full_like(z, 0.9)

        def error(captions, guidance):
            model.zero_grad()
            loss, squares = loss_of(model, z, cells, model.rows(captions), alphas_cumulative(), torch.float32, t, noise, guidance)
            loss.backward()
            return float(squares)

        self.assertAlmostEqual((0.2 + 3 * 0.3 - 0.9) ** 2, error(["words", "more"], torch.tensor([3.0, 3.0])), 5)
        self.assertEqual(0, float(model.wordless.grad))
        self.assertAlmostEqual((0.5 - 0.9) ** 2, error(["words", "more"], None), 5)
        # A picture without words has no guidance, and learns.
        self.assertAlmostEqual(((0.2 + 3 * 0.3 - 0.9) ** 2 + (0.2 - 0.9) ** 2) / 2, error(["words", ""], torch.tensor([3.0, 1.0])), 5)
        self.assertLess(float(model.wordless.grad), 0)

    def test_faces_count_most_and_backgrounds_least(self):
        weights, middle = importance(portrait_at(2, 5), 32, figure=3.0)
        self.assertEqual([1, 3, 5, 7], sorted({int(w) for w in weights.flatten()}))
        self.assertEqual(1, weights[0, 0])
        self.assertEqual(3, weights[-1, 16])
        row, column = (round(place) for place in middle)
        self.assertGreaterEqual(weights[row, column], 5)
        self.assertEqual(7, weights[row:, column].max(), "the mouth is below the face's middle")

    def test_clothes_of_which_little_is_seen_count_more(self):
        close = portrait_at(2, 0)
        self.assertEqual("close-up", close.framing)
        for clothed, least, most in ((0.0, 3, 3), (0.2, 6, 12), (1.0, 30, 48)):
            weights, _ = importance(close, 32, figure=3.0, clothed=clothed)
            self.assertTrue(least <= weights[-1, 16] <= most, weights[-1, 16])
            self.assertEqual(7, weights[weights != weights[-1, 16]].max())

    def test_windows_show_their_own_part_mostly_the_face(self):
        portraits = [portrait_at(1, i) for i in range(4)]
        places = np.stack(np.mgrid[:32, :32], -1)  # a cell's latents are its row, its column, and nothing
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"PALIMPSEST_TRAINING": folder}):
            np.save(runs.folder("latents-256") / "latents-00001.npy", np.repeat(np.concatenate([places, 0 * places], -1)[None], 4, 0).astype(np.float16))
            (runs.folder("renders") / "portraits-00001.jsonl").write_text("\n".join(json.dumps(portrait.to_dict()) for portrait in portraits))
            encoded = Encoded(256, {})
            encoded.refresh()
        windows, weights, captions = encoded.batch(np.random.default_rng(1), 400, 0.1, 16)
        self.assertEqual(((400, 16, 16, 4), (400, 16, 16, 1), 400), (tuple(windows.shape), tuple(weights.shape), len(captions)))
        mirrored = windows[:, 0, 0, 1] > windows[:, 0, -1, 1]
        self.assertTrue(150 < int(mirrored.sum()) < 250)
        around, begun = 0, set()
        for window, weight, flipped in zip(windows, weights, mirrored):
            rows, columns = window[:, 0, 0], window[0, :, 1].flip(0) if flipped else window[0, :, 1]
            self.assertTrue(torch.equal(torch.arange(16) + rows[0], rows) and torch.equal(torch.arange(16) + columns[0], columns))
            around += int((weight >= 5).sum()) > 60
            begun |= {("row", int(rows[0])), ("column", int(columns[0]))}
        self.assertGreater(around, 400 * (1 - ELSEWHERE) * 0.9)
        self.assertTrue(begun >= {("row", 0), ("row", 16), ("column", 0), ("column", 16)}, "others lie anywhere, up to the edges")
        whole, _, _ = encoded.batch(np.random.default_rng(1), 3, 0.1, 32)
        self.assertEqual((3, 32, 32, 4), tuple(whole.shape))


if __name__ == "__main__":
    unittest.main()
