import hashlib
import shutil
from pathlib import Path

import pytest

from nutag import digest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package that may be changed."""
    copied = tmp_path / "src" / "nutag"
    shutil.copytree(digest.PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data").mkdir()
    for words in digest.WORDS.values():
        shutil.copy(ROOT / "data" / words, tmp_path / "data")
    monkeypatch.setattr(digest, "PACKAGE", copied)
    return copied


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.py"
    path.write_text("from nutag.cadastre import standardise_licences\n", encoding="utf-8")
    return path


def changed_by(path, script):
    before = digest.code_digest(script)
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    return digest.code_digest(script) != before


@pytest.mark.parametrize(
    "module",
    [
        "cadastre.py",
        # Imported by it: as a module, as `from nutag import ...`, and only by what it imports.
        "values.py",
        "geometry.py",
        "names.py",
        "__init__.py",
    ],
)
def test_a_module_that_is_used_counts(package, script, module):
    assert changed_by(package / module, script)


@pytest.mark.parametrize("module", ["population.py", "webmap.py", "indicators/rehabilitation.py"])
def test_a_module_that_is_not_used_does_not_count(package, script, module):
    assert not changed_by(package / module, script)


def test_tests_docs_and_data_do_not_count(package, script):
    before = digest.code_digest(script)
    for name in ("tests/test_x.py", "docs/page.md", "data/table.csv", "README.md"):
        path = package.parents[1] / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("changed")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "cadastre.cpython-311.pyc").write_bytes(b"changed")
    assert digest.code_digest(script) == before


def test_a_package_inside_the_package_counts(package, tmp_path):
    script = tmp_path / "s.py"
    script.write_text("from nutag.indicators import compute_indicators\n")
    assert changed_by(package / "indicators" / "rehabilitation.py", script)
    assert changed_by(package / "catalogue.py", script)
    assert not changed_by(package / "readers.py", script)


def test_templates_count_for_pages_only(package, script, tmp_path):
    page = tmp_path / "page.py"
    page.write_text("import nutag.page\n")
    template = next(p for p in sorted((package / "templates").glob("*.html")))
    assert changed_by(template, page)
    assert not changed_by(template, script)


@pytest.mark.parametrize(("module", "words"), [("words", "words.yaml"), ("names", "names.yaml")])
def test_words_of_files_count_where_they_are_read(package, tmp_path, module, words):
    reading, other = tmp_path / "reading.py", tmp_path / "other.py"
    reading.write_text(f"import nutag.{module}\n")
    other.write_text("import nutag.issues\n")
    words = tmp_path / "data" / words
    assert changed_by(words, reading)
    assert not changed_by(words, other)


def test_an_import_inside_a_function_counts(package, tmp_path):
    script = tmp_path / "s.py"
    script.write_text("def f():\n    from nutag import values\n    return values\n")
    assert changed_by(package / "values.py", script)


def test_the_digest_is_the_same_wherever_the_package_lies(package, script, monkeypatch):
    here = digest.code_digest(script)
    monkeypatch.undo()
    assert digest.code_digest(script) == here
    assert len(here) == 16


def test_the_scripts_of_the_workflow_depend_on_what_they_use(package):
    scripts = ROOT / "workflow" / "scripts"
    assert not changed_by(package / "population.py", scripts / "standardise_licences.py")
    assert not changed_by(package / "overlay.py", scripts / "standardise_licences.py")
    assert changed_by(package / "overlay.py", scripts / "measure_licences.py")


def test_a_file_has_the_sha256_of_its_bytes(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert digest.file_sha256(path) == hashlib.sha256(b"abc").hexdigest()


def test_a_folder_has_the_sha256_of_its_files_and_their_names(tmp_path):
    folder = tmp_path / "a.gdb"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "c").write_bytes(b"abc")
    first = digest.file_sha256(folder)
    (folder / "b" / "c").rename(folder / "b" / "d")
    assert digest.file_sha256(folder) != first


def test_messages_count_for_pages_alone(package, tmp_path, script):
    messages = package / "locale" / "mn" / "LC_MESSAGES" / "nutag.po"
    page = tmp_path / "page.py"
    page.write_text("from nutag.pages import index_page\n", encoding="utf-8")
    assert changed_by(messages, page)
    assert not changed_by(messages, script)
