"""A sheet as records, by a mapping: which rows are left out, and how the columns come together."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from facta import units
from facta.periods import period_of
from facta.sources import coded, meanings
from facta.sources.mapping import KEEP, LEAVE_OUT, REFUSE

if TYPE_CHECKING:
    from facta.records import Snapshot
    from facta.sources.mapping import Code, Events, Figures, When, Who
    from facta.sources.sheets import Sheet

UNKNOWN_CODE: Final = "unknown-code"
_BETWEEN: Final = "\x1f"
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[-:.][a-z0-9]+)*")
_GRADE: Final = re.compile(r"[A-F][1-6]")
_URL: Final = re.compile(r"https?://[^\s/]+\S*")
# The numbers of a record, and how far from nought one can be.
_NUMBERS: Final = {
    "quantity": None,
    "intensity": 10.0,
    "lat": 90.0,
    "lon": 180.0,
    "low": None,
    "high": None,
    "value": None,
}
_TEXTS: Final = ("province", "place", "text", "title", "publisher", "origin", "note")
_DIGEST: Final = 16


class Mapped:
    """The records of a sheet; ``refused`` says what was left out or kept as something else."""

    def __init__(self, sheet: Sheet, snapshot: Snapshot, lag_days: int) -> None:
        self.sheet = sheet
        self.refused: list[str] = []
        self._snapshot = snapshot
        self._lag_days = lag_days

    def events(self, mapping: Events) -> pl.DataFrame:
        """Return the events of the sheet, with the columns of `Event`."""
        code = mapping.code
        if code is not None and code.unknown == LEAVE_OUT:
            known = meanings.codes(self.sheet, code).is_not_null()
            self._drop(known, f"whose {code.column!r} is no known code")
        columns = self._shared(mapping)
        if code is not None:
            columns |= self._coded(code, columns["tags"])
        if mapping.kind is not None:
            advice = "give it a kind such as border-incident"
            columns["kind"] = meanings.matching(self.sheet, mapping.kind, _SLUG, advice)
        return self._frame(mapping, columns, columns["kind"])

    def figures(self, mapping: Figures) -> pl.DataFrame:
        """Return the figures of the sheet, with the columns of `Observation`; a blank is no figure."""
        if mapping.value.column is not None:
            self._drop(self.sheet.column(mapping.value.column).is_not_null(), "without a figure")
        columns = self._shared(mapping)
        advice = "give it a name such as gas-exports"
        columns["measure"] = meanings.matching(self.sheet, mapping.measure, _SLUG, advice)
        return self._frame(mapping, columns, columns["measure"])

    def _drop(self, kept: pl.Series, why: str) -> None:
        gone = len(kept) - int(kept.sum())
        if gone:
            self.refused.append(f"{gone:,} of {len(kept):,} rows left out, {why}")
            self.sheet.keep(kept)

    def _shared(self, mapping: Events | Figures) -> dict[str, pl.Series]:
        """Return the columns that events and figures share, once rows are left out that must be."""
        roles = {"actor": mapping.actor, "target": mapping.target, "country": mapping.country}
        for who in roles.values():
            if who is not None and who.column is not None and who.unknown == LEAVE_OUT:
                known = meanings.resolved(self.sheet, who, mapping.when).is_not_null()
                blank = self.sheet.column(who.column).is_null()
                self._drop(known | blank, f"whose {who.column!r} is nobody known")
        start, end = _span(self.sheet, mapping)
        columns = {"start": start, "end": end}
        columns |= {
            role: self._who(role, who, mapping.when) for role, who in roles.items() if who is not None
        }
        for name, most in _NUMBERS.items():
            given = getattr(mapping, name, None)
            if given is not None:
                columns[name] = meanings.number(self.sheet, given, most)
        return columns | _texts(self.sheet, mapping)

    def _who(self, role: str, who: Who, when: When) -> pl.Series:
        """Return the ids of a role; a blank target or country is nobody."""
        found = meanings.resolved(self.sheet, who, when)
        if who.column is None:
            return found
        cells = self.sheet.column(who.column)
        needed = role == "actor"
        if needed and who.unknown in (REFUSE, LEAVE_OUT):
            self.sheet.required(who.column)
        dated = meanings.days(self.sheet, when, strict=False).is_not_null()
        strange = found.is_null() & cells.is_not_null() & dated
        if who.unknown == REFUSE:
            hint = f"is nobody known as {who.spellings}; write it under also, or what becomes of unknown ones"
            words = cells.filter(strange).unique(maintain_order=True).to_list()
            self.sheet.refuse(who.column, words, lambda word: f"{word!r} {hint}")
        if who.unknown in (REFUSE, LEAVE_OUT):
            return found
        others = found.is_null() & (strange | needed)
        if n := int(others.sum()):
            told = f"{n:,} of {len(cells):,} rows kept as {who.unknown!r}"
            self.refused.append(f"{told}, whose {who.column!r} is nobody known")
        return meanings.evaluated(pl.when(others).then(pl.lit(who.unknown)).otherwise(found))

    def _coded(self, code: Code, tags: pl.Series) -> dict[str, pl.Series]:
        """Return what follows from a CAMEO code."""
        found = meanings.codes(self.sheet, code)
        cells = self.sheet.column(code.column)
        words = cells.filter(found.is_null()).drop_nulls().unique(maintain_order=True).to_list()
        if code.unknown == REFUSE:
            self.sheet.required(code.column)
            self.sheet.refuse(code.column, words, lambda word: f"{word!r} is no CAMEO code or name")
        if code.unknown == KEEP and found.null_count():
            shown = ", ".join(repr(word) for word in sorted(words)[:_DIGEST]) or "blank"
            told = f"{found.null_count():,} of {len(found):,} rows kept as {UNKNOWN_CODE!r}"
            self.refused.append(f"{told}, whose {code.column!r} is no CAMEO code or name: {shown}")
        told_by = meanings.by_code(found)
        sides = pl.concat_list(told_by["deed"], told_by["side"]).list.drop_nulls()
        return {
            "code": found,
            "kind": told_by["kind"].fill_null(UNKNOWN_CODE),
            "quad": told_by["quad"],
            "intensity": told_by["intensity"],
            "tags": meanings.evaluated(pl.concat_list(tags, sides)),
        }

    def _frame(
        self, mapping: Events | Figures, columns: dict[str, pl.Series], what: pl.Series
    ) -> pl.DataFrame:
        """Put the columns together, with a reference, a text and the day of becoming known."""
        known_at, known_by = self._known(mapping, columns["end"])
        made = {"ref": _ref(self.sheet, mapping), "known_at": known_at, "known_by": known_by}
        if "text" not in columns:
            made["text"] = _sentence(columns, what)
        if "origin" not in columns:
            made["origin"] = columns.get("publisher", meanings.constant(self.sheet, self._snapshot.url))
        for name, value in {"source": self._snapshot.source, "snapshot": self._snapshot.sha256}.items():
            made[name] = meanings.constant(self.sheet, value)
        return pl.DataFrame([series.alias(name) for name, series in (columns | made).items()])

    def _known(self, mapping: Events | Figures, end: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return the days on which records became known, and how that is known."""
        if mapping.known_at is None:
            return coded.known(end - timedelta(days=1), self._lag_days, self._snapshot)
        read = self._snapshot.retrieved_at.date()
        known = meanings.days(self.sheet, mapping.known_at)
        for row in (known > read).arg_true().to_list():
            self.sheet.wrong(mapping.known_at.column, row, f"{known[row]} is after {read}, when it was read")
        return known, meanings.constant(self.sheet, "published")


