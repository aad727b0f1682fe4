# Helpers of the rules: which file a dataset block means, what code a script depends on.
import sys
from pathlib import Path

from snakemake.common.configfile import load_configfile

from nutag.catalogue import load_catalogue
from nutag.config import check_run, find_file, layered
from nutag.console import stopped
from nutag.digest import code_digest
from nutag.issues import InputError
from nutag.provenance import git_commit
from nutag.registry import parts_of
from nutag.summary import run_summary

WORKFLOW = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parent
REPOSITORY = WORKFLOW.parent

# A relative path is looked for where the run is, then where the workflow is.
ROOTS = [Path(), REPOSITORY]


configfile: REPOSITORY / "config" / "config.yaml"


def config_layers():
    """Return the configuration of the run, part by part, the one that wins last."""
    defaults = REPOSITORY / "config" / "config.yaml"
    if not workflow.modifier.is_main_snakefile():
        # A module has what the importing workflow gives it.
        return [load_configfile(defaults), config]
    settings = workflow.config_settings
    if settings.replace_workflow_config:
        return [config]
    own = Path("config/config.yaml")
    files = [defaults, *([own] if own.is_file() else []), *settings.configfiles]
    return [*map(load_configfile, files), settings.config]


config = layered(*config_layers())

try:
    check_run(config, WORKFLOW / "schemas" / "config.schema.yaml", ROOTS)
except InputError as error:
    print(stopped(error), file=sys.stderr)
    sys.exit(1)

USED = [role for role, block in config["datasets"].items() if block is not None]


def dataset_file(role):
    """Return the file of a dataset; a module prefix leaves it alone."""
    block = config["datasets"].get(role)
    return local(str(find_file(block["path"], ROOTS))) if block else []


def sidecar_files(role):
    """Return the files beside a Shapefile, which hold its attributes and its CRS."""
    _, *beside = parts_of(find_file(config["datasets"][role]["path"], ROOTS))
    return [local(str(part)) for part in beside]


def catalogue_file():
    """Return the catalogue of indicators."""
    return local(str(find_file(config["indicators"]["catalogue"], ROOTS)))


def blocks(*roles):
    """Return the configuration of some datasets, for `params`."""
    return {role: config["datasets"].get(role) for role in roles}


def digest_of(script):
    """Return the digest of the package code behind a script of workflow/scripts."""
    return code_digest(WORKFLOW / "scripts" / script)


def print_map_title(name):
    """Return the words for a print map, from the catalogue."""
    units, indicator_id = name.split("_")
    catalogue = load_catalogue(find_file(config["indicators"]["catalogue"], ROOTS))
    return (
        f"Print map (also .png): {catalogue.indicators[indicator_id].name_en}, {units}"
    )


def print_maps():
    """Return the names of the print maps; a sample of licences fills no map of soums."""
    names = ["provinces_L01", "provinces_L02", "provinces_R02", "provinces_R03"]
    if config["datasets"]["licences"].get("coverage", "sample") == "complete":
        names += ["soums_L01", "soums_L02"]
    return names
