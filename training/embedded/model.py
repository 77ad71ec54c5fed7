"""Text encoder and UNet together, with SD 1.x's noise schedule; and where their checkpoints lie."""
import torch
from torch import nn

from .text import WIDTH, TextEncoder, Vocabulary
from .tokenizer import chunk
from .unet import UNet


def alphas_cumulative():
    """Share of the signal's variance at each of 1000 timesteps: betas scaled linearly from 0.00085 to 0.012 (v1-inference.yaml)."""
    betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0).float()


class Model(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.vocabulary = vocabulary
        self.text, self.unet = TextEncoder(len(vocabulary)), UNet(WIDTH)

    def rows(self, captions):
        """Captions to rows [N,77] of the text encoder's table."""
        return torch.tensor([self.vocabulary.rows(chunk(caption)) for caption in captions])


def load_averaged(path, dtype=torch.float32):
    """The model with the averaged weights of a training checkpoint, its step, and the pictures seen by size."""
    state = torch.load(path, map_location="cpu")
    model = Model(Vocabulary(state["tokens"]))
    model.load_state_dict({name: part["average"] for name, part in state["weights"].items()} | {f"text.{name}": part for name, part in state["text"].items()})
    model = model.to(dtype).eval().requires_grad_(False)
    return model, state["step"], state["seen"]
