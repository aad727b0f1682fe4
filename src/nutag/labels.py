"""Labels of what the code names by a key: kinds of figures, checks, datasets, columns, files.

Each is a message, translated where it is shown. Names of indicators, states, flags, units and
rights come from the catalogue of indicators.
"""

from __future__ import annotations

import re

from nutag.catalogue import Catalogue
from nutag.messages import N_, Messages
from nutag.sentences import sentence

TITLE = N_("Mining licences and unrehabilitated land in Mongolia")

#: What was counted in a published figure on land (the ``measure`` of the rehabilitation table).
MEASURES = {
    "no_rehabilitation": N_("Left without any rehabilitation"),
    "disturbed_total": N_("Disturbed land, all causes"),
    "disturbed_by_mining": N_("Disturbed by mining"),
    "disturbed_active_mining": N_("Disturbed, in active mining"),
    "disturbed_not_operating": N_("Disturbed, not being worked"),
    "mined_area": N_("Mined area (company figures)"),
    "abandoned_priority": N_("Abandoned, to be rehabilitated first"),
    "rehabilitation_required": N_("To be rehabilitated"),
    "rehabilitated": N_("Rehabilitated, kind not stated"),
    "technical_rehabilitated": N_("Technical rehabilitation"),
    "biological_rehabilitated": N_("Biological rehabilitation"),
    "rehabilitation_in_progress": N_("Rehabilitation in progress"),
    "can_be_rehabilitated": N_("Can be rehabilitated"),
    "target_rehabilitation": N_("Target of a policy (not a measurement)"),
    "mining_footprint_satellite": N_("Mining land mapped from satellite images"),
    "pasture_lost": N_("Pasture lost (satellite study)"),
}

#: Heads of the columns of the tables that are shown as they are.
COLUMNS = {
    "area_ha": N_("area, ha"),
    "dataset": N_("dataset"),
    "note": N_("note"),
    "rows": N_("rows"),
    "step": N_("step"),
}

#: Checks of the reconciliation that hold two numbers side by side.
CHECKS = {
    "union_vs_sum": N_("Land under licence against the sum of licences"),
    "licences_vs_statistics": N_("Licence areas against the official statistics"),
    "provinces_vs_country": N_("Provinces against the country in the official statistics"),
    "area_vs_official": N_("Areas of the boundaries against official areas"),
}

#: Our number and the other one in such a check.
COMPARED = {
    "licences_vs_statistics": (N_("polygons, ha"), N_("official statistics, ha")),
    "provinces_vs_country": (N_("sum of provinces, ha"), N_("country, ha")),
    "area_vs_official": (N_("polygons, ha"), N_("official area, ha")),
    "union_vs_sum": (N_("each place once, ha"), N_("sum of licences, ha")),
}

#: Datasets of the configuration.
DATASETS = {
    "licences": N_("Licences"),
    "licences_previous": N_("Licences, the register before"),
    "provinces": N_("Register of provinces"),
    "soums": N_("Register of soums"),
    "soum_boundaries": N_("Boundaries of soums"),
    "soum_boundaries_other": N_("A second set of boundaries"),
    "province_outlines": N_("Outlines of provinces"),
    "aliases": N_("Spellings added"),
    "rehabilitation": N_("Figures on damaged and rehabilitated land"),
    "survey_coverage": N_("What the survey covered"),
    "licence_statistics": N_("Official licence statistics"),
    "population": N_("Population"),
    "livestock": N_("Livestock"),
    "layers": N_("Context layers"),
    "rivers": N_("Rivers"),
    "lakes": N_("Lakes"),
    "water_protection_zones": N_("Official zones along water"),
    "protected_areas": N_("Protected areas"),
    "biodiversity_areas": N_("Key biodiversity areas"),
    "settlements": N_("Settlements"),
    "water_points": N_("Wells and springs"),
    "camps": N_("Camps"),
    "footprints": N_("Mapped mined ground"),
    "footprints_other": N_("Mapped mined ground, another set"),
    "roads": N_("Roads"),
    "population_raster": N_("Raster of people"),
    "land_cover": N_("Land cover"),
    "surface_water": N_("Surface water"),
    "indicators": N_("Indicators"),
    "maps": N_("Maps"),
}

SEVERITIES = {
    "stop": N_("stopped the run"),
    "row": N_("fault of a row or cell"),
    "warn": N_("warning"),
    "info": N_("note"),
}

#: Issues of a severity, after their number.
MANY = {
    "stop": N_("that stop"),
    "row": N_("faults that set a row or a cell aside"),
    "warn": N_("warnings"),
    "info": N_("notes"),
}

