# ruff: noqa: INP001  (docs are no package)
"""Write the generated pages of docs/reference and the marked blocks of pages written by hand.

`make docs` runs this. Everything but the board in README is the same on every machine and day.
"""

from __future__ import annotations

import csv
import dataclasses
import importlib
import io
import json
import re
import tempfile
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from click import Group
from click.testing import CliRunner
from rich.console import Console
from ruamel.yaml import YAML

from facta import cases, cli, records
from facta.analyses import ANALYSES
from facta.api import open_case
from facta.comparison import compare
from facta.indicators import INDICATORS, Indicator
from facta.signals import SIGNALS
from facta.sources import SOURCES
from facta.sources.asking import FAULTS
from facta.sources.base import fetches, parameters_of
from facta.units import UNITS
from facta.views.board import board
from facta.views.cards import LEFT_OUT
from facta.views.collected import ADVICE
from facta.views.words import AGAINST, LEVELS, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from click import Command

    from facta.sources.base import Source

ROOT = Path(__file__).parents[1]
REFERENCE = "docs/reference"
FLAGSHIP = "russia-taliban"
WIDTH, LINES, STRANDS, SINCE_DAYS = 80, 45, 2, 91
WIDE = 100
LIMITS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "minProperties": "at least {}",
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "above {}",
}
FORMS = {
    "string": "text",
    "date": "day, as `2025-10-03`",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}
SELECTION = (
    "Which records an indicator counts: those that meet every key given. It stands under `of`, `part`, "
    "`over`, `first` or `second`. One word may stand without brackets; of a list any word will do, except "
    "for `tags` (all of them) and `without` (none of them)."
)
BLOCKS = {
    "Role": ("actors", "One block an actor, under the actor's id."),
    "Strand": ("strands", "One block a strand, under a name of letters, digits and hyphens."),
    "SourceUse": ("sources", "One block a source of the case, under a name of its own."),
    "LineUse": ("lines", "One block a line or border, under a name of its own."),
    "NetworkUse": ("networks", "One block a transport network, under a name of its own."),
    "TurningPoint": ("turning_points", "One block a dated onset, under a name of its own; editorial."),
    "BreakUse": ("breaks", "A list: days that no baseline crosses unless a signal asks."),
    "Meaning": ("rise and fall", "What a movement of an indicator says."),
    "Selection": ("selection", SELECTION),
    "Near": ("near", "A distance to a line, inside a selection."),
}
STATES = {
    "observed": "there is a figure for the whole period",
    "zero": "the whole period was searched and nothing was found; for figures: the publisher printed 0",
    "partial": "only a part of the period was searched, or the period is not over; a count is shown with ≥",
    "failed": "asked for and not received",
    "stale": "newer than the last day that was searched, or overdue",
    "unmonitored": "nobody looked, or nobody published",
}
HEALTH = {
    "fresh": "the next figure is not due yet (age at most one period and the usual lag)",
    "late": "a figure is due, by at most three periods and at most a year",
    "dark": "overdue by more than three periods or a year, or no figure at all; it is then not assessed",
}
DIRECTIONS = {
    "deepening": "the alignment deepens",
    "straining": "the alignment strains",
    "none": "no direction: baseline, or signals that point both ways",
}
BASES = {
    "history": "weighed against the indicator's own earlier figures, by at least one signal",
    "limit": "weighed only against editorial limits, which the author chose: thresholds and trip-wires",
    "none": "not assessed",
}
KNOWN_BY = {
    "published": "the publisher or the ledger's `known` column says so",
    "retrieved": "no later than the day on which the bytes were read",
    "assumed": "the last day of the record's period and the source's usual lag",
}
STATUSES = {
    "asserted": "somebody says it and nobody serious denies it",
    "disputed": "denied by somebody who could know; counted only where a selection asks for it",
    "retracted": "withdrawn; hides the older version and is never counted",
}
CAUSES = {
    "the world": "a figure for a period that the earlier day could not have had",
    "the data": "a period that reads otherwise, arrived late, gave way to another window or no longer stands",
}


def main() -> None:
    """Write every page and every block."""
    for name, text in {**pages(), **blocks()}.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    readme = ROOT / "README.md"
    block = f"```text\n{flagship_board()}\n```"
    readme.write_text(filled(readme.read_text(encoding="utf-8"), "board", block), encoding="utf-8")


