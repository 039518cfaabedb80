"""Where: a map of the routes of a case, and one of each thing that it counts by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from facta.results import Atlas
from facta.views import words
from facta.views.charts import CHARTS, PAGE
from facta.views.charts.shapes import Layer
from facta.views.language import speaking
from facta.views.links import anchor
from facta.views.rows import drawn, pictured
from facta.views.site.kinds import Shown
from facta.views.twins import twin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from facta.results import Table
    from facta.views.edition import Edition
    from facta.views.site.frame import Frame
    from facta.views.site.plan import Plan
    from facta.views.texts import PlacesText

MAP = "map"


class Picture(NamedTuple):
    """One map with its finding, its drawing and its twin, and the place that it is about."""

    title: str
    svg: Markup
    table: Table
    place: str


def there(edition: Edition) -> bool:
    """Tell whether there is anything to lay on a map."""
    return bool(edition.case.places) or any(_atlases(edition))


def each(edition: Edition) -> dict[str, str]:
    """Return what is counted by place, with its finding."""
    with speaking():
        return {one.indicator: _title(one, edition) for one in edition.case.places}


def listed(plan: Plan, _: Frame, __: str) -> Shown:
    """Show the routes of a case, and name what there is a map of."""
    edition = plan.edition
    with speaking():
        routes = tuple(_atlases(edition))
        front = () if routes else (_counted(edition.case.places[0], edition),)
    title = routes[0].title if routes else next(iter(each(edition).values()))
    return Shown(
        title=title,
        template="site/map.html",
        known={"pictures": (*routes, *front), "layers": _layers(edition), "here": ""},
    )


def shown(plan: Plan, _: Frame, name: str) -> Shown:
    """Show one thing by place."""
    edition = plan.edition
    one = next(one for one in edition.case.places if one.indicator == name)
    with speaking():
        picture = _counted(one, edition)
    return Shown(
        title=picture.title,
        template="site/map.html",
        known={"pictures": (picture,), "layers": _layers(edition), "here": name},
    )


def _layers(edition: Edition) -> tuple[tuple[str, str, int], ...]:
    titles = {one.indicator: one.title for one in edition.assessment.standings}
    return tuple((one.indicator, titles[one.indicator], one.counted) for one in edition.case.places)


def _atlases(edition: Edition) -> Iterator[Picture]:
    for result in edition.assessment.results:
        for one in result.drawings:
            if isinstance(one.data, Atlas):
                yield Picture(
                    one.title, pictured(one), twin(one.data, one.title), anchor("h-a", result.analysis)
                )


def _counted(one: PlacesText, edition: Edition) -> Picture:
    standing = next(s for s in edition.assessment.standings if s.indicator == one.indicator)
    title = _title(one, edition)
    where = "by province, else by place, at the middle of where they have it"
    note = f"Records since {words.day(one.since)} {where}."
    if one.unplaced:
        note += f" {words.counted(one.unplaced, 'record')} without a place: not on the map."
    if one.elsewhere:
        note += f" {words.counted(one.elsewhere, 'record')} at places with fewer are left out."
    layer = Layer(unit="records", places=one.places, note=note)
    svg = drawn(CHARTS["layer"](layer, palette=PAGE, title=title))
    return Picture(title, svg, twin(layer, title), anchor("i", standing.indicator))


def _title(one: PlacesText, edition: Edition) -> str:
    """Say where most of it happened.

    A tie at the top is said as one.
    """
    standing = next(s for s in edition.assessment.standings if s.indicator == one.indicator)
    most = one.places[0].count
    top = [place.label or "a place without a name" for place in one.places if place.count == most]
    among = "" if len(top) == 1 else " each"
    named = top[0] if len(top) == 1 else f"{', '.join(top[:-1])} and {top[-1]}"
    if len(top) > 3:  # noqa: PLR2004  (more would be a list)
        return f"{standing.title}: spread over {len(one.places)} places, none with more than {most:.0f}"
    verb = "has" if len(top) == 1 else "have"
    return (
        f"{standing.title}: {named} {verb} {most:.0f} of {one.counted}{among}, since {words.day(one.since)}"
    )
