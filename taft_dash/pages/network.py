"""Who speaks to whom: one session, several together, two ranges compared, or all sessions side by side."""

from __future__ import annotations

from functools import partial

import streamlit as st

from taft_dash.figures.matrix import MOST_PEOPLE as MOST_ROWS
from taft_dash.figures.matrix import pair_words, who_to_whom
from taft_dash.figures.multiples import MOST_PEOPLE, MOST_SESSIONS, small_networks
from taft_dash.figures.network_focus import drawn_ties, focused
from taft_dash.measures.indices import by_session
from taft_dash.measures.overview import people_by_session, seated, ties_and_change
from taft_dash.measures.stack import stacks
from taft_dash.measures.talk import MOST_SEATS, Talk, change, spoken_pairs, talk
from taft_dash.pages.components import nothing_to_show, show_figure, show_table
from taft_dash.pages.evidence import partner, pick, show_rows
from taft_dash.pages.focus import choose_person, presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.visit import Visit
from taft_dash.readings import network as readings

AMOUNTS = {"turns": "turns", "rate": "rate per session together", "imbalance": "balance of each pair"}
SIDE = 400
"""Height of the sociogram, at which its marks and arrows fit half a page at 1280 pixels."""

_INKS = "Blue: between members; grey: with a therapist. Marks grow with turns taken; pale rim: to the whole group."
_NO_TALK = (
    "No talk is recorded in these sessions: the figures show who was there, without ties. With a table interactions"
    " (session, speaker, addressee) they show who spoke to whom."
)


def show(visit: Visit) -> None:
    """The choice of sessions, the network beside its matrix, and the recorded rows behind whoever is in focus."""
    title, way, person = st.columns([0.8, 1.6, 0.8], vertical_alignment="bottom")
    title.title("Network")
    people, sessions = len(visit.study.members), len(visit.study.sessions)
    if not people or not sessions:
        nothing_to_show("Who speaks to whom", "No person or no session is recorded for this group.")
        return
    if people > MOST_SEATS:
        why = f"{people:,} people are too many for a network (up to {MOST_SEATS}); the table has every pair."
        nothing_to_show("Who speaks to whom", why)
        show_table("Every pair that spoke", spoken_pairs(visit.study), key="network pairs")
        return
    chosen = way.segmented_control(
        "Look at",
        list(_WAYS),
        default="One session",
        key="network way",
        required=True,
        persist_state="session",
    )
    choose_person(visit, person, key="network person")
    if visit.study.interactions.empty:
        st.info(_NO_TALK, icon=":material/info:")
    shown = _WAYS[chosen](visit)
    if not visit.study.interactions.empty:
        show_rows(visit, shown)


def _one_session(visit: Visit) -> Talk:
    sessions = _numbers(visit)
    left, right = st.columns([1.6, 1], vertical_alignment="bottom")
    if len(sessions) > 1:
        st.session_state["network session"] = visit.cursor
        left.select_slider(
            "Session", sessions, key="network session",
            on_change=lambda: st.session_state.update(cursor=st.session_state["network session"]),
        )  # fmt: skip
    amount = _amount(right, ("turns", "imbalance"))
    shown = _talk(visit, visit.cursor, visit.cursor)
    _one_network(visit, shown, amount)
    return shown


def _range(visit: Visit) -> Talk:
    left, right = st.columns([1.2, 1.4], vertical_alignment="bottom")
    first, last = _slider(left, "Sessions together", _numbers(visit), (0, -1))
    amount = _amount(right, ("turns", "rate", "imbalance"))
    shown = _talk(visit, first, last)
    _one_network(visit, shown, amount)
    return shown


