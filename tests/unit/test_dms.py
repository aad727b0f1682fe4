import numpy as np
import pandas as pd
import pytest

from nutag.dms import join_angles, parse_angles


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("104°12'30\"", 104 + 12 / 60 + 30 / 3600),
        ("104° 12′ 30.5″", 104 + 12 / 60 + 30.5 / 3600),
        ("104º12’30,5”", 104 + 12 / 60 + 30.5 / 3600),
        ("104°12'30''", 104 + 12 / 60 + 30 / 3600),
        ("104 12 30", 104 + 12 / 60 + 30 / 3600),
        ("104\u00a012\u00a030", 104 + 12 / 60 + 30 / 3600),
        ("104-12-30.5", 104 + 12 / 60 + 30.5 / 3600),
        ("104:12:30", 104 + 12 / 60 + 30 / 3600),
        ("104°12,5'", 104 + 12.5 / 60),
        ("104 12.5", 104 + 12.5 / 60),
        ("104°", 104),
        ("104,25", 104.25),
        ("104,", 104),
        ("E104 12 30", 104 + 12 / 60 + 30 / 3600),
        ("104°12'30\"E", 104 + 12 / 60 + 30 / 3600),
        ("104 12 30 в.д.", 104 + 12 / 60 + 30 / 3600),
        ("47°30' с.ш.", 47.5),
        ("47°30' Х.Ө.", 47.5),
        ("47°30' х.є.", 47.5),
        ("з.у. 104°30'", 104.5),
        ("104°30' З", 104.5),
        ("47°30'S", -47.5),
        ("W 104°30'", -104.5),
        ("104°30' з.д.", -104.5),
        ("-0 30 0", -0.5),
        ("−104°30'", -104.5),
        ("104 59 60.000", 105),
        ("512345,5", 512345.5),
    ],
)
def test_angles_are_read(text, degrees):
    assert parse_angles(pd.Series([text], dtype=object)).tolist() == pytest.approx([degrees])


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "oops",
        "104°72'00\"",
        "104 12 61",
        "104.5 12 30",
        "104 12.5 30",
        "104 12 30 5",
        "104,12,30",
        "512,345",
        "204°",
        "104°12'30\"Q",
        "E 104 30 E",
        "104 123 30",
        "12/30",
    ],
)
def test_other_text_is_no_angle(text):
    assert np.isnan(parse_angles(pd.Series([text], dtype=object))).all()


def test_degrees_minutes_and_seconds_in_columns():
    found = join_angles(
        pd.Series(["104", "-104", "104°", None, "104", "104", "-0"]),
        pd.Series(["12", "30", "12'", "12", "61", None, "30"]),
        pd.Series(["30,5", "0", '36"', "30", "0", "0", "0"]),
    )
    expected = [104 + 12 / 60 + 30.5 / 3600, -104.5, 104.21, np.nan, np.nan, np.nan, -0.5]
    assert found.tolist() == pytest.approx(expected, nan_ok=True)


def test_a_column_that_is_not_there_counts_as_zero():
    nothing = pd.Series([None, None], dtype=object)
    assert join_angles(pd.Series([104, 105]), pd.Series([30.0, 15.0]), nothing).tolist() == [
        104.5,
        105.25,
    ]


def test_no_rows():
    assert len(parse_angles(pd.Series([], dtype=object))) == 0
