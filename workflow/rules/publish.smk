# From the table of indicators to what people open: tables, maps, pages, provenance.

PRINT_MAPS = print_maps()
GEODATA = ["provinces", "soums", "licences", "pieces", "rings", "overlaps"]

# Files that the overview links to, from results/; what they are is said in nutag/labels.py.
LINKS = [
    *(f"maps/{name}{ending}.pdf" for name in PRINT_MAPS for ending in ["", "_mn"]),
    *(f"maps/people_and_land{ending}.pdf" for ending in ["", "_mn"]),
    "report.md",
    "report.mn.md",
    "tables/nutag.xlsx",
    "tables/provinces.csv",
    "tables/soums.csv",
    "tables/indicators.csv",
    "tables/licences.csv",
    "tables/licence_pieces.csv",
    "tables/licence_places.csv",
    "tables/licence_overlaps.csv",
    "tables/holders.csv",
    "tables/rings.csv",
    "tables/overlaps.csv",
    "tables/licence_trend.csv",
    *(path.removeprefix("results/") for path in COMPARED),
    *(["tables/boundary_sensitivity.csv"] if "soum_boundaries_other" in USED else []),
    "tables/rehabilitation.csv",
    "tables/catalogue.csv",
    "tables/data_dictionary.csv",
    "tables/nutag.gpkg",
    "checks/quality.html",
    "checks/issues.csv",
    "checks/reconciliation.csv",
    "checks/unmatched.csv",
    "checks/boundary_crosswalk.csv",
    "provenance.json",
]


rule write_provenance:
    input:
        sidecar_files(*USED),
        **{role: dataset_file(role) for role in USED},
        **{f"{role}_vertices": vertices_file(role) for role in USED},
        catalogue=catalogue_file(),
    output:
        "results/provenance.json",
    log:
        "logs/write_provenance.log",
    benchmark:
        "benchmarks/write_provenance.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        config=config,
        commit=git_commit(REPOSITORY),
        code=digest_of("write_provenance.py"),
    message:
        "Writing down where the results come from"
    script:
        "../scripts/write_provenance.py"


rule write_tables:
    input:
        indicators="results/tables/indicators.parquet",
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        licences="interim/measured/licences.parquet",
        pieces="interim/measured/pieces.parquet",
        places="interim/measured/places.parquet",
        holders="interim/measured/holders.parquet",
        overlaps="interim/standardised/licence_overlaps.parquet",
        rings="interim/computed/rings.parquet",
        land_overlaps="interim/computed/overlaps.parquet",
        ring_shapes="interim/measured/rings.parquet",
        overlap_shapes="interim/measured/overlaps.parquet",
        sensitivity="interim/computed/boundary_sensitivity.parquet",
        rehabilitation="interim/standardised/rehabilitation.parquet",
        issues="results/checks/issues.csv",
        reconciliation="results/checks/reconciliation.csv",
        compared=COMPARED,
        provenance="results/provenance.json",
        catalogue="interim/standardised/catalogue.yaml",
        columns=local_file(find_file("data/columns.yaml", ROOTS)),
    output:
        provinces=report(
            "results/tables/provinces.csv",
            caption="../report/provinces.rst",
            category="Tables",
        ),
        soums=report(
            "results/tables/soums.csv",
            caption="../report/soums.rst",
            category="Tables",
        ),
        licences="results/tables/licences.csv",
        licence_pieces="results/tables/licence_pieces.csv",
        licence_places="results/tables/licence_places.csv",
        holders=report(
            "results/tables/holders.csv",
            caption="../report/holders.rst",
            category="Tables",
        ),
        licence_overlaps="results/tables/licence_overlaps.csv",
        rings=report(
            "results/tables/rings.csv",
            caption="../report/rings.rst",
            category="Tables",
        ),
        overlaps=report(
            "results/tables/overlaps.csv",
            caption="../report/overlaps.rst",
            category="Tables",
        ),
        licence_trend="results/tables/licence_trend.csv",
        boundary_sensitivity="results/tables/boundary_sensitivity.csv",
        rehabilitation="results/tables/rehabilitation.csv",
        catalogue="results/tables/catalogue.csv",
        dictionary="results/tables/data_dictionary.csv",
        workbook="results/tables/nutag.xlsx",
        geopackage="results/tables/nutag.gpkg",
        geoparquet=expand("results/tables/{name}.parquet", name=GEODATA),
    log:
        "logs/write_tables.log",
    benchmark:
        "benchmarks/write_tables.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        code=digest_of("write_tables.py"),
    message:
        "Writing tables, the workbook and the GeoPackage"
    script:
        "../scripts/write_tables.py"


# The longest jobs go first, so that no core waits for one of them at the end. One draws a map in
# both languages: the second costs less than another start of Python.
rule draw_print_map:
    input:
        indicators="results/tables/indicators.parquet",
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        classes="interim/computed/classes.json",
        provenance="results/provenance.json",
        catalogue="interim/standardised/catalogue.yaml",
    output:
        en_png=report(
            "results/maps/{units}_{indicator}.png",
            caption="../report/print_map.rst",
            category="Maps",
            labels={
                "units": "{units}",
                "indicator": "{indicator}",
                "language": "English",
            },
        ),
        en_pdf="results/maps/{units}_{indicator}.pdf",
        en_svg="results/maps/{units}_{indicator}.svg",
        mn_png=report(
            "results/maps/{units}_{indicator}_mn.png",
            caption="../report/print_map.rst",
            category="Maps",
            labels={
                "units": "{units}",
                "indicator": "{indicator}",
                "language": "Mongolian",
            },
        ),
        mn_pdf="results/maps/{units}_{indicator}_mn.pdf",
        mn_svg="results/maps/{units}_{indicator}_mn.svg",
    log:
        "logs/draw_print_map_{units}_{indicator}.log",
    benchmark:
        "benchmarks/draw_print_map_{units}_{indicator}.tsv"
    wildcard_constraints:
        units="provinces|soums",
        indicator=r"[A-Z]\d\d",
    priority: 1
    conda:
        "../envs/nutag.yaml"
    params:
        code=digest_of("draw_print_map.py"),
    message:
        "Drawing {wildcards.indicator} of {wildcards.units} for print"
    script:
        "../scripts/draw_print_map.py"


