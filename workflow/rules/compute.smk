# From hectares to the one table of indicators, and the checks of the run.

STANDARDISED = [
    "boundaries",
    "licences",
    "rehabilitation",
    "population",
    "licence_statistics",
    "layers",
    *PREVIOUS,
]


rule compute_indicators:
    input:
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        coverage="interim/measured/units.parquet",
        coverage_other="interim/measured/units_other.parquet",
        context="interim/measured/context.parquet",
        layer_issues="interim/standardised/layers.issues.parquet",
        context_issues="interim/measured/context.issues.parquet",
        statistics="interim/standardised/licence_statistics.parquet",
        rehabilitation="interim/standardised/rehabilitation.parquet",
        survey="interim/standardised/survey_coverage.parquet",
        people="interim/standardised/population.parquet",
        livestock="interim/standardised/livestock.parquet",
        holders="interim/measured/holders.parquet",
        catalogue="interim/standardised/catalogue.yaml",
    output:
        parquet="results/tables/indicators.parquet",
        csv=report(
            "results/tables/indicators.csv",
            caption="../report/indicators.rst",
            category="Tables",
        ),
        sensitivity="interim/computed/boundary_sensitivity.parquet",
        rings="interim/computed/rings.parquet",
        overlaps="interim/computed/overlaps.parquet",
        classes="interim/computed/classes.json",
        issues="interim/computed/indicators.issues.parquet",
    log:
        "logs/compute_indicators.log",
    benchmark:
        "benchmarks/compute_indicators.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        settings={
            "country": config["country"],
            "measuring": {
                key: config["measuring"][key]
                for key in (
                    "licensed_area_from",
                    "rings_km",
                    "near_km",
                    "water_zones_m",
                    "road_corridor_m",
                    "sheep_units",
                )
            },
            "indicators": config["indicators"],
            "datasets": blocks("licences", "licence_statistics", *LAYER_ROLES),
        },
        k=config["maps"]["classes"],
        code=digest_of("compute_indicators.py"),
    message:
        "Computing the indicators of every soum, province and the country"
    script:
        "../scripts/compute_indicators.py"


rule check_run:
    input:
        issues=expand("interim/standardised/{name}.issues.parquet", name=STANDARDISED)
        + [
            "interim/measured/licences.issues.parquet",
            "interim/measured/context.issues.parquet",
            "interim/computed/indicators.issues.parquet",
        ]
        + SURFACE_ISSUES
        + COMPARED_ISSUES,
        ladders=expand("interim/standardised/{name}.ladder.parquet", name=STANDARDISED),
        measured="interim/measured/licences.ladder.parquet",
        coverage="interim/measured/units.parquet",
        measured_licences="interim/measured/licences.parquet",
        statistics="interim/standardised/licence_statistics.parquet",
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        boundary_crosswalk="interim/standardised/boundary_crosswalk.parquet",
        licences="interim/standardised/licences.parquet",
    output:
        issues=report(
            "results/checks/issues.csv",
            caption="../report/issues.rst",
            category="Checks",
        ),
        reconciliation=report(
            "results/checks/reconciliation.csv",
            caption="../report/reconciliation.rst",
            category="Checks",
        ),
        unmatched="results/checks/unmatched.csv",
        boundary_crosswalk="results/checks/boundary_crosswalk.csv",
    log:
        "logs/check_run.log",
    benchmark:
        "benchmarks/check_run.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        licence_coverage=config["datasets"]["licences"].get("coverage", "sample"),
        licence_period=str(config["datasets"]["licences"].get("version") or ""),
        max_year_gap=config["indicators"]["max_year_gap"],
        code=digest_of("check_run.py"),
    message:
        "Reconciling rows and areas, collecting issues"
    script:
        "../scripts/check_run.py"
