"""Rings that are not what a polygon needs."""

import minicountry
import pytest
import shapely


@pytest.mark.bad_input(6)
def test_a_bow_tie_is_repaired_and_both_areas_are_said(land):
    register = minicountry.register()
    corners = [(1000, 1000), (3000, 3000), (3000, 1000), (1000, 3000), (1000, 1000)]
    register.loc[register["code"] == "MV-000001", "geometry"] = shapely.Polygon(corners)
    land.layer("licences", register)
    outcome = land.run()
    issue = outcome.issue("licence.invalid_ring")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found Self-intersection[2000 2000]; expected a "
        "valid polygon. Repaired: 0.00 ha before, 200.00 ha after."
    )
    # Two triangles of 100 ha in place of the square of 400 ha; half of the right one lies under
    # XV-000002, as half of the square did.
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(1400 - 100, abs=1e-3)
