import hashlib
import io
import json
import time
import zipfile

import geopandas as gpd
import pytest
import shapely
from squares import one_issue
from webserver import answer, in_turn, ranged, running

from nutag.config import check_run
from nutag.downloads import LOCK, block_faults, check_download, read_lock
from nutag.fetch import Limits, fetch
from nutag.filekind import fault_of
from nutag.issues import InputError, IssueLog
from nutag.registry import Dataset
from nutag.run_config import SCHEMA

PATH = "data/downloads/soums.zip"
QUICK = Limits(connect_s=2, silent_s=0.3, slow_s=0.4, slow_bytes=100, tries=3, pause_s=0.01)


def zip_of(text="soums", size=200_000):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("soums.csv", text * (size // len(text)))
    return packed.getvalue()


WHOLE = zip_of()
OTHER = zip_of("other", 150_000)


def sha256(body):
    return hashlib.sha256(body).hexdigest()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as started:
        yield started


@pytest.fixture
def get(tmp_path, server):
    """Fetch one address into the folder of the test; return what is in place, and the lines."""

    def run(url="/soums.zip", *, path=PATH, limits=QUICK, **block):
        url = server.url(url) if url.startswith("/") else url
        lines = []
        fetch({"soums": {"path": path, "url": url, **block}}, tmp_path, lines.append, limits)
        return (tmp_path / path).read_bytes(), lines

    return run


def refused(get, *arguments, **block):
    with pytest.raises(InputError) as error:
        get(*arguments, **block)
    assert [(i.dataset, i.severity) for i in error.value.issues] == [("soums", "stop")]
    return error.value.issues


def left(folder):
    place = folder / "data" / "downloads"
    return sorted(p.name for p in place.iterdir()) if place.is_dir() else []


def test_a_file_comes_and_its_checksum_is_recorded(tmp_path, server, get):
    server.paths["/soums.zip"] = ranged(WHOLE)
    body, lines = get()
    assert body == WHOLE
    assert lines == [
        f"Fetch: {PATH} downloaded, {len(WHOLE):,} bytes, sha256 {sha256(WHOLE)}; recorded, and "
        "asked for from now on"
    ]
    assert json.loads((tmp_path / LOCK).read_text("utf-8")) == {
        server.url("/soums.zip"): {"path": PATH, "sha256": sha256(WHOLE), "bytes": len(WHOLE)}
    }
    assert left(tmp_path) == ["fetch.lock.json", "soums.zip"]
    # The second time nothing is asked for.
    _, lines = get()
    assert len(server.asked) == 1
    assert "there already" in lines[0]


def test_the_lock_file_is_sorted_and_the_same_bytes_every_time(tmp_path, server):
    server.paths = {f"/{name}.zip": ranged(zip_of(name)) for name in "bca"}
    for names in ("bca", "acb"):
        blocks = {
            name: {"path": f"data/downloads/{name}.zip", "url": server.url(f"/{name}.zip")}
            for name in names
        }
        fetch(blocks, tmp_path, lambda _: None, QUICK)
        text = (tmp_path / LOCK).read_text("utf-8")
        assert list(json.loads(text)) == [server.url(f"/{name}.zip") for name in "abc"]
    assert len(server.asked) == 3


def test_a_file_that_changed_at_its_address_is_refused_with_both_checksums(tmp_path, server, get):
    server.paths["/soums.zip"] = ranged(WHOLE)
    get()
    (tmp_path / PATH).unlink()
    server.paths["/soums.zip"] = ranged(OTHER, tag='"two"')
    issue = one_issue(refused(get), "fetch.checksum")
    assert issue.message == (
        f"soums ({PATH}): url: found a file with the sha256 {sha256(OTHER)} at "
        f"{server.url('/soums.zip')}; expected the sha256 {sha256(WHOLE)}, as recorded. It was not "
        f"kept. If the new file is meant, mend {LOCK}: remove the entry of this address."
    )
    assert left(tmp_path) == ["fetch.lock.json"]


def test_a_checksum_in_the_block_goes_before_everything(tmp_path, server, get):
    server.paths["/soums.zip"] = ranged(WHOLE)
    issue = one_issue(refused(get, sha256=sha256(OTHER)), "fetch.checksum")
    assert f"{sha256(OTHER)}, as configured" in issue.expected
    assert left(tmp_path) == []
    body, lines = get(sha256=sha256(WHOLE))
    assert body == WHOLE
    assert "recorded" not in lines[0]


def test_a_file_changed_on_the_disk_is_left_and_said(tmp_path, server, get):
    server.paths["/soums.zip"] = ranged(WHOLE)
    get()
    (tmp_path / PATH).write_bytes(OTHER)
    issue = one_issue(refused(get), "fetch.file_changed")
    assert sha256(OTHER) in issue.found
    assert sha256(WHOLE) in issue.expected
    assert (tmp_path / PATH).read_bytes() == OTHER
    assert len(server.asked) == 1


def test_a_broken_connection_is_gone_on_with(server, get):
    server.paths["/soums.zip"] = in_turn(
        ranged(WHOLE, cut=70_000), ranged(WHOLE, cut=50_000), ranged(WHOLE)
    )
    body, _ = get()
    assert body == WHOLE
    assert server.ranges() == [None, "bytes=70000-", "bytes=120000-"]
    assert server.asked[1][1]["If-Range"] == '"one"'


def test_a_connection_that_always_breaks_leaves_a_part_and_the_next_fetch_goes_on(
    tmp_path, server, get
):
    server.paths["/soums.zip"] = ranged(WHOLE, cut=10_000)
    issue = one_issue(refused(get), "fetch.interrupted")
    assert "3 times" in issue.found
    assert "30,000 bytes are kept in soums.zip.part" in issue.action
    assert left(tmp_path) == ["soums.zip.part", "soums.zip.part.json"]
    server.paths["/soums.zip"] = ranged(WHOLE)
    body, _ = get()
    assert body == WHOLE
    assert server.ranges()[-1] == "bytes=30000-"
    assert left(tmp_path) == ["fetch.lock.json", "soums.zip"]


def test_attempts_that_bring_much_are_no_failures(server, get):
    body = zip_of(size=5_000_000)
    server.paths["/soums.zip"] = ranged(body, cut=1_100_000)
    assert get()[0] == body
    assert len(server.asked) == 5


def test_a_server_that_knows_no_ranges_starts_over(server, get):
    server.paths["/soums.zip"] = in_turn(
        ranged(WHOLE, cut=70_000), lambda h: answer(h, WHOLE, ETag='"one"')
    )
    assert get()[0] == WHOLE
    assert server.ranges() == [None, "bytes=70000-"]


def test_a_server_without_an_edition_is_not_asked_for_a_rest(server, get):
    server.paths["/soums.zip"] = in_turn(
        lambda h: answer(h, WHOLE[:70_000], length=len(WHOLE)), lambda h: answer(h, WHOLE)
    )
    assert get()[0] == WHOLE
    assert server.ranges() == [None, None]


def test_a_file_that_changes_between_two_attempts_is_not_patched_together(server, get):
    server.paths["/soums.zip"] = in_turn(ranged(WHOLE, cut=70_000), ranged(OTHER, tag='"two"'))
    assert get()[0] == OTHER
    assert server.ranges() == [None, "bytes=70000-"]


@pytest.mark.parametrize(
    "rest",
    [
        {"status": 206, "Content_Range": f"bytes 70000-{len(OTHER) - 1}/{len(OTHER)}"},
        {"status": 206, "Content_Range": f"bytes 0-{len(WHOLE) - 1}/{len(WHOLE)}"},
        {"status": 206, "ETag": '"two"', "Content_Range": f"bytes 70000-1/{len(WHOLE)}"},
        {"status": 416},
    ],
    ids=["other length", "other start", "other edition", "no such part"],
)
def test_a_wrong_rest_starts_over(server, get, rest):
    rest = {"ETag": '"one"', **rest}
    server.paths["/soums.zip"] = in_turn(
        ranged(WHOLE, cut=70_000), lambda h: answer(h, WHOLE[70_000:], **rest), ranged(WHOLE)
    )
    assert get()[0] == WHOLE
    assert server.ranges() == [None, "bytes=70000-", None]


def test_a_part_without_its_note_or_of_another_address_is_not_gone_on_with(tmp_path, server, get):
    server.paths["/soums.zip"] = ranged(WHOLE)
    part = tmp_path / (PATH + ".part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 70_000)
    assert get()[0] == WHOLE
    (tmp_path / PATH).unlink()
    part.write_bytes(b"x" * 70_000)
    note = {"url": server.url("/other.zip"), "validator": '"one"', "bytes": len(WHOLE)}
    part.with_name(part.name + ".json").write_text(json.dumps(note))
    assert get()[0] == WHOLE
    assert server.ranges() == [None, None]


def test_a_part_that_is_whole_is_not_asked_for_again(tmp_path, server, get):
    """The last run was stopped between the last byte and the move."""
    part = tmp_path / (PATH + ".part")
    part.parent.mkdir(parents=True)
    part.write_bytes(WHOLE)
    note = {"url": server.url("/soums.zip"), "validator": '"one"', "bytes": len(WHOLE)}
    part.with_name(part.name + ".json").write_text(json.dumps(note))
    assert get()[0] == WHOLE
    assert server.asked == []


def test_silence_and_trickles_are_broken_off(server, get):
    def silent(handler):
        answer(handler, WHOLE[:1000], length=len(WHOLE))
        time.sleep(1)

    def trickle(handler):
        answer(handler, b"", length=len(WHOLE))
        for i in range(12):
            handler.wfile.write(WHOLE[i : i + 1])
            time.sleep(0.1)

    for slow, words in ((silent, "timed out"), (trickle, "bytes in 0.4 seconds")):
        server.paths["/soums.zip"] = slow
        began = time.monotonic()
        issue = one_issue(refused(get), "fetch.interrupted")
        assert words in issue.found
        assert time.monotonic() - began < 6


def test_a_server_that_never_answers_is_given_up(server, get):
    server.paths["/soums.zip"] = lambda _: time.sleep(1)
    issue = one_issue(refused(get), "fetch.no_answer")
    assert "no answer from 127.0.0.1" in issue.found
    assert "a run needs none once the file is there" in issue.action


def test_without_a_network_it_says_so(get):
    issue = one_issue(refused(get, "http://127.0.0.1:9/soums.zip"), "fetch.no_answer")
    assert "Connection refused" in issue.found


@pytest.mark.parametrize("said", [False, 100_000])
def test_a_file_shorter_than_it_has_to_be_is_refused(tmp_path, server, get, said):
    """Without a length, or with one that is too small, the file itself says that it is cut off."""
    server.paths["/soums.zip"] = lambda h: answer(h, WHOLE[:100_000], length=said)
    issue = one_issue(refused(get), "fetch.not_the_file")
    assert "a .zip without its end (100,000 bytes)" in issue.found
    assert left(tmp_path) == []


def test_more_than_was_announced_is_not_read(server, get):
    server.paths["/soums.zip"] = lambda h: answer(h, WHOLE + b"more", length=len(WHOLE))
    assert get()[0] == WHOLE


def test_no_length_is_enough_where_the_file_closes_itself_or_has_a_checksum(tmp_path, server, get):
    server.paths["/soums.zip"] = lambda h: answer(h, WHOLE, length=False)
    assert get()[0] == WHOLE
    table = b"soum_id,people\nMN4625,1\n"
    server.paths["/people.csv"] = lambda h: answer(h, table, length=False, kind="text/csv")
    issue = one_issue(
        refused(get, "/people.csv", path="data/downloads/people.csv"), "fetch.length_unknown"
    )
    assert "datasets.soums.sha256" in issue.action
    body, _ = get("/people.csv", path="data/downloads/people.csv", sha256=sha256(table))
    assert body == table


def chunks(body, end):
    def answer_of(handler):
        answer(handler, b"", length=False, kind="text/csv", Transfer_Encoding="chunked")
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))
        handler.wfile.write(end)

    return answer_of


def test_chunks_end_with_an_end(server, get):
    table = b"soum_id,people\nMN4625,1\n"
    server.paths["/people.csv"] = chunks(table, b"0\r\n\r\n")
    assert get("/people.csv", path="data/downloads/people.csv")[0] == table
    server.paths["/cut.csv"] = chunks(table, b"")
    one_issue(refused(get, "/cut.csv", path="data/downloads/cut.csv"), "fetch.interrupted")


@pytest.mark.parametrize(
    ("status", "kind"), [(200, "text/html; charset=utf-8"), (200, "application/zip")]
)
def test_a_page_in_place_of_a_file_is_refused(tmp_path, server, get, status, kind):
    page = b"\n<!DOCTYPE html><html><p>Please log in"
    server.paths["/soums.zip"] = lambda h: answer(h, page, status=status, kind=kind)
    issue = one_issue(refused(get), "fetch.not_the_file")
    assert "a web page at" in issue.found
    assert left(tmp_path) == []


def test_a_page_is_no_table_either(server, get):
    for body, kind in ((b"<html>", "text/plain"), (b"Please log in", "text/html")):
        server.paths["/people.csv"] = lambda h, b=body, k=kind: answer(h, b, kind=k)
        one_issue(refused(get, "/people.csv", path="data/downloads/a.csv"), "fetch.not_the_file")


def test_an_answer_of_404_is_final_and_one_of_503_is_not(server, get):
    issue = one_issue(refused(get, "/nowhere.zip"), "fetch.refused")
    assert "404 Not Found" in issue.found
    assert "Mend `datasets.soums.url`" in issue.action
    assert len(server.asked) == 1
    busy = lambda h: answer(h, b"later", status=503)  # noqa: E731
    server.paths["/soums.zip"] = in_turn(busy, busy, ranged(WHOLE))
    assert get()[0] == WHOLE
    server.paths["/other.zip"] = busy
    issue = one_issue(refused(get, "/other.zip"), "fetch.refused")
    assert "503" in issue.found
    assert "Try again later" in issue.action


def test_a_server_that_asks_to_wait_for_long_is_asked_again_after_a_minute(
    server, get, monkeypatch
):
    waited = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waited.append)
    busy = lambda seconds: lambda h: answer(h, b"", status=429, Retry_After=seconds)  # noqa: E731
    server.paths["/soums.zip"] = in_turn(busy("7"), busy("86400"), ranged(WHOLE))
    assert get()[0] == WHOLE
    assert waited == [7, 60]


def to(place):
    return lambda h: answer(h, b"", status=302, Location=place)


def test_redirects_are_followed_to_a_file_and_not_for_ever(server, get):
    server.paths["/soums.zip"] = to("/a")
    server.paths["/a"] = to(server.url("/b"))
    server.paths["/b"] = ranged(WHOLE)
    assert get()[0] == WHOLE
    server.paths["/loop.zip"] = to("/loop.zip")
    issue = one_issue(refused(get, "/loop.zip", path="data/downloads/loop.zip"), "fetch.redirects")
    assert "more than 5 redirects" in issue.found


@pytest.mark.parametrize("place", ["file:///etc/hosts", "ftp://127.0.0.1/soums.zip"])
def test_a_redirect_to_a_file_of_this_computer_is_not_followed(tmp_path, server, get, place):
    server.paths["/soums.zip"] = to(place)
    issue = one_issue(refused(get), "fetch.bad_address")
    assert f"a redirect from {server.url('/soums.zip')} to {place}" in issue.found
    assert left(tmp_path) == []


def test_a_file_that_is_too_large_is_not_downloaded(tmp_path, server, get):
    limits = Limits(most_bytes=100_000, tries=2, pause_s=0.01)
    server.paths["/soums.zip"] = ranged(WHOLE)
    issue = one_issue(refused(get, limits=limits), "fetch.too_large")
    assert f"{len(WHOLE):,} bytes or more" in issue.found
    server.paths["/endless.zip"] = lambda h: answer(h, WHOLE, length=False)
    one_issue(refused(get, "/endless.zip", limits=limits), "fetch.too_large")
    assert left(tmp_path) == []


