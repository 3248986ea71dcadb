"""A table as journals print it (APA style): to be pasted into a word processor, or opened by one."""

from __future__ import annotations

import html

import pandas as pd

MOST_ROWS = 300
_ITALIC = {"n", "p", "r", "t", "m", "sd", "q", "k", "z", "df"}
_WITHOUT_ZERO = {"p", "r"}  # values that cannot exceed 1 are printed without the zero before the point
_RULE = "border-top:1px solid;border-bottom:1px solid"
_CELL = "padding:2pt 8pt;text-align:{};vertical-align:top"


def apa_table(table: pd.DataFrame, title: str, note: str) -> bytes:
    """One HTML document with a title in italics, horizontal rules only, and a note below; all text as typed.

    Numbers have two decimals, p values three ("< .001" below that), counts none; p and r have no zero before the
    point; what is undefined is an en dash.
    """
    names = list(map(str, table.columns))
    head = "".join(_cell("th", _heading(name), "left" if k == 0 else "center") for k, name in enumerate(names))
    columns = [[_shown(name, value) for value in table.iloc[:, k]] for k, name in enumerate(names)]
    body = "".join(
        "<tr>" + "".join(_cell("td", text, "left" if k == 0 else "center") for k, text in enumerate(row)) + "</tr>\n"
        for row in zip(*columns, strict=True)
    )
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>' + html.escape(title) + "</title></head>\n"
        '<body style="font-family:\'Times New Roman\',serif;font-size:12pt">\n'
        f"<p><i>{html.escape(title)}</i></p>\n"
        f'<table dir="auto" style="border-collapse:collapse;{_RULE}">\n'
        f'<thead style="border-bottom:1px solid"><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>\n'
        f"<p><i>Note.</i> {html.escape(note)}</p>\n</body></html>\n"
    ).encode()


def _cell(tag: str, text: str, side: str) -> str:
    return f'<{tag} style="{_CELL.format(side)};font-weight:normal">{text}</{tag}>'


def _heading(name: str) -> str:
    words = html.escape(name.replace("_", " "))
    return f"<i>{words}</i>" if name.casefold() in _ITALIC else words[:1].upper() + words[1:]


def _shown(name: str, value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return "–"
    if isinstance(value, bool) or not hasattr(value, "__float__") or isinstance(value, str):
        return html.escape(str(value))
    number, bare = float(value), name.casefold()
    if bare == "p" and number < 0.001:
        return "&lt; .001"
    if number == int(number) and bare not in _WITHOUT_ZERO:
        return f"{int(number)}".replace("-", "−")
    text = f"{number:.{3 if bare == 'p' else 2}f}".replace("-", "−")
    return text.replace("0.", ".", 1) if bare in _WITHOUT_ZERO and abs(number) < 1 else text
