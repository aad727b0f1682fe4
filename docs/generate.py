"""Write the generated pages of docs/ from the data that they describe."""

from pathlib import Path

from nutag.catalogue import load_catalogue, render_markdown
from nutag.issue_codes import load_issue_codes, render_issue_codes

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Write docs/indicators.md and docs/issues.md."""
    pages = {
        "indicators.md": render_markdown(load_catalogue(ROOT / "data" / "indicators.yaml")),
        "issues.md": render_issue_codes(load_issue_codes(ROOT / "data" / "issue_codes.yaml")),
    }
    for name, page in pages.items():
        (ROOT / "docs" / name).write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
