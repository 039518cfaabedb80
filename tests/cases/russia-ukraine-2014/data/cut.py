"""Cut events-2014.zip from a copy of ICEWS 2014 as quadruples.

    python cut.py FOLDER

FOLDER holds train.txt, valid.txt and test.txt (subject, relation, object, hours since 2014-01-01)
and the names of their numbers in entity2id.txt and relation2id.txt. One row is written per event.
Whoever is neither Russian nor Ukrainian, and every person but the holders of six offices, becomes
``Others``: the case counts them, and needs no names for that.
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

OFFICES = {
    "Sergey_Viktorovich_Lavrov",
    "Dmitry_Anatolyevich_Medvedev",
    "Arseniy_Yatsenyuk",
    "Pavlo_Klimkin",
}
ORGANS = {
    "Russian_Navy",
    "Security_Council_of_the_Russian_Federation",
    "Security_Service_of_Ukraine",
    "Ukrainian_National_Guard",
    "Verkhovna_Rada",
}
FIRST = date(2014, 1, 1)
HERE = Path(__file__).parent


def names(file: Path) -> dict[str, str]:
    """Return names by number."""
    rows = csv.reader(file.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {number: name for name, number in rows}


def side(name: str) -> str:
    """Return a name that the case tells apart, or Others."""
    theirs = name.endswith(("_(Russia)", "_(Ukraine)")) or name in OFFICES | ORGANS
    return name if theirs else "Others"


def main(folder: Path) -> None:
    """Write the archive."""
    actors, relations = names(folder / "entity2id.txt"), names(folder / "relation2id.txt")
    found = []
    for part in ("train", "valid", "test"):
        for line in (folder / f"{part}.txt").read_text(encoding="utf-8").splitlines():
            subject, relation, object_, hours, _ = line.split("\t")
            day = FIRST + timedelta(hours=int(hours))
            found.append((day.isoformat(), side(actors[subject]), relations[relation], side(actors[object_])))
    text = io.StringIO()
    table = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
    table.writerow(("day", "subject", "relation", "object"))
    table.writerows(sorted(found))
    entry = zipfile.ZipInfo("events-2014.tsv", date_time=(2014, 12, 31, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(HERE / "events-2014.zip", "w") as archive:
        archive.writestr(entry, text.getvalue(), compresslevel=9)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
