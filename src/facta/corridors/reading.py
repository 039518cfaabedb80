"""Read a network from its folder, or say every mistake in its tables at once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from facta.corridors import checks, rows
from facta.corridors.columns import COLUMNS, PIPELINE, REQUIRED
from facta.corridors.network import Link, Network, Pipeline
from facta.corridors.rows import Known
from facta.corridors.supposed import Things, scenarios
from facta.corridors.tables import Table, fill, read_bytes
from facta.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from facta.corridors.network import Group, Handling, Mode, Node, Scenario
    from facta.corridors.tables import Row

_IDS: Final = {"nodes": "node_id", "links": "link_id", "groups": "group_id"}


def read_network(folder: Path) -> Network:
    """Read the tables of a network.

    Parameters
    ----------
    folder
        Holds ``nodes.csv``, ``links.csv`` and ``sources.csv``, and where they are needed
        ``dwells.csv``, ``groups.csv``, ``transfers.csv`` and ``scenarios.csv``.

    Returns
    -------
    Network
        With everything in the order of its table: the order of ``groups.csv`` numbers the groups.

    Raises
    ------
    CaseError
        With every mistake as ``file:line:column: column: what is wrong, and what to write``.
    """
    bodies, tables = _opened(folder)
    network = _network(tables, _digest(bodies))
    mistakes = [mistake for table in tables.values() for mistake in table.mistakes()]
    if mistakes:
        raise CaseError(*mistakes)
    return network


def _opened(folder: Path) -> tuple[dict[str, bytes], dict[str, Table]]:
    """Read every table as far as its shape goes."""
    bodies, tables = {}, {}
    for name, columns in COLUMNS.items():
        path = folder / name
        table = tables[name] = Table(str(path))
        bodies[name] = read_bytes(path, table)
        if any(table.mistakes()):
            continue
        if bodies[name] or path.exists():
            fill(table, bodies[name], columns)
        elif name in REQUIRED:
            must = ",".join(column.name for column in columns if column.must)
            table.wrong(1, 1, f"there is no such file; write it with at least the columns {must}")
        if table.sound and not table.rows and name in REQUIRED and not any(table.mistakes()):
            table.wrong(1, 1, "the table has no rows; write at least one")
            table.sound = False
    return bodies, tables


def _digest(bodies: Mapping[str, bytes]) -> str:
    told = "".join(f"{name} {hashlib.sha256(body).hexdigest()}\n" for name, body in bodies.items())
    return hashlib.sha256(told.encode()).hexdigest()


def _network(tables: Mapping[str, Table], digest: str) -> Network:
    sources = dict(rows.sources(tables["sources.csv"].rows))
    at = {name: _at(tables[f"{name}.csv"], column) for name, column in _IDS.items()}
    whole = {name: at[name] if tables[f"{name}.csv"].whole else None for name in at}
    known = Known(
        sources=sources if tables["sources.csv"].whole else None,
        nodes=whole["nodes"],
        links=_named(whole["links"], PIPELINE, carries=True),
        pipelines=_named(whole["links"], PIPELINE, carries=False) or {},
    )
    dwells = rows.dwells(tables["dwells.csv"].rows, known)
    nodes = {
        key: node
        for key, row in (at["nodes"] or {}).items()
        if (node := rows.node(key, row, dwells.get(key, {}), known))
    }
    both = {key: link for key, row in (at["links"] or {}).items() if (link := rows.link(key, row, known))}
    links = {key: link for key, link in both.items() if isinstance(link, Link)}
    groups = {key: rows.group(key, row, known) for key, row in (at["groups"] or {}).items()}
    _check(links, nodes, groups, whole)
    return Network(
        nodes=nodes,
        links=links,
        groups=groups,
        transfers=tuple(rows.transfers(tables["transfers.csv"].rows, known)),
        projects=_projects(links),
        scenarios=_scenarios(tables["scenarios.csv"].rows, whole, dwells, known),
        sources=sources,
        digest=digest,
        pipelines={key: link for key, link in both.items() if isinstance(link, Pipeline)},
    )


def _at(table: Table, column: str) -> dict[str, Row] | None:
    """Return the rows of a table by id, None where it could not be read."""
    form = rows.KEBAB if column == "group_id" else rows.ID
    return dict(rows.by_id(table.rows, column, form)) if table.readable else None


def _named(at: Mapping[str, Row] | None, mode: str, *, carries: bool) -> dict[str, Row] | None:
    if at is None:
        return None
    return {key: row for key, row in at.items() if (row.text("mode") != mode) == carries}


def _projects(links: Mapping[str, Link]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for link in links.values():
        if link.project:
            found[link.project] = (*found.get(link.project, ()), link.key)
    return found


def _scenarios(
    supposed: Sequence[Row],
    at: Mapping[str, Mapping[str, Row] | None],
    dwells: Mapping[str, Mapping[Mode, Handling]],
    known: Known,
) -> dict[str, Scenario]:
    """Return the scenarios; of what they name nothing is said where a table of it could not be read."""
    nodes, links, groups = (at[name] for name in ("nodes", "links", "groups"))
    if nodes is None or links is None or groups is None:
        return {}
    things = Things(
        groups=groups,
        projects={row.text("project") for row in links.values()} - {""},
        links=known.links or (),
        nodes={name: tuple(dwells.get(name, ())) for name in nodes},
    )
    return scenarios(supposed, things, known)


def _check(
    links: Mapping[str, Link],
    nodes: Mapping[str, Node],
    groups: Mapping[str, Group],
    at: Mapping[str, Mapping[str, Row] | None],
) -> None:
    """Note what no single row shows."""
    places, stretches, gates = (at[name] for name in ("nodes", "links", "groups"))
    if places is None or stretches is None:
        return
    checks.lengths(links, nodes, stretches)
    checks.twins(links, groups.values(), stretches)
    checks.islands(places, stretches.values())
    projects: dict[str, Row] = {}
    for row in stretches.values():
        if row.text("project"):
            projects.setdefault(row.text("project"), row)
    checks.names({
        "place": (places, "node_id"),
        "link": (stretches, "link_id"),
        "project": (projects, "project"),
        "group": (gates or {}, "group_id"),
    })  # fmt: skip