rule draw_people_and_land:
    input:
        indicators="results/tables/indicators.parquet",
        provinces="interim/standardised/provinces.parquet",
        classes="interim/computed/classes.json",
        provenance="results/provenance.json",
        catalogue="interim/standardised/catalogue.yaml",
    output:
        en_png=report(
            "results/maps/people_and_land.png",
            caption="../report/people_and_land.rst",
            category="Maps",
            labels={
                "units": "provinces",
                "indicator": "people and land",
                "language": "English",
            },
        ),
        en_pdf="results/maps/people_and_land.pdf",
        en_svg="results/maps/people_and_land.svg",
        mn_png=report(
            "results/maps/people_and_land_mn.png",
            caption="../report/people_and_land.rst",
            category="Maps",
            labels={
                "units": "provinces",
                "indicator": "people and land",
                "language": "Mongolian",
            },
        ),
        mn_pdf="results/maps/people_and_land_mn.pdf",
        mn_svg="results/maps/people_and_land_mn.svg",
    log:
        "logs/draw_people_and_land.log",
    benchmark:
        "benchmarks/draw_people_and_land.tsv"
    priority: 1
    conda:
        "../envs/nutag.yaml"
    params:
        code=digest_of("draw_people_and_land.py"),
    message:
        "Drawing people and land for print: results/maps/people_and_land.pdf"
    script:
        "../scripts/draw_people_and_land.py"


rule write_quality_page:
    input:
        reconciliation="results/checks/reconciliation.csv",
        issues="results/checks/issues.csv",
        indicators="results/tables/indicators.parquet",
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        provenance="results/provenance.json",
        catalogue="interim/standardised/catalogue.yaml",
        codes=local_file(find_file("data/issue_codes.yaml", ROOTS)),
    output:
        report(
            "results/checks/quality.html",
            caption="../report/quality.rst",
            category="Checks",
        ),
    log:
        "logs/write_quality_page.log",
    benchmark:
        "benchmarks/write_quality_page.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        code=digest_of("write_quality_page.py"),
    message:
        "Writing what became of every row: results/checks/quality.html"
    script:
        "../scripts/write_quality_page.py"


# One job writes all pages into its own folder, so that none of an earlier run stays there.
rule write_profiles:
    input:
        indicators="results/tables/indicators.parquet",
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        licences="interim/measured/licences.parquet",
        pieces="interim/measured/pieces.parquet",
        places="interim/measured/places.parquet",
        holders="interim/measured/holders.parquet",
        rehabilitation="interim/standardised/rehabilitation.parquet",
        provenance="results/provenance.json",
        catalogue="interim/standardised/catalogue.yaml",
    output:
        report(
            directory("results/profiles"),
            # Provinces alone: their ids have a hyphen.
            patterns=["{unit,[^.]+-[^.]+}.html"],
            caption="../report/profiles.rst",
            category="Profiles",
            labels={"unit": "{unit}"},
        ),
    log:
        "logs/write_profiles.log",
    benchmark:
        "benchmarks/write_profiles.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        maps=config["maps"],
        code=digest_of("write_profiles.py"),
    message:
        "Writing a page for every province, and for every soum with real boundaries"
    script:
        "../scripts/write_profiles.py"


rule write_report:
    input:
        indicators="results/tables/indicators.parquet",
        provinces="interim/standardised/provinces.parquet",
        provenance="results/provenance.json",
        catalogue="interim/standardised/catalogue.yaml",
    output:
        en=report(
            "results/report.md",
            caption="../report/report.rst",
            category="Overview",
            labels={"language": "English"},
        ),
        mn=report(
            "results/report.mn.md",
            caption="../report/report.rst",
            category="Overview",
            labels={"language": "Монгол"},
        ),
    log:
        "logs/write_report.log",
    benchmark:
        "benchmarks/write_report.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        code=digest_of("write_report.py"),
    message:
        "Writing the report: results/report.md"
    script:
        "../scripts/write_report.py"


rule write_index:
    input:
        indicators="results/tables/indicators.parquet",
        provinces="interim/standardised/provinces.parquet",
        soums="interim/standardised/soums.parquet",
        licences="interim/measured/licences.parquet",
        holders="interim/measured/holders.parquet",
        pieces="interim/measured/pieces.parquet",
        rings="interim/measured/rings.parquet",
        overlaps="interim/measured/overlaps.parquet",
        layers="interim/standardised/layers.parquet",
        rehabilitation="interim/standardised/rehabilitation.parquet",
        issues="results/checks/issues.csv",
        reconciliation="results/checks/reconciliation.csv",
        classes="interim/computed/classes.json",
        provenance="results/provenance.json",
        catalogue="interim/standardised/catalogue.yaml",
        codes=local_file(find_file("data/issue_codes.yaml", ROOTS)),
    output:
        report("results/index.html", caption="../report/index.rst", category="Overview"),
    log:
        "logs/write_index.log",
    benchmark:
        "benchmarks/write_index.tsv"
    conda:
        "../envs/nutag.yaml"
    params:
        maps=config["maps"],
        links=LINKS,
        code=digest_of("write_index.py"),
    message:
        "Writing the page to open first: results/index.html"
    script:
        "../scripts/write_index.py"
