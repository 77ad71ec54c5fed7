"""Makes pictures with the built product: its own engine, one opened model, a line per picture."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

RUNNER = Path(__file__).parent / "runner"
SIDE = 128


def build() -> Path:
    """The runner, built where it is missing or older than its sources."""
    program = RUNNER / "bin" / "Release" / "net10.0" / "palimpsest-evaluation.dll"
    sources = [p for folder in (RUNNER, RUNNER.parents[2] / "src") for p in folder.rglob("*.cs") if "obj" not in p.parts]
    if not is_current(program, sources):
        subprocess.run(["dotnet", "build", str(RUNNER), "-c", "Release", "--nologo", "-v", "quiet"], check=True,
                       stdout=sys.stderr)
        program.touch()
    return program


def is_current(made: Path, sources: list[Path]) -> bool:
    """Whether the file is there and no older than what it is made of."""
    return made.exists() and made.stat().st_mtime >= max(source.stat().st_mtime for source in sources)


def make(model: Path, jobs: list[dict]) -> np.ndarray:
    """The jobs' pictures, uint8 [n, side, side, 3]. Pictures already on disk and no older than the model are not made again."""
    missing = [job for job in jobs if not is_current(Path(job["output"]), [model])]
    if missing:
        run = subprocess.Popen(["dotnet", str(build()), str(model)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
        for i, job in enumerate(missing):
            Path(job["output"]).parent.mkdir(parents=True, exist_ok=True)
            run.stdin.write(json.dumps(job) + "\n")
            run.stdin.flush()
            if not run.stdout.readline():
                raise SystemExit(f"The program ended before {job['output']} was made; its message is above.")
            if (i + 1) % 16 == 0:
                print(f"  {i + 1} of {len(missing)} pictures", file=sys.stderr, flush=True)
        run.stdin.close()
        run.wait()
    return np.stack([np.asarray(Image.open(job["output"]).convert("RGB")) for job in jobs])


def grid(pictures: np.ndarray, columns: int, path: Path) -> None:
    """Pictures side by side, row after row."""
    n, h, w, _ = pictures.shape
    rows = -(-n // columns)
    sheet = np.full((rows * h, columns * w, 3), 255, np.uint8)
    for i, picture in enumerate(pictures):
        y, x = i // columns * h, i % columns * w
        sheet[y:y + h, x:x + w] = picture
    Image.fromarray(sheet).save(path, optimize=True)
