"""Muon's updates: python -m unittest embedded.test_optimiser."""
import math
import unittest

import torch

from . import kernels
from .optimiser import Weights, orthogonalised


class OptimiserTests(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)

    def test_singular_values_become_alike(self):
        for rows, columns in ((64, 576), (192, 64), (128, 640)):
            for dtype in (torch.float32, torch.bfloat16):
                with self.subTest(rows=rows, columns=columns, dtype=dtype):
                    gradient = torch.randn(rows, 8) @ torch.randn(8, columns) + 0.1 * torch.randn(rows, columns)
                    update = orthogonalised(gradient, dtype)
                    values = torch.linalg.svdvals(update) / (0.2 * math.sqrt(max(rows, columns)))
                    self.assertGreater(float(values.min()), 0.1)
                    self.assertLess(float(values.max()), 1.3)
                    self.assertGreater(float((update * gradient).sum()), 0, "it descends")

    def test_matrices_turn_and_vectors_follow_adam(self):
        """Both reach the target of a quadratic; neither writes into what the other updates."""
        module = torch.nn.ModuleDict({"wide": torch.nn.Linear(96, 64), "narrow": torch.nn.Linear(64, 3)})
        target = [torch.randn_like(p) for p in module.parameters()]
        weights = Weights(module, dtype=kernels.ELEMENT if kernels.available() else torch.float32, muon=True)
        self.assertEqual([(64, 96)], [(rows, columns) for _, rows, columns in weights.matrices])
        weights.attach(0)

        def distance():
            return [float((p.float() - t).square().mean()) for p, t in zip(module.parameters(), target)]

        first = distance()
        for step in range(1, 401):
            sum((p.float() - t).square().mean() for p, t in zip(module.parameters(), target)).backward()
            weights.step(0, lambda: None, step, 0.05 * (1 - step / 401), decay=0.0)
        for before, after in zip(first, distance()):
            self.assertLess(after, before / 50)


if __name__ == "__main__":
    unittest.main()
