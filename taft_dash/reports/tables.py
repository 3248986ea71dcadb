"""Tables and networks as files: the one place that writes them, and that defuses spreadsheet formulas.

A member called `=cmd|…` is a name here and a command in a spreadsheet. Every text cell and heading that a
spreadsheet could take for a formula gets an apostrophe in front; numbers are left alone. Files carry full
precision, an empty cell where a value is undefined, UTF-8, commas.
"""

from __future__ import annotations

import io
import math
import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from numbers import Number
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.formulas import defused

_NEEDS_QUOTES = re.compile(r'[",;\t\r\n]|^\s|\s$')
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")
_ROWS_AT_ONCE = 200_000


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as a CSV file for a person; begins with a byte order mark, without which Excel garbles Hebrew."""
    return "".join(("\ufeff", *csv_lines(table))).encode()


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """A table as a CSV file for programs: UTF-8 without a byte order mark."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(table))


def csv_lines(table: pd.DataFrame) -> Iterator[str]:
    """The file as text, some hundred thousand rows at a time."""
    yield ",".join(_cell(str(name)) for name in table.columns) + "\n"
    for start in range(0, len(table), _ROWS_AT_ONCE):
        rows = table.iloc[start : start + _ROWS_AT_ONCE]
        *cells, last = [_cells(rows.iloc[:, place]) for place in range(rows.shape[1])]
        if not cells:
            # A lone empty cell would be an empty line, which every reader skips.
            last = pc.if_else(pc.equal(last, ""), '""', last)
        lines = pc.binary_join_element_wise(*cells, pc.binary_join_element_wise(last, "\n", ""), ",")
        yield "".join(lines.to_pylist())


def _cells(column: pd.Series) -> pa.Array:
    """Every cell of a column as it stands in the file. Text is looked at once for each distinct value."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, distinct = column.cat.codes.to_numpy(), column.cat.categories
    elif pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return pc.fill_null(pa.array(column, from_pandas=True).cast(pa.string()), "")
    else:
        codes, distinct = pd.factorize(column)
    texts = pa.array([*(_cell(value) for value in distinct), ""], pa.string())
    # pandas gives the missing the code -1; here it is the last of the texts.
    return texts.take(pa.array(np.where(codes < 0, len(distinct), codes)))


def _cell(value: object) -> str:
    if isinstance(value, Number) and not isinstance(value, bool | np.bool_):
        return repr(value.item() if isinstance(value, np.generic) else value)
    # Half a surrogate pair, as in a file name of unknown encoding, has no UTF-8.
    text = defused(str(value).encode("utf-8", "backslashreplace").decode())
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def graphml_bytes(graph: nx.DiGraph) -> bytes:
    """A network as GraphML, for Gephi, igraph and others; an attribute that is undefined is left out."""
    plain = type(graph)(**_attributes(graph.graph))
    plain.add_nodes_from((_xml_text(node), _attributes(data)) for node, data in graph.nodes(data=True))
    plain.add_edges_from(
        (_xml_text(a), _xml_text(b), _attributes(data)) for a, b, data in graph.edges(data=True)
    )
    file = io.BytesIO()
    nx.write_graphml(plain, file, infer_numeric_types=True)
    return file.getvalue()


def _attributes(data: Mapping[object, object]) -> dict[str, str | bool | int | float]:
    kept = {}
    for name, value in data.items():
        value = value.item() if isinstance(value, np.generic) else value
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            continue
        kept[_xml_text(name)] = value if isinstance(value, bool | int | float) else _xml_text(value)
    return kept


def _xml_text(value: object) -> str:
    """Text with every character that XML cannot hold written out, `\\x0b`."""
    return _NOT_XML.sub(lambda found: found.group().encode("unicode_escape").decode(), str(value))


def graphml_names(groups: Collection[str]) -> dict[str, str]:
    """A file name for the network of each group, distinct also where capitals do not count.

    Examples
    --------
    >>> graphml_names(["Tuesday group", "tuesday/group", "../.."])
    {'Tuesday group': 'network_Tuesday_group.graphml', 'tuesday/group': 'network_tuesday_group_2.graphml', \
'../..': 'network_group.graphml'}
    """
    names, taken = {}, set()
    for group in groups:
        # 50 characters are 200 bytes at most; file systems allow 255.
        stem = _NOT_IN_A_FILE_NAME.sub("_", unicodedata.normalize("NFC", group)).strip("._-")[:50] or "group"
        name, turn = stem, 1
        while name.casefold() in taken:
            turn += 1
            name = f"{stem}_{turn}"
        taken.add(name.casefold())
        names[group] = f"network_{name}.graphml"
    return names


def write_folder(directory: Path, contents: Mapping[str, pd.DataFrame | nx.DiGraph | str]) -> None:
    """Every table, network and text under its file name; all are written before any file of that name is replaced.

    Raises
    ------
    OSError
        Where the folder cannot be made or written; what stood there before is then untouched.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=directory, prefix=".writing-") as unfinished:
        for name, content in contents.items():
            path = Path(unfinished, name)
            if isinstance(content, pd.DataFrame):
                write_csv(content, path)
            elif isinstance(content, str):
                path.write_bytes(content.encode())
            else:
                path.write_bytes(graphml_bytes(content))
        for name in contents:
            os.replace(Path(unfinished, name), directory / name)