def pages() -> dict[str, str]:
    """Return the generated pages by path."""
    schema = cases.schema()
    texts = {
        "README.md": index(),
        "case-file.md": case_file(schema),
        "indicators.md": indicators(schema),
        "signals.md": signals(schema),
        "analyses.md": analyses(schema),
        "sources.md": sources(SOURCES),
        **{f"source-{name}.md": source_page(name, source) for name, source in SOURCES.items()},
        "commands.md": commands(),
        "units.md": units(),
        "words.md": words(),
        "case.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
    }
    return {f"{REFERENCE}/{name}": text for name, text in texts.items()}


def blocks() -> dict[str, str]:
    """Return the pages, written by hand, that hold generated blocks; without the board of README."""
    made = {
        "README.md": {"counts": counts()},
        "docs/how-it-works.md": {"rooms": rooms()},
        "docs/collect.md": {"keys": keys(), "faults": faults()},
    }
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in made}
    for name, held in made.items():
        for mark, block in held.items():
            texts[name] = filled(texts[name], mark, block)
    return texts


def filled(page: str, name: str, block: str) -> str:
    """Put a block between ``<!-- name -->`` and ``<!-- /name -->``."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(page):
        message = f"the page has no block {name!r}; write <!-- {name} --> and <!-- /{name} -->"
        raise ValueError(message)
    return marks.sub(lambda found: f"{found[1]}{block}\n{found[2]}", page)


def flagship_board() -> str:
    """Return the board of the flagship case as plain text, cut after its second strand."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_case(FLAGSHIP, store=Path(folder) / "store")
        now = opened.assess()
        change = compare(opened.assess(now.as_of - timedelta(days=SINCE_DAYS)), now)
    out = io.StringIO()
    Console(file=out, width=WIDTH, no_color=True, highlight=False).print(board(now, change, width=WIDTH))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    titles = tuple(strand.title for strand in now.strands)
    heads = [i for i, line in enumerate(lines) if "◂" in line and line.strip().startswith(titles)]
    end = min([*heads[STRANDS : STRANDS + 1], len(lines), LINES - 1])
    cut = f"… cut here; the whole board: facta run {FLAGSHIP}" if end < len(lines) else ""
    return "\n".join([*lines[:end], cut]).rstrip()


def counts() -> str:
    """Say what the flagship case rests on."""
    facts, figures = (_ids(folder) for folder in ("ledger", "figures"))
    return (
        f"The flagship case, `{FLAGSHIP}`, takes apart an argument about Russia and Taliban-run Afghanistan: "
        f"{facts:,} dated\nfacts and {figures:,} published figures, each with its publisher and grade, "
        "series of UCDP, UNHCR and PortWatch, and\nwhat each indicator says about the bargain."
    )


def _ids(folder: str) -> int:
    tables = (cases.LIBRARY / FLAGSHIP / folder).glob("*.csv")
    texts = (table.read_text(encoding="utf-8") for table in tables)
    return len({row["id"] for text in texts for row in csv.DictReader(io.StringIO(text))})


def index() -> str:
    """List the generated pages."""
    rows = [
        ("[Case file](case-file.md)", "every block and key"),
        ("[Indicator kinds](indicators.md)", "what can be counted"),
        ("[Signal kinds](signals.md)", "what can watch a series, with every parameter"),
        ("[Analysis kinds](analyses.md)", "what can follow from the indicators: the argument"),
        ("[Sources](sources.md)", "what facta reads, with a page each"),
        ("[Commands](commands.md)", "the help of every command"),
        ("[Units](units.md)", "the units a table may use"),
        ("[Words](words.md)", "levels, directions, states and the other small vocabularies"),
        ("[case.schema.json](case.schema.json)", "JSON Schema of a case file, for editors"),
    ]
    return page("Reference", "", table(("page", "says"), rows))


def case_file(schema: Mapping[str, Any]) -> str:
    """Describe the blocks of a case file."""
    how = "How to write one: [write a case](../write-a-case.md). For editors: [schema](case.schema.json)."
    parts = [how, "## The file\n\n" + fields(schema)]
    for name, (where, says) in BLOCKS.items():
        parts.append(f"## {where}\n\n{says}\n\n{fields(schema['$defs'][name])}")
    shared = {name: part for name, part in schema["$defs"]["Count"]["properties"].items() if name in common()}
    every = {"properties": shared, "required": schema["$defs"]["Count"]["required"]}
    parts.append(
        "## indicators\n\nOne block an indicator, under its id. Every kind has these keys; those of each "
        f"kind stand in [indicator kinds](indicators.md).\n\n{fields(every)}"
    )
    parts.append("## signals\n\nA list in each indicator; see [signal kinds](signals.md).")
    return page("Case file", *parts)


