"""Parquet files, as R, Python and databases write them: one table, its columns typed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from taft_dash.records import limits
from taft_dash.records.as_text import coded_column, written
from taft_dash.records.assembly import TableRead, assembled, require_headings
from taft_dash.records.problems import Refused, shown
from taft_dash.records.text_tables import TextColumn

_EXPORT = "Save the table as CSV in the program that made it."
_ROWS_AT_ONCE = 2**16


def read_parquet_table(name: str, heading: str, data: bytes, largest_unpacked: int) -> TableRead:
    """The table of a Parquet file; Refused when it is damaged, nested or expands to too much.

    Rows have no lines of their own; they are counted as if the headings stood on line 1.
    """
    rows = 0
    try:
        file, rows = _opened(data, largest_unpacked)
        schema = file.schema_arrow
        headings = [field.strip() for field in schema.names]
        require_headings(headings)
        columns = [_column(file, field) for field in schema]
        if any(len(column.codes) != rows for column in columns):
            raise _damaged()
        return assembled(
            name,
            heading,
            headings,
            columns,
            np.arange(2, rows + 2, dtype=np.int64),
            header_line=1,
            problems=(),
            blank_lines=0,
            encoding="Parquet",
        )
    except Refused as refusal:
        refusal.rows = rows if refusal.rows is None else refusal.rows
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise _damaged() from error


def _opened(data: bytes, largest_unpacked: int) -> tuple:
    """The file, its texts to be read as codes and distinct values, and the rows it claims; nothing is unpacked yet."""
    import pyarrow.parquet as pq  # only for those who have such files

    schema = pq.ParquetFile(pa.BufferReader(data)).schema_arrow
    for field in schema:
        _require_readable(field)
    texts = [field.name for field in schema if _is_text(field.type)]
    file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
    claims = file.metadata
    unpacked = sum(claims.row_group(k).total_byte_size for k in range(claims.num_row_groups))
    # A few bytes may stand for a million equal cells, so that the size alone says little.
    if unpacked > largest_unpacked or claims.num_rows * len(schema) > limits.MOST_SHEET_CELLS:
        raise Refused(
            "too-large",
            f"the file expands to {claims.num_rows:,} rows of {len(schema):,} columns; "
            f"{limits.MOST_SHEET_CELLS:,} cells and {largest_unpacked / limits.MEGABYTE:,.3g} MB are the most.",
            "Session records are far smaller: take out what is not needed.",
            rows=0,
        )
    return file, claims.num_rows


def _require_readable(field: pa.Field) -> None:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if _is_text(kind) or pa.types.is_null(kind) or pa.types.is_primitive(kind) or pa.types.is_decimal(kind):
        return
    what = "lists or tables within cells" if pa.types.is_nested(kind) else "bytes that are no text"
    raise Refused(
        "nested-column",
        f"the column holds {what} ({shown(str(kind))}).",
        "Write one value into each cell, in as many columns or rows as there are values.",
        column=field.name,
        rows=0,
    )


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _column(file, field: pa.Field) -> TextColumn:
    """One column as text; each distinct value is written once."""
    batches = file.iter_batches(_ROWS_AT_ONCE, columns=[field.name])
    coded = [_coded(batch.column(0)) for batch in batches if len(batch)]
    if not coded:
        return coded_column(np.empty(0, np.int32), [])
    whole = pa.chunked_array(coded).unify_dictionaries().combine_chunks()
    values = whole.dictionary.to_pylist()
    if pa.types.is_float32(
        whole.dictionary.type
    ):  # 0.1 as it was typed, not as the nearest of the longer numbers
        values = [None if value is None else float(str(np.float32(value))) for value in values]
    texts = ["", *map(written, values)]
    places = whole.indices.fill_null(-1).cast(pa.int32()).to_numpy() + 1
    return coded_column(places, texts)


def _coded(column: pa.Array) -> pa.DictionaryArray:
    column.validate(full=True)  # what is damaged may point beyond its own values
    if pa.types.is_dictionary(column.type):
        return column.cast(pa.dictionary(pa.int32(), column.type.value_type))
    if pa.types.is_float16(column.type):
        column = column.cast(pa.float32())
    return column.dictionary_encode()


def _damaged() -> Refused:
    return Refused("parquet", "the Parquet file is damaged or cut short.", _EXPORT, rows=0)
