"""Published figures on land in the atlas: a sign a unit, each figure by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nutag.labels import MEASURES, label
from nutag.mapwords import Texts
from nutag.messages import LANGUAGES, messages
from nutag.rows import number, records, text


def land_figures(
    rehabilitation: pd.DataFrame, unit_ids: Mapping[str, Sequence[str]], texts: Texts
) -> dict[str, Any]:
    """Return the published areas with the unit that each is of. They are never added.

    Parameters
    ----------
    rehabilitation : DataFrame
        Published figures, one a row; those without hectares are left to the tables.
    unit_ids : mapping
        Soums and provinces in the order of the page, by level.
    texts : Texts
        Takes sites, years and sources.

    Returns
    -------
    dict
        ``rows``: level, position of the unit, measure, hectares, year, site, exactness, source
        and record of each; ``measures``: their names; ``elsewhere``: how many figures are of no
        unit.
    """
    places = {
        level: {unit_id: at for at, unit_id in enumerate(ids)} for level, ids in unit_ids.items()
    }
    measures: dict[str, int] = {}
    rows: list[list[Any]] = []
    elsewhere = 0
    for row in records(rehabilitation):
        value = number(row.get("value_ha"))
        if value is None:
            continue
        unit = next(
            (
                (level, places[level][text(row.get(f"{level}_id"))])
                for level in ("soum", "province")
                if text(row.get(f"{level}_id")) in places[level]
            ),
            None,
        )
        if unit is None:
            elsewhere += 1
            continue
        measure = measures.setdefault(text(row["measure"]), len(measures))
        said = [texts.sentence(row.get(key)) for key in ("year", "site", "exactness", "source")]
        rows.append([*unit, measure, value, *said, text(row["record_id"])])
    return {
        "measures": [
            [label(MEASURES, key, messages(language)) for language in LANGUAGES] for key in measures
        ],
        "rows": rows,
        "elsewhere": elsewhere,
    }
