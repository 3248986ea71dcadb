"""How one file is written (encoding, delimiter, decimal mark, where its table begins): shown, and changed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from taft_dash.pages import decisions
from taft_dash.pages.components import plain
from taft_dash.readings import columns as words
from taft_dash.records.layout import Understood
from taft_dash.records.mapping.offers import with_offer
from taft_dash.records.mapping.plan import FileMapping
from taft_dash.records.problems import Offer

_FIELDS = ("encoding", "delimiter", "decimal_mark", "quote", "header", "header_lines", "last")


def show(file: str, understood: Understood, ways_on: Sequence[Offer] = ()) -> None:
    """A menu for each thing that can be told from the text alone, with the reason beside it.

    `ways_on` : where the file was refused, what may be laid down at one click.
    """
    if ways_on:
        with st.container(horizontal=True):
            for number, offer in enumerate(ways_on):
                st.button(
                    plain(offer.label), key=f"way on {file} {number}", icon=":material/build:",
                    type="secondary" if number else "primary", on_click=_take, args=(offer,),
                )  # fmt: skip
    unsure = [name for name, sure in understood.sure.items() if not sure]
    key = f"written {file}"
    st.session_state.setdefault(key, bool(unsure))
    fold = st.expander("How the file is written", key=key, on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(plain(words.layout_words(understood)))
        shown = [name for name in _FIELDS if len(understood.options.get(name, ())) > 1]
        for start in range(0, len(shown), 4):
            for name, slot in zip(shown[start : start + 4], st.columns(4), strict=False):
                with slot:
                    _menu(file, understood, name)
        st.dataframe(words.head_table(understood), hide_index=True, key=f"head {file}")


def _take(offer: Offer) -> None:
    decisions.decide(with_offer(decisions.plan(), offer))


def _menu(file: str, understood: Understood, name: str) -> None:
    now = getattr(understood.layout, name)
    options = list(dict.fromkeys((now, *understood.options[name])))
    key = f"layout {file} {name}"
    st.session_state[key] = now

    def choose() -> None:
        before = decisions.plan().of(file) or FileMapping(file)
        layout = replace(before.layout, **{name: st.session_state[key]})
        decisions.decide_file(replace(before, headings=(), layout=layout))

    st.selectbox(
        words.LAYOUT_FIELDS[name], options, format_func=lambda value: words.layout_value(name, value), key=key,
        on_change=choose,
    )  # fmt: skip
    if name in understood.reasons:
        st.caption(plain(understood.reasons[name]))
