"""Made-up words for captions: what is unknown shall change nothing."""

_SYLLABLES = ["ba", "ko", "ri", "zen", "tul", "mar", "ox", "vi", "pla", "quo", "shi", "dro", "gel", "nu", "fe"]


def with_nonsense(rng, text):
    """The text with a made-up word somewhere."""
    words = text.split(" ")
    words.insert(int(rng.integers(len(words) + 1)), "".join(rng.choice(_SYLLABLES, rng.integers(2, 5))) + ("," if rng.random() < 0.5 else ""))
    return " ".join(words)
