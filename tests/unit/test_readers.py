import json
import zipfile

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from squares import BBOX, CRS, one_issue, read_frame, read_text, square

from nutag.issues import InputError
from nutag.readers import no_rows, read_role, read_roles

UTM = "EPSG:32648"
HEADER = "code,stage,holder\n"
ROWS = HEADER + "0012,mining,Оюу Толгой\n7,exploration,\n"


def stopped(read, *args, **kwargs):
    with pytest.raises(InputError) as error:
        read(*args, **kwargs)
    return error.value.issues


def register(crs="EPSG:4326"):
    """Return two licences of 100 ha, 50 km apart, in any CRS."""
    return gpd.GeoDataFrame(
        {
            "code": ["0012", "7"],
            "stage": ["mining", "exploration"],
            "holder": ["Оюу Толгой", None],
        },
        geometry=[square(0, 0), square(50, 50)],
        crs=CRS,
    ).to_crs(crs)


def test_csv_keeps_zeros_of_codes_cyrillic_and_gaps(tmp_path):
    table = read_text(tmp_path, "licences", ROWS).table
    assert table["code"].tolist() == ["0012", "7"]
    assert table["holder"].tolist() == ["Оюу Толгой", None]
    assert table["expires"].tolist() == [None, None]
    assert table["source_row"].tolist() == [2, 3]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_header(tmp_path, separator):
    table = read_text(tmp_path, "licences", ROWS.replace(",", separator)).table
    assert table["stage"].tolist() == ["mining", "exploration"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("line", ["sep={}\n", '"sep={}"\r\n', "\ufeffSEP={}\r\n"])
def test_a_line_that_names_the_separator_is_no_header(tmp_path, separator, line):
    text = line.format(separator) + ROWS.replace(",", separator)
    read = read_text(tmp_path, "licences", text)
    plain = read_text(tmp_path, "licences", ROWS).table
    assert read.table["code"].tolist() == plain["code"].tolist()
    assert read.table["source_row"].tolist() == [row + 1 for row in plain["source_row"]]
    shown = line.format(separator).strip().removeprefix("\ufeff")
    assert f"a line {shown!r} before the header" in one_issue(read.log, "file.dialect").found


def test_a_given_separator_wins(tmp_path):
    text = "code;stage;a,b,c,d\n1;mining;x\n"
    assert read_text(tmp_path, "licences", text, separator=";").table["code"].tolist() == ["1"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    assert read_text(tmp_path, "licences", "\ufeff" + ROWS).table["code"].iloc[0] == "0012"


def test_spaces_around_cells_and_hard_spaces_do_not_count(tmp_path):
    table = read_text(tmp_path, "licences", "code,stage,holder\n 1 ,mining,A\u00a0B\n2,mining, \n")
    assert table.table["code"].tolist() == ["1", "2"]
    assert table.table["holder"].tolist() == ["A B", None]


def test_a_holder_called_na_is_a_name(tmp_path):
    assert read_text(tmp_path, "licences", HEADER + "1,mining,NA\n").table["holder"][0] == "NA"
    frame = pd.DataFrame({"code": ["1"], "stage": ["mining"], "holder": ["NA"]})
    frame.to_excel(tmp_path / "in.xlsx", index=False, engine="xlsxwriter")
    table = read_role("licences", {"path": "in.xlsx"}, tmp_path / "in.xlsx", BBOX).table
    assert table["holder"].tolist() == ["NA"]


def test_cyrillic_in_another_encoding(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(ROWS.encode("cp1251"))
    block = {"path": "in.csv", "encoding": "cp1251"}
    assert read_role("licences", block, path, BBOX).table["holder"][0] == "Оюу Толгой"
    block["encoding"] = "utf-8"
    issue = one_issue(stopped(read_role, "licences", block, path, BBOX), "file.encoding")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.csv): found bytes that are not utf-8 (at byte 30); expected text in utf-8. "
        "Set `datasets.licences.encoding`, for example cp1251."
    )


def test_a_sheet_of_a_workbook_with_wkt(tmp_path):
    path = tmp_path / "book.xlsx"
    wkt = "POLYGON ((104 47, 104.1 47, 104.1 47.1, 104 47))"
    sheet = pd.DataFrame({"code": [12, 7], "stage": ["mining"] * 2, "geometry_wkt": [wkt, None]})
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame({"other": [1]}).to_excel(book, sheet_name="first", index=False)
        sheet.to_excel(book, sheet_name="licences", index=False)
    block = {"path": "book.xlsx", "layer": "licences"}
    table = read_role("licences", block, path, BBOX).table
    assert table["code"].tolist() == ["12", "7"]
    assert table["source_row"].tolist() == [2, 3]
    assert table.geometry[0].equals(shapely.from_wkt(wkt))
    assert table.geometry[1] is None
    issues = stopped(read_role, "licences", {"path": "book.xlsx", "layer": "licence"}, path, BBOX)
    found = one_issue(issues, "file.unreadable").found
    assert "no sheet `licence` in it, only first, licences" in found


@pytest.mark.parametrize("name", ["in.gpkg", "in.geojson", "in.shp", "in.parquet"])
def test_layers_bring_their_crs_and_their_rows(tmp_path, name):
    source = read_frame(tmp_path, "licences", register(), name)
    table = source.table
    assert table["code"].tolist() == ["0012", "7"]
    assert table["holder"].tolist() == ["Оюу Толгой", None]
    assert table["source_row"].tolist() == [1, 2]
    assert table.crs.to_epsg() == 4326
    assert table.to_crs(CRS).area.tolist() == pytest.approx([1e6, 1e6], rel=1e-4)
    assert len(source.log) == 0


@pytest.mark.parametrize("name", ["in.gpkg", "in.shp", "in.parquet"])
def test_utm_with_a_crs_gives_the_same_areas(tmp_path, name):
    table = read_frame(tmp_path, "licences", register(UTM), name).table
    assert table.crs.to_epsg() == 32648
    assert table.to_crs(CRS).area.tolist() == pytest.approx([1e6, 1e6], rel=1e-4)


def test_a_shapefile_in_cp1251_without_a_code_page_file(tmp_path):
    path = tmp_path / "in.shp"
    register().to_file(path, encoding="cp1251")
    (tmp_path / "in.cpg").unlink(missing_ok=True)
    block = {"path": "in.shp", "encoding": "cp1251"}
    assert read_role("licences", block, path, BBOX).table["holder"][0] == "Оюу Толгой"


def test_a_layer_is_chosen_by_name(tmp_path):
    path = tmp_path / "in.gpkg"
    register().iloc[:1].to_file(path, layer="first")
    register().to_file(path, layer="second")
    block = {"path": "in.gpkg", "layer": "second"}
    assert len(read_role("licences", block, path, BBOX).table) == 2
    issues = stopped(read_role, "licences", {**block, "layer": "third"}, path, BBOX)
    issue = one_issue(issues, "file.unreadable")
    assert "third" in issue.found
    assert issue.action == "Check `datasets.licences.path`, `layer` and `encoding`."


@pytest.mark.parametrize("name", ["in.gpkg", "in.geojson", "in.shp", "in.parquet", "in.xlsx"])
def test_a_file_that_is_not_what_its_name_says(tmp_path, name):
    issues = stopped(read_text, tmp_path, "licences", "hello", name)
    issue = one_issue(issues, "file.unreadable")
    assert issue.severity == "stop"
    assert issue.message.startswith(f"licences ({name}): found a file that cannot be opened: ")
    assert issue.message.endswith(
        "; expected GeoPackage, File Geodatabase, Shapefile, GeoJSON, KML, KMZ, GeoParquet, CSV, "
        "XLSX, XLS, ODS, or a zip of one. "
        "Check `datasets.licences.path`, `layer` and `encoding`."
    )


def test_an_encoding_that_does_not_exist(tmp_path):
    issues = stopped(read_text, tmp_path, "licences", ROWS, encoding="cp9999")
    assert "unknown encoding: cp9999" in one_issue(issues, "file.unreadable").message


def test_a_file_without_rows(tmp_path):
    issue = one_issue(stopped(read_text, tmp_path, "licences", HEADER), "file.no_rows")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.csv): found no rows; expected at least one row. "
        "Check `datasets.licences.path` and `layer`."
    )


