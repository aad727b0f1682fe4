"""What is in force: words of status and stage, and dates."""

import minicountry
import pytest

UNION = 1400
# MV-000001 has 200 ha to itself, XV-000002 has the 200 ha beside and 200 ha below it.
WITHOUT_FIRST = UNION - 200


def register(**columns):
    """Return the register with columns; a list has the first rows, the last value the others."""
    table = minicountry.register()
    for name, cells in columns.items():
        table[name] = [*cells, *[cells[-1]] * (len(table) - len(cells))]
    return table


@pytest.mark.bad_input(21)
def test_words_of_status_are_recognised_and_said(land):
    status = ["хүчинтэй бус", "Valid ", "ХҮЧИНТЭЙ", "active", "in_force"]
    land.layer("licences", register(status=status), status_missing="set_aside")
    outcome = land.run()
    words = {i["found"]: i for i in outcome.all_issues("licence.word_recognised")}
    assert set(words) == {
        f"{w!r} in 1 rows" for w in ("хүчинтэй бус", "Valid", "ХҮЧИНТЭЙ", "active")
    }
    said = words["'хүчинтэй бус' in 1 rows"]
    assert said["severity"] == "info"
    assert said["message"] == (
        "licences (spoiled.gpkg): status: found 'хүчинтэй бус' in 1 rows; expected one of "
        "in_force, ended, unknown. Read as `ended`; map it under `datasets.licences.values.status` "
        "to read it otherwise."
    )
    # The words for "valid" and "not valid" differ by one: a part of a word is no match.
    assert outcome.issue("licence.ended")["source_rows"] == "1"
    assert outcome.rows("licences", "counted") == 5
    assert outcome.union_ha() == pytest.approx(WITHOUT_FIRST, abs=1e-3)


@pytest.mark.bad_input(21)
@pytest.mark.parametrize(("missing", "counted"), [("set_aside", 3), ("in_force", 6)])
def test_a_status_that_is_unknown_or_empty(land, missing, counted):
    status = ["maybe", "maybe", None, "valid"]
    land.layer("licences", register(status=status), status_missing=missing)
    outcome = land.run()
    issue = outcome.issue("licence.unknown_status")
    assert issue["severity"] == "row"
    assert issue["source_rows"] == "1;2"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): status: found 'maybe' in 2 rows; expected one of "
        "in_force, ended, unknown. Taken as `unknown`; map it under "
        "`datasets.licences.values.status`."
    )
    assert outcome.rows("licences", "counted") == counted
    if missing == "set_aside":
        aside = outcome.issue("licence.status_unknown")
        assert (aside["severity"], aside["source_rows"]) == ("row", "1;2;3")
        assert "found 3 rows without a known status" in aside["message"]
        # 400 ha of MV-000004, and 100 ha of XV-000005 in the country.
        assert outcome.union_ha() == pytest.approx(500, abs=1e-3)
    else:
        assert (
            "3 rows without a known status are taken as in force"
            in (outcome.ladder["licences"]["in force"]["note"])
        )
        assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)


@pytest.mark.bad_input(24)
def test_an_unknown_stage_is_other_and_shown_apart(land):
    stage = ["чулуу", "Хайгуул", "XV", "ашиглалт", "exploration", "MV"]
    land.layer("licences", register(stage=stage))
    outcome = land.run()
    issue = outcome.issue("licence.unknown_stage")
    assert issue["severity"] == "row"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): stage: found 'чулуу' in 1 rows; expected one of mining, "
        "exploration, other. Taken as `other`; map it under `datasets.licences.values.stage`."
    )
    assert len(outcome.all_issues("licence.word_recognised")) == 4
    assert outcome.rows("licences", "counted") == 6
    # Of MV-000001 200 ha lie under XV-000002, which goes before what is neither.
    apart = outcome.units.loc["MN", ["union_ha", "mining_ha", "exploration_only_ha"]].tolist()
    assert apart == pytest.approx([UNION, 400, 800], abs=1e-3)
    assert outcome.units.loc["MN", "other_only_ha"] == pytest.approx(200, abs=1e-3)


DATES = {
    # grant, expiry of the first row; the others are granted in 2010 and expire in 2040.
    "granted": ["2001-05-01", "2010-06-30"],
    "expires": ["2005-05-01", "2040-06-30"],
}


def both_ways(outcome):
    """Return rows and hectares by status and by dates, as reconciliation.csv has them."""
    rows = [row for row in outcome.checks if row["check"] == "in_force_both_ways"]
    return {row["step"]: (int(row["rows"]), float(row["area_ha"])) for row in rows}


