"""Text to numbers, strictly: a cell is a number only when a reader would write it so by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# No nan, inf, hexadecimal, underscores or thousands separators: each of these is a slip or a code in session records.
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


def numbers(values: Sequence[str] | np.ndarray, decimal_mark: str = ".") -> tuple[np.ndarray, np.ndarray]:
    """The values as numbers, and which of them are numbers.

    Parameters
    ----------
    values : (n,) texts; blanks around a number do not matter.
    decimal_mark : "." or ","; with "," a point in a number is refused, as it may separate thousands.

    Returns
    -------
    numbers : (n,) float64, NaN exactly where `ok` is False.
    ok : (n,) bool.

    Examples
    --------
    >>> numbers([" 3", "-0.5", "1,5"])
    (array([ 3. , -0.5,  nan]), array([ True,  True, False]))
    >>> numbers([" 3", "-0.5", "1,5"], decimal_mark=",")
    (array([3. , nan, 1.5]), array([ True, False,  True]))
    """
    if decimal_mark not in (".", ","):
        raise ValueError(f'decimal_mark is {decimal_mark!r}; it is "." or ",".')
    typed = pa.array(values, type=pa.string())
    plain = _digits_only(typed, decimal_mark)
    if plain is not None:
        return plain, np.isfinite(plain)
    text = pc.utf8_trim_whitespace(typed)
    if decimal_mark == ",":
        # A point becomes a letter no number holds, so that 1.5 is refused rather than read as 1,5 or 15.
        text = pc.replace_substring(pc.replace_substring(text, ".", "x"), ",", ".")
    written = pc.match_substring_regex(text, _NUMBER)
    digits = pc.utf8_ltrim(pc.if_else(written, text, None), "+")  # Arrow's own parser knows no leading plus
    parsed = digits.cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    ok = np.isfinite(parsed)  # 1e309 is written as a number but is none that can be held
    return np.where(ok, parsed, np.nan) + 0.0, ok  # + 0.0 turns -0 into 0


def _digits_only(typed: pa.StringArray, decimal_mark: str) -> np.ndarray | None:
    """The numbers of texts in which nothing but digits and the decimal mark occurs; None where anything else does.

    Most columns are such, and a search through all their letters is far quicker than a look at each text.
    """
    letters = typed.buffers()[2]
    if letters is None or letters.to_pybytes().translate(None, b"0123456789" + decimal_mark.encode()):
        return None
    digits = pc.replace_substring(typed, decimal_mark, ".") if decimal_mark != "." else typed
    try:
        parsed = pc.if_else(pc.equal(digits, ""), None, digits).cast(pa.float64())
    except pa.ArrowInvalid:  # a mark alone, or several in one text
        return None
    numbers = parsed.to_numpy(zero_copy_only=False).astype(np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)
