"""The catalogue of indicators: what each one is called, means, needs and touches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from nutag.vocabulary import LIVESTOCK_KINDS

DIRECTIONS = ("pressure", "remedy", "neutral")
LEVELS = ("soum", "province", "country")
MISSING_RULES = {
    "M0": "a needed input is missing or does not cover the unit: no figure, with the reason",
    "M1": "the layer covers the unit and finds nothing: 0",
    "M2": "a survey: a unit that was not surveyed has no figure, sums are lower bounds (n of N)",
    "M3": "the denominator is small: the figure is kept, flagged and not ranked",
}
#: Shares of people near, with the shares of land as near that they are to be read beside.
BASE_RATES = {"E01": "E01_land", "E01_fp": "E01_fp_land"}
SENTENCE_EN = "These indicators show exposure or pressure, not a violation."
SENTENCE_MN = "Эдгээр үзүүлэлт нь өртөлт буюу дарамтыг харуулна, зөрчлийг бус."

#: Numbers of the configuration that names and definitions may tell, as ``{near_km}``.
PLACEHOLDERS = (
    "near_km",
    "rings_km",
    "special_zone_m",
    "ordinary_zone_m",
    "road_corridor_m",
    *LIVESTOCK_KINDS,
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

_VOCABULARIES = ("themes", "rights", "states", "flags", "units")

# The same as the plain loader, ten times faster where it is built in.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Indicator:
    """One indicator, as `data/indicators.yaml` describes it."""

    id: str
    theme: str
    name_en: str
    name_mn: str
    definition_en: str
    definition_mn: str
    unit: str
    decimals: int
    direction: str
    levels: tuple[str, ...]
    inputs: tuple[str, ...]
    missing_rule: tuple[str, ...]
    rights: tuple[str, ...]
    ungp: tuple[str, ...]
    sdg: tuple[str, ...]
    ranked: bool
    mapped: bool
    ramp: str


@dataclass(frozen=True)
class Catalogue:
    """All indicators by id, in file order, the headlines, and the vocabularies they use.

    The vocabularies map a word to `name_en` and `name_mn`; a right also has `instruments`, a
    tuple of legal references (empty where no source at hand names one). A unit of measure has the
    words that follow a figure.
    """

    indicators: dict[str, Indicator]
    headlines: tuple[str, ...]
    rights: dict[str, dict[str, Any]]
    states: dict[str, dict[str, Any]]
    flags: dict[str, dict[str, Any]]
    themes: dict[str, dict[str, Any]]
    units: dict[str, dict[str, Any]]


def load_catalogue(path: str | Path, measuring: Mapping[str, Any] | None = None) -> Catalogue:
    """Read and check a catalogue file.

    Parameters
    ----------
    path : str or Path
        YAML file with the keys ``indicators`` (a list), ``headlines`` (ids of some), ``rights``,
        ``states``, ``flags``, ``themes`` and ``units``.
    measuring : mapping, optional
        Numbers for its placeholders, as for `filled`; without them the placeholders stay.

    Returns
    -------
    Catalogue

    Raises
    ------
    ValueError
        Names the file, the entry and the key of every fault found: unknown or missing keys,
        wrong types, a word that its vocabulary does not hold, an id given twice.
    """
    path = Path(path)
    try:
        content = path.read_text(encoding="utf-8")
        raw = yaml.load(filled(content, measuring) if measuring else content, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: not readable as YAML: {error}") from error
    if not isinstance(raw, dict):
        raise ValueError(f"{path}: expected keys at the top level, found {type(raw).__name__}")

    faults = _key_faults("top level", raw, ("headlines", "indicators", *_VOCABULARIES))
    vocabularies = {name: _vocabulary(name, raw.get(name, {}), faults) for name in _VOCABULARIES}
    entries = raw.get("indicators", [])
    if not isinstance(entries, list):
        faults.append(f"indicators: expected a list, found {type(entries).__name__}")
        entries = []
    indicators: dict[str, Indicator] = {}
    for position, entry in enumerate(entries, start=1):
        indicator = _indicator(position, entry, vocabularies, faults)
        if indicator is None:
            continue
        if indicator.id in indicators:
            faults.append(f"indicator {indicator.id}: key id: given twice")
        indicators[indicator.id] = indicator
    headlines = raw.get("headlines", [])
    if not _has_type(headlines, _LIST):
        faults.append(f"headlines: expected {_PLAIN[_LIST]}, found {headlines!r}")
    elif strange := [key for key in headlines if key not in indicators]:
        faults.append(f"headlines: no indicator {', '.join(strange)}")
    if faults:
        raise ValueError(
            f"{path}: {len(faults)} fault(s) in the catalogue of indicators\n  "
            + "\n  ".join(faults)
        )
    return Catalogue(indicators=indicators, headlines=tuple(headlines), **vocabularies)


def filled(text: str, measuring: Mapping[str, Any]) -> str:
    """Return the text of a catalogue file with the numbers of a configuration in their places.

    Parameters
    ----------
    text : str
        With placeholders such as ``{near_km}``, those of `PLACEHOLDERS`; others stay.
    measuring : mapping
        The ``measuring`` part of the configuration: kilometres, metres and sheep units.

    Examples
    --------
    >>> measuring = {"near_km": 3, "rings_km": [1, 3], "water_zones_m": [50, 200]}
    >>> measuring |= {"road_corridor_m": 1000, "sheep_units": dict.fromkeys(LIVESTOCK_KINDS, 1)}
    >>> filled("within {near_km} km, rings to {rings_km} km", measuring)
    'within 3 km, rings to 1, 3 km'
    """
    special, ordinary = measuring["water_zones_m"]
    numbers = {
        "near_km": [measuring["near_km"]],
        "rings_km": measuring["rings_km"],
        "special_zone_m": [special],
        "ordinary_zone_m": [ordinary],
        "road_corridor_m": [measuring["road_corridor_m"]],
        **{kind: [measuring["sheep_units"][kind]] for kind in LIVESTOCK_KINDS},
    }
    told = {name: ", ".join(f"{n:,.10g}" for n in own) for name, own in numbers.items()}
    return _PLACEHOLDER.sub(lambda found: told.get(found[1], found[0]), text)


def render_markdown(catalogue: Catalogue) -> str:
    """Write the catalogue as the Markdown page `docs/indicators.md`."""
    lines = [
        "# Indicators",
        "",
        "<!-- Generated from data/indicators.yaml: change that file, not this one. -->",
        "",
        f"{SENTENCE_EN} {SENTENCE_MN}",
        "",
        "Figures of a province or the country are computed anew on the union of their land, "
        "never averaged from their parts.",
        "",
    ]
    for theme, words in catalogue.themes.items():
        members = [i for i in catalogue.indicators.values() if i.theme == theme]
        if members:
            lines += [f"## {_both(words)}", ""]
            for indicator in members:
                lines += _indicator_lines(indicator, catalogue)
    lines += ["## Missing figures", ""]
    lines += _table(("rule", "what it means"), MISSING_RULES.items())
    for title, vocabulary in (("States", catalogue.states), ("Flags", catalogue.flags)):
        lines += [f"## {title}", ""]
        lines += _table(
            ("word", "English", "Монгол"),
            (
                (f"`{word}`", names["name_en"], names["name_mn"])
                for word, names in vocabulary.items()
            ),
        )
    lines += ["## Rights and duties", ""]
    lines += _table(
        ("word", "English", "Монгол", "instruments"),
        (
            (f"`{word}`", names["name_en"], names["name_mn"], "; ".join(names["instruments"]))
            for word, names in catalogue.rights.items()
        ),
    )
    return "\n".join(lines).rstrip("\n") + "\n"


def _indicator(
    position: int,
    entry: object,
    vocabularies: Mapping[str, Mapping[str, object]],
    faults: list[str],
) -> Indicator | None:
    if not isinstance(entry, dict):
        faults.append(f"indicator number {position}: expected keys, found {type(entry).__name__}")
        return None
    who = f"indicator {entry['id']}" if entry.get("id") else f"indicator number {position}"
    wanted = {f.name: str(f.type) for f in fields(Indicator)}
    found = _key_faults(who, entry, wanted)
    values: dict[str, Any] = {}
    for key, kind in wanted.items():
        if key in entry:
            value = entry[key]
            if not _has_type(value, kind):
                found.append(f"{who}: key {key}: expected {_PLAIN[kind]}, found {value!r}")
            elif unknown := set(_PLACEHOLDER.findall(str(value))) - set(PLACEHOLDERS):
                found.append(
                    f"{who}: key {key}: unknown placeholder {', '.join(sorted(unknown))}; "
                    f"expected {', '.join(PLACEHOLDERS)}"
                )
            values[key] = tuple(value) if isinstance(value, list) else value
    if not found:
        allowed: dict[str, tuple[object, ...]] = {
            "theme": tuple(vocabularies["themes"]),
            "unit": tuple(vocabularies["units"]),
            "direction": DIRECTIONS,
            "levels": LEVELS,
            "missing_rule": tuple(MISSING_RULES),
            "rights": tuple(vocabularies["rights"]),
        }
        for key, words in allowed.items():
            given = values[key] if isinstance(values[key], tuple) else (values[key],)
            strange = [word for word in given if word not in words]
            if strange:
                found.append(
                    f"{who}: key {key}: unknown {', '.join(strange)}; "
                    f"expected {', '.join(map(str, words))}"
                )
    faults.extend(found)
    return None if found else Indicator(**values)


def _vocabulary(name: str, raw: object, faults: list[str]) -> dict[str, dict[str, Any]]:
    if not isinstance(raw, dict):
        faults.append(f"{name}: expected words with names, found {type(raw).__name__}")
        return {}
    keys = ("name_en", "name_mn", *(("instruments",) if name == "rights" else ()))
    words: dict[str, dict[str, Any]] = {}
    for word, names in raw.items():
        who = f"{name} {word}"
        if not isinstance(names, dict):
            faults.append(f"{who}: expected {', '.join(keys)}, found {names!r}")
            continue
        faults.extend(_key_faults(who, names, keys))
        for key in keys:
            kind = _LIST if key == "instruments" else "str"
            if key in names and not _has_type(names[key], kind):
                faults.append(f"{who}: key {key}: expected {_PLAIN[kind]}, found {names[key]!r}")
        words[str(word)] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in names.items()
        }
    return words


def _key_faults(who: str, entry: Mapping[Any, object], wanted: Any) -> list[str]:
    unknown = [f"{who}: key {key}: unknown key" for key in entry if key not in wanted]
    missing = [f"{who}: key {key}: missing" for key in wanted if key not in entry]
    return unknown + missing


_LIST = "tuple[str, ...]"
_PLAIN = {
    "str": "text that is not empty",
    "int": "a whole number of at least 0",
    "bool": "true or false",
    _LIST: "a list of texts",
}


def _has_type(value: object, kind: str) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if kind == "str":
        return isinstance(value, str) and value.strip() != ""
    return isinstance(value, list) and all(isinstance(v, str) and v for v in value)


def _indicator_lines(indicator: Indicator, catalogue: Catalogue) -> list[str]:
    rights = ", ".join(catalogue.rights[right]["name_en"] for right in indicator.rights)
    facts = (
        ("unit", indicator.unit),
        ("levels", ", ".join(indicator.levels)),
        ("direction", indicator.direction),
        ("inputs", ", ".join(f"`{name}`" for name in indicator.inputs)),
        ("missing figures", ", ".join(indicator.missing_rule)),
        ("rights and duties", rights),
        ("UN Guiding Principles", ", ".join(indicator.ungp)),
        ("Sustainable Development Goals", ", ".join(indicator.sdg)),
    )
    return [
        f"### {indicator.id} {indicator.name_en} · {indicator.name_mn}",
        "",
        indicator.definition_en,
        "",
        indicator.definition_mn,
        "",
        *(f"- {name}: {text or '–'}" for name, text in facts),
        "",
    ]


def _table(head: tuple[str, ...], rows: Any) -> list[str]:
    def line(cells: Any) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"

    return [line(head), line("---" for _ in head), *(line(row) for row in rows), ""]


def _both(words: Mapping[str, str]) -> str:
    return f"{words['name_en']} · {words['name_mn']}"
