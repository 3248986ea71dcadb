"""Networks (GraphML, GEXF), as Gephi, yEd, igraph and networkx write them: a table of edges and a table of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

import numpy as np

from taft_dash.records import limits
from taft_dash.records.as_text import written_column
from taft_dash.records.assembly import TableRead, assembled, require_headings
from taft_dash.records.problems import Problem, Refused
from taft_dash.records.xml_parts import events, require_plain

# What edges and nodes have without a key that names it: in GraphML, whose keys are called so, and in GEXF.
_OWN = {
    "key": {"edge": {"source", "target", "graph", "directed"}, "node": {"id", "graph"}},
    "attribute": {
        "edge": {"source", "target", "graph", "weight", "label", "type", "kind"},
        "node": {"id", "graph", "label"},
    },
}
_EXPORT = "Save the edges and the nodes as CSV in the program that made the network."


def read_graph(name: str, heading: str, data: bytes) -> Iterator[TableRead | Problem]:
    """Edges (source, target, weight and what else they have) and nodes (id, label and what else they have).

    Rows have no lines of their own; they are counted as if the headings stood on line 1.
    """
    require_plain(data, "network", _EXPORT)
    network = _Network()
    for event, element in events(data, _damaged()):
        network.met(event, element)
    if not network.edges.rows and not network.nodes.rows:
        raise Refused("empty", "the network has neither edges nor nodes.", "Leave the file out.", rows=0)
    for part, called, rows, notes in (
        ("edges", heading, network.edges, network.notes()),
        ("nodes", f"{heading} nodes", network.nodes, ()),
    ):
        if network.graphs < 2:
            rows.columns.pop("graph", None)
        try:
            if rows.rows:
                yield rows.table(f"{name}, {part}", called, notes)
        except Refused as refusal:
            yield refusal.problem(f"{name}, {part}", rows.rows)


@dataclass
class _Rows:
    """Rows that name their own columns: a column begins with the first row that has a text for it."""

    columns: dict[str, list[str]]
    rows: int = 0
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, row: dict[str, str]) -> None:
        for heading, text in row.items():
            column = self.columns.setdefault(heading, [])
            column += [""] * (self.rows - len(column))
            column.append(self.texts.setdefault(text, text))
        self.rows += 1
        if self.rows * len(self.columns) > limits.MOST_SHEET_CELLS:
            raise Refused(
                "too-large",
                f"the network has more than {limits.MOST_SHEET_CELLS:,} values.",
                "Session records are far smaller: take out what is not needed.",
                rows=0,
            )

    def table(self, file: str, heading: str, notes: tuple[str, ...]) -> TableRead:
        columns = {name: texts for name, texts in self.columns.items() if texts}
        headings = [name.strip() for name in columns]
        require_headings(headings)
        return assembled(
            file,
            heading,
            headings,
            [written_column(texts + [""] * (self.rows - len(texts))) for texts in columns.values()],
            np.arange(2, self.rows + 2, dtype=np.int64),
            header_line=1,
            problems=(),
            blank_lines=0,
            notes=notes,
            encoding="XML",
        )


class _Network:
    """The network as its elements come by, the whole of it never held as a tree."""

    def __init__(self) -> None:
        self.edges = _Rows({"source": [], "target": [], "weight": []})
        self.nodes = _Rows({"id": [], "label": []})
        self.keys: dict[
            tuple[str, str], tuple[str, str | None]
        ] = {}  # (edge or node, id) -> heading, default
        self.within: list[ElementTree.Element] = []
        self.graphs = self.undirected = 0
        self.usual = self.of = self.graph = ""
        self.touched: set[str] = set()

    def met(self, event: str, element: ElementTree.Element) -> None:
        kind = element.tag.rpartition("}")[2]
        if event == "start":
            self.within.append(element)
            if kind == "graph":
                self.usual = element.get("edgedefault") or element.get("defaultedgetype") or "undirected"
                self.graphs += len(self.within) == 2
                self.graph = element.get("id") or str(self.graphs)
            elif kind == "attributes":  # GEXF names what the keys below are for, GraphML with each key
                self.of = element.get("class", "")
            return
        self.within.pop()
        if kind in ("key", "attribute"):
            self._key(element, _OWN[kind])
        elif kind == "edge":
            self._edge(element)
        elif kind == "node":
            self.nodes.add({"id": _required(element, "id"), "graph": self.graph} | self._row(element, "node"))
        elif kind == "hyperedge":
            raise Refused("network", "the network has edges between more than two nodes.", _EXPORT, rows=0)
        if kind in ("edge", "node") and self.within:
            del self.within[-1][:]  # what has been read is not needed again

    def _key(self, element: ElementTree.Element, own: dict[str, set[str]]) -> None:
        ident = _required(element, "id")
        heading = (element.get("attr.name") or element.get("title") or ident).strip()
        default = next((_text(part) for part in element if part.tag.rpartition("}")[2] == "default"), None)
        of = element.get("for") or self.of or "all"
        for what in ("edge", "node"):
            if of in (what, "all"):
                taken = {known.casefold() for (other, _), (known, _) in self.keys.items() if other == what}
                taken |= own[what]
                unique = heading if heading.casefold() not in taken else f"{heading} ({ident})"
                self.keys[what, ident] = unique, default

    def _edge(self, element: ElementTree.Element) -> None:
        ends = {end: _required(element, end) for end in ("source", "target")}
        direction = {"true": "directed", "false": "undirected"}.get(element.get("directed", ""), "")
        self.undirected += (direction or element.get("type") or self.usual) in ("undirected", "mutual")
        self.touched.update(ends.values())
        self.edges.add(ends | {"graph": self.graph} | self._row(element, "edge"))

    def _row(self, element: ElementTree.Element, of: str) -> dict[str, str]:
        """What an edge or a node has of its own and by the keys of the file; the defaults where it has nothing."""
        row = {
            heading: default for (what, _), (heading, default) in self.keys.items() if what == of and default
        }
        row |= {
            name: text
            for name, text in element.attrib.items()
            if name not in ("id", "source", "target") and not name.startswith("{")
        }
        given: dict[str, list[str]] = {}
        for part in element.iter():
            kind = part.tag.rpartition("}")[2]
            if kind in ("data", "attvalue"):
                ident = part.get("key") or part.get("for") or part.get("id") or ""
                heading, _ = self.keys.get((of, ident), (ident, None))
                given.setdefault(heading, []).append(_text(part) if kind == "data" else part.get("value", ""))
        # What changes in the course of time has several values; none is dropped.
        return row | {heading: "; ".join(texts) for heading, texts in given.items()}

    def notes(self) -> tuple[str, ...]:
        alone = len(set(self.nodes.columns["id"]) - self.touched)
        return tuple(
            note
            for holds, note in (
                (
                    self.undirected,
                    f"Edges without a direction: {self.undirected:,}; each is one row, in the direction as written.",
                ),
                (alone, f"Nodes without an edge: {alone:,}; they stand in the table of nodes."),
            )
            if holds
        )


def _required(element: ElementTree.Element, name: str) -> str:
    text = element.get(name)
    if text is None:
        raise _damaged()
    return text


def _text(element: ElementTree.Element) -> str:
    return "".join(element.itertext()).strip()


def _damaged() -> Refused:
    return Refused("network", "the network file is damaged or cut short.", _EXPORT, rows=0)
