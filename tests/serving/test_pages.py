"""Pages over the wire: their tags, what links carry, and what is said of pages that are not there."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from facta.serving.asked import Asked
from facta.serving.pages import Pages, Seen
from facta.serving.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from facta.serving.state import Spot

LINK = re.compile(r'href="(/[^"#]*)')


def test_what_a_reader_has_is_not_sent_again(site: TestClient) -> None:
    first = site.get("/indicators/CT-1")
    again = site.get("/indicators/CT-1", headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert first.headers["cache-control"] == "no-cache"
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


def test_packed_bytes_and_plain_ones_have_tags_of_their_own(site: TestClient) -> None:
    packed = site.get("/indicators/CT-1", headers={"accept-encoding": "gzip"})
    plain = site.get("/indicators/CT-1", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert {packed.headers["vary"], plain.headers["vary"]} == {"Accept-Encoding"}


def test_an_asset_asked_for_by_its_tag_is_kept_for_a_week(site: TestClient) -> None:
    (address,) = re.findall(r'href="(/assets/site\.css\?v=\w+)"', site.get("/").text)
    assert "immutable" in site.get(address).headers["cache-control"]
    assert site.get("/assets/site.css?v=older").headers["cache-control"] == "no-cache"
    assert site.get("/assets/secret.txt").status_code == 404


def test_links_carry_how_a_reader_wants_to_see_the_case(site: TestClient) -> None:
    page = site.get("/indicators/CT-1?as_of=2025-12&since=6m&lens=risk").text
    inside = [link for link in LINK.findall(page) if link.startswith(("/records", "/argument"))]
    assert inside
    for link in inside:
        assert "as_of=2025-12-31" in link
        assert "since=6m" in link
        assert "lens=risk" in link


def test_links_of_the_own_day_say_nothing_of_it(site: TestClient) -> None:
    assert all("as_of=2026-06-01" not in link for link in LINK.findall(site.get("/indicators/CT-1").text))


def test_every_page_of_a_day_is_there(site: TestClient) -> None:
    links = {link.replace("&amp;", "&") for link in LINK.findall(site.get("/").text)}
    assert len(links) > 50
    for link in sorted(links)[:: max(1, len(links) // 12)]:
        assert site.get(link).status_code == 200, link


def test_a_page_that_is_not_there_names_the_nearest(site: TestClient) -> None:
    answer = site.get("/indicators/ct-1x?as_of=2025-12-31")
    assert answer.status_code == 404
    assert "no page" in answer.text
    assert 'href="/indicators/CT-1?as_of=2025-12-31"' in answer.text


def test_a_drawer_is_a_short_form_of_its_page(site: TestClient) -> None:
    drawer, page = (site.get(f"/indicators/CT-1{query}") for query in ("?form=drawer", ""))
    assert drawer.status_code == 200
    assert "<html" not in drawer.text
    assert len(drawer.text) < len(page.text)


def test_a_day_to_compare_with_comes_before(site: TestClient) -> None:
    answer = site.get("/?as_of=2026-01-01&since=2026-02-01")
    assert answer.status_code == 400
    assert "is not before 2026-01-01: name an earlier day, or 3m, 6m, 12m" in answer.text


def test_a_day_to_compare_with_that_was_left_as_it_was_holds_nobody_back(site: TestClient) -> None:
    form = "/changes?as_of=2025-07-31&since=2026-03-02&shown="
    assert "1 May 2025 → 31 Jul 2025" in site.get(f"{form}2026-03-02").text
    assert site.get(f"{form}2026-03-01").status_code == 400


def test_a_search_is_answered_and_not_kept(site: TestClient, flagship_pages: Pages) -> None:
    before = {path.name for path in flagship_pages.shelf.folder.rglob("*")}
    answer = site.get("/search?q=<b>border")
    assert answer.status_code == 200
    assert "<b>border" not in answer.text
    assert {path.name for path in flagship_pages.shelf.folder.rglob("*")} == before


def test_a_page_on_the_shelf_is_served_without_what_makes_pages(spot: Spot, tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from facta.serving.asked import Asked; from facta.serving.library import Library\n"
        "from facta.serving.pages import Pages, Seen; from facta.serving.shelf import Shelf\n"
        "from facta.serving.state import Spot\n"
        "case, store, shelf = sys.argv[1:]\n"
        "library = Library(Spot(case, Path(store)), lambda: datetime(2026, 11, 23, tzinfo=UTC))\n"
        "pages = Pages(library, Shelf(Path(shelf)), Asked())\n"
        "print(pages.made(Seen(Asked(), '')).tag, 'polars' in sys.modules, 'duckdb' in sys.modules)"
    )
    command = [sys.executable, "-c", code, spot.case, str(spot.store), str(tmp_path / "shelf")]
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(2)
    )
    assert first[1:] == ["True", "True"]
    assert second == [first[0], "False", "False"]


def test_a_page_that_lies_on_the_shelf_broken_is_made_again(pages: Pages) -> None:
    made = pages.made(Seen(Asked(), "indicators/EX-1"))
    for file in pages.shelf.folder.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-7] + gzip.compress(b"other"))
    assert pages.made(Seen(Asked(), "indicators/EX-1")) == made


def test_a_shelf_that_cannot_be_written_is_no_matter(pages: Pages, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    bare = Pages(pages.library, Shelf(tmp_path / "file"), Asked())
    assert bare.made(Seen(Asked(), "")) == pages.made(Seen(Asked(), ""))
