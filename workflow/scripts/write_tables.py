"""Write what people open in a spreadsheet or a GIS; all of it views of the indicator table."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.csvfile import to_csv
from nutag.dictionary import data_dictionary, read_columns
from nutag.geofiles import write_geopackage, write_geoparquet
from nutag.provenance import read_json
from nutag.tables import (
    catalogue_table,
    licence_piece_table,
    overlap_layer,
    province_table,
    soum_table,
    trend_table,
)
from nutag.workbook import readme_lines, write_workbook

with job(snakemake.log[0]) as say:
    source, target = snakemake.input, snakemake.output
    indicators = pd.read_parquet(source.indicators)
    provinces, soums, licences, pieces = (
        gpd.read_parquet(path)
        for path in (source.provinces, source.soums, source.licences, source.pieces)
    )
    provenance = read_json(source.provenance)
    catalogue = load_catalogue(Path(source.catalogue))
    tables = {
        "provinces": province_table(indicators, provinces),
        "soums": soum_table(indicators, soums),
        "licences": pd.DataFrame(licences.drop(columns="geometry")),
        "licence_pieces": licence_piece_table(pieces, licences),
        "licence_places": pd.read_parquet(source.places),
        "holders": pd.read_parquet(source.holders),
        "licence_overlaps": pd.read_parquet(source.overlaps),
        "rings": pd.read_parquet(source.rings),
        "overlaps": pd.read_parquet(source.land_overlaps),
        "licence_trend": trend_table(indicators),
        "boundary_sensitivity": pd.read_parquet(source.sensitivity),
        "rehabilitation": pd.read_parquet(source.rehabilitation),
        "catalogue": catalogue_table(catalogue),
    }
    for name, table in tables.items():
        to_csv(table, target[name])
    sheets = {
        **tables,
        **{Path(path).stem: pd.read_csv(path, encoding="utf-8-sig") for path in source.compared},
        "indicators": indicators,
        "issues": pd.read_csv(source.issues, encoding="utf-8-sig"),
        "reconciliation": pd.read_csv(source.reconciliation, encoding="utf-8-sig"),
    }
    dictionary = data_dictionary(catalogue, sheets, read_columns(Path(source.columns)))
    to_csv(dictionary, target.dictionary)
    write_workbook(
        target.workbook,
        {**sheets, "data_dictionary": dictionary},
        readme_lines(provenance),
    )
    shapes = {"provinces": provinces, "soums": soums}
    layers = {
        name: gpd.GeoDataFrame(
            tables[name].merge(
                shape[[f"{name[:-1]}_id", "geometry"]], on=f"{name[:-1]}_id", validate="1:1"
            ),
            crs=shape.crs,
        )
        for name, shape in shapes.items()
    }
    layers |= {
        "licences": licences,
        "pieces": pieces,
        "rings": gpd.read_parquet(source.ring_shapes),
        "overlaps": overlap_layer(gpd.read_parquet(source.overlap_shapes)),
    }
    write_geopackage(target.geopackage, layers)
    for layer, path in zip(layers.values(), target.geoparquet, strict=True):
        write_geoparquet(path, layer)
    say(f"Tables: {len(sheets)}, as CSV, workbook, GeoPackage and GeoParquet")