def test_a_packed_answer_is_refused(server, get):
    server.paths["/soums.zip"] = lambda h: answer(h, WHOLE, Content_Encoding="gzip")
    one_issue(refused(get), "fetch.encoded")
    assert server.asked[0][1]["Accept-Encoding"] == "identity"


def test_a_folder_that_leads_elsewhere_is_not_written_to(tmp_path, server, get):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "data" / "downloads").mkdir(parents=True)
    (tmp_path / "data" / "downloads" / "out").symlink_to(elsewhere)
    server.paths["/soums.zip"] = ranged(WHOLE)
    one_issue(refused(get, path="data/downloads/out/soums.zip"), "fetch.not_written")
    assert list(elsewhere.iterdir()) == []


def test_one_file_that_fails_does_not_keep_the_others_from_coming(tmp_path, server):
    server.paths["/soums.zip"] = ranged(WHOLE)
    blocks = {
        "provinces": {"path": "data/downloads/p.zip", "url": server.url("/nowhere.zip")},
        "soums": {"path": PATH, "url": server.url("/soums.zip")},
        "licences": {"path": "licences.csv"},
        "aliases": None,
    }
    with pytest.raises(InputError) as error:
        fetch(blocks, tmp_path, lambda _: None, QUICK)
    assert [issue.dataset for issue in error.value.issues] == ["provinces"]
    assert (tmp_path / PATH).read_bytes() == WHOLE


