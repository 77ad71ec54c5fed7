"""Where the latents' scale is put: python -m unittest embedded.test_vae."""
import unittest

import torch

from .resume import unfolded
from .vae import DEVIATION, SCALE_FACTOR, Vae


class VaeTests(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)
        self.vae = Vae()
        for part in (self.vae.quant_conv, self.vae.post_quant_conv):
            torch.nn.init.normal_(part.weight)
            torch.nn.init.normal_(part.bias)
        self.pictures = torch.rand(2, 32, 32, 3) * 2 - 1

    def latents(self):
        with torch.no_grad():
            return self.vae.encode(self.pictures)

    def decoded(self):
        with torch.no_grad():
            return self.vae.decode(self.latents()[0])

    def test_folding_gives_latents_their_scale_and_changes_no_picture(self):
        means, log_variances = self.latents()
        before, flat = self.decoded(), means.flatten(0, 2)
        self.vae.fold(flat.mean(0), flat.std(0))
        folded, folded_log_variances = self.latents()
        scaled = folded.flatten(0, 2) * SCALE_FACTOR
        torch.testing.assert_close(torch.full((4,), DEVIATION), scaled.std(0))
        torch.testing.assert_close(torch.zeros(4), scaled.mean(0), atol=1e-5, rtol=0)
        grown = folded.flatten(0, 2).std(0) / flat.std(0)
        torch.testing.assert_close(log_variances + 2 * grown.log(), folded_log_variances)
        torch.testing.assert_close(before, self.decoded(), atol=1e-4, rtol=1e-4)

    def test_a_shipped_autoencoder_trains_on_with_latents_of_variance_one(self):
        means, _ = self.latents()
        self.vae.fold(means.flatten(0, 2).mean(0), means.flatten(0, 2).std(0))
        before = self.decoded()
        self.vae.load_state_dict(unfolded(self.vae.state_dict()))
        torch.testing.assert_close(torch.ones(4), self.latents()[0].flatten(0, 2).std(0))
        torch.testing.assert_close(before, self.decoded(), atol=1e-4, rtol=1e-4)


if __name__ == "__main__":
    unittest.main()
