"""The Streamlit script: open the records, choose what to look at, show the chosen room."""

from pathlib import Path

import streamlit as st

from taft_dash.pages import PAGES, first_look, sidebar
from taft_dash.pages.components import boundary
from taft_dash.pages.plotly_views import PLOTLY, plotly_view
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.templates import offer_templates
from taft_dash.records.sources import KINDS
from taft_dash.reports.receipts import provenance

_FRAME = plotly_view("frame")
st.set_page_config(page_title="taft_dash", page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide")
# First of all, so that the browser reads Plotly while the records are opened and the figures are made.
_FRAME(key="frame", height=1, data={"plotly": PLOTLY})


def _welcome() -> None:
    st.title("Your session records")
    st.markdown(
        f"Choose the files of one or several groups in the sidebar: {KINDS}. "
        "The files stay on this machine."
    )
    st.markdown("## No records yet? Start from a template")
    offer_templates()


def _no_sessions() -> None:
    st.title("No sessions")
    st.info(
        "This group has members but no sessions: no attendance, talk or ratings name it.",
        icon=":material/info:",
    )


def _room(page):
    """A page as Streamlit wants it, without arguments; what it shows is chosen below, before it runs."""

    def room():
        with boundary(provenance(visit.study, visit.selection) if visit else ""):
            if opened is None:
                _welcome()
            elif first_look.due(opened, page.name):
                first_look.show(opened, masked=masked)
            elif visit is None:
                _no_sessions()
            else:
                page.show(visit)
                if page.method:
                    show_receipt(visit, page.method)

    return room


chosen = st.navigation(
    [
        st.Page(
            _room(page),
            title=page.title,
            icon=page.icon,
            url_path="" if k == 0 else page.name,
            default=k == 0,
        )
        for k, page in enumerate(PAGES)
    ],
    expanded=True,  # headings between the pages would be better still, but Streamlit's are no list for a screen reader
)
opened, visit, masked = None, None, True
with boundary():
    # here and not in the page, so that what the sidebar holds outlives a change of page
    opened = sidebar.records()
    visit = sidebar.choose(opened) if opened and opened.study else None
    masked = visit.masked if visit else opened is not None and sidebar.mask_names()
chosen.run()
