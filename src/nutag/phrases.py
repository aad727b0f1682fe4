"""English wording of the pages, in one place so that a translation needs no change elsewhere.

Names of indicators, states, flags, rights and themes are not here: they come from the catalogue,
in both languages. Sentences with ``{name}`` are filled by :meth:`str.format` in Python or by the
script of the map.
"""

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

#: Texts that the templates write.
PAGE = {
    "approximate_province": "Approximate boundaries: generalised outlines, not official borders.",
    "approximate_soum": APPROXIMATE,
    "all_downloads": "Files",
    "back": "Overview",
    "boundary_note": "{n} of {of} soums have no boundary in this data: they are in the tables, "
    "not on the map.",
    "choose": "Choose a unit …",
    "cite_heading": "How to cite",
    "cite_text": "nutag {version}, {commit}, run {run_id}: {title}. Data as of {as_of}.",
    "cite_also": "Cite the source of a figure with it. Each figure names its source and year.",
    "complete_text": "Every province has a figure for: {names}.",
    "disclaimer": DISCLAIMER,
    "disclaimer_mn": DISCLAIMER_MN,
    "find": "Find a unit",
    "footer_run": "nutag {version} · {commit} · run {run_id} · {crs}",
    "headline_heading": "Headline figures",
    "indicator": "Indicator",
    "area_ha": "Area, ha",
    "caption_ranking": "Provinces and their indicators",
    "caption_trend": "Licensed area of the country by month-end, hectares",
    "checks_heading": "Checks of the run",
    "gaps": "Without a figure: {words}",
    "figures": "{n} figures",
    "figure_one": "1 figure",
    "licence": "Licence",
    "attribution": "Attribution",
    "version": "Version",
    "file": "File",
    "dataset": "Dataset",
    "checksum": "SHA-256 (first 12)",
    "month_end": "Month-end",
    "more_notes": "and {n} more, see the indicator table",
    "nav": "On this page",
    "place": "Place",
    "provinces": "Provinces",
    "soums": "Soums",
    "year": "Year",
    "what": "What was counted",
    "maps_link": "Larger maps",
    "map_provinces_link": "provinces",
    "map_soums_link": "soums",
    "indicators_heading": "Indicators",
    "indicators_intro": "What each indicator measures, and the human rights, Guiding Principles on "
    "Business and Human Rights (UNGP) and Sustainable Development Goals (SDG) it speaks to.",
    "issues_heading": "Issues found in the input",
    "issues_none": "No issue was found in the input.",
    "leaflet": "Map drawn with Leaflet and folium.",
    "legend": "Legend",
    "level_province": "provinces",
    "level_soum": "soums",
    "licences_toggle": "Show licences",
    "map_caption_province": "Interactive map of provinces",
    "map_caption_soum": "Interactive map of soums",
    "map_heading": "Map of provinces",
    "map_help": "Point at a unit for its figure, choose it for its card. "
    "Hatched units have no figure; that is not the same as zero.",
    "missing_heading": "What is missing and why",
    "missing_intro": "A missing figure is never read as zero. Sums over units with gaps are lower "
    "bounds.",
    "missing_why": "Why",
    "noscript": "The map needs JavaScript. Every figure is also in the tables.",
    "of_provinces": "{n} of {of} provinces with a figure",
    "ranking_heading": "Provinces compared",
    "ranking_intro": "Choose a column heading to sort by it. Units without a figure stay at the "
    "end. Not ranked: † figures on a small base, * figures that cover a part of the province only. "
    "‡ The years of numerator and denominator lie far apart.",
    "rank": "Rank",
    "province": "Province",
    "reconciliation_heading": "What was counted",
    "rehabilitation_heading": "Published figures on damaged and rehabilitated land",
    "rehabilitation_intro": "Figures of different kinds measure different things. "
    "They are listed side by side and never added.",
    "rights": "Rights",
    "sdg": "SDG",
    "skip": "Skip to content",
    "source": "Source",
    "sources_heading": "Sources and licences",
    "subtitle": "Indicators for {provinces} provinces, the capital among them, and {soums} soums",
    "title": TITLE,
    "trend_heading": "Licensed area over time",
    "trend_intro": "Area under exploration and mining licences in the country at each month-end: "
    "sums of the areas that the register declares, overlaps not removed.",
    "ungp": "UNGP",
    "unit": "Unit",
    "wording_missing_rule": "Missing rule",
}

