"""Round robins from records: who is in them, what a cell is, and why a group has none."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.measures.ratings import trajectories
from taft_dash.measures.relations import social_relations
from taft_dash.measures.round_robins import rated_lines, rating_round_robins, talk_round_robins
from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.study import study_from

OWN = pd.DataFrame(
    {"instrument": ["LIKE"], "subscale": ["total"], "items": [""], "low": [0], "high": [10]}
)


def talk_study(sessions=3, people="ABCD", absent=()):
    """Everyone says a turn to everyone in every session, A one more to B; T speaks to all."""
    rows = [
        (s, a, b)
        for s in range(1, sessions + 1)
        for a in f"{people}T"
        for b in f"{people}T"
        if a != b and not {(s, a), (s, b)} & set(absent)
    ]
    rows += [(s, "A", "B") for s in range(1, sessions + 1)]
    roles = {"member": [*people, "T"], "role": ["member"] * len(people) + ["therapist"]}
    presence = [
        (s, m, "absent" if (s, m) in absent else "present") for s in range(1, sessions + 1) for m in f"{people}T"
    ]
    return study_from(
        {
            "members": pd.DataFrame(roles),
            "attendance": pd.DataFrame(presence, columns=["session", "member", "status"]),
            "interactions": pd.DataFrame(rows, columns=["session", "speaker", "addressee"]),
        }
    )


def test_talk_is_turns_per_session_together_among_members():
    (robin,) = talk_round_robins(talk_study(absent=[(2, "C")]))
    assert robin.members.tolist() == list("ABCD") and robin.n_sessions == 3 and robin.reason == ""
    assert robin.values[0, 1] == 2 and robin.values[0, 2] == 1 and np.isnan(np.diagonal(robin.values)).all()
    (logs,) = talk_round_robins(talk_study(), "log")
    assert logs.values[0, 1] == pytest.approx(np.log(3))
    with pytest.raises(ValueError, match="no scale 'counts'; there are rate, log"):
        talk_round_robins(talk_study(), "counts")


@pytest.mark.parametrize(
    ("study", "reason"),
    [
        (talk_study(2), "The model of talk needs at least 3 sessions with addressees; 2 sessions have them."),
        (talk_study(3, "ABC"), "The social relations model needs at least 4 members who were together; here are 3."),
        (
            talk_study(3, "ABCD", absent=[(1, "C"), (2, "C"), (3, "D")]),
            "Of 12 ordered pairs of members, 2 have no value; with 4 members at most 1 may be missing.",
        ),
    ],
)
def test_too_little_talk_is_refused_in_words(study, reason):
    (robin,) = talk_round_robins(study)
    assert robin.reason == reason
    made = social_relations([robin])
    assert made.components["estimate"].isna().all() and made.components["reason"].eq(reason).all()
    assert made.pooled["reason"].iloc[0] == "No group has enough members and values."


def test_a_group_without_talk_and_nobody_at_all():
    study = study_from({"attendance": pd.DataFrame({"session": [1], "member": ["A"], "status": ["present"]})})
    assert talk_round_robins(study)[0].reason.startswith("The model of talk needs")
    empty = social_relations([])
    assert empty.components.empty and len(empty.pooled) == 5


def rated(rows, people="ABCDE"):
    table = pd.DataFrame(rows, columns=["session", "rater", "target", "score"])
    study = study_from(
        {
            "members": pd.DataFrame({"member": [*people, "T"], "role": ["member"] * len(people) + ["therapist"]}),
            "ratings": table.assign(instrument="LIKE", item="total"),
        },
        instruments=instruments_from(OWN)[0],
    )
    return study, trajectories(study)


def everyone(people="ABCDE", sessions=(1,)):
    return [
        (s, a, b, (3 * ord(a) + 5 * ord(b)) % 7 + s) for s in sessions for a in people for b in people if a != b
    ]


def test_ratings_of_members_by_members_are_averaged_over_sessions():
    study, scores = rated([*everyone(sessions=(1, 3)), (1, "T", "A", 9), (1, "A", "T", 9), (1, "A", "A", 9)])
    assert rated_lines(study, scores) == [("LIKE", "total")]
    (robin,) = rating_round_robins(study, scores, "LIKE", "total")
    assert robin.members.tolist() == list("ABCDE") and robin.n_sessions == 2
    assert robin.values[0, 1] == (3 * 65 + 5 * 66) % 7 + 2


def test_whoever_did_not_rate_or_was_not_rated_is_left_out_and_named():
    rows = [row for row in everyone("ABCDEF") if row[1] != "F"]
    study, scores = rated(rows, "ABCDEF")
    (robin,) = rating_round_robins(study, scores, "LIKE", "total")
    assert robin.members.tolist() == list("ABCDE") and robin.left_out == ("F",)
    assert social_relations([robin]).groups["left_out"].iloc[0] == "F"


def test_a_few_ratings_may_be_missing_and_too_many_are_refused():
    rows = everyone()
    study, scores = rated(rows[1:])
    made = social_relations(rating_round_robins(study, scores, "LIKE", "total"))
    assert made.components["estimate"].notna().all() and made.groups["n_missing"].iloc[0] == 1
    study, scores = rated(rows[3:])
    (robin,) = rating_round_robins(study, scores, "LIKE", "total")
    assert robin.reason.startswith("Of 20 ordered pairs of members, 3 have no value")


def test_nobody_is_changed_by_the_order_of_people():
    study, scores = rated(everyone())
    turned, again = rated(everyone("EDCBA"), "EDCBA")
    both = (study, scores), (turned, again)
    one, two = (social_relations(rating_round_robins(*records, "LIKE", "total")) for records in both)
    assert one.components["estimate"].tolist() == pytest.approx(two.components["estimate"].tolist())
    effects = [made.effects.set_index("member")["actor"].sort_index() for made in (one, two)]
    assert effects[0].tolist() == pytest.approx(effects[1].tolist())