def test_missing_columns_are_named_with_the_nearest_ones(tmp_path):
    text = "Code,stages,x\n1,mining,2\n"
    issue = one_issue(stopped(read_text, tmp_path, "licences", text), "file.columns")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.csv): found the columns Code ('1'), stages ('mining'), x ('2'); expected "
        "also `code`, `stage`. Paste under `datasets.licences` and mend: "
        "`columns: {code: Code, stage: stages}`."
    )


def test_a_missing_column_like_no_other(tmp_path):
    issue = one_issue(stopped(read_text, tmp_path, "licences", "code,x\n1,2\n"), "file.columns")
    assert issue.action.endswith("mend: `columns: {stage: <your column>}`.")


def test_columns_are_renamed_and_a_wrong_name_is_no_silent_gap(tmp_path):
    text = "No,Type,Owner\n1,mining,A\n"
    block = {"columns": {"code": "No", "stage": "Type", "holder": "Owner"}}
    assert read_text(tmp_path, "licences", text, **block).table["holder"].tolist() == ["A"]
    # `holder` is optional, but whoever maps it wants it.
    block["columns"]["holder"] = "Owners"
    issue = one_issue(stopped(read_text, tmp_path, "licences", text, **block), "file.columns")
    assert issue.expected == "also `Owners`"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("columns", "Type"),
        ("constants", "mining"),
        ("values", {"mining": ["m"]}),
        ("patterns", {"mining": "^M"}),
    ],
)
def test_a_key_for_a_column_that_does_not_exist(tmp_path, key, value):
    issues = stopped(read_text, tmp_path, "licences", ROWS, **{key: {"stagee": value}})
    issue = one_issue(issues, "file.columns")
    assert issue.found == f"`stagee` in `{key}`, which is no column of licences"
    assert issue.expected.startswith("one of code, stage, licence_id, ")
    assert issue.action == "Did you mean `stage`?"


