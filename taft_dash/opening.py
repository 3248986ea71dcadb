"""What a browser fetches before it can show anything: named in the page from the start, and no more than is drawn.

Streamlit's page names part of its scripts; the others it asks for one after the other, each when the one before has
run, and its server reads each of a hundred files from the disk anew. Here the page names all that a first page is
drawn with, every file is read and compressed once, and plotly's script comes without what no figure here uses.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TRACES = ("bar", "heatmap")
"""The kinds of trace our figures are made of, beside scatter, which plotly always knows."""
PLOTLY_ASSET = f"/assets/plotly-{version('plotly')}-scatter-{'-'.join(TRACES)}.min.js"
DRAWN_WITH = ("BidiComponent", "Selectbox", "Slider", "Checkbox")
"""Streamlit's scripts for what stands on every page; it would ask for each when the first such element arrives."""

_KINDS = {".js": "text/javascript", ".css": "text/css"}
_HASHED = re.compile(r"/static/((?:js|css)/[^/]+)$")
_NAMED = re.compile(r'"\./static/js/([^"]+)"')
_IMPORTED = re.compile(r'(?:from|import)"\./([^"]+\.js)"')
_REGISTERED = re.compile(rb"register\(\[((?:[\w$]+\(\),?)+)\]\)")
_KIND = re.compile(rb'moduleType:"trace",name:"(\w+)"')
_ALIAS = re.compile(rb"\.exports=([\w$]+)\(\)\}")
# Has Chromium read all of it aside while the page's own scripts run (explicit compile hints); others pass it over.
_READ_AHEAD = b"//# allFunctionsCalledOnLoad\n"
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


class Shelf:
    """Answers for Streamlit's page and for its scripts and styles, whose names carry a hash of what is in them.

    Parameters
    ----------
    static : the folder with Streamlit's `index.html` and `static/`.
    """

    def __init__(self, app: ASGIApp, *, static: Path) -> None:
        self.app = app
        self.files = {
            f"{path.parent.name}/{path.name}": path
            for path in static.glob("static/*/*")
            if path.suffix in _KINDS
        }
        self.theirs = (static / "index.html").read_bytes()
        self.ours = opening_page(static).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        asked = _HASHED.search(scope["path"])
        if asked and asked[1] in self.files:
            file = self.files[asked[1]]
            await _for_good(_squeezed(file), _KINDS[file.suffix], Headers(scope=scope))(scope, receive, send)
            return
        begun: list[Message] = []

        async def send_ours(message: Message) -> None:
            # A page is known by what is in it: a download of somebody's own may be HTML too.
            if message["type"] == "http.response.start" and self.may_be_page(message):
                begun.append(message)
                return
            if begun:
                start = begun.pop()
                if message.get("body") == self.theirs and not message.get("more_body"):
                    message = {**message, "body": self.ours}
                    headers = MutableHeaders(raw=start["headers"])
                    headers["content-length"] = str(len(self.ours))
                    del headers["etag"], headers["last-modified"]
                await send(start)
            await send(message)

        await self.app(scope, receive, send_ours)

    def may_be_page(self, start: Message) -> bool:
        headers = Headers(raw=start["headers"])
        return (
            start["status"] == 200
            and headers.get("content-type", "").startswith("text/html")
            and headers.get("content-length") == str(len(self.theirs))
        )


def opening_page(static: Path) -> str:
    """Streamlit's page with plotly's script and the scripts of every page's elements under way from the start."""
    page = (static / "index.html").read_text(encoding="utf-8")
    scripts = static / "static" / "js"
    named = set(_NAMED.findall(page))
    ahead = dict.fromkeys(
        name
        for element in DRAWN_WITH
        for root in sorted(scripts.glob(f"{element}.*.js"))
        for name in (root.name, *_imports(root, {root.name}))
        if name not in named
    )
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in ahead]
    plotly = f'<script async src=".{PLOTLY_ASSET}"></script>'
    return page.replace("</head>", "\n".join([plotly, *links, "</head>"]), 1)


def _imports(script: Path, seen: set[str]) -> Iterator[str]:
    """Names of all that a script cannot start without, and of what those cannot start without; `seen` grows."""
    for name in _IMPORTED.findall(script.read_text(encoding="utf-8")):
        if name not in seen:
            seen.add(name)
            yield name
            yield from _imports(script.with_name(name), seen)


def warm_up(static: Path) -> None:
    """Compresses all that the page names, so that the first visitor does not wait for it."""
    squeezed_plotly()
    for name in _NAMED.findall(opening_page(static)):
        _squeezed(static / "static" / "js" / name)


@cache
def _squeezed(file: Path) -> bytes:
    """A file of an installed package, compressed once for the life of the process."""
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


@cache
def squeezed_plotly() -> bytes:
    """Plotly's script from the installed package as browsers here get it, compressed."""
    package = Path(find_spec("plotly").submodule_search_locations[0])
    script = (package / "package_data" / "plotly.min.js").read_bytes()
    return gzip.compress(lighter(script), compresslevel=6, mtime=0)


def lighter(script: bytes) -> bytes:
    """Plotly's script that starts with the traces of `TRACES` alone; as it is, where it is built in another way.

    It registers every kind of trace as it starts. Maps, globes and all three dimensions cost a browser a second; a
    kind that is not registered is never run.
    """
    found = _REGISTERED.search(script)
    kept = (
        [module for module in found[1].split(b",") if _kind(script, module[:-2]) in TRACES] if found else []
    )
    if len(kept) < len(TRACES):
        return script
    return _READ_AHEAD + script[: found.start(1)] + b",".join(kept) + script[found.end(1) :]


def _kind(script: bytes, module: bytes) -> str | None:
    """The kind of trace a module is; None for what is none, or not told in the way that is known here."""
    alias = _ALIAS.search(_definition(script, module))
    kind = alias and _KIND.search(_definition(script, alias[1]))
    return kind[1].decode() if kind else None


def _definition(script: bytes, module: bytes) -> bytes:
    """From a module's name to the start of the next one."""
    for before in (b"var ", b","):
        start = script.find(before + module + b"=")
        if start >= 0:
            return script[start : script.find(b"=W(", start + len(before + module) + 1)]
    return b""


def _for_good(content: bytes, kind: str, asked: Headers) -> Response:
    """Compressed content whose address changes with it, so that browsers may keep it for good."""
    if "gzip" in asked.get("accept-encoding", ""):
        return Response(content, media_type=kind, headers={**_FOR_GOOD, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(content), media_type=kind, headers=_FOR_GOOD)


def plotly_bundle(request: Request) -> Response:
    """Plotly's script; its address says its version and what it draws."""
    return _for_good(squeezed_plotly(), "text/javascript", request.headers)


ROUTES = (Route(PLOTLY_ASSET, plotly_bundle),)
