"""Headings: the row in which they stand, where it is not the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nutag.describe.matching import name_key
from nutag.describe.tables import Table

#: Rows below the first that are looked at.
LOOKED_AT = 15
#: Known headings of one role that make a row of headings.
ENOUGH = 2


def hidden_headings(
    table: Table, names: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[int, str] | None:
    """Return the row of the file in which known headings stand, and those of its first cells.

    Parameters
    ----------
    table : Table
        Whose own headings are not known.
    names : mapping
        ``data/column_names.yaml``.

    Returns
    -------
    tuple of int and str, or None
        The row as a spreadsheet counts it, and what stands in it; None where there is none.
    """
    known = [
        {name_key(name): ours for ours, many in columns.items() for name in (ours, *many)}
        for columns in names.values()
    ]
    rows = table.rows.head(LOOKED_AT).to_numpy(dtype=object)
    for number, cells in zip(table.source_rows, rows, strict=False):
        texts = [str(cell) for cell in cells if cell is not None]
        keys = {name_key(text) for text in texts}
        if any(len({of[key] for key in keys & of.keys()}) >= ENOUGH for of in known):
            return int(number), ", ".join(texts[:6])
    return None
