import pandas as pd
import pytest

from nutag.ladder import Ladder
from nutag.licence_ladder import REASONS, STEPS, climb


def register(*reasons):
    return pd.DataFrame({"reason": reasons, "area_ha": [100.0] * len(reasons)})


def climbed(licences, steps, **run):
    ladder = Ladder("licences")
    climb(ladder, licences, steps, **run)
    return ladder.frame().set_index("step")


def test_each_row_leaves_at_the_step_of_its_reason():
    rows = register("", "duplicate", "duplicate", "not in force", "no place", "no licence number")
    found = climbed(rows, STEPS)
    assert found["rows"].tolist() == [5, 5, 3, 2, 1]
    assert found["area_ha"].tolist() == [500, 500, 300, 200, 100]
    assert found["note"].tolist() == [
        "1 no licence number",
        "",
        "2 duplicate",
        "1 not in force",
        "1 no place",
    ]


def test_a_note_stands_beside_the_reasons():
    found = climbed(register("duplicate"), ("distinct",), notes={"distinct": "so be it"})
    assert found.loc["distinct", "note"] == "1 duplicate; so be it"


def test_every_reason_has_a_step_and_an_unknown_one_is_no_silent_loss():
    assert set(REASONS.values()) <= set(STEPS)
    with pytest.raises(KeyError, match="lost in the post"):
        climbed(register("lost in the post"), STEPS)