#: What a reader finds in a file of the results.
FILES = {
    "report.md": N_("Tables ready to paste, in English"),
    "report.mn.md": N_("Tables ready to paste, in Mongolian"),
    "tables/nutag.xlsx": N_("Workbook with all tables, README and data dictionary"),
    "tables/provinces.csv": N_("Table of provinces"),
    "tables/soums.csv": N_("Table of soums"),
    "tables/indicators.csv": N_("All figures, long form (also .parquet)"),
    "tables/licences.csv": N_("Licences, each with the reason why it does not count"),
    "tables/licence_pieces.csv": N_("Licences by soum, in hectares"),
    "tables/licence_places.csv": N_("Where each licence counts, and on what basis"),
    "tables/licence_overlaps.csv": N_("Pairs of licences that hold the same land, in hectares"),
    "tables/holders.csv": N_("Who holds how much of every unit"),
    "tables/rings.csv": N_("People, land and places in rings around mining, by unit"),
    "tables/overlaps.csv": N_(
        "Licensed land on protected land, on and along water, on mined ground"
    ),
    "tables/licence_trend.csv": N_("Licensed area over time"),
    "tables/licence_changes.csv": N_("Licences that are new, gone or changed"),
    "tables/area_changes.csv": N_("Land gained and lost by licences, by unit"),
    "tables/boundary_sensitivity.csv": N_("Licensed share in two sets of boundaries"),
    "tables/rehabilitation.csv": N_("Published figures on damaged and rehabilitated land"),
    "tables/catalogue.csv": N_("The indicators: definition, rights, UNGP and SDG"),
    "tables/data_dictionary.csv": N_("What every column means"),
    "tables/nutag.gpkg": N_("GeoPackage: provinces, soums, licences, pieces, rings, overlaps"),
    "checks/quality.html": N_("Quality of the data: what became of every row, and why"),
    "checks/issues.csv": N_("Issues of the input, row by row"),
    "checks/reconciliation.csv": N_("Reconciliation of rows and areas"),
    "checks/unmatched.csv": N_("Places that were not recognised"),
    "checks/boundary_crosswalk.csv": N_("Soums and polygons: which is which, which are left"),
    "provenance.json": N_("Inputs with checksums, configuration, versions"),
}

#: Print maps by what they are of, and by the language that they are in.
PRINT_MAPS = {
    "provinces": N_("Print map of provinces: {indicator}"),
    "soums": N_("Print map of soums: {indicator}"),
}
PRINT_PAGES = {"people_and_land": N_("Print page of small maps: people, herds and land")}
PRINTED_IN = {
    "": N_("{map} (in English; also .png, .svg)"),
    "_mn": N_("{map} (in Mongolian; also .png, .svg)"),
}


def label(labels: dict[str, str], key: str, words: Messages) -> str:
    """Return the label of a key; the key as words where it has none."""
    return words.gettext(labels[key]) if key in labels else humanised(key)


def source_words(source: str, words: Messages) -> str:
    """Return what a figure is from: the datasets of a ``source`` cell by their names, with rows.

    Parameters
    ----------
    source : str
        Datasets, each with its record, row or month-end, between them ``;`` or ``/``.
    words : Messages
        Of the reader.

    Examples
    --------
    >>> from nutag.messages import messages
    >>> source_words("rehabilitation UL001 / population row 7; population row 9", messages("en"))
    'Figures on damaged and rehabilitated land (UL001); Population (row 7, row 9)'
    """
    found: dict[str, list[str]] = {}
    dataset = ""
    for piece in re.split(r"; | / ", source):
        first, _, record = piece.partition(" ")
        if first in DATASETS or not dataset:
            dataset = first
        else:  # and how many more of the same
            record = piece
        found.setdefault(dataset, []).extend([record] if record else [])
    return "; ".join(
        label(DATASETS, dataset, words)
        + (f" ({', '.join(sentence(one, words) for one in records)})" if records else "")
        for dataset, records in found.items()
    )


def humanised(key: str) -> str:
    """Return a code such as ``mined_area`` as words: the fallback where there is no label."""
    return key.replace("_", " ").strip()


def file_label(path: str, catalogue: Catalogue, words: Messages) -> str:
    """Return what a reader finds in a file of the results, empty for a file without a label."""
    if path in FILES:
        return words.gettext(FILES[path])
    printed = re.fullmatch(r"maps/([a-z]+)_([A-Z]\d\d)(_mn)?\.\w+", path)
    if printed and printed[1] in PRINT_MAPS and printed[2] in catalogue.indicators:
        name, language = words.name(catalogue.indicators[printed[2]]), printed[3] or ""
        printed_map = words.gettext(PRINT_MAPS[printed[1]]).format(indicator=name)
        return words.gettext(PRINTED_IN[language]).format(map=printed_map)
    page = re.fullmatch(r"maps/([a-z_]+?)(_mn)?\.\w+", path)
    if page and page[1] in PRINT_PAGES:
        printed_page, language = words.gettext(PRINT_PAGES[page[1]]), page[2] or ""
        return words.gettext(PRINTED_IN[language]).format(map=printed_page)
    return ""
