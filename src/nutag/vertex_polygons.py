"""Polygons of a register from its vertex list, and what the two do not share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nutag.columns import as_text
from nutag.coordinates import as_written, read_numbers, report_angles
from nutag.issues import IssueLog, listed
from nutag.licence_numbers import bare_number
from nutag.registry import Dataset
from nutag.rings import Built, build_polygons
from nutag.vertices import VertexList, number_keys


def with_polygons(
    kept: pd.DataFrame,
    everything: pd.DataFrame,
    vertices: VertexList,
    dataset: Dataset,
    log: IssueLog,
) -> pd.DataFrame:
    """Give the attributes the polygons of their corners.

    Parameters
    ----------
    kept : pandas.DataFrame
        Attributes, one row a licence.
    everything : pandas.DataFrame
        Attributes before rows were excluded, whose corners are no strangers.
    vertices : VertexList
        From `nutag.vertices.read_vertices`.
    dataset : Dataset
        Says which column has the number.
    log : IssueLog
        Takes rows without corners, and those whose corners make no polygon.

    Returns
    -------
    geopandas.GeoDataFrame
        `kept` with a geometry without CRS, None where there is none, and ``geometry_fault``: why a
        row cannot be used, or empty. `kept` itself where its column of numbers is missing.
    """
    column = dataset.source_column(dataset.spec.key)
    if column not in kept.columns:
        return kept  # which is said with the other columns
    code, number = as_text(kept[column]), number_keys(kept[column])
    written = dict(zip(number, code, strict=True))
    table = _of_known_numbers(vertices, written, number_keys(everything[column]))
    licences = pd.Index(number.dropna().unique())
    shape = licences.get_indexer(table["number"])
    table, shape = table[shape >= 0].reset_index(drop=True), shape[shape >= 0]

    position = read_numbers(table)
    report_angles(position.angles, vertices.log)
    readable = np.isfinite(position.x) & np.isfinite(position.y)
    broken = np.isin(np.arange(len(licences)), shape[~readable])
    used = np.flatnonzero(~broken[shape])
    built = build_polygons(
        len(licences),
        shape[used],
        pd.factorize(table["part"])[0][used],
        _order(table["order"])[used] if vertices.ordered else None,
        np.column_stack([position.x, position.y])[used],
    )
    open_rings = [written[key] for key in licences[built.open]]
    _report_built(built, open_rings, table["source_row"].to_numpy()[used], vertices.log)

    fault = np.full(len(licences) + 1, "", dtype=object)  # the last is that of no number
    fault[:-1][built.distinct < 3] = "fewer than three corners"
    fault[:-1][built.unclear] = "order of corners unclear"
    fault[:-1][broken] = "corner not readable"
    place = licences.get_indexer(number)
    without = np.append(np.bincount(shape, minlength=len(licences)) == 0, False)[place]
    _report_without(kept[without], code[without], vertices, log)
    for i in np.flatnonzero(fault[place] != ""):
        row = {"source_row": kept["source_row"].iloc[i], "key": str(code.iloc[i])}
        corners = table[shape == place[i]]
        if fault[place[i]] == "corner not readable":
            corners = corners[~readable[corners.index]]
        _report_fault(str(fault[place[i]]), corners, built.distinct[place[i]], dataset, row, log)
    for i in np.flatnonzero(np.append(built.gaps & (built.distinct >= 3), False)[place]):
        log.add(
            "vertices.gap",
            "warn",
            source_row=kept["source_row"].iloc[i],
            key=str(code.iloc[i]),
            found="a number missing in the order of the corners",
            expected="numbers one after the other",
            action="The polygon is built without it; compare its area with the declared one.",
        )
    shapes = np.array([*built.shapes, None], dtype=object)[place]
    frame = pd.DataFrame(kept).assign(geometry_fault=fault[place], geometry=None)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=kept.index))


def _order(cells: pd.Series) -> NDArray[np.float64]:
    """Return places in the order, from numbers or from text with one number (``P12``)."""
    order = pd.to_numeric(cells, errors="coerce").astype(float)
    text = order.isna() & cells.notna()
    if text.any():
        found = cells[text].astype("string").str.extract(r"^\D*(\d+)\D*$", expand=False)
        order[text] = pd.to_numeric(found, errors="coerce").astype(float)
    return order.where(np.isfinite(order)).to_numpy()


def _of_known_numbers(
    vertices: VertexList, written: Mapping[str, str], known: pd.Series
) -> pd.DataFrame:
    """Return the corners with known numbers; one that differs in notes and zeros alone is known.

    `written` has the text of the register for each number that is wanted.
    """
    table, log = vertices.table, vertices.log
    strange = ~table["number"].isin(known)
    if not strange.any():
        return table
    listed_numbers = set(table["number"])
    waiting = pd.Series(
        [text for text in written if text and text not in listed_numbers], dtype=object
    )
    strangers = pd.Series(table.loc[strange, "number"].unique(), dtype=object)
    bare = waiting.map(bare_number).drop_duplicates(keep=False).dropna()
    meant = dict(zip(bare, waiting[bare.index], strict=True))
    told = strangers.map(bare_number).drop_duplicates(keep=False).dropna()
    means = {strangers[i]: meant[text] for i, text in told.items() if text in meant}
    for stranger, corners in table[strange].groupby("number", sort=False):
        code = str(as_text(corners["code"]).iloc[0])
        if stranger in means:
            log.add(
                "vertices.number_differs",
                "warn",
                key=code,
                rows=corners["source_row"],
                found=f"{len(corners)} corners of a number that the register writes "
                f"{written[means[stranger]]}",
                expected="one way to write a number",
                action="Taken as the same: they differ in notes in brackets or zeros alone, and no "
                "other number fits.",
            )
        else:
            log.add(
                "vertices.no_attributes",
                "row",
                key=code,
                rows=corners["source_row"],
                found=f"{len(corners)} corners of a number that no row of attributes has",
                expected="a row of attributes for each polygon",
                action="Left out.",
            )
    return table.assign(number=table["number"].map(lambda text: means.get(text, text)))


def _report_built(
    built: Built, open_rings: list[str], rows: NDArray[np.int64], log: IssueLog
) -> None:
    count = sum(shape is not None for shape in built.shapes)
    holes = f", {built.holes} rings inside others as holes" if built.holes else ""
    log.add(
        "vertices.built",
        "info",
        found=f"{len(rows)} corners, one row each",
        expected="polygons",
        action=f"Built {count} polygons from {len(rows)} vertices{holes}.",
    )
    if open_rings:
        first = ", ".join([*open_rings[:5], *(["..."] if len(open_rings) > 5 else [])])
        log.add(
            "vertices.open",
            "warn",
            found=f"{len(open_rings)} polygons that do not end where they begin ({first})",
            expected="the first corner again at the end",
            action=f"{len(open_rings)} closed automatically.",
        )
    if len(built.repeated):
        again = np.sort(rows[built.repeated])
        log.add(
            "vertices.repeated",
            "warn",
            rows=again,
            found=f"{len(again)} corners at the place of the one before ({listed(again)})",
            expected="every corner once",
            action=f"{len(again)} dropped.",
        )


def _report_without(
    rows: pd.DataFrame, code: pd.Series, vertices: VertexList, log: IssueLog
) -> None:
    for source_row, key in zip(rows["source_row"], code, strict=True):
        log.add(
            "vertices.none",
            "row",
            source_row=source_row,
            key=str(key),
            found=f"no corners in {vertices.log.file}",
            expected="the corners of every row",
            action="The row is kept without a boundary.",
        )


def _report_fault(
    fault: str,
    corners: pd.DataFrame,
    distinct: int,
    dataset: Dataset,
    row: dict[str, Any],
    log: IssueLog,
) -> None:
    rows = listed(corners["source_row"])
    if fault == "corner not readable":
        log.add(
            "vertices.unreadable",
            "row",
            found=f"{len(corners)} corners without a position ({rows}; {as_written(corners, 0)})",
            expected="two numbers, or degrees, minutes and seconds",
            action="Set aside: the polygon would be another one without them.",
            **row,
        )
    elif fault == "order of corners unclear":
        log.add(
            "vertices.order",
            "row",
            found=f"different corners with one place in the order, or with none ({rows})",
            expected="each place once in every ring",
            action=f"Set aside; name the column that tells rings apart in "
            f"`datasets.{dataset.role}.vertices.columns.part`.",
            **row,
        )
    else:
        log.add(
            "vertices.too_few",
            "row",
            found=f"a ring of {distinct} distinct corners ({rows})",
            expected="at least 3",
            action="Set aside.",
            **row,
        )
