"""Every entry of INDICES and PERSON_MEASURES keeps the contract, whatever the group looks like."""

import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taft_dash.measures.indices import INDICES, PERSON_MEASURES, by_person, by_session
from taft_dash.records.study import Selection, study_from

PEOPLE = ["T", "A", "B", "C"]
ROLES = ["therapist", "member", "member", "member"]
EVERYBODY = [(session, person, "present") for session in (1, 2) for person in PEOPLE]
STAR = [(session, "T", person, 2 * session + k) for session in (1, 2) for k, person in enumerate("ABC")]
COMPLETE = [
    (session, one, other, 1 + k * session) for session in (1, 2) for one in PEOPLE for k, other in enumerate(PEOPLE)
    if one != other
]  # fmt: skip
FLOWS = [index.name for index in INDICES if index.name.startswith("flow_")]


@pytest.fixture(scope="module")
def groups(one_group):
    def build(talk, people=PEOPLE, roles=ROLES, attendance=EVERYBODY, sessions=None):
        return one_group(talk, people=people, roles=roles, attendance=attendance, sessions=sessions)

    alone = [(1, "T", "present"), (2, "T", "present")]
    pair = [row for row in EVERYBODY if row[1] in "TA"]
    return {
        "nothing": study_from({}),
        "no people": study_from({"sessions": pd.DataFrame({"session": [1, 2]})}),
        "nobody came": build([], attendance=[(1, person, "absent") for person in PEOPLE]),
        "cancelled": build([], attendance=[], sessions=[1]),
        "one person": build([(1, "T", "GROUP", 2)], ["T"], ["therapist"], alone),
        "two people": build([(1, "T", "A", 2), (2, "A", "GROUP", 1)], attendance=pair),
        "all silent": build([(1, "T", "A", 0), (2, "A", "GROUP", 0)]),
        "no talk": build([]),
        "no addressees": build([(1, "T", np.nan, 2), (2, "A", np.nan, 1)]),
        "only to the group": build([(1, "T", "GROUP", 2), (2, "A", "GROUP", 1)]),
        "star": build(STAR),
        "complete": build(COMPLETE),
        "without attendance": build(COMPLETE, attendance=()),
        "members only": build(COMPLETE).select(Selection("Group 1", 1, 2, therapists=False)),
        "observers only": build(COMPLETE, roles=["observer"] * 4),
    }


CASES = (
    "nothing", "no people", "nobody came", "cancelled", "one person", "two people", "all silent", "no talk",
    "no addressees", "only to the group", "star", "complete", "without attendance", "members only", "observers only",
)  # fmt: skip


def holds(entries, table, column):
    """The contract of the long tables: NaN exactly where a reason stands, values within their bounds."""
    assert (table["value"].isna() == (table["reason"] != "")).all(), table[table["value"].isna()]
    for entry in entries:
        value = table.loc[table[column] == entry.name, "value"].dropna()
        assert np.isfinite(value).all()
        if entry.low is not None:
            assert (value >= entry.low - 1e-12).all(), entry.name
        if entry.high is not None:
            assert (value <= entry.high + 1e-12).all(), entry.name


@pytest.mark.parametrize("case", CASES)
def test_every_index_has_a_value_or_a_reason(groups, case):
    study = groups[case]
    table = by_session(study)
    assert list(table.columns) == ["group", "session", "index", "value", "n", "reason"]
    assert len(table) == len(study.sessions) * len(INDICES)
    holds(INDICES, table, "index")
    spoken = table["reason"][table["reason"] != ""]
    assert all(reason.endswith(".") and "{" not in reason for reason in spoken)


@pytest.mark.parametrize("case", CASES)
def test_every_person_measure_has_a_value_or_a_reason(groups, case):
    study = groups[case]
    table = by_person(study)
    columns = ["group", "session", "member", "role", "presence", "measure", "value", "reason"]
    assert list(table.columns) == columns
    assert len(table) == len(study.presence) * len(PERSON_MEASURES)
    holds(PERSON_MEASURES, table, "measure")


@pytest.mark.parametrize("case", ["star", "complete"])
def test_a_full_group_leaves_only_speaking_time_and_the_first_stability_open(groups, case):
    table = by_session(groups[case])
    missing = table[table["reason"] != ""]
    expected = {(1, "stability"), (1, "speaking_seconds"), (2, "speaking_seconds")}
    assert set(zip(missing["session"], missing["index"], strict=True)) == expected


@pytest.mark.parametrize(
    ("case", "index", "reason"),
    [
        ("two people", "in_centralisation", "Centralisation of being addressed needs at least 3 people present; "
                                            "session 1 had 2."),
        ("one person", "density", "Density needs at least 2 people present; session 1 had 1."),
        ("all silent", "gini", "Nobody took a turn in session 1."),
        ("no talk", "turns", "No talk was recorded in session 1."),
        ("no addressees", "density", "No addressees were recorded in session 1."),
        ("only to the group", "reciprocity", "Nobody addressed another person in session 1."),
        ("without attendance", "attendance_rate", "Attendance is inferred, so a rate cannot be given."),
        ("cancelled", "present", "Presence was not recorded in session 1."),
        ("members only", "therapist_share", "No therapist is known to have been present in session 1."),
        ("star", "speaking_seconds", "Speaking time was not recorded in session 1."),
        ("star", "stability", "Before session 1, no session has recorded addressees to compare with."),
    ],
)  # fmt: skip
def test_the_reason_is_said_in_words(groups, case, index, reason):
    table = by_session(groups[case]).query("session == 1").set_index("index")
    assert table.loc[index, "reason"] == reason


