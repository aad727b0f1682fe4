"""The report in Markdown: tables ready to paste, every figure a view of the indicator table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from nutag import overview
from nutag.catalogue import SENTENCE_EN, Catalogue
from nutag.messages import N_, Messages
from nutag.page import footer_line
from nutag.rows import attributions, latest_rows, records, source_datasets, text
from nutag.sentences import sentence
from nutag.unit_figures import Figure, UnitFigures
from nutag.unit_ranking import Column, in_order, unit_ranking
from nutag.vocabulary import WITH_FIGURE

TITLE = N_("Mining licences and unrehabilitated land in Mongolia")
#: Columns of the provinces; they stand in the order of the first.
PROVINCES = ("L01", "L02", "L04", "L05", "L11", "R01", "R02", "R03", "Q01")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")


def report(
    *,
    provinces: pd.DataFrame,
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    provenance: Mapping[str, Any],
    words: Messages,
) -> str:
    """Return the report in one language.

    Parameters
    ----------
    provinces : DataFrame
        ``province_id`` and names.
    indicators : DataFrame
        Tidy indicator table.
    catalogue : Catalogue
        Names, units and vocabularies.
    provenance : mapping
        Content of ``results/provenance.json``.
    words : Messages
        Of the reader.

    Returns
    -------
    str
        Markdown, the same bytes for the same input.
    """
    figures = UnitFigures(indicators, catalogue)
    say = words.gettext
    parts = [
        f"# {say(TITLE)}",
        f"**{say(SENTENCE_EN)}**",
        f"## {say('Headline figures')}",
        *_headlines(indicators, figures, provenance, words),
        f"## {say('Provinces compared')}",
        *_provinces(provinces, figures, words),
        f"## {say('What is not known')}",
        say("A missing figure is never read as zero. Sums over units with gaps are lower bounds."),
        *_missing(indicators, catalogue, words),
        f"## {say('Sources')}",
        "\n".join(f"- {escaped(sentence(line, words))}" for line in _sources(provenance)),
        escaped(footer_line(provenance, words)) + ".",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(value: str) -> str:
    """Return data as text of Markdown: nothing in it is markup, and it stays on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(value.split()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[bool]) -> str:
    """Return a table; columns of numbers are set to the right."""
    lines = [head, ["--:" if right else "---" for right in numbers], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _headlines(
    indicators: pd.DataFrame,
    figures: UnitFigures,
    provenance: Mapping[str, Any],
    words: Messages,
) -> list[str]:
    country = next(iter(indicators.loc[indicators["unit_level"] == "country", "unit_id"]), "")
    catalogue, say = figures.catalogue, words.gettext
    provinces = latest_rows(indicators, "province")
    of_country = latest_rows(indicators, "country")
    rows = []
    for key in catalogue.headlines:
        indicator = catalogue.indicators[key]
        figure = figures.figure(country, indicator, words)
        row = figures.row(country, key)
        if figure is None or row is None:
            continue
        datasets = source_datasets([row.get("source")])
        credits = attributions(provenance, datasets) or attributions(provenance, indicator.inputs)
        states = provinces.loc[provinces["indicator_id"] == key, "state"]
        rows.append(
            [
                escaped(figure.name),
                escaped(
                    overview.beside_base_rate(figure.shown, of_country, indicator, catalogue, words)
                ),
                escaped(words.name(catalogue.states[figure.state])),
                escaped(sentence(figure.period, words)),
                f"{states.isin(WITH_FIGURE).sum()} / {len(states)}" if len(states) else "",
                escaped("; ".join(overview.flag_words(row.get("flags"), catalogue, words))),
                escaped("; ".join(sentence(credit, words) for credit in credits)),
            ]
        )
    head = [N_("Indicator"), N_("Figure"), N_("State"), N_("Date"), N_("Provinces with a figure")]
    head += [N_("Marks"), N_("Source")]
    numbers = [False, True, *[False] * 5]
    return [table([say(name) for name in head], rows, numbers)]


def _provinces(provinces: pd.DataFrame, figures: UnitFigures, words: Messages) -> list[str]:
    say = words.gettext
    names = records(provinces[["province_id", "name_en", "name_mn"]])
    order = in_order(names, "province", PROVINCES[0], figures)
    ranking = unit_ranking(order, "province", PROVINCES, figures, words)
    head = [say("Rank"), say("Province"), *(_head(column, words) for column in ranking.columns)]
    rows = []
    for row in ranking.rows:
        first = row.figures.get(PROVINCES[0])
        rank = str(first.rank) if first is not None and first.rank is not None else "–"
        cells = [_cell(row.figures[c.id], c, words) for c in ranking.columns]
        rows.append([rank, escaped(row.name), *cells])
    lines = [
        say("By {indicator}; those without a figure stand at the end.").format(
            indicator=escaped(ranking.by)
        )
        if ranking.ranked
        else "",
        table(head, rows, [True, False, *[True] * len(ranking.columns)]),
        say(
            "Rank 1 has the largest figure; samples, lower bounds, small bases and parts of units "
            "are not ranked, nor are fewer than three units."
        ),
    ]
    for empty, reasons in ranking.empty:
        told = [f"{state}: {sentence(note, words)}" if note else state for state, note in reasons]
        known = say("No province has a figure of: {names}.").format(names=escaped(", ".join(empty)))
        lines.append(f"{known} {escaped('; '.join(told))}")
    return lines


def _head(column: Column, words: Messages) -> str:
    unit = f", {column.unit}" if column.unit else ""
    told = "; ".join(
        part for part in (sentence(column.period, words), ", ".join(column.marks)) if part
    )
    return escaped(f"{column.name}{unit}" + (f" ({told})" if told else ""))


def _cell(figure: Figure | None, column: Column, words: Messages) -> str:
    if figure is None:
        return escaped(words.gettext("no row in the indicator table"))
    if not figure.known:
        return escaped(figure.shown)
    own = column.own(figure)
    told = [sentence(own[0], words), *own[1:]] if own else []
    return escaped(figure.number + (f" ({', '.join(told)})" if told else ""))


def _missing(indicators: pd.DataFrame, catalogue: Catalogue, words: Messages) -> list[str]:
    say = words.gettext
    rows = []
    for row in overview.missing_rows(indicators, catalogue, words):
        notes = [sentence(note, words) for note in row["notes"]]
        if row["more"]:
            notes.append(say("and {n} more, see the indicator table").format(n=row["more"]))
        levels = [_counted(row["levels"][level]) for level in ("province", "soum")]
        rows.append(
            [
                escaped("; ".join(row["names"])),
                *map(escaped, levels),
                escaped(" ".join(note if note.endswith(".") else f"{note}." for note in notes)),
            ]
        )
    head = [say("Indicator"), say("Provinces"), say("Soums"), say("Why")]
    return [table(head, rows, [False] * 4)] if rows else []


def _counted(level: Mapping[str, Any]) -> str:
    if not level["total"]:
        return "–"
    states = "; ".join(f"{count} {state}" for count, state in level["states"])
    return f"{level['with']} / {level['total']}" + (f"; {states}" if states else "")


def _sources(provenance: Mapping[str, Any]) -> list[str]:
    lines = [text(entry.get("attribution")) for entry in provenance.get("inputs") or []]
    return list(dict.fromkeys(line for line in lines if line))
