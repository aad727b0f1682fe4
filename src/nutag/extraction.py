"""The catalogue of messages brought up to date with the words of the code: ``make messages``."""

from __future__ import annotations

import io
from importlib import resources
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from nutag.messages import LANGUAGES

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "both": None}
#: No date and no name of a tool: the same words make the same file.
HEADER = """\
# {language} words of nutag; the English text is the key. Update with `make messages`.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def catalogue_path(language: str) -> Path:
    """Return the file with the messages of a language."""
    return Path(str(resources.files("nutag"))) / "locale" / language / "LC_MESSAGES" / "nutag.po"


def extracted(package: Path) -> Catalog:
    """Return the messages that Python and the templates of a package use, without translation."""
    found = Catalog(charset="utf-8")
    for _, _, text, _, _ in extract_from_dir(package, METHODS, OPTIONS, KEYWORDS):
        found.add(text)
    return found


def up_to_date(existing: Catalog, words: Catalog) -> str:
    """Return a catalogue as a file: what is new is empty, what is no longer used is gone.

    Parameters
    ----------
    existing : Catalog
        Translations so far.
    words : Catalog
        From `extracted`.
    """
    existing.update(words, no_fuzzy_matching=True)
    existing.obsolete.clear()
    for message in existing:
        message.flags.clear()
    target = io.BytesIO()
    write_po(target, existing, width=0, no_location=True, omit_header=True, sort_output=True)
    return HEADER.format(language=existing.locale_identifier) + target.getvalue().decode("utf-8")


def main() -> None:
    """Bring every catalogue up to date; new words stay empty until somebody translates them."""
    words = extracted(Path(str(resources.files("nutag"))))
    for language in LANGUAGES[1:]:
        path = catalogue_path(language)
        with path.open("rb") as source:
            existing = read_po(source, locale=language)
        path.write_text(up_to_date(existing, words), encoding="utf-8", newline="\n")
        missing = [
            message.id for message in existing if message.id and not any(message.string or ())
        ]
        print(f"{path.name} ({language}): {len(existing)} messages, {len(missing)} without words")


if __name__ == "__main__":
    main()
