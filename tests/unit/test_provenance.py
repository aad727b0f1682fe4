import copy
import hashlib
import json
import subprocess

import pytest
from pyproj import CRS as ProjCRS
from squares import CRS

from nutag import __version__
from nutag.provenance import LIBRARIES, git_commit, make_provenance, write_json


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    config = {
        "country": {"analysis_crs": CRS},
        "indicators": {"catalogue": "data/indicators.yaml"},
        "datasets": {"licences": {"path": "a.csv", "version": 2026, "attribution": "Газар"}},
    }
    catalogue = tmp_path / "indicators.yaml"
    catalogue.write_bytes(b"indicators: []")
    return config, {"licences": path}, catalogue


def test_inputs_are_named_with_their_digest_and_terms(run):
    config, files, catalogue = run
    found = make_provenance(config, files, catalogue, "abc1234")
    assert found["inputs"] == [
        {
            "dataset": "licences",
            "path": "a.csv",
            "sha256": hashlib.sha256(b"abc").hexdigest(),
            "bytes": 3,
            "version": "2026",
            "licence": None,
            "attribution": "Газар",
        }
    ]
    assert found["nutag"] == __version__
    assert found["git_commit"] == "abc1234"
    assert ProjCRS.from_wkt(found["crs_wkt"]) == ProjCRS.from_user_input(CRS)
    assert set(found["libraries"]) == set(LIBRARIES)


def test_the_size_of_a_private_file_is_not_told(run):
    config, files, catalogue = run
    config["datasets"]["camps"] = {"path": "camps.csv"}
    found = make_provenance(config, {**files, "camps": files["licences"]}, catalogue, None)
    assert [(one["dataset"], one["bytes"]) for one in found["inputs"]] == [
        ("licences", 3),
        ("camps", None),
    ]


def test_the_run_id_is_that_of_inputs_and_configuration(run, tmp_path):
    config, files, catalogue = run
    run_id = make_provenance(config, files, catalogue, None)["run_id"]
    assert len(run_id) == 12
    assert make_provenance(copy.deepcopy(config), files, catalogue, "other")["run_id"] == run_id
    other = copy.deepcopy(config)
    other["country"]["name_en"] = "x"
    assert make_provenance(other, files, catalogue, None)["run_id"] != run_id
    files["licences"].write_bytes(b"abd")
    assert make_provenance(config, files, catalogue, None)["run_id"] != run_id


def test_results_say_nothing_of_the_folders_of_a_computer(run):
    config, files, catalogue = run
    block = config["datasets"]["licences"]
    block["vertices"] = {"path": r"C:\Users\bat\corners.csv"}
    config["indicators"]["catalogue"] = "/register/indicators.yaml"
    run_ids = set()
    for folder in ("/register", "/srv/register"):
        block["path"] = f"{folder}/a.csv"
        found = make_provenance(config, files, catalogue, None)
        assert found["inputs"][0]["path"] == "a.csv"
        described = found["config"]["datasets"]["licences"]
        assert (described["path"], described["vertices"]["path"]) == ("a.csv", "corners.csv")
        assert found["catalogue"]["path"] == "indicators.yaml"
        run_ids.add(found["run_id"])
    assert len(run_ids) == 1
    assert block["path"] == "/srv/register/a.csv"  # the configuration itself is untouched


def test_the_files_beside_a_shapefile_count(run, tmp_path):
    config, _, catalogue = run
    for ending in ("shp", "dbf", "cpg"):
        (tmp_path / f"a.{ending}").write_text(ending)
    files = {"licences": tmp_path / "a.shp"}
    found = make_provenance(config, files, catalogue, None)
    assert set(found["inputs"][0]["beside"]) == {"a.dbf", "a.cpg"}
    assert found["catalogue"]["sha256"] == hashlib.sha256(b"indicators: []").hexdigest()
    (tmp_path / "a.dbf").write_text("other")
    assert make_provenance(config, files, catalogue, None)["run_id"] != found["run_id"]


def test_the_files_of_a_geodatabase_count(run, tmp_path):
    config, _, catalogue = run
    folder = tmp_path / "a.gdb"
    folder.mkdir()
    (folder / "a0.gdbtable").write_text("1234")
    (folder / "a1.gdbtable").write_text("567")
    files = {"licences": folder}
    found = make_provenance(config, files, catalogue, None)
    assert found["inputs"][0]["bytes"] == 7
    assert "beside" not in found["inputs"][0]
    (folder / "a1.gdbtable").write_text("568")
    assert make_provenance(config, files, catalogue, None)["run_id"] != found["run_id"]


def test_the_file_of_the_corners_counts(run, tmp_path):
    config, files, catalogue = run
    corners = tmp_path / "corners.csv"
    corners.write_text("1")
    files["licences_vertices"] = corners
    found = make_provenance(config, files, catalogue, None)
    assert [entry["dataset"] for entry in found["inputs"]] == ["licences"]
    assert set(found["inputs"][0]["beside"]) == {"corners.csv"}
    corners.write_text("2")
    assert make_provenance(config, files, catalogue, None)["run_id"] != found["run_id"]


def test_the_commit_and_whether_files_differ_from_it(tmp_path):
    assert git_commit(tmp_path) is None

    def git(*words):
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    code, data = tmp_path / "src" / "a.py", tmp_path / "data" / "a.csv"
    for path in (code, data):
        path.parent.mkdir()
        path.write_text("1")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "x")
    clean = git_commit(tmp_path)
    assert len(clean) == 10
    # Data have their own checksums; code has only the commit.
    data.write_text("2")
    assert git_commit(tmp_path) == clean
    git("commit", "-q", "-a", "-m", "data only")
    assert git_commit(tmp_path) == clean
    code.write_text("2")
    assert git_commit(tmp_path) == clean + "+"


def test_json_has_stable_bytes_and_keeps_unicode(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"b": "Өмнөговь", "a": 1})
    assert path.read_bytes() == '{\n  "b": "Өмнөговь",\n  "a": 1\n}\n'.encode()
    assert json.loads(path.read_text(encoding="utf-8"))["a"] == 1
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"a": float("nan")})
