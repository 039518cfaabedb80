"""From rows to nouns: places, links, groups, transfers and sources, with every mistake on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from facta import actors
from facta.corridors import columns as c
from facta.corridors.network import Group, Handling, Link, Node, Pipeline, Quantity, Source, Transfer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from facta.corridors.network import GroupKind, Mode, PlaceKind, Status
    from facta.corridors.tables import Row

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
KEBAB: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EXAMPLES: Final = {ID: "L001", KEBAB: "pak-afg-border"}
UNVERIFIED: Final = "unverified"
PORT: Final[tuple[Mode, ...]] = ("sea", "ferry")


@dataclass(frozen=True, slots=True)
class Known:
    """Ids that other rows may name; None where their table could not be read, so nothing is said of it."""

    sources: Mapping[str, Source] | None
    nodes: Collection[str] | None = None
    links: Collection[str] | None = None
    pipelines: Collection[str] = ()


def by_id(rows: Iterable[Row], column: str, form: re.Pattern[str] = ID) -> Iterator[tuple[str, Row]]:
    """Yield each row with its id; a row whose id is blank, odd or taken is a mistake."""
    seen: dict[str, int] = {}
    for row in rows:
        key = row.word(column, form, _EXAMPLES[form])
        if not form.fullmatch(key):
            continue
        first = seen.setdefault(key, row.line)
        if first != row.line:
            row.wrong(column, f"{key!r} stands already on line {first}; give each row its own id")
        else:
            yield key, row


def known_word(row: Row, column: str, word: str, words: Collection[str] | None, where: str) -> bool:
    """Say whether a word is known, and note a mistake where it is not."""
    if words is None or not word:
        return bool(word)
    if word not in words:
        hint = row.hint(word, words) or "; write one that is, or give it a row there"
        row.wrong(column, f"{word!r} is not in {where}{hint}")
    return word in words


def cited(row: Row, column: str, known: Known) -> str:
    """Return the sources that a cell names."""
    text = row.text(column)
    if text and not (known.sources and text in known.sources):
        for key in row.words(column):
            known_word(row, column, key, known.sources, "sources.csv")
    return text


def vouched(row: Row, stem: str, what: str, known: Known) -> tuple[str, bool]:
    """Return who vouches for something that a row says, and whether it was verified there."""
    column, verified = f"{stem}_source", f"{stem}_verified"
    source, yes = cited(row, column, known), row.yes(verified)
    if not source and yes is None:
        row.wrong(column, f"{what} has no source; name one, or write no under {verified}")
    elif yes and not source:
        row.wrong(column, f"{what} is verified by no source; name it, or write no under {verified}")
    elif yes and known.sources is not None:
        named = [known.sources[key] for key in row.words(column) if key in known.sources]
        if named and all(one.kind == UNVERIFIED for one in named):
            keys = " and ".join(one.key for one in named)
            row.wrong(
                verified, f"{what} rests on {keys}, which nobody saw in print; write no, or name a source"
            )
    return source, bool(yes)


def quantity(row: Row, figure: c.Figure, known: Known, *, needed: bool = True) -> Quantity | None:
    """Return a number with its bounds, None where it is blank or wrong."""
    value = row.number(figure.value, figure.least, figure.most, above=figure.above)
    if value is None:
        if not row.text(figure.value):
            _blank(row, figure, needed=needed)
        return None
    low, high = value, value
    if figure.low:
        low, high = _bound(row, figure, figure.low, value), _bound(row, figure, figure.high, value)
        if low > value:
            row.wrong(figure.low, f"{low:g} is above {figure.value}, {value:g}")
        if high < value:
            row.wrong(figure.high, f"{high:g} is below {figure.value}, {value:g}")
    source, verified = vouched(row, figure.stem, row.text(figure.value), known)
    method = row.text(f"{figure.stem}_method")
    return Quantity(value=value, low=low, high=high, source=source, verified=verified, method=method)


def _bound(row: Row, figure: c.Figure, column: str, value: float) -> float:
    """Return a bound, the number itself where there is none."""
    bound = row.number(column, figure.least, figure.most)
    return value if bound is None else bound


def _blank(row: Row, figure: c.Figure, *, needed: bool) -> None:
    """Note that a number is blank, where it is needed or something is said of it."""
    given = next((name for name in (figure.low, figure.high, f"{figure.stem}_source") if row.text(name)), "")
    if needed:
        row.wrong(figure.value, "is blank; it must be given")
    elif given:
        row.wrong(figure.value, f"is blank, but {given} is given; write the number, or clear {given}")


def handling(row: Row, known: Known) -> Handling | None:
    """Return what a row says that something takes."""
    hours, usd = quantity(row, c.DWELL, known), quantity(row, c.FEE, known)
    return Handling(hours=hours, usd=usd) if hours and usd else None


@cache
def _states() -> frozenset[str]:
    return frozenset(key for key, actor in actors.actors().items() if actor.kind == "state")


def countries(row: Row, column: str, joined: str) -> tuple[str, ...]:
    """Return the countries of a cell."""
    text = row.text(column)
    codes = tuple(code.strip() for code in text.split(joined)) if text else ()
    known = _states()
    for code in codes:
        if code not in known:
            hint = "" if row.crowded else actors.suggest(code, kind="state")
            row.wrong(column, f"{code[:60]!r} is not an ISO 3166 alpha-3 code{hint}")
    return codes


def sources(rows: Iterable[Row]) -> Iterator[tuple[str, Source]]:
    """Yield the sources by id."""
    for key, row in by_id(rows, "source_id"):
        publisher, title = row.required("publisher"), row.required("title")
        yield (
            key,
            Source(
                key=key,
                publisher=publisher,
                title=title,
                url=row.url("url"),
                date=row.text("date"),
                kind=row.text("kind"),
                supports=row.text("supports"),
            ),
        )


def dwells(rows: Iterable[Row], known: Known) -> dict[str, dict[Mode, Handling]]:
    """Return what each place takes, by mode; ``port`` stands for sea and ferry."""
    found: dict[str, dict[Mode, Handling]] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        place, mode = row.required("node_id"), row.choice("mode", c.DWELL_MODES)
        known_word(row, "node_id", place, known.nodes, "nodes.csv")
        first = seen.setdefault((place, mode), row.line)
        if first != row.line:
            row.wrong("node_id", f"{place} by {mode} stands already on line {first}; delete one")
        takes = handling(row, known)
        if takes and mode:
            modes = PORT if mode == "port" else (cast("Mode", mode),)
            found.setdefault(place, {}).update(dict.fromkeys(modes, takes))
    return found


def node(key: str, row: Row, dwell: Mapping[Mode, Handling], known: Known) -> Node | None:
    """Return a place, None where its row is wrong beyond use."""
    name, kind = row.required("name"), row.choice("node_type", c.PLACE_KINDS)
    row.required("country")
    lat, lon = (_degrees(row, column, most) for column, most in (("y_coord", 90), ("x_coord", 180)))
    source, located = vouched(row, "coord", f"the place of {key}", known)
    country = countries(row, "country", "-")
    if lat is None or lon is None:
        return None
    return Node(
        key=key,
        name=name,
        country=country,
        kind=cast("PlaceKind", kind),
        lat=lat,
        lon=lon,
        coord_source=source,
        located=located,
        dwell=dwell,
        note=row.text("note"),
    )


def _degrees(row: Row, column: str, most: float) -> float | None:
    row.required(column)
    return row.number(column, -most, most)


def link(key: str, row: Row, known: Known) -> Link | Pipeline | None:
    """Return a link or a pipeline, None where its row is wrong beyond use."""
    start, end = _ends(row, known)
    mode = row.choice("mode", (*c.MODES, c.PIPELINE))
    status = cast("Status", row.choice("status", c.STATUSES))
    status_source, status_verified = vouched(row, "status", status or "its status", known)
    project = row.word("project", KEBAB, "khaf-herat") if row.text("project") else ""
    length, capacity = quantity(row, c.LENGTH, known), quantity(row, c.CAPACITY, known, needed=False)
    unit = _capacity_unit(row, mode)
    gauge, straits = _gauge(row, mode), _straits(row, mode)
    carries = mode != c.PIPELINE
    if not carries:
        _refuse_of_pipelines(row)
        if length is None:
            return None
        return Pipeline(
            key=key, start=start, end=end, status=status, status_source=status_source,
            status_verified=status_verified, length=length, capacity=capacity, capacity_unit=unit,
            countries=countries(row, "countries", ";"), project=project, note=row.text("note"),
        )  # fmt: skip
    hours, usd = quantity(row, c.TIME, known), quantity(row, c.COST, known)
    if length is None or hours is None or usd is None:
        return None
    return Link(
        key=key, start=start, end=end, mode=cast("Mode", mode), gauge_mm=gauge, status=status,
        status_source=status_source, status_verified=status_verified, length=length, hours=hours, usd=usd,
        capacity=capacity, countries=countries(row, "countries", ";"), straits=straits, project=project,
        note=row.text("note"),
    )  # fmt: skip


def _ends(row: Row, known: Known) -> tuple[str, str]:
    start, end = row.required("from_node_id"), row.required("to_node_id")
    known_word(row, "from_node_id", start, known.nodes, "nodes.csv")
    known_word(row, "to_node_id", end, known.nodes, "nodes.csv")
    if start and start == end:
        row.wrong("to_node_id", f"it leads from {start} to {start}; name another place")
    return start, end


def _gauge(row: Row, mode: str) -> int | None:
    gauge = row.text("gauge_mm")
    if gauge and mode and mode != "rail":
        row.wrong("gauge_mm", f"a {mode} has no gauge; leave it blank")
    elif mode == "rail":
        row.choice("gauge_mm", c.GAUGES)
    return int(gauge) if gauge in c.GAUGES else None


def _straits(row: Row, mode: str) -> tuple[str, ...]:
    straits = row.words("straits", c.STRAITS)
    if straits and mode and mode not in PORT:
        row.wrong("straits", f"no ship sails on a {mode}; leave it blank")
    return straits


def _capacity_unit(row: Row, mode: str) -> str:
    unit = row.text("capacity_unit")
    if row.text("capacity") or unit:
        row.choice("capacity_unit", c.CAPACITY_UNITS)
        if not row.text("capacity"):
            row.wrong(
                "capacity", f"is blank, but it has the unit {unit}; write the number, or clear the unit"
            )
    if unit == "bcm/yr" and mode != c.PIPELINE:
        row.wrong("capacity_unit", f"no gas in a {mode}; write Mt/yr")
    return unit


def _refuse_of_pipelines(row: Row) -> None:
    for figure in (c.TIME, c.COST):
        if row.text(figure.value):
            row.wrong(figure.value, "a pipeline carries no container; leave it blank, and what belongs to it")


def group(key: str, row: Row, known: Known) -> Group:
    """Return a closure group."""
    row.required("links")
    title, kind = row.required("title"), row.choice("kind", c.GROUP_KINDS)
    links = row.words("links")
    for name in links:
        if name in known.pipelines:
            row.wrong("links", f"{name!r} is a pipeline, which no route uses; delete it")
        else:
            known_word(row, "links", name, known.links, "links.csv")
    return Group(
        key=key,
        title=title,
        kind=cast("GroupKind", kind),
        links=links,
        source=cited(row, "source", known),
        note=row.text("note"),
    )


def transfers(rows: Sequence[Row], known: Known) -> Iterator[Transfer]:
    """Yield what changing between two modes takes."""
    seen: dict[frozenset[str], int] = {}
    for row in rows:
        start, end = row.choice("from_mode", c.MODES), row.choice("to_mode", c.MODES)
        if start and start == end and start != "rail":
            row.wrong("to_mode", f"from {start} to {start} nothing is changed; only rail changes its gauge")
        first = seen.setdefault(frozenset((start, end)), row.line)
        if first != row.line:
            row.wrong("from_mode", f"{start} and {end} stand already on line {first}, which holds both ways")
        takes = handling(row, known)
        if takes:
            yield Transfer(
                start=cast("Mode", start), end=cast("Mode", end), handling=takes, because=row.text("because")
            )
