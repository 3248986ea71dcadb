"""Files of other people opened as they stand: what each is understood as, and that what is a guess says so."""

import pytest

from taft_dash.records.checking import open_study
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.mapping.proposing import propose
from taft_dash.records.reading import read_files

SURE, GUESS = "sure", "guess"
ONE = {"session": "1"}  # no column tells the session

# Data set and file -> record table, some of its columns, constants, columns side by side, and how sure the program is.
UNDERSTOOD = {
    "ami_addressee/turns.csv": (
        "interactions",
        {"speaker": "speaker", "addressee": "addressee", "start_seconds": "start_s", "speaking_seconds": "duration_s"},
        {}, 0, SURE,
    ),
    "ami_addressee/responses.csv": (
        "interactions", {"speaker": "responder", "addressee": "to_member"}, {}, 0, SURE,
    ),
    "ami_addressee/roster.csv": ("members", {"group": "group", "member": "member"}, {}, 0, SURE),
    "ami_addressee/sessions.csv": ("sessions", {"date": "date_ddmmyy", "minutes": "duration_s"}, {}, 0, SURE),
    "ami_responses_scale/turns.csv": ("interactions", {"speaker": "speaker"}, {"addressee": ""}, 0, SURE),
    "beat_the_blues/btheb_long.csv": ("ratings", {"rater": "member", "session": "month"}, {}, 1, GUESS),
    "beat_the_blues/btheb_wide.csv": ("ratings", {"rater": "member"}, {}, 5, SURE),
    "bk_office/observed_interactions.csv": (
        "interactions", {"speaker": "member_a", "addressee": "member_b", "turns": "n_observed"}, ONE, 0, GUESS,
    ),
    "bk_office/recall_rankings.csv": ("ratings", {"score": "recall_rank", "target": "target"}, ONE, 0, GUESS),
    "bright_groups/attendance.csv": ("attendance", {"member": "client", "status": "attended"}, {}, 0, SURE),
    "bright_groups/outcomes.csv": (
        "ratings", {"rater": "client", "group": "group", "session": "month"}, {}, 1, GUESS,
    ),
    "eies_messages/acquaintance.csv": ("ratings", {"rater": "rater", "target": "target"}, {}, 2, GUESS),
    "eies_messages/messages.csv": (
        "interactions", {"speaker": "speaker", "turns": "n_messages"}, ONE, 0, GUESS,
    ),
    "eies_messages/roster.csv": ("members", {"member": "member"}, {}, 0, SURE),
    "enrichd_bdi/ratings.csv": ("ratings", {"rater": "member", "session": "day"}, {}, 1, GUESS),
    "group_agreement/sherif_1935.csv": ("ratings", {"rater": "member", "session": "session"}, {}, 1, GUESS),
    "interrater/pingouin_cronbach_long.csv": (
        "ratings", {"rater": "Subj", "item": "Items", "score": "Scores"}, ONE, 0, GUESS,
    ),
    "interrater/pingouin_icc_wine.csv": (
        "ratings", {"rater": "Judge", "item": "Wine", "score": "Scores"}, ONE, 0, GUESS,
    ),
    "interrater/shrout_fleiss_1979.csv": ("ratings", {"target": "target", "score": "rating"}, ONE, 0, GUESS),
    "jacobson_1989/ratings.csv": ("ratings", {"rater": "member", "session": "time"}, {}, 2, GUESS),
    "mcfarland_class33/interactions.csv": (
        "interactions", {"turn": "seq", "start_seconds": "start_min"}, ONE, 0, GUESS,
    ),
    "mcfarland_class33/interactions_untied.csv": (
        "interactions", {"turn": "seq", "start_seconds": "time_min"}, ONE, 0, GUESS,
    ),
    "mcfarland_class33/roster.csv": ("members", {"member": "member"}, {}, 0, SURE),
    "newcomb_fraternity/rankings.csv": ("ratings", {"session": "week", "score": "rank"}, {}, 0, GUESS),
    "rescushell_chat/ratings_pre_post.csv": ("ratings", {"rater": "member"}, {}, 2, SURE),
    "rescushell_chat/turns.csv": (
        "interactions", {"speaker": "speaker", "group": "group"}, {"addressee": ""}, 0, SURE,
    ),
    "rfid_validity/contacts_rfid.csv": ("interactions", {"speaking_seconds": "duration_s"}, ONE, 0, GUESS),
    "rfid_validity/contacts_video.csv": ("interactions", {"speaking_seconds": "duration_s"}, ONE, 0, GUESS),
    "rfid_validity/roster.csv": ("members", {"member": "actor"}, {}, 0, SURE),
    "sampson_monastery/liking_cumulative.csv": ("ratings", {"score": "nominations"}, ONE, 0, GUESS),
    "sampson_monastery/nominations.csv": (
        "ratings", {"session": "wave", "instrument": "relation"}, {}, 0, GUESS,
    ),
    "sampson_monastery/roster.csv": ("members", {"member": "member"}, {}, 0, SURE),
    "southern_women/attendance.csv": ("attendance", {"member": "member", "status": "attended"}, {}, 0, SURE),
    "srm_liking/ratings.csv": ("ratings", {"rater": "rater", "target": "target"}, ONE, 4, GUESS),
    "srm_multiliking/ratings.csv": ("ratings", {"rater": "rater", "group": "group"}, ONE, 4, GUESS),
    "suddengains_bdi/sgdata_long.csv": (
        "ratings", {"instrument": "measure", "session": "session_order", "score": "score"}, {"item": "total"}, 0, SURE,
    ),
    "suddengains_bdi/sgdata_wide.csv": ("ratings", {"rater": "id"}, {}, 30, SURE),
    "suddengains_bdi/peer_test18_wide.csv": ("ratings", {"rater": "id"}, {}, 13, SURE),
    "suddengains_bdi/peer_test18_expected_byperson_first.csv": ("ratings", {"rater": "id"}, {}, 13, SURE),
    "wai_gad/alliance_items_long.csv": (
        "ratings", {"rater": "member", "item": "item", "score": "rating"}, {"instrument": "wai (9 items)"}, 0, GUESS,
    ),
    "wai_gad/session_ratings_wide.csv": ("ratings", {"rater": "member", "session": "session"}, {}, 12, SURE),
    "windsurfers/attendance.csv": ("attendance", {"member": "member"}, {"status": "present"}, 0, GUESS),
    "windsurfers/interactions.csv": (
        "interactions", {"speaker": "member_a", "turns": "weight"}, {}, 0, GUESS,
    ),
}  # fmt: skip
NOT_UNDERSTOOD = (
    "group_agreement/bh1996.csv",
    "group_agreement/cohesion_small.csv",
    "interrater/fleiss_1971_diagnoses.csv",
    "interrater/pingouin_cronbach_wide_missing.csv",
)


