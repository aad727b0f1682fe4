"""Write the inputs, the configuration and the versions that the results come from."""

from pathlib import Path

from nutag.console import job
from nutag.provenance import make_provenance, write_json

with job(snakemake.log[0]) as say:
    provenance = make_provenance(
        snakemake.params.config,
        {role: Path(path) for role, path in snakemake.input.items()},
        snakemake.params.commit,
    )
    write_json(snakemake.output[0], provenance)
    say(f"Provenance: run {provenance['run_id']} from {len(provenance['inputs'])} files")
