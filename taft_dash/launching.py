"""Starts the app's server with the safe settings in force, and opens a browser on it once it answers."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import sys
import time
import tomllib
import urllib.request
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
RECORDS = "TAFT_DASH_RECORDS"
MAPPING = "TAFT_DASH_MAPPING"
ADDRESS = "127.0.0.1"
FIRST_PORT = 8501
PORTS_TRIED = 100
SECONDS_TO_START = 60


def launch(
    records: Sequence[Path], *, port: int | None, browser: bool, mapping: Path | None = None
) -> int:
    """Serve the app on these records until Ctrl-C; the exit code.

    They reach the pages by the environment variable `TAFT_DASH_RECORDS`: absolute paths, joined as in PATH. The path
    of the mapping they are read by stands in `TAFT_DASH_MAPPING`.
    """
    port = port or free_port()
    if not port or not is_free(port):
        print(f"Port {port or FIRST_PORT} is in use. Give another one with --port.", file=sys.stderr)
        return 2
    os.environ[RECORDS] = os.pathsep.join(os.path.abspath(path) for path in records)
    os.environ.pop(MAPPING, None)
    if mapping:
        os.environ[MAPPING] = os.path.abspath(mapping)
    if browser and has_screen():
        Thread(target=_open_browser, args=[port], daemon=True).start()
    # The server hands the signal on once it has closed; answered like this, it ends without a word.
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}", *safe_options()]
    try:
        runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return 2 if end.code else 0
    return 0


def safe_options() -> list[str]:
    """The shipped settings as flags, which nothing else can undo; looks are left to whoever sets them."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return [
        f"--{section}.{name}={str(item).lower() if isinstance(item, bool) else item}"
        for section, options in settings.items()
        if section != "theme"
        for name, value in options.items()
        for item in (value if isinstance(value, list) else [value])
    ]


def free_port() -> int | None:
    """The first port from 8501 on that nobody uses."""
    return next(filter(is_free, range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)), None)


def is_free(port: int) -> bool:
    """Whether nobody listens there and we may."""
    with socket.socket() as probe:
        if os.name == "posix":
            # As the server itself binds: a port that was closed a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def has_screen() -> bool:
    """Whether a browser window could open; without one Linux would start a text browser in the terminal."""
    return not sys.platform.startswith("linux") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _open_browser(port: int) -> None:
    address = f"http://{ADDRESS}:{port}"
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(address)
            return
