"""The workbook of the results."""

from __future__ import annotations

import datetime as dt
import zipfile

import numpy as np
import pandas as pd
import pytest

from nutag.catalogue import SENTENCE_EN
from nutag.workbook import readme_lines, write_workbook


@pytest.fixture
def sheets():
    return {
        "provinces": pd.DataFrame(
            {
                "province_id": ["MN-053", "MN-063"],
                "name_mn": ["Өмнөговь", "Дорноговь"],
                "licensed_ha": [1234.5, np.nan],
                "licence_count": pd.array([7, None], dtype="Int64"),
                "unrehabilitated_year": pd.array([2012, None], dtype="Int64"),
                "holder": ["=cmd()", "https://example.org"],
            }
        ),
        "data_dictionary": pd.DataFrame({"table": ["provinces"], "column": ["province_id"]}),
    }


README = [("Run", "0123456789ab"), ("Source", "=not a formula")]


def read(path, sheet):
    return pd.read_excel(path, sheet_name=sheet, engine="calamine", header=None)


def test_sheets_stand_in_order_and_read_back(tmp_path, sheets):
    path = tmp_path / "nutag.xlsx"
    write_workbook(path, sheets, README)
    book = pd.ExcelFile(path, engine="calamine")
    assert book.sheet_names == ["README", "data_dictionary", "provinces"]
    table = pd.read_excel(path, sheet_name="provinces", engine="calamine")
    assert table["name_mn"].tolist() == ["Өмнөговь", "Дорноговь"]
    assert table["licensed_ha"].iloc[0] == 1234.5
    assert table["licensed_ha"].isna().tolist() == [False, True]
    assert table["licence_count"].iloc[0] == 7
    assert table["unrehabilitated_year"].iloc[0] == 2012
    assert table["holder"].tolist() == ["=cmd()", "https://example.org"]


def test_readme_says_exposure_not_violation(tmp_path, sheets):
    path = tmp_path / "nutag.xlsx"
    write_workbook(path, sheets, README)
    cells = read(path, "README").fillna("").astype(str).to_numpy().ravel().tolist()
    assert SENTENCE_EN in cells
    assert "0123456789ab" in cells
    assert "=not a formula" in cells
    assert "data_dictionary, provinces" in cells


def test_no_formula_no_link_no_merged_cell(tmp_path, sheets):
    path = tmp_path / "nutag.xlsx"
    write_workbook(path, sheets, README)
    with zipfile.ZipFile(path) as archive:
        text = {name: archive.read(name).decode() for name in archive.namelist()}
    pages = [xml for name, xml in text.items() if name.startswith("xl/worksheets/")]
    assert len(pages) == 3
    assert not any("<f>" in xml or "mergeCell" in xml or "hyperlink" in xml for xml in pages)
    assert sum("autoFilter" in xml for xml in pages) == 2
    assert sum('state="frozen"' in xml for xml in pages) == 2
    assert 'quotePrefix="1"' in text["xl/styles.xml"]
    assert "2000-01-01T00:00:00Z" in text["docProps/core.xml"]


def test_bytes_are_the_same_twice(tmp_path, sheets):
    write_workbook(tmp_path / "one" / "nutag.xlsx", sheets, README)
    write_workbook(tmp_path / "two.xlsx", sheets, README)
    assert (tmp_path / "one" / "nutag.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_dates_truth_values_and_long_texts(tmp_path, sheets):
    sheets["more"] = pd.DataFrame(
        {"granted": [dt.date(2007, 9, 20)], "sample": [True], "note": ["x" * 40_000]}
    )
    write_workbook(tmp_path / "t.xlsx", sheets, README)
    table = pd.read_excel(tmp_path / "t.xlsx", sheet_name="more", engine="calamine")
    assert pd.Timestamp(table["granted"].iloc[0]) == pd.Timestamp("2007-09-20")
    assert bool(table["sample"].iloc[0]) is True
    assert table["note"].iloc[0].endswith("[cut off]")


def test_a_table_without_rows_is_a_sheet_with_a_header(tmp_path, sheets):
    sheets["issues"] = pd.DataFrame(columns=["issue_id", "code"])
    write_workbook(tmp_path / "t.xlsx", sheets, README)
    table = pd.read_excel(tmp_path / "t.xlsx", sheet_name="issues", engine="calamine")
    assert table.columns.tolist() == ["issue_id", "code"]
    assert len(table) == 0


def test_workbook_without_dictionary_is_refused(tmp_path, sheets):
    with pytest.raises(ValueError, match="expected a sheet 'data_dictionary'"):
        write_workbook(tmp_path / "t.xlsx", {"provinces": sheets["provinces"]}, README)


@pytest.mark.parametrize("name", ["a/b", "x" * 32, "", "a[1]"])
def test_a_name_that_no_sheet_can_have_is_refused(tmp_path, sheets, name):
    with pytest.raises(ValueError, match="cannot be the name of a sheet"):
        write_workbook(tmp_path / "t.xlsx", {**sheets, name: sheets["provinces"]}, README)


def test_infinite_numbers_are_refused(tmp_path, sheets):
    sheets["bad"] = pd.DataFrame({"area_ha": [float("inf")]})
    with pytest.raises(ValueError, match="sheet bad, column area_ha: an infinite number"):
        write_workbook(tmp_path / "t.xlsx", sheets, README)
    assert list(tmp_path.iterdir()) == []


def test_readme_lines_name_sources_and_licences():
    lines = readme_lines(
        {
            "run_id": "0123456789ab",
            "nutag": "0.1.0",
            "git_commit": None,
            "crs_proj4": "+proj=aea",
            "inputs": [
                {"dataset": "provinces", "attribution": "Natural Earth", "licence": "public domain"}
            ],
        }
    )
    assert ("Run", "0123456789ab") in lines
    assert ("Commit", "not known") in lines
    assert ("Source: provinces", "Natural Earth · public domain") in lines
