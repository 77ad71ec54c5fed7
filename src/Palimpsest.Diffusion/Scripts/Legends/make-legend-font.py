#!/usr/bin/env python3
# Makes legend-font.bin.gz from Roboto Regular as Debian's package fonts-roboto-unhinted installs it (Apache License 2.0).
# Needs python3-pil and python3-fonttools. Layout: docs/dependencies.md.
import gzip, struct, sys
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont
FONT = "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf"
# Latin-1, then what the font has of Latin Extended-A, Greek and Cyrillic.
KNOWN = TTFont(FONT).getBestCmap()
CHARS = [chr(c) for c in range(32, 127)] + [chr(c) for c in range(160, 256)] + [chr(c) for c in range(0x100, 0x530) if (c < 0x180 or c >= 0x370) and c in KNOWN]
MAX, BIG = 64, 48
out = bytearray(struct.pack("<HHH", len(CHARS), MAX, BIG))
em = ImageFont.truetype(FONT, 2048)
for ch in CHARS:
    out += struct.pack("<HH", ord(ch), round(em.getlength(ch)))
for size in range(1, MAX + 1):
    f = ImageFont.truetype(FONT, size)
    for ch in CHARS:
        l, t, r, b = f.getbbox(ch)
        out += struct.pack("<bbBB", l, t, max(r, 0), max(b, 0))
f = ImageFont.truetype(FONT, BIG)
for ch in CHARS:
    l, t, r, b = f.getbbox(ch)
    w, h = max(r - l, 0), max(b - t, 0)
    im = Image.new("L", (max(w, 1), max(h, 1)), 0)
    ImageDraw.Draw(im).text((-l, -t), ch, font=f, fill=255)
    out += struct.pack("<BB", w, h) + (im.tobytes() if w and h else b"")
with open(sys.argv[1], "wb") as o:
    o.write(gzip.compress(bytes(out), 9, mtime=0))
