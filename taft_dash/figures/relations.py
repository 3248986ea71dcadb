"""Is it the actor, the partner, or the pair: shares, reciprocities, each member's two effects, and what is left."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import panels, theme

COMPONENT_STYLES = {
    "actor": (theme.PEOPLE_INKS[0], "", "actors"),
    "partner": (theme.PEOPLE_INKS[1], "/", "partners"),
    "relationship": (theme.STRONG_INK, "x", "relationships"),
}
SIDES = {
    "actor": (theme.PEOPLE_INKS[0], "triangle-right", "as actor: gives to everyone"),
    "partner": (theme.PEOPLE_INKS[1], "circle-open", "as partner: gets from everyone"),
}
RECIPROCITIES = {"actor_partner": "generalised", "dyadic": "dyadic"}
SHADES = ((0.0, "rgba(183,121,31,0.6)"), (0.5, "rgba(128,136,148,0.05)"), (1.0, "rgba(43,139,150,0.6)"))
MOST_PEOPLE = 40


def variance_shares(rows: pd.DataFrame) -> go.Figure:
    """Of all that differs, the part that lies with actors, with partners, and with relationships; one bar a row.

    `rows`: row (what the bar is called) and the columns of `relations.social_relations(…).components`.
    """
    names = list(dict.fromkeys(rows["row"]))
    traces = []
    for component, (ink, pattern, word) in COMPONENT_STYLES.items():
        of = rows[(rows["component"] == component) & rows["share"].notna()]
        said = [
            f"{theme.plain(row.row)}: {word} {theme.percent(row.share)}; variance {theme.number(row.estimate, 3)}"
            f" ({theme.number(row.low, 3)} to {theme.number(row.high, 3)})"
            for row in of.itertuples()
        ]
        traces.append(
            dict(
                type="bar", orientation="h", x=of["share"], y=of["row"].map(names.index), name=word, width=0.62,
                marker=dict(color=ink, opacity=0.85, line=dict(width=0),
                            pattern=dict(shape=pattern, fillmode="overlay", fgcolor="rgba(255,255,255,0.3)", size=9,
                                         solidity=0.2)),
                text=[f"<b>{theme.percent(share)}</b>" if share >= 0.06 else "" for share in of["share"]],
                textposition="inside", insidetextanchor="middle", textfont=dict(color="#ffffff", size=13),
                customdata=said, hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    layout = dict(
        barmode="stack", showlegend=True, legend=dict(traceorder="normal"),
        xaxis=dict(range=[0, 1], tickformat=".0%", fixedrange=True, title=dict(text="share of the variance")),
        yaxis=_rows_axis([theme.plain(name) for name in names]),
    )  # fmt: skip
    return panels.assembled(traces, layout, height=52 * len(names) + 100, margin=dict(l=120, r=24, t=36, b=48))


def reciprocities(rows: pd.DataFrame) -> go.Figure:
    """The two reciprocities as correlations; the line is the 95 % interval where there is one.

    `rows`: as for `variance_shares`.
    """
    of = rows[rows["component"].isin(RECIPROCITIES) & rows["correlation"].notna()].reset_index(drop=True)
    names = [f"{theme.plain(row.row)}<br><b>{RECIPROCITIES[row.component]}</b>" for row in of.itertuples()]
    said = [
        f"{theme.plain(row.row)}, {RECIPROCITIES[row.component]} reciprocity {theme.number(row.correlation)}"
        + (f" ({theme.number(row.correlation_low)} to {theme.number(row.correlation_high)})"
           if row.correlation_low == row.correlation_low else "")
        + f", p = {row.p:.3f}"
        for row in of.itertuples()
    ]  # fmt: skip
    traces = []
    for component, symbol in (("actor_partner", "square-open"), ("dyadic", "diamond")):
        own = of[of["component"] == component]
        known = own["correlation_high"].notna().any()
        reach = dict(
            type="data", symmetric=False, thickness=1.8, width=6, color=theme.MORE_INK,
            array=own["correlation_high"] - own["correlation"], arrayminus=own["correlation"] - own["correlation_low"],
        )  # fmt: skip
        traces.append(
            dict(
                type="scatter", x=own["correlation"], y=own.index, mode="markers", name=RECIPROCITIES[component],
                customdata=[said[k] for k in own.index], hovertemplate="%{customdata}<extra></extra>",
                marker=dict(size=11, symbol=symbol, color=theme.MORE_INK, line=dict(width=1.8)),
                error_x=reach if known else None,
            )
        )  # fmt: skip
    layout = dict(
        showlegend=False, yaxis=_rows_axis(names),
        xaxis=dict(range=[-1.05, 1.05], fixedrange=True, title=dict(text="correlation"),
                   tickvals=[-1, -0.5, 0, 0.5, 1]),
        shapes=[_zero()],
    )  # fmt: skip
    return panels.assembled(traces, layout, height=52 * max(len(of), 1) + 92, margin=dict(l=120, r=24, t=28, b=48))


def role_effects(
    effects: pd.DataFrame, labels: dict[str, str], *, unit: str, person: str | None = None
) -> go.Figure:
    """What each member gives to everyone and gets from everyone, beside the mean; in the order of the roster.

    `effects`: of `relations.social_relations`, one group; `unit`: of the axis.
    """
    at = list(range(len(effects)))
    names = [theme.plain(labels[member]) for member in effects["member"]]
    names = [f"<b>{name}</b>" if member == person else name
             for member, name in zip(effects["member"], names, strict=True)]  # fmt: skip
    between = np.column_stack([effects["actor"], effects["partner"], np.full(len(effects), np.nan)])
    traces = [
        dict(type="scatter", x=between.ravel(), y=np.repeat(at, 3), mode="lines", hoverinfo="skip", name="distance",
             showlegend=False, line=dict(width=1.4, color=theme.QUIET_INK))
    ]  # fmt: skip
    for side, (ink, symbol, word) in SIDES.items():
        said = [
            f"{theme.plain(labels[member])}, {word}: {value:+.2f}"
            for member, value in zip(effects["member"], effects[side], strict=True)
        ]
        traces.append(
            dict(type="scatter", x=effects[side], y=at, mode="markers", name=word, customdata=said,
                 hovertemplate="%{customdata}<extra></extra>",
                 marker=dict(size=12, symbol=symbol, color=ink, line=dict(width=2, color=ink)))
        )  # fmt: skip
    layout = dict(
        showlegend=True, yaxis=_rows_axis(names), shapes=[_zero()],
        xaxis=dict(title=dict(text=unit), fixedrange=True),
    )  # fmt: skip
    return panels.assembled(traces, layout, height=27 * len(at) + 104, margin=dict(l=120, r=24, t=40, b=48))


def pair_matrix(pairs: pd.DataFrame, labels: dict[str, str], *, person: str | None = None) -> go.Figure:
    """What is particular between two: more (teal, +) or less (amber, -) than both do with everyone.

    `pairs`: of `relations.social_relations`, one group.
    """
    people = [member for member in labels if member in set(pairs["actor"])]
    place = {member: k for k, member in enumerate(people)}
    row, column = pairs["actor"].map(place), pairs["partner"].map(place)
    z = np.full((len(people), len(people)), np.nan)
    z[row, column] = pairs["relationship"]
    most = max(1e-9, float(pairs["relationship"].abs().max()))
    said = [
        f"{theme.plain(labels[one.actor])} to {theme.plain(labels[one.partner])}: {theme.number(one.value)}, expected"
        f" {theme.number(one.expected)}, {one.relationship:+.2f}"
        for one in pairs.itertuples()
    ]
    names = [theme.plain(labels[member]) for member in people]
    rows = [f"<b>{name}</b>" if member == person else name for member, name in zip(people, names, strict=True)]
    text = [f"{value:+.1f}".replace("-", "−") if abs(value) >= 0.05 else "0" for value in pairs["relationship"]]
    traces = [
        dict(type="heatmap", z=z, zmin=-most, zmax=most, showscale=False, xgap=1, ygap=1, hoverinfo="skip",
             colorscale=[list(stop) for stop in SHADES], name="shades"),
        dict(type="scatter", x=column, y=row, mode="text", text=text if len(people) <= 26 else None, name="numbers",
             textfont=dict(size=12), customdata=said, hovertemplate="%{customdata}<extra></extra>"),
    ]  # fmt: skip
    ticks = dict(showgrid=False, fixedrange=True, automargin=False, tickfont=dict(size=12))
    layout = dict(
        showlegend=False,
        xaxis=ticks | dict(side="top", range=[-0.5, len(people) - 0.5], tickvals=list(place.values()), ticktext=names,
                           tickangle=-50, title=dict(text="partner", standoff=10)),
        yaxis=ticks | dict(range=[len(people) - 0.5, -0.5], tickvals=list(place.values()), ticktext=rows,
                           title=dict(text="actor", standoff=60)),
    )  # fmt: skip
    return panels.assembled(traces, layout, height=30 * len(people) + 112, margin=dict(l=120, r=24, t=102, b=10))


def _rows_axis(names: list[str]) -> dict:
    return dict(
        range=[len(names) - 0.4, -0.6], tickvals=list(range(len(names))), ticktext=names, showgrid=False,
        fixedrange=True, automargin=False, tickfont=dict(size=12.5),
    )  # fmt: skip


def _zero() -> dict:
    return dict(type="line", x0=0, x1=0, y0=0, y1=1, yref="paper", line=dict(width=1, color=theme.QUIET_INK))