def test_values_patterns_and_constants(tmp_path):
    text = "code,stage,status\nMV-1,A,live\nXV-2,B,dead\n,C,dead\n"
    table = read_text(
        tmp_path,
        "licences",
        text,
        values={"status": {"in_force": ["live"]}},
        patterns={"code": {"mining code": "^MV", "exploration code": "^XV"}},
        constants={"stage": "mining", "area_declared_ha": 5},
    ).table
    assert table["status"].tolist() == ["in_force", "dead", "dead"]
    assert table["code"].tolist() == ["mining code", "exploration code", None]
    assert table["stage"].tolist() == ["mining"] * 3
    assert table["area_declared_ha"].tolist() == ["5", "5", "5"]


def test_excluded_rows_are_counted_with_their_reason(tmp_path):
    rule = {"column": "stage", "pattern": "^explo", "reason": "not asked for"}
    source = read_text(tmp_path, "licences", ROWS, exclude=[rule])
    assert source.table["code"].tolist() == ["0012"]
    assert source.table.attrs["rows_in"] == 2
    issue = one_issue(source.log, "row.excluded")
    assert issue.severity == "info"
    assert issue.message == (
        "licences (in.csv, row 3): stage: found 1 rows that match `^explo`: not asked for; "
        "expected rows of this dataset's kind. Left out, as `exclude` in the configuration says."
    )
    rule["column"] = "stages"
    issue = one_issue(
        stopped(read_text, tmp_path, "licences", ROWS, exclude=[rule]), "file.columns"
    )
    assert issue.message == (
        "licences (in.csv): stages: found no column `stages`, only code, stage, holder; "
        "expected the column that an `exclude` rule names. Mend `datasets.licences.exclude`."
    )


def points(*rows):
    return "code,stage,longitude,latitude\n" + "".join(
        f"{i},mining,{r}\n" for i, r in enumerate(rows)
    )


def test_bare_degrees_inside_the_country_are_wgs84(tmp_path):
    source = read_text(tmp_path, "licences", points("104.5,47.25", ","))
    assert source.table.crs.to_epsg() == 4326
    assert source.table.geometry[0].equals(shapely.Point(104.5, 47.25))
    assert source.table.geometry[1] is None
    issue = one_issue(source.log, "crs.assumed")
    assert issue.severity == "info"
    assert issue.message == (
        "licences (in.csv): found coordinates without a CRS, 1 of 1 inside the country in degrees; "
        "expected a CRS. Taken as WGS 84; set `datasets.licences.crs` to say otherwise."
    )


def test_bare_metres_stop_the_run_until_a_crs_is_given(tmp_path):
    text = points("500000,5200000", "501000,5300000")
    issue = one_issue(stopped(read_text, tmp_path, "licences", text), "crs.metres")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.csv): found values 500000-501000 and 5200000-5300000, which look like metres "
        "of UTM; expected degrees, or the CRS of the metres. Set `datasets.licences.crs` to the "
        "zone of the file; of 2 rows these put in the country: EPSG:32646 2, EPSG:32647 2, "
        "EPSG:32648 2, EPSG:32649 2, EPSG:32650 2."
    )
    table = read_text(tmp_path, "licences", text, crs=UTM).table
    assert table.to_crs("EPSG:4326").geometry[0].x == pytest.approx(105)


