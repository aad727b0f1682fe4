"""A file with more vertices than a page shows in time."""

import minicountry
import pytest
import shapely

from nutag.geometry import shapes_of
from nutag.vertices_shown import MOST_SHOWN, TOLERANCE_M, shown


@pytest.mark.bad_input(49)
def test_a_million_vertices_are_measured_and_simplified_on_pages_alone(land):
    register = minicountry.register()
    # A corner every 2 cm of 48 km of edges, where a few would do.
    register["geometry"] = register.geometry.segmentize(0.05)
    count = int(shapely.get_num_coordinates(shapes_of(register)).sum())
    assert count > 1_000_000 / 2 > MOST_SHOWN
    register.to_parquet(land.folder / "huge.parquet")
    land.use("licences", "huge.parquet")
    outcome = land.run()
    issue = outcome.issue("geometry.many_vertices")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        f"licences (huge.parquet): found {count:,} vertices; expected at most 200,000, which a "
        "page shows in time. All of them are measured. Pages alone show simplified shapes, to stay "
        "within their budget of 6 MB; their size is printed when they are written."
    )
    assert outcome.count() == 6
    assert outcome.union_ha() == pytest.approx(1400, abs=1e-3)
    whole = shapes_of(outcome.tables["licences"])
    drawn = shown(whole)
    assert shapely.get_num_coordinates(drawn).sum() < 100
    present = ~shapely.is_missing(whole)
    moved = shapely.hausdorff_distance(shapely.envelope(whole), shapely.envelope(drawn))
    assert (moved[present] < TOLERANCE_M).all()


def test_other_layers_are_shown_as_they_are():
    shapes = shapes_of(minicountry.register())
    assert shown(shapes) is shapes
