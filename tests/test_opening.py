"""What a browser fetches before it can show anything, asked without a server."""

import gzip
import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from taft_dash import opening
from tests.conftest import run_async

STATIC = Path(find_spec("streamlit").submodule_search_locations[0], "static")
PAGE = (STATIC / "index.html").read_text(encoding="utf-8")
PLOTLY = (
    Path(find_spec("plotly").submodule_search_locations[0]) / "package_data" / "plotly.min.js"
).read_bytes()


class Answer:
    """What a server answered, the body as a browser reads it."""

    def __init__(self, messages):
        start, *rest = messages
        self.status = start["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        self.sent = b"".join(message.get("body", b"") for message in rest)
        packed = self.headers.get("content-encoding") == "gzip"
        self.body = gzip.decompress(self.sent) if packed else self.sent


def ask(app, path, encodings="gzip, br") -> Answer:
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    headers = [(b"accept-encoding", encodings.encode())]
    scope = {"type": "http", "path": path, "method": "GET", "headers": headers, "query_string": b""}
    run_async(app(scope, receive, send))
    return Answer(sent)


def shelf(answer) -> opening.Shelf:
    """The shelf before a server that gives everybody this answer."""
    return opening.Shelf(answer, static=STATIC)


def test_the_page_names_plotly_and_every_script_it_will_ask_for():
    page = opening.opening_page(STATIC)
    assert f'<script async src=".{opening.PLOTLY_ASSET}"></script>' in page
    named = re.findall(r'"\./static/js/([^"]+)"', page)
    assert len(named) == len(set(named))
    for element in opening.DRAWN_WITH:
        assert any(name.startswith(f"{element}.") for name in named), element
    for name in named:
        script = (STATIC / "static" / "js" / name).read_text(encoding="utf-8")
        assert set(re.findall(r'(?:from|import)"\./([^"]+\.js)"', script)) <= set(named)


def test_streamlits_own_page_is_given_out_with_what_it_names():
    theirs = HTMLResponse(PAGE, headers={"ETag": "theirs", "Last-Modified": "then"})
    answer = ask(shelf(theirs), "/participation")
    assert answer.body.decode() == opening.opening_page(STATIC)
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert not {"etag", "last-modified"} & set(answer.headers)


@pytest.mark.parametrize(
    "theirs",
    [
        HTMLResponse("<p>a report to take along</p></head>"),
        HTMLResponse("x" * len(PAGE.encode())),
        HTMLResponse(PAGE, status_code=404),
        PlainTextResponse(PAGE),
    ],
)
def test_nothing_but_that_page_is_changed(theirs):
    answer = ask(shelf(theirs), "/media/report.html")
    assert (answer.status, answer.body) == (theirs.status_code, theirs.body)
    assert answer.headers["content-length"] == str(len(theirs.body))


def test_streamlits_scripts_come_from_the_shelf_as_they_are():
    refuses = shelf(PlainTextResponse("asked", status_code=500))
    for path in sorted(STATIC.glob("static/*/*"))[::40]:
        address = f"/below/{path.relative_to(STATIC).as_posix()}"
        if path.suffix not in (".js", ".css"):
            assert ask(refuses, address).status == 500
            continue
        squeezed, plain = ask(refuses, address), ask(refuses, address, "identity")
        assert squeezed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert squeezed.body == plain.body == path.read_bytes()
        assert "immutable" in plain.headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/js/../../index.html", "/static/js/nothing.js", "/static/js/"])
def test_what_is_not_on_the_shelf_is_left_to_streamlit(path):
    assert ask(shelf(PlainTextResponse("asked")), path).body == b"asked"


def test_plotly_is_served_from_the_installed_package():
    app = Starlette(routes=list(opening.ROUTES))
    assert version("plotly") in opening.PLOTLY_ASSET
    squeezed, plain = ask(app, opening.PLOTLY_ASSET), ask(app, opening.PLOTLY_ASSET, "identity")
    assert squeezed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert squeezed.body == plain.body == opening.lighter(PLOTLY)
    assert "immutable" in plain.headers["cache-control"]
    assert plain.headers["content-type"].startswith("text/javascript")


def test_plotly_starts_with_the_traces_we_draw_and_is_otherwise_the_same():
    lighter = opening.lighter(PLOTLY)
    registered = re.findall(rb"register\(\[([^\]]+)\]\)", lighter)
    assert len(registered) == 1
    assert registered[0].count(b"()") == len(opening.TRACES)
    start = len(PLOTLY) - len(PLOTLY[PLOTLY.index(b"register([") :])
    assert PLOTLY[:start] in lighter


def test_a_script_built_in_another_way_is_left_alone():
    for script in (
        b"nothing is registered",
        b"register([a(),b()])",
        PLOTLY.replace(b'name:"bar"', b'name:"rod"'),
    ):
        assert opening.lighter(script) == script


def test_routes_do_not_take_what_is_streamlits():
    reserved = ("/_stcore/", "/media/", "/component/", "/static/")
    assert all(isinstance(route, Route) and not route.path.startswith(reserved) for route in opening.ROUTES)


def test_a_start_and_a_live_connection_are_passed_on():
    passed = []

    async def streamlit(scope, receive, send):
        passed.append(scope["type"])

    shelf = opening.Shelf(streamlit, static=STATIC)
    for kind in ("lifespan", "websocket"):
        run_async(shelf({"type": kind}, None, None))
    assert passed == ["lifespan", "websocket"]
    assert gzip.decompress(opening.squeezed_plotly()) == opening.lighter(PLOTLY)
