"""What stands between the network and the app, asked as a server would ask it, without a server."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from taft_dash import serving
from taft_dash.figures.theme import BACKGROUNDS
from tests.conftest import run_async

ROOT = Path(__file__).resolve().parents[1]
STATIC = Path(find_spec("streamlit").submodule_search_locations[0], "static")
PAGE = (STATIC / "index.html").read_text(encoding="utf-8")
HOME = {"host": "127.0.0.1:8501"}
UPLOAD = "/_stcore/upload_file/anna/1"
MEGABYTE = 1024 * 1024


class Streamlit:
    """In place of Streamlit: says yes to everything, weakly, and holds the uploads it is told to hold."""

    def __init__(self):
        self.asked = []
        self.held = {}

    async def __call__(self, scope, receive, send):
        self.asked.append(scope["path"])
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
        else:
            headers = {"Cache-Control": "public", "X-Frame-Options": "ALLOWALL", "X-Own": "kept"}
            await PlainTextResponse("yes", headers=headers)(scope, receive, send)


@pytest.fixture
def streamlit():
    return Streamlit()


@pytest.fixture
def app(streamlit):
    app = streamlit
    for piece in reversed(serving.middleware(hosts=(), static=STATIC, held=lambda: streamlit.held)):
        app = piece.cls(app, *piece.args, **piece.kwargs)
    return app


async def answer(app, path="/", method="GET", kind="http", headers=HOME):
    """(status, headers, body) of an answer; for a websocket the type of the message and its close code."""
    sent = []

    async def receive():
        return {"type": "websocket.connect" if kind == "websocket" else "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {
        "type": kind,
        "path": path,
        "method": method,
        "headers": raw,
        "query_string": b"",
        "root_path": "",
    }
    await app(scope, receive, send)
    if kind == "websocket":
        return sent[0]["type"], sent[0].get("code"), None
    body = b"".join(message.get("body", b"") for message in sent[1:])
    sent_headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert len(sent_headers) == len(sent[0]["headers"]), "a header is sent twice"
    return sent[0]["status"], sent_headers, body


def ask(app, *args, **kwargs):
    return run_async(answer(app, *args, **kwargs))


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/", "GET", HOME, 200),
        ("/", "GET", {"host": "evil.example"}, 421),
        ("/", "GET", HOME | {"origin": "https://evil.example"}, 403),
        ("/_stcore/metrics", "GET", HOME, 404),
        (UPLOAD, "PUT", HOME | {"content-length": str(60 * MEGABYTE)}, 413),
    ],
)
def test_every_answer_carries_the_headers_once(app, path, method, headers, status):
    got, sent, _ = ask(app, path, method, headers=headers)
    assert got == status
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["x-frame-options"] == "DENY"
    assert sent["referrer-policy"] == "no-referrer"
    assert sent["cross-origin-opener-policy"] == sent["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in sent["permissions-policy"]
    assert "default-src 'self'" in sent["content-security-policy"]


def test_other_headers_are_left_alone(app):
    assert ask(app)[1]["x-own"] == "kept"


@pytest.mark.parametrize("path", ["/media/abc.csv", "/_stcore/health", UPLOAD])
def test_no_browser_stores_what_is_personal(app, path):
    assert ask(app, path)[1]["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/static/js/index.js", "/assets/plotly.js"])
def test_what_is_not_personal_may_be_kept(app, path):
    assert ask(app, path)[1]["cache-control"] == "public"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8501", "localhost:9", "LocalHost", "[::1]:8501"])
def test_this_computer_is_answered(app, host):
    assert ask(app, headers={"host": host})[0] == 200


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1.evil.example", "user@127.0.0.1", "127.0.0.1@evil.example", "localhost.evil", "[::1",
     "evil.example:127.0.0.1"],
)  # fmt: skip
def test_other_names_are_not_answered(app, streamlit, host):
    assert ask(app, headers={"host": host})[0] == 421
    assert ask(app, kind="websocket", headers={"host": host, "origin": f"http://{host}"})[1] == 1008
    assert streamlit.asked == []


def test_a_request_without_a_name_is_not_answered(app):
    assert ask(app, headers={})[0] == 421


def test_a_server_may_be_given_another_name(streamlit):
    app = serving.Doorkeeper(streamlit, hosts=frozenset({"clinic.example"}))
    assert ask(app, headers={"host": "clinic.example"})[0] == 200
    assert ask(app, headers=HOME)[0] == 421


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://127.0.0.1:9999", "http://localhost:8501", "null", "", "http://[::1"],
)
def test_pages_of_others_may_not_ask(app, streamlit, kind, origin):
    got = ask(app, "/_stcore/stream", kind=kind, headers=HOME | {"origin": origin})
    assert got[:2] == ("websocket.close", 1008) if kind == "websocket" else got[0] == 403
    assert streamlit.asked == []


@pytest.mark.parametrize("headers", [HOME, HOME | {"origin": "http://127.0.0.1:8501"}])
def test_our_own_page_may_ask(app, headers):
    assert ask(app, headers=headers)[0] == 200
    assert ask(app, "/_stcore/stream", kind="websocket", headers=headers)[0] == "websocket.accept"


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json"]
)
def test_what_nobody_needs_is_closed(app, streamlit, path):
    assert ask(app, path)[0] == 404
    assert streamlit.asked == []


def test_only_scripts_of_this_server_run():
    policy = dict(part.split(" ", 1) for part in serving.content_security_policy(PAGE).split("; "))
    assert set(policy["script-src"].split()) == {
        "'self'",
        "blob:",
        "'wasm-unsafe-eval'",
        *inline_hashes(PAGE),
    }
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["frame-src"] == policy["frame-ancestors"] == "'none'"
    assert "http" not in serving.content_security_policy(PAGE)


def inline_hashes(page):
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1, (
        "Streamlit's page has changed; look at what its scripts do before letting them run."
    )
    return {
        "'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'" for s in scripts
    }


def put(app, session="anna", name="1", size=MEGABYTE, **headers):
    length = {} if size is None else {"content-length": str(size)}
    return ask(app, f"/_stcore/upload_file/{session}/{name}", "PUT", headers=HOME | length | headers)[0]


def test_a_visitor_may_hold_fifty_files(app, streamlit):
    streamlit.held = {"anna": {str(n): 10 for n in range(49)}}
    assert put(app, name="49", size=10) == 200
    streamlit.held["anna"]["49"] = 10
    assert put(app, name="50", size=10) == 413
    assert put(app, session="ben", size=10) == 200


def test_a_visitor_may_hold_fifty_megabytes(app, streamlit):
    streamlit.held = {"anna": {"1": 30 * MEGABYTE}}
    assert put(app, name="2", size=20 * MEGABYTE) == 200
    assert put(app, name="2", size=20 * MEGABYTE + 1) == 413
    assert put(app, name="1", size=50 * MEGABYTE) == 200, "it takes the place of what it replaces"


def test_all_together_may_hold_three_hundred_megabytes(app, streamlit):
    streamlit.held = {f"visitor {n}": {"1": 48 * MEGABYTE} for n in range(6)}
    assert put(app, size=12 * MEGABYTE) == 200
    assert put(app, size=12 * MEGABYTE + 1) == 413


@pytest.mark.parametrize(
    "headers", [{}, {"transfer-encoding": "chunked"}, {"content-length": "x"}, {"content-length": "²"}]
)
def test_an_upload_of_unknown_length_counts_as_the_most(app, streamlit, headers):
    assert put(app, size=None, **headers) == 200
    streamlit.held = {"anna": {"2": 1}}
    assert put(app, size=None, **headers) == 413


def test_a_length_beside_a_chunked_body_is_not_believed(app, streamlit):
    streamlit.held = {"anna": {"2": 1}}
    assert put(app, size=1, **{"transfer-encoding": "chunked"}) == 413


def test_uploads_that_are_still_arriving_count_until_they_have_arrived(streamlit):
    arrived = asyncio.Event()

    async def slow(scope, receive, send):
        await arrived.wait()
        await PlainTextResponse("yes")(scope, receive, send)

    app = serving.UploadQuota(slow, held=lambda: streamlit.held)

    async def story():
        headers = HOME | {"content-length": str(30 * MEGABYTE)}
        first = asyncio.create_task(answer(app, UPLOAD, "PUT", headers=headers))
        await asyncio.sleep(0)
        second = await answer(app, "/_stcore/upload_file/anna/2", "PUT", headers=headers)
        arrived.set()
        assert (await first)[0] == 200
        third = await answer(app, "/_stcore/upload_file/anna/2", "PUT", headers=headers)
        return second[0], third[0]

    assert run_async(story()) == (413, 200)


def test_a_broken_upload_does_not_count_for_ever():
    async def breaks(scope, receive, send):
        raise ConnectionResetError

    app = serving.UploadQuota(breaks, held=dict)
    with pytest.raises(ConnectionResetError):
        put(app)
    assert app.arriving == {}


def test_taking_a_file_away_is_always_allowed(app, streamlit):
    streamlit.held = {"anna": {str(n): 10 for n in range(60)}}
    assert ask(app, UPLOAD, "DELETE")[0] == 200


def test_the_server_is_told_when_it_starts(streamlit):
    started = []

    async def inner(scope, receive, send):
        started.append(scope["type"])

    for piece in serving.middleware(hosts=(), static=STATIC, held=dict):
        run_async(piece.cls(inner, **piece.kwargs)({"type": "lifespan"}, None, None))
    assert started == ["lifespan"] * 4


def test_imports_are_kept_out_of_the_collection_after_every_click():
    """Without this, Streamlit's full collection after each run costs 50 to 80 ms."""
    story = (
        "import app, asyncio, gc, time\n"
        "async def story():\n"
        "    async with app.warm(None):\n"
        "        kept = [gc.get_freeze_count()]\n"
        "        start = time.perf_counter(); gc.collect(2); print(kept[0], (time.perf_counter() - start) * 1000)\n"
        "asyncio.run(story())\n"
    )
    out = subprocess.run([sys.executable, "-c", story], cwd=ROOT, capture_output=True, text=True, timeout=120)
    frozen, milliseconds = out.stdout.split()
    assert int(frozen) > 100_000, out.stderr
    assert float(milliseconds) < 25


