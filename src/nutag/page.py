"""What every page has in common: templates, style sheets and the footer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from nutag import minerals, sentences
from nutag.messages import ENGLISH, LANGUAGES, Messages, messages
from nutag.projection import crs_name


@cache
def templates(language: str = LANGUAGES[0]) -> Environment:
    """Return the Jinja environment of a language: escapes everything, refuses unknown names.

    A template writes ``{{ _("text") }}``, ``ngettext(one, many, n)``, ``words.number(value, 1)``
    and ``words.name(entry)``; ``id="{{ here("map") }}"`` is an id that no other language has.
    ``|marked`` says what a table has in English, ``|minerals`` what registers have in either
    language; ``|foreign`` marks data such as names where they are in the other language.
    """
    words = messages(language)
    environment = Environment(
        loader=PackageLoader("nutag", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=False
    )

    def here(name: str) -> str:
        return name if language == LANGUAGES[0] else f"{name}-{language}"

    environment.globals |= {"raw": raw_template, "both": both, "words": words, "here": here}
    environment.filters |= {
        "code_spans": code_spans,
        "initial": lambda text: text[:1].upper() + text[1:],
        "marked": lambda text: sentences.marked(text, words),
        "foreign": lambda text: sentences.foreign(text, words),
        "minerals": lambda text: minerals.marked(text, words),
    }
    return environment


def both(text: str) -> Markup:
    """Return a message in every language, of which the page shows one (see `language.js`)."""
    return Markup("").join(
        Markup('<span class="lang" lang="{}"{}>{}</span>').format(
            language, hidden(language), messages(language).gettext(text)
        )
        for language in LANGUAGES
    )


def blocks(template: str, views: Mapping[str, Mapping[str, Any]]) -> Markup:
    """Return a template in every language, each in a block of which the page shows one.

    Parameters
    ----------
    template : str
        Name of the template of a block.
    views : mapping of str to mapping
        What the template shows, by language.
    """
    return Markup("\n").join(
        Markup('<div class="lang" lang="{}"{}>\n{}\n</div>').format(
            language,
            hidden(language),
            Markup(templates(language).get_template(template).render(view)),
        )
        for language, view in views.items()
    )


def views(view: Callable[[Messages], Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return what a page shows, by language."""
    return {language: view(messages(language)) for language in LANGUAGES}


def in_every_language(text: str) -> dict[str, str]:
    """Return a message by language, such as the title of a page."""
    return {language: messages(language).gettext(text) for language in LANGUAGES}


def hidden(language: str) -> Markup:
    """Return the attribute of what is not shown before the reader chooses a language."""
    return Markup("" if language == LANGUAGES[0] else " hidden")


@cache
def raw_template(name: str) -> Markup:
    """Return a style sheet or script of ours, to stand in a page as it is."""
    return Markup(resources.files("nutag").joinpath("templates", name).read_text("utf-8"))


def code_spans(text: str) -> Markup:
    """Return text escaped, with what stands between backticks as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def footer_line(provenance: Mapping[str, Any], words: Messages = ENGLISH) -> str:
    """Return the short form of the provenance: version, commit, run and CRS."""
    return words.gettext("nutag {version} · {commit} · run {run_id} · {crs}").format(
        version=provenance.get("nutag") or "",
        commit=commit_words(provenance, words),
        run_id=provenance.get("run_id") or "",
        crs=crs_name(provenance, words),
    )


def commit_words(provenance: Mapping[str, Any], words: Messages = ENGLISH) -> str:
    """Return the commit in words, also where there is none."""
    commit = provenance.get("git_commit")
    return (
        words.gettext("commit {commit}").format(commit=commit)
        if commit
        else words.gettext("no commit")
    )
