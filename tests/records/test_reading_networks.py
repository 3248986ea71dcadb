"""Networks: GraphML and GEXF."""

import pytest

from tests.records.writers import codes, read

GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="role" attr.type="string"><default>member</default></key>
  <key id="d1" for="edge" attr.name="weight" attr.type="double"/>
  <graph edgedefault="undirected">
    <node id="A"/><node id="B"><data key="d0">therapist</data></node><node id="alone"/>
    <edge source="A" target="B"><data key="d1">2</data></edge>
    <edge source="B" target="A" directed="true"/>
  </graph>
</graphml>"""
GEXF = """<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">
  <attributes class="node"><attribute id="0" title="Label" type="string"/></attributes>
  <attributes class="edge"><attribute id="0" title="session" type="integer"/></attributes>
  <nodes><node id="0" label="Ann"><attvalues><attvalue for="0" value="x"/></attvalues></node>
    <node id="1" label="Bo"/></nodes>
  <edges><edge source="0" target="1" weight="3.0"><attvalues><attvalue for="0" value="7"/></attvalues></edge>
  </edges></graph></gexf>"""


class TestNetworks:
    def test_graphml(self):
        edges, nodes = read(GRAPHML.encode(), "talk.graphml").tables
        assert (edges.file, edges.heading) == ("talk.graphml, edges", "talk")
        assert (nodes.file, nodes.heading) == ("talk.graphml, nodes", "talk nodes")
        assert {name: column.text().tolist() for name, column in edges.columns.items()} == {
            "source": ["A", "B"],
            "target": ["B", "A"],
            "weight": ["2", ""],
            "directed": ["", "true"],
        }
        assert {name: column.text().tolist() for name, column in nodes.columns.items()} == {
            "id": ["A", "B", "alone"],
            "role": ["member", "therapist", "member"],
        }
        assert edges.notes == (
            "Edges without a direction: 1; each is one row, in the direction as written.",
            "Nodes without an edge: 1; they stand in the table of nodes.",
        )

    def test_gexf(self):
        edges, nodes = read(GEXF.encode(), "talk.csv").tables
        assert {name: column.text().tolist() for name, column in edges.columns.items()} == {
            "source": ["0"],
            "target": ["1"],
            "weight": ["3.0"],
            "session": ["7"],
        }
        assert list(nodes.columns) == ["id", "label", "Label (0)"] and not edges.notes

    def test_several_graphs_are_told_apart(self):
        graph = GRAPHML[GRAPHML.index("  <graph ") : GRAPHML.index("</graphml>")]
        two = GRAPHML.replace("</graphml>", graph.replace("<graph ", '<graph id="second" ') + "</graphml>")
        edges, nodes = read(two.encode()).tables
        assert edges.columns["graph"].text().tolist() == ["1", "1", "second", "second"]
        assert len(nodes.line) == 6

    def test_nodes_without_any_edge_are_a_table(self):
        text = GRAPHML[: GRAPHML.index("    <edge")] + "</graph></graphml>"
        (nodes,) = read(text.encode()).tables
        assert len(nodes.line) == 3

    @pytest.mark.parametrize(
        "text",
        [
            GRAPHML.replace("<graphml", '<!DOCTYPE x [<!ENTITY a "b">]><graphml', 1),
            GRAPHML[:-30],
            GRAPHML.replace('source="A" ', ""),
            GRAPHML.replace("<edge ", "<hyperedge ")
            .replace("</edge>", "</hyperedge>")
            .replace('directed="true"/>', "/>"),
        ],
    )
    def test_refused_in_words(self, text):
        reading = read(text.encode())
        assert codes(reading) == ["network"] and not reading.tables

    def test_deep_nesting_ends(self):
        deep = "<graphml>" + "<data>" * 50_000 + "</data>" * 50_000 + "</graphml>"
        assert codes(read(deep.encode())) in (["empty"], ["network"])
