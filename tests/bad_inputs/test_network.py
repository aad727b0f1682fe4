"""No network: a run reads what is there, and says what would have to be downloaded first."""

import socket

import minicountry
import pytest

from nutag.fetch import Limits, fetch
from nutag.issues import InputError

URL = "https://data.example.org/register.gpkg"
PATH = "data/downloads/register.gpkg"


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.bad_input(52)
def test_a_run_without_a_network_reads_what_was_downloaded(land, no_network):
    plain = land.run()
    (land.folder / PATH).parent.mkdir(parents=True)
    minicountry.register().to_file(land.folder / PATH, layer="licences")
    land.use("licences", PATH, url=URL)
    outcome = land.run()
    issue = outcome.issue("file.downloaded")
    assert issue["severity"] == "info"
    assert issue["message"].startswith(f"licences ({PATH}): url: found a file of {URL}, sha256 ")
    assert issue["message"].endswith(
        "which no checksum confirms; expected a file on this computer. Read from the disk: a run "
        "needs no network, only `snakemake fetch` does."
    )
    # Six licences, and 1400 ha under them; nothing else is said than without the address.
    assert (outcome.count(), outcome.union_ha()) == (6, pytest.approx(1400, abs=1e-3))
    others = [row["code"] for row in outcome.issues if row["code"] != "file.downloaded"]
    assert others == [row["code"] for row in plain.issues]


@pytest.mark.bad_input(52)
def test_a_file_that_is_still_to_be_downloaded_stops_the_run_before_any_work(land, no_network):
    land.use("licences", PATH, url=URL)
    outcome = land.run()
    assert outcome.stopped == (
        f"- licences ({PATH}): found no such file yet; expected the file of {URL}. Run `snakemake "
        "fetch` with the same configuration, once and with a network; a run itself never downloads."
    )
    assert outcome.issue("file.not_downloaded")["severity"] == "stop"
    assert outcome.units.empty


@pytest.mark.bad_input(52)
def test_the_fetch_without_a_network_says_so_and_changes_nothing(land, no_network, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    with pytest.raises(InputError) as error:
        fetch({"licences": {"path": PATH, "url": URL}}, land.folder, print, Limits(pause_s=0.01))
    assert str(error.value) == (
        f"- licences ({PATH}): url: found no answer from data.example.org (Network is "
        f"unreachable); expected the file of {URL}. Nothing was changed. Try again later or with "
        "a network; a run needs none once the file is there, and you may put it there yourself."
    )
    assert not (land.folder / PATH).exists()


@pytest.mark.bad_input(52)
def test_a_downloaded_file_that_was_changed_stops_the_run(land, no_network):
    (land.folder / PATH).parent.mkdir(parents=True)
    minicountry.register().to_file(land.folder / PATH, layer="licences")
    land.use("licences", PATH, url=URL, sha256="0" * 64)
    outcome = land.run()
    assert outcome.issue("file.checksum")["severity"] == "stop"
    assert f"{'0' * 64}, as downloaded from {URL}" in outcome.stopped
    assert "The file was changed. Remove it and run `snakemake fetch`" in outcome.stopped
