"""Closed vocabularies: the words that columns of the standard tables may hold.

Kept apart from the code that uses them, so that a change of that code does not count as a change of
every table that carries the words.
"""

#: What a row of a licence register is.
KINDS = ("licence", "unnumbered", "mine")

#: Stages of a licence, in the order of precedence: land under both is mining land.
STAGES = ("mining", "exploration", "other")

#: Whether a licence is in force.
STATUSES = ("in_force", "ended", "unknown")

#: What a holder of a licence is.
HOLDER_KINDS = ("company", "person", "unknown")

#: How well the place of a licence is known.
GEOMETRY_QUALITIES = ("exact", "approximate", "point", "none")

#: What the boundary of a unit is worth.
BOUNDARY_QUALITIES = ("surveyed", "approximate", "none")

#: Stages of the register's statistics; each is rounded by itself.
STATISTICS_STAGES = ("exploration", "mining", "total")

#: Kinds of livestock that a census of herds tells apart.
LIVESTOCK_KINDS = ("camel", "horse", "cattle", "sheep", "goat")

#: States of a published figure on land.
REPORTED_STATES = (
    "value",
    "reported_zero",
    "surveyed_no_figure",
    "not_surveyed",
    "coverage_unknown",
)

#: Those of a figure that was not published.
REPORTED_GAPS = ("surveyed_no_figure", "not_surveyed", "coverage_unknown")

#: All states that an indicator may have.
STATES = (
    *REPORTED_STATES,
    "not_covered",
    "no_base",
    "small_denominator",
    "withheld",
    "no_boundary",
)

#: States that carry a number; every other state is a gap.
WITH_FIGURE = ("value", "reported_zero", "small_denominator")

#: Columns of the table of indicators.
INDICATOR_COLUMNS = (
    "unit_level",
    "unit_id",
    "indicator_id",
    "value",
    "state",
    "unit",
    "year",
    "n",
    "n_of",
    "flags",
    "note",
    "period",
    "source",
)

#: The measure of published figures that counts as unrehabilitated land.
UNREHABILITATED = "no_rehabilitation"

#: What published figures measure, `UNREHABILITATED` first; others are kept as kinds of their own.
MEASURES = (
    UNREHABILITATED,
    "disturbed_total",
    "disturbed_by_mining",
    "disturbed_active_mining",
    "disturbed_not_operating",
    "mined_area",
    "abandoned_priority",
    "abandoned_sites",
    "artisanal_sites",
    "rehabilitation_required",
    "rehabilitated",
    "technical_rehabilitated",
    "biological_rehabilitated",
    "rehabilitation_in_progress",
    "rehabilitation_quality",
    "can_be_rehabilitated",
    "target_rehabilitation",
    "mining_footprint_satellite",
    "pasture_lost",
    "damage_assessment",
    "licences_revoked",
)

#: What of its unit a published figure covers.
SCOPES = ("whole", "part")
