"""The front door of the browser app: `python -m taft_dash serve`, or `streamlit run app.py`.

What is shown starts in `taft_dash/pages/front.py`; here stands what surrounds it.
"""

import asyncio
import gc
import time
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from streamlit.runtime import get_instance

from taft_dash import opening, serving

# Shorter than Streamlit's own memory of a closed tab (server.disconnectedSessionTTL), which it clears only
# when another visitor comes and goes.
SECONDS_KEPT_AFTER_CLOSING = 90
SECONDS_BETWEEN_LOOKS = 10
STREAMLITS_OWN = Path(st.__file__).parent / "static"


def held_uploads() -> dict[str, dict[str, int]]:
    """The uploads now in memory: {session: {upload: bytes}}."""
    storage = get_instance().uploaded_file_mgr.file_storage
    return {
        session: {name: len(file.data) for name, file in files.items()} for session, files in storage.items()
    }


async def forget_closed_tabs() -> None:
    """Ends every session that uploaded something a little after its tab has closed, and all that it held."""
    runtime, closed_since = get_instance(), {}
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        now = time.monotonic()
        gone = [session for session in held_uploads() if not runtime.is_active_session(session)]
        closed_since = {session: closed_since.get(session, now) for session in gone}
        for session, since in closed_since.items():
            if now - since >= SECONDS_KEPT_AFTER_CLOSING:
                runtime.close_session(session)


@asynccontextmanager
async def warm(_app):
    """Imports everything and prepares the sample before the first visitor, and freezes both out of garbage collections.

    Streamlit collects in full after every click; with pandas and plotly loaded that is most of a click's time.
    It is frozen once, here: later it would also pin a visitor's records for ever.
    """
    beside = asyncio.get_running_loop().run_in_executor(None, opening.warm_up, STREAMLITS_OWN)
    import_module("taft_dash.pages.overview").prepare()
    await beside
    gc.collect()
    gc.freeze()
    watch = asyncio.create_task(forget_closed_tabs())
    try:
        yield
    finally:
        watch.cancel()


app = st.App(
    Path(__file__).parent / "taft_dash" / "pages" / "front.py",
    middleware=serving.middleware(
        hosts=st.get_option("server.allowedHosts"),
        static=STREAMLITS_OWN,
        held=held_uploads,
    ),
    routes=opening.ROUTES,
    lifespan=warm,
)
