"""
The compiled kernels against plain torch, forwards and backwards: python -m unittest embedded.test_kernels.
Where the processor has none, both sides are plain torch and the tests are skipped.
"""
import unittest

import torch
import torch.nn.functional as F

from . import kernels

# Of the largest value: float32 sums in another order; bfloat16 rounds every result to eight bits.
TOLERANCE = 1e-5 if kernels.ELEMENT == torch.float32 else 2e-2


def values(*shape):
    return torch.randn(*shape, dtype=torch.float32).to(kernels.ELEMENT).requires_grad_()


@unittest.skipUnless(kernels.available(), "this processor has no compiled kernels")
class KernelTests(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)

    def same(self, compiled, plain, *inputs):
        """Results and slopes of both functions agree; the plain one computes in float32."""
        y = compiled(*inputs)
        slope = torch.randn_like(y)
        y.backward(slope)
        copies = [x.detach().float().requires_grad_() for x in inputs]
        expected = plain(*copies)
        expected.backward(slope.float())
        for name, a, b in [("result", y, expected), *((f"slope {i}", x.grad, c.grad) for i, (x, c) in enumerate(zip(inputs, copies)))]:
            self.assertLess(float((a.float() - b).abs().max() / b.abs().max()), TOLERANCE, name)

    def test_convolution(self):
        def plain(x, weight, bias):
            return F.conv2d(x.permute(0, 3, 1, 2), weight, bias, padding=1).permute(0, 2, 3, 1)

        for n, h, w, inputs, outputs in ((3, 16, 16, 64, 192), (8, 32, 32, 128, 96), (2, 5, 7, 64, 256), (1, 4, 4, 192, 192)):
            with self.subTest(n=n, h=h, w=w, inputs=inputs, outputs=outputs):
                self.same(kernels.convolution, plain, values(n, h, w, inputs), values(outputs, inputs, 3, 3), values(outputs))

    def test_linear(self):
        self.same(kernels.linear, F.linear, values(5, 77, 128), values(64, 128), values(64))
        self.same(kernels.linear, F.linear, values(3, 33, 64), values(96, 64))

    def test_group_norm(self):
        def compiled(x, gamma, beta, shift):
            return kernels.group_norm(x, gamma, beta, 32, 1e-5, True, shift)

        def plain(x, gamma, beta, shift):
            y = F.group_norm((x + shift[:, None, None]).permute(0, 3, 1, 2), 32, gamma, beta, 1e-5)
            return F.silu(y).permute(0, 2, 3, 1)

        self.same(compiled, plain, values(3, 8, 8, 64), values(64), values(64), values(3, 64))

    def test_layer_norm(self):
        self.same(kernels.layer_norm, lambda x, gamma, beta: F.layer_norm(x, (128,), gamma, beta), values(2, 77, 128), values(128), values(128))

    def test_attention(self):
        def plain(q, k, v):
            q, k, v = (x.view(2, -1, 2, 64).transpose(1, 2) for x in (q, k, v))
            return ((q @ k.transpose(2, 3) / 8).softmax(-1) @ v).transpose(1, 2).reshape(2, -1, 128)

        self.same(lambda q, k, v: kernels.attention(q, k, v, 2), plain, values(2, 64, 128), values(2, 77, 128), values(2, 77, 128))

    def test_gates(self):
        def plain(x):
            value, gate = x.chunk(2, -1)
            return value * F.gelu(gate)

        self.same(kernels.geglu, plain, values(9, 128))
        self.same(kernels.quick_gelu, lambda x: x * torch.sigmoid(1.702 * x), values(9, 64))


if __name__ == "__main__":
    unittest.main()
