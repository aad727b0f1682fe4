import pandas as pd
import pytest

from nutag.estimates import read_estimates


@pytest.mark.parametrize(
    ("cell", "text", "exactness", "state"),
    [
        ("46.7", "46.7", "", ""),
        ("500 орчим", "500", "approximate", ""),
        ("~500", "500", "approximate", ""),
        ("About 500 ha", "500 ha", "approximate", ""),
        ("500 га орчим", "500 га", "approximate", ""),
        (">500", "500", "lower bound", ""),
        ("500-аас дээш", "500", "lower bound", ""),
        ("up to 20", "20", "upper bound", ""),
        (None, None, "", "not_surveyed"),
        ("-", None, "", "surveyed_no_figure"),
        ("Н/М", None, "", "surveyed_no_figure"),
        ("судлаагүй", None, "", "not_surveyed"),
        # No number, so it is left to who reads numbers.
        ("about", "about", "", ""),
        ("400-500", "400-500", "", ""),
        ("-5", "-5", "", ""),
        ("Recall 500", "Recall 500", "", ""),
    ],
)
def test_a_cell_is_a_number_a_guess_or_a_gap(cell, text, exactness, state):
    row = read_estimates(pd.Series([cell], dtype=object)).iloc[0]
    assert row.to_dict() == {"text": text, "exactness": exactness, "state": state}
