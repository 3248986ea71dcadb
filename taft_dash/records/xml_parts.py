"""XML from strangers: parsed only when it defines no entities of its own, which can grow a thousandfold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from taft_dash.records.problems import Refused

_DEFINITION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"'>]*)""", re.IGNORECASE)
_LIKE_ASCII = re.compile(rb"utf-?8|utf-?16|us-ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)


def require_plain(part: bytes, what: str, fix: str) -> None:
    """Refuse XML that defines entities, or hides its letters; `what` is the code and the word for the file."""
    letters = part.replace(b"\0", b"") if b"\0" in part[:4] else part  # UTF-16 has a zero beside each letter
    encoding = _ENCODING.match(letters.lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if _DEFINITION.search(letters) or (encoding and not _LIKE_ASCII.fullmatch(encoding[1])):
        raise Refused(what, f"the {what} defines its own XML entities or letters.", fix, rows=0)


def events(part: bytes, damage: Refused) -> Iterator[tuple[str, ElementTree.Element]]:
    """The start and the end of each element, in order; `damage` is raised where the XML breaks off or is none."""
    try:
        yield from ElementTree.iterparse(io.BytesIO(part), ("start", "end"))  # noqa: S314 - see require_plain
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise damage from error