def common() -> set[str]:
    """Return the keys that every indicator kind has, but its kind."""
    return set(Indicator.model_fields) - {"kind"}


def indicators(schema: Mapping[str, Any]) -> str:
    """Describe the indicator kinds."""
    shared = (
        "Keys that every kind has, and that the examples leave out: [case file](case-file.md#indicators)."
    )
    parts = [shared]
    for name, kind in sorted(INDICATORS.items()):
        parts.append(
            section(schema, name, kind, common()) + _shown("EX-1: ", [kind.example | {"kind": name}])
        )
    return page("Indicator kinds", *parts)


def signals(schema: Mapping[str, Any]) -> str:
    """Describe the signal kinds."""
    what = "A signal turns a series into a finding: a level, a direction, a reason and the rule. "
    parts = [what + "With one independent source behind a figure, its level stops at 2."]
    for name, kind in sorted(SIGNALS.items()):
        parts.append(
            section(schema, name, kind, set()) + _shown("- ", [e | {"kind": name} for e in kind.examples])
        )
    return page("Signal kinds", *parts)


def analyses(schema: Mapping[str, Any]) -> str:
    """Describe the analysis kinds, each with the blocks it holds."""
    what = "A block of `analyses`, under a name of its own, or `{file: PATH}` for a file of its own. "
    parts = [what + "Every kind has a `title`. How to write them: [argue a case](../argue-a-case.md)."]
    told: set[str] = set()
    for name, kind in sorted(ANALYSES.items()):
        parts.append(section(schema, name, kind, {"title"}))
        for held in _held(schema, kind.__name__, told):
            block = schema["$defs"][held]
            about = " ".join(str(block.get("description", "")).split("\n\n", 1)[0].split())
            parts.append(f"### {held}\n\n{about}\n\n{fields(block)}")
        parts.append(f"An example of `{name}`:\n\n```yaml\n{_block(name, kind.example | {'kind': name})}```")
    return page("Analysis kinds", *parts)


def _held(schema: Mapping[str, Any], name: str, told: set[str]) -> Iterator[str]:
    """Yield the blocks that a block holds, outermost first, each once on a page."""
    for reference in re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema["$defs"][name])):
        if reference not in told | set(BLOCKS):
            told.add(reference)
            if "properties" in schema["$defs"][reference]:
                yield reference
            yield from _held(schema, reference, told)


def _block(name: str, example: Mapping[str, Any]) -> str:
    """Write an example as it stands in a case file."""
    out = io.StringIO()
    yaml = YAML()
    yaml.width = WIDE
    yaml.default_flow_style = None
    plain = {"kind": example["kind"], **example}
    yaml.dump({"analyses": {f"my-{name}": json.loads(json.dumps(plain))}}, out)
    return out.getvalue()


def section(schema: Mapping[str, Any], name: str, kind: type, shared: set[str]) -> str:
    """Describe one kind, without the keys that others share."""
    block = schema["$defs"][kind.__name__]
    own = {key: part for key, part in block["properties"].items() if key not in shared | {"kind"}}
    made = {"properties": own, "required": block.get("required", ())}
    return f"## {name}\n\n{said(kind)}\n\n{fields(made)}"


def _shown(before: str, examples: Sequence[Mapping[str, Any]]) -> str:
    """Show the parameters that a kind is tried with, without the keys that every kind has."""
    lines = [flow({"kind": example["kind"], **example}) for example in examples]
    return "\n\n" + "\n".join(["```yaml", *(before + line for line in lines), "```"])


