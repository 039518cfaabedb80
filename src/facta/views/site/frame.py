"""How a page of the site is framed: where its links lead, for whom it is, and in what language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

Lens = Literal["analyst", "risk", "planner"]
Language = Literal["en", "ru"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a page is framed.

    ``address`` gives the link to a path of the site as this page must write it: on a server
    ``/indicators/CT-1?as_of=2026-06-01&lens=risk`` with what the reader chose, in files
    ``../indicators/CT-1.html``. ``asset`` does so for a style, a font or a script by its name.

    Only a ``served`` page has the forms for day, anchor, lens and language, search, and the drawer:
    the page's own script asks for the drawer of a page by its address with ``form=drawer`` added to
    the query. ``turned`` gives the address of a path with some of ``as_of``, ``since``, ``lens`` and
    ``language`` chosen otherwise. ``query`` is what a reader searches for, and ``briefed`` the day of
    the last brief that was written of a day before the one shown.
    """

    address: Callable[[str], str]
    asset: Callable[[str], str]
    turned: Callable[[str, Mapping[str, str]], str] | None = None
    lens: Lens = "analyst"
    language: Language = "en"
    served: bool = False
    query: str = ""
    briefed: date | None = None
