# Helpers of the rules: which file a dataset block means, what code a script depends on.
import shlex
import sys
from pathlib import Path

from nutag.config import check_run, layered
from nutag.config_files import read_config
from nutag.console import stopped
from nutag.data_files import find_file
from nutag.digest import code_digest
from nutag.downloads import missing_downloads
from nutag.issues import InputError
from nutag.provenance import git_commit
from nutag.registry import LAYERS, RASTERS, files_of, parts_of
from nutag.stops import (
    STOPPED,
    configuration_passes,
    forget_stops,
    gather_stops,
    write_stops,
)
from nutag.summary import forget_stale_maps, forget_stale_tables, not_done, run_summary

# Snakemake writes the path of Python into a command line as it is.
sys.executable = shlex.quote(sys.executable)

WORKFLOW = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parent
REPOSITORY = WORKFLOW.parent

# A relative path is looked for where the run is, then where the workflow is.
ROOTS = [Path(), REPOSITORY]


DEFAULTS = REPOSITORY / "config" / "config.yaml"


def or_stop(function, *arguments):
    """Return what a function returns; bad input ends the run with its sentences alone."""
    try:
        return function(*arguments)
    except InputError as error:
        print(stopped(error), file=sys.stderr)
        if workflow.modifier.is_main_snakefile():
            write_stops(error.issues, STOPPED)
        sys.exit(1)


# Said here with file and line, before Snakemake says that it is no YAML.
or_stop(read_config, DEFAULTS)


configfile: DEFAULTS


def config_files():
    """Return the configuration files of the run, the one that wins last."""
    settings = workflow.config_settings
    if not workflow.modifier.is_main_snakefile():
        return [DEFAULTS]
    if settings.replace_workflow_config:
        return []
    own = Path("config/config.yaml")
    return [
        DEFAULTS,
        *([own] if own.is_file() else []),
        *map(Path, settings.configfiles),
    ]


def config_layers():
    """Return the configuration of the run, part by part, the one that wins last."""
    settings = workflow.config_settings
    # A module has what the importing workflow gives it.
    replaced = not workflow.modifier.is_main_snakefile()
    replaced = replaced or settings.replace_workflow_config
    return [*map(read_config, config_files()), config if replaced else settings.config]


config = or_stop(lambda: layered(*config_layers()))
SCHEMA = WORKFLOW / "schemas" / "config.schema.yaml"
or_stop(lambda: check_run(config, SCHEMA, ROOTS, config_files(), before_fetch=True))
if workflow.modifier.is_main_snakefile():
    configuration_passes(Path())

LAYER_ROLES = [*LAYERS, *RASTERS]
USED = [role for role, block in config["datasets"].items() if block is not None]


def local_file(path):
    """Return an input that a module prefix leaves alone."""
    return local(str(path))


def dataset_file(role):
    """Return the file of a dataset."""
    block = config["datasets"].get(role)
    if not block:
        return []
    found = find_file(block["path"], ROOTS)
    return local_file(found) if found else not_fetched


def not_fetched(wildcards):
    """End a run that needs a file which is still to be downloaded.

    Snakemake asks only where a job needs the file, so that `snakemake fetch` gets by without it.
    """

    def need_downloads():
        raise InputError(missing_downloads(config["datasets"], ROOTS))

    or_stop(need_downloads)


def vertices_file(role):
    """Return the file of the corners of a dataset, where it is another one."""
    path = files_of(config["datasets"].get(role) or {"path": ""}).get("_vertices")
    return local_file(find_file(path, ROOTS)) if path else []


def sidecar_files(*roles):
    """Return the other files of a Shapefile or a File Geodatabase, as inputs of a rule."""
    named = [config["datasets"].get(role) for role in roles]
    paths = [path for block in named if block for path in files_of(block).values()]
    found = [file for path in paths if (file := find_file(path, ROOTS))]
    return [local_file(part) for file in found for part in parts_of(file)[1:]]


def catalogue_file():
    """Return the catalogue of indicators."""
    return local_file(find_file(config["indicators"]["catalogue"], ROOTS))


def blocks(*roles):
    """Return the configuration of some datasets, for `params`."""
    return {role: config["datasets"].get(role) for role in roles}


def digest_of(script):
    """Return the digest of the package code behind a script of workflow/scripts."""
    return code_digest(WORKFLOW / "scripts" / script)


def print_maps():
    """Return the names of the print maps; a sample of licences gives neither shares nor soums."""
    names = [
        f"provinces_{indicator}" for indicator in ("L01", "L02", "R01", "R02", "R03")
    ]
    if config["datasets"]["licences"].get("coverage", "sample") == "complete":
        names += ["provinces_E01", "soums_L01", "soums_L02"]
    return names


SURFACE = "interim/measured/population_surface"
SURFACE_ISSUES = [] if "population_raster" in USED else [f"{SURFACE}.issues.parquet"]


def population_raster():
    """Return the raster of people: the one that is configured, or the one built from soums."""
    return dataset_file("population_raster") or f"{SURFACE}.tif"
