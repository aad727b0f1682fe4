"""Sentences that the tables carry in English, such as notes and steps, in the reader's language.

The tables are written once, in English. A page finds the sentence behind a cell by its pattern
and says it in the words of its language; what no pattern fits stays as it is, marked as English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from markupsafe import Markup

from nutag.messages import LANGUAGES, N_, Messages

#: ``{n}`` and names that begin so stand for a number, ``{period}`` for a date, ``{several}`` for
#: sentences with ``;`` between; others for words.
SENTENCES = (
    # Notes of the indicators.
    N_("The licences are a sample, not the register: no figure for the whole unit."),
    N_("Sum of areas as the register declares them; overlaps are not removed."),
    N_("All exploration licences, those on land under a mining licence too."),
    N_("As the register counts; a licence in several provinces may be in each of them."),
    N_("The licences that lie here, or may, have no boundary in the register."),
    N_("Licences left out because they have no boundary: {n}."),
    N_("Some soums of this unit have no boundary, so there is no density."),
    N_("The register names no holders."),
    N_("No licence with a boundary and a named holder lies here."),
    N_("Named holders: {n}."),
    N_("Others have {n} % of the area."),
    N_("Others have less than {n} % of the area."),
    N_("No boundary of this unit is at hand."),
    N_("The cell drawn for this unit stands for most of its province: it has no area of its own."),
    N_("This run has no layer of this kind."),
    N_("The layer does not reach this unit."),
    N_("The layer shows nothing here, and may lack what there is."),
    N_("The layer reaches {n} % of the land."),
    N_("Soums without a value: {n}."),
    N_("Of the land {n} % has a number."),
    N_("What the rings lie around may be incomplete; it may be more or less."),
    N_("A mining licence without a boundary lies near enough to count, or may."),
    N_("There is nothing in the country that rings could lie around."),
    N_("No such ring is configured."),
    N_("From {n} to {n2} km."),
    N_("From the licences in the sample; a lower bound."),
    N_("From the licences in the sample; it may be more or less."),
    N_("Licences without a boundary may hold mined ground, so none is said to lie outside."),
    N_("Distance from mapped water, not the official zones: a proxy."),
    N_("The other set of mined ground gives {n} ha."),
    N_("Fewer than five: the number is withheld, because camps are private."),
    N_("How many camps there are in the unit is withheld."),
    N_("Points of the layer in the unit: {n}."),
    N_("Rows of the layer without a usable place, in no unit: {n}."),
    N_("Rows of the layer without a usable place, in no unit: fewer than five."),
    N_("Points of the layer outside every soum: {n}."),
    N_("Points of the layer outside every soum: fewer than five."),
    N_("Soums whose number is withheld: {n}."),
    N_("The sum is a lower bound."),
    N_("No other soum shows any, so the sum is withheld as well."),
    N_("The livestock of each soum, spread evenly over its pasture."),
    N_("Nothing in {n} of {n2} soums, and of the others it is not known."),
    N_("Livestock of {several}."),
    N_("Land cover of {period}."),
    N_("The land cover is of a year that is not given."),
    N_("No province has both figures."),
    N_("No second set of boundaries is configured."),
    N_("The second set of boundaries does not draw this unit."),
    N_("{n} % in the first set of boundaries, {n2} % in the second."),
    N_("No licence statistics are configured."),
    N_("Statistics of one month-end only."),
    N_("No figure at one of the two month-ends."),
    N_("From {period} to {period2}."),
    N_("No official area."),
    N_("Official area."),
    N_("Official area; {n} km2 from the polygons."),
    N_("From the polygons."),
    N_("From the boundaries in the sample; a lower bound."),
    N_("Documented licences that are not known to have ended; a lower bound."),
    N_("The register's statistics of {period} do not name this unit."),
    N_("The register's statistics of {period} give no {stage} {what} here."),
    N_("Over the provinces that have a figure, not the whole country."),
    N_("The land reported is of the soums studied, the pasture of the whole province."),
    N_("The land reported is of the soums studied, the mined ground of the whole province."),
    N_("No province has a figure."),
    N_("{n} of {n2} units have a figure"),
    N_("{n} of {n2} provinces have a figure"),
    N_("The denominator is incomplete, so there is no rate."),
    N_("The denominator is zero, so there is no rate."),
    N_("numerator {period}, denominator {period2}"),
    N_("and {n} more"),
    N_("row {n}"),
    N_("No source gives a stock and its rehabilitated part."),
    N_("Given for the province only; it is not spread to its soums."),
    N_("Of the indicators {ids}."),
    N_("No number in the {dataset} dataset."),
    N_("The livestock figures tell no kinds."),
    N_("The number of a kind of livestock is missing, so there are no sheep units."),
    # Rules of missing figures.
    N_("a needed input is missing or does not cover the unit: no figure, with the reason"),
    N_("the layer covers the unit and finds nothing: 0"),
    N_("a survey: a unit that was not surveyed has no figure, sums are lower bounds (n of N)"),
    N_("the denominator is small: the figure is kept, flagged and not ranked"),
    N_("No survey is on record."),
    N_("The source names the unit and gives no area."),
    N_("The source names the unit as not surveyed, or leaves its cell empty."),
    N_("The source does not say whether the unit was surveyed."),
    N_("The source gives more rehabilitated land than {measure}: not shown."),
    # Periods.
    N_("{period} to {period2}"),
    N_("undated"),
    N_("early 1990s"),
    # How exact a published figure is.
    N_("published"),
    N_("published, rounded"),
    N_("published, round figure"),
    N_("published, lower bound"),
    N_("published; percentages in the source do not fit the hectares"),
    # Steps of the ladder.
    N_("rows in"),
    N_("parsed"),
    N_("geometry"),
    N_("distinct"),
    N_("in force"),
    N_("in the country"),
    N_("counted"),
    # Why a licence does not count.
    N_("no licence number"),
    N_("latitude before longitude"),
    N_("corner not readable"),
    N_("fewer than three corners"),
    N_("order of corners unclear"),
    N_("duplicate"),
    N_("duplicate number"),
    N_("older row of the number"),
    N_("not in force"),
    N_("expired"),
    N_("granted later"),
    N_("status unknown"),
    N_("outside the country"),
    N_("outside every soum"),
    N_("no place"),
    N_("{n} {reason}"),
    # Notes of the checks.
    N_("{n} total rows left out"),
    N_("{n} of them without a boundary"),
    N_("{n} rows without a known status are taken as in force"),
    N_(
        "as of {period}, {origin}: by status {n} licences with {n2} ha, "
        "by dates {n3} licences with {n4} ha"
    ),
    N_("the newest grant"),
    N_("the newest grant in the country"),
    N_("`as_of`"),
    N_("`as_of` in the country"),
    N_("{n} rows set aside"),
    N_("{n} licences without a place, {n2} wholly outside every soum"),
    N_("{n} ha outside every soum"),
    N_("distinct licences, and the union of their polygons"),
    N_("{n} of them in hectares"),
    N_("kinds of measure are not added up"),
    N_("{n} of {n2} with a boundary"),
    N_("{n} of {n2} with a boundary, {n3} ha in all"),
    N_("{n} of them without a date of expiry"),
    N_("in force by status"),
    N_("in force by dates"),
    N_("the difference is land that lies under more than one licence"),
    N_("land under licence against the sum of licences"),
    N_("the polygons are a sample and have to be smaller"),
    N_("polygons of {period} against statistics of {period2}"),
    N_("the two are more than {n} years apart"),
    N_("{n} licences in the statistics"),
    N_("sum of licences against {period}"),
    N_("{period} {stage}"),
    N_("exploration"),
    N_("mining"),
    N_("total"),
    N_("area"),
    N_("count"),
    N_("no date"),
    N_("area of the province"),
    N_("area of the soum"),
    N_("boundaries are {quality}"),
    N_("approximate"),
    N_("surveyed"),
    N_("{n} rows excluded by the configuration"),
    N_("{n} of no soum"),
    N_("lost holes of {n} ha are cut"),
    # Context layers.
    N_("withheld, because camps are private"),
    N_("what the kind of issue says"),
    N_("`nutag check` shows it to whoever has the file."),
    N_("{n} of {n2} rows without a usable place"),
    N_("{n} of {n2} {role} outside every soum"),
    N_("{n} of {n2} features outside the country"),
    N_("settlements"),
    N_("water_points"),
    N_("camps"),
    N_("a point"),
    N_("a polygon"),
    N_("a line or a polygon"),
    N_("points inside the soums"),
    N_("They are left out, and counts say how many are missing."),
    N_("They are left out."),
    N_("They are in no figure, and counts say how many they are."),
    N_("{n} of {n2} soums ({title}) without a settlement on their land are spread evenly"),
    N_(
        "{n} of {n2} soums ({title}) with neither a polygon nor a centre are laid on their "
        "provinces"
    ),
    N_("a polygon and a settlement in each soum"),
    N_(
        "The population surface is a model; put a raster into `datasets.population_raster` where "
        "one is at hand."
    ),
    # What was done about an issue.
    N_("Set aside."),
    N_("Left out."),
    N_("Left out, as `exclude` in the configuration says."),
    N_("Both are kept; they differ by {n} %."),
    N_("Computed all the same, flagged year_gap, with both years in the note."),
    N_("Counted only where a soum or province is recorded."),
    N_("It is in the tables and counted nowhere."),
    N_("Joined to {ids} by name and province."),
    N_("Kept in the tables and not counted."),
    N_(
        "Land under several licences counts once in every union; all pairs stand in "
        "results/tables/licence_overlaps.csv."
    ),
    N_("Only the part inside the soums is measured."),
    N_("Read as hectares."),
    N_("Read without those around, and with plain spaces for hard ones."),
    N_("Repaired: {n} ha before, {n2} ha after."),
    N_("Row {n} is kept, the others are not counted."),
    N_(
        "Soums without a polygon stay in the tables with the state `no_boundary`; "
        "results/checks/boundary_crosswalk.csv lists every soum and polygon."
    ),
    N_("Taken as WGS 84; set `datasets.licences.crs` to say otherwise."),
    N_("The legend has a single class."),
    N_("The licence counts, with an unknown holder, who is in no figure about holders."),
    N_("The licensed area is zero there."),
    N_("The polygon is used; check the polygon, or the centre in `datasets.soums`."),
    N_("There is no data to map: the maps show why, unit by unit."),
    N_(
        "There is no figure there, and no zero; if the register is complete, "
        "set `datasets.licences.coverage: complete`."
    ),
    N_(
        "They count all the same: the status decides, see `datasets.licences.status_rule`; "
        "reconciliation.csv has the totals both ways."
    ),
    N_("Used for the provinces; the soums say that it is given for the province only."),
    N_("Mended: {ids}. Export the file in UTF-8 if that is not right."),
    # What was found in the input, and what was expected.
    N_("no boundary, no point in a soum and no recorded place"),
    N_("{n} polygons for {n2} soums, {n3} soums without a polygon ({title})"),
    N_("{title}: {n} km2 from the polygons"),
    N_("an empty holder"),
    N_("the holder {title}"),
    N_("numerator {period}, denominator {period2} in {n} units ({ids})"),
    N_("coordinates without a CRS, {n} of {n2} inside the country in degrees"),
    N_("{n} of the kind mine, {n2} of the kind unnumbered"),
    N_("{n} of the kind mine"),
    N_("{n} of the kind unnumbered"),
    N_("{n} licences without a boundary or a point ({ids})"),
    N_("{n} licences that have ended ({ids})"),
    N_("{n} licences that expired before {period} and whose status does not say so ({ids})"),
    N_("figures of unrehabilitated land for {n} provinces and for no soum"),
    N_(
        "no licence in {n} of {n2} soums with a boundary ({ids}) and "
        "{n3} of {n4} provinces with a boundary ({ids2})"
    ),
    N_("no licence in {n} of {n2} soums with a boundary ({ids})"),
    N_("no province with a figure of {ids}"),
    N_("no soum with a figure of {ids}"),
    N_("one value alone among the provinces for {ids}"),
    N_("one value alone among the soums for {ids}"),
    N_("a column {ids} that holds hectares, as the polygons show"),
    N_("{n} rows with the same number and place (rows {ids})"),
    N_("Ring Self-intersection[{ids}]"),
    N_("{n} of {n2} ha outside every soum"),
    N_("{n} pairs of licences of different holders that overlap, together {n2} ha ({several})"),
    N_("{ids} and {ids2} {n} ha"),
    N_("{n} rows that match {ids}: {title}"),
    N_("letters that were decoded wrongly in {n} cells: {title}"),
    N_("{n} cells with spaces around the text or hard spaces in it, in {ids}"),
    N_("the centre of {title} in the polygon of {title2}"),
    N_("an unknown code with the name {title}"),
    N_("a place"),
    N_("a polygon for each soum, and a soum for each polygon"),
    N_("{n} km2, the official area, within {n2} %"),
    N_("a name"),
    N_("years at most {n} apart (`indicators.max_year_gap`)"),
    N_("a CRS"),
    N_("licences with a number"),
    N_("a boundary, or a point"),
    N_("licences in force"),
    N_("figures of soums, where there are any"),
    N_("a complete register, for none to mean zero"),
    N_("a licence, or none: the register is complete"),
    N_("a figure to map"),
    N_("values that differ"),
    N_("the unit in the name"),
    N_("one row a licence"),
    N_("a valid polygon"),
    N_("a licence inside the soums"),
    N_("land under one holder"),
    N_("rows of this dataset's kind"),
    N_("letters as they were written"),
    N_("text without them"),
    N_("a soum that holds its own centre"),
    N_("{ids}, the code of that soum in the register"),
    # Terms and figures of the bundled tables.
    N_("open statistics, cited"),
    N_("single facts, cited"),
    N_("single figures, cited row by row"),
    N_("public domain (outlines), CC BY 4.0 (soum centres)"),
    N_("CC BY-SA 4.0 (figures from Wikipedia), ISO 3166-2 codes"),
    N_("CC BY 4.0 (Global Energy Monitor boundaries); single facts cited row by row"),
    N_("public register, no licence stated"),
    N_("as stated in the metadata of the file (geoBoundaries itself is CC BY 4.0)"),
    N_("public domain"),
    N_("free to use with credit to the source"),
    N_("terms of use of the WDPA: not to be redistributed, not for commercial use"),
    # Whose the bundled tables are, and those that may be downloaded.
    N_("Wikipedia"),
    N_("National Statistics Office of Mongolia"),
    N_("National Statistics Office of Mongolia (1212.mn)"),
    N_("National Statistics Office of Mongolia (1212.mn), table {ids}"),
    N_("National Statistics Office of Mongolia / OCHA, COD-AB Mongolia"),
    N_("Made with Natural Earth"),
    N_("soum centres from GeoNames"),
    N_("companies and authorities as cited in each row"),
    N_("Mineral Resources and Petroleum Authority of Mongolia, monthly report, table 1.1"),
    N_("National Human Rights Commission of Mongolia (2012 study) and others as cited in each row"),
    N_(
        "National Human Rights Commission of Mongolia, 12th report, as cited by "
        "Tsedendemberel (2016)"
    ),
    N_("EITI Mongolia"),
    N_("geoBoundaries (Runfola et al. 2020, doi {ids})"),
    N_("WorldPop ({site}), University of Southampton, doi {ids}"),
    N_("© ESA WorldCover project {period}"),
    N_("contains modified Copernicus Sentinel data ({period})"),
    N_("UNEP-WCMC and IUCN, World Database on Protected Areas (WDPA)"),
    N_("Maus et al. {period}, doi {ids}"),
    N_("Tang and Werner {period}, doi {ids}"),
    # Which edition a ready dataset is of.
    N_("COD-AB {ids}, valid from {period}"),
    N_("geoBoundaries gbOpen, release of commit {ids}"),
    N_("land left without any rehabilitation, 2012 study in 15 soums of eight provinces"),
    N_("land disturbed by mineral extraction, no statement on rehabilitation"),
    N_("area restored in the year"),
    N_("area restored in the year (with {n} ha technical)"),
    N_("done"),
    N_("done, out of {n} ha planned"),
    N_("more than"),
    N_("sum of the years {period} to {period2}"),
    N_("all land disturbed"),
    N_("of which in active mining"),
    N_("of which disturbed and not being worked"),
    N_("of the {n} ha: rehabilitated"),
    N_("of the {n} ha: technical"),
    N_("of the {n} ha: biological"),
    N_("rehabilitation under way"),
    N_("total area to be rehabilitated in Orkhon bag"),
    N_("{n} gold licences terminated"),
    N_("rehabilitated by {n} September {period}"),
    N_("total area mined at the Toson placer"),
    N_("text says {n} percent; {ids} is {n2} percent"),
    N_("total mined area of the company"),
    N_("source adds {n} percent"),
    N_(
        "long-abandoned land in two places, technical rehabilitation finished and handed over "
        "(paid by Oyu Tolgoi, done by Bugant Nandin LLC)"
    ),
    N_("400 ha by Jinjii Mining and 200 ha by Bugant Nandin, paid by Oyu Tolgoi"),
    N_("at least, land damaged by mining as of {period}"),
    N_("more than; all degraded land in the inventory"),
    N_("about; of which by mining"),
    N_("to be rehabilitated first (damaged and abandoned for years)"),
    N_("Government action programme 2020-2024, paragraph 5.1.8"),
    N_("{n} areas affected by mining"),
    N_("pasture lost in {n} provinces"),
    N_("satellite images of the early 1990s"),
    N_("{n} soums in {n2} provinces, {n3} times the early 1990s"),
    N_("abandoned artisanal mining land (ESEC II project)"),
    N_("mined areas with satisfactory technical reclamation"),
    N_("mined areas with satisfactory biological reclamation"),
    N_("year of measurement not stated"),
    N_("article of {period}"),
    N_("page not dated"),
    N_("the four companies add up to the {n} ha"),
    N_("a later company page gives {ids} ha"),
    N_("undated company figure"),
    N_("conflicts with {n} ha (Xinhua, same ministry, same year)"),
    N_("date of the article unclear"),
    N_("date of the article not shown"),
    N_("policy target, not a measurement"),
    N_("satellite mapping; wider than disturbed land of the ministry"),
    N_("unclear how it relates to {n} ha"),
    N_('source says "square/hectare"'),
    N_("{ids} is {n}, not {n2}"),
    N_("results by aimag not seen"),
    # What the survey of the bundled figures covered.
    N_(
        "15 soums of eight provinces were studied; which five provinces besides these three is "
        "not published in the sources at hand"
    ),
    N_(
        "figure covers the soums studied (15 soums of eight provinces, 2012), "
        "not necessarily the whole province"
    ),
    N_("soums not named"),
    N_("the Commission report itself was not seen"),
    N_("disturbed not operating"),
    N_("rehabilitation required"),
    N_("{n} of {n2} ha ({measure})."),
    N_("{n} of {n2} ha ({measure}), {site} only"),
    N_("year taken from the campaign name"),
    N_("Orkhon bag"),
    N_("Orkhon bag, {title}"),
    N_("Toson placer gold mine, Monpolymet"),
    N_("Monpolymet, all sites"),
    N_("{n} sites in nine aimags"),
    N_("parts do not add up to {n} ha"),
    # Where they are from.
    N_(
        "National Human Rights Commission of Mongolia, {n}th annual report, as cited in "
        "Tsedendemberel O. ({period}), {title}"
    ),
    N_("MONTSAME {n} September {period}"),
    N_("MONTSAME {n} November {period}"),
    N_("dundgovi.mn article on mining damage"),
    N_("Khovd news on the Rehabilitation-2020 check"),
    N_("Monpolymet {period} (theoretical and practical training at Toson)"),
    N_("Monpolymet company web pages (source text in public repositories)"),
    N_("Xinhua, Ministry of Environment and Tourism statement of {n} September {period}"),
    N_(
        "{title} news, on the {period} national inventory of the Ministry of Environment and "
        "Tourism"
    ),
    N_("A24 News Agency, February {period}"),
    N_("A24 News Agency {period}, O. Munkhdulam"),
    N_("Swiss Federal Department of Foreign Affairs"),
    # The register of licences.
    N_("private person"),
    N_("union of five licences"),
    N_("union of nine licences with one hole"),
)

_KINDS = {
    "n": r"[-+−]?\d[\d.,]*\d|\d",
    "period": r"\d{4}(?:-\d\d)?(?:-\d\d)?|undated|no date",
    "several": r".+",
}
#: What stands for a name or a code; a title is said in its own language.
_AS_THEY_ARE = ("ids", "dataset", "site")
_TITLE = "title"
#: What stands between sentences, clauses and words.
_BETWEEN = (r"(; )", r"(?<=\.)( )", r"(, )")
_FIELD = re.compile(r"\{(\w+)\}")
_CODE = re.compile("`([^`]+)`")
#: Letters of the languages, from the first to the last of a run.
_LETTERS = {"en": "A-Za-z", "mn": "\u0400-\u052f"}


class _Piece(NamedTuple):
    """A part of a cell: whether it is said in the language of the reader, or is a title."""

    text: str
    known: bool
    title: bool = False


def sentence(text: str, words: Messages) -> str:
    """Return the text of a cell in the language of the reader, as far as its sentences are known.

    Parameters
    ----------
    text : str
        Cell of a table, in English: sentences one after another, or clauses with ``;`` between.
    words : Messages
        Of the reader.

    Examples
    --------
    >>> from nutag.messages import messages
    >>> sentence("2 duplicate; no place", messages("en"))
    '2 duplicate; no place'
    """
    return "".join(piece.text for piece in _said(text, words))


def marked(text: str, words: Messages) -> Markup:
    """Return the same to stand in a page: what is in another language is marked.

    What stands between backticks is code, in no language.
    """
    found = []
    for piece in _said(text, words):
        own = piece.known and not piece.title
        for k, part in enumerate(_CODE.split(piece.text)):
            plain = Markup("{}").format(part) if own or k % 2 else foreign(part, words)
            found.append(Markup("<code>{}</code>").format(plain) if k % 2 else plain)
    return Markup("").join(found)


def foreign(text: str, words: Messages) -> Markup:
    """Return data that have one language, such as names, marked where it is not the reader's.

    Where a text has letters of both, what is in those of the other language is marked.

    Examples
    --------
    >>> from nutag.messages import messages
    >>> str(foreign("Terguur (Тэргүүр)", messages("mn")))
    '<span lang="en">Terguur</span> (Тэргүүр)'
    """
    other = next(language for language in LANGUAGES if language != words.language)
    theirs, own = _LETTERS[other], _LETTERS[words.language]
    if not re.search(f"[{theirs}]", text):
        return Markup("{}").format(text)
    whole = not re.search(f"[{own}]", text)
    run = "(.+)" if whole else f"([{theirs}](?:[^{own}]*[{theirs}])?)"
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(other, part) if k % 2 else part
        for k, part in enumerate(re.split(run, text, flags=re.DOTALL))
    )


def _said(text: str, words: Messages) -> list[_Piece]:
    if not text:
        return []
    if words.language == LANGUAGES[0]:
        # The tables are in English, but for what data have otherwise.
        return [_Piece(text, known=True, title=True)]
    whole = _known(text, words)
    if whole is not None:
        return whole
    best = [_Piece(text, known=not re.search("[A-Za-z]", text))]
    for between in _BETWEEN:
        pieces = re.split(between, text)
        if len(pieces) == 1:
            continue
        found = [
            piece
            for k, part in enumerate(pieces)
            for piece in ([_Piece(part, known=True)] if k % 2 else _said(part, words))
        ]
        # A list of words is no list of sentences, unless all of them are known.
        if between != _BETWEEN[-1] or not _unknown(found):
            best = min(best, found, key=_unknown)
    return best


def _unknown(said: list[_Piece]) -> int:
    return sum(len(piece.text) for piece in said if not piece.known)


def _known(text: str, words: Messages) -> list[_Piece] | None:
    """Return one sentence in the language of the reader, None where no pattern fits it."""
    for pattern, key in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        said = {name: _field(name, part, words) for name, part in found.groupdict().items()}
        if any(map(_unknown, said.values())):
            continue
        parts = _FIELD.split(words.gettext(key))
        return [
            piece
            for k, part in enumerate(parts)
            for piece in (said[part] if k % 2 else [_Piece(part, known=True)])
        ]
    return None


def _field(name: str, part: str, words: Messages) -> list[_Piece]:
    kind = name.rstrip("0123456789")
    if kind == _TITLE:
        return [_Piece(part, known=True, title=True)]
    if kind in _AS_THEY_ARE:
        return [_Piece(sentence(part, words), known=True)]
    return _said(part, words)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    # What says most itself comes first.
    keys = sorted(SENTENCES, key=lambda key: (-len(_FIELD.sub("", key)), key))
    return [(_pattern(key), key) for key in keys]


def _pattern(key: str) -> re.Pattern[str]:
    literals = _FIELD.split(key)[::2]
    names = _FIELD.findall(key)
    groups = [f"(?P<{name}>{_KINDS.get(name.rstrip('0123456789'), '[^;]+?')})" for name in names]
    pieces = [re.escape(literals[0])]
    for group, literal in zip(groups, literals[1:], strict=True):
        pieces += [group, re.escape(literal)]
    return re.compile("".join(pieces))
