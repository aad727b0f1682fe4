"""The registry: what a dataset block of the configuration means.

A block says where a file is and which of its columns are ours. The roles below say which columns
a dataset of that role must and may have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Literal

from nutag.vocabulary import LIVESTOCK_KINDS


@dataclass(frozen=True)
class Role:
    """Columns of one kind of dataset.

    Parameters
    ----------
    required, optional : tuple of str
        Our column names.
    spatial : bool
        Whether a geometry (or longitude and latitude, or geometry_wkt) belongs to it.
    either : tuple of tuple of str
        Sets of optional columns; where there are any, a file has to have one of the sets.
    raster : bool
        Whether the file is a grid and no table: it has no columns at all.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    spatial: bool = False
    either: tuple[tuple[str, ...], ...] = ()
    raster: bool = False

    @property
    def key(self) -> str:
        """Return the column that a row is known by: the first of the role."""
        return (*self.required, *self.optional)[0]


_LICENCES = Role(
    required=("code", "stage"),
    optional=(
        "licence_id",
        "kind",
        "holder",
        "minerals",
        "status",
        "granted",
        "expires",
        "area_declared_ha",
        "province_id",
        "province_name",
        "soum_id",
        "soum_name",
        "geometry_quality",
        "geometry_scope",
    ),
    spatial=True,
)

_SOUM_BOUNDARIES = Role(
    required=(),
    optional=("soum_id", "name_en", "name_mn", "province_id"),
    spatial=True,
    either=(("soum_id",), ("name_en", "province_id"), ("name_mn", "province_id")),
)

_SHAPES = Role(required=(), optional=("name", "class"), spatial=True)
_POINTS = Role(required=(), optional=("name", "people"), spatial=True)
_RASTER = Role(required=(), raster=True)

#: Context layers of shapes, and the kind of shape each is made of.
LAYERS: dict[str, str] = {
    "rivers": "line",
    "lakes": "polygon",
    "water_protection_zones": "polygon",
    "protected_areas": "polygon",
    "biodiversity_areas": "polygon",
    "settlements": "point",
    "water_points": "point",
    "camps": "point",
    "footprints": "polygon",
    "footprints_other": "polygon",
    "roads": "line",
}
#: Layers of which no place and no number below five is ever published.
PRIVATE = ("camps",)
#: Context layers that are grids.
RASTERS = ("population_raster", "land_cover", "surface_water")

ROLES: dict[str, Role] = {
    "provinces": Role(
        required=("province_id", "name_en", "name_mn", "area_official_km2"),
        optional=("aliases", "p_code", "nso_code"),
    ),
    "soums": Role(
        required=("soum_id", "province_id", "name_en", "name_mn"),
        optional=("aliases", "nso_code", "centre_lat", "centre_lon", "area_official_km2"),
    ),
    "aliases": Role(required=("found", "fill_in"), optional=("column",)),
    "soum_boundaries": _SOUM_BOUNDARIES,
    "soum_boundaries_other": _SOUM_BOUNDARIES,
    "licences": _LICENCES,
    "licences_previous": _LICENCES,
    "licence_statistics": Role(
        required=("province_id", "period", "stage", "count", "area_ha"),
        optional=("province_name", "record_id", "unit_level", "exactness", "source"),
    ),
    "rehabilitation": Role(
        required=("record_id", "province_id", "year", "measure", "value_ha"),
        optional=(
            "province_name",
            "soum_id",
            "soum_name",
            "admin_level",
            "site",
            "measure_detail",
            "state",
            "scope",
            "exactness",
            "source",
            "note",
            "value_unit",
            "value_other",
            "value_other_unit",
        ),
    ),
    "survey_coverage": Role(
        required=("province_id", "measure", "year", "state"),
        optional=("province_name", "note", "source"),
    ),
    "population": Role(
        required=("soum_id", "year", "people"),
        optional=("name_en", "province_id", "province_name", "source"),
    ),
    "livestock": Role(
        required=("soum_id", "year", "head"),
        optional=(*LIVESTOCK_KINDS, "name_en", "province_id", "province_name", "source"),
    ),
    **{role: _POINTS if kind == "point" else _SHAPES for role, kind in LAYERS.items()},
    **dict.fromkeys(RASTERS, _RASTER),
}

_DEGREES_MINUTES_SECONDS = tuple(
    f"{axis}_{part}" for axis in ("longitude", "latitude") for part in ("deg", "min", "sec")
)
#: Longitude and latitude, each as one number or in three.
POSITION_COLUMNS = ("longitude", "latitude", *_DEGREES_MINUTES_SECONDS)
COORDINATE_COLUMNS = (*POSITION_COLUMNS, "geometry_wkt", "geometry_geojson")
#: Of a list of corners, beside their positions.
CORNER_COLUMNS = ("code", "order", "part")


