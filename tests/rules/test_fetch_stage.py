"""The stage of downloads: on demand, in one place, and no other rule uses the network."""

import json

import minicountry as mini_land
import pytest
from minicountry import ZUUN
from webserver import ranged, running
from workflow_runner import planned, snakemake

PATH = "data/downloads/soums.gpkg"
TARGET = "interim/standardised/soums.parquet"

# Python looks for this module at every start; Snakemake's own workers speak over local sockets.
NO_NETWORK = """
import socket

def refuse(self, address, _connect=socket.socket.connect):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        raise OSError(f"a run asked the network for {address}")
    return _connect(self, address)

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = lambda *a, **k: (_ for _ in ()).throw(OSError("a run asked for an address"))
"""


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as started:
        yield started


@pytest.fixture
def away(mini, server):
    """The boundaries lie on a server and not in the folder of the run."""
    body = (mini / "soums.gpkg").read_bytes()
    server.paths["/soums.gpkg"] = ranged(body)
    (mini / "soums.gpkg").unlink()
    config = mini_land.read_config(mini)
    config["datasets"]["soum_boundaries"] |= {"path": PATH, "url": server.url("/soums.gpkg")}
    mini_land.write_config(mini, config)
    return ["--configfile", str(mini / "mini.yaml")]


def test_a_run_asks_for_the_fetch_and_then_needs_no_network(mini, code, server, away):
    run = snakemake(mini, TARGET, *away, code=code)
    assert run.status != 0
    assert "Run `snakemake fetch` with the same configuration" in run.output
    assert f"the file of {server.url('/soums.gpkg')}" in run.output
    assert "Traceback" not in run.output
    assert server.asked == []

    fetched = snakemake(mini, "fetch", *away, code=code)
    assert fetched.status == 0, fetched.output
    assert f"Fetch: {PATH} downloaded" in fetched.output
    (entry,) = json.loads((mini / "data/downloads/fetch.lock.json").read_text("utf-8")).values()
    assert entry["path"] == PATH
    assert len(server.asked) == 1

    (mini / "sitecustomize.py").write_text(NO_NETWORK, "utf-8")
    offline = snakemake(mini, TARGET, *away, code=code, beside=mini)
    assert offline.status == 0, offline.output
    assert len(server.asked) == 1
    again = snakemake(mini, "fetch", *away, code=code, beside=mini)
    assert again.status == 0, again.output
    assert "there already" in again.output


def test_no_target_of_a_run_downloads(mini, code, away):
    snakemake(mini, "fetch", *away, code=code)
    jobs = planned(mini, *away, code=code).jobs
    assert len(jobs) > 8
    assert "fetch" not in jobs
    assert planned(mini, "fetch", *away, code=code).jobs == {"fetch"}


def test_a_file_that_was_changed_since_stops_the_run(mini, code, away):
    snakemake(mini, "fetch", *away, code=code)
    other = mini_land.boundaries().query("PCODE != @number", local_dict={"number": float(ZUUN[2:])})
    other.to_file(mini / PATH, layer="soums")
    run = snakemake(mini, TARGET, *away, code=code)
    assert run.status != 0
    assert "The file was changed. Remove it and run `snakemake fetch`" in run.output


def test_without_a_network_the_fetch_says_so_in_a_sentence(mini, code, away):
    (mini / "sitecustomize.py").write_text(NO_NETWORK, "utf-8")
    config = mini_land.read_config(mini)
    config["datasets"]["soum_boundaries"]["url"] = "https://data.example.org/soums.gpkg"
    mini_land.write_config(mini, config)
    run = snakemake(mini, "fetch", *away, code=code, beside=mini)
    assert run.status != 0
    assert "no answer from data.example.org (a run asked for an address)" in run.output
    assert "a run needs none once the file is there" in run.output
    assert "Traceback" not in run.output
    assert not (mini / PATH).exists()
