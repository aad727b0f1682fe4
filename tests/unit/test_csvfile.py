"""CSV files: cells that a spreadsheet does not run, and the same bytes twice."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
import shapely

from nutag.csvfile import csv_text, defuse, to_csv


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-", "@x", "\tx", "\rx", "\n=1", "＝1"])
def test_formula_text_is_defused(text):
    assert defuse(text) == f"'{text}"
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Өмнөговь", "a=b", "1-2", " x"])
def test_plain_text_is_left_alone(text):
    assert defuse(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1109.3000000000002, "1109.3"),
        (2 / 3, "0.6666666667"),
        (-1.5, "-1.5"),
        (-0.0, "0.0"),
        (5.0, "5.0"),
        (np.float64(2.5), "2.5"),
        (np.int64(7), "7"),
        (True, "true"),
        (np.bool_(False), "false"),
        (float("nan"), ""),
        (None, ""),
        (pd.NA, ""),
        (pd.Timestamp("2026-07-31"), "2026-07-31"),
    ],
)
def test_cells_as_text(value, text):
    assert csv_text(value) == text


def test_csv_bytes(tmp_path):
    frame = pd.DataFrame(
        {
            "name": ["Өвөрхангай, Үе", "=cmd()", None],
            "n": pd.array([1, None, 3], dtype="Int64"),
            "ha": [562.6, float("nan"), -1.0],
            "+bad": ["a", 'b"c', "-"],
        }
    )
    to_csv(frame, tmp_path / "deep" / "t.csv")
    raw = (tmp_path / "deep" / "t.csv").read_bytes()
    assert raw.decode("utf-8-sig") == (
        'name,n,ha,\'+bad\n"Өвөрхангай, Үе",1,562.6,a\n\'=cmd(),,,"b""c"\n,3,-1.0,\'-\n'
    )
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    to_csv(frame, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == raw
    back = pd.read_csv(io.BytesIO(raw), encoding="utf-8-sig")
    assert back["name"].iloc[0] == "Өвөрхангай, Үе"
    assert back["ha"].isna().tolist() == [False, True, False]


def test_csv_keeps_line_ends_inside_a_cell(tmp_path):
    to_csv(pd.DataFrame({"note": ["a\nb"]}), tmp_path / "t.csv")
    assert pd.read_csv(tmp_path / "t.csv")["note"].tolist() == ["a\nb"]


def test_csv_refuses_what_is_no_figure(tmp_path):
    with pytest.raises(ValueError, match=r"t.csv, column 'ha': an infinite number"):
        to_csv(pd.DataFrame({"ha": [float("inf")]}), tmp_path / "t.csv")
    with pytest.raises(TypeError, match=r"column 'geometry': a Point cannot be written"):
        to_csv(pd.DataFrame({"geometry": [shapely.Point(0, 0)]}), tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []
