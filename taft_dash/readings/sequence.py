"""Who takes the floor after whom, and what follows what: in sentences, each number from the table of the figure."""

from __future__ import annotations

import pandas as pd

from taft_dash.readings.words import count, decimal, listed, share

SURE = 0.05
_MOST = 2


def shift_words(types: pd.DataFrame) -> str:
    """From `sequence_shifts.participation_shifts`, one group: what happens more and less often than chance has it."""
    if types["n"].isna().all():
        return types["reason"].iloc[0]
    first = types.iloc[0]
    said = [
        f"Of {count(first['n_classed'], 'succession')} of turns, {count(first['n'], 'time')} the person spoken to"
        f" answered, where shuffled turns give {decimal(first['expected'], 0)} ({first['chance_low']:g} to"
        f" {first['chance_high']:g} in 95 % of shuffles)."
    ]
    sure = types[types["p_adjusted"] < SURE]
    for more, words in ((True, "More often than chance"), (False, "Less often than chance")):
        kept = sure[(sure["n"] > sure["expected"]) == more].sort_values("ratio", ascending=not more)
        if len(kept):
            named = [f"{row.word} ({row.shift}, {decimal(row.ratio, 1)} times chance)" for row in kept.itertuples()]
            said.append(f"{words}: {listed(named, most=3)}.")
    if sure.empty:
        said.append("No type differs from shuffled turns, corrected for looking at 13.")
    return " ".join(said)


def course_words(sessions: pd.DataFrame, *, cursor: int) -> str:
    """From `sequence_shifts.participation_shifts`, one group: how the session in focus stands."""
    now = sessions[sessions["session"] == cursor]
    if now.empty:
        return f"Session {cursor} has no order of turns."
    if now["reason"].iloc[0]:
        return now["reason"].iloc[0]
    shown = now[now["n"] > 0].sort_values("share", ascending=False, kind="stable")
    shares = [f"{row.word} {share(row.share)}" for row in shown.itertuples()]
    outside = now[(now["n"] < now["chance_low"]) | (now["n"] > now["chance_high"])]
    beyond = f" Outside the band of shuffled turns: {listed(outside['word'], most=6)}." if len(outside) else ""
    return f"Session {cursor}, {count(now['n_classed'].iloc[0], 'succession')}: {listed(shares, most=6)}.{beyond}"


def left_out_words(overview: pd.DataFrame) -> str:
    """From `sequence_shifts.participation_shifts`, one group: which successions are of none of the 13 types."""
    of = overview[["n_same", "n_not_known", "n_several", "n_transitions"]].sum()
    names = {
        "n_same": "the same person to the same addressee (no shift)",
        "n_not_known": "an addressee not recorded",
        "n_several": "a turn to several people",
    }
    parts = [f"{of[name]:,} {words}" for name, words in names.items() if of[name]]
    tied = int(overview["n_tied"].sum())
    said = f"Of {of['n_transitions']:,} successions, left out: {listed(parts)}." if parts else ""
    return said + (f" {tied:,} turns share their number with another and stand as recorded." if tied else "")


def people_words(people: pd.DataFrame, labels: dict[str, str]) -> str:
    """From `sequence_shifts.participation_shifts`, one group: who stands out, person by person."""
    sure = people[(people["p_adjusted"] < SURE) & people["ratio"].notna()]
    if sure.empty:
        return "Nobody takes the floor otherwise than shuffled turns would have it, corrected for all these counts."
    said = []
    for word in dict.fromkeys(sure["word"]):
        of = sure[sure["word"] == word]
        more, less = ([labels[m] for m in of.loc[side, "member"]] for side in
                      (of["n"] > of["expected"], of["n"] < of["expected"]))  # fmt: skip
        for names, how in ((more, "more"), (less, "less")):
            if names:
                said.append(f"{word} {how} often than chance: {_people(names, people)}")
    return f"{'; '.join(said)[0].upper()}{'; '.join(said)[1:]}."


def _people(names: list[str], people: pd.DataFrame) -> str:
    return "everyone" if len(names) == people["member"].nunique() else listed(names, most=5)


def transition_words(cells: pd.DataFrame, fit: pd.Series, labels: dict[str, str]) -> str:
    """From `sequence_lags.transitions`, one group: whether the order matters, and where most."""
    if cells.empty:
        return fit["reason"]
    matters = fit["p_chance"] < SURE
    said = [
        f"{count(fit['n_transitions'], 'succession')} of {count(fit['n_codes'], 'kind')} of turns: what comes next"
        f" {'goes' if matters else 'does not visibly go'} with what was (against shuffled turns, p"
        f" {_p(fit['p_chance'])})."
    ]
    sure = cells[cells["p_adjusted"] < SURE]
    for more, words in ((True, "More often than shuffled"), (False, "Less often")):
        kept = sure[(sure["n"] > sure["expected"]) == more]
        kept = kept.loc[(kept["n"] - kept["expected"]).abs().sort_values(ascending=False).index].head(_MOST)
        named = [
            f"{labels[row.given]}, then {labels[row.then]} came {row.n:g} times (by chance {decimal(row.expected, 0)})"
            for row in kept.itertuples()
        ]
        if named:
            said.append(f"{words}: {'; '.join(named)}.")
    if sure.empty:
        said.append(f"No single succession stands out, corrected for looking at {len(cells)}.")
    if fit["diagonal"] != "possible":
        said.append("Nothing follows itself in these records, so the diagonal is not compared.")
    return " ".join([*said, fit["reason"]]).strip()


def _p(value: float) -> str:
    return "< 0.002" if value < 0.002 else f"= {decimal(value, 3)}"


def pause_words(sessions: pd.DataFrame, words: pd.DataFrame) -> str:
    """From `sequence_pauses.pauses`, one group: how long until the next turn, how often at once, and after what."""
    if words["median_pause"].isna().all():
        return words["reason"].iloc[0]
    timed, over = int(sessions["n_timed"].sum()), int(sessions["overlapping"].sum())
    known = sessions[sessions["n_timed"] > 0]
    said = [
        f"The median pause of a session runs from {decimal(known['median_pause'].min(), 1)} to"
        f" {decimal(known['median_pause'].max(), 1)} seconds; in {over:,} of {timed:,} successions the next turn began"
        " before the last had ended."
    ]
    sure = words[words["p_adjusted"] < SURE]
    named = [f"{row.word} ({decimal(row.median_pause, 1)} s)" for row in sure.itertuples()]
    if named:
        said.append(f"Otherwise than by chance: {listed(named)}.")
    else:
        said.append("How the floor is taken does not visibly go with how long it takes.")
    return " ".join(said)
