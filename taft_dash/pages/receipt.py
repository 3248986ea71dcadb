"""Under the figures of a method: how the numbers were come by, and how to come by them again."""

from __future__ import annotations

import streamlit as st

from taft_dash.measures.method import Method
from taft_dash.pages.components import download_bytes, plain
from taft_dash.pages.visit import Visit
from taft_dash.reports.receipts import receipt_text, snippet


def show_receipt(visit: Visit, method: Method) -> None:
    """Methods paragraph, references, Python and receipt of a method, folded away; the body is built when opened."""
    fold = st.expander(
        f"How this was counted: {plain(method.title)}", key=f"receipt {method.name}", on_change="rerun"
    )
    if not fold.open:
        return
    with fold:
        st.markdown(plain(method.text))
        st.markdown("**References**")
        st.markdown("\n".join(f"- {plain(reference)}" for reference in method.references))
        st.markdown("**The same in Python**, on the records as loaded")
        st.code(snippet(method, visit.selection), language="python")
        text = receipt_text(visit.study, [method], visit.selection)
        st.markdown("**Receipt**")
        st.code(text, language="json")
        download_bytes(
            "Download the receipt", text.encode(), key=f"receipt of {method.name}", ending="json",
            mime="application/json",
        )  # fmt: skip
