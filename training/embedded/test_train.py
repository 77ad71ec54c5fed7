"""The noise of changed pictures: python -m unittest embedded.test_train."""
import unittest

import numpy as np
import torch
from portraits import portrait_at

from .model import alphas_cumulative
from .train import EDITED, departed, importance


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

    def test_faces_count_most_and_backgrounds_least(self):
        weights = importance(portrait_at(2, 5), 32, figure=3.0)
        self.assertEqual([1, 3, 5, 7], sorted({int(w) for w in weights.flatten()}))
        self.assertEqual(1, weights[0, 0])
        self.assertEqual(3, weights[-1, 16])


if __name__ == "__main__":
    unittest.main()
