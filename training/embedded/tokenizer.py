"""CLIP's tokenizer on the merges that the product carries, for the plain words of captions."""
import functools
import gzip
import re

from . import runs

START, END, POSITIONS = 49406, 49407, 77
_WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_+")


@functools.lru_cache(1)
def _tables():
    """The 256 byte symbols, the same at a word's end, then one symbol a merge: ids are positions in that list."""
    printable = list(range(33, 127)) + list(range(0xA1, 0xAD)) + list(range(0xAE, 0x100))
    others = [b for b in range(256) if b not in printable]
    names = {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(others)}
    order = [names[b] for b in printable + others]
    ids = {s: i for i, s in enumerate(order)} | {s + "</w>": 256 + i for i, s in enumerate(order)}
    ranks = {}
    path = runs.REPOSITORY / "src/Palimpsest.Diffusion/Prompts/clip_merges.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            left, right = line.split()
            ranks[left, right] = len(ids)
            ids[left + right] = len(ids)
    return names, ids, ranks


@functools.lru_cache(65536)
def _word(word):
    names, ids, ranks = _tables()
    parts = [names[b] for b in word.encode()]
    parts[-1] += "</w>"
    while len(parts) > 1:
        rank, i = min((ranks.get(pair, 1 << 30), i) for i, pair in enumerate(zip(parts, parts[1:])))
        if rank == 1 << 30:
            break
        parts[i:i + 2] = [parts[i] + parts[i + 1]]
    return tuple(ids[p] for p in parts)


def encode(text):
    """The ids of a text's words, without start and end."""
    return [token for word in _WORD.findall(text.lower()) for token in _word(word)]


def chunk(text):
    """77 ids: start, the words (75 at most), then end tokens."""
    tokens = encode(text)[:POSITIONS - 2]
    return [START, *tokens] + [END] * (POSITIONS - 1 - len(tokens))
