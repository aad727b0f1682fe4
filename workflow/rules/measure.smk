# From typed tables to hectares: licences cut by soums, and their unions.


rule measure_licences:
    input:
        licences="interim/standardised/licences.parquet",
        soums="interim/standardised/soums.parquet",
        provinces_other="interim/standardised/provinces_other.parquet",
    output:
        licences="interim/measured/licences.parquet",
        pieces="interim/measured/pieces.parquet",
        places="interim/measured/places.parquet",
        holders="interim/measured/holders.parquet",
        units="interim/measured/units.parquet",
        units_other="interim/measured/units_other.parquet",
        issues="interim/measured/licences.issues.parquet",
        ladder="interim/measured/licences.ladder.parquet",
    log:
        "logs/measure_licences.log",
    benchmark:
        "benchmarks/measure_licences.tsv"
    conda:
        "../envs/nutag.yaml"
    threads: config["measuring"]["threads"]
    params:
        measuring={
            key: config["measuring"][key]
            for key in (
                "count_min_area_ha",
                "count_min_share_pct",
                "common_mineral_code",
            )
        },
        country_id=config["country"]["country_id"],
        coverage=config["datasets"]["licences"].get("coverage", "sample"),
        label=config["datasets"]["licences"]["path"],
        code=digest_of("measure_licences.py"),
    message:
        "Measuring how much of each soum, province and the country lies under licences"
    script:
        "../scripts/measure_licences.py"


rule build_population_surface:
    input:
        soums="interim/standardised/soums.parquet",
        layers="interim/standardised/layers.parquet",
        population="interim/standardised/population.parquet",
    output:
        surface="interim/measured/population_surface.tif",
        issues="interim/measured/population_surface.issues.parquet",
    log:
        "logs/build_population_surface.log",
    benchmark:
        "benchmarks/build_population_surface.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        settings=config["measuring"]["population_surface"],
        rings_km=config["measuring"]["rings_km"],
        crs=config["country"]["analysis_crs"],
        label=config["datasets"]["population"]["path"],
        code=digest_of("build_population_surface.py"),
    message:
        "Laying the people of each soum on its land"
    script:
        "../scripts/build_population_surface.py"


rule measure_context:
    input:
        licences="interim/measured/licences.parquet",
        pieces="interim/measured/pieces.parquet",
        soums="interim/standardised/soums.parquet",
        layers="interim/standardised/layers.parquet",
        empty_layers="interim/standardised/empty_layers.parquet",
        population_raster=population_raster(),
        land_cover=dataset_file("land_cover"),
        surface_water=dataset_file("surface_water"),
    output:
        context="interim/measured/context.parquet",
        rings="interim/measured/rings.parquet",
        overlaps="interim/measured/overlaps.parquet",
        issues="interim/measured/context.issues.parquet",
    log:
        "logs/measure_context.log",
    benchmark:
        "benchmarks/measure_context.tsv"
    conda:
        "../envs/nutag.yaml"
    threads: config["measuring"]["threads"]
    params:
        measuring={
            key: config["measuring"][key]
            for key in ("rings_km", "water_zones_m", "road_corridor_m")
        },
        blocks=blocks(*RASTERS),
        country_id=config["country"]["country_id"],
        code=digest_of("measure_context.py"),
    message:
        "Measuring people, land and water under and around the licences"
    script:
        "../scripts/measure_context.py"
