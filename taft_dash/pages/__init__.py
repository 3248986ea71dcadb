"""What is shown: the rooms of the app, in the order of the navigation. To add one, write its `show` and a line here."""

from taft_dash.pages import (
    alliance,
    association,
    chance,
    change,
    network,
    overview,
    participation,
    ratings,
    records,
    relations,
    ruptures,
    sequence,
    structure,
)
from taft_dash.pages.visit import Page

PAGES = (
    Page("overview", "Overview", ":material/hub:", overview.show),
    Page("participation", "Participation", ":material/groups:", participation.show),
    Page("network", "Network", ":material/conversion_path:", network.show),
    Page("alliance", "Alliance", ":material/handshake:", alliance.show),
    Page("ratings", "Ratings", ":material/star_rate_half:", ratings.show),
    Page("records", "Records", ":material/table:", records.show),
    Page("ruptures", "Ruptures", ":material/link_off:", ruptures.show, "Alliance in depth"),
    Page("change", "Change", ":material/trending_up:", change.show, "Alliance in depth"),
    Page("structure", "Alliance structure", ":material/account_tree:", structure.show, "Alliance in depth"),
    Page("association", "Process and alliance", ":material/compare_arrows:", association.show, "Alliance in depth"),
    Page("sequence", "Sequences", ":material/sync_alt:", sequence.show, "Talk in depth"),
    Page("relations", "Relations", ":material/diversity_2:", relations.show, "Talk in depth"),
    Page("chance", "Beyond chance", ":material/casino:", chance.show, "Talk in depth"),
)
