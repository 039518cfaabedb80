"""A plain page that lists what the API can be asked."""

from __future__ import annotations

from html import escape

from facta.serving.answers import STYLE
from facta.serving.v1.document import BASE, NAMED, TAKES
from facta.serving.v1.endpoints import ENDPOINTS


def page(title: str) -> str:
    """Write the page."""
    rows = "".join(
        f"<tr><td>{_address(endpoint.path)}</td><td>{escape(endpoint.says)}</td>"
        f"<td>{', '.join(('as_of', *endpoint.takes))}</td></tr>"
        for endpoint in ENDPOINTS
    )
    takes = "".join(f"<dt>{name}</dt><dd>{escape(said['description'])}</dd>" for name, said in TAKES.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>API: {escape(title)}</title><link rel="stylesheet" href="{STYLE}"></head>'
        f'<body><main class="wrap"><h1>{escape(title)}: what the API can be asked</h1>'
        f'<p>Reading only. The whole is described in <a href="{BASE}/openapi.json">openapi.json</a>.</p>'
        '<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Address</th>'
        f'<th scope="col">Says</th><th scope="col">Takes</th></tr></thead><tbody>{rows}</tbody></table></div>'
        f"<dl>{takes}</dl></main></body></html>"
    )


def _address(path: str) -> str:
    said = NAMED.sub(r"{\1}", f"{BASE}/{path}")
    return escape(said) if "{" in said else f'<a href="{escape(said)}">{escape(said)}</a>'