def parts_of(path: Path) -> list[Path]:
    """Return the files that a dataset is made of: the one that is named, and those beside it.

    A Shapefile keeps its attributes, its CRS and its encoding in files of their own, a File
    Geodatabase is a folder of files.
    """
    if path.is_dir():
        files = sorted(part for part in path.iterdir() if part.is_file())
        return [path, *(part for part in files if part.suffix.lower() != ".lock")]
    if path.suffix.lower() != ".shp":
        return [path]
    endings = (".dbf", ".shx", ".prj", ".cpg")
    beside = (part for part in sorted(path.parent.iterdir()) if part.stem == path.stem)
    return [path, *(part for part in beside if part.suffix.lower() in endings)]


def files_of(block: Mapping[str, Any]) -> dict[str, str]:
    """Return the paths that a dataset block names, as configured.

    Returns
    -------
    dict of str to str
        What is added to the role for the name of the file: nothing for the file itself,
        ``_vertices`` for the one of its corners.
    """
    vertices = block.get("vertices")
    beside = vertices.get("path") if isinstance(vertices, Mapping) else None
    return {"": block["path"], **({"_vertices": beside} if isinstance(beside, str) else {})}


def shown_path(path: str) -> str:
    """Return a path as the results show it: they say nothing of the folders of a computer.

    Parameters
    ----------
    path : str
        As configured.

    Returns
    -------
    str
        The path itself where it is relative, else the name of the file.

    Examples
    --------
    >>> shown_path("data/user/2018.gpkg"), shown_path("/register/2018.gpkg")
    ('data/user/2018.gpkg', '2018.gpkg')
    """
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).is_absolute():
            return kind(path).name
    return path


@dataclass(frozen=True)
class Dataset:
    """One dataset block, with the file that it names.

    Parameters
    ----------
    role : str
        A key of `ROLES`.
    path : Path
        The file to open.
    label : str
        The path as configured, for messages.
    """

    role: str
    path: Path
    label: str
    url: str | None = None
    sha256: str | None = None
    member: str | None = None
    layer: str | None = None
    encoding: str | None = None
    separator: str | None = None
    crs: str | None = None
    swap_xy: bool = False
    autofix_swap: bool = False
    decimal: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    vertices: Mapping[str, Any] | None = None
    vertices_path: Path | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    constants: Mapping[str, str | float] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, list[Any]]] = field(default_factory=dict)
    patterns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    exclude: tuple[Mapping[str, str], ...] = ()
    boundary_quality: str = "approximate"
    coverage: str = "sample"
    status_missing: str = "set_aside"
    status_rule: str = "status"
    as_of: str | None = None
    repeated_code: str = "set_aside"
    cut_holes: bool = True
    publish_persons: bool = False
    quantity: Literal["count", "density"] = "count"
    classes: Mapping[str, list[int]] = field(default_factory=dict)
    year: int | None = None
    modelled: bool = False
    version: str | None = None
    licence: str | None = None
    attribution: str | None = None

    @classmethod
    def from_block(
        cls,
        role: str,
        block: Mapping[str, Any],
        path: str | Path,
        vertices_path: str | Path | None = None,
    ) -> Dataset:
        """Return the dataset of a block that has passed the schema.

        Parameters
        ----------
        role : str
            A key of `ROLES`.
        block : mapping
            The block of the configuration.
        path : str or Path
            The file that `block["path"]` was found at.
        vertices_path : str or Path, optional
            The file that the path of its ``vertices`` was found at, where they have one.
        """
        known = {k: v for k, v in block.items() if k != "path" and v is not None}
        known["exclude"] = tuple(known.get("exclude", ()))
        known["vertices_path"] = Path(vertices_path) if vertices_path else None
        return cls(role=role, path=Path(path), label=str(block["path"]), **known)

    @property
    def spec(self) -> Role:
        """Return the columns of the role."""
        return ROLES[self.role]

    def source_column(self, ours: str) -> str:
        """Return the name that our column has in the file, empty where it is said to have none."""
        return self.columns.get(ours, ours) or ""


def raster_datasets(blocks: Mapping[str, Any], files: Any) -> dict[str, Dataset]:
    """Return the rasters of a run by their roles.

    Parameters
    ----------
    blocks : mapping
        Block of each role of `RASTERS`, or None.
    files : mapping
        File of each role; of people also where no block is configured: the surface that was built
        from the numbers of soums, which is modelled.
    """
    built = {"path": "population surface", "modelled": True}
    used = {"population_raster": blocks.get("population_raster") or built}
    used |= {role: blocks[role] for role in RASTERS if blocks.get(role)}
    return {role: Dataset.from_block(role, block, files[role]) for role, block in used.items()}
