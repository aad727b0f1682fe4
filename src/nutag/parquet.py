"""Parquet: from columns on disk to rows, with shapes where there are some."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.errors import GEOSException

from nutag.archives import Place
from nutag.issues import IssueLog
from nutag.wellknown import shapes_of_bytes


def read_parquet(place: Place, log: IssueLog) -> pd.DataFrame:
    """Read a Parquet file.

    Parameters
    ----------
    place : Place
        GeoParquet; or Parquet, in which a column of bytes that are WKB is the geometry.
    log : IssueLog
        Takes rows whose bytes are no WKB.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Without a CRS where the file does not say that it is GeoParquet.

    Raises
    ------
    OSError, ValueError
        When it cannot be opened.
    """
    with place.open() as handle:
        schema = pq.read_schema(handle)
        handle.seek(0)
        geo = (schema.metadata or {}).get(b"geo")
        try:
            if geo is not None:
                return gpd.read_parquet(handle)
        except GEOSException:  # of the first shape that is none, which says nothing of the others
            handle.seek(0)
        # What pandas wrote of its types is not needed.
        raw = pq.read_table(handle).to_pandas(ignore_metadata=True)
    if geo is not None:
        described = json.loads(geo)
        column = described["primary_column"]
        crs = described["columns"][column].get("crs", "OGC:CRS84")
        return _with_shapes(raw, column, log).set_crs(crs)
    column = next(
        (
            field.name
            for field in schema
            if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
        ),
        None,
    )
    return raw if column is None else _with_shapes(raw, column, log)


def _with_shapes(raw: pd.DataFrame, column: str, log: IssueLog) -> pd.DataFrame:
    data = raw[column].to_numpy(dtype=object)
    if shapely.is_missing(shapely.from_wkb(data, on_invalid="fix")).all():
        return raw  # bytes of another kind
    return gpd.GeoDataFrame(raw.drop(columns=column), geometry=shapes_of_bytes(data, column, log))
