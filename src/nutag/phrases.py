"""English wording of the maps; pages take theirs from the catalogue of messages."""

from __future__ import annotations

from nutag.catalogue import SENTENCE_EN, SENTENCE_MN

DISCLAIMER = SENTENCE_EN
DISCLAIMER_MN = SENTENCE_MN
APPROXIMATE = "Approximate boundaries: cells around soum centres, not official borders."
TITLE = "Mining licences and unrehabilitated land in Mongolia"

#: Texts that the script of the map writes.
MAP = {
    "absent": "no row in the indicator table",
    "area_declared": "Declared area",
    "scope": "Boundary and area of",
    "class_count": "units",
    "close": "Close",
    "expires": "Expires",
    "flags": "Marks",
    "from_n": "{n} of {of}",
    "granted": "Granted",
    "holder": "Holder",
    "kind_mine": "Deposit or mine without a licence number: shown, never counted",
    "legend_classes": "Classes",
    "legend_states": "Outside the classes",
    "legend_licences": "Licences",
    "licence": "Licence",
    "licences_sample": "A documented sample, not the cadastre: "
    "no share of territory is computed from it.",
    "licences_unplaced": "{n} of {of} records have no place and are not drawn.",
    "minerals": "Minerals",
    "mine": "Deposit or mine",
    "n_of": "Based on",
    "no_boundary": "no boundary: {n} units, see table",
    "no_classes": "No unit has a figure to class.",
    "no_holder": "not stated",
    "note": "Note",
    "other_figures": "All figures of this unit",
    "point": "point",
    "polygon": "polygon",
    "source": "Source",
    "stage": "Stage",
    "stage_exploration": "exploration",
    "stage_mining": "mining",
    "stage_other": "other",
    "status": "Status",
    "unclassed": "figure, not classed",
    "up_to": "up to {high}",
    "range": "{low} – {high}",
    "year": "Date",
    "place_quality": "Drawn as",
}

#: Texts that the templates of the maps write.
PAGE = {
    "approximate_province": "Approximate boundaries: generalised outlines, not official borders.",
    "approximate_soum": APPROXIMATE,
    "back": "Overview",
    "choose": "Choose a unit …",
    "disclaimer": DISCLAIMER,
    "disclaimer_mn": DISCLAIMER_MN,
    "find": "Find a unit",
    "indicator": "Indicator",
    "leaflet": "Map drawn with Leaflet and folium.",
    "legend": "Legend",
    "level_province": "provinces",
    "level_soum": "soums",
    "licences_toggle": "Show licences",
    "map_caption_province": "Interactive map of provinces",
    "map_caption_soum": "Interactive map of soums",
    "noscript": "The map needs JavaScript. Every figure is also in the tables.",
    "source": "Source",
    "title": TITLE,
    "unit": "Unit",
}

#: Words for a state or flag that the catalogue does not name.
STATES = {
    "value": "figure",
    "reported_zero": "reported zero",
    "surveyed_no_figure": "surveyed, no figure",
    "not_surveyed": "not surveyed",
    "coverage_unknown": "coverage unknown",
    "not_covered": "not covered by the data",
    "small_denominator": "small denominator (not ranked)",
    "no_boundary": "no boundary",
}


def humanised(key: str) -> str:
    """Return a code such as ``mined_area`` as words: the fallback where a word list has none."""
    return key.replace("_", " ").strip()