def _span(sheet: Sheet, mapping: Events | Figures) -> tuple[pl.Series, pl.Series]:
    """Return first days, and the days after the last."""
    found, when = meanings.days(sheet, mapping.when), mapping.when
    start, end = found, found + timedelta(days=1)
    if when.length != "day":
        firsts = found.unique().drop_nulls()
        spans = [period_of(day, when.length) for day in firsts]
        start = found.replace_strict(firsts, [span.start for span in spans], return_dtype=pl.Date())
        end = found.replace_strict(firsts, [span.end for span in spans], return_dtype=pl.Date())
    if mapping.last is not None:
        end = meanings.days(sheet, mapping.last) + timedelta(days=1)
        for row in (end <= start).arg_true().to_list():
            sheet.wrong(mapping.last.column, row, f"the last day is before the first, {start[row]}")
    return start, end


def _texts(sheet: Sheet, mapping: Events | Figures) -> dict[str, pl.Series]:
    columns = {
        name: meanings.text(sheet, getattr(mapping, name))
        for name in _TEXTS
        if getattr(mapping, name, None) is not None
    }
    if mapping.unit is not None:
        columns["unit"] = meanings.text(sheet, mapping.unit, lambda unit: units.check(unit) or "")
    if mapping.grade is not None:
        columns["grade"] = meanings.matching(sheet, mapping.grade, _GRADE, "write an Admiralty grade, as B2")
    if mapping.url is not None:
        columns["url"] = meanings.matching(sheet, mapping.url, _URL, "write http:// or https://")
    tags = [meanings.matching(sheet, cell, _SLUG, "write a tag such as north-side") for cell in mapping.tags]
    none = meanings.constant(sheet, None)
    columns["tags"] = meanings.evaluated(pl.concat_list([*tags, none]).list.drop_nulls())
    return columns


def _ref(sheet: Sheet, mapping: Events | Figures) -> pl.Series:
    """Return what tells records apart: as mapped, or a digest of what the mapping reads."""
    if mapping.ref is not None:
        return _given_ref(sheet, mapping.ref.column, meanings.text(sheet, mapping.ref))
    read = [sheet.column(name).fill_null("") for name in dict.fromkeys(mapping.columns())]
    seen: dict[str, int] = {}
    refs: list[str] = []
    for row in meanings.evaluated(pl.concat_str(read, separator=_BETWEEN)):
        digest = hashlib.sha256(row.encode()).hexdigest()[:_DIGEST]
        seen[digest] = seen.get(digest, 0) + 1
        refs.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return pl.Series(refs, dtype=pl.String())


def _given_ref(sheet: Sheet, columns: tuple[str, ...], refs: pl.Series) -> pl.Series:
    for column in columns:
        sheet.required(column)
    for row in (refs.is_not_null() & ~refs.is_first_distinct()).arg_true().to_list():
        first = sheet.cells["line"][int((refs == refs[row]).arg_true()[0])]
        sheet.wrong(columns[0], row, f"{refs[row]!r} stands already on line {first}")
    return refs


def _sentence(columns: dict[str, pl.Series], what: pl.Series) -> pl.Series:
    """Return actor, kind and target in words: names of actors only, never what a cell said."""
    none = pl.Series([None], dtype=pl.String()).new_from_index(0, len(what))
    return coded.sentence(columns["actor"], what.str.replace_all("-", " "), columns.get("target", none))
