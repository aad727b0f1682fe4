"""The words of the atlas: what its script says, and the texts of the tables it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nutag import minerals
from nutag.catalogue import SENTENCE_EN
from nutag.labels import humanised, source_words
from nutag.messages import ENGLISH, LANGUAGES, N_, Messages, messages
from nutag.rows import text
from nutag.sentences import sentence

#: By the key under which the script asks for them.
SCRIPT = {
    "absent": N_("no row in the indicator table"),
    "all_units": N_("whole country"),
    "approximate_province": N_(
        "Approximate boundaries: generalised outlines, not official borders."
    ),
    "approximate_soum": N_(
        "Approximate boundaries: cells around soum centres, not official borders."
    ),
    "area_declared": N_("Declared area"),
    "area_in": N_("Lies in"),
    "atlas": N_("Interactive map"),
    "card": N_("Chosen on the map"),
    "circles": N_("Circles: area in proportion to the figure"),
    "close": N_("Close"),
    "counted": N_("Counts in the figures"),
    "counted_no": N_("Does not count: {reason}"),
    "decrease": N_("decrease"),
    "disclaimer": SENTENCE_EN,
    "late": N_("not in force by its dates"),
    "expires": N_("Expires"),
    "filter": N_("Filter the table"),
    "flags": N_("Marks"),
    "footprints": N_("Mined ground"),
    "footprints_other": N_("Mined ground, other set"),
    "from_n": N_("{n} of {of}"),
    "granted": N_("Granted"),
    "group_holders": N_("Holders"),
    "group_licences": N_("Licences and mines"),
    "group_units": N_("Provinces and soums"),
    "ha": N_("ha"),
    "has_no_figure": N_("No figure at this level"),
    "holder": N_("Holder"),
    "holder_licence": N_("{n} entry of the register"),
    "holder_licences": N_("{n} entries of the register"),
    "increase": N_("increase"),
    "indicator": N_("Indicator"),
    "kind_mine": N_("Deposit or mine without a licence number: shown, never counted"),
    "land": N_("Published figures on land"),
    "land_elsewhere": N_(
        "{n} of {of} published figures are of the country or a company: they are listed below, "
        "not drawn."
    ),
    "land_never_added": N_("Figures of different kinds measure different things; never added."),
    "layers": N_("Show on the map"),
    "legend": N_("Legend"),
    "legend_classes": N_("Classes"),
    "legend_states": N_("Outside the classes"),
    "level": N_("Units"),
    "level_province": N_("Provinces"),
    "level_soum": N_("Soums"),
    "licence": N_("Licence"),
    "licences": N_("Licences"),
    "licences_sample": N_(
        "A documented sample, not the cadastre: no share of territory is computed from it."
    ),
    "licences_unplaced": N_("{n} of {of} licences have no place and are not drawn."),
    "mine": N_("Deposit or mine"),
    "minerals": N_("Minerals"),
    "mines": N_("Documented mines"),
    "more_rows": N_("The first {n} of {of} units; all of them are in the table."),
    "n_of": N_("Based on"),
    "no_boundary": N_("{n} units without a boundary are in the table only."),
    "no_classes": N_("No unit has a figure to class."),
    "no_data": N_("no data in this run"),
    "no_figures": N_("No unit has a figure."),
    "no_holder": N_("not stated"),
    "none_found": N_("Nothing found"),
    "not_drawn": N_("No place is known, so it is not drawn."),
    "not_ranked": N_("not ranked"),
    "note": N_("Note"),
    "of_land": N_("of the land {share}"),
    "other_figures": N_("All figures of this unit"),
    "overlaid": N_("Also here"),
    "overlap_biodiversity": N_("Licensed land in key biodiversity areas"),
    "overlap_footprints": N_("Licensed land that is mined ground"),
    "overlap_footprints_other": N_("Licensed land that is mined ground, other set"),
    "overlap_official_water": N_("Licensed land in official zones along water"),
    "overlap_protected": N_("Licensed land in protected areas"),
    "overlap_water": N_("Licensed land within {n} m of mapped water"),
    "overlaps": N_("Overlaps of licences"),
    "people_fewer": N_("fewer people, or not known how many"),
    "people_more": N_("{n} people and more"),
    "people_n": N_("{n} people"),
    "people_unknown": N_("number of people not known"),
    "place_approximate": N_("approximate boundary"),
    "place_exact": N_("boundary as the register has it"),
    "place_none": N_("no place known"),
    "place_point": N_("a point, no boundary"),
    "place_quality": N_("Drawn as"),
    "profile": N_("Open the profile"),
    "province": N_("Province"),
    "range": N_("{low} – {high}"),
    "rank": N_("Rank"),
    "rank_of": N_("{rank} of {n} ranked units"),
    "results": N_("{n} found"),
    "rings_closer": N_("Lines further in are drawn when the map is enlarged."),
    "rings_footprint": N_("Rings around mined ground"),
    "rings_mining": N_("Rings around mining licences"),
    "rounded_shapes": N_(
        "Shapes are simplified for display (tolerance {n} m); areas are measured on full shapes."
    ),
    "scope": N_("Boundary and area of"),
    "search": N_("Find a place, licence or holder"),
    "set_aside": N_("does not count"),
    "settlements": N_("Settlements"),
    "settlements_known": N_("{n} of {of} with a known number of people."),
    "soum": N_("Soum"),
    "source": N_("Source"),
    "stage": N_("Stage"),
    "stage_exploration": N_("exploration"),
    "stage_mining": N_("mining"),
    "stage_other": N_("other"),
    "status": N_("Status"),
    "status_assumed": N_("taken as in force"),
    "status_ended": N_("ended"),
    "status_in_force": N_("in force"),
    "status_unknown": N_("status unknown"),
    "table": N_("Table of units"),
    "unclassed": N_("figure, not classed"),
    "unit": N_("Unit"),
    "units": N_("units"),
    "up_to": N_("up to {high}"),
    "up_to_km": N_("up to {n} km"),
    "value": N_("Figure"),
    "water_proxy": N_(
        "Distance from mapped water, not the official zones: a proxy; never says that a licence is "
        "unlawful."
    ),
    "with_figure": N_("with a figure"),
    "year": N_("Date"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "km": N_("km"),
    "m": N_("m"),
}


def script_words() -> dict[str, dict[str, str]]:
    """Return the words of the script, by language."""
    return {
        language: {key: messages(language).gettext(said) for key, said in SCRIPT.items()}
        for language in LANGUAGES
    }


def names(entry: Any, key: str = "name", fallback: str = "") -> list[str]:
    """Return a name that the data have in both languages, in the order of the languages."""
    return [messages(language).name(entry, key) or humanised(fallback) for language in LANGUAGES]


class Texts:
    """Texts of the tables, each written once and referred to by its position."""

    def __init__(self) -> None:
        self.texts: list[str] = [""]
        self._places: dict[str, int] = {"": 0}
        self._said: dict[int, Callable[[Messages], str]] = {}

    def name(self, cell: Any) -> int:
        """Return the position of a name, a code or a date; a missing one is at 0, empty."""
        found = text(cell)
        if found not in self._places:
            self._places[found] = len(self.texts)
            self.texts.append(found)
        return self._places[found]

    def sentence(self, cell: Any) -> int:
        """Return the position of a text that is said in the language of the reader."""
        return self._in_words(cell, sentence)

    def minerals(self, cell: Any) -> int:
        """Return the position of the minerals of a licence."""
        return self._in_words(cell, minerals.said)

    def source(self, cell: Any) -> int:
        """Return the position of what a figure is from: datasets by their names, with rows."""
        english = self.name(source_words(text(cell), ENGLISH))
        self._said[english] = lambda words: source_words(text(cell), words)
        return english

    def _in_words(self, cell: Any, say: Callable[[str, Messages], str]) -> int:
        place = self.name(cell)
        self._said[place] = lambda words: say(text(cell), words)
        return place

    def said(self) -> list[dict[str, str]]:
        """Return, for every language, the texts that it says otherwise, by position."""
        found = []
        for language in LANGUAGES:
            said = {at: say(messages(language)) for at, say in sorted(self._said.items())}
            found.append({str(at): one for at, one in said.items() if one != self.texts[at]})
        return found
