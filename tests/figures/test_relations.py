"""Social relations, by what their marks mean."""

import numpy as np
import pandas as pd

from taft_dash.figures import relations
from taft_dash.measures.relations import social_relations
from taft_dash.measures.round_robins import RoundRobin

LABELS = {"A": "Ada", "B": "Ben <br>", "C": "Cleo", "D": "Di", "E": "Eva", "F": "Flo"}
S6 = [[0, 7, 4, 6, 3, 5], [5, 0, 2, 4, 2, 3], [3, 4, 0, 1, 2, 2], [8, 6, 3, 0, 4, 6], [2, 3, 1, 3, 0, 1],
      [6, 5, 2, 7, 2, 0]]  # fmt: skip


def made(rows=S6):
    values = np.array(rows, float)
    np.fill_diagonal(values, np.nan)
    return social_relations([RoundRobin("g <b>", np.array(list("ABCDEF"), object), values, 3)])


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_shares_are_told_apart_by_word_and_pattern():
    figure = relations.variance_shares(made().components.assign(row="g <b>"))
    bars = {trace.name: trace for trace in figure.data}
    assert [round(bars[name].x[0], 2) for name in ("actors", "partners", "relationships")] == [0.48, 0.32, 0.20]
    assert len({bar.marker.pattern.shape for bar in bars.values()}) == 3
    assert bars["actors"].customdata[0].startswith("g &lt;b&gt;: actors 48 %; variance 2.400 (")
    assert list(figure.layout.yaxis.ticktext) == ["g &lt;b&gt;"]


def test_a_reciprocity_without_interval_has_no_bar():
    figure = relations.reciprocities(made().components.assign(row="g"))
    generalised, dyadic = named(figure, "generalised"), named(figure, "dyadic")
    assert [round(trace.x[0], 2) for trace in (generalised, dyadic)] == [0.83, 0.66]
    assert generalised.error_x.array is None and dyadic.error_x.array[0] > 0
    assert generalised.customdata[0].startswith("g, generalised reciprocity 0.83, p = ")
    assert generalised.marker.symbol != dyadic.marker.symbol


def test_effects_keep_the_order_of_the_roster_and_tell_the_roles_by_shape():
    effects = made().effects
    figure = relations.role_effects(effects, LABELS, unit="turns", person="C")
    actor, partner = (named(figure, word) for *_, word in relations.SIDES.values())
    assert list(actor.x) == effects["actor"].tolist() and list(partner.x) == effects["partner"].tolist()
    assert actor.marker.symbol != partner.marker.symbol
    assert list(figure.layout.yaxis.ticktext)[:3] == ["Ada", "Ben &lt;br&gt;", "<b>Cleo</b>"]
    assert actor.customdata[1] == "Ben &lt;br&gt;, as actor: gives to everyone: -0.29"


def test_the_sign_of_a_pair_stands_in_its_cell():
    pairs = made().pairs
    figure = relations.pair_matrix(pairs, LABELS, person="A")
    numbers, shades = named(figure, "numbers"), named(figure, "shades")
    first = pairs.iloc[0]["relationship"]
    assert numbers.text[0] == f"{first:+.1f}".replace("-", "−") and shades.z[0][1] == first
    assert np.isnan(shades.z[0][0]) and len(numbers.text) == 30
    assert numbers.customdata[0].startswith("Ada to Ben &lt;br&gt;: 7.00, expected ")


def test_nothing_is_drawn_of_what_has_no_value():
    rows = made().components.assign(row="g")
    rows.loc[rows["component"] == "actor_partner", "correlation"] = np.nan
    assert [len(trace.x) for trace in relations.reciprocities(rows).data] == [0, 1]
    empty = relations.variance_shares(rows.assign(share=np.nan))
    assert all(len(trace.x) == 0 for trace in empty.data)
    assert isinstance(rows, pd.DataFrame)