@pytest.mark.bad_input(22)
@pytest.mark.parametrize(("rule", "counted"), [("status", 6), ("dates", 5)])
def test_expired_and_valid_is_counted_by_the_rule_and_shown_both_ways(land, rule, counted):
    land.layer("licences", register(status=["valid"], **DATES), status_rule=rule)
    outcome = land.run()
    issue = outcome.issue("licence.expired")
    assert (issue["severity"], issue["source_rows"]) == ("warn", "1")
    hold = {"status": "count all the same", "dates": "are set aside"}[rule]
    decides = {"status": "the status decides", "dates": "the dates decide"}[rule]
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): expires: found 1 licences that expired before 2010-06-30 "
        "and whose status does not say so (MV-000001); expected licences in force. They "
        f"{hold}: {decides}, see `datasets.licences.status_rule`; reconciliation.csv has "
        "the totals both ways."
    )
    assert outcome.rows("licences", "counted") == counted
    assert outcome.union_ha() == pytest.approx(UNION if counted == 6 else WITHOUT_FIRST, abs=1e-3)
    by_status, by_dates = both_ways(outcome).values()
    assert by_status == (6, pytest.approx(1700, abs=1e-3))
    assert by_dates == (5, pytest.approx(1300, abs=1e-3))
    note = outcome.ladder["licences"]["in force"]["note"]
    assert (
        "as of 2010-06-30, the newest grant: by status 6 licences with 1,700.0 ha, by dates 5 "
        "licences with 1,300.0 ha" in note
    )


@pytest.mark.bad_input(22)
def test_the_day_may_be_set(land):
    table = register(status=["valid"], **DATES)
    land.layer("licences", table, status_rule="dates", as_of="2004-12-31", version=None)
    outcome = land.run()
    # On that day only the first licence had been granted, and it had not expired.
    assert outcome.rows("licences", "counted") == 1
    assert outcome.union_ha() == pytest.approx(400, abs=1e-3)
    assert len(outcome.all_issues("licence.granted_later")) == 5
    assert "as of 2004-12-31, `as_of`" in outcome.ladder["licences"]["in force"]["note"]


@pytest.mark.bad_input(22)
def test_what_has_no_date_is_counted_by_its_status_and_shown(land):
    dates = {"granted": ["2001-05-01"], "expires": [None, "2040-06-30", None]}
    table = register(status=["valid", "valid", "ended", "valid"], **dates)
    land.layer("licences", table, status_rule="dates")
    outcome = land.run()
    assert outcome.tables["licences"]["counted"].tolist() == [True, True, False, True, True, True]
    notes = [r["note"] for r in outcome.checks if r["check"] == "in_force_both_ways"]
    assert notes == ["4 of them without a date of expiry"] * 2


@pytest.mark.bad_input(22)
def test_dates_cannot_decide_without_a_day(land):
    land.layer("licences", register(expires=["2040-01-01"]), status_rule="dates")
    outcome = land.run()
    assert outcome.issue("licence.no_day")["severity"] == "stop"
    assert (
        "found no date of grant, and no day on which licences have to be in force; expected a day, "
        "because `status_rule` lets the dates decide. Set `datasets.licences.as_of`, or "
        "`status_rule: status`." in outcome.stopped
    )


@pytest.mark.bad_input(23)
def test_dates_in_every_notation(land):
    granted = ["2009-02-03T00:00:00", "2009/2/3", "03.02.2009", "39847", "20090203", "2009-02-03"]
    land.layer("licences", register(granted=granted))
    outcome = land.run()
    assert set(outcome.tables["licences"]["granted"]) == {"2009-02-03"}
    said = outcome.all_issues("date.notation")
    assert {i["severity"] for i in said} == {"info"}
    assert sorted(i["found"] for i in said) == [
        "1 dates as '03.02.2009' (3.2.2019)",
        "1 dates as '2009-02-03T00:00:00' (ISO with time)",
        "1 dates as '2009/2/3' (2019/2/3)",
        "1 dates as '20090203' (20190203)",
        "1 dates as '39847' (serial number of a spreadsheet)",
    ]
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)


@pytest.mark.bad_input(23)
def test_dates_that_are_none_are_missing(land):
    granted = ["31.02.2009", "0001-01-01", "1900-01-01", "soon", "03/02/2009", "2009-02-03"]
    land.layer("licences", register(granted=granted))
    outcome = land.run()
    found = outcome.tables["licences"]["granted"].tolist()
    assert found == [None] * 5 + ["2009-02-03"]
    day, word = outcome.all_issues("date.unreadable")
    assert day["severity"] == "row"
    assert day["message"] == (
        "licences (spoiled.gpkg, row 1): granted: found '31.02.2009', a day that there is not; "
        "expected a date as 2019-02-03. Taken as missing."
    )
    assert word["found"] == "'soon'"
    holders = outcome.all_issues("date.placeholder")
    assert [(i["severity"], i["source_row"]) for i in holders] == [("warn", "2"), ("warn", "3")]
    assert holders[0]["message"] == (
        "licences (spoiled.gpkg, row 2): granted: found '0001-01-01', which stands for no date; "
        "expected a date, or an empty cell. Taken as missing."
    )
    either = outcome.issue("date.ambiguous")
    assert (either["severity"], either["source_row"]) == ("row", "5")
    assert "found '03/02/2009', which is one day or another" in either["message"]
    # The status decides, as it does for a licence without dates.
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)


