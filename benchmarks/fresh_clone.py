"""Measure the time from a fresh clone to the board, by the README's own first command."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Clone, run ``make board`` and print the seconds."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), f"{folder}/facta"], check=True)  # noqa: S607
        command = ["make", f"PYTHON={sys.executable}", "board"]
        done = subprocess.run(command, cwd=f"{folder}/facta", check=True, capture_output=True, text=True)
        wall = time.perf_counter() - start
    print(f"fresh clone to board          {wall:6.1f} s   goal 60 s, with the packages in pip's cache")
    print(f"  lines on the board          {len(done.stdout.splitlines()):6}")


if __name__ == "__main__":
    main()
