"""Files made to harm: the run stops with a sentence, in little memory, and writes nothing."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import minicountry
import pandas as pd
import pytest
from test_formats import CONTENT, write_ods_content

import nutag

PACKAGE = str(Path(nutag.__file__).parents[1])
# What a clean run of the mini country needs is less than half of it.
MOST_MEMORY = 700 * 2**20

_RUN = """
import json, resource
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from nutag.issues import InputError
from nutag.run_config import run_config
from nutag.standardise.whole import standardise
stopped = False
try:
    parts = standardise(*run_config(Path.cwd(), Path("mini.yaml")))
    issues = [issue for part in parts.values() for issue in part.issues]
except InputError as error:
    issues, stopped = error.issues, True
# Of this process alone: what getrusage says begins with the peak of the one that started it.
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
said = [[issue.code, issue.severity, issue.message] for issue in issues]
print(json.dumps({"stopped": stopped, "said": said, "peak": peak}))
"""


@dataclass
class Checked:
    """What `nutag check` would say of a folder."""

    stopped: bool
    said: list[list[str]]
    peak: int

    def issue(self, code: str) -> tuple[str, str]:
        """Return severity and message of the only issue with this code."""
        found = [(severity, message) for c, severity, message in self.said if c == code]
        assert len(found) == 1, self.said
        return found[0]


def run_check(land) -> Checked:
    """Check the configuration in a process of its own with bounded memory and time."""
    minicountry.write_config(land.folder, land.config)
    outside = land.folder.parent
    before = everything_below(outside)
    done = subprocess.run(
        [sys.executable, "-c", _RUN],
        cwd=land.folder,
        env=os.environ | {"PYTHONPATH": PACKAGE, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    checked = Checked(**json.loads(done.stdout.splitlines()[-1]))
    assert checked.peak < MOST_MEMORY
    assert everything_below(outside) == before
    return checked


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def zipped(land, members: dict[str, bytes], name: str = "r.zip") -> None:
    with zipfile.ZipFile(land.folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)


def declare_size(path: Path, size: int, declared: int) -> None:
    """Write another size of a member into the directory of an archive."""
    data = path.read_bytes()
    assert data.count(size.to_bytes(4, "little")) == 2
    path.write_bytes(data.replace(size.to_bytes(4, "little"), declared.to_bytes(4, "little")))


EXPANDS = (
    "packed bytes that expand to 1,153,433,600; expected at most 1,073,741,824. Nothing of it is "
    "expanded. If the file is what it should be, unpack it and set `datasets.licences.path` to "
    "what is inside."
)


def test_a_zip_bomb_is_not_expanded(land):
    with (
        zipfile.ZipFile(land.folder / "r.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb,
        bomb.open("r.csv", "w") as handle,
    ):
        for _ in range(1100):
            handle.write(bytes(2**20))
    land.use("licences", "r.zip")
    severity, message = run_check(land).issue("file.expands_too_far")
    assert severity == "stop"
    assert message.endswith(EXPANDS)


@pytest.mark.parametrize("member", ["r.gpkg", "r.gdb/a00000001.gdbtable", "r.geojson", "r.dbf"])
def test_a_layer_in_a_zip_bomb_is_not_expanded(land, member):
    zipped(
        land,
        {member: bytes(2**20 + 7), "r.shp": b"x"}
        if member == "r.dbf"
        else {member: bytes(2**20 + 7)},
    )
    declare_size(land.folder / "r.zip", 2**20 + 7, 1100 * 2**20)
    land.use("licences", "r.zip")
    _, message = run_check(land).issue("file.expands_too_far")
    assert "packed bytes that expand to 1,153,433,60" in message


def test_a_zip_that_lies_about_what_it_expands_to(land):
    """The directory says 100 bytes, the member has 64 MiB."""
    path = land.folder / "r.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("r.csv", "code,stage\n" + "a" * 2**26)
    declare_size(path, 2**26 + 11, 100)
    land.use("licences", "r.zip")
    _, message = run_check(land).issue("file.unreadable")
    assert message.startswith("licences (r.zip): found a file that cannot be opened: Bad CRC-32")


def test_members_that_leave_the_archive_are_not_read(land):
    text = b"code,stage\nMV-1,mining\n"
    zipped(land, {"../../evil.csv": text, "/etc/evil.csv": text, "C:\\evil.csv": text})
    land.use("licences", "r.zip")
    assert run_check(land).issue("file.member") == (
        "stop",
        "licences (r.zip): found a zip without a file that can be read; expected for example a "
        "GeoPackage, a Shapefile, a CSV or an XLSX. Check `datasets.licences.path`.",
    )
    zipped(land, {"../evil.csv": text, "r.csv": text})
    land.use("licences", "r.zip", coverage="sample", columns={"province_id": None})
    checked = run_check(land)
    assert not checked.stopped
    assert checked.issue("file.member_outside") == (
        "warn",
        "licences (r.zip): found 1 members whose path leaves the archive ('../evil.csv'); expected "
        "paths below the archive. They are not read, and nothing is unpacked.",
    )


def entities(levels: int = 8) -> str:
    """Return a document type whose last entity is twenty to the power of levels words."""
    lines = ['<!ENTITY e0 "lollollol">']
    lines += [f'<!ENTITY e{i} "{f"&e{i - 1};" * 20}">' for i in range(1, levels + 1)]
    return f"<!DOCTYPE x [{''.join(lines)}]>"


KML = (
    '<?xml version="1.0"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    "<Placemark><name>{name}</name><Point><coordinates>104,47</coordinates></Point></Placemark>"
    "</Document></kml>"
)
REFUSED = (
    "found XML that declares entities; expected text without them, as no program for maps or "
    "tables writes them. The file is not read. Check where `datasets.licences.path` comes from."
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_kml_are_not_expanded(land, encoding):
    data = KML.format(doctype=entities(), name="&e8;").encode(encoding)
    (land.folder / "r.kml").write_bytes(data)
    land.use("licences", "r.kml")
    assert run_check(land).issue("file.xml_entities") == ("stop", f"licences (r.kml): {REFUSED}")


def test_entities_that_read_a_file_are_refused(land):
    (land.folder / "secret.txt").write_text("secret")
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "secret.txt">]>'
    zipped(land, {"doc.kml": KML.format(doctype=doctype, name="&e;").encode()}, "r.kmz")
    land.use("licences", "r.kmz")
    assert run_check(land).issue("file.xml_entities") == ("stop", f"licences (r.kmz): {REFUSED}")


def test_entities_of_a_workbook_are_not_expanded(land):
    pd.DataFrame({"code": ["MV-1"], "stage": ["mining"]}).to_excel(
        land.folder / "clean.xlsx", index=False, engine="xlsxwriter"
    )
    with zipfile.ZipFile(land.folder / "clean.xlsx") as clean:
        parts = {info.filename: clean.read(info) for info in clean.infolist()}
    text = parts["xl/sharedStrings.xml"].decode()
    text = text.replace("<sst", entities() + "<sst", 1).replace("MV-1", "&e8;")
    zipped(land, parts | {"xl/sharedStrings.xml": text.encode()}, "r.xlsx")
    land.use("licences", "r.xlsx")
    assert run_check(land).issue("file.xml_entities") == ("stop", f"licences (r.xlsx): {REFUSED}")


def test_entities_of_an_open_document_are_not_expanded(land):
    content = CONTENT.format(rows="").replace("?>", "?>" + entities(), 1)
    write_ods_content(land.folder / "r.ods", content)
    land.use("licences", "r.ods")
    assert run_check(land).issue("file.xml_entities") == ("stop", f"licences (r.ods): {REFUSED}")


def test_a_sheet_with_a_cell_in_its_last_corner(land):
    """A dense table of it would need half a terabyte."""
    frame = pd.DataFrame({"code": ["MV-1"], "stage": ["mining"]})
    with pd.ExcelWriter(land.folder / "r.xlsx", engine="xlsxwriter") as book:
        frame.to_excel(book, index=False)
        book.sheets["Sheet1"].write(1_048_575, 16_383, "x")
    land.use("licences", "r.xlsx")
    assert run_check(land).issue("file.sheet_too_large") == (
        "stop",
        "licences (r.xlsx): found a sheet of 1,048,576 rows and 16,384 columns; expected at most "
        "20,000,000 cells, empty ones with them. The file is not read. Delete the empty rows and "
        "columns beyond the table, or save the sheet as CSV and set `datasets.licences.path` to "
        "it.",
    )


def test_an_open_document_that_repeats_a_cell(land):
    cell = (
        '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="90">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    write_ods_content(land.folder / "r.ods", CONTENT.format(rows=cell))
    land.use("licences", "r.ods")
    _, message = run_check(land).issue("file.sheet_too_large")
    assert "found a sheet of 1,000,000 rows and 90 columns" in message


@pytest.mark.parametrize("name", ["r.xlsx", "r.ods", "r.kmz"])
def test_a_file_that_is_a_zip_bomb(land, name):
    zipped(land, {"doc.kml": b"", "a.xml": bytes(2**20 + 7)}, name)
    declare_size(land.folder / name, 2**20 + 7, 1100 * 2**20)
    land.use("licences", name)
    severity, message = run_check(land).issue("file.expands_too_far")
    assert severity == "stop"
    assert message.endswith(EXPANDS)


@pytest.mark.parametrize("start", ["code,stage\n", 'code,stage\n"'])
def test_a_line_without_end(land, start):
    with open(land.folder / "r.csv", "w", encoding="utf-8") as handle:
        handle.write(start)
        for _ in range(200):
            handle.write("a" * 2**20 + ("\n" if start.endswith('"') else ""))
    land.use("licences", "r.csv")
    assert run_check(land).issue("file.endless_line") == (
        "stop",
        "licences (r.csv, row 2): found a line or cell of more than 67,108,864 characters; "
        "expected lines that end, and quotation marks at both ends of a cell. The file is not "
        "read. Check that `datasets.licences.path` is the text that it should be.",
    )


@pytest.mark.parametrize(
    ("code", "column", "shape"),
    [
        (
            "geometry.wkt",
            "geometry_wkt",
            "GEOMETRYCOLLECTION (" * 300_000 + "POINT (1 1)" + ")" * 300_000,
        ),
        (
            "geometry.geojson",
            "geometry_geojson",
            '{"type": "GeometryCollection", "geometries": [' * 300_000,
        ),
    ],
)
def test_shapes_inside_shapes_without_end(land, code, column, shape):
    rows = [{"code": "MV-1", "stage": "mining", column: shape}]
    land.rows("licences", rows, coverage="sample", columns={"province_id": None})
    checked = run_check(land)
    assert not checked.stopped
    severity, message = checked.issue(code)
    assert severity == "row"
    assert message.endswith("The row is kept without a boundary.")


VIRTUAL = """<OGRVRTDataSource><OGRVRTLayer name="licences">
<SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""


@pytest.mark.parametrize("name", ["r.gpkg", "r.geojson", "r.kml", "r.vrt", "r.shp", "r.tab"])
def test_a_file_that_sends_for_another_is_not_followed(land, name):
    source = land.folder / "licences.gpkg"
    (land.folder / name).write_text(VIRTUAL.format(source=source))
    land.use("licences", name)
    _, message = run_check(land).issue("file.unreadable")
    assert "found a file that cannot be opened: it begins with b'<OGRVRTDataSource>" in message


def test_names_with_path_separators_are_names(land):
    register = minicountry.register()
    register.loc[0, "code"] = "../../../evil"
    register.loc[1, "holder"] = "/etc/passwd\\..\\x"
    land.layer("licences", register)
    outcome = land.run()
    licences = outcome.tables["licences"]
    assert "/etc/passwd\\..\\x" in set(licences["holder"])
    assert outcome.rows("licences", "counted") == 6
    assert not run_check(land).stopped