def test_without_an_address_there_is_nothing_to_fetch(tmp_path):
    lines = []
    fetch({"soums": {"path": "soums.csv"}, "aliases": None}, tmp_path, lines.append)
    assert lines == ["Fetch: no dataset block has a `url`, so there is nothing to download"]
    assert list(tmp_path.iterdir()) == []


def test_a_lock_file_that_cannot_be_read_is_not_written_over(tmp_path, server, get):
    lock = tmp_path / LOCK
    lock.parent.mkdir(parents=True)
    for text in ("{", '{"a": {}}', "[1]"):
        lock.write_text(text)
        with pytest.raises(InputError) as error:
            get()
        assert one_issue(error.value.issues, "fetch.lock_unreadable").file == LOCK
        assert lock.read_text() == text


# --- what the configuration and a run make of it ------------------------------------------------


def test_downloads_go_to_their_folder_only_and_one_file_has_one_address():
    def keys(**blocks):
        return [(key, found) for key, found, *_ in block_faults(blocks)]

    url = "https://example.org/a.zip"
    assert keys(soums={"path": "data/downloads/sub/a.zip", "url": url}, aliases=None) == []
    for path in ("a.zip", "data/downloads", "/tmp/a.zip", "data/downloads/../../a.zip"):
        assert keys(soums={"path": path, "url": url}) == [("datasets.soums.path", repr(path))]
    same = {"path": "data/downloads/a.zip", "url": url}
    assert keys(soums=same, soum_boundaries=same) == []
    ((key, found),) = keys(soums=same, soum_boundaries={**same, "url": url + "?v=2"})
    assert key == "datasets.soum_boundaries.url"
    assert "than `datasets.soums` has" in found


