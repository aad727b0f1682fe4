"""Write the generated pages of docs/ from the data and the tests that they describe."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from nutag.catalogue import load_catalogue, render_markdown
from nutag.config_files import read_config
from nutag.issue_codes import IssueCode, load_issue_codes, render_issue_codes

ROOT = Path(__file__).parents[1]


def pages() -> dict[str, str]:
    """Return the text of each generated page by its name in docs/."""
    codes = load_issue_codes(ROOT / "data" / "issue_codes.yaml")
    measuring = read_config(ROOT / "config" / "config.yaml")["measuring"]
    catalogue = load_catalogue(ROOT / "data" / "indicators.yaml", measuring)
    return {
        "indicators.md": render_markdown(catalogue),
        "issues.md": render_issue_codes(codes),
        "bad-inputs.md": render_bad_inputs(bad_inputs(), codes, tests_of_bad_inputs()),
    }


def bad_inputs() -> dict[int, dict[str, Any]]:
    """Return ``input`` and ``severity`` of each bad input by its number."""
    entries: dict[int, dict[str, Any]] = yaml.safe_load(
        (ROOT / "docs" / "bad_inputs.yaml").read_text(encoding="utf-8")
    )
    return entries


def tests_of_bad_inputs(folder: Path = ROOT / "tests") -> dict[int, list[str]]:
    """Return the tests that feed each bad input, found by ``@pytest.mark.bad_input(N)``.

    Returns
    -------
    dict of int to list of str
        ``bad_inputs/test_rings.py::test_a_bow_tie_...`` below `folder`, in the order of files.
    """
    found: dict[int, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("mark.bad_input"):
                    name = f"{path.relative_to(folder).as_posix()}::{node.name}"
                    for number in mark.args:
                        found.setdefault(ast.literal_eval(number), []).append(name)
    return found


def render_bad_inputs(
    entries: Mapping[int, Mapping[str, Any]],
    codes: Mapping[str, IssueCode],
    tests: Mapping[int, list[str]],
) -> str:
    """Return docs/bad-inputs.md: every bad input with its severity, its codes and its tests."""
    lines = [
        "# Bad inputs",
        "",
        "<!-- Written by `make docs` from docs/bad_inputs.yaml, data/issue_codes.yaml, tests/. -->",
        "",
        f"What {len(entries)} faults of real registers lead to. Each is fed to the workflow by a "
        "test, as one dataset block with exactly that fault. The codes are explained in "
        "[issues.md](issues.md).",
        "",
        "| # | input | severity | codes | tests |",
        "|---|---|---|---|---|",
    ]
    for number, entry in entries.items():
        own = [f"`{c.code}`" for c in codes.values() if number in c.bad_inputs]
        fed = []
        for test in tests.get(number, []):
            file, _, name = test.partition("::")
            fed.append(f"[{name.removeprefix('test_').replace('_', ' ')}](../tests/{file})")
        severity = ", ".join(entry["severity"]) or "works"
        cells = (str(number), entry["input"], severity, "<br>".join(own), "<br>".join(fed))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write every generated page."""
    for name, page in pages().items():
        (ROOT / "docs" / name).write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