#: What was counted in a published figure on land (the ``measure`` of the rehabilitation table).
MEASURES = {
    "no_rehabilitation": "Left without any rehabilitation",
    "disturbed_total": "Disturbed land, all causes",
    "disturbed_by_mining": "Disturbed by mining",
    "disturbed_active_mining": "Disturbed, in active mining",
    "disturbed_not_operating": "Disturbed, not being worked",
    "mined_area": "Mined area (company figures)",
    "abandoned_priority": "Abandoned, to be rehabilitated first",
    "rehabilitation_required": "To be rehabilitated",
    "rehabilitated": "Rehabilitated, kind not stated",
    "technical_rehabilitated": "Technical rehabilitation",
    "biological_rehabilitated": "Biological rehabilitation",
    "rehabilitation_in_progress": "Rehabilitation in progress",
    "can_be_rehabilitated": "Can be rehabilitated",
    "target_rehabilitation": "Target of a policy (not a measurement)",
    "mining_footprint_satellite": "Mining land mapped from satellite images",
    "pasture_lost": "Pasture lost (satellite study)",
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

#: Heads of the columns of the tables that are shown as they are.
COLUMNS = {
    "area_ha": "area, ha",
    "difference_ha": "difference, ha",
    "difference_pct": "difference, %",
    "reference_area_ha": "reference, ha",
    "unit_id": "unit",
}

#: Checks of the reconciliation.
CHECKS = {
    "ladder": "Rows from the file to the count",
    "licences_vs_statistics": "Licence areas against the official statistics",
    "provinces_vs_country": "Provinces against the country in the official statistics",
    "area_vs_official": "Areas of the boundaries against official areas",
    "in_force_both_ways": "Licences in force by the stated status and by the dates",
    "set_aside": "Land under licence if rows that are set aside counted, too",
}

SEVERITIES = {
    "stop": "stopped the run",
    "row": "row set aside",
    "warn": "warning",
    "info": "note",
}


def humanised(key: str) -> str:
    """Return a code such as ``mined_area`` as words: the fallback where a word list has none."""
    return key.replace("_", " ").strip()


#: Texts of the quality page.
QUALITY = {
    "quality_title": "Quality of the data",
    "quality_subtitle": "What became of every row, why, and what it does to the figures",
    "counts_heading": "Issues by severity",
    "many_row": "faults that set a row or a cell aside",
    "many_warn": "warnings",
    "many_info": "notes",
    "ladders_heading": "From rows to figures",
    "ladders_intro": "How many rows, and how many hectares, are left after each step. Hectares of "
    "licences are sums, overlaps counted as often as they occur; only the last step is a union. "
    "Every kind of issue stands at its step and leads to what it means.",
    "step": "Step",
    "rows": "Rows",
    "hectares": "Hectares",
    "what_happened": "What happened",
    "effects_heading": "Effect on the headline figures",
    "effects_intro": "What the land under licence would be if other choices were made about "
    "doubtful rows. The figures in use are those of the reference column.",
    "doubled": "Licences in the country add up to {sum:,.1f} ha; counted once, they cover "
    "{union:,.1f} ha. The difference of {difference:,.1f} ha ({percent:.2f} %) lies under more "
    "than one licence and counts once.",
    "kinds_heading": "Issues by kind",
    "kinds_intro": "What each kind means and what mends it, with its first {n} rows; all rows are "
    "in issues.csv.",
    "rows_of_kind": "Rows",
    "more_rows": "{n:,} more in issues.csv",
    "two_sources_heading": "Two sources side by side",
    "two_sources_intro": "Where two sources tell of one number: measured, reference, and their "
    "difference. Nothing is changed because of it.",
}
