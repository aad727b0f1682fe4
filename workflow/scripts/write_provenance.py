"""Write the inputs, the configuration and the versions that the results come from."""

from pathlib import Path

from nutag.console import job
from nutag.provenance import make_provenance, write_json

with job(snakemake.log[0]) as say:
    config = snakemake.params.config
    roles = [role for role, block in config["datasets"].items() if block]
    names = [*roles, *(f"{role}_vertices" for role in roles)]
    provenance = make_provenance(
        config,
        {name: Path(snakemake.input[name]) for name in names if snakemake.input.get(name)},
        Path(snakemake.input.catalogue),
        snakemake.params.commit,
    )
    write_json(snakemake.output[0], provenance)
    say(f"Provenance: run {provenance['run_id']} from {len(provenance['inputs'])} files")
