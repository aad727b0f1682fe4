"""Files whose name promises text and whose bytes are something else."""

import io
import zipfile

import minicountry
import numpy as np
import pandas as pd
import pytest


def packed(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "a,b\n1,2\n")
    return data.getvalue()


def workbook() -> bytes:
    data = io.BytesIO()
    pd.DataFrame({"code": ["MV-1"], "stage": ["mining"]}).to_excel(data, index=False)
    return data.getvalue()


def at_random() -> bytes:
    return np.random.default_rng(1).bytes(5000)


def with_empty_bytes() -> bytes:
    return np.arange(3000, dtype="<u4").tobytes()


@pytest.mark.bad_input(1)
@pytest.mark.parametrize("encoding", [None, "cp1251"])
@pytest.mark.parametrize(
    ("data", "kind", "cure"),
    [
        (workbook(), "an Excel workbook (XLSX)", "Rename it to end in .xlsx and mend"),
        (packed("list.csv"), "a ZIP archive", "Rename it to end in .zip and mend"),
        (packed("list.csv")[:60], "a broken ZIP archive", "Check that"),
        (
            b"SQLite format 3\0" + bytes(500),
            "an SQLite database such as a GeoPackage",
            "Rename it to end in .gpkg and mend",
        ),
        (b"%PDF-1.7\n" + b"1 0 obj\n" * 50, "a PDF document", "Check that"),
        (at_random(), "bytes that are no text, with empty bytes among them", "Check that"),
        (with_empty_bytes(), "bytes that are no text, with empty bytes among them", "Check that"),
    ],
)
def test_a_text_that_is_none_stops(land, data, kind, cure, encoding):
    (land.folder / "spoiled.csv").write_bytes(data)
    block = {"encoding": encoding} if encoding else {}
    land.use("licences", "spoiled.csv", **block)
    outcome = land.run()
    issue = outcome.issue("file.not_text")
    assert issue["severity"] == "stop"
    assert issue["message"].startswith(
        f"licences (spoiled.csv): found {kind} (it begins with {data[:16]!r}); expected text, as "
        f"the ending .csv promises. {cure} `datasets.licences.path`"
    )
    assert outcome.stopped
    assert outcome.all_issues("file.encoding_guessed") == []


@pytest.mark.bad_input(1)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp866"])
def test_a_text_stays_one(land, encoding):
    register = minicountry.register().to_crs("EPSG:4326")
    register["geometry_wkt"] = register.geometry.map(lambda shape: shape and shape.wkt)
    table = pd.DataFrame(register.drop(columns="geometry"))
    (land.folder / "spoiled.csv").write_bytes(table.to_csv(index=False).encode(encoding))
    land.use("licences", "spoiled.csv")
    outcome = land.run()
    assert outcome.stopped == ""
    assert (outcome.count(), outcome.union_ha()) == (6, pytest.approx(1400, abs=0.05))


PAGE = "<html><body><table><tr><th>code</th><th>stage</th></tr></table></body></html>"


@pytest.mark.parametrize("name", ["r.xls", "r.xlsx", "r.csv", "r.geojson", "r.kml"])
@pytest.mark.parametrize(
    "page",
    [
        PAGE.encode(),
        f"\ufeff\n<!DOCTYPE HTML>{PAGE}".encode(),
        PAGE[12:].encode("utf-16"),
        b'<?xml version="1.0"?><!-- of a site -->\r\n<TABLE border="1">',
    ],
)
def test_a_web_page_under_the_name_of_a_table_is_named(land, name, page):
    (land.folder / name).write_bytes(page)
    land.use("licences", name)
    issue = land.run().issue("file.web_page")
    assert issue["severity"] == "stop"
    assert issue["message"] == (
        f"licences ({name}): found a web page (HTML) under a name that ends in .{name[2:]}; "
        "expected a table or a layer, as the ending promises. If it shows the table (sites write "
        "tables so), open it in a spreadsheet program, save it as .xlsx and set "
        "`datasets.licences.path` to that; else download the file again."
    )


def test_a_few_empty_bytes_in_a_text_are_to_be_removed(land):
    rows = "".join(f"MV-{n},mining,Company {n}\n" for n in range(20))
    text = "code,stage,holder\n" + rows.replace("Company 3\n", "Com\0\x01any 3\n")
    land.text("licences", text)
    issue = land.run().issue("file.not_text")
    assert issue["message"] == (
        "licences (spoiled.csv, row 5): found empty bytes (NUL) in a text, of which this is the "
        "first row; expected letters, digits and signs. Remove the empty bytes, in a text editor "
        "or by exporting the file again."
    )
