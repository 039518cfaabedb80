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
    """Print seconds with and without the analyses, and the share of records known by an assumed day."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_case("russia-taliban", store=Path(folder) / "store", now=datetime.now(UTC))
        bare = opened.case.model_copy(update={"analyses": {}})
        for case, goal in ((bare, "   goal 30 s"), (opened.case, "")):
            start, cpu = time.perf_counter(), time.process_time()
            for week in range(WEEKS):
                last = assess(case, opened.records, FIRST + timedelta(weeks=week))
            wall, spent = time.perf_counter() - start, time.process_time() - cpu
            what = f"{len(last.standings)} indicators and {len(last.results)} analyses"
            print(f"{WEEKS} weekly assessments of {what}: {wall:.1f} s{goal}")
            print(f"  processor {spent:.1f} s, {1000 * wall / WEEKS:.0f} ms each")
    assumed = 100 * last.inputs.assumed / last.inputs.records
    print(f"  {assumed:.0f} % of the records known on {last.as_of} rest on an assumed day")


if __name__ == "__main__":
    main()