def test_only_http_addresses_pass_the_schema(tmp_path):
    for url in ("file:///etc/hosts", "ftp://example.org/a.zip", "s3://bucket/a.zip"):
        config = {"datasets": {"soums": {"path": "data/downloads/a.zip", "url": url}}}
        with pytest.raises(InputError) as error:
            check_run(config, SCHEMA, [tmp_path], before_fetch=True)
        assert any(issue.key == "datasets.soums.url" for issue in error.value.issues)


def test_a_run_asks_for_the_fetch_and_the_fetch_does_not(tmp_path):
    config = {"datasets": {"soums": {"path": PATH, "url": "https://example.org/soums.zip"}}}
    with pytest.raises(InputError) as error:
        check_run(config, SCHEMA, [tmp_path])
    assert one_issue(error.value.issues, "file.not_downloaded").message == (
        f"soums ({PATH}): found no such file yet; expected the file of "
        "https://example.org/soums.zip. Run `snakemake fetch` with the same configuration, once "
        "and with a network; a run itself never downloads."
    )
    assert "file.missing" not in {issue.code for issue in error.value.issues}
    with pytest.raises(InputError) as error:
        check_run(config, SCHEMA, [tmp_path], before_fetch=True)
    assert {issue.code for issue in error.value.issues} == {"config.invalid"}


