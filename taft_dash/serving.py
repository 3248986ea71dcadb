"""What stands between the network and the app: who may ask, how much they may send, what a browser may run.

Small pieces of plain ASGI, put around Streamlit by `app.py`. Streamlit itself answers any host name, keeps any number
of uploads and sends no security headers; these records are about people in treatment.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taft_dash.opening import Shelf

MEGABYTE = 1024 * 1024
FILES_PER_SESSION = 50
BYTES_PER_SESSION = 50 * MEGABYTE
BYTES_PER_PROCESS = 300 * MEGABYTE
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")

_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")
_CLOSED = re.compile(r"/_stcore/(metrics|agent)(/|$)")
_PERSONAL = re.compile(r"(^|/)(media|_stcore)/")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

HeldUploads = Callable[[], Mapping[str, Mapping[str, int]]]


def middleware(*, hosts: Collection[str], static: Path, held: HeldUploads) -> list[Middleware]:
    """The pieces in the order a request meets them.

    Parameters
    ----------
    hosts : names this server answers to, without port; empty means this computer only.
    static : the folder with the HTML page that starts the app, whose own inline script is the only one let through.
    held : gives the uploads now in memory, {session: {upload: bytes}}.
    """
    return [
        Middleware(
            SafeHeaders,
            policy=content_security_policy((static / "index.html").read_text(encoding="utf-8")),
        ),
        Middleware(Doorkeeper, hosts=frozenset(hosts or LOCAL_HOSTS)),
        Middleware(UploadQuota, held=held),
        Middleware(Shelf, static=static),
    ]


def content_security_policy(page: str) -> str:
    """What a browser may load and run: this server's own files, and nothing from anywhere else.

    The inline script of `page` is allowed by its hash. `blob:` scripts are how Streamlit starts a component written
    in Python, WebAssembly is what its message library looks for; both need a script that already runs. Inline styles
    are how it and Plotly draw.
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SafeHeaders:
    """Puts the security headers on every answer, refusals included, and lets no browser store what is personal."""

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self.app = app
        self.headers = {
            b"content-security-policy": policy.encode(),
            b"x-content-type-options": b"nosniff",
            b"x-frame-options": b"DENY",
            b"referrer-policy": b"no-referrer",
            b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            b"cross-origin-opener-policy": b"same-origin",
            b"cross-origin-resource-policy": b"same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ours = self.headers
        if _PERSONAL.search(scope["path"]):
            ours = ours | {b"cache-control": b"no-store"}

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                theirs = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
                message = {**message, "headers": [*theirs, *ours.items()]}
            await send(message)

        await self.app(scope, receive, send_safely)


class Doorkeeper:
    """Answers only requests that name this server, and only pages that this server sent.

    The first stops another site from pointing its own name at this computer (DNS rebinding); the second stops it
    from speaking to the app through the user's browser.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = self.refusal(scope)
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    def refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is not let in; None where it is."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if _name(host) not in self.hosts:
            return PlainTextResponse("This server does not answer to that name.", status_code=421)
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1") not in (f"http://{host}", f"https://{host}"):
            return PlainTextResponse("Only this server's own pages may ask.", status_code=403)
        if _CLOSED.search(scope["path"]):
            return PlainTextResponse("Not found.", status_code=404)
        return None


class UploadQuota:
    """Bounds what one visitor, and all together, can make the server hold: Streamlit keeps whatever arrives.

    The size of one file is Streamlit's own `server.maxUploadSize`. Uploads that are still arriving count with what
    they announce; one that does not say how long it is counts as the most one visitor may hold.
    """

    def __init__(self, app: ASGIApp, *, held: HeldUploads) -> None:
        self.app = app
        self.held = held
        self.arriving: dict[object, tuple[str, str, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        upload = (
            _UPLOAD.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        )
        if upload is None:
            await self.app(scope, receive, send)
            return
        session, name = upload.groups()
        size = _announced(dict(scope["headers"]))
        if not self.has_room(session, name, size):
            refusal = PlainTextResponse(
                "There is no room for more files. Remove some first.", status_code=413
            )
            await refusal(scope, receive, send)
            return
        ticket = object()
        self.arriving[ticket] = (session, name, size)
        try:
            await self.app(scope, receive, send)
        finally:
            del self.arriving[ticket]

    def has_room(self, session: str, name: str, size: int) -> bool:
        """Whether `size` bytes more fit; an upload under a name already held takes that one's place."""
        sizes = {
            (owner, upload): held
            for owner, uploads in self.held().items()
            for upload, held in uploads.items()
        }
        for owner, upload, announced in self.arriving.values():
            sizes[owner, upload] = max(announced, sizes.get((owner, upload), 0))
        sizes[session, name] = size
        of_session = [held for (owner, _), held in sizes.items() if owner == session]
        return (
            len(of_session) <= FILES_PER_SESSION
            and sum(of_session) <= BYTES_PER_SESSION
            and sum(sizes.values()) <= BYTES_PER_PROCESS
        )


def _name(host: str) -> str:
    """The host name of a Host header, without port, in small letters; "" where it is not one."""
    try:
        return (urlsplit(f"//{host}").hostname or "") if "@" not in host else ""
    except ValueError:
        return ""


def _announced(headers: Mapping[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"").decode("latin-1")
    # A chunked body overrides whatever length is claimed beside it (RFC 9112, 6.3).
    known = length.isascii() and length.isdigit() and b"transfer-encoding" not in headers
    return int(length) if known else BYTES_PER_SESSION