def flow(value: Any) -> str:  # noqa: ANN401  (plain data)
    """Write plain data as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(part)}" for key, part in value.items()) + "}"
    plain = isinstance(value, str) and re.fullmatch(r"[a-z]\w*|\d{4}-\d\d-\d\d", value)
    return value if plain else json.dumps(value)


def said(kind: object) -> str:
    """Return a docstring as Markdown, its references as a list."""
    text = re.sub(r"``([^`]+)``", r"`\1`", _dedented(kind.__doc__ or ""))
    body, _, references = text.partition("References\n----------\n")
    cited = " ".join(references.split())
    return body.strip() + (f"\n\nReference: {cited}" if cited else "")


def _dedented(text: str) -> str:
    first, _, rest = text.partition("\n")
    return "\n".join([first, *(line.removeprefix("    ") for line in rest.splitlines())])


def fields(block: Mapping[str, Any]) -> str:
    """Describe the keys of a block in a table."""
    required = set(block.get("required", ()))
    rows = [
        (f"`{name}`", form(part), _default(part, name in required), part.get("description", ""))
        for name, part in block["properties"].items()
    ]
    return table(("key", "form", "when left out", "says"), rows)


def _default(part: Mapping[str, Any], required: bool) -> str:  # noqa: FBT001
    if required:
        return "must be given"
    default = part.get("default")
    if default is None or default in ({}, [], ""):
        return "nothing"
    if isinstance(default, dict):
        return f"`{flow(default)}`"
    if isinstance(default, list):
        return ", ".join(f"`{word}`" for word in default)
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def form(part: Mapping[str, Any]) -> str:
    """Say in words which values a key takes."""
    if "anyOf" in part:
        return " or ".join(form(one) for one in part["anyOf"] if one.get("type") != "null")
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[-1]
        if name not in BLOCKS:
            return f"block {_within(part['$ref'])}"
        where = BLOCKS[name][0]
        return f"block [{where}](case-file.md#{slug(where)})"
    if "enum" in part or "const" in part:
        return ", ".join(f"`{word}`" for word in part.get("enum", [part.get("const")]))
    if part["type"] in {"array", "object"}:
        return _listed(part) + _limits(part)
    return FORMS[part.get("format", part["type"])] + _limits(part)


def _listed(part: Mapping[str, Any]) -> str:
    """Say what a list or a block by name holds."""
    by_name = part["type"] == "object"
    held = part.get("additionalProperties") if by_name else part.get("items")
    held = held if isinstance(held, dict) else {}
    if "$ref" in held:
        what = "blocks" if held["$ref"].rsplit("/", 1)[-1] in BLOCKS else _within(held["$ref"])
    elif "enum" in held:
        what = form(held)
    else:
        what = {"string": "texts", "array": "pairs", "integer": "whole numbers", "number": "numbers"}.get(
            held.get("type"), "blocks"
        )
    return f"{what} by name" if by_name else f"list of {what}"


def _within(reference: str) -> str:
    """Return a link to a block on the same page."""
    name = reference.rsplit("/", 1)[-1].lower()
    return f"[{name}](#{name})"


def _limits(part: Mapping[str, Any]) -> str:
    said_ = [words_.format(part[key]) for key, words_ in LIMITS.items() if key in part]
    said_ += [f"matching `{part['pattern']}`"] if "pattern" in part else []
    return f", {', '.join(said_)}" if said_ else ""


def sources(door: Mapping[str, Source]) -> str:
    """List the sources, a line each."""
    rows = [
        (
            f"[{name}](source-{name}.md)",
            source.card.title,
            "the publisher" if fetches(source) else "files of the case",
            f"{source.card.lag_days} {'day' if source.card.lag_days == 1 else 'days'}",
            source.card.redistributable,
        )
        for name, source in sorted(door.items())
    ]
    what = (
        "Every source is a card and a way to read; one that asks its publisher also says how. "
        "`facta run` asks nobody: only `facta collect` uses the network, and only the hosts on the card."
    )
    return page(
        "Sources", what, table(("source", "title", "read from", "usual lag", "may be passed on"), rows)
    )


def source_page(name: str, source: Source) -> str:
    """Describe one source: what its module says, its card, and what a case can ask of it."""
    shown = [field.name for field in dataclasses.fields(source.card) if field.name not in LEFT_OUT]
    card = [(field.replace("_", " "), _told(getattr(source.card, field))) for field in shown]
    parts = [said(source), "## Card\n\n" + table(("card", "says"), card)]
    asked = parameters_of(source).model_json_schema()
    if asked.get("properties"):
        parts.append("## Parameters\n\nUnder `parameters:` of a source in a case file.\n\n" + fields(asked))
    for part, block in asked.get("$defs", {}).items():
        if "properties" in block:
            parts.append(f"### {part.lower()}\n\n{block.get('description', '')}\n\n{fields(block)}")
    return page(f"Source: {name}", *parts)


def keys() -> str:
    """List the environment variables that sources can use."""
    rows = [
        (f"`{variable.removesuffix('?')}`", f"[{name}](reference/source-{name}.md)", _needed(variable))
        for name, source in sorted(SOURCES.items())
        for variable in source.card.credentials
    ]
    return table(("variable", "source", "without it"), rows)


def _needed(variable: str) -> str:
    return "asked without" if variable.endswith("?") else "not asked: `credentials`"


def faults() -> str:
    """List what can keep a publisher's answer away, and what to do about it."""
    advice = {"not-collected": "run `facta collect`"} | ADVICE
    rows = [(f"`{word}`", says, advice[word]) for word, says in FAULTS.items()]
    return table(("fault", "means", "do"), rows)


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def commands() -> str:
    """Show the help of every command."""
    status = (
        "Exit status: 0 done; 1, 2 and 3 with `--exit-code` (see [read a board](../read-a-board.md)); "
        "64 wrong usage; 65 a mistake in a case, in a publisher's bytes or in a ledger of forecasts; 74 the "
        "store or a file. "
        "Of `collect`: 3 when something could not be had, 130 when it was broken off."
    )
    parts = [status, f"```text\n{_help([])}\n```"]
    parts += [f"## {' '.join(names)}\n\n```text\n{_help(names)}\n```" for names in _named(cli.main.commands)]
    return page("Commands", *parts)