def test_a_run_reads_what_was_downloaded_and_refuses_what_was_changed(tmp_path, server, get):
    server.paths["/soums.zip"] = ranged(WHOLE)
    get()
    block = {"path": PATH, "url": server.url("/soums.zip")}
    dataset = Dataset.from_block("soums", block, tmp_path / PATH)
    log = IssueLog("soums", PATH)
    check_download(dataset, log)
    assert one_issue(log, "file.downloaded").severity == "info"
    assert sha256(WHOLE) in one_issue(log, "file.downloaded").found
    assert len(server.asked) == 1

    (tmp_path / PATH).write_bytes(OTHER)
    log = IssueLog("soums", PATH)
    check_download(dataset, log)
    issue = one_issue(log, "file.checksum")
    assert issue.severity == "stop"
    assert sha256(OTHER) in issue.found
    assert sha256(WHOLE) in issue.expected


def test_a_file_that_no_checksum_confirms_is_read_and_said(tmp_path):
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_bytes(WHOLE)
    block = {"path": PATH, "url": "https://example.org/soums.zip"}
    log = IssueLog("soums", PATH)
    check_download(Dataset.from_block("soums", block, tmp_path / PATH), log)
    assert "which no checksum confirms" in one_issue(log, "file.downloaded").found
    assert read_lock(tmp_path / LOCK) == {}


@pytest.mark.parametrize(
    ("suffix", "body", "fault"),
    [
        (".zip", WHOLE, ""),
        (".zip", WHOLE[:-30], "without its end"),
        (".zip", b"version https://git-lfs.github.com/spec/v1", "no .zip"),
        (".geojson", b'\xef\xbb\xbf\n{"a": []}\n', ""),
        (".geojson", b'{"a": [', "without its end"),
        (".geojson", b"Not found", "no .geojson"),
        (".tif", b"II*\x00" + bytes(9), ""),
        (".tif", b"<Error/>", "no .tif"),
        (".parquet", b"PAR1....PAR1", ""),
        (".parquet", b"PAR1....", "without its end"),
        (".kml", b"<?xml version='1.0'?><kml/>", ""),
        (".kml", b"<kml><Doc", "without its end"),
        (".csv", b"a,b\n1,2\n", ""),
        (".csv", b"", "an empty file"),
        (".csv", b"<HTML>", "a web page"),
    ],
)
def test_a_file_is_what_its_name_promises(tmp_path, suffix, body, fault):
    path = tmp_path / "file"
    path.write_bytes(body)
    found = fault_of(path, suffix.upper())
    assert fault in found
    assert bool(found) == bool(fault)


def test_a_geopackage_is_as_long_as_it_says(tmp_path):
    path = tmp_path / "squares.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4326").to_file(path)
    assert fault_of(path, ".gpkg") == ""
    path.write_bytes(path.read_bytes()[:-4096])
    assert "without its end" in fault_of(path, ".gpkg")
