"""The noise of changed pictures: python -m unittest embedded.test_train."""
import unittest

import numpy as np
import torch
from portraits import portrait_at

from .model import alphas_cumulative
from .train import EDITED, departed, importance, loss_of


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
        weights = importance(portrait_at(2, 5), 32, figure=3.0)
        self.assertEqual([1, 3, 5, 7], sorted({int(w) for w in weights.flatten()}))
        self.assertEqual(1, weights[0, 0])
        self.assertEqual(3, weights[-1, 16])


if __name__ == "__main__":
    unittest.main()
