"""Every questionnaire and rating scale that can be scored, as data: item numbers and keys, never item wording.

Each entry says where its key comes from and how sure we are of it: ``verified`` (read in a public source),
``from memory`` (believed, to be confirmed against the user's own form) or ``ours`` (made for this product).
No entry carries a cut-off that its literature does not have; the alliance measures have none.
To add an instrument, add one entry to ``INSTRUMENTS``, or give an ``instruments.csv`` with the records
(``own_instruments.instruments_from`` turns it into entries of the same kind).
"""

from taft_dash.records.scales import Element, Instrument, Subscale, plain_key


def _wai_scales(goal, task, bond, low, high) -> tuple[Subscale, ...]:
    return (
        Subscale("goal", "Goal", goal, low, high, ("goals",)),
        Subscale("task", "Task", task, low, high, ("tasks",)),
        Subscale("bond", "Bond", bond, low, high, ("bonds",)),
    )


def _softa_scales(engagement, connection, safety, purpose, low, high) -> tuple[Subscale, ...]:
    return (
        Subscale("engagement", "Engagement in the therapeutic process", engagement, low, high, ("E", "ENG")),
        Subscale(
            "connection", "Emotional connection", connection, low, high, ("EC", "ECT", "emotional connection")
        ),
        Subscale("safety", "Safety", safety, low, high, ("S", "SAFE")),
        Subscale("purpose", "Shared sense of purpose", purpose, low, high, ("SSP", "shared purpose")),
    )


ONE_TO_TWELVE = tuple(range(1, 13))

