"""A running app and a real browser. Chromium is Debian's; where it is missing these tests skip, except under CI."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs Chromium for the browser tests: apt-get install chromium")
        pytest.skip("no Chromium on this machine; install Debian's package chromium to run the browser tests")
    return found


@contextmanager
def running(script="app.py", *, environment=None):
    """The address of a Streamlit server on a port of its own, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.headless=true",
        f"--server.port={port}",
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        # Without what a test of `serve` in the same process may have left behind.
        env={name: value for name, value in os.environ.items() if not name.startswith("TAFT_DASH_")}
        | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                assert process.poll() is None, process.stdout.read()
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def app():
    with running() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visitor(browser):
    """`visitor(address, dark=False, width=1280, height=900)` opens a page of its own and waits until it has settled.

    The page collects what must stay empty: `page.outside` (requests that leave this machine) and `page.faults`
    (console errors, script errors, violations of the content-security policy).
    """
    contexts = []

    def open_page(address, *, dark=False, width=1280, height=900):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.outside, page.faults = [], []
        page.on("request", lambda r: page.outside.append(r.url) if _leaves(r.url) else None)
        page.on("console", lambda m: page.faults.append(m.text) if _is_fault(m) else None)
        page.on("pageerror", lambda e: page.faults.append(str(e)))
        page.goto(address)
        settled(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _is_fault(message) -> bool:
    # On a page other than the first, Streamlit's own script first looks for the server below that page's path.
    probe = "/_stcore/" in message.location.get("url", "") and "404" in message.text
    return message.type == "error" and not probe


def _leaves(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def settled(page, timeout=90_000):
    """Wait until the script has run and the page is connected; a short rest lets a queued rerun begin first."""
    page.wait_for_timeout(150)
    page.wait_for_selector(SETTLED, timeout=timeout)


def linked_view(page):
    """Wait until the linked view has drawn, and return its section."""
    section = page.locator(".taft-linked[data-ready]")
    section.wait_for(timeout=90_000)
    page.wait_for_selector(".taft-network .scatterlayer", timeout=90_000)
    return section
