"""What a page has computed is kept for this visitor alone, so that a click recomputes only what it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

Made = TypeVar("Made")


@st.cache_resource(scope="session", max_entries=48, show_spinner=False)
def kept(digest: str, _make: Callable[[], Made]) -> Made:
    """What `_make` returns, made once for each `digest`, which has to name what is made and all that it depends on."""
    return _make()
