"""The whole standardise stage in one process, as ``nutag check`` runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nutag.data_files import dataset_files
from nutag.issues import InputError, Issue
from nutag.readers import read_roles
from nutag.registry import RASTERS
from nutag.standardise import (
    boundaries,
    layers,
    licence_statistics,
    licences,
    population,
    rehabilitation,
)
from nutag.standardise.comparison import comparison_part
from nutag.standardise.part import Part

#: Roles that a configuration may leave out.
OPTIONAL = ("aliases", "licences_previous", "soum_boundaries_other", *layers.ROLES)


def standardise(config: Mapping[str, Any], roots: list[Path]) -> dict[str, Part]:
    """Run every part of the stage, and show the faults of all of them at once.

    Parameters
    ----------
    config : mapping
        Configuration that has passed `nutag.config.check_run`.
    roots : list of Path
        Folders that relative paths may start from.

    Returns
    -------
    dict of str to Part
        In the order of the stage: boundaries, licences, licences_previous and comparison where
        it is configured, rehabilitation, population, licence_statistics, layers.

    Raises
    ------
    InputError
        With the faults of every dataset that can be told without the others.
    """
    blocks, country = config["datasets"], config["country"]
    blocks = {role: blocks.get(role) for role in (*blocks, *OPTIONAL)}
    files = dataset_files(blocks, roots)
    faults: list[Issue] = []

    def attempt(make: Callable[..., Part], *arguments: Any) -> Part | None:
        try:
            return make(blocks, files, country, *arguments)
        except InputError as error:
            faults.extend(error.issues)
            return None

    first = attempt(boundaries.boundaries_part)
    if first is None:
        # The others need places; what can be said without them is whether they can be read.
        others = [role for role in blocks if role not in (*boundaries.ROLES, *RASTERS)]
        try:
            read_roles(others, blocks, files, country["bbox"])
        except InputError as error:
            faults.extend(error.issues)
        raise InputError(faults)
    provinces, soums = first.tables["provinces"], first.tables["soums"]
    parts = {
        "boundaries": first,
        "licences": attempt(licences.licences_part, provinces, soums),
        "licences_previous": (
            attempt(licences.licences_part, provinces, soums, "licences_previous")
            if blocks["licences_previous"] is not None
            else None
        ),
        "rehabilitation": attempt(rehabilitation.rehabilitation_part, provinces, soums),
        "population": attempt(population.population_part, provinces, soums),
        "licence_statistics": attempt(licence_statistics.licence_statistics_part, provinces),
        "layers": attempt(layers.layers_part, config["measuring"]["rings_km"]),
    }
    if faults:
        raise InputError(faults)
    register, previous = parts["licences"], parts["licences_previous"]
    if register is not None and previous is not None:
        tables = register.tables["licences"], previous.tables["licences_previous"]
        parts["comparison"] = comparison_part(blocks, *tables)
    return {name: part for name, part in parts.items() if part is not None}
