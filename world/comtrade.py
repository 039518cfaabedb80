"""UN Comtrade: 500 rows and one period a call without a key, and nought where nobody reported."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Final

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HOST: Final = "comtradeapi.un.org"
KEY: Final = "a-subscription-key"
PREVIEW: Final = "/public/v1/preview/C/"
KEYED: Final = "/data/v1/get/C/"
MOST: Final = 500
_BREAKDOWN: Final = {"partner2Code": ("0", "643"), "customsCode": ("C00", "C01"), "motCode": ("0", "2100")}

Report = tuple[int, int, str, str, str]  # reporter, partner, flow, commodity, period
Row = dict[str, object]


def comtrade(reports: Mapping[Report, float], *, most_calls: int = 500) -> Publisher:
    """Play UN Comtrade with the values of reports; after so many calls it answers with 429."""
    calls = 0

    def publisher(asked: Asked) -> Told:
        nonlocal calls
        keyed = asked.path.startswith(KEYED)
        if not keyed and not asked.path.startswith(PREVIEW):
            return not_found(asked)
        if keyed and asked.headers.get("ocp-apim-subscription-key") != KEY:
            text = b'{"statusCode": 401, "message": "Access denied due to missing subscription key."}'
            return Told(status=401, body=text)
        calls += 1
        if calls > most_calls:
            return Told(status=429, body=b'{"statusCode": 429, "message": "Rate limit is exceeded."}')
        if "," in asked.query.get("period", "") and not keyed:
            return Told(status=400, body=b'{"title": "period: one value only in preview"}')
        rows = list(_rows(asked, reports))
        return Told(body=answer(rows if keyed else rows[:MOST]))

    return publisher


def answer(rows: list[Row], error: str = "") -> bytes:
    """Put rows into an envelope."""
    told = {"elapsedTime": "0.21 secs", "count": len(rows), "data": rows, "error": error}
    return json.dumps(told, indent=1).encode()


def _rows(asked: Asked, reports: Mapping[Report, float]) -> Iterable[Row]:
    """Yield the rows asked for, broken down by whatever the question does not fix."""
    wanted = {key: asked.query.get(key, "").split(",") for key in _ASKED}
    kept = [
        [value for value in values if asked.query.get(key, value) == value]
        for key, values in _BREAKDOWN.items()
    ]
    for report, value in reports.items():
        told = dict(zip(_ASKED, map(str, report), strict=True))
        if all(told[key] in wanted[key] for key in _ASKED):
            for totals in product(*kept):
                yield row(report, value) | dict(zip(_BREAKDOWN, map(_code, totals), strict=True))


_ASKED: Final = ("reporterCode", "partnerCode", "flowCode", "cmdCode", "period")


def _code(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def row(report: Report, value: float) -> Row:
    """Make a row with all its 47 keys, descriptions left out as they are by default."""
    reporter, partner, flow, commodity, period = report
    nothing = dict.fromkeys(("reporterISO", "reporterDesc", "flowDesc", "partnerISO", "partnerDesc"))
    return {
        "typeCode": "C",
        "freqCode": "A" if len(period) == 4 else "M",
        "refPeriodId": int(f"{period}0101"[:8]),
        "refYear": int(period[:4]),
        "refMonth": int(period[4:] or 52),
        "period": period,
        "reporterCode": reporter,
        "flowCode": flow,
        "partnerCode": partner,
        **nothing,
        "partner2Code": 0,
        "partner2ISO": None,
        "partner2Desc": None,
        "classificationCode": "H6",
        "classificationSearchCode": "HS",
        "isOriginalClassification": True,
        "cmdCode": commodity,
        "cmdDesc": None,
        "aggrLevel": 0 if commodity == "TOTAL" else len(commodity),
        "isLeaf": False,
        "customsCode": "C00",
        "customsDesc": None,
        "mosCode": "0",
        "motCode": 0,
        "motDesc": None,
        **_QUANTITIES,
        "cifvalue": value if flow == "M" else None,
        "fobvalue": value if flow == "X" else None,
        "primaryValue": value,
        "legacyEstimationFlag": 0,
        "isReported": False,
        "isAggregate": True,
    }


_QUANTITIES: Final[Row] = {
    "qtyUnitCode": -1,
    "qtyUnitAbbr": None,
    "qty": 0,
    "isQtyEstimated": False,
    "altQtyUnitCode": -1,
    "altQtyUnitAbbr": None,
    "altQty": 0,
    "isAltQtyEstimated": False,
    "netWgt": 0,
    "isNetWgtEstimated": False,
    "grossWgt": 0,
    "isGrossWgtEstimated": False,
}
