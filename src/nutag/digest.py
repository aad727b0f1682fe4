"""Digests: of the code a rule runs, and of the files it reads."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

PACKAGE = Path(__file__).parent
#: Modules and the words of the country that they read, in ``data``.
WORDS = {"words.py": "words.yaml", "spelling.py": "names.yaml"}


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file, as hex; of a folder, that of its files and their names."""
    if path.is_dir():
        total = hashlib.sha256()
        for part in sorted(file for file in path.rglob("*") if file.is_file()):
            total.update(f"{part.relative_to(path).as_posix()} {file_sha256(part)}\n".encode())
        return total.hexdigest()
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def code_digest(script: Path) -> str:
    """Return a digest of the package modules that a script uses, directly or not.

    Snakemake sees that a script changed, but not that a module it imports did. Given as a
    parameter of the rule, this digest re-runs the rule when one of its modules (or their
    templates or words) changes, and no other rule.

    Parameters
    ----------
    script : Path
        Python file with imports of ``nutag``.

    Returns
    -------
    str
        The first 16 hex digits of a sha256 over the sources, the same wherever they lie.
    """
    wanted = sorted(_reachable(script))
    total = hashlib.sha256()
    for module in wanted:
        total.update(module.relative_to(PACKAGE).as_posix().encode())
        total.update(module.read_bytes())
    if PACKAGE / "page.py" in wanted:  # the module that opens them
        for template in sorted((PACKAGE / "templates").glob("*")):
            total.update(template.name.encode())
            total.update(template.read_bytes())
    if PACKAGE / "messages.py" in wanted:  # the module that reads them
        for catalogue in sorted((PACKAGE / "locale").rglob("*.po")):
            total.update(catalogue.read_bytes())
    for reader, words in WORDS.items():
        if PACKAGE / reader in wanted:
            total.update(PACKAGE.parents[1].joinpath("data", words).read_bytes())
    return total.hexdigest()[:16]


def _reachable(script: Path) -> set[Path]:
    seen: set[Path] = set()
    queue = _imports(script)
    while queue:
        module = queue.pop()
        if module not in seen:
            seen.add(module)
            queue |= _imports(module) - seen
    return seen


def _imports(source: Path) -> set[Path]:
    found: set[Path] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            found |= _module_files(name)
    return found


def _module_files(name: str) -> set[Path]:
    parts = name.split(".")
    if parts[0] != "nutag":
        return set()
    files = {PACKAGE / "__init__.py"}
    for i in range(1, len(parts)):
        base = PACKAGE.joinpath(*parts[1 : i + 1])
        files |= {f for f in (base.with_suffix(".py"), base / "__init__.py") if f.is_file()}
    return files