@pytest.fixture(scope="module")
def proposed(data_set):
    def of(place: str):
        folder, file = place.split("/")
        (text,) = read_files([data_set(folder).folder / file]).tables
        return text, propose(text, INSTRUMENTS)

    return of


@pytest.mark.parametrize("place", UNDERSTOOD)
def test_a_file_is_understood_and_a_guess_says_so(proposed, place):
    table, columns, constants, side, sure = UNDERSTOOD[place]
    _, proposal = proposed(place)
    mapping = proposal.mappings[0]
    assert mapping.table == table
    assert columns.items() <= dict(mapping.columns).items()
    assert constants.items() <= dict(mapping.constants).items()
    assert ("session" in mapping.constants) == ("session" in constants)
    assert len(mapping.unfold) == side
    guessed = any(problem.code == "read-by-guess" for problem in proposal.problems)
    assert guessed == (sure == GUESS)


@pytest.mark.parametrize("place", NOT_UNDERSTOOD)
def test_a_file_that_does_not_say_who_is_left_to_a_person(proposed, place):
    text, proposal = proposed(place)
    assert proposal.mappings == ()
    (problem,) = proposal.problems
    assert problem.code == "not-a-record-file" and problem.set_aside == len(text.line)


@pytest.mark.parametrize("place", UNDERSTOOD)
def test_every_column_that_is_taken_has_a_reason(proposed, place):
    _, proposal = proposed(place)
    mapping = proposal.mappings[0]
    reasons = {reason.column: reason for reason in proposal.reasons if reason.table == mapping.table}
    side = {name for one in mapping.unfold for name in one.sets} | ({mapping.value} if mapping.unfold else set())
    for name in {*mapping.columns, *mapping.constants, *side}:
        assert reasons[name].why.endswith(".") and reasons[name].confidence