def _difference(visit: Visit) -> Talk:
    sessions = _numbers(visit)
    if len(sessions) < 2:
        nothing_to_show(
            "What changed", f"A difference needs two sessions; there is only session {sessions[0]}."
        )
        return _talk(visit, sessions[0], sessions[0])
    quarter = max(1, len(sessions) // 4)
    left, right = st.columns(2)
    before = _slider(left, "Earlier", sessions, (0, quarter - 1))
    after = _slider(right, "Later", sessions, (-quarter, -1))
    earlier, later = _talk(visit, *before), _talk(visit, *after)
    people, pairs, *_ = change(earlier, later)
    when = f"{readings.sessions(*after)} against {readings.sessions(*before)}"
    note = (
        f"n = {_present(later)} people in the later sessions, {_present(earlier)} in the earlier. Teal: more turns per"
        f" session together than before; amber and hatched: fewer. {presence_note(visit)}"
    )
    numbers = "Turns per session together, later minus earlier. ·: no change. Blank: not together in both."
    _side_by_side(
        visit, people, pairs.assign(change=pairs["difference"]), arrows="change", cells="difference",
        ring=(f"What changed: {when}", readings.difference(people, pairs), note),
        matrix=("The same as numbers", "", numbers),
    )  # fmt: skip
    return later


def _all_sessions(visit: Visit) -> Talk:
    sessions, people = _numbers(visit), len(_roster(visit))
    shown = sessions[-MOST_SESSIONS:]
    title = "Who spoke to whom in every session"
    if people > MOST_PEOPLE:
        nothing_to_show(title, f"{people} people do not fit into small networks (up to {MOST_PEOPLE}).")
        return _talk(visit, sessions[0], sessions[-1])
    if len(shown) < len(sessions):
        st.info(
            f"{len(sessions)} sessions are more than fit: the last {MOST_SESSIONS} are shown. Narrow the sessions in"
            " the sidebar to see others.",
            icon=":material/info:",
        )
    drawn, ties, flow = _multiples(f"{visit.key} {visit.person} {visit.cursor}", visit, shown)
    note = (
        f"{visit.selection.sentence()}. n: people present. Everyone keeps one seat; all panels have one scale. {_INKS}"
        f" Open marks: not there. Bold: session {visit.cursor}. {presence_note(visit)}"
    )
    if visit.person:
        note += f" Arrows: only from and to {visit.label(visit.person)}."
    show_figure(title, drawn, sentence=readings.course(flow), table=ties, note=note, key="network all")
    return _talk(visit, sessions[0], sessions[-1])


_WAYS = {
    "One session": _one_session,
    "A range": _range,
    "Difference": _difference,
    "All sessions": _all_sessions,
}


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _multiples(digest: str, _visit: Visit, _sessions: list[int]):
    """The small networks, the ties they draw, and the flow between members; `digest` says all they depend on."""
    study, stack = _visit.study, stacks(_visit.study)[0]
    roster, indices = seated(study, stack), by_session(study)
    people = people_by_session(study, stack).merge(roster[["member"]])
    ties = ties_and_change(study, stack)
    people, ties = (table[table["session"].isin(_sessions)] for table in (people, ties))
    present = indices[indices["index"] == "present"].set_index("session")["n"]
    n = {session: int(present[session]) for session in _sessions}
    drawn = small_networks(roster, people, ties, n, person=_visit.person, cursor=_visit.cursor)
    return drawn, ties, indices[indices["index"] == "flow_member_member"]


@st.cache_resource(scope="session", max_entries=64, show_spinner=False)
def _counted(digest: str, _visit: Visit, first: int, last: int) -> Talk:
    return talk(_visit.study, first, last)


def _talk(visit: Visit, first: int, last: int) -> Talk:
    return _counted(visit.key, visit, first, last)


def _one_network(visit: Visit, shown: Talk, amount: str) -> None:
    """Sociogram and matrix of one network. The balance of pairs is for the matrix; the arrows then show turns."""
    arrows = "turns" if amount == "imbalance" else amount
    when = readings.sessions(shown.first, shown.last)
    meaning = {
        "turns": "Arrows: turns; a turn to several people counts toward each.",
        "rate": "Arrows: turns divided by the sessions at which both were present.",
    }[arrows]
    matrix = {
        "turns": ("The same as numbers", "", "·: together, no turn. Blank: not together."),
        "rate": ("The same as numbers", "", "Turns per session together. ·: no turn. Blank: never together."),
        "imbalance": (
            "Who gives more and who gets more, pair by pair",
            readings.balance(shown.people, shown.pairs),
            "(given − received) / (given + received). Teal and +: the speaker gives more; amber and −: gets more;"
            " ·: matched. Blank: no turn either way.",
        ),
    }[amount]
    note = (
        f"{when.capitalize()}, n = {_present(shown)} people present. {meaning} {_INKS} {presence_note(visit)}"
    )
    sentence = kept(
        f"network words {visit.key} {when} {arrows}",
        lambda: readings.network(shown.people, shown.pairs, amount=arrows),
    )
    ring = (f"Who spoke to whom in {when}", sentence, note)
    _side_by_side(visit, shown.people, shown.pairs, arrows=arrows, cells=amount, ring=ring, matrix=matrix)


def _side_by_side(visit: Visit, people, pairs, *, arrows: str, cells: str, ring, matrix) -> None:
    """A sociogram beside its matrix, or in the place of either why it is not drawn.

    `arrows` and `cells` name the column of `pairs` that each shows; `ring` and `matrix` are title, sentence and note.
    """
    roster, with_whom = _roster(visit), partner(visit)
    # the title of the ring names the sessions, so this names all that the two figures depend on
    digest = f"{visit.key} {ring[0]} {arrows} {cells} {visit.person} {with_whom}"
    people = people[people["member"].isin(roster["member"])]
    left, right = st.columns(2)
    with left:
        title, sentence, note = ring
        if len(roster) > MOST_PEOPLE:
            nothing_to_show(
                title, f"{len(roster)} people do not fit on one ring (up to {MOST_PEOPLE}). {sentence}"
            )
        else:
            focus = dict(amount=arrows, speaker=visit.person, addressee=with_whom)
            some, of = drawn_ties(pairs, **focus)
            if some < of:
                note += f" Drawn: {some} of {of} ties, the strongest and those of whoever is in focus."
            words = partial(pair_words, pairs, people, amount="difference" if arrows == "change" else arrows)
            drawn = kept(
                f"network ring {digest}",
                lambda: focused(roster, people, pairs, words=words(), height=SIDE, **focus),
            )
            show_figure(
                title, drawn, sentence=sentence, table=people, note=note, key="network ring", on_point=pick,
            )  # fmt: skip
    with right:
        title, sentence, note = matrix
        table = pairs.drop(columns="change", errors="ignore")
        if len(roster) > MOST_ROWS:
            nothing_to_show(
                title, f"{len(roster)} people do not fit into a matrix (up to {MOST_ROWS}). {sentence}"
            )
            show_table("Every ordered pair", table, key="network pairs")
        else:
            pair = (visit.person, with_whom) if with_whom else None
            drawn = kept(
                f"network matrix {digest}",
                lambda: who_to_whom(pairs, people, amount=cells, person=visit.person, pair=pair),
            )
            show_figure(
                title, drawn, sentence=sentence, table=table, note=note, key="network matrix", on_point=pick,
            )  # fmt: skip


def _amount(place, names: tuple[str, ...]) -> str:
    return place.segmented_control(
        "Show", names, format_func=AMOUNTS.get, default="turns", key=f"network amount {len(names)}", required=True,
        persist_state="session",
    )  # fmt: skip


def _slider(place, label: str, sessions: list[int], ends: tuple[int, int]) -> tuple[int, int]:
    """A range of the recorded sessions; starts at the given positions of the list."""
    if len(sessions) < 2:
        return sessions[0], sessions[0]
    return place.select_slider(
        label, sessions, value=(sessions[ends[0]], sessions[ends[1]]), persist_state="session",
        key=f"network {label} {hash(tuple(sessions))}",
    )  # fmt: skip


def _numbers(visit: Visit) -> list[int]:
    return [int(session) for session in visit.study.sessions["session"]]


def _roster(visit: Visit):
    return kept(f"network roster {visit.key}", lambda: seated(visit.study, stacks(visit.study)[0]))


def _present(shown: Talk) -> int:
    return int((shown.people["presence"].eq("present") & shown.people["role"].ne("observer")).sum())
