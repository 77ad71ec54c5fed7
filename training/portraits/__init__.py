"""Cartoon portraits drawn by a program, with exact captions, labels and masks."""

from .attributes import ATTRIBUTES, Portrait, labels, portrait_at, sample, visible
from .captions import caption
from .drawing import masks, render

__all__ = ["ATTRIBUTES", "Portrait", "caption", "labels", "masks", "portrait_at", "render", "sample", "visible"]
