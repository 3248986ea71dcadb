"""The way on for a table that was refused: what a person may lay down about how it is written, at one click."""

from __future__ import annotations

from taft_dash.records.layout import DELIMITERS, Findings, Layout
from taft_dash.records.mapping.plan import FileMapping
from taft_dash.records.problems import Offer, Refused

_MOST = 3  # the likeliest; the menus have the others
# What each kind of refusal leaves open.
_OPEN = {
    "quotation-marks": "quote",
    "delimiter": "delimiter",
    "encoding": "encoding",
    "no-header": "header",
    "lines-above-header": "header",
    "header-lines": "header_lines",
}


def ways_on(refusal: Refused, findings: Findings) -> tuple[Offer, ...]:
    """The offers to read a refused table otherwise, the likeliest first; nothing where no choice would help."""
    name = _OPEN.get(refusal.code, "")
    if findings.sure.get(name, True):
        return ()
    now = getattr(findings.chosen, name)
    options = [option for option in findings.options.get(name, ()) if option is not None and option != now]
    if name == "quote":
        options = [option for option in options if option == ""]
    return tuple(
        Offer(_label(name, option), mapping=FileMapping(findings.file, layout=Layout(**{name: option})))
        for option in options[:_MOST]
    )


def _label(name: str, option: str | int) -> str:
    match name:
        case "quote":
            return "Read quotation marks as ordinary letters"
        case "delimiter":
            return f"Part the cells at each {DELIMITERS[option]}"
        case "encoding":
            return f"Read the letters as {option}"
        case "header_lines":
            return "Take one line for the headings" if option == 1 else f"Take {option} lines for the headings"
        case _:
            return f"Take line {option} for the headings" if option else "Read all lines as rows: there are no headings"
