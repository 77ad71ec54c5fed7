"""
The text encoder: CLIP-L's form (Radford et al. 2021; pre-norm, causal, quick GELU), small. Trained on the few thousand tokens that
captions use; every other token shares one vector, so that unknown words are as good as silence. The export writes the full table.
"""
import torch
import torch.nn.functional as F
from torch import nn

from . import kernels
from .layers import LayerNorm, Linear
from .tokenizer import POSITIONS

WIDTH, INNER, LAYERS = 128, 512, 3


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x):
        return self.out_proj(kernels.attention(self.q_proj(x), self.k_proj(x), self.v_proj(x), WIDTH // 64, causal=True))


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = Linear(WIDTH, INNER), Linear(INNER, WIDTH)

    def forward(self, x):
        return self.fc2(kernels.quick_gelu(self.fc1(x)))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer_norm1, self.self_attn = LayerNorm(WIDTH), Attention()
        self.layer_norm2, self.mlp = LayerNorm(WIDTH), Perceptron()

    def forward(self, x):
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class Embeddings(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.token_embedding, self.position_embedding = nn.Module(), nn.Module()
        self.token_embedding.weight = nn.Parameter(torch.randn(rows, WIDTH) * 0.3)
        self.position_embedding.weight = nn.Parameter(torch.randn(POSITIONS, WIDTH) * 0.03)

    def forward(self, rows):
        return F.embedding(rows, self.token_embedding.weight) + self.position_embedding.weight[:rows.shape[1]]


class TextEncoder(nn.Module):
    """Rows [N,T] of the compact table (see Vocabulary), T at most 77, to vectors [N,T,WIDTH]."""

    def __init__(self, rows):
        super().__init__()
        self.embeddings = Embeddings(rows)
        self.encoder = nn.Module()
        self.encoder.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.final_layer_norm = LayerNorm(WIDTH)

    def forward(self, rows):
        # In float32 whatever the weights are: its sharp attention makes bfloat16's slopes half noise (measured), and it is small.
        x = self.embeddings(rows).float()
        for layer in self.encoder.layers:
            x = layer(x)
        return self.final_layer_norm(x).to(self.final_layer_norm.weight.dtype)


class Vocabulary:
    """The tokens that have a row of their own; row 0 is every other token's."""

    def __init__(self, tokens):
        self.tokens = sorted(tokens)
        self.row = {token: i + 1 for i, token in enumerate(self.tokens)}

    def __len__(self):
        return len(self.tokens) + 1

    def rows(self, tokens):
        return [self.row.get(token, 0) for token in tokens]
