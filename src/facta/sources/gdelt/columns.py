"""The columns of GDELT's files, in order, with the types in which they are kept.

Codes are text, because their leading zeros count; all texts that recur are kept as categories, which
is how a column of few different texts is parsed and written fastest. Files have no header, so a column
is known by its place alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT: Final = pl.Categorical()
_ACTOR: Final = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)


def _geo(prefix: str, *, adm2: bool) -> dict[str, pl.DataType]:
    found: dict[str, pl.DataType] = {
        f"{prefix}Geo_Type": pl.Int8(),
        f"{prefix}Geo_FullName": TEXT,
        f"{prefix}Geo_CountryCode": TEXT,
        f"{prefix}Geo_ADM1Code": TEXT,
    }
    if adm2:
        found[f"{prefix}Geo_ADM2Code"] = TEXT
    return found | {
        f"{prefix}Geo_Lat": pl.Float64(),
        f"{prefix}Geo_Long": pl.Float64(),
        f"{prefix}Geo_FeatureID": TEXT,
    }


def _events(*, adm2: bool) -> dict[str, pl.DataType]:
    return {
        "GLOBALEVENTID": pl.Int64(),
        "SQLDATE": pl.Int32(),
        "MonthYear": pl.Int32(),
        "Year": pl.Int16(),
        "FractionDate": pl.Float64(),
        **{f"Actor{number}{name}": TEXT for number in (1, 2) for name in _ACTOR},
        "IsRootEvent": pl.Int8(),
        "EventCode": TEXT,
        "EventBaseCode": TEXT,
        "EventRootCode": TEXT,
        "QuadClass": pl.Int8(),
        "GoldsteinScale": pl.Float32(),
        "NumMentions": pl.Int32(),
        "NumSources": pl.Int32(),
        "NumArticles": pl.Int32(),
        "AvgTone": pl.Float64(),
        **_geo("Actor1", adm2=adm2),
        **_geo("Actor2", adm2=adm2),
        **_geo("Action", adm2=adm2),
        "DATEADDED": pl.Int64(),
        "SOURCEURL": pl.String(),
    }


EVENTS: Final[Mapping[str, pl.DataType]] = _events(adm2=True)
DAILY: Final[Mapping[str, pl.DataType]] = _events(adm2=False)
MENTIONS: Final[Mapping[str, pl.DataType]] = {
    "GLOBALEVENTID": pl.Int64(),
    "EventTimeDate": pl.Int64(),
    "MentionTimeDate": pl.Int64(),
    "MentionType": pl.Int8(),
    "MentionSourceName": TEXT,
    "MentionIdentifier": pl.String(),
    "SentenceID": pl.Int32(),
    "Actor1CharOffset": pl.Int32(),
    "Actor2CharOffset": pl.Int32(),
    "ActionCharOffset": pl.Int32(),
    "InRawText": pl.Int8(),
    "Confidence": pl.Int16(),
    "MentionDocLen": pl.Int32(),
    "MentionDocTone": pl.Float64(),
    "MentionDocTranslationInfo": TEXT,
    "Extras": TEXT,
}
# By which rows are found and totals made; the rest is read of the rows that are found alone.
FINDING: Final = (
    "GLOBALEVENTID",
    "SQLDATE",
    "Actor1CountryCode",
    "Actor2CountryCode",
    "EventRootCode",
    "ActionGeo_CountryCode",
    "SOURCEURL",
)
FINDING_DYADS: Final = ("Actor1Code", "Actor1KnownGroupCode", "Actor2Code", "Actor2KnownGroupCode")
MENTIONED: Final = ("GLOBALEVENTID", "MentionTimeDate", "MentionIdentifier")
# What records are made of: the rest of a row is not parsed where no archive is kept.
EXTRACTED: Final = (
    "GLOBALEVENTID",
    "SQLDATE",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1Type1Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2Type1Code",
    "IsRootEvent",
    "EventCode",
    "EventRootCode",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "DATEADDED",
    "SOURCEURL",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One of GDELT's products: where its files lie, how they are named, what they hold.

    ``folder`` and ``kind`` make a file's path, ``list`` names the list of all files and ``latest``
    the list of the newest; a product without ``latest`` has one file a day.
    """

    name: str
    folder: str
    kind: str
    list: str
    latest: str
    columns: Mapping[str, pl.DataType]
    translated: bool = False

    @property
    def table(self) -> str:
        """Name of its table in the archive."""
        return f"gdelt-{self.name}"

    @property
    def has_events(self) -> bool:
        """Whether its rows are events."""
        return "EventCode" in self.columns

    @property
    def daily(self) -> bool:
        """Whether a file holds a whole day."""
        return not self.latest


_MASTER: Final = ("gdeltv2/masterfilelist.txt", "gdeltv2/lastupdate.txt")
_TRANSLATED: Final = ("gdeltv2/masterfilelist-translation.txt", "gdeltv2/lastupdate-translation.txt")


def _slots(name: str, kind: str, columns: Mapping[str, pl.DataType], *, translated: bool = False) -> Product:
    list_, latest = _TRANSLATED if translated else _MASTER
    return Product(
        name=name,
        folder="gdeltv2",
        kind=f"translation.{kind}" if translated else kind,
        list=list_,
        latest=latest,
        columns=columns,
        translated=translated,
    )


PRODUCTS: Final[Mapping[str, Product]] = {
    product.name: product
    for product in (
        _slots("events", "export.CSV", EVENTS),
        _slots("translingual", "export.CSV", EVENTS, translated=True),
        Product(
            name="daily",
            folder="events",
            kind="export.CSV",
            list="events/md5sums",
            latest="",
            columns=DAILY,
        ),
        _slots("mentions", "mentions.CSV", MENTIONS),
        _slots("mentions-translingual", "mentions.CSV", MENTIONS, translated=True),
    )
}