def _named(commands: Mapping[str, Command]) -> Iterator[tuple[str, ...]]:
    """Yield every command by its words, one with commands of its own before them."""
    for name, command in sorted(commands.items()):
        yield (name,)
        if isinstance(command, Group):
            yield from ((name, *rest) for rest in _named(command.commands))


def _help(command: Sequence[str]) -> str:
    result = CliRunner().invoke(cli.main, [*command, "--help"], prog_name="facta", terminal_width=WIDTH)
    return result.output.rstrip()


def units() -> str:
    """List the units by dimension."""
    dimensions: dict[str, list[str]] = {}
    for unit, (dimension, _) in UNITS.items():
        dimensions.setdefault(dimension, []).append(f"`{unit}`")
    rows = [(dimension, ", ".join(held)) for dimension, held in sorted(dimensions.items())]
    note = (
        "Units of one dimension are converted into each other; others never are. A currency is a dimension "
        "of its own, because an exchange rate is an observation. A month is a twelfth of a year of 365 days."
    )
    return page("Units", note, table(("dimension", "units"), rows))


def words() -> str:
    """List the small vocabularies."""
    levels = [(str(i), word, rule) for i, (word, rule) in enumerate(zip(LEVELS, RULES, strict=True))]
    levels.append(("none", "not assessed", "no figure, too little to compare, nobody looked, or dark data"))
    parts = ["## Levels\n\n" + table(("level", "word", "rule"), levels)]
    small: dict[str, tuple[Any, dict[str, str]]] = {
        "Directions": (records.Direction, DIRECTIONS),
        "Weighed against": (Literal[tuple(AGAINST)], BASES),
        "Data health": (records.Health, HEALTH),
        "States of a point": (records.State, STATES),
        "How we know the day": (records.KnownBy, KNOWN_BY),
        "Status of a record": (records.Status, STATUSES),
        "Cause of a change": (records.Cause, CAUSES),
    }
    for title, (literal, says) in small.items():
        rows = [(f"`{word}`", says[word]) for word in get_args(literal)]
        parts.append(f"## {title}\n\n{table(('word', 'means'), rows)}")
    return page("Words", *parts)


def rooms() -> str:
    """List the rooms in the order of imports, highest first, each with its first sentence."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    rows = []
    for layer in layers:
        names = [name for name in re.split(r"\s*[|:]\s*", layer) if _doc(name)]
        rows.append((" ".join(f"`{name.removeprefix('facta.')}`" for name in names), _says(names)))
    return table(("room", "is"), [row for row in rows if row[0]])


def _says(names: Iterable[str]) -> str:
    return "<br>".join(_doc(name) for name in names)


def _doc(name: str) -> str:
    try:
        text = importlib.import_module(name).__doc__ or ""
    except ImportError:
        return ""
    return text.strip().partition("\n")[0]


def page(title: str, *parts: str) -> str:
    """Return a page with a title and a line that says who wrote it."""
    made = "<!-- Written by `make docs` from the code; edit the code, not this page. -->"
    return "\n\n".join([made, f"# {title}", *(part for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def slug(title: str) -> str:
    """Return the anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


if __name__ == "__main__":
    main()
