"""Rows of GDELT are read whole, or refused by name: nothing is lost in silence."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import UTC, date, datetime

import polars as pl
import pytest
from inline_snapshot import snapshot as inline

from facta.errors import SourceError
from facta.records import Snapshot
from facta.sources import gdelt
from facta.sources.gdelt.clean import clean
from facta.sources.gdelt.columns import DAILY, EVENTS, EXTRACTED, MENTIONS, PRODUCTS
from facta.sources.gdelt.rows import File, inflate, parse
from world import days
from world.gdelt import adversarial

WHEN = datetime(2025, 1, 10, 3, 15, tzinfo=UTC)
NAME = "20250110031500.export.CSV"
PRODUCT = PRODUCTS["events"]


def _file(lines: list[str], product: str = "events", stamp: str = "20250110031500") -> File:
    body = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    return File.of(PRODUCTS[product], stamp, body)


def _rows(number: int = 20) -> list[list[str]]:
    return [row.split("\t") for row in days.rows(WHEN, about=2 * number)[:number]]


def _lines(cells: list[list[str]]) -> list[str]:
    return ["\t".join(row) for row in cells]


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def test_the_layouts_have_as_many_columns_as_are_published() -> None:
    assert (len(EVENTS), len(DAILY), len(MENTIONS)) == (61, 58, 16)
    assert list(EVENTS)[27] == "EventBaseCode"
    assert list(EVENTS)[56] == "ActionGeo_Lat"


def test_the_real_files_have_all_their_rows_and_nothing_odd() -> None:
    for name, number in (("20180101000000", 2414), ("20191024143000", 2111)):
        body = (days.SAMPLES / f"{name}.export.CSV.zip").read_bytes()
        rows = parse([File.of(PRODUCT, name, inflate(body, f"{name}.export.CSV"))])
        assert (rows.frame.height, rows.lines, rows.odd) == (number, number, ())
        assert clean(rows.frame)["repairs"].null_count() == number


def test_each_of_a_thousand_odd_rows_is_kept_or_refused_by_name() -> None:
    body = inflate(adversarial(NAME, days.rows(WHEN)).body, NAME)
    rows = parse([File.of(PRODUCT, NAME[:14], body)])
    assert rows.lines == 1000
    assert rows.frame.height == 997
    assert rows.odd == inline(
        (
            "1 row kept: with bytes that are not UTF-8, now �",
            "1 row kept: without the carriage return at the end",
            "1 row left out: 60 columns, 61 are expected",
            "1 row left out: 62 columns, 61 are expected",
            "1 row left out: no day in SQLDATE that can be read",
        )
    )
    names = rows.frame["Actor1Name"].cast(pl.String())
    assert (names == 'THE "QUOTED" ACTOR').sum() == 100
    assert '"UNBALANCED' in names.to_list()
    assert {"NULL", "NA", "KAB\ufffd"} <= set(names.drop_nulls())


def test_few_columns_of_odd_rows_are_the_same_as_of_all() -> None:
    body = inflate(adversarial(NAME, days.rows(WHEN)).body, NAME)
    files = [File.of(PRODUCT, NAME[:14], body)]
    every, few = parse(files), parse(files, EXTRACTED)
    texts = [name for name, of in every.frame.schema.items() if of == pl.Categorical()]
    assert few.odd == every.odd
    assert few.frame.equals(every.frame.cast(dict.fromkeys(texts, pl.String())).select(EXTRACTED))


def test_a_short_row_and_a_long_one_do_not_hide_each_other() -> None:
    cells = _rows()
    del cells[3][30]
    cells[4].append("")
    rows = parse([_file(_lines(cells))])
    assert rows.frame.height == 18
    assert len(rows.odd) == 2


def test_a_row_of_mentions_that_is_short_is_found_though_its_last_cell_may_be_blank() -> None:
    body = inflate(days.mentions(WHEN, about=20).body, "20250110031500.mentions.CSV")
    lines = body.decode().splitlines()
    rows = parse([_file(lines, "mentions")])
    assert (rows.frame.height, rows.odd) == (len(lines), ())
    lines[2] = lines[2].removesuffix("\t")
    rows = parse([_file(lines, "mentions")])
    assert rows.odd == ("1 row left out: 15 columns, 16 are expected",)


def test_a_file_cut_within_a_line_does_not_run_on_into_the_next() -> None:
    first, second = (_file(_lines(_rows()), stamp=f"202501100{n}0000") for n in (1, 2))
    cut = File.of(PRODUCT, first.stamp, first.body[:-100])
    rows = parse([cut, second])
    assert rows.lines == 40
    assert rows.frame.height in {39, 40}


def test_an_empty_file_has_no_events() -> None:
    rows = parse([_file([])])
    assert (rows.frame.height, rows.lines, rows.odd) == (0, 0, ())
    assert parse([_file([]), _file(_lines(_rows()))]).frame.height == 20


def test_text_where_a_number_ought_to_be_is_left_blank_and_counted() -> None:
    cells = _rows()
    cells[2][30], cells[3][31] = "n/a", "12a"
    rows = parse([_file(_lines(cells))])
    assert rows.frame.height == 20
    assert rows.odd == (
        "1 row kept: GoldsteinScale is not the number it ought to be and is left blank",
        "1 row kept: NumMentions is not the number it ought to be and is left blank",
    )


def test_a_blank_time_of_adding_is_that_of_the_file() -> None:
    cells = _rows()
    for row in cells:
        row[59] = ""
    rows = parse([_file(_lines(cells)), _file(_lines(_rows()), stamp="20250110033000")])
    assert rows.frame["DATEADDED"].head(20).unique().to_list() == [20250110031500]
    assert rows.odd == ("20 rows have no DATEADDED; that of their file is taken",)


def test_the_year_1920_is_2020_and_what_was_printed_is_kept() -> None:
    cells = _rows(4)
    for row in cells:
        row[1:5] = ["19200102", "192001", "1920", "1920.0055"]
        row[59] = "20200102101500"
    cells[3][59] = "20200105151500"
    frame = clean(parse([_file(_lines(cells))]).frame)
    assert frame["SQLDATE"].to_list() == [20200102, 20200102, 20200102, 19200102]
    assert frame["Year"].to_list() == [2020, 2020, 2020, 1920]
    assert frame["repairs"].to_list() == ["year-1920"] * 3 + [None]
    assert frame["originals"][0] == "SQLDATE=19200102;MonthYear=192001;Year=1920;FractionDate=1920.0055"


def test_padded_codes_lose_their_blanks() -> None:
    cells = _rows(3)
    cells[0][15], cells[1][15], cells[2][15] = "RUS ", " ", "RUS"
    frame = clean(parse([_file(_lines(cells))]).frame)
    assert frame["Actor2Code"].cast(pl.String()).to_list() == ["RUS", None, "RUS"]
    assert frame["repairs"].to_list() == ["padded", "padded", None]
    assert frame["originals"].to_list() == ["Actor2Code=RUS ", "Actor2Code= ", None]


def test_the_point_zero_zero_is_no_location() -> None:
    cells = _rows(2)
    cells[0][56] = cells[0][57] = "0"
    frame = clean(parse([_file(_lines(cells))]).frame)
    assert frame["ActionGeo_Lat"][0] is None
    assert frame["repairs"][0] == "no-point-action"
    assert frame["originals"][0] == "ActionGeo_Lat=0.0;ActionGeo_Long=0.0"


def test_the_class_follows_from_the_root_code() -> None:
    cells = _rows(4)
    for row, (root, quad) in zip(cells, (("09", "2"), ("14", "4"), ("--", "1"), ("20", "4")), strict=True):
        row[28], row[29] = root, quad
    frame = clean(parse([_file(_lines(cells))]).frame)
    assert frame["QuadClass"].to_list() == [2, 3, None, 4]
    assert frame["originals"].to_list() == [None, "QuadClass=4", "QuadClass=1", None]


def test_every_table_has_the_same_columns_repaired_or_not() -> None:
    cells = _rows(2)
    cells[0][56] = cells[0][57] = "0"
    assert clean(parse([_file(_lines(cells))]).frame).schema == clean(parse([_file([])]).frame).schema


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (_zip({"../../etc/passwd": b"x"}), "'../../etc/passwd', not '20250110031500.export.CSV'"),
        (_zip({NAME: b"x", "b": b"y"}), "2 files in it, one is expected"),
        (_zip({"20250110033000.export.CSV": b"x"}), "'20250110033000.export.CSV', not"),
        (_zip({NAME: b"x"})[:-5], "not a zip archive, or a cut one"),
        (b"PK\x05\x06" + b"\0" * 18, "not a zip archive, or a cut one"),
        (b"<html></html>", "neither a zip nor rows of GDELT"),
    ],
)
def test_an_archive_that_is_not_what_was_asked_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message.replace("(", r"\(")):
        inflate(body, NAME)


def test_a_bomb_is_refused_before_and_while_it_inflates() -> None:
    bomb = bytearray(_zip({NAME: b"\0" * 5_000_000}))
    with pytest.raises(SourceError, match="inflates to 5,000,000 bytes; 1,000 at most"):
        inflate(bytes(bomb), NAME, most=1000)
    struct.pack_into("<L", bomb, 22, 900)
    with pytest.raises(SourceError, match="its size or checksum does not hold"):
        inflate(bytes(bomb), NAME, most=1000)


@pytest.mark.parametrize("place", [40, 60, 70])
def test_a_damaged_byte_is_found(place: int) -> None:
    body = bytearray(_zip({NAME: b"".join(b"%d\t" % n for n in range(999))}))
    body[14 if place == 40 else place + 100] ^= 0xFF
    with pytest.raises(SourceError, match="damaged"):
        inflate(bytes(body), NAME)


def test_a_zip_with_its_sizes_behind_the_data_is_read_too() -> None:
    class Stream(io.RawIOBase):
        """A file in which one cannot go back."""

        def __init__(self) -> None:
            self.parts: list[bytes] = []

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.parts.append(bytes(data))
            return len(data)

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr(NAME, b"a\tb\n")
    body = b"".join(out.parts)
    assert struct.unpack_from("<H", body, 6)[0] & 8
    assert inflate(body, NAME) == b"a\tb\n"


def _snapshot(*files: days.File, sha256: str = "5" * 64) -> Snapshot:
    parts = tuple(
        Snapshot(
            source="gdelt",
            url=f"https://storage.googleapis.com/data.gdeltproject.org{file.path}",
            retrieved_at=datetime(2025, 2, 1, tzinfo=UTC),
            sha256=sha256,
            media_type="application/zip",
            licence="",
            body=file.body,
        )
        for file in files
    )
    return Snapshot(
        source="gdelt",
        url="gdelt/events/2025-01-10",
        retrieved_at=datetime(2025, 2, 1, tzinfo=UTC),
        sha256=sha256,
        media_type="application/json",
        licence="",
        body=b"{}",
        parts=parts,
    )


def test_files_of_two_days_or_two_products_do_not_make_a_unit() -> None:
    one, other = (days.export(days.slots(date(2025, 1, day))[0], about=3) for day in (10, 11))
    with pytest.raises(SourceError, match="files of 20250110 and 20250111 in one unit"):
        gdelt.read(_snapshot(one, other))
    with pytest.raises(SourceError, match="files of events and translingual in one unit"):
        gdelt.read(_snapshot(one, days.export(days.slots(date(2025, 1, 10))[0], about=3, translated=True)))


def test_a_file_that_is_none_of_gdelt_is_refused_by_its_name() -> None:
    with pytest.raises(SourceError, match=r"'20250110031500\.gkg\.csv' is no file of GDELT"):
        gdelt.read(_snapshot(days.File("/gdeltv2/20250110031500.gkg.csv.zip", b"")))