@pytest.mark.parametrize("name", ["in.shp", "in.geojson"])
def test_a_layer_in_metres_that_names_no_crs(tmp_path, name):
    # GeoJSON without a CRS is opened as WGS 84, but these numbers are no degrees.
    path = tmp_path / name
    bare = gpd.GeoDataFrame(
        register(UTM).drop(columns="geometry"), geometry=list(register(UTM).geometry)
    )
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        bare.to_file(path)
    issues = stopped(read_role, "licences", {"path": name}, path, BBOX)
    assert one_issue(issues, "crs.metres").file == name
    table = read_role("licences", {"path": name, "crs": UTM}, path, BBOX).table
    assert table.to_crs(CRS).area.tolist() == pytest.approx([1e6, 1e6], rel=1e-4)


def test_one_row_that_is_no_degrees_does_not_make_the_layer_metres(tmp_path):
    frame = register()
    frame = pd.concat(
        [frame, frame.iloc[[0]].set_geometry([shapely.box(5e5, 5e6, 6e5, 6e6)], crs=4326)]
    )
    source = read_frame(tmp_path, "licences", frame, "in.geojson")
    assert source.table.crs.to_epsg() == 4326
    assert len(source.log) == 0


def test_two_crs_are_one_too_many(tmp_path):
    issues = stopped(read_frame, tmp_path, "licences", register(), "in.gpkg", crs=UTM)
    issue = one_issue(issues, "crs.conflict")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.gpkg): found the CRS WGS 84 in the file and `crs: EPSG:32648`; expected one "
        "CRS. Remove `datasets.licences.crs`; it is for files that name none."
    )
    # The same CRS twice is no conflict.
    assert len(read_frame(tmp_path, "licences", register(), "b.gpkg", crs="EPSG:4326").log) == 0


def test_numbers_that_are_neither_degrees_nor_metres_ask_for_a_crs(tmp_path):
    text = points("18500000,5200000", "18501000,5300000")
    issue = one_issue(stopped(read_text, tmp_path, "licences", text), "crs.missing")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.csv): found no CRS, and coordinates from (1.85e+07, 5.2e+06) to "
        "(1.8501e+07, 5.3e+06); expected a CRS, or longitude and latitude inside the country. "
        "Set `datasets.licences.crs`, for example EPSG:32648. It is not guessed: an old local CRS "
        "would put everything elsewhere."
    )


def test_a_crs_that_does_not_exist(tmp_path):
    issues = stopped(read_text, tmp_path, "licences", points("104,47"), crs="UTM forty-eight")
    issue = one_issue(issues, "crs.unknown")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.csv): found `crs: UTM forty-eight`; expected a code such as EPSG:4326, a "
        "PROJ string or WKT. Mend `datasets.licences.crs`."
    )


@pytest.mark.parametrize("cell", ['"104,5,1",47', "104.5,", "east,north"])
def test_coordinates_that_are_no_numbers_leave_the_row_without_a_place(tmp_path, cell):
    source = read_text(tmp_path, "licences", points("104.5,47.25", cell))
    assert len(source.table) == 2
    assert source.table.geometry[1] is None
    issue = one_issue(source.log, "geometry.coordinates")
    assert issue.severity == "row"
    assert issue.message.startswith("licences (in.csv, row 3): longitude, latitude: found ")
    assert issue.message.endswith(
        "; expected two numbers, or degrees, minutes and seconds. The row is kept without a place."
    )


def test_degrees_minutes_and_seconds_are_parsed(tmp_path):
    text = points("104°30',47 15 0", "104.5,47.25", '"104,5",47.25')
    source = read_text(tmp_path, "licences", text)
    assert all(shape.equals(shapely.Point(104.5, 47.25)) for shape in source.table.geometry)
    issue = one_issue(source.log, "coordinates.angles")
    assert issue.severity == "info"
    assert issue.message == (
        "licences (in.csv): found 3 coordinates in degrees, minutes and seconds, or with a decimal "
        "comma; expected decimal degrees. Parsed 3."
    )


