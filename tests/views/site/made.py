"""Editions made by hand, the frames that they are shown in, and what a machine reads of a page."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from make import EARLIER, TODAY, empty, flagship
from make_argument import argued, cited, moved, wild
from make_words import HOSTILE, case, change, hostile

from facta.views.edition import Edition
from facta.views.site import Frame
from facta.views.texts import CaseText, Expected, RecordLine

if TYPE_CHECKING:
    from facta.records import Assessment, Change

VOID = {"meta", "link", "input", "br"}
MEGABYTE = "<script>alert(1)</script>" * 40_000


def edition(assessment: Assessment, text: CaseText, moved_by: Change | None = None) -> Edition:
    was = replace(assessment, as_of=EARLIER) if moved_by else None
    return Edition(assessment=assessment, was=was, change=moved_by, case=text, today=TODAY)


def real() -> Edition:
    return edition(flagship(), case(), change())


def argument() -> Edition:
    return edition(argued(), cited(), moved())


def bare() -> Edition:
    return edition(empty(), CaseText())


def harmful() -> Edition:
    """A case whose every text and every name tries to break out of where it stands."""
    assessment, text, moved_by = hostile()
    results = wild().results
    item = replace(results[0].items[0], records=("../../etc/passwd", "CON", "a/b?c#d", "rl1", "RL1"))
    results = (replace(results[0], analysis="../claims", items=(item, *results[0].items[1:])),)
    lines = {
        ref: RecordLine(
            ref=ref, when=HOSTILE, text=said, url="javascript:alert(1)", publisher=HOSTILE, title=HOSTILE,
            snapshot=HOSTILE, note="=cmd|' /C calc'!A0", source=HOSTILE, known_by=HOSTILE,
        )
        for ref, said in {"../../etc/passwd": HOSTILE, "a/b?c#d": MEGABYTE, "rl1": HOSTILE, "RL1": ""}.items()
    }  # fmt: skip
    due = Expected(day=TODAY, about="../claims", title=HOSTILE, readings=((HOSTILE, HOSTILE),))
    text = replace(text, cited=lines, expected=(due,))
    return edition(replace(assessment, results=results), text, moved_by)


EDITIONS = {"real": real, "argument": argument, "bare": bare, "harmful": harmful}


def filed(_: str = "", **chosen: str) -> Frame:
    """Frame a page as a file beside others; addresses are the paths themselves, to be followed."""
    return Frame(address=lambda path: f"/{path}", asset=lambda name: f"/assets/{name}", **chosen)  # type: ignore[arg-type]


def served(**chosen: str) -> Frame:
    """Frame a page as a server does."""
    return Frame(
        address=lambda path: f"/{path}?lens=risk",
        asset=lambda name: f"/assets/{name}",
        turned=lambda path, other: f"/{path}?" + "&".join(f"{key}={said}" for key, said in other.items()),
        served=True,
        **chosen,  # type: ignore[arg-type]
    )


class Read(HTMLParser):
    """What a machine makes of a page: its elements, its text, its places."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.scripts if "script" in self.open else self.text).append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.text).split())

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]
