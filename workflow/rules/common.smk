# Helpers of the rules: which file a dataset block means, what code a script depends on.
import sys
from pathlib import Path

import yaml

from snakemake.exceptions import WorkflowError

from nutag.config import check_config, check_files, drop_inherited, find_file
from nutag.console import stopped
from nutag.digest import code_digest
from nutag.issues import InputError
from nutag.provenance import git_commit
from nutag.summary import run_summary

WORKFLOW = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parent
REPOSITORY = WORKFLOW.parent

# A relative path is looked for where the run is, then where the workflow is.
ROOTS = [Path.cwd(), REPOSITORY]

DEFAULTS = yaml.safe_load(
    (REPOSITORY / "config" / "config.yaml").read_text(encoding="utf-8")
)
if isinstance(config.get("datasets"), dict):
    config["datasets"] = drop_inherited(config["datasets"], DEFAULTS["datasets"])

try:
    check_config(config, WORKFLOW / "schemas" / "config.schema.yaml")
    check_files(config["datasets"], ROOTS)
except InputError as error:
    raise WorkflowError(stopped(error))

USED = [role for role, block in config["datasets"].items() if block is not None]


def dataset_file(role):
    """Return the file of a dataset; a module prefix leaves it alone."""
    block = config["datasets"].get(role)
    return local(str(find_file(block["path"], ROOTS))) if block else []


def catalogue_file():
    """Return the catalogue of indicators."""
    found = find_file(config["indicators"]["catalogue"], ROOTS)
    if found is None:
        raise WorkflowError(
            f"indicators.catalogue: {config['indicators']['catalogue']} not found"
        )
    return local(str(found))


def blocks(*roles):
    """Return the configuration of some datasets, for `params`."""
    return {role: config["datasets"].get(role) for role in roles}


def digest_of(script):
    """Return the digest of the package code behind a script of workflow/scripts."""
    return code_digest(WORKFLOW / "scripts" / script)


def print_maps():
    """Return the names of the print maps; a sample of licences fills no map of soums."""
    names = ["provinces_L01", "provinces_L02", "provinces_R02", "provinces_R03"]
    if config["datasets"]["licences"].get("coverage", "sample") == "complete":
        names += ["soums_L01", "soums_L02"]
    return names
