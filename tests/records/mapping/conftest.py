"""Tables by hand, and what the program makes of them."""

import pytest

from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.mapping.proposing import Proposal, propose
from taft_dash.records.reading import read_files
from taft_dash.records.text_tables import TextTable


def table_of(name: str, *rows: str) -> TextTable:
    """One file as it is read; `name` has no ending."""
    (text,) = read_files([(f"{name}.csv", "\n".join(rows).encode())]).tables
    return text


@pytest.fixture(scope="session", name="table_of")
def _table_of():
    return table_of


@pytest.fixture(scope="session")
def proposed():
    """`proposed(name, *rows)`: the proposal for one file."""

    def of(name: str, *rows: str) -> Proposal:
        return propose(table_of(name, *rows), INSTRUMENTS)

    return of


@pytest.fixture(scope="session")
def unsure():
    """The problems of a proposal that say it is a guess."""
    return lambda proposal: [problem for problem in proposal.problems if problem.code == "read-by-guess"]
