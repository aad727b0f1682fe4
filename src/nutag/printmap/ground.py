"""The ground of a map: shapes, borders and names, on the whole map or in its inset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes

from nutag.printmap.circles import Circles
from nutag.printmap.frame import Frame
from nutag.printmap.labels import draw_names
from nutag.printmap.sheet import Box, Sheet
from nutag.printmap.subject import Subject, names_of
from nutag.printmap.units import draw_units, drawn_shapes


@dataclass(frozen=True)
class Ground:
    """What is drawn on the ground.

    Attributes
    ----------
    drawn : DataFrame
        Rows of ``Subject.drawn``.
    shapes : ndarray of Geometry
        Their shapes, in metres.
    outlines : ndarray of Geometry
        Provinces, the same array where the units are provinces; none are known: empty.
    names : sequence of (str, str)
        Names of the provinces, and their figures where they are the units.
    fills : sequence of str, optional
        Their colours; None where one is hatched or of many colours.
    circles : Circles, optional
        Of the shapes, where the indicator is a total.
    """

    drawn: pd.DataFrame
    shapes: np.ndarray
    outlines: np.ndarray
    names: Sequence[tuple[str, str]]
    fills: Sequence[str | None]
    circles: Circles | None

    @classmethod
    def of(cls, subject: Subject, provinces: gpd.GeoDataFrame | None) -> Ground:
        """Take shapes and names from a subject, for a map of soums also from the provinces."""
        drawn = subject.drawn
        shapes = drawn_shapes(drawn["geometry"].to_numpy())
        circles = None
        if subject.circle_scale is not None:
            figures = drawn["value"].where(drawn["has_figure"]).to_numpy(float)
            circles = Circles.of(subject.circle_scale, shapes, figures)
        if subject.level == "province":
            names = list(zip(drawn["name"], subject.printed_values(), strict=True))
            return cls(drawn, shapes, shapes, names, drawn["fill"].to_list(), circles)
        if provinces is None:
            return cls(drawn, shapes, np.empty(0, dtype=object), [], [], circles)
        known = provinces[provinces.geometry.notna() & ~provinces.geometry.is_empty]
        outlines = drawn_shapes(np.asarray(known.geometry.array))
        names = [(name, "") for name in names_of(known, subject.words)]
        return cls(drawn, shapes, outlines, names, [None] * len(names), circles)

    def cut(self, window: Box) -> tuple[Ground, np.ndarray]:
        """Return what lies in a window (in metres), and which of the provinces do."""
        box = shapely.box(*window)
        shapes = shapely.intersection(self.shapes, box)
        seen = ~shapely.is_empty(shapes)
        shapes = shapes[seen]
        outlines, inside = shapes, seen
        if self.outlines is not self.shapes:
            outlines = shapely.intersection(self.outlines, box)
            inside = ~shapely.is_empty(outlines)
            outlines = outlines[inside]
        names = [name for name, here in zip(self.names, inside, strict=True) if here]
        fills = [fill for fill, here in zip(self.fills, inside, strict=True) if here]
        circles = self.circles.within(window) if self.circles else None
        return Ground(self.drawn[seen], shapes, outlines, names, fills, circles), inside

    def footprint(self, frame: Frame) -> np.ndarray:
        """Return shapes and, as large as they are in a frame, circles: all that is drawn."""
        if self.circles is None:
            return self.shapes
        return np.append(self.shapes, self.circles.on_ground(frame))

    def draw(self, axes: Axes, frame: Frame) -> None:
        """Draw shapes, borders and circles."""
        draw_units(axes, self.drawn, self.shapes, self.outlines)
        if self.circles:
            self.circles.draw(axes, frame)

    def name(
        self,
        sheet: Sheet,
        frame: Frame,
        room: Box,
        *,
        chosen: np.ndarray | None = None,
        keep: Sequence[Box] = (),
        needed: np.ndarray | None = None,
    ) -> None:
        """Write names: of `chosen` provinces, the others as :func:`draw_names` has them."""
        keep = [*keep, *(self.circles.boxes(frame) if self.circles else [])]
        which = [k for k in range(len(self.names)) if chosen is None or chosen[k]]
        if which:
            names, fills = [self.names[k] for k in which], [self.fills[k] for k in which]
            must = None if needed is None else list(needed[which])
            draw_names(sheet, frame, self.outlines[which], names, fills, room, keep, must)
