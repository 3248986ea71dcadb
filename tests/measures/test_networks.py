"""The networks of all groups at once: the same as each group's own."""

from dataclasses import replace
from pathlib import Path

from taft_dash.measures.network import network, networks
from taft_dash.records.checking import open_study

SAMPLES = Path(__file__).parents[2] / "sample_data"


def test_the_networks_of_all_groups_are_those_of_each():
    study = open_study(SAMPLES / "six_groups").study
    # One group loses its sessions, and with them its talk: it is still on the roster.
    first, second = study.groups()[:2]
    silent = study.interactions[study.interactions["group"] != second].reset_index(drop=True)
    unseen = (study.sessions["group"] != second).to_numpy(), (study.presence["group"] != second).to_numpy()
    gone = replace(
        study,
        interactions=silent,
        sessions=study.sessions[unseen[0]].reset_index(drop=True),
        presence=study.presence[unseen[1]].reset_index(drop=True),
    )
    for some in (study, gone):
        drawn = networks(some)
        assert list(drawn) == some.groups()
        for group, graph in drawn.items():
            alone = network(some, group)
            assert graph.graph == alone.graph == {"group": group}
            assert repr(list(graph.nodes(data=True))) == repr(list(alone.nodes(data=True)))
            assert repr(list(graph.edges(data=True))) == repr(list(alone.edges(data=True)))
    assert networks(study)[first].edges and not networks(gone)[second].nodes
