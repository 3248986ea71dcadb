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
    Page("ruptures", "Ruptures", ":material/link_off:", ruptures.show),
    Page("change", "Change", ":material/trending_up:", change.show),
    Page("structure", "Alliance structure", ":material/account_tree:", structure.show),
    Page("association", "Process and alliance", ":material/compare_arrows:", association.show),
    Page("sequence", "Sequences", ":material/sync_alt:", sequence.show),
    Page("relations", "Relations", ":material/diversity_2:", relations.show),
    Page("chance", "Beyond chance", ":material/casino:", chance.show),
    Page("records", "Records", ":material/table:", records.show),
)
