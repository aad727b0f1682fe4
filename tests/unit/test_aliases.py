from squares import NOMGON, UMNUGOVI, one_issue, provinces, read_text, soum_register

from nutag.aliases import check_aliases, with_aliases
from nutag.places import province_gazetteer, soum_gazetteer

HEADER = "dataset,file,source_row,column,found,suggestions,fill_in\n"
FILLED = (
    f"licences,a.csv,2,province_id,Omnogobi aymag,,{UMNUGOVI}\n"
    f"licences,a.csv,3,soum_id,Nomg|on,,{NOMGON}\n"
    "licences,a.csv,4,soum_id,Nowhere,,\n"
    "licences,a.csv,5,soum_id,Elsewhere,,MN0000\n"
)


def test_the_file_of_unmatched_places_filled_in_is_a_table_of_aliases(tmp_path):
    source = read_text(tmp_path, "aliases", HEADER + FILLED.replace("Nomg|on", "Nomgoon"))
    before = province_gazetteer(provinces()).match("Omnogobi aymag")
    units = with_aliases(provinces(), "province_id", source.table, source.log)
    assert before is None
    assert province_gazetteer(units).match("Omnogobi aymag") == UMNUGOVI
    soums = with_aliases(soum_register(), "soum_id", source.table, source.log)
    assert soum_gazetteer(soums).match("Nomgoon", UMNUGOVI) == NOMGON
    assert soum_gazetteer(soums).match("Nowhere") is None
    assert soum_gazetteer(soums).match("Nomgon", UMNUGOVI) == NOMGON


def test_an_empty_table_changes_nothing(tmp_path):
    source = read_text(tmp_path, "aliases", HEADER + "licences,a.csv,4,soum_id,Nowhere,,\n")
    units = with_aliases(provinces(), "province_id", source.table, source.log)
    assert units["aliases"].isna().equals(provinces()["aliases"].isna())


def test_an_id_of_no_unit_is_reported(tmp_path):
    source = read_text(tmp_path, "aliases", HEADER + FILLED)
    check_aliases(source.table, provinces(), soum_register(), source.log)
    issue = one_issue(source.log, "alias.unknown_unit")
    assert issue.severity == "row"
    assert issue.message == (
        "aliases (in.csv, row 5): Elsewhere: found 'MN0000' in `fill_in`; expected the id of a "
        "soum, for example MN4625. The spelling is not used."
    )
    empty = one_issue(source.log, "alias.empty")
    assert (empty.severity, empty.source_rows) == ("info", (4,))
    assert empty.message == (
        "aliases (in.csv, row 4): found 1 rows without a spelling in `found` or a unit in "
        "`fill_in`; expected both. These rows are not used."
    )