def test_nobody_came_is_a_number_and_not_a_gap(groups):
    table = by_session(groups["nobody came"]).set_index("index")
    assert table.loc["present", "value"] == 0
    assert table.loc["attendance_rate", "value"] == 0
    assert table.loc["turns", "reason"] == "No talk was recorded in session 1."


def test_a_star_and_a_complete_group_stand_at_the_ends(groups):
    star, complete = (by_session(groups[case]).query("session == 1").set_index("index")["value"] for case in
                      ("star", "complete"))  # fmt: skip
    assert star[["out_centralisation", "share_centralisation", "gini", "therapist_share"]].tolist() == [1] * 4
    assert (
        star[["reciprocity", "weighted_reciprocity", "evenness", "member_member_ratio"]].tolist() == [0] * 4
    )
    assert complete[["density", "reciprocity"]].tolist() == [1, 1]
    assert complete[["in_centralisation", "out_centralisation"]].tolist() == [0, 0]


def test_entries_are_complete_and_their_names_distinct():
    for entries in (INDICES, PERSON_MEASURES):
        assert (
            len({entry.name for entry in entries}) == len({entry.label for entry in entries}) == len(entries)
        )
    for entry in (*INDICES, *PERSON_MEASURES):
        assert entry.needs and entry.label and entry.reading.endswith(".") and entry.source
        assert entry.room in ("participation", "network")
        assert entry.function.__doc__.count("Returns\n") == 1
        for need in entry.needs:
            fields = {field for _, field, _, _ in string.Formatter().parse(need.sentence) if field}
            assert fields <= {"label", "session", "n"}
    assert {index.name: index.smallest for index in INDICES}["stability"] == 3


def permuted(loose, seed):
    """The same records with other names, other letters for the groups, and the rows of people in another order."""
    rng = np.random.default_rng(seed)
    names = {f"P{k}": f"person {x}" for k, x in enumerate(rng.permutation(10))}

    def rename(value):
        return (
            ";".join(names.get(part, part) for part in value.split(";")) if isinstance(value, str) else value
        )

    renamed = {
        name: frame.assign(
            **{
                column: frame[column].map(rename)
                for column in ("member", "speaker", "addressee")
                if column in frame
            }
        )
        for name, frame in loose.items()
    }
    renamed["members"] = renamed["members"].sample(frac=1, random_state=seed)
    return renamed, names


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_names_and_their_order_change_nothing(frames, seed):
    loose = frames(seed)
    other, names = permuted(loose, seed)
    keys = ["group", "session", "index"]
    before, after = (by_session(study_from(x)).astype(dict.fromkeys(("group", "index", "reason"), str)).set_index(keys)
                     for x in (loose, other))  # fmt: skip
    pd.testing.assert_frame_equal(after.loc[before.index], before, rtol=1e-12, atol=1e-12)

    keys = ["group", "session", "member", "measure"]
    before, after = (by_person(study_from(x)).astype(dict.fromkeys((*keys[::2], "measure", "reason"), str))
                     for x in (loose, other))  # fmt: skip
    before["member"] = before["member"].map(names)
    before, after = (
        table.astype({"member": str}).set_index(keys)[["value", "reason"]] for table in (before, after)
    )
    pd.testing.assert_frame_equal(after.loc[before.index], before, rtol=1e-12, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_values_are_within_bounds_and_flows_sum_to_1(frames, seed):
    study = study_from(frames(seed))
    table, people = by_session(study), by_person(study)
    holds(INDICES, table, "index")
    holds(PERSON_MEASURES, people, "measure")
    wide = table.pivot(index=["group", "session"], columns="index", values="value")
    sums = wide[FLOWS].dropna(how="all").sum(axis=1, skipna=False)
    np.testing.assert_allclose(sums, 1, atol=1e-12)
    for share in ("turn_share", "time_share", "received_share"):
        given_ = people[people["measure"] == share].dropna(subset="value")
        np.testing.assert_allclose(
            given_.groupby(["group", "session"], observed=True)["value"].sum(), 1, atol=1e-12
        )


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_study_is_not_changed(frames, seed):
    study = study_from(frames(seed))
    names = ("members", "sessions", "presence", "interactions")
    before = {name: getattr(study, name).copy(deep=True) for name in names}
    by_session(study), by_person(study)
    for name in names:
        pd.testing.assert_frame_equal(getattr(study, name), before[name])


def test_a_group_alone_has_the_numbers_it_has_among_others(frames):
    study = study_from(frames(3, groups=6))
    table = by_session(study)
    for group in study.groups():
        alone = by_session(study.select(Selection(group, 0, 99)))
        among = table[table["group"] == group].reset_index(drop=True)
        np.testing.assert_array_equal(alone["value"], among["value"])
        assert alone["reason"].tolist() == among["reason"].tolist()


def test_long_tables_repeat_codes_and_not_words(frames):
    study = study_from(frames(3))
    for table in (by_session(study), by_person(study)):
        words = table.columns.difference(["session", "value", "n"])
        assert all(isinstance(table[column].dtype, pd.CategoricalDtype) for column in words)
