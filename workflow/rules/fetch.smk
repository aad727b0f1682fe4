# Downloads, on demand: `snakemake fetch`. No other rule needs this one, so that a run never uses
# the network; without an output it looks at every file whenever it is asked for.


localrules:
    fetch,


rule fetch:
    log:
        "logs/fetch.log",
    conda:
        "../envs/nutag.yaml"
    params:
        datasets=config["datasets"],
    message:
        "Downloading the datasets that have an address"
    script:
        "../scripts/fetch.py"
