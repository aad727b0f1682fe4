# Two registers: what is new, gone and changed. Only where a previous register is configured.

COMPARISON_TABLES = ["licence_changes", "area_changes"]
PREVIOUS = ["licences_previous"] if "licences_previous" in USED else []
COMPARED = expand(
    "results/tables/{name}.csv", name=COMPARISON_TABLES if PREVIOUS else []
)
COMPARED_ISSUES = ["interim/compared/licences.issues.parquet"] if PREVIOUS else []


if PREVIOUS:

    rule standardise_licences_previous:
        input:
            sidecar_files("licences_previous"),
            licences_previous=dataset_file("licences_previous"),
            licences_previous_vertices=vertices_file("licences_previous"),
            provinces="interim/standardised/provinces.parquet",
            soums="interim/standardised/soums.parquet",
        output:
            licences_previous="interim/standardised/licences_previous.parquet",
            issues="interim/standardised/licences_previous.issues.parquet",
            ladder="interim/standardised/licences_previous.ladder.parquet",
        log:
            "logs/standardise_licences_previous.log",
        benchmark:
            "benchmarks/standardise_licences_previous.tsv"
        conda:
            "../envs/nutag.yaml"
        params:
            role="licences_previous",
            blocks=blocks("licences_previous"),
            country=config["country"],
            code=digest_of("standardise_licences.py"),
        message:
            "Reading mining licences of the previous register"
        script:
            "../scripts/standardise_licences.py"

    rule compare_registers:
        input:
            licences="interim/standardised/licences.parquet",
            licences_previous="interim/standardised/licences_previous.parquet",
            provinces="interim/standardised/provinces.parquet",
            soums="interim/standardised/soums.parquet",
        output:
            licence_changes="results/tables/licence_changes.csv",
            area_changes="results/tables/area_changes.csv",
            issues="interim/compared/licences.issues.parquet",
        log:
            "logs/compare_registers.log",
        benchmark:
            "benchmarks/compare_registers.tsv"
        conda:
            "../envs/nutag.yaml"
        threads: config["measuring"]["threads"]
        params:
            blocks=blocks("licences", "licences_previous"),
            country=config["country"],
            code=digest_of("compare_registers.py"),
        message:
            "Comparing the register with the previous one"
        script:
            "../scripts/compare_registers.py"
