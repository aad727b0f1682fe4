"""A copy of the repository that is set up for synthetic soums and a national register."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import yaml


def set_up(folder: Path, soums: gpd.GeoDataFrame, licences: gpd.GeoDataFrame) -> None:
    """Write soums and licences into a copy, and name them in its configuration."""
    soums[["soum_id", "geometry"]].to_file(folder / "soums.gpkg", layer="soums")
    columns = ["licence_id", "code", "stage", "status", "geometry"]
    licences[columns].to_file(folder / "licences.gpkg", layer="licences")
    config = yaml.safe_load((folder / "config" / "config.yaml").read_text(encoding="utf-8"))
    config["measuring"]["licensed_area_from"] = "polygons"
    for role, file in (("soum_boundaries", "soums.gpkg"), ("licences", "licences.gpkg")):
        config["datasets"][role] = {"path": file, "version": "synthetic", "licence": "none"}
        config["datasets"][role]["attribution"] = "made by benches/"
    config["datasets"]["soum_boundaries"]["boundary_quality"] = "surveyed"
    config["datasets"]["licences"]["coverage"] = "complete"
    written = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    (folder / "config" / "config.yaml").write_text(written, encoding="utf-8")
