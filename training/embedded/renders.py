"""The rendered pictures on disk: images-NNNNN.npy, uint8 [1000,256,256,3], and portraits-NNNNN.jsonl beside them, appearing one by one."""
import json
import re

import numpy as np

from . import runs

HELD_OUT = 200  # the first pictures of file 0 are never trained on


class Renders:
    def __init__(self, folder=None):
        self.folder = folder or runs.folder("renders")
        self.files = {}

    def refresh(self):
        """Takes up files that have appeared since; returns their numbers."""
        new = []
        for path in sorted(self.folder.glob("images-*.npy")):
            number = int(re.fullmatch(r"images-(\d+)\.npy", path.name)[1])
            if number not in self.files:
                self.files[number] = np.load(path, mmap_mode="r")
                new.append(number)
        return new

    def training_items(self):
        """(file, index) of every picture that may be trained on."""
        return [(n, i) for n in sorted(self.files) for i in range(len(self.files[n])) if n > 0 or i >= HELD_OUT]

    def held_out(self, count=HELD_OUT):
        return self.files[0][:min(count, HELD_OUT)]

    def lines(self, number):
        """The descriptions of a file's pictures, one dictionary each."""
        with open(self.folder / f"portraits-{number:05d}.jsonl", encoding="utf-8") as file:
            return [json.loads(line) for line in file]


def halved(pictures):
    """Area reduction of [...,H,W,3] to half the size, float32."""
    p = np.asarray(pictures, np.float32)
    *lead, h, w, c = p.shape
    return p.reshape(*lead, h // 2, 2, w // 2, 2, c).mean((-4, -2))
