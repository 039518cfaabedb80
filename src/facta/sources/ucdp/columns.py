"""What UCDP offers, on which terms, and the columns of its tables."""

from __future__ import annotations

from typing import Final

from facta.sources.base import Card
from facta.sources.tables import columns

card: Final = Card(
    name="ucdp",
    title="UCDP Georeferenced Event Dataset and GED Candidate",
    publisher="UCDP",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    redistributable="attribution",
    grain="one row per event of organised violence with at least one death in its high estimate",
    lag_days=30,
    coverage="the world since 1989; candidates month by month, superseded by the annual release",
    limitation=(
        "Deaths known to news and reports, so remote and censored places are undercounted; "
        "candidate rows are provisional, their ids recur with revised figures, and one that a later "
        "release drops is withdrawn only where that release was fetched together with the candidates "
        "it replaces; where they were not, a row of the annual release counts as known a month after "
        "its month, though those were not yet its final figures; 'IS' is one actor everywhere and "
        "'Government of Afghanistan' changes its meaning on 15 August 2021."
    ),
    healthy="a candidate month has 1,500 to 3,000 rows and is 20 to 40 days old when it appears",
    citation=(
        "Sundberg, R. and Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. "
        "Journal of Peace Research 50(4)."
    ),
    hosts=("ucdp.uu.se", "ucdpapi.pcr.uu.se"),
    credentials=("FACTA_UCDP_TOKEN?",),
    spacing_seconds=1.5,
)

CONSUMED: Final = columns(
    "id,relid,code_status,type_of_violence,conflict_name,side_a,side_b,source_office,where_prec,"
    "where_coordinates,adm_1,adm_2,latitude,longitude,country,event_clarity,date_prec,date_start,"
    "date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low"
)
DROPPED: Final = {
    "year": "the year of date_end",
    "active_year": "whether the dyad passed 25 deaths that year: a sum over rows, not an event",
    "conflict_dset_id": "number of conflict_name",
    "conflict_new_id": "number of conflict_name",
    "dyad_dset_id": "number of dyad_name",
    "dyad_new_id": "number of dyad_name",
    "dyad_name": "side_a and side_b joined",
    "side_a_dset_id": "number of side_a",
    "side_a_new_id": "number of side_a",
    "side_b_dset_id": "number of side_b",
    "side_b_new_id": "number of side_b",
    "number_of_sources": "the length of source_office; -1 where that is blank",
    "source_article": "office, date and headline joined, in other publishers' words",
    "source_date": "days of the articles; UCDP publishes them a month later all the same",
    "source_headline": "other publishers' words",
    "source_original": "who was quoted, in free text",
    "where_description": "free text on the place; where_coordinates names it",
    "geom_wkt": "longitude and latitude again",
    "priogrid_gid": "a function of longitude and latitude",
    "country_id": "Gleditsch-Ward number of country",
    "region": "continent of country",
    "gwnoa": "Gleditsch-Ward number of side_a",
    "gwnob": "Gleditsch-Ward number of side_b",
    "source_file": "the release from which an extract was cut",
}
COLUMNS: Final = columns(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,"
    "adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,"
    "gwnoa,gwnob"
)
_NOT_IN_20_1: Final = columns(
    "relid,code_status,conflict_dset_id,dyad_dset_id,side_a_dset_id,side_b_dset_id,geom_wkt,"
    "priogrid_gid,country_id,gwnoa,gwnob"
)
EXTRACT: Final = columns(
    "id,relid,year,type_of_violence,conflict_name,dyad_name,side_a,side_b,adm_1,adm_2,where_prec,"
    "latitude,longitude,date_prec,date_start,date_end,event_clarity,deaths_a,deaths_b,"
    "deaths_civilians,deaths_unknown,best,high,low,source_file"
)
LAYOUTS: Final = (COLUMNS, tuple(c for c in COLUMNS if c not in _NOT_IN_20_1), EXTRACT)

# Points that stand for "somewhere there" in the releases of January to July 2026: the middle of
# Afghanistan, and one point for the whole Afghan-Pakistani border (ten events in seven months).
PLACEHOLDERS: Final = frozenset({(33.0, 65.0), (31.689623, 68.051427)})
