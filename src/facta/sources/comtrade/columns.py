"""What UN Comtrade offers, on which terms, and the keys of its rows."""

from __future__ import annotations

from typing import Final

from facta.sources.base import Card

card: Final = Card(
    name="comtrade",
    title="UN Comtrade, merchandise trade",
    publisher="UN Comtrade",
    url="https://comtradeplus.un.org/",
    licence="United Nations: terms of use of UN Comtrade, no re-dissemination; derived figures may be shown",
    redistributable="no",
    grain="one row per reporter, partner, flow, commodity and period",
    lag_days=300,
    coverage="about 200 reporters since 1962; yearly, most of them out 6 to 12 months after the year",
    limitation=(
        "Importers count with freight and insurance (CIF), exporters without (FOB), so the two reports "
        "of one flow differ by some 10 % even where both are right, and transit is booked to the last "
        "known country. Trade between two states of which neither reports does not show at all: Russia "
        "stopped in 2022 and resumed with less detail, Afghanistan reports irregularly. That a report "
        "has no row for a partner is not taken as a zero. Figures are revised without notice."
    ),
    healthy="count is the number of rows and below the limit of 500 a call without a key",
    citation=(
        "United Nations, UN Comtrade Database, https://comtradeplus.un.org/; on mirror figures: "
        "Gaulier, G. and Zignago, S. (2010). BACI: International Trade Database at the Product-Level. "
        "CEPII Working Paper 2010-23."
    ),
    hosts=("comtradeapi.un.org",),
    credentials=("FACTA_COMTRADE_KEY?",),
    frequency="year",
    spacing_seconds=1.5,
)

CONSUMED: Final = (
    "typeCode",
    "freqCode",
    "period",
    "reporterCode",
    "flowCode",
    "partnerCode",
    "partner2Code",
    "cmdCode",
    "customsCode",
    "motCode",
    "cifvalue",
    "fobvalue",
    "primaryValue",
)
DROPPED: Final = {
    "refPeriodId": "the first day of period, as a number",
    "refYear": "the year of period",
    "refMonth": "the month of period, 52 for a year",
    "reporterISO": "null unless descriptions are asked for; reporterCode says it",
    "reporterDesc": "name of reporterCode",
    "flowDesc": "name of flowCode",
    "partnerISO": "null unless descriptions are asked for; partnerCode says it",
    "partnerDesc": "name of partnerCode",
    "partner2ISO": "second partner, always the world",
    "partner2Desc": "second partner, always the world",
    "classificationCode": "which revision of the Harmonized System the report used",
    "classificationSearchCode": "always HS, as asked for",
    "isOriginalClassification": "follows from classificationCode",
    "cmdDesc": "name of cmdCode",
    "aggrLevel": "number of digits of cmdCode",
    "isLeaf": "whether cmdCode has finer ones below it",
    "customsDesc": "name of customsCode",
    "mosCode": "mode of supply, of services only",
    "motDesc": "name of motCode",
    "qtyUnitCode": "unit of qty",
    "qtyUnitAbbr": "unit of qty",
    "qty": "quantity; mostly nought for aggregates and often estimated",
    "isQtyEstimated": "of qty",
    "altQtyUnitCode": "unit of altQty",
    "altQtyUnitAbbr": "unit of altQty",
    "altQty": "a second quantity",
    "isAltQtyEstimated": "of altQty",
    "netWgt": "weight; nought for aggregates and often estimated",
    "isNetWgtEstimated": "of netWgt",
    "grossWgt": "weight with packing, hardly ever given",
    "isGrossWgtEstimated": "of grossWgt",
    "legacyEstimationFlag": "whether a quantity or a weight is estimated; values are not",
    "isReported": "false for every total, which Comtrade adds up",
    "isAggregate": "true for every total",
}
