"""GDELT's bucket: lists, files of fifteen minutes and of days, and what goes wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from world.base import Asked, Publisher, Told
from world.days import File, zipped

if TYPE_CHECKING:
    from collections.abc import Iterable

HOST: Final = "storage.googleapis.com"
BUCKET: Final = "/data.gdeltproject.org"
_NO_KEY: Final = (
    b"<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code><Message>The specified key does "
    b"not exist.</Message></Error>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong, by the path of a file, ``/gdeltv2/20250101000000.export.CSV.zip``.

    ``missing`` are listed and not there; ``unlisted`` there and not listed; ``altered`` have other
    bytes than listed, ``cut`` fewer; ``busy`` answer 503 so many times; ``slow`` bring so many bytes
    a second; ``revised`` stand in the list a second time, with what they are now. ``lines`` are
    put into the lists as they are. ``lists`` says whether there are any.
    """

    missing: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    altered: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    busy: dict[str, int] = field(default_factory=dict)
    slow: dict[str, int] = field(default_factory=dict)
    revised: dict[str, File] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    lists: bool = True


def gdelt(files: Iterable[File], faults: Faults | None = None) -> Publisher:
    """Return the bucket with some files; lists have them in the order in which they come."""
    wrong = faults or Faults()
    every = {file.path: file for file in files}
    served = _lists(every, wrong) | {
        path: file.body for path, file in (every | wrong.revised).items() if path not in wrong.missing
    }
    left = dict(wrong.busy)

    def answer(asked: Asked) -> Told:
        path = asked.path.removeprefix(BUCKET)
        if path not in served or not asked.path.startswith(BUCKET):
            return Told(status=404, body=_NO_KEY, headers={"Content-Type": "application/xml"})
        if left.get(path, 0):
            left[path] -= 1
            return Told(status=503, body=b"Service Unavailable")
        body = served[path]
        told = Told(
            body=body, headers={"Content-Type": "text/plain" if path.endswith("t") else "application/zip"}
        )
        if path in wrong.altered:
            told = replace(told, body=body[:-1] + bytes([body[-1] ^ 1]))
        if path in wrong.cut:
            told = replace(told, cut_at=len(body) // 2)
        return replace(told, bytes_a_second=wrong.slow.get(path))

    return answer


def _lists(files: dict[str, File], wrong: Faults) -> dict[str, bytes]:
    if not wrong.lists:
        return {}
    listed = [file for path, file in files.items() if path not in wrong.unlisted]
    listed += list(wrong.revised.values())
    slots = [file for file in listed if file.path.startswith("/gdeltv2/")]
    english = [file.line for file in slots if ".translation." not in file.path]
    translated = [file.line for file in slots if ".translation." in file.path]
    sums = "".join(
        f"{file.line.split()[1]}  {file.path.rsplit('/', 1)[-1]}\n"
        for file in listed
        if file.path.startswith("/events/")
    )
    return {
        "/gdeltv2/masterfilelist.txt": "".join([*english, *wrong.lines]).encode(),
        "/gdeltv2/lastupdate.txt": "".join(english[-3:]).encode(),
        "/gdeltv2/masterfilelist-translation.txt": "".join([*translated, *wrong.lines]).encode(),
        "/gdeltv2/lastupdate-translation.txt": "".join(translated[-3:]).encode(),
        "/events/md5sums": sums.encode(),
    }


def adversarial(name: str, sound: list[str]) -> File:
    """Return a file of a thousand rows, each oddity at a known place, made from a thousand sound ones.

    A quote at the start of a field and within others, a byte of Latin-1, a row of 60 columns and one
    of 62, line ends of Windows, the texts NULL and NA, a row without a day, an address that is none.
    """
    cells = [row.split("\t") for row in sound[:1000]]
    cells[10][6] = '"UNBALANCED'
    for row in range(100, 200):
        cells[row][6] = 'THE "QUOTED" ACTOR'
    cells[20][6] = "KAB\udce9"
    del cells[30][40]
    cells[40].append("SURPLUS")
    cells[50][-1] += "\r"
    cells[60][6], cells[61][6] = "NULL", "NA"
    cells[70][1] = "UNDATED"
    cells[80][-1] = "javascript:alert(1)"
    cells[90][56] = cells[90][57] = "0"
    body = "".join("\t".join(row) + "\n" for row in cells).encode("utf-8", "surrogateescape")
    return File(f"/gdeltv2/{name}.zip", zipped(name, body))
