"""Options of the commands that write pages: paper, language, replacing."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.app import qt_needed
from labelmt.cli.console import say
from labelmt.domain.errors import EnvironmentFault, InvalidInput
from labelmt.domain.languages import LANGUAGES, best_language, environment_languages
from labelmt.domain.text import mark, text, use_catalogue, use_languages

if TYPE_CHECKING:
    from labelmt.gui.paper.paper_sizes import Paper

SIGNS_TOLD = 40

PaperSize = Annotated[str, typer.Option("--paper", help="a4 or letter.")]
Language = Annotated[
    str, typer.Option("--language", help="Of what is written: en or zh_CN; else yours.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")]


@contextmanager
def spoken(language: str) -> Iterator[str]:
    """What is written in the block is in a language, the person's own where it is empty; its name.

    Raises InvalidInput.
    """
    if not language:
        yield best_language(environment_languages())
        return
    found = best_language([language])
    if not language.lower().startswith(found.partition("_")[0]):
        raise InvalidInput(
            "This language is not spoken here.",
            subject=language,
            kept="Nothing was written.",
            next_step=text("Choose one of {names}.", names=", ".join(LANGUAGES)),
        )
    domain, before = gettext.textdomain(), use_catalogue(gettext.NullTranslations())
    try:
        yield use_languages([language])
    finally:
        use_catalogue(before)
        gettext.textdomain(domain)


def qt_that_paints() -> AbstractContextManager[None]:
    """For what imports Qt, which paints pages without a window or a screen.

    Raises:
        EnvironmentFault: a library of the system that it needs is missing.
    """
    return qt_needed(
        EnvironmentFault,
        mark("A PDF cannot be written: Qt, which paints its pages, cannot be loaded."),
        mark("Nothing was written."),
    )


def paper_of(name: str) -> Paper:
    """A size of paper by its name. Raises InvalidInput."""
    from labelmt.gui.paper.paper_sizes import PAPERS

    found = PAPERS.get(name.lower())
    if found is None:
        raise InvalidInput(
            "There is no paper of this size.",
            subject=name,
            kept="Nothing was written.",
            next_step=text("Choose one of {names}.", names=", ".join(PAPERS)),
        )
    return found


def lacking_told(lacking: set[str]) -> None:
    """Say which characters of a PDF no font of this machine has."""
    if lacking:
        signs = " ".join(sorted(lacking)[:SIGNS_TOLD])
        say(text("No font here has these characters of the PDF: {signs}", signs=signs))
