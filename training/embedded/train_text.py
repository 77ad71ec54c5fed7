"""
Trains the text encoder alone, before there is a UNet: python -m embedded.train_text [--steps N]. Writes text/latest.pt.

From the vectors of a caption, one attention query for each attribute must tell its value (or, where the caption is silent, how likely each value
is). That is how the UNet will read them, and it learns the words in minutes; learnt through the UNet's loss they took most of its training.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F
from portraits import ATTRIBUTES, caption, portrait_at, visible
from torch import nn

from . import runs
from .text import WIDTH, TextEncoder, Vocabulary
from .tokenizer import END, START, chunk, encode
from .words import with_nonsense


class Reader(nn.Module):
    """A query for each attribute looks at all vectors and tells a value."""

    def __init__(self):
        super().__init__()
        self.queries = nn.Parameter(torch.randn(len(ATTRIBUTES), 1, WIDTH) * 0.1)
        self.attention = nn.MultiheadAttention(WIDTH, 2, batch_first=False)
        self.heads = nn.ModuleList(nn.Linear(WIDTH, len(values)) for values in ATTRIBUTES.values())

    def forward(self, states):
        read, _ = self.attention(self.queries.expand(-1, states.shape[0], -1), *[states.transpose(0, 1)] * 2, need_weights=False)
        return [head(part) for head, part in zip(self.heads, read)]


def collect_tokens(count=30000):
    """The tokens that captions use, with start and end."""
    rng, tokens = np.random.default_rng(0), {START, END}
    for i in range(count):
        tokens.update(encode(caption(portrait_at(1, i), rng)))
    return tokens


def batch(rng, count, vocabulary):
    """Rows of captions [count,T] as long as the longest needs, and the attributes' labels [count,15], -1 where a picture would not show one."""
    rows, labels, longest = [], [], 0
    for _ in range(count):
        portrait = portrait_at(1, int(rng.integers(1 << 20)))
        text = caption(portrait, rng)
        tokens = chunk(with_nonsense(rng, text) if rng.random() < 0.1 else text)
        # Now and then the padding is kept, so that all positions are trained.
        longest = max(longest, 77 if rng.random() < 0.001 else tokens.index(END) + 1)
        rows.append(vocabulary.rows(tokens))
        seen = visible(portrait)
        labels.append([values.index(getattr(portrait, name)) if name in seen else -1 for name, values in ATTRIBUTES.items()])
    return torch.tensor(rows)[:, :longest], torch.tensor(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    vocabulary = Vocabulary(collect_tokens())
    text, reader = TextEncoder(len(vocabulary)), Reader()
    parameters = [*text.parameters(), *reader.parameters()]
    adam = torch.optim.AdamW(parameters, options.rate, betas=(0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, options.rate, total_steps=options.steps, pct_start=0.1)
    print(f"{len(vocabulary)} tokens", flush=True)
    began, total = time.time(), 0.0
    for step in range(1, options.steps + 1):
        rows, labels = batch(np.random.default_rng((2, step)), options.batch, vocabulary)
        read = reader(text(rows))
        loss = sum(F.cross_entropy(part, labels[:, i], ignore_index=-1) for i, part in enumerate(read)) / len(read)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()
        schedule.step()
        total += loss.item()
        if step % 100 == 0:
            print(f"step {step}  loss {total / 100:.4f}  {options.batch * 100 / (time.time() - began):.0f} captions/s", flush=True)
            began, total = time.time(), 0.0
    runs.save({"text": text.state_dict(), "tokens": vocabulary.tokens, "step": options.steps}, runs.folder("text") / "latest.pt")


if __name__ == "__main__":
    main()