INSTRUMENTS: tuple[Instrument, ...] = (
    Instrument(
        id="WAI-SR",
        name="Working Alliance Inventory, short form revised (client)",
        kind="alliance",
        raters="members about the therapists, or about the group with target GROUP",
        default_target="LEADER",
        items=ONE_TO_TWELVE,
        low=1,
        high=5,
        subscales=_wai_scales((4, 6, 8, 11), (1, 2, 10, 12), (3, 5, 7, 9), 1, 5),
        reading="High: agreement on goals and tasks, and a warm bond. Low: strain. There are no cut-offs or norms.",
        reliability="alpha > .80 in outpatients (N = 88) and inpatients (N = 243), Munder 2010, doi 10.1002/cpp.658",
        alpha=0.80,
        source="Hatcher & Gillaspy 2006, Psychotherapy Research 16:12-25; key as in two public scoring guides",
        key_status="verified",
        note="The form is under copyright of the Society for Psychotherapy Research.",
        also=("WAI-SR-C", "WAI short revised", "Working Alliance Inventory short revised"),
        assumed_from=("WAI", "Working Alliance Inventory", "alliance"),
    ),
    Instrument(
        id="WAI-S",
        name="Working Alliance Inventory, short form",
        kind="alliance",
        raters="members about the therapists, or about the group with target GROUP",
        default_target="LEADER",
        items=ONE_TO_TWELVE,
        low=1,
        high=7,
        subscales=_wai_scales((4, 6, 10, 11), (1, 2, 8, 12), (3, 5, 7, 9), 4, 28),
        reversed=(4, 10),
        score="sum",
        reading="High: agreement on goals and tasks, and a warm bond. Low: strain. There are no cut-offs or norms.",
        source="Tracey & Kokotovic 1989; total 12 to 84 verified, key from memory",
        also=("WAI short", "Working Alliance Inventory short"),
    ),
    Instrument(
        id="GSRS",
        name="Group Session Rating Scale",
        kind="alliance",
        raters="members about the session in the group",
        default_target="GROUP",
        items=(1, 2, 3, 4),
        low=0,
        high=10,
        score="sum",
        step=None,
        reading="High: the session fitted. Low: something did not fit. No cut-off has been validated for groups.",
        reliability="one factor, N = 105; alpha about .86 to .90 from memory",
        alpha=0.86,
        source="Quirk, Miller, Duncan & Owen 2013, Counselling and Psychotherapy Research 13:194-200",
        key_status="verified",
        note="Four lines of 10 cm. Licensed; clinicians register for it.",
        item_names=("relationship", "goals", "approach", "overall"),
        also=("Group Session Rating Scale", "GSRS v3"),
    ),
    Instrument(
        id="SRS",
        name="Session Rating Scale, version 3",
        kind="alliance",
        raters="members about the session with the therapist",
        default_target="LEADER",
        items=(1, 2, 3, 4),
        low=0,
        high=10,
        score="sum",
        step=None,
        reading="High: the session fitted. Low: worth asking about.",
        reliability="alpha .88, retest .64 (from memory)",
        alpha=0.88,
        cut_off=36,
        cut_off_reading="36 or less is taken as a reason to ask (from memory; individual therapy)",
        source="Duncan et al. 2003, Journal of Brief Therapy 3:3-12",
        item_names=("relationship", "goals", "approach", "overall"),
        also=("SRS v3", "SRS 3.0", "Session Rating Scale"),
    ),
    Instrument(
        id="ORS",
        name="Outcome Rating Scale",
        kind="outcome",
        raters="members about themselves",
        default_target="SELF",
        items=(1, 2, 3, 4),
        low=0,
        high=10,
        score="sum",
        step=None,
        reading="High: doing well. Low: distressed.",
        reliability="reliable change 5, later 6 points (from memory)",
        cut_off=25,
        cut_off_reading="below 25 is the clinical range for adults, below 28 for 13 to 18 years (from memory)",
        source="Miller et al. 2003",
        item_names=("individually", "interpersonally", "socially", "overall"),
        also=("Outcome Rating Scale",),
    ),
    Instrument(
        id="GCQ-S",
        name="Group Climate Questionnaire, short form",
        kind="climate",
        raters="members about the group",
        default_target="GROUP",
        items=ONE_TO_TWELVE,
        low=0,
        high=6,
        subscales=(
            Subscale("engaged", "Engaged", (1, 2, 4, 8, 11), 0, 6, ("engagement", "engaging"), "higher"),
            Subscale("avoiding", "Avoiding", (3, 5, 9), 0, 6, ("avoidance",), "neither"),
            Subscale("conflict", "Conflict", (6, 7, 10, 12), 0, 6, (), "neither"),
        ),
        total=False,
        max_missing=4,
        missing_rule_status="scoring sheet of the instrument",
        better="neither",
        reading="Engaged high: closeness and work. Avoiding high: responsibility avoided. Conflict high: friction.",
        source="MacKenzie 1983; key as in a public scoring guide",
        key_status="verified",
        note="Some score item 12 apart and some forms run from 1 to 7: define those in instruments.csv.",
        also=("GCQ", "Group Climate Questionnaire", "Group Climate Questionnaire short"),
    ),
    Instrument(
        id="SOFTA-o",
        name="System for Observing Family Therapy Alliances, observer",
        kind="alliance",
        raters="observers about each member; shared purpose once for the group",
        default_target="GROUP",
        items=(),
        low=-3,
        high=3,
        subscales=_softa_scales((), (), (), (), -3, 3),
        total=False,
        reading="Plus: the element was seen. 0: unremarkable. Minus: its absence was seen. Ordinal.",
        source="Friedlander, Escudero & Heatherington 2006; softa-soatif.com",
        key_status="verified",
        note="Write the member in `target`; an empty target means the group as a whole.",
        also=("SOFTA observer",),
        assumed_from=("SOFTA",),
    ),
    Instrument(
        id="SOFTA-s",
        name="System for Observing Family Therapy Alliances, self-report",
        kind="alliance",
        raters="members, or therapists in their own version, about their part in the group",
        default_target="GROUP",
        items=tuple(range(1, 17)),
        low=1,
        high=5,
        subscales=_softa_scales((1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15), (4, 8, 12, 16), 4, 20),
        reversed=(5, 11, 12, 14, 15),
        score="sum",
        reading="High: a strong alliance on that side. Low: strain. There are no cut-offs.",
        reliability="four factors and a general one hold in individual, family and group therapy (858 clients)",
        source="Friedlander, Escudero & Heatherington 2006; key from memory, medium confidence",
        also=("SOFTA self", "SOFTA self-report"),
    ),
    Instrument(
        id="MAS-A",
        name="Metacognition Assessment Scale, abbreviated",
        kind="metacognition",
        raters="trained raters about each member",
        default_target="GROUP",
        items=(),
        low=0,
        high=9,
        subscales=(
            Subscale("self_reflectivity", "Self-reflectivity", (), 0, 9, ("S", "self", "self reflection")),
            Subscale("understanding_others", "Understanding others", (), 0, 7, ("O", "U", "others", "other")),
            Subscale("decentration", "Decentration", (), 0, 3, ("D",)),
            Subscale("mastery", "Mastery", (), 0, 9, ("M",)),
        ),
        score="sum",
        step=0.5,
        reading="High: more complex reflection. Low: simpler, more concrete. Steps build on one another.",
        reliability="alpha .83; one-month retest .72 for the total, .53 to .65 for the subscales",
        alpha=0.83,
        source="Lysaker; ranges from memory, high confidence",
        note="Write the member in `target`.",
        also=("MAS", "Metacognition Assessment Scale", "Metacognition Assessment Scale abbreviated"),
    ),
    Instrument(
        id="RAS-20",
        name="Recovery Assessment Scale, 20 items (Hebrew)",
        kind="recovery",
        raters="members about themselves",
        default_target="SELF",
        items=(),
        low=1,
        high=5,
        subscales=(
            Subscale("confidence", "Confidence and hope", (), 1, 5, ("confidence_hope", "hope")),
            Subscale("help", "Willingness to ask for help", (), 1, 5, ("willingness", "asking for help")),
            Subscale("reliance", "Reliance on others", (), 1, 5, ("others",)),
            Subscale("symptoms", "No domination by symptoms", (), 1, 5, ("not dominated by symptoms",)),
        ),
        step=None,
        reading="High: further in recovery. Low: less so. There are no cut-offs.",
        reliability="N = 152 people with serious mental illness, confirmatory factor analysis",
        source="Journal of Nervous and Mental Disease 2012, 200:847-851",
        note="The item key is not public: give subscale means or the total mean, or your own key in instruments.csv.",
        also=("RAS", "RAS-20 Hebrew", "Recovery Assessment Scale"),
    ),
    Instrument(
        id="TAFT-delivery",
        name="Delivery of the four elements",
        kind="delivery",
        raters="therapists or observers about the session",
        default_target="GROUP",
        items=(),
        low=0,
        high=4,
        subscales=(
            Subscale("goals", "Goals and tasks", (), 0, 4, ("goal", "engagement")),
            Subscale("bond", "Bond", (), 0, 4, ("connection",)),
            Subscale("safety", "Safety", (), 0, 4),
            Subscale("purpose", "Shared purpose", (), 0, 4, ("shared purpose",)),
        ),
        total=False,
        reading="0: not delivered. 4: fully delivered. What therapists did, not what members felt.",
        source="made for this program; not a published scale",
        key_status="ours",
        also=("delivery", "elements", "element delivery", "TAFT elements", "fidelity"),
    ),
)

