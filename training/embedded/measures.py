"""How like two pictures are."""
import torch
import torch.nn.functional as F


def structural_similarity(a, b, window=7, span=2.0):
    """SSIM (Wang et al. 2004, uniform window) of [N,H,W,C] float32 pictures with values over so wide a span: a mean a picture."""
    a, b = a.movedim(-1, 1), b.movedim(-1, 1)
    c1, c2 = (0.01 * span) ** 2, (0.03 * span) ** 2

    def blur(x):
        return F.avg_pool2d(x, window, 1)

    ma, mb = blur(a), blur(b)
    va, vb, covariance = blur(a * a) - ma * ma, blur(b * b) - mb * mb, blur(a * b) - ma * mb
    s = (2 * ma * mb + c1) * (2 * covariance + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    return s.flatten(1).mean(1)


def peak_ratio(a, b, span=2.0):
    """PSNR in dB, one a picture."""
    return 10 * torch.log10(span ** 2 / (a - b).square().flatten(1).mean(1).clamp_min(1e-10))
