"""Ask the tools over MCP, by the client of the official SDK."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import anyio
from mcp.client.client import Client

from facta.serving.api import Api
from facta.serving.tools import server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from facta.serving.pages import Pages


def alone(talk: Callable[[], Awaitable[Any]]) -> Any:
    """Talk in a thread of its own: a browser of other tests keeps an event loop running in this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(anyio.run, talk).result()


def asked(pages: Pages, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    async def talk() -> list[Any]:
        async with Client(server(Api(pages.library, pages.own), "a case")) as client:
            return [await client.call_tool(name, given) for name, given in calls]

    return alone(talk)


def told(pages: Pages, name: str, /, **given: Any) -> Any:
    (answer,) = asked(pages, (name, given))
    assert not answer.is_error, answer.content
    return answer.structured_content


def refused(pages: Pages, name: str, /, **given: Any) -> str:
    (answer,) = asked(pages, (name, given))
    assert answer.is_error
    return str(answer.content[0].text)
