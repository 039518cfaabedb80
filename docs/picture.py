# ruff: noqa: INP001  (docs are no package)
"""Take the picture of the board that README shows: the home page of the flagship case, in a real browser.

`make docs-picture` runs this, with the chromium of the machine. The picture carries the digests of
what it shows, so that a test can say when it is out of date.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from facta.api import open_case
from facta.publishing import publish

if TYPE_CHECKING:
    from facta.records import Assessment

PICTURE = Path(__file__).parent / "assets" / "board.png"
AS_OF = "2026-06-01"
WIDTH, HEIGHT = 1200, 880
ALONE = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def shows(assessment: Assessment) -> str:
    """Say what a picture of an assessment is a picture of."""
    inputs = assessment.inputs
    return f"{assessment.case} {assessment.as_of} case {inputs.case_digest} store {inputs.store_digest}"


def main() -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        edition = open_case("russia-taliban", store=folder / "store").edition(AS_OF)
        publish(edition, folder / "site")
        taken = _taken((folder / "site" / "index.html").as_uri())
    noted = PngInfo()
    noted.add_text("facta", shows(edition.assessment))
    few = Image.open(io.BytesIO(taken)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(PICTURE, optimize=True, pnginfo=noted)


def _taken(address: str) -> bytes:
    with sync_playwright() as players:
        browser = players.chromium.launch(executable_path=shutil.which("chromium"), args=ALONE)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(address)
        page.evaluate("document.fonts.ready")
        return page.screenshot()


if __name__ == "__main__":
    main()
