"""What this visitor decided about the files: kept while the tab is open, saved only when they download it."""

from __future__ import annotations

import streamlit as st

from taft_dash.records.layout import AS_FOUND, Layout
from taft_dash.records.mapping.arrangement import FileUnderstood
from taft_dash.records.mapping.plan import NOTHING_DECIDED, FileMapping, Plan, TableMapping


def _key() -> str:
    return f"plan of {st.session_state.get('records', 'sample')}"


def plan() -> Plan:
    """All decisions about the records now chosen."""
    return st.session_state.get(_key(), NOTHING_DECIDED)


def decide(new: Plan) -> None:
    """These decisions in place of the ones before."""
    st.session_state[_key()] = new


def decide_file(mapping: FileMapping) -> None:
    """What is decided about one file."""
    decide(plan().with_file(mapping))


def decide_tables(file: FileUnderstood, tables: tuple[TableMapping, ...]) -> None:
    """These tables are made of one file, which is read as before."""
    before = plan().of(file.text.file)
    layout = before.layout if before else AS_FOUND
    decide_file(FileMapping(file.text.file, tuple(file.text.columns), layout, tables))


def decide_table(file: FileUnderstood, place: int, mapping: TableMapping) -> None:
    """This in place of one of the tables made of a file."""
    tables = list(file.mapping.tables)
    tables[place] = mapping
    decide_tables(file, tuple(tables))


def begun() -> list[dict[str, str]]:
    """Rows of instruments that are being entered and not used yet."""
    return st.session_state.get(f"instruments begun, {_key()}", [])


def begin(rows: list[dict[str, str]]) -> None:
    """These rows as the ones being entered."""
    st.session_state[f"instruments begun, {_key()}"] = rows


def confirm(file: FileUnderstood, layout: Layout) -> None:
    """What the program made of one file is right."""
    decide_file(FileMapping(file.text.file, tuple(file.text.columns), layout, file.mapping.tables))


def forget_file(file: str) -> None:
    """Back to what the program makes of the file by itself."""
    before = plan()
    files = tuple(one for one in before.files if one.file != file)
    decide(Plan(files, before.missing, before.mends, before.instruments))
