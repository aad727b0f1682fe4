# From files in any format to typed tables with our names, one CRS and codes.
# The only stage that knows formats, columns, encodings and spellings of the sources.


rule standardise_boundaries:
    input:
        sidecar_files("provinces", "soums", "aliases"),
        sidecar_files("soum_boundaries", "soum_boundaries_other"),
        provinces=dataset_file("provinces"),
        soums=dataset_file("soums"),
        soum_boundaries=dataset_file("soum_boundaries"),
        soum_boundaries_vertices=vertices_file("soum_boundaries"),
        soum_boundaries_other=dataset_file("soum_boundaries_other"),
        soum_boundaries_other_vertices=vertices_file("soum_boundaries_other"),
        aliases=dataset_file("aliases"),
    output:
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        boundary_crosswalk="interim/standardised/boundary_crosswalk.parquet",
        provinces_other="interim/standardised/provinces_other.parquet",
        issues="interim/standardised/boundaries.issues.parquet",
        ladder="interim/standardised/boundaries.ladder.parquet",
    log:
        "logs/standardise_boundaries.log",
    benchmark:
        "benchmarks/standardise_boundaries.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        blocks=blocks(
            "provinces", "soums", "soum_boundaries", "soum_boundaries_other", "aliases"
        ),
        country=config["country"],
        code=digest_of("standardise_boundaries.py"),
    message:
        "Reading provinces, soums and their boundaries"
    script:
        "../scripts/standardise_boundaries.py"


rule standardise_licences:
    input:
        sidecar_files("licences"),
        licences=dataset_file("licences"),
        licences_vertices=vertices_file("licences"),
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
    output:
        licences="interim/standardised/licences.parquet",
        licence_overlaps="interim/standardised/licence_overlaps.parquet",
        issues="interim/standardised/licences.issues.parquet",
        ladder="interim/standardised/licences.ladder.parquet",
    log:
        "logs/standardise_licences.log",
    benchmark:
        "benchmarks/standardise_licences.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        role="licences",
        blocks=blocks("licences"),
        country=config["country"],
        code=digest_of("standardise_licences.py"),
    message:
        "Reading mining licences"
    script:
        "../scripts/standardise_licences.py"


rule standardise_rehabilitation:
    input:
        sidecar_files("rehabilitation", "survey_coverage"),
        rehabilitation=dataset_file("rehabilitation"),
        survey_coverage=dataset_file("survey_coverage"),
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
    output:
        rehabilitation="interim/standardised/rehabilitation.parquet",
        survey_coverage="interim/standardised/survey_coverage.parquet",
        issues="interim/standardised/rehabilitation.issues.parquet",
        ladder="interim/standardised/rehabilitation.ladder.parquet",
    log:
        "logs/standardise_rehabilitation.log",
    benchmark:
        "benchmarks/standardise_rehabilitation.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        blocks=blocks("rehabilitation", "survey_coverage"),
        country=config["country"],
        code=digest_of("standardise_rehabilitation.py"),
    message:
        "Reading figures on damaged and rehabilitated land"
    script:
        "../scripts/standardise_rehabilitation.py"


rule standardise_population:
    input:
        sidecar_files("population", "livestock"),
        population=dataset_file("population"),
        livestock=dataset_file("livestock"),
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
    output:
        population="interim/standardised/population.parquet",
        livestock="interim/standardised/livestock.parquet",
        issues="interim/standardised/population.issues.parquet",
        ladder="interim/standardised/population.ladder.parquet",
    log:
        "logs/standardise_population.log",
    benchmark:
        "benchmarks/standardise_population.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        blocks=blocks("population", "livestock"),
        country=config["country"],
        code=digest_of("standardise_population.py"),
    message:
        "Reading people and livestock"
    script:
        "../scripts/standardise_population.py"


rule standardise_licence_statistics:
    input:
        sidecar_files("licence_statistics"),
        licence_statistics=dataset_file("licence_statistics"),
        provinces="interim/standardised/provinces.parquet",
    output:
        licence_statistics="interim/standardised/licence_statistics.parquet",
        issues="interim/standardised/licence_statistics.issues.parquet",
        ladder="interim/standardised/licence_statistics.ladder.parquet",
    log:
        "logs/standardise_licence_statistics.log",
    benchmark:
        "benchmarks/standardise_licence_statistics.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        blocks=blocks("licence_statistics"),
        country=config["country"],
        code=digest_of("standardise_licence_statistics.py"),
    message:
        "Reading the register's official statistics"
    script:
        "../scripts/standardise_licence_statistics.py"


rule standardise_layers:
    input:
        sidecar_files(*LAYER_ROLES),
        **{role: dataset_file(role) for role in LAYER_ROLES},
        **{f"{role}_vertices": vertices_file(role) for role in LAYER_ROLES},
    output:
        layers="interim/standardised/layers.parquet",
        empty_layers="interim/standardised/empty_layers.parquet",
        issues="interim/standardised/layers.issues.parquet",
        ladder="interim/standardised/layers.ladder.parquet",
    log:
        "logs/standardise_layers.log",
    benchmark:
        "benchmarks/standardise_layers.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        blocks=blocks(*LAYER_ROLES),
        country=config["country"],
        rings_km=config["measuring"]["rings_km"],
        code=digest_of("standardise_layers.py"),
    message:
        "Reading people, water, protected land and mined ground"
    script:
        "../scripts/standardise_layers.py"


rule fill_catalogue:
    input:
        catalogue_file(),
    output:
        "interim/standardised/catalogue.yaml",
    log:
        "logs/fill_catalogue.log",
    benchmark:
        "benchmarks/fill_catalogue.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        measuring={
            key: config["measuring"][key]
            for key in (
                "rings_km",
                "near_km",
                "water_zones_m",
                "road_corridor_m",
                "sheep_units",
            )
        },
        code=digest_of("fill_catalogue.py"),
    message:
        "Filling the distances and weights of the configuration into the catalogue"
    script:
        "../scripts/fill_catalogue.py"
