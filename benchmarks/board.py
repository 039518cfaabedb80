"""Measure the board: the second run of the flagship case, its memory, and ``facta --help``.

Prints each figure beside its goal. The floor of a run is the interpreter with the libraries that
it imports, measured in the same run.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
LIBRARIES = "import numpy, polars, duckdb, scipy.special, pydantic, narwhals, rich, jinja2, click"


def timed(command: list[str], folder: str) -> float:
    """Return the wall seconds of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def median(command: list[str], folder: str) -> float:
    """Return the median wall seconds of several runs."""
    return statistics.median(timed(command, folder) for _ in range(RUNS))


def main() -> None:
    """Print the figures."""
    run = [sys.executable, "-m", "facta.cli", "run", "russia-taliban"]
    with tempfile.TemporaryDirectory() as folder:
        first = timed(run, folder)
        second = median(run, folder)
        shown = median([sys.executable, "-m", "facta.cli", "--help"], folder)
        floor = median([sys.executable, "-c", LIBRARIES], folder)
        size = Path(folder, "brief.html").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"facta run, first run          {first:6.2f} s")
    print(f"facta run, second run         {second:6.2f} s   goal 1.50 s; libraries alone {floor:.2f} s")
    print(f"  ratio to its libraries      {second / floor:6.2f}")
    print(f"  peak memory                 {peak:6.0f} MB  goal 250 MB")
    print(f"  brief.html                  {size / 1e6:6.2f} MB")
    print(f"facta --help                  {shown:6.2f} s   goal 0.15 s")
    print(f"median of {RUNS} runs, {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
