"""The same row twice, and rows that contradict each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.records.problems import Offer, shown
from taft_dash.records.remedies import Place, rows_left_out
from taft_dash.records.sheets import MANY, Sheet


def find_repeats(sheet: Sheet) -> None:
    """Report rows that stand more than once (the first is used) and rows that contradict (none is used).

    The same row is one that agrees in the table's key; agreeing in everything else too makes it a repeat,
    anything else a contradiction. In interactions, rows without a turn number are turns of their own,
    however alike they are: two sighs are two turns.
    """
    key = sheet.table.key or tuple(column.name for column in sheet.table.columns)
    used = ~sheet.aside
    if "turn" in key:
        if "turn" not in sheet.frame:
            return
        used &= sheet.frame["turn"].notna().to_numpy()
    rows = np.flatnonzero(used)
    same = _together(sheet.frame, key, rows)
    alike = pd.Series(same).duplicated(keep=False).to_numpy()
    if not alike.any():
        return
    rows, same = rows[alike], same[alike]
    whole = _together(sheet.frame, [column.name for column in sheet.table.columns], rows)
    kinds = pd.Series(whole).groupby(same).transform("nunique").to_numpy()
    first = ~pd.Series(same).duplicated().to_numpy()
    repeated = kinds == 1
    extra = rows[repeated & ~first]
    sheet.report(
        extra,
        "repeated-row",
        f"the same {_named(sheet, key)} with the same values stands further up.",
        "Remove the row; it is counted once.",
        severity="warning",
        aside=extra,
        offers=lambda place: _repeats_left_out(sheet, place, extra, rows[~first]),
    )
    _report_contradictions(sheet, key, repeated, rows, same)


def _report_contradictions(
    sheet: Sheet, key: tuple[str, ...], repeated: np.ndarray, all_rows: np.ndarray, all_same: np.ndarray
) -> None:
    """One problem per contradiction, or one per set of columns when there are many."""
    rows, same = all_rows[~repeated], all_same[~repeated]
    if not len(rows):
        return
    others = [c.name for c in sheet.table.columns if c.name in sheet.frame and c.name not in key]
    differing = {name: _together(sheet.frame, [name], rows) for name in others}
    differs = {
        name: pd.Series(values).groupby(same).transform("nunique") > 1 for name, values in differing.items()
    }
    differs = pd.DataFrame(differs).to_numpy()
    kinds, kind_of = np.unique(differs, axis=0, return_inverse=True)
    many = len(np.unique(same)) > MANY
    for kind, columns in enumerate(kinds):
        here = kind_of == kind
        names = [name for name, differing_too in zip(others, columns, strict=True) if differing_too]
        for part in [here] if many else [here & (same == one) for one in pd.unique(same[here])]:
            found = _both(sheet, names[0], rows[part])
            sheet.report(
                rows[part],
                "contradictory-rows",
                f"rows for the same {_named(sheet, key)} differ in {' and '.join(names)}"
                + (f" ({shown(found)})." if found and not many else "."),
                "Keep the right row; until then none of them is used.",
                column=names[0],
                found=found,
                offers=lambda place, these=rows[part], alike=same[part]: _one_taken(
                    sheet, place, these, alike, all_rows, all_same
                ),
            )


def _repeats_left_out(
    sheet: Sheet, place: Place, extra: np.ndarray, later: np.ndarray
) -> tuple[Offer, ...]:
    """To leave out the repeated rows of one file. `later` are all rows that only say again what one above them says."""
    files = sheet.frame["file"].cat
    here = extra[files.categories[files.codes.to_numpy()[extra]] == place.file]
    lines = _whole_lines(sheet, here, later)
    if not lines:
        return ()
    count = sum(map(len, lines.values()))
    label = "Leave out the repeated row" if count == 1 else f"Leave out the {count:,} repeated rows"
    return (rows_left_out(label, lines, place.message, safe=True),)


def _one_taken(
    sheet: Sheet, place: Place, rows: np.ndarray, same: np.ndarray, all_rows: np.ndarray, all_same: np.ndarray
) -> tuple[Offer, ...]:
    """To take the first, or the last, of rows that contradict each other."""
    most = int(np.unique(same, return_counts=True)[1].max())
    of = "of each" if len(np.unique(same)) > 1 else "of the two" if most == 2 else f"of the {most}"
    offers = []
    for keep, which in (("first", "first"), ("last", "last")):
        lines = _whole_lines(
            sheet,
            rows[pd.Series(same).duplicated(keep=keep).to_numpy()],
            all_rows[pd.Series(all_same).duplicated(keep=keep).to_numpy()],
        )
        if lines:
            offers.append(rows_left_out(f"Take the {which} {of}", lines, place.message))
    return tuple(offers)


def _whole_lines(sheet: Sheet, rows: np.ndarray, dispensable: np.ndarray) -> dict[str, np.ndarray] | None:
    """The lines of these rows by file, when nothing else stands on them; None where a line has more to say.

    A line of a wide file is several rows; it can be left out when all of its rows are dispensable.
    """
    files = sheet.frame["file"].cat
    places = files.codes.to_numpy().astype(np.int64) << 32 | sheet.frame["line"].to_numpy()
    wanted = np.unique(places[rows])
    on_them = np.flatnonzero(np.isin(places, wanted))
    of = wanted >> 32
    lines = {files.categories[code]: wanted[of == code] & 0xFFFFFFFF for code in np.unique(of)}
    if not lines or sheet.shared & set(lines) or not np.isin(on_them, dispensable).all():
        return None
    return lines


def _both(sheet: Sheet, column: str, rows: np.ndarray) -> str:
    """The values that contradict each other, in short; free text is never quoted."""
    if sheet.table.column(column).kind == "text":
        return ""
    values = sheet.frame[column].iloc[rows].drop_duplicates()
    return " and ".join(
        "nothing" if pd.isna(v) else f"{v:g}" if isinstance(v, float) else str(v) for v in values.head(3)
    )


def _together(frame: pd.DataFrame, columns: list[str] | tuple[str, ...], rows: np.ndarray) -> np.ndarray:
    """One integer per row that is equal for rows equal in all columns (missing equals missing)."""
    combined = np.zeros(len(rows), np.int64)
    distinct = 1
    for name in columns:
        if name not in frame:
            continue
        codes, values = _codes(frame[name], rows)
        if distinct * (values + 1) >= 2**62:
            combined, kinds = pd.factorize(combined)
            distinct = len(kinds)
        combined = combined * (values + 1) + codes + 1
        distinct *= values + 1
    return combined


def _codes(column: pd.Series, rows: np.ndarray) -> tuple[np.ndarray, int]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy()[rows].astype(np.int64), len(column.cat.categories)
    codes, values = pd.factorize(column.to_numpy()[rows])
    return codes.astype(np.int64), len(values)


def _named(sheet: Sheet, key: tuple[str, ...]) -> str:
    named = [name for name in key if name in sheet.frame and name != "group"]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