def test_a_closed_tab_is_forgotten_after_a_while(monkeypatch):
    import app

    clock, closed = [0.0], []
    held = {"open": {"1": 5}, "gone": {"1": 5}, "back": {"1": 5}}

    class Runtime:
        def is_active_session(self, session):
            return session == "open" or (session == "back" and 30 <= clock[0] <= 50)

        def close_session(self, session):
            closed.append((session, clock[0]))
            del held[session]

    async def tick(seconds):
        clock[0] += seconds
        if clock[0] > 200:
            raise asyncio.CancelledError

    monkeypatch.setattr(app, "get_instance", Runtime)
    monkeypatch.setattr(app, "held_uploads", lambda: held)
    monkeypatch.setattr(app.asyncio, "sleep", tick)
    monkeypatch.setattr(app.time, "monotonic", lambda: clock[0])
    with pytest.raises(asyncio.CancelledError):
        run_async(app.forget_closed_tabs())
    assert closed == [("gone", 100), ("back", 150)]
    assert held == {"open": {"1": 5}}


CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_the_shipped_settings_are_the_safe_ones():
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert set(CONFIG["server"]["allowedHosts"]) == set(serving.LOCAL_HOSTS)
    assert CONFIG["server"]["maxUploadSize"] * MEGABYTE == serving.BYTES_PER_SESSION
    assert CONFIG["server"]["enableXsrfProtection"] is CONFIG["server"]["enableCORS"] is True
    assert CONFIG["server"]["enableStaticServing"] is CONFIG["server"]["enableAgentApi"] is False
    assert CONFIG["server"]["showEmailPrompt"] is CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["showErrorLinks"] is False
    assert CONFIG["client"]["disableDataExport"] is True


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def faded(text: str, ground: str, share: float) -> str:
    parts = [
        round(share * int(text[i : i + 2], 16) + (1 - share) * int(ground[i : i + 2], 16)) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_themes_can_be_read(mode):
    theme = CONFIG["theme"][mode]
    for surfaces in (theme, theme | theme["sidebar"]):
        for ground in (surfaces["backgroundColor"], surfaces["secondaryBackgroundColor"]):
            assert contrast(surfaces["textColor"], ground) >= 7
            # Streamlit draws captions in the text colour at 60 %.
            assert contrast(faded(surfaces["textColor"], ground, 0.6), ground) >= 4.5
            assert contrast(surfaces["primaryColor"], ground) >= 3
            assert contrast(surfaces["linkColor"], ground) >= 4.5
    assert contrast("#ffffff", theme["primaryColor"]) >= 4.5


def test_figures_are_checked_on_the_backgrounds_of_the_themes():
    assert (
        CONFIG["theme"]["light"]["backgroundColor"],
        CONFIG["theme"]["dark"]["backgroundColor"],
    ) == BACKGROUNDS
