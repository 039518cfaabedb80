"""From zips to typed rows: inflate, and parse a whole day in one go.

Days are parsed strictly first, as nearly all of them allow. Where that meets anything odd, the file
in which it is goes line by line, and each oddity is counted by name: nothing is lost in silence.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import polars as pl
from isal import igzip_lib, isal_zlib

from facta.errors import SourceError
from facta.sources.archives import members
from facta.sources.gdelt.columns import PRODUCTS, Product

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from facta.records import Snapshot

NAME: Final = re.compile(r"([0-9]{14}|[0-9]{8})\.((?:translation\.)?(?:export|mentions)\.CSV)")
# A file of fifteen minutes has about 1 MB, one of a day of GDELT 1.0 about 100 MB.
MOST_INFLATED: Final = 512 * 1024 * 1024
THREADS: Final = 2
# Small enough that one is parsed while the next are inflated, large enough for each to be parsed fast.
PIECES: Final = 8

_LOCAL: Final = struct.Struct("<4sHHHHHLLLHH")
_END: Final = struct.Struct("<4sHHHH")
_END_BYTES: Final = 22
_LOCKED, _SIZES_LATER = 1, 8
_STORED, _DEFLATED = 0, 8
_RAW: Final = -15
_DAY_DIGITS: Final = 8
_SHOWN: Final = 60
_NEEDED: Final = {"GLOBALEVENTID": "id", "SQLDATE": "day", "MentionTimeDate": "time"}
_ADDED: Final = "DATEADDED"


@dataclass(frozen=True, slots=True)
class File:
    """A file of rows: its product, its day or time as digits, and where its bytes lie, inflated.

    The files of a day lie end to end in a few large pieces, which is how they are parsed fastest.
    """

    product: Product
    stamp: str
    piece: bytes = field(repr=False)
    start: int
    end: int
    feeds: NDArray[np.intp] = field(repr=False)  # where its line feeds are, from its start

    @classmethod
    def of(cls, product: Product, stamp: str, body: bytes) -> Self:
        """Return a file that is a piece of its own."""
        return cls(product, stamp, body, 0, len(body), _feeds(body))

    def emptied(self) -> File:
        """Return the file without its bytes."""
        return replace(self, piece=b"", start=0, end=0, feeds=self.feeds[:0])

    @property
    def body(self) -> bytes:
        """Its bytes."""
        return self.piece[self.start : self.end]

    @property
    def whole(self) -> bool:
        """Whether it ends where a line does."""
        return self.start == self.end or self.piece.endswith(b"\n", self.start, self.end)

    @property
    def lines(self) -> int:
        """How many lines it has, with the last one also where it was cut."""
        return len(self.feeds) + (not self.whole)

    def only(self, lines: NDArray[np.intp]) -> bytes:
        """Return some of its lines alone."""
        starts = np.concatenate([[0], self.feeds + 1]) + self.start
        ends = np.append(self.feeds + 1 + self.start, self.end)
        return b"".join(self.piece[starts[line] : ends[line]] for line in lines)


def _feeds(body: bytes) -> NDArray[np.intp]:
    return np.flatnonzero(np.frombuffer(body, dtype=np.uint8) == ord("\n"))


@dataclass(frozen=True, slots=True)
class Rows:
    """The typed rows of a day, how many lines there were, and in words what is odd about which."""

    frame: pl.DataFrame
    lines: int
    odd: tuple[str, ...]
    unstamped: bool = False  # DATEADDED was blank and comes from the names of the files


def read_day(
    snapshots: Sequence[Snapshot], columns: Sequence[str] | None = None
) -> tuple[tuple[File, ...], Rows]:
    """Inflate and parse the files of one product and one day, in the order of their names.

    While one piece of the day is parsed, the next ones are inflated. With ``columns`` these alone are
    read; without, the files come back without their bytes, of which nothing more is wanted.

    Raises
    ------
    SourceError
        When one is no sound zip of one file with the name it ought to have, or they do not
        belong together.
    """
    product, groups = _groups(snapshots)
    types = product.columns if columns is None else _plain(product.columns)
    wanted = list(product.columns if columns is None else columns)
    files: list[File] = []
    frames: list[pl.DataFrame] = []
    with ThreadPoolExecutor(THREADS) as threads:
        for opened in threads.map(lambda group: _opened(product, group), groups):
            files += opened if columns is not None else [file.emptied() for file in opened]
            frame = _strict(_pieces(opened), types, wanted)
            if frame is not None and _sound(frame, opened):
                frames.append(frame)
    if len(frames) == len(groups):
        frame = pl.concat(frames)
        return tuple(files), Rows(frame, frame.height, ())
    every = [file for group in groups for file in _opened(product, group)] if columns is None else files
    return tuple(files), _forgiving(every, wanted, types)


def _groups(snapshots: Sequence[Snapshot]) -> tuple[Product, list[list[tuple[str, bytes]]]]:
    """Return the one product of some files, and their times and bytes in groups of neighbours."""
    named = sorted(((_named(snapshot), snapshot) for snapshot in snapshots), key=lambda pair: pair[0][1])
    products = sorted({product for (product, _), _ in named})
    days = sorted({stamp[:_DAY_DIGITS] for (_, stamp), _ in named})
    if len(products) != 1 or len(days) != 1:
        told = " and ".join(products if len(products) != 1 else days)
        raise SourceError(f"files of {told or 'no product'} in one unit; a unit is one day of one product")
    bodies = [(stamp, snapshot.body) for (_, stamp), snapshot in named]
    step = -(-len(bodies) // PIECES)
    return PRODUCTS[products[0]], [bodies[at : at + step] for at in range(0, len(bodies), step)]


def product_of(snapshots: Sequence[Snapshot]) -> Product:
    """Return the product that the names of files say they are of."""
    return _groups(snapshots)[0]


def _named(snapshot: Snapshot) -> tuple[str, str]:
    """Return the product of a file and its time, as its name says."""
    name = snapshot.url.rsplit("/", 1)[-1].removesuffix(".zip")
    match = NAME.fullmatch(name)
    if match is None:
        raise SourceError(
            f"{name[:_SHOWN]!r} is no file of GDELT; its name is like 20250703081500.export.CSV"
        )
    stamp, kind = match.groups()
    daily = len(stamp) == _DAY_DIGITS
    for product in PRODUCTS.values():
        if (product.kind, product.daily) == (kind, daily):
            return product.name, stamp
    raise SourceError(f"{name!r}: GDELT has no such file for a whole day")


def _opened(product: Product, zips: Sequence[tuple[str, bytes]]) -> list[File]:
    """Inflate some files into one piece."""
    bodies = [inflate(body, f"{stamp}.{product.kind}") for stamp, body in zips]
    return _end_to_end(product, [stamp for stamp, _ in zips], bodies)


def _end_to_end(product: Product, stamps: Sequence[str], bodies: Sequence[bytes]) -> list[File]:
    piece = b"".join(bodies)
    ends = list(accumulate(map(len, bodies)))
    places = zip(stamps, [0, *ends], ends, map(_feeds, bodies), strict=False)
    return [File(product, stamp, piece, start, end, feeds) for stamp, start, end, feeds in places]


def inflate(body: bytes, name: str, most: int = MOST_INFLATED) -> bytes:
    """Return the one file in a zip, which must have the name; bytes that are not zipped as they are.

    Sizes are taken from the local header. What comes out is at most what was announced, and that
    is at most ``most``.

    Raises
    ------
    SourceError
        When the archive is damaged, holds several files, one of another name, or too much.
    """
    if not body.startswith(b"PK"):
        return _unzipped(body, name)
    mistake = _unlike_one_file(body)
    if mistake:
        raise SourceError(f"{name}.zip: {mistake}; fetch it again")
    _, _, flags, method, _, _, crc, packed, size, name_bytes, extra = _LOCAL.unpack_from(body)
    start = _LOCAL.size + name_bytes
    inside = body[_LOCAL.size : start].decode("utf-8", "replace")
    if inside != name:
        raise SourceError(f"{name}.zip: the file in it is {inside[:_SHOWN]!r}, not {name!r}")
    if flags & (_SIZES_LATER | _LOCKED) or method not in {_STORED, _DEFLATED}:
        return members(body, most)[name]
    if size > most:
        raise SourceError(f"{name}.zip: inflates to {size:,} bytes; {most:,} at most")
    data = memoryview(body)[start + extra : start + extra + packed]
    try:
        out = isal_zlib.decompressobj(_RAW).decompress(data, size + 1) if method else bytes(data)
    except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub declares an instance
        raise SourceError(f"{name}.zip: damaged ({error}); fetch it again") from error
    if len(out) != size or isal_zlib.crc32(out) != crc:
        raise SourceError(f"{name}.zip: damaged, its size or checksum does not hold; fetch it again")
    return out


def _unzipped(body: bytes, name: str) -> bytes:
    """Return rows that were never zipped, or were inflated by hand."""
    first = body.split(b"\n", 1)[0]
    if first.count(b"\t") < 2 or not body.endswith(b"\n"):  # noqa: PLR2004 - any table has some
        raise SourceError(f"{name}: neither a zip nor rows of GDELT; it begins {first[:_SHOWN]!r}")
    return body


def _unlike_one_file(body: bytes) -> str:
    """Say what keeps bytes from being a zip of one file, by its end record."""
    if len(body) < _LOCAL.size + _END_BYTES or not body.startswith(b"PK\x03\x04"):
        return "not a zip archive, or a cut one"
    at = body.rfind(b"PK\x05\x06", -_END_BYTES - 0xFFFF)
    if at < 0 or at + _END_BYTES > len(body):
        return "not a zip archive, or a cut one"
    files = _END.unpack_from(body, at)[-1]
    return "" if files == 1 else f"{files} files in it, one is expected"


def parse(files: Sequence[File], columns: Sequence[str] | None = None) -> Rows:
    """Return the rows of files of one product; those of ``columns`` alone where these are given."""
    product = files[0].product
    wanted = list(product.columns if columns is None else columns)
    types = product.columns if columns is None else _plain(product.columns)
    frame = _strict(_pieces(files), types, wanted)
    if frame is not None and _sound(frame, files):
        return Rows(frame, frame.height, ())
    return _forgiving(files, wanted, types)


def _plain(columns: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """Return columns with plain texts, which are faster where few columns are wanted, and not kept."""
    return {name: pl.String() if of == pl.Categorical() else of for name, of in columns.items()}


def pick(files: Sequence[File], rows: NDArray[np.unsignedinteger]) -> list[File]:
    """Return files with some rows alone, by their places in what `parse` made of all of them."""
    wanted = rows.astype(np.intp)
    first = np.cumsum([0, *(file.lines for file in files)])
    between = np.searchsorted(wanted, first)
    lines = [wanted[at:to] - start for at, to, start in zip(between, between[1:], first, strict=False)]
    picked = [(file.stamp, file.only(some)) for file, some in zip(files, lines, strict=True) if some.size]
    return _end_to_end(files[0].product, [stamp for stamp, _ in picked], [body for _, body in picked])


def _pieces(files: Sequence[File]) -> list[bytes]:
    """Return the pieces in which files lie.

    Where a file was cut in a line all come apart, so that nothing runs on into the next.
    """
    if not all(file.whole for file in files):
        return _apart(files)
    pieces = {id(file.piece): file.piece for file in files if file.piece}
    return list(pieces.values())


def _apart(files: Sequence[File]) -> list[bytes]:
    return [file.body for file in files if file.start < file.end]


def _strict(
    bodies: Sequence[bytes], columns: Mapping[str, pl.DataType], wanted: Sequence[str]
) -> pl.DataFrame | None:
    """Parse in one go; None where a row is too long, a number none, or a byte not UTF-8."""
    if not bodies:
        return pl.DataFrame(schema={name: columns[name] for name in wanted})
    scan = pl.scan_csv(list(bodies), separator="\t", has_header=False, quote_char=None, schema=dict(columns))
    try:
        return scan.select(wanted).collect()
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None


def _sound(frame: pl.DataFrame, files: Sequence[File]) -> bool:
    """Say whether each line became a row, none of them short.

    No row is long, for that is an error of its own; so the count of tabs shows a short one. They
    are counted only where the last cell of a row is blank, as it is in a short one.
    """
    lines = sum(file.lines for file in files)
    if frame.height != lines or any(frame[name].null_count() for name in (*_NEEDED, _ADDED) if name in frame):
        return False
    columns = list(files[0].product.columns)
    last = columns[-1]
    if last in frame and not frame[last].null_count():
        return True
    return sum(file.body.count(b"\t") for file in files) == lines * (len(columns) - 1)


def _forgiving(files: Sequence[File], wanted: Sequence[str], types: Mapping[str, pl.DataType]) -> Rows:
    """Parse file by file, those with something odd line by line."""
    odd: Counter[str] = Counter()
    frames = []
    unstamped = False
    for file in files:
        frame = _strict(_apart([file]), types, wanted)
        if frame is None or not _sound(frame, [file]):
            frame = _line_by_line(file, wanted, odd).cast({name: types[name] for name in wanted})
        if _ADDED in frame and frame[_ADDED].null_count():
            unstamped = True
            odd["have no DATEADDED; that of their file is taken"] += frame[_ADDED].null_count()
            frame = frame.with_columns(pl.col(_ADDED).fill_null(int(file.stamp)))
        frames.append(frame)
    told = tuple(f"{count:,} row{'s' * (count != 1)} {what}" for what, count in sorted(odd.items()))
    return Rows(pl.concat(frames), sum(file.lines for file in files), told, unstamped)


def _line_by_line(file: File, wanted: Sequence[str], odd: Counter[str]) -> pl.DataFrame:
    columns = file.product.columns
    kept: list[str] = []
    for line in file.body.removesuffix(b"\n").split(b"\n"):
        cells = line.count(b"\t") + 1
        if cells != len(columns):
            columns_word = "column" if cells == 1 else "columns"
            odd[f"left out: {cells} {columns_word}, {len(columns)} are expected"] += 1
            continue
        text = line.decode("utf-8", "replace")
        if "\ufffd" in text and b"\xef\xbf\xbd" not in line:
            odd["kept: with bytes that are not UTF-8, now \N{REPLACEMENT CHARACTER}"] += 1
        if text.endswith("\r"):
            odd["kept: without the carriage return at the end"] += 1
        kept.append(text.removesuffix("\r"))
    body = "".join(f"{line}\n" for line in kept).encode()
    texts = dict.fromkeys(columns, pl.String())
    frame = _strict([body] if body else [], texts, list(columns))
    if frame is None:
        raise SourceError(f"{file.stamp}.{file.product.kind}: rows that cannot be told apart; fetch it again")
    return _typed(frame, columns, odd).select(wanted)


def _typed(frame: pl.DataFrame, columns: Mapping[str, pl.DataType], odd: Counter[str]) -> pl.DataFrame:
    typed = frame.with_columns(pl.col(name).cast(of, strict=False) for name, of in columns.items())
    for name in columns:
        lost = typed[name].null_count() - frame[name].null_count()
        if lost and name not in _NEEDED:
            odd[f"kept: {name} is not the number it ought to be and is left blank"] += lost
    for name, word in _NEEDED.items():
        if name in typed and typed[name].null_count():
            odd[f"left out: no {word} in {name} that can be read"] += typed[name].null_count()
            typed = typed.filter(pl.col(name).is_not_null())
    return typed


def day_of(files: Sequence[File]) -> date:
    """Return the day of files that belong together."""
    stamp = files[0].stamp
    return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