@pytest.mark.bad_input(23)
@pytest.mark.parametrize("day", ["2031-01-01", "9998-12-31"])
def test_a_grant_after_the_day_of_the_register_is_not_in_force(land, day):
    # The register is of December 2012; its newest plausible grant is of 2010.
    land.layer("licences", register(granted=[day, "2010-06-30"]))
    outcome = land.run()
    if day.startswith("9"):
        assert outcome.issue("date.placeholder")["found"] == f"'{day}', which stands for no date"
        assert outcome.rows("licences", "counted") == 6
        return
    issue = outcome.issue("licence.granted_later")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found a grant on 2031-01-01; expected one on "
        "or before 2010-06-30. Set aside: not in force on that day; mend the date or "
        "`datasets.licences.as_of`."
    )
    assert outcome.rows("licences", "counted") == 5
    assert outcome.union_ha() == pytest.approx(WITHOUT_FIRST, abs=1e-3)


@pytest.mark.bad_input(23)
@pytest.mark.parametrize(("as_of", "warnings"), [(None, 1), ("2012-12-31", 0)])
def test_a_newest_grant_years_after_the_others_is_warned_of(land, as_of, warnings):
    # Without a version nothing else tells that 2105 is a slip of the pen.
    land.layer(
        "licences",
        register(granted=["2105-03-01", "2010-06-30"], expires=["2140-01-01", "2040-06-30"]),
        version=None,
        **({"as_of": as_of} if as_of else {}),
    )
    outcome = land.run()
    found = outcome.all_issues("licence.day_alone")
    assert len(found) == warnings
    if warnings:
        assert (found[0]["severity"], found[0]["source_rows"]) == ("warn", "1")
        assert found[0]["message"] == (
            "licences (spoiled.gpkg, row 1): MV-000001: found a newest grant on 2105-03-01, 95 "
            "years after the one before (2010-06-30); expected grants up to the day of the "
            "register. What is in force is taken as of 2105-03-01; mend the date, or set "
            "`datasets.licences.as_of` to the day of the register."
        )
        assert "5 licences that expired before 2105-03-01" in str(outcome.issues)
    else:
        assert outcome.issue("licence.granted_later")["source_row"] == "1"
        assert outcome.union_ha() == pytest.approx(WITHOUT_FIRST, abs=1e-3)


@pytest.mark.bad_input(23)
def test_a_row_that_is_set_aside_does_not_date_the_register(land):
    table = register(granted=["2012-06-30", "2010-06-30"], expires=["2040-06-30"])
    table.loc[1, "expires"] = "2011-06-30"
    table.loc[0, "code"] = None
    land.layer("licences", table, version=None, status_rule="dates")
    outcome = land.run()
    assert outcome.issue("licence.no_code")["source_row"] == "1"
    # As of 2010 the licence that expires in 2011 is in force.
    assert "as of 2010-06-30, the newest grant" in outcome.ladder["licences"]["in force"]["note"]
    assert outcome.rows("licences", "counted") == 5
    assert outcome.union_ha() == pytest.approx(WITHOUT_FIRST, abs=1e-3)


@pytest.mark.bad_input(23)
def test_an_expiry_before_the_grant_makes_both_dates_missing(land):
    table = register(granted=["2010-06-30"], expires=["2001-06-30", "2040-06-30"])
    table.loc[1, "granted"], table.loc[1, "expires"] = "2010", "2010-03-01"  # in that year: fine
    land.layer("licences", table, status_rule="dates", as_of="2010-02-01", version=None)
    outcome = land.run()
    issue = outcome.issue("licence.expires_before_grant")
    assert (issue["severity"], issue["source_row"]) == ("row", "1")
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found a grant on 2010-06-30 and an expiry on "
        "2001-06-30; expected an expiry after the grant. Both dates are taken as missing, and the "
        "status decides; mend the wrong one."
    )
    licences = outcome.tables["licences"]
    assert licences["granted"].tolist()[:2] == [None, "2010"]
    assert licences["expires"].tolist()[:2] == [None, "2010-03-01"]
    # On that day the four others had not been granted.
    assert licences["counted"].tolist() == [True, True, False, False, False, False]


@pytest.mark.bad_input(23)
def test_two_slips_do_not_vouch_for_each_other(land):
    granted = ["2109-01-01", "2107-05-01", "2010-06-30"]
    land.layer("licences", register(granted=granted, expires=["2140-01-01"]), version=None)
    issue = land.run().issue("licence.day_alone")
    assert issue["source_rows"] == "1;2"
    assert (
        "found a newest grant on 2109-01-01, 2 such grants down to 2107-05-01, 97 years after the "
        "one before (2010-06-30)" in issue["message"]
    )
