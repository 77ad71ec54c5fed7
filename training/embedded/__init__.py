"""The embedded model: a small Stable Diffusion 1.x checkpoint, trained on rendered portraits."""
