"""What every page shows in the same way: a figure with its sentence and table, downloads, and words for "nothing"."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import traceback
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import pandas as pd
import streamlit as st

from taft_dash.pages.plotly_views import Point, show_chart
from taft_dash.readings.words import count
from taft_dash.reports.apa import MOST_ROWS, apa_table
from taft_dash.reports.tables import csv_bytes

LOG = logging.getLogger("taft_dash")
# Each run of a script has a thread, and so a context, of its own.
_PROVENANCE: ContextVar[str] = ContextVar("provenance", default="")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:@&^=/])")


_LINKED = re.compile(r"(https?(?=:)|www(?=\.))|@", re.IGNORECASE)


def plain(text) -> str:
    """Text from a file, as typed, for a command that reads Markdown: the one escaping sink of this floor.

    Every sign with a meaning in Markdown or HTML is taken out of force. Bare addresses are linked even so; an unseen
    word joiner (U+2060) parts what would be recognised.
    """
    text = _LINKED.sub(lambda found: f"{found[1]}\u2060" if found[1] else "\u2060@", str(text))
    return _MARKDOWN.sub(r"\\\1", re.sub(r"[\x00-\x1f\x7f]", " ", str(text)))


def edition(content: object) -> str:
    """A short word for what an editor starts from: its key, so that edits of one content are not laid on another."""
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def show_figure(
    title: str,
    figure,
    *,
    sentence: str,
    table: pd.DataFrame,
    key: str,
    note: str = "",
    on_point: Callable[[Point], None] | None = None,
):
    """A figure as all figures are shown: what is seen, the sentence read from it, the picture, the table behind it.

    `title`, `sentence` and `note` may hold text from files and are shown as typed. `table` is what the figure was
    drawn from; it can be read here and downloaded as CSV. `on_point` is told of every mark that is clicked.
    """
    st.markdown(f"## {plain(title)}")
    if sentence:
        st.markdown(plain(sentence))
    show_chart(figure, key=key, alt=f"{title}. {sentence}", on_point=on_point)
    if note:
        st.caption(plain(note))
    show_table("Table behind this figure", table, key=key, about=title)


def show_table(title: str, table: pd.DataFrame, *, key: str, about: str = ""):
    """A table, folded away, with its downloads. The body is only built when somebody opens it.

    `about` : what the table is of, where the title alone does not say so.
    """
    fold = st.expander(f"{plain(title)} ({count(len(table), 'row')})", key=f"fold {key}", on_change="rerun")
    if fold.open:
        with fold:
            st.dataframe(table, hide_index=True, key=f"rows {key}")
            as_csv, for_paper = st.columns(2)
            with as_csv:
                download("Download as CSV", table, key=key)
            if len(table) <= MOST_ROWS:
                with for_paper:
                    paper = apa_table(table, about or title, _PROVENANCE.get())
                    download_bytes(
                        "Download for a paper (APA, opens in Word)", paper, key=f"paper {key}", ending="html",
                        mime="text/html",
                    )  # fmt: skip
            if _PROVENANCE.get():
                st.caption(plain(_PROVENANCE.get()))


def download(label: str, table: pd.DataFrame, *, key: str):
    """A CSV of one table, formulas defused; the file's name carries a fingerprint of the content."""
    download_bytes(label, csv_bytes(table), key=key)


def download_bytes(label: str, content: bytes, *, key: str, ending: str = "csv", mime: str = "text/csv"):
    """Any file to take along, under a name that says what it is and nothing of whom."""
    what, print_of = re.sub("[^a-z0-9]+", "-", key.lower()), hashlib.sha256(content).hexdigest()[:12]
    name = f"taft_dash-{what}-{print_of}.{ending}"
    st.download_button(label, content, file_name=name, mime=mime, on_click="ignore", key=f"download {key}")


def nothing_to_show(what: str, why: str):
    """In the place of a figure: what would stand here and what it lacks."""
    st.markdown(f"## {plain(what)}")
    st.info(plain(why), icon=":material/info:")


@contextmanager
def boundary(provenance: str = ""):
    """One sentence instead of a traceback when a page fails; the log names the fault without any content of records.

    `provenance` : where the numbers of the page come from, in a line; it goes with every table shown inside.
    """
    said = _PROVENANCE.set(provenance)
    try:
        yield
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        reference = secrets.token_hex(4)
        LOG.error(
            "page failed, reference %s: %s at %s:%s",
            reference,
            type(fault).__name__,
            Path(where.filename).name,
            where.lineno,
        )
        st.error(
            f"This page could not be shown (reference {reference}). Your records are still loaded; the other pages"
            " work. Please report the reference and what you did.",
            icon=":material/error:",
        )
    finally:
        _PROVENANCE.reset(said)