ELEMENTS: tuple[Element, ...] = (
    Element(
        "goals",
        "Engagement: agreement on goals and tasks",
        "engagement",
        (
            *(("SOFTA-o", "engagement"), ("SOFTA-s", "engagement")),
            *(("WAI-SR", "goal"), ("WAI-SR", "task"), ("WAI-S", "goal"), ("WAI-S", "task")),
        ),
        "named in the abstract of the TAFT chapter",
    ),
    Element(
        "bond",
        "Emotional connection / bond",
        "connection",
        (("SOFTA-o", "connection"), ("SOFTA-s", "connection"), ("WAI-SR", "bond"), ("WAI-S", "bond")),
        "named in the abstract of the TAFT chapter",
    ),
    Element(
        "safety",
        "Safety in the group",
        "safety",
        (("SOFTA-o", "safety"), ("SOFTA-s", "safety")),
        "named in the abstract of the TAFT chapter",
    ),
    Element(
        "purpose",
        "Shared sense of purpose in the group",
        "purpose",
        (("SOFTA-o", "purpose"), ("SOFTA-s", "purpose")),
        "inferred from the SOFTA",
        "Rated once for the group. Default element names follow SOFTA; the TAFT chapter's wording may differ.",
    ),
)


def find(name, instruments: tuple[Instrument, ...] = INSTRUMENTS) -> Instrument | None:
    """The instrument `name` means, or None; case, blanks and punctuation do not matter.

    Later entries win over earlier ones, so that a user's own key for a known instrument is the one used.
    An id beats another spelling, which beats a vague name ("WAI"); `was_inferred` tells of the last.

    >>> find("wai_sr").id, find("Gcq-s").id, find("wai").id, find("BDI")
    ('WAI-SR', 'GCQ-S', 'WAI-SR', None)
    """
    key = plain_key(name)
    for spellings in (lambda i: (i.id,), lambda i: (i.name, *i.also), lambda i: i.assumed_from):
        for instrument in reversed(instruments):
            if key in map(plain_key, spellings(instrument)):
                return instrument
    return None


def was_inferred(name, instruments: tuple[Instrument, ...] = INSTRUMENTS) -> bool:
    """True when `name` is vague and was only taken to mean the instrument `find` returns.

    >>> was_inferred("wai"), was_inferred("waisr")
    (True, False)
    """
    found, key = find(name, instruments), plain_key(name)
    return found is not None and key not in map(plain_key, (found.id, found.name, *found.also))
