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
    "checks_more": "What each kind of issue means, what mends it and what it changes in the "
    "figures, and two sources of one number side by side:",
    "checks_link": "what became of the data",
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
    "conservation": "Rows that count and rows that an issue is about",
    "union_vs_sum": "Land under licence against the sum of licences",
    "licences_vs_statistics": "Licence areas against the official statistics",
    "provinces_vs_country": "Provinces against the country in the official statistics",
    "area_vs_official": "Areas of the boundaries against official areas",
    "in_force_both_ways": "Licences in force by the stated status and by the dates",
    "set_aside": "Land under licence if rows that are set aside counted, too",
}

#: Our number and the other one in a check that holds two side by side.
COMPARED = {
    "licences_vs_statistics": ("polygons, ha", "official statistics, ha"),
    "provinces_vs_country": ("sum of provinces, ha", "country, ha"),
    "area_vs_official": ("polygons, ha", "official area, ha"),
    "union_vs_sum": ("each place once, ha", "sum of licences, ha"),
}

#: Datasets of the configuration.
DATASETS = {
    "licences": "Licences",
    "licences_previous": "Licences, the register before",
    "provinces": "Register of provinces",
    "soums": "Register of soums",
    "soum_boundaries": "Boundaries of soums",
    "soum_boundaries_other": "A second set of boundaries",
    "aliases": "Spellings added",
    "rehabilitation": "Figures on damaged and rehabilitated land",
    "survey_coverage": "What the survey covered",
    "licence_statistics": "Official licence statistics",
    "population": "Population",
    "livestock": "Livestock",
    "indicators": "Indicators",
    "maps": "Maps",
}

#: Texts of the page on quality.
QUALITY = {
    "title": "What became of the data",
    "subtitle": "Every row of every dataset: how far it came, what was found in it, and what that "
    "changes in the figures",
    "overview": "Overview",
    "summary_heading": "In short",
    "tile_rows": "{dataset}: rows that count, of {rows_in} in the file",
    "tile_lost": "rows of any dataset that neither count nor have an issue",
    "tile_lost_good": "Every row counts, or an issue below says why not.",
    "tile_lost_bad": "A fault of this program: please report it with the files.",
    "tile_issues": "issues of {kinds} kinds",
    "many_stop": "that stop",
    "many_row": "faults that set a row or a cell aside",
    "many_warn": "warnings",
    "many_info": "notes",
    "tile_union": "ha under licence, by polygons, each place once",
    "tile_union_more": "{difference} ha less than the sum of the licences: land under more than "
    "one.",
    "tile_union_none": "as much as the sum of the licences: none overlap.",
    "steps_heading": "From the file to the count",
    "steps_intro": "Each step keeps the rows that pass it; the bar is the part of the rows in the "
    "file. Hectares are sums of polygons, overlaps as often as they occur; in the last step of "
    "the licences each place counts once.",
    "step": "Step",
    "rows": "Rows",
    "area_ha": "Hectares",
    "why": "What happened here",
    "issues": "Issues",
    "all_count": "all {n} rows count",
    "intact_intro": "Of these datasets every row counts, and nothing was found in them:",
    "account": "{rows_in} rows in = {counted} that count + {set_aside} set aside with an issue",
    "account_lost": "{lost} rows without a word: a fault of this program, please report it.",
    "issues_heading": "Issues, by kind",
    "issues_intro": "The gravest first. All of them, with row and file, are in",
    "issues_none": "No issue was found in the input.",
    "cause": "What it means",
    "cure": "What mends it",
    "action": "What was done",
    "times": "{n} times",
    "first": "First rows",
    "more": "and {n} more in issues.csv",
    "count_one": "1 issue",
    "count": "{n} issues",
    "row_one": "1 row",
    "row_count": "{n} rows",
    "hectares": "{n} ha",
    "other_actions": "and {n} more, each with numbers of its own",
    "effects_heading": "What it changes in the headline figures",
    "effects_licences": "Land under licence",
    "effects_sample": "The headline figure is that of the official statistics; the polygons are a "
    "sample, and no share of territory is computed from them. What follows is of the polygons "
    "alone.",
    "effects_statistics": "The headline figure is that of the official statistics. What follows "
    "is of the polygons.",
    "effects_set_aside": "If the rows that do not count did, each reason by itself:",
    "effects_none": "Every row of the register counts.",
    "reason": "Set aside because",
    "with_them": "Land under licence with them, ha",
    "difference": "Difference, ha",
    "note": "Note",
    "no_polygon": "no boundary",
    "both_ways": "In force, both ways",
    "both_ways_intro": "The status of a licence and its dates may disagree; "
    "`datasets.licences.status_rule` says which of them decides.",
    "rule": "Rule",
    "licences": "Licences",
    "against_counted": "Against those that count, ha",
    "boundaries": "Boundaries",
    "boundaries_text": "The provinces cover {ours} ha by the polygons and {theirs} ha officially, "
    "a difference of {difference} ha ({percentage} %): so much do shares of territory depend on "
    "the boundaries.",
    "effects_figures": "Land left without rehabilitation",
    "effects_figures_none": "No published figure in hectares was set aside.",
    "effects_figures_intro": "Published figures that were set aside; none of these hectares is in "
    "the headline figure.",
    "kind": "Kind of issue",
    "comparisons_heading": "Two sources side by side",
    "comparisons_intro": "Differences are ours minus the other.",
    "comparisons_none": "There is no second source of any number.",
    "rows_more": "the {n} largest differences; {more} more in reconciliation.csv",
    "unit": "Unit",
    "of": "Of",
    "percent": "%",
    "files_heading": "Files",
    "nav": "On this page",
    "skip": "Skip to content",
}

SEVERITIES = {
    "stop": "stopped the run",
    "row": "fault of a row or cell",
    "warn": "warning",
    "info": "note",
}


def humanised(key: str) -> str:
    """Return a code such as ``mined_area`` as words: the fallback where a word list has none."""
    return key.replace("_", " ").strip()
