"""Write the generated pages of docs/ from the data that they describe."""

from pathlib import Path

from nutag.catalogue import load_catalogue, render_markdown

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Write docs/indicators.md."""
    catalogue = load_catalogue(ROOT / "data" / "indicators.yaml")
    page = render_markdown(catalogue)
    (ROOT / "docs" / "indicators.md").write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
