"""Where training keeps what it makes: renders, latents, checkpoints, sample grids. Never inside the repository."""
import os
from pathlib import Path

REPOSITORY = Path(os.environ.get("PALIMPSEST_REPOSITORY", Path(__file__).resolve().parents[2]))


def folder(*parts):
    """A folder below PALIMPSEST_TRAINING (default ~/.cache/palimpsest-training), made if absent."""
    root = Path(os.environ.get("PALIMPSEST_TRAINING", Path.home() / ".cache" / "palimpsest-training"))
    path = root.joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def save(state, path):
    """Writes beside, then renames, so that a checkpoint is whole or absent."""
    import torch
    beside = path.with_suffix(".part")
    torch.save(state, beside)
    os.replace(beside, path)