def test_times_in_words_and_months_of_the_beat_the_blues(proposed):
    _, proposal = proposed("beat_the_blues/btheb_wide.csv")
    sessions = [one.sets["session"] for one in proposal.mappings[0].unfold]
    assert sessions == ["0", "2", "3", "5", "8"]
    assert {one.sets["instrument"] for one in proposal.mappings[0].unfold} == {"bdi"}


def test_follow_ups_come_after_the_last_session_of_the_sudden_gains(proposed):
    _, proposal = proposed("suddengains_bdi/sgdata_wide.csv")
    sessions = {one.heading: one.sets["session"] for one in proposal.mappings[0].unfold}
    assert (sessions["bdi_s12"], sessions["bdi_fu1"], sessions["rq_fu2"]) == ("12", "13", "14")
    assert "fu1, fu2 are read as sessions 13, 14." in proposal.said


def test_long_and_wide_say_the_same_of_the_sudden_gains(data_set):
    folder = data_set("suddengains_bdi").folder
    tables = [open_study([folder / f"sgdata_{shape}.csv"]).study.ratings for shape in ("long", "wide")]
    columns = ["rater", "instrument", "session", "score"]
    long, wide = (
        table[columns].astype({"rater": str, "instrument": str}).sort_values(columns).reset_index(drop=True)
        for table in tables
    )
    assert long.dropna().values.tolist() == wide.dropna().values.tolist()


def test_two_accounts_of_one_meeting_are_counted_once(data_set):
    ami = data_set("ami_addressee")
    result = open_study([ami.folder])
    assert result.summary["rows"]["interactions"]["used"] == len(ami.table("turns.csv"))
    assert [p.file for p in result.problems if p.code == "second-account"] == ["responses.csv"]
    lesson = open_study([data_set("mcfarland_class33").folder])
    assert lesson.summary["rows"]["interactions"]["used"] == 691 and lesson.summary["members"] == 20


def test_counts_of_the_peers(data_set):
    lesson = data_set("mcfarland_class33")
    talk = open_study([lesson.folder / "interactions.csv"]).study.interactions
    counts = talk["category"].value_counts().to_dict()
    assert counts == lesson.by_peer["category_counts"]
    messages = data_set("eies_messages")
    talk = open_study([messages.folder / "messages.csv"]).study.interactions
    assert int(talk["turns"].sum()) == messages.by_peer["networks"]["messages"]["total_weight"]
    shell = data_set("rescushell_chat")
    study = open_study([shell.folder / "turns.csv"]).study
    assert len(study.groups()) == shell.by_peer["groups"]
    per_group = study.interactions["group"].value_counts().to_dict()
    assert shell.by_peer["turns_per_group"].items() <= per_group.items()
    surf = data_set("windsurfers")
    study = open_study([surf.folder]).study
    assert study.interactions["turns"].sum() == surf.by_peer["ties"]
    assert (study.presence["status"] == "present").sum() == surf.by_peer["attendance_rows"]
    assert len(study.members) == 95 and study.sessions["date"].notna().all()
    contacts = data_set("rfid_validity")
    study = open_study([contacts.folder / "contacts_video.csv"]).study
    assert study.interactions["speaking_seconds"].sum() == contacts.by_peer["video_seconds"]


def test_a_roster_whose_groups_no_record_of_sessions_has(data_set):
    result = open_study([data_set("rfid_validity").folder])
    assert result.summary["errors"] == 0 and result.summary["groups"] == ["Group 1"]
    assert len(result.study.members) == 11


def test_no_real_file_raises_and_every_row_is_accounted_for(data_set):
    folders = sorted({place.split("/")[0] for place in UNDERSTOOD} - {"ami_responses_scale"})
    for folder in folders:
        for path in sorted(data_set(folder).folder.glob("*.csv")):
            result = open_study([path])
            for counts in result.summary["rows"].values():
                assert counts["in_file"] == counts["used"] + counts["set_aside"]
