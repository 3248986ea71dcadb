"""Is it the actor, the partner, or the pair: in sentences, each number from the table of the figure."""

from __future__ import annotations

import pandas as pd

from taft_dash.readings.words import count, decimal, listed, share

SURE = 0.05
_GIVES = {"talk": "speaking to everyone", "ratings": "rating everyone high or low"}
_GETS = {"talk": "being spoken to by everyone", "ratings": "being rated high or low by everyone"}


def share_words(rows: pd.DataFrame, kind: str) -> str:
    """From `relations.social_relations`, the components of one group; `kind`: talk or ratings."""
    if rows["estimate"].isna().all():
        return rows["reason"].iloc[0]
    of = rows.set_index("component")
    parts = of["share"].to_dict()
    said = [
        f"Of what differs among {count(of['n_members'].iloc[0], 'member')},"
        f" {share(parts['actor'])} lies with who gives ({_GIVES[kind]}), {share(parts['partner'])} with who gets"
        f" ({_GETS[kind]}), and {share(parts['relationship'])} with who meets whom."
    ]
    below = [name for name in ("actor", "partner") if of.loc[name, "estimate"] < 0]
    if below:
        said.append(
            f"The {listed(below)} variance came out below 0 and counts as 0: with so few people that happens by chance."
        )
    limits = [f"{name} {decimal(of.loc[name, 'low'])} to {decimal(of.loc[name, 'high'])}" for name in parts
              if name in ("actor", "partner", "relationship")]  # fmt: skip
    return " ".join([*said, f"The variances themselves are known only roughly (95 %): {', '.join(limits)}."])


def reciprocity_words(rows: pd.DataFrame) -> str:
    """From `relations.social_relations`, the components of one group."""
    if rows["estimate"].isna().all():
        return rows["reason"].iloc[0]
    of, said = rows.set_index("component"), []
    whole = of.loc["actor_partner"]
    if whole["correlation"] == whole["correlation"]:
        sign = "also gets more" if whole["estimate"] > 0 else "gets less"
        sure = "" if whole["p"] < SURE else ", which may be chance"
        said.append(
            f"Who gives more to everyone {sign} from everyone (generalised reciprocity"
            f" {decimal(whole['correlation'])}, p = {decimal(whole['p'], 3)}{sure})."
        )
    else:
        said.append("Generalised reciprocity cannot be given: one of the two variances is not above 0.")
    pair = of.loc["dyadic"]
    if pair["correlation"] == pair["correlation"]:
        sign = "also gets more from them" if pair["correlation"] > 0 else "gets less from them"
        said.append(
            f"Who gives one person more than usual {sign} (dyadic reciprocity {decimal(pair['correlation'])},"
            f" {decimal(pair['correlation_low'])} to {decimal(pair['correlation_high'])})."
        )
    return " ".join(said)


def effect_words(
    rows: pd.DataFrame, effects: pd.DataFrame, labels: dict[str, str], *, person: str | None
) -> str:
    """From `relations.social_relations`, one group: how far the effects can be relied on, and the person in focus."""
    of = rows.set_index("component")["reliability"]
    reliable = [f"{name} {decimal(of[name])}" for name in ("actor", "partner") if of[name] == of[name]]
    said = [
        f"Reliability of these differences: {' and '.join(reliable)} (1: no noise; 0: noise only)."
        if reliable
        else "These differences cannot be told from noise: neither variance is above 0."
    ]
    own = effects[effects["member"] == person]
    if len(own):
        row = own.iloc[0]
        said.append(f"{labels[person]}: as actor {_signed(row['actor'])}, as partner {_signed(row['partner'])}.")
    return " ".join(said)


def pair_words(pairs: pd.DataFrame, labels: dict[str, str]) -> str:
    """From `relations.social_relations`, one group: the pairs that are most particular."""
    order = pairs["relationship"].abs().sort_values(ascending=False, kind="stable").index[:3]
    named = [
        f"{labels[row.actor]} to {labels[row.partner]} by {_signed(row.relationship)}"
        for row in pairs.loc[order].itertuples()
    ]
    return f"Farthest from what the two do with everyone: {'; '.join(named)}."


def pooled_words(pooled: pd.DataFrame) -> str:
    """From `relations.social_relations`: all groups together."""
    if pooled["estimate"].isna().all():
        return pooled["reason"].iloc[0]
    of = pooled.set_index("component")
    return (
        f"Over {count(of['n_groups'].iloc[0], 'group')} and {count(of['n_members'].iloc[0], 'member')}: actors"
        f" {share(of.loc['actor', 'share'])}, partners {share(of.loc['partner', 'share'])}, relationships"
        f" {share(of.loc['relationship', 'share'])} of the variance; generalised reciprocity"
        f" {decimal(of.loc['actor_partner', 'correlation'])}, dyadic {decimal(of.loc['dyadic', 'correlation'])}."
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