def test_text_that_is_no_wkt_leaves_the_row_without_a_boundary(tmp_path):
    good = "POLYGON ((104 47, 104.1 47, 104.1 47.1, 104 47))"
    text = f"code;stage;geometry_wkt\n1;mining;{good}\n2;mining;POLYGON ((104 47\n3;mining;\n"
    source = read_text(tmp_path, "licences", text)
    assert [g is None for g in source.table.geometry] == [False, True, True]
    issue = one_issue(source.log, "geometry.wkt")
    assert issue.severity == "row"
    assert issue.message == (
        "licences (in.csv, row 3): geometry_wkt: found text that is no WKT: 'POLYGON ((104 47'; "
        "expected for example POLYGON ((x y, ...)). The row is kept without a boundary."
    )


def test_geojson_as_text(tmp_path):
    good = '{""type"": ""Point"", ""coordinates"": [104, 47]}'
    text = f'code,stage,geometry_geojson\n1,mining,"{good}"\n2,mining,POINT (1 2)\n3,mining,\n'
    source = read_text(tmp_path, "licences", text)
    assert source.table.geometry[0].equals(shapely.Point(104, 47))
    assert [g is None for g in source.table.geometry] == [False, True, True]
    issue = one_issue(source.log, "geometry.geojson")
    assert issue.severity == "row"
    assert issue.message == (
        "licences (in.csv, row 3): geometry_geojson: found text that is no GeoJSON: 'POINT (1 2)'; "
        'expected for example {"type": "Polygon", "coordinates": [[[x, y], ...]]}. '
        "The row is kept without a boundary."
    )


def test_bytes_of_parquet_are_shapes_where_they_can_be(tmp_path):
    path = tmp_path / "in.parquet"
    table = pd.DataFrame({"code": ["1", "2", "3"], "stage": "mining"})
    table["shape"] = [shapely.to_wkb(shapely.Point(104, 47)), b"\x01\x02", None]
    table.to_parquet(path)
    source = read_role("licences", {"path": "in.parquet"}, path, BBOX)
    assert [g is None for g in source.table.geometry] == [False, True, True]
    issue = one_issue(source.log, "geometry.wkb")
    assert issue.severity == "row"
    assert issue.message == (
        "licences (in.parquet, row 2): shape: found bytes that are no WKB: 01 02; expected a shape "
        "as WKB. The row is kept without a boundary."
    )
    table["shape"] = [b"\x80", b"b", None]  # of another kind
    table.to_parquet(path)
    assert len(read_role("licences", {"path": "in.parquet"}, path, BBOX).log) == 0


OPEN = {"type": "Polygon", "coordinates": [[[104, 47], [104.1, 47], [104.1, 47.1]]]}


