"""The attributes of KML that GDAL changes or loses are read as they are written."""

from pathlib import Path

import pytest

from nutag.archives import Place
from nutag.issues import IssueLog
from nutag.layers import read_layer
from nutag.registry import Dataset

SCHEMA = '<Schema name="s" id="s"><SimpleField type="int" name="a"/></Schema>'


def data(**values):
    return "".join(f'<Data name="{n}"><value>{v}</value></Data>' for n, v in values.items())


def simple(**values):
    cells = "".join(f'<SimpleData name="{n}">{v}</SimpleData>' for n, v in values.items())
    return f'<SchemaData schemaUrl="#s">{cells}</SchemaData>'


def read(folder: Path, *placemarks: str, schema: str = "", prefix: str = "") -> list[dict]:
    """Return the attributes of the placemarks of a KML, without those that are missing."""
    point = "<Point><coordinates>106.9,43.1</coordinates></Point>"
    body = "".join(
        f"<Placemark><name>P</name><ExtendedData>{one}</ExtendedData>{point}</Placemark>"
        for one in placemarks
    )
    text = f"<kml><Document>{schema}<Folder><name>F</name>{body}</Folder></Document></kml>"
    if prefix:
        text = text.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
    head = f'xmlns{":" if prefix else ""}{prefix}="http://www.opengis.net/kml/2.2"'
    text = text.replace("kml>", f"kml {head}>", 1)
    path = folder / "r.kml"
    path.write_text(text, encoding="utf-8")
    log = IssueLog("licences")
    table = read_layer(Place(path), Dataset("licences", path, "r.kml"), log)
    assert table.geometry.x.tolist() == [106.9] * len(placemarks)
    own = ["geometry", "tessellate", "extrude", "visibility"]
    rows = table.drop(columns=own).astype(object)
    rows = rows.where(rows.notna(), None)
    return [{k: v for k, v in row.items() if v is not None} for row in rows.to_dict("records")]


@pytest.mark.parametrize("prefix", ["", "kml"])
def test_names_of_one_length_keep_their_own_values(tmp_path, prefix):
    rows = read(tmp_path, data(Төрөл="Хайгуул", Төлөв="Цуцалсан"), data(Төлөв="1"), prefix=prefix)
    assert rows == [
        {"Name": "P", "Төрөл": "Хайгуул", "Төлөв": "Цуцалсан"},
        {"Name": "P", "Төлөв": "1"},
    ]


def test_signs_that_gdal_writes_as_underscores(tmp_path):
    values = {"Area (ha)": "1", "Area [ha]": "2", "a&amp;b": "&lt;3"}
    assert read(tmp_path, data(**values)) == [
        {"Name": "P", "Area (ha)": "1", "Area [ha]": "2", "a&b": "<3"}
    ]


def test_names_of_other_elements_and_of_other_cases(tmp_path):
    assert read(tmp_path, data(Name="1", description="2", A="3", a="4")) == [
        {"Name": "P", "Name (ExtendedData)": "1", "description": "2", "A": "3", "a": "4"}
    ]


def test_one_name_twice_in_a_placemark_keeps_both_values(tmp_path):
    assert read(tmp_path, data(x="1") + data(x="2")) == [{"Name": "P", "x": "1; 2"}]


def test_data_beside_schema_data_and_simple_data_that_no_schema_declares(tmp_path):
    both = [{"Name": "P", "a": "1", "b": "2"}]
    assert read(tmp_path, simple(a=1) + data(b="2"), schema=SCHEMA) == both
    assert read(tmp_path, simple(a=1, b=2), schema=SCHEMA) == both
    assert read(tmp_path, simple(a=1, b=2)) == both


def test_what_gdal_reads_whole_keeps_its_types(tmp_path):
    assert read(tmp_path, simple(a=1), schema=SCHEMA) == [{"Name": "P", "a": 1}]
    assert read(tmp_path, data(b="2")) == [{"Name": "P", "b": "2"}]
