"""Measure 600 weekly assessments of the flagship case, 2015 to 2026, each as known on its day."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from facta.api import open_case
from facta.assessment import assess

WEEKS = 600
FIRST = date(2015, 1, 5)


def main() -> None:
    """Print seconds, assessments a second and the share of records known by an assumed day."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_case("russia-taliban", store=Path(folder) / "store", now=datetime.now(UTC))
        start, cpu = time.perf_counter(), time.process_time()
        last = None
        for week in range(WEEKS):
            last = assess(opened.case, opened.records, FIRST + timedelta(weeks=week))
        wall, spent = time.perf_counter() - start, time.process_time() - cpu
    assert last is not None
    assumed = 100 * last.inputs.assumed / last.inputs.records
    print(f"{WEEKS} weekly assessments of {len(last.standings)} indicators: {wall:.1f} s   goal 30 s")
    print(f"  processor {spent:.1f} s, {1000 * wall / WEEKS:.0f} ms each")
    print(f"  {assumed:.0f} % of the records known on {last.as_of} rest on an assumed day")


if __name__ == "__main__":
    main()