def open_ring_as_geojson(path):
    features = [
        {"type": "Feature", "properties": {"code": c, "stage": "mining"}, "geometry": g}
        for c, g in (("1", OPEN), ("2", {"type": "LineString", "coordinates": [[104, 47]]}))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return {}


def open_ring_as_wkt(path):
    wkt = "POLYGON ((104 47, 104.1 47, 104.1 47.1))"
    path.write_text(f"code;stage;geometry_wkt\n1;mining;{wkt}\n2;mining;LINESTRING (104 47)\n")
    return {}


def open_ring_as_wkb(path):
    whole = shapely.to_wkb(shapely.Polygon(OPEN["coordinates"][0]))
    # Without its last corner, and with a number that says so.
    data = whole[:9] + (3).to_bytes(4, "little") + whole[13:-16]
    line = shapely.to_wkb(shapely.LineString([(104, 47), (105, 47)]))
    line = line[:5] + (1).to_bytes(4, "little") + line[9:-16]
    pd.DataFrame({"code": ["1", "2"], "stage": "mining", "g": [data, line]}).to_parquet(path)
    return {}


def open_ring_as_geoparquet(path):
    register().to_parquet(path)
    metadata = pq.read_schema(path).metadata
    open_ring_as_wkb(path)
    table = pq.read_table(path).rename_columns(["code", "stage", "geometry"])
    pq.write_table(table.replace_schema_metadata({b"geo": metadata[b"geo"]}), path)
    return {}


@pytest.mark.parametrize(
    ("write", "name", "row", "key", "lost"),
    [
        (open_ring_as_geojson, "in.geojson", 1, "geometry", "geometry.wkb"),
        (open_ring_as_wkt, "in.csv", 2, "geometry_wkt", "geometry.wkt"),
        (open_ring_as_wkb, "in.parquet", 1, "g", "geometry.wkb"),
        (open_ring_as_geoparquet, "in.parquet", 1, "geometry", "geometry.wkb"),
    ],
)
def test_a_ring_that_is_open_is_closed_and_spoils_no_other_row(
    tmp_path, write, name, row, key, lost
):
    block = {"path": name, **write(tmp_path / name)}
    source = read_role("licences", block, tmp_path / name, BBOX)
    assert source.table["code"].tolist() == ["1", "2"]
    ring = shapely.Polygon(OPEN["coordinates"][0])
    assert source.table.geometry[0].equals(ring)
    assert source.table.geometry[1] is None
    issue = one_issue(source.log, "geometry.open_ring")
    assert issue.severity == "warn"
    assert issue.message == (
        f"licences ({name}, row {row}): {key}: found a ring that does not end where it begins; "
        "expected the first corner again at the end. Closed."
    )
    assert [i.source_row for i in source.log if i.code == lost] == [row + 1]


def test_a_zip_with_a_password(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in.csv", ROWS)
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(bytes(data))
    issues = stopped(read_role, "licences", {"path": "in.zip"}, path, BBOX)
    assert "`in.csv` in it is locked with a password" in one_issue(issues, "file.unreadable").found


def test_a_member_is_chosen_by_name(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a/in.csv", "b/in.csv", "other.csv", "notes.doc", "__MACOSX/._in.csv"):
            archive.writestr(name, ROWS)
    block = {"path": "in.zip"}
    issue = one_issue(stopped(read_role, "licences", block, path, BBOX), "file.member")
    assert issue.severity == "stop"
    assert issue.message == (
        "licences (in.zip): found a zip with 3 files that can be read (a/in.csv, b/in.csv, "
        "other.csv); expected one of them. Name one in `datasets.licences.member`."
    )
    for member in ("b/in.csv", "b\\in.csv", "other.csv"):
        found = read_role("licences", block | {"member": member}, path, BBOX)
        assert found.table["code"].tolist() == ["0012", "7"]
    block["member"] = "in.csv"
    issue = one_issue(stopped(read_role, "licences", block, path, BBOX), "file.member")
    assert issue.key == "in.csv"
    assert issue.expected == "`in.csv` once"
    issues = stopped(read_text, tmp_path, "licences", ROWS, member="in.csv")
    issue = one_issue(issues, "file.member")
    assert issue.message == (
        "licences (in.csv): found `member: in.csv` for a file that is no zip; expected a zip. "
        "Remove `datasets.licences.member`."
    )


@pytest.mark.parametrize("ending", [".csv", ".geojson"])
def test_a_member_named_by_an_old_windows(tmp_path, ending):
    """Without Unicode in the archive, names are in the code page of the system that packed it."""
    path = tmp_path / "in.zip"
    register().to_file(tmp_path / "in.geojson")
    data = ROWS.encode() if ending == ".csv" else (tmp_path / "in.geojson").read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXXX" + ending, data)
        archive.writestr("b.csv", ROWS)
    packed = path.read_bytes()
    path.write_bytes(packed.replace(b"XXXXX", "тусга".encode("cp866")))
    block = {"path": "in.zip", "member": "тусга" + ending}
    assert read_role("licences", block, path, BBOX).table["code"].tolist() == ["0012", "7"]
    del block["member"]
    issue = one_issue(stopped(read_role, "licences", block, path, BBOX), "file.member")
    assert f"тусга{ending}" in issue.found


def test_a_projection_file_that_was_spoiled(tmp_path):
    path = tmp_path / "in.shp"
    register(UTM).to_file(path)
    prj = path.with_suffix(".prj")
    prj.write_text(prj.read_text().replace("Transverse_Mercator", "Transverse_Mercat"))
    issue = one_issue(stopped(read_role, "licences", {"path": "in.shp"}, path, BBOX), "crs.unknown")
    assert issue.message.startswith("licences (in.shp): found a CRS that leads nowhere (")
    assert issue.message.endswith("Mend the CRS of the file, or `datasets.licences.crs`.")


def test_a_boundary_comes_before_a_point(tmp_path):
    wkt = "POLYGON ((104 47, 104.1 47, 104.1 47.1, 104 47))"
    text = f"code;stage;longitude;latitude;geometry_wkt\n1;mining;104;47;{wkt}\n2;mining;105;48;\n"
    table = read_text(tmp_path, "licences", text).table
    assert table.geom_type.tolist() == ["Polygon", "Point"]


def test_codes_that_a_format_stored_as_decimals(tmp_path):
    frame = register().assign(code=[12.0, None])
    assert read_frame(tmp_path, "licences", frame, "in.parquet").table["code"].tolist() == [
        "12",
        None,
    ]


def test_tables_without_geometry_are_read_from_parquet(tmp_path):
    path = tmp_path / "in.parquet"
    pd.DataFrame({"soum_id": ["MN4625"], "year": [2019], "people": [5]}).to_parquet(path)
    table = read_role("population", {"path": "in.parquet"}, path, BBOX).table
    columns = ["source_row", "soum_id", "year", "people", "name_en", "source"]
    assert table.loc[0, columns].tolist() == [1, "MN4625", "2019", "5", None, None]


def test_a_role_that_is_not_configured_is_an_empty_table():
    source = no_rows("licence_statistics")
    assert len(source.table) == len(source.log) == 0
    assert {"province_id", "period", "stage", "count", "area_ha"} <= set(source.table.columns)


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path):
    text = HEADER + "1,mining,\n\n , ,\n2,mining,\n"
    assert read_text(tmp_path, "licences", text).table["source_row"].tolist() == [2, 5]


@pytest.mark.parametrize(
    "text",
    ["code,stage\nMV-1,mining,\n", "code,stage\nMV-1,mining\n", " code ,stage\nMV-1,mining,,\n"],
)
def test_empty_cells_at_the_end_of_a_row_shift_nothing(tmp_path, text):
    source = read_text(tmp_path, "licences", text)
    assert source.table["code"].tolist() == ["MV-1"]
    assert len(source.log) == 0


def test_a_comma_that_is_not_quoted_stops_the_run(tmp_path):
    text = HEADER + "MV-1,mining,Gobi, LLC\nMV-2,mining,A\n"
    issue = one_issue(stopped(read_text, tmp_path, "licences", text), "file.surplus_cells")
    assert issue.message == (
        "licences (in.csv, row 2): found more cells than the header has columns in 1 rows (row 2); "
        "expected 3 cells. Put text that holds the separator in quotation marks, or set "
        "`datasets.licences.separator`."
    )


def test_cells_that_are_missing_are_empty_and_reported(tmp_path):
    source = read_text(tmp_path, "licences", HEADER + "MV-1,mining\nMV-2,mining,A\n")
    assert source.table["holder"].tolist() == [None, "A"]
    issue = one_issue(source.log, "file.missing_cells")
    assert issue.severity == "warn"
    assert issue.message.endswith(
        "found fewer cells than the header has columns in 1 rows (row 2); expected 3 cells. The "
        "cells at the end are taken as empty."
    )


def test_a_column_that_is_named_twice_stops_the_run(tmp_path):
    text = "code,stage,code\n1,mining,2\n"
    issue = one_issue(stopped(read_text, tmp_path, "licences", text), "file.column_twice")
    assert issue.message == (
        "licences (in.csv): found a header that names twice: code; expected every column once. "
        "Rename or remove one of them."
    )


@pytest.mark.parametrize("last", ['MV-3,mining,"Khan"\n', "MV-3,mining,A\n"])
def test_a_quotation_mark_that_is_open_swallows_no_rows(tmp_path, last):
    text = HEADER + 'MV-1,mining,"Gobi\nMV-2,mining,A\n' + last
    issue = one_issue(stopped(read_text, tmp_path, "licences", text), "file.open_mark")
    assert (issue.severity, issue.source_row) == ("stop", 2)
    assert "found a quotation mark out of place (" in issue.message
    assert issue.message.endswith(
        "expected quotation marks at both ends of a cell, doubled inside it. Close, double or "
        "remove the mark."
    )


def test_a_cell_of_several_lines_is_one_cell(tmp_path):
    holder = "Gobi, LLC\nseen in Baruun, Dund, Zuun,\n\nand others"
    source = read_text(tmp_path, "licences", HEADER + f'MV-1,mining,"{holder}"\nMV-2,mining,A\n')
    assert source.table["holder"][0] == holder
    assert source.table["source_row"].tolist() == [2, 3]
    assert len(source.log) == 0


def test_blank_lines_before_the_header_do_not_count(tmp_path):
    source = read_text(tmp_path, "licences", "\n\n" + HEADER.replace(",", ";") + "1;mining;A\n")
    assert source.table["holder"].tolist() == ["A"]
    assert source.table["source_row"].tolist() == [4]


def test_a_tab_may_be_written_as_one(tmp_path):
    text = ROWS.replace(",", "\t")
    table = read_text(tmp_path, "licences", text, separator="\\t").table
    assert table["code"].tolist() == ["0012", "7"]


def test_cells_below_an_empty_heading_are_reported(tmp_path):
    source = read_text(tmp_path, "licences", "code,stage,,\n1,mining,x,\n2,mining,,\n")
    assert source.table["code"].tolist() == ["1", "2"]
    issue = one_issue(source.log, "file.column_without_name")
    assert issue.message == (
        "licences (in.csv, row 2): found cells below an empty heading in 1 rows (row 2); expected "
        "a heading above every column. These cells are not read."
    )


def test_the_first_of_several_layers_is_read_and_the_others_are_named(tmp_path):
    path = tmp_path / "in.gpkg"
    register().to_file(path, layer="licences")
    register().iloc[:1].to_file(path, layer="old", mode="a")
    source = read_role("licences", {"path": "in.gpkg"}, path, BBOX)
    assert len(source.table) == 2
    issue = one_issue(source.log, "file.layers")
    assert issue.severity == "warn"
    assert issue.message == (
        "licences (in.gpkg): found 2 layers (licences, old); expected one layer, or its name. "
        "`licences`, the first, is read, and no other; name another in `datasets.licences.layer`."
    )


def test_letters_of_a_shapefile_that_names_no_encoding_are_doubted(tmp_path):
    path = tmp_path / "in.shp"
    latin = register().assign(holder=["Ömnögovi", None])
    latin.to_file(path, encoding="cp1252")
    path.with_suffix(".cpg").unlink()
    source = read_role("licences", {"path": "in.shp"}, path, BBOX)
    issue = one_issue(source.log, "file.encoding_unknown")
    assert (issue.severity, issue.key) == ("warn", "holder")
    assert "expected a .cpg file beside the .shp, or the encoding" in issue.message
    assert "set `datasets.licences.encoding`, for example cp1251" in issue.message
    assert source.table["holder"][0] == "Ömnögovi"
    told = read_role("licences", {"path": "in.shp", "encoding": "cp1252"}, path, BBOX)
    assert told.table["holder"][0] == "Ömnögovi"
    assert len(told.log) == 0


def test_latitude_before_longitude_is_told(tmp_path):
    text = "code,stage,longitude,latitude\n1,mining,47,104\n"
    issue = one_issue(stopped(read_text, tmp_path, "licences", text), "coordinates.swapped")
    assert "latitude before longitude in 1 of 1 rows" in issue.message
    assert "Set `datasets.licences.swap_xy: true`." in issue.message


def test_one_place_abroad_leaves_the_others_their_crs(tmp_path):
    text = "code,stage,longitude,latitude\n1,mining,104,47\n2,mining,105,47\n3,mining,5,47\n"
    source = read_text(tmp_path, "licences", text)
    assert source.table.crs == "EPSG:4326"
    assert "2 of 3 inside the country" in one_issue(source.log, "crs.assumed").message


def test_faults_of_several_datasets_are_shown_at_once(tmp_path):
    for name in ("people", "head"):
        (tmp_path / f"{name}.csv").write_text("a,b\n1,2\n")
    blocks = {"population": {"path": "people.csv"}, "livestock": {"path": "head.csv"}}
    paths = {"population": tmp_path / "people.csv", "livestock": tmp_path / "head.csv"}
    issues = stopped(read_roles, blocks, blocks, paths, BBOX)
    assert [issue.dataset for issue in issues] == ["population", "livestock"]


def test_a_pattern_with_a_group_is_a_pattern(tmp_path, recwarn):
    rule = {"column": "code", "pattern": "^(MV|XV)", "reason": "r"}
    source = read_text(tmp_path, "licences", HEADER + "MV-1,mining,\n7,mining,\n", exclude=[rule])
    assert source.table["code"].tolist() == ["7"]
    assert len(recwarn) == 0


def test_blank_rows_of_a_sheet_are_none_and_keep_the_numbers(tmp_path):
    path = tmp_path / "in.xlsx"
    frame = pd.DataFrame({"code": ["1", None, "3"], "stage": ["mining", None, "mining"]})
    frame.to_excel(path, index=False)
    table = read_role("licences", {"path": "in.xlsx"}, path, BBOX).table
    assert table["source_row"].tolist() == [2, 4]
    frame.iloc[1:2].to_excel(path, index=False)
    issues = stopped(read_role, "licences", {"path": "in.xlsx"}, path, BBOX)
    assert one_issue(issues, "file.no_rows").severity == "stop"
