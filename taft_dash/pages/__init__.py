"""What is shown: the rooms of the app, in the order of the navigation. To add one, write its `show` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from taft_dash.measures import counted
from taft_dash.pages import alliance, network, overview, participation, ratings, records
from taft_dash.pages.visit import Page, Visit


def _when_opened(room: str) -> Callable[[Visit], None]:
    """The `show` of a room whose code is read when somebody opens it, so that the app starts as quickly without it."""
    return lambda visit: import_module(f"taft_dash.pages.{room}").show(visit)


PAGES = (
    Page("overview", "Overview", ":material/hub:", overview.show, counted.OVERVIEW),
    Page("participation", "Participation", ":material/groups:", participation.show, counted.PARTICIPATION),
    Page("network", "Network", ":material/conversion_path:", network.show, counted.NETWORK),
    Page("alliance", "Alliance", ":material/handshake:", alliance.show),
    Page("ratings", "Ratings", ":material/star_rate_half:", ratings.show, counted.RATINGS),
    Page("ruptures", "Ruptures", ":material/link_off:", _when_opened("ruptures")),
    Page("change", "Change", ":material/trending_up:", _when_opened("change")),
    Page("structure", "Alliance structure", ":material/account_tree:", _when_opened("structure")),
    Page("association", "Process and alliance", ":material/compare_arrows:", _when_opened("association")),
    Page("sequence", "Sequences", ":material/sync_alt:", _when_opened("sequence")),
    Page("relations", "Relations", ":material/diversity_2:", _when_opened("relations")),
    Page("chance", "Beyond chance", ":material/casino:", _when_opened("chance")),
    Page("records", "Records", ":material/table:", records.show),
)
