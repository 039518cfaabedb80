"""What a page of the site is: where it stands, for which cases it is there, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one page shows: a finding as its title, a template and what the template knows.

    The template extends ``site/page.html``, which has the frame of every page; ``drawer`` is the
    template of its short form, a fragment. Both also know ``plan``, ``frame``, ``edition``,
    ``assessment``, ``case``, ``change``, ``links`` and ``words``.
    """

    title: str
    template: str
    known: Mapping[str, object] = field(default_factory=dict)
    drawer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One line on the door: a page at ``path``, or one page each at ``path/NAME``.

    ``shown`` makes it of the plan, the frame and the name, which is empty for a page alone. A page
    is there where ``there`` says so; ``each`` gives the names and titles of pages of one kind.
    ``label`` is its word in the navigation, English, translated where it is written; pages of one
    kind with a label make a menu, and so do neighbours on the door that name the same ``menu``.
    Without a label it is reached by links only.
    """

    path: str
    shown: Callable[[Plan, Frame, str], Shown]
    label: str = ""
    menu: str = ""
    there: Callable[[Edition], bool] = lambda _: True
    each: Callable[[Edition], Mapping[str, str]] | None = None
