"""What the scores show, crossed with what therapists and observers noted: recognised, missed, noted only."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.rupture_notes import NOTERS
from taft_dash.measures.rupture_rules import SCORED

RECOGNISED, FOR_OTHERS, MISSED = "recognised", "noted for others", "missed"
_LINE = ["instrument", "subscale", "target"]
_WHO = ["group", "member", *_LINE]


def crossed(episodes: pd.DataFrame, notes: pd.DataFrame, noting: pd.DataFrame) -> pd.DataFrame:
    """The episodes with what was noted while they lasted.

    The time of an episode runs from after its peak to its last session; for a repair, to the session of the repair.

    Parameters
    ----------
    episodes : as `rupture_criteria.found_by` returns them. notes, noting : as in `rupture_notes`.

    Returns
    -------
    The table with therapist and observer ("recognised": such a person noted a rupture that concerns the member; "noted
    for others": only one that concerns other people or nobody by name; "missed": none; "": nobody of that role noted
    anything in the group, so that nothing can be told), noted_type (withdrawal or confrontation, as noted for the
    member by anyone, by blanks), level_noted (the same of the level), repair_noted (first session in which a repair
    was noted for the member, by anyone; missing where none was).
    """
    span = pd.DataFrame(
        {
            "row": np.arange(len(episodes)),
            "group": episodes["group"].astype(object).to_numpy(),
            "whose": episodes["member"].astype(object).to_numpy(),
            "after": episodes["peak_session"].fillna(episodes["onset"] - 1).to_numpy(float),
            "onset": episodes["onset"].to_numpy(),
            "last": episodes["last_session"].to_numpy(),
            "end": episodes["repaired_session"].fillna(episodes["last_session"]).to_numpy(float),
        }
    )
    told = notes.astype({"group": object, "member": object})
    met = span.merge(told, on="group")
    ruptures = met[
        (met["what"] == "rupture") & (met["session"] > met["after"]) & (met["session"] <= met["last"])
    ]
    own = ruptures[ruptures["member"] == ruptures["whose"]]
    table = episodes.assign(**{noter: _outcome(span, ruptures, own, noting, noter) for noter in NOTERS})
    for name, column in (("noted_type", "type"), ("level_noted", "level")):
        table[name] = pd.array(_joined(own, column, len(span)), dtype="str")
    mended = met[(met["what"] == "repair") & (met["member"] == met["whose"])]
    mended = mended[(mended["session"] >= mended["onset"]) & (mended["session"] <= mended["end"])]
    first = mended.groupby("row")["session"].min().reindex(span["row"])
    return table.assign(repair_noted=first.astype("Int64").array)


def crossing(
    episodes: pd.DataFrame,
    thresholds: pd.DataFrame,
    notes: pd.DataFrame,
    noting: pd.DataFrame,
    asked: pd.DataFrame,
) -> pd.DataFrame:
    """How often therapists, and observers, noted what the scores show, and what they noted that scores do not show.

    Parameters
    ----------
    episodes : as `crossed` returns them. thresholds : who could be judged by which criterion (`reason` empty).
    asked : one row per group, line and criterion.

    Returns
    -------
    DataFrame, one row per group, line, criterion that looks at scores, and noter: n_episodes, recognised,
    noted_for_others, missed (episodes; missing exactly where `reason` is not empty), noted_only (times a rupture was
    noted for a member who could be judged, outside any episode; one member in one session counts once),
    noted_unjudged (the same for members who could not), reason.
    """
    keys = ["criterion", "group", *_LINE]
    table = asked[asked["criterion"].isin(SCORED)].astype({"group": object})
    table = table.merge(noting, on="group")
    scored = episodes[episodes["criterion"].isin(SCORED)].astype({"group": object})
    long = pd.concat(
        [scored[keys].assign(noter=noter, outcome=scored[noter]) for noter in NOTERS], ignore_index=True
    )
    counts = long.groupby([*keys, "noter", "outcome"]).size().unstack("outcome", fill_value=0)
    counts = counts.reindex(columns=[RECOGNISED, FOR_OTHERS, MISSED, ""], fill_value=0)
    counts.insert(0, "n_episodes", counts.sum(axis=1))
    counts = counts.drop(columns="").rename(columns={FOR_OTHERS: "noted_for_others"})
    table = table.merge(counts.reset_index(), on=[*keys, "noter"], how="left")
    table = table.merge(_noted_only(scored, thresholds, notes), on=[*keys, "noter"], how="left")
    numbers = ["n_episodes", RECOGNISED, "noted_for_others", MISSED, "noted_only", "noted_unjudged"]
    silent = table["n_events"] == 0
    table[numbers] = table[numbers].fillna(0).astype("Int64")
    table.loc[silent, numbers[1:]] = pd.NA
    nobody = "No " + table["noter"] + " noted any event, so nothing can be said of what was seen."
    table["reason"] = nobody.where(silent, "")
    return table[[*keys, "noter", *numbers, "reason"]]


def _outcome(span, ruptures, own, noting, noter: str) -> np.ndarray:
    spoke = set(noting.loc[(noting["noter"] == noter) & (noting["n_events"] > 0), "group"])
    theirs = set(ruptures.loc[ruptures["noter"] == noter, "row"])
    named = set(own.loc[own["noter"] == noter, "row"])
    return np.select(
        [~span["group"].isin(spoke), span["row"].isin(named), span["row"].isin(theirs)],
        ["", RECOGNISED, FOR_OTHERS],
        MISSED,
    )


def _joined(own: pd.DataFrame, column: str, count: int) -> list[str]:
    """The different words in a column of each row's notes, by blanks; "" where there is none."""
    words: dict[int, set[str]] = {}
    for row, said in zip(own["row"].tolist(), own[column].tolist(), strict=True):
        if said:
            words.setdefault(row, set()).add(said)
    return [" ".join(sorted(words.get(row, ()))) for row in range(count)]


def _noted_only(scored: pd.DataFrame, thresholds: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """noted_only and noted_unjudged by criterion, line, group and noter."""
    told = notes[(notes["what"] == "rupture") & notes["noter"].isin(NOTERS) & notes["member"].notna()]
    told = (
        told[["group", "member", "session", "noter"]]
        .drop_duplicates()
        .astype({"group": object, "member": object})
    )
    judged = thresholds[["criterion", *_WHO, "reason"]].astype({"group": object, "member": object})
    pairs = told.merge(judged, on=["group", "member"])
    inside = pairs.reset_index().merge(
        scored.astype({"member": object}), on=["criterion", *_WHO], suffixes=("", "_of")
    )
    inside = inside[
        (inside["session"] > inside["peak_session"]) & (inside["session"] <= inside["last_session"])
    ]
    pairs = pairs.drop(index=inside["index"].unique())
    by = ["criterion", "group", *_LINE, "noter"]
    pairs["noted_only"] = pairs["reason"] == ""
    counted = pairs.groupby(by)["noted_only"].agg(["sum", "size"]).reset_index()
    return counted.assign(noted_only=counted["sum"], noted_unjudged=counted["size"] - counted["sum"]).drop(
        columns=["sum", "size"]
    )
