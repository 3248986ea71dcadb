"""The templates, offered wherever somebody has records still to write: as a workbook, and as CSV files."""

from __future__ import annotations

import streamlit as st

from taft_dash.pages.components import download_bytes
from taft_dash.pages.kept import kept
from taft_dash.records.dictionary import enough_words
from taft_dash.reports.templates import template_workbook, templates_zip

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_templates() -> None:
    """All tables at once: a workbook, empty or with example rows, beside a ZIP of CSV files."""
    st.markdown(f"{enough_words()} The example rows are invented; those of all tables fit together.")
    workbook, files = st.columns(2)
    with workbook.container(border=True, height="stretch"):
        st.markdown("### Excel workbook")
        st.markdown("One sheet per table, with lists to choose from and an explanation on every heading.")
        with st.container(horizontal=True):
            _workbook("Download empty workbook", "empty workbook", worked=False)
            _workbook("Download example workbook", "example workbook", worked=True)
    with files.container(border=True, height="stretch"):
        st.markdown("### CSV files")
        st.markdown("One file per table: all of them in one ZIP, empty and with example rows.")
        with st.container(horizontal=True):
            download_bytes(
                "Download all CSV files as ZIP", templates_zip(), key="templates", ending="zip", mime="application/zip"
            )  # fmt: skip


def _workbook(label: str, key: str, *, worked: bool) -> None:
    content = kept(f"template workbook {worked}", lambda: template_workbook(worked=worked))
    download_bytes(label, content, key=key, ending="xlsx", mime=WORKBOOK)
