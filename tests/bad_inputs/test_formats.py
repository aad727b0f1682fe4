"""One register in every format, each by its dataset block alone, gives the same hectares."""

import zipfile
from pathlib import Path

import geopandas as gpd
import minicountry
import pandas as pd
import pytest
import shapely

UTM, DEGREES = "EPSG:32648", "EPSG:4326"
# Coordinates with nine decimals of a degree are a tenth of a millimetre apart.
ROUNDED_HA = 0.05


def as_table(register: gpd.GeoDataFrame, **columns) -> pd.DataFrame:
    return pd.DataFrame(register.drop(columns="geometry")).assign(**columns)


def with_wkt(register: gpd.GeoDataFrame) -> pd.DataFrame:
    return as_table(register, outline=register.geometry.to_wkt(rounding_precision=9))


def geopackage_of_several_layers(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.iloc[:1].to_file(folder / "r.gpkg", layer="other")
    register.to_file(folder / "r.gpkg", layer="тусгай зөвшөөрөл", mode="a")
    return {"path": "r.gpkg", "layer": "тусгай зөвшөөрөл"}


def file_geodatabase(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.iloc[:1].to_file(folder / "r.gdb", layer="other", driver="OpenFileGDB")
    register.to_file(folder / "r.gdb", layer="licences", driver="OpenFileGDB", mode="a")
    return {"path": "r.gdb", "layer": "licences"}


def shapefile_with_a_code_page(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_file(folder / "r.shp", encoding="cp1251")
    (folder / "r.cpg").write_text("1251")
    return {"path": "r.shp"}


def shapefile_without_a_code_page(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_file(folder / "r.shp", encoding="cp1251")
    (folder / "r.cpg").unlink()
    return {"path": "r.shp"}


def shapefile_in_capitals(folder: Path, register: gpd.GeoDataFrame) -> dict:
    shapefile_with_a_code_page(folder, register)
    for part in folder.glob("r.*"):
        part.rename(folder / part.name.upper())
    return {"path": "R.SHP"}


def kml(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_crs(DEGREES).to_file(folder / "r.kml", driver="LIBKML", layer="licences")
    return {"path": "r.kml"}


def kmz(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_crs(DEGREES).to_file(folder / "r.kmz", driver="LIBKML", layer="licences")
    return {"path": "r.kmz"}


def data_elements(register: gpd.GeoDataFrame) -> str:
    """Write a KML with Cyrillic names of one length, as programs write it that know no Schema."""
    names = {"code": "Дугаар", "holder": "Эзэмшг", "stage": "Төрөлө", "aimag": "Аймагы"}
    rows = []
    for row in register.to_crs(DEGREES).to_dict("records"):
        data = "".join(
            f"<Data name='{name}'><value>{row[column]}</value></Data>"
            for column, name in names.items()
            if row[column] is not None
        )
        outline = ""
        if row["geometry"] is not None:
            corners = " ".join(f"{x},{y}" for x, y in row["geometry"].exterior.coords)
            outline = (
                f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates>"
                "</LinearRing></outerBoundaryIs></Polygon>"
            )
        rows.append(f"<Placemark><ExtendedData>{data}</ExtendedData>{outline}</Placemark>")
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>licences</name>'
        f"{''.join(rows)}</Folder></Document></kml>"
    )


CYRILLIC = {"code": "Дугаар", "holder": "Эзэмшг", "stage": "Төрөлө", "province_id": "Аймагы"}


def kml_of_data_elements(folder: Path, register: gpd.GeoDataFrame) -> dict:
    (folder / "r.kml").write_text(data_elements(register), encoding="utf-8")
    return {"path": "r.kml", "columns": CYRILLIC}


def kmz_of_data_elements(folder: Path, register: gpd.GeoDataFrame) -> dict:
    with zipfile.ZipFile(folder / "r.kmz", "w") as archive:
        archive.writestr("doc.kml", data_elements(register))
    return {"path": "r.kmz", "columns": CYRILLIC}


def geojson(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_crs(DEGREES).to_file(folder / "r.geojson")
    return {"path": "r.geojson"}


def geoparquet(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_parquet(folder / "r.parquet")
    return {"path": "r.parquet"}


def parquet_with_wkb(folder: Path, register: gpd.GeoDataFrame) -> dict:
    as_table(register, shape=shapely.to_wkb(register.to_crs(UTM).geometry)).to_parquet(
        folder / "r.parquet"
    )
    return {"path": "r.parquet", "crs": UTM}


def parquet_with_wkt(folder: Path, register: gpd.GeoDataFrame) -> dict:
    with_wkt(register.to_crs(UTM)).to_parquet(folder / "r.parquet")
    return {"path": "r.parquet", "crs": UTM, "columns": {"geometry_wkt": "outline"}}


def csv_with_wkt(folder: Path, register: gpd.GeoDataFrame) -> dict:
    with_wkt(register.to_crs(DEGREES)).to_csv(folder / "r.csv", index=False)
    return {"path": "r.csv", "columns": {"geometry_wkt": "outline"}}


def csv_with_geojson(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register = register.to_crs(DEGREES)
    outline = [None if s is None else shapely.to_geojson(s) for s in register.geometry]
    as_table(register, outline=outline).to_csv(folder / "r.csv", index=False)
    return {"path": "r.csv", "columns": {"geometry_geojson": "outline"}}


def xlsx(folder: Path, register: gpd.GeoDataFrame) -> dict:
    with pd.ExcelWriter(folder / "r.xlsx", engine="xlsxwriter") as book:
        pd.DataFrame({"read": ["the next sheet"]}).to_excel(book, sheet_name="README")
        with_wkt(register.to_crs(UTM)).to_excel(book, sheet_name="2012", index=False)
    return {
        "path": "r.xlsx",
        "layer": "2012",
        "crs": UTM,
        "columns": {"geometry_wkt": "outline"},
    }


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>\
<table:table table:name="2012">{rows}\
<table:table-row table:number-rows-repeated="1048000">\
<table:table-cell table:number-columns-repeated="16384"/></table:table-row>\
</table:table></office:spreadsheet></office:body></office:document-content>"""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"


def write_ods(path: Path, table: pd.DataFrame) -> None:
    """Write what LibreOffice writes: empty rows and columns up to the end of the sheet."""
    cells = [list(table.columns), *table.astype(object).where(table.notna(), "").values.tolist()]
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            if c
            else "<table:table-cell/>"
            for c in row
        )
        + empty
        + "</table:table-row>"
        for row in cells
    )
    write_ods_content(path, CONTENT.format(rows=rows))


def write_ods_content(path: Path, content: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", OPEN_DOCUMENT)
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{OPEN_DOCUMENT}"/>'
            "</manifest:manifest>",
        )
        archive.writestr("content.xml", content)


def ods(folder: Path, register: gpd.GeoDataFrame) -> dict:
    write_ods(folder / "r.ods", with_wkt(register.to_crs(UTM)))
    return {"path": "r.ods", "crs": UTM, "columns": {"geometry_wkt": "outline"}}


def pack(folder: Path, names: list[str], prefix: str = "", name: str = "r.zip") -> None:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in names:
            path = folder / n
            for part in [path] if path.is_file() else sorted(path.iterdir()):
                archive.write(part, prefix + part.relative_to(folder).as_posix())


def zip_of(write):
    """Return the format of a zip with the one file that another format is."""

    def zipped(folder: Path, register: gpd.GeoDataFrame) -> dict:
        block = write(folder, register)
        pack(
            folder,
            sorted(p.name for p in folder.iterdir() if p.stem.lower() == "r"),
            prefix="баримт бичиг/",
        )
        return {**block, "path": "r.zip"}

    zipped.__name__ = "zip_of_" + write.__name__
    return zipped


def zip_of_several(folder: Path, register: gpd.GeoDataFrame) -> dict:
    block = csv_with_wkt(folder, register)
    (folder / "r.csv").rename(folder / "лицензи.csv")
    (folder / "note.txt").write_text("read me")
    pack(folder, ["лицензи.csv", "note.txt", "soums.gpkg"])
    return {**block, "path": "r.zip", "member": "лицензи.csv"}


PLAIN = [
    geopackage_of_several_layers,
    file_geodatabase,
    shapefile_with_a_code_page,
    shapefile_without_a_code_page,
    shapefile_in_capitals,
    kml,
    kmz,
    kml_of_data_elements,
    kmz_of_data_elements,
    geojson,
    geoparquet,
    parquet_with_wkb,
    parquet_with_wkt,
    csv_with_wkt,
    csv_with_geojson,
    xlsx,
    ods,
]
ZIPPED = [
    geopackage_of_several_layers,
    file_geodatabase,
    shapefile_without_a_code_page,
    shapefile_in_capitals,
    kmz,
    parquet_with_wkb,
    csv_with_wkt,
    xlsx,
    ods,
]
FORMATS = [*PLAIN, *map(zip_of, ZIPPED), zip_of_several]


@pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__)
def test_a_format_gives_the_same_hectares(write, land):
    land.use("licences", **write(land.folder, minicountry.register()))
    outcome = land.run()
    assert outcome.stopped == ""
    expected = minicountry.measured_units().set_index("unit_id")
    pd.testing.assert_frame_equal(
        outcome.units.loc[expected.index, minicountry.MEASURED_COLUMNS],
        expected[minicountry.MEASURED_COLUMNS],
        check_dtype=False,
        rtol=0,
        atol=ROUNDED_HA,
    )
    licences = outcome.tables["licences"]
    assert licences["holder"].tolist() == ["Говь ХХК"] * 6
    assert outcome.rows("licences", "rows in") == 6


def test_a_kmz_of_several_kml_whose_attributes_would_run_together_stops(land):
    text = data_elements(minicountry.register())
    with zipfile.ZipFile(land.folder / "r.kmz", "w") as archive:
        archive.writestr("doc.kml", text)
        archive.writestr("more.kml", text)
    land.use("licences", "r.kmz", columns=CYRILLIC)
    issue = land.run().issue("file.kml_attributes")
    assert (issue["severity"], issue["found"], issue["action"]) == (
        "stop",
        "2 KML files in one KMZ, with attributes that GDAL cannot tell apart (names that are not "
        "of Latin letters and digits, or that no Schema declares)",
        "Unpack the KMZ and configure one KML, or export the register as GeoPackage.",
    )
