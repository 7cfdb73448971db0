"""Help of commands and options in the language of this process."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import typer
from typer.core import TyperGroup

from labelmt.domain.text import mark, translated

_HAN = re.compile("[\u3400-\u9fff]")

FRAMEWORK = (
    mark("Options"), mark("Arguments"), mark("Commands"), mark("Error"), mark("Aborted."),
    mark("[required]"), mark("Missing command."), mark("No such command {name!r}."),
    mark("Try [blue]'{command_path} {help_option}'[/] for help."),
)  # fmt: skip
"""What typer looks up by itself, in the catalogue that the process speaks; the rest of its words
are English always."""


class TranslatedGroup(TyperGroup):
    """The program's commands, whose help is looked up as they are made."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        for told in _told(self):
            told.help = translated(told.help)
        if "--help" in sys.argv and any(_HAN.search(told.help) for told in _told(self)):
            _fold_long_lines()


def help_texts(app: typer.Typer) -> Iterator[str]:
    """All that help says, in the language of this process."""
    for told in _told(typer.main.get_command(app)):
        yield str(told.help)


@cache
def _fold_long_lines() -> None:
    """Break help where its column ends: written without spaces, it would be cut off there."""
    from rich.text import Text  # takes a third of a second, and help alone needs it
    from typer import rich_utils

    make = getattr(rich_utils, "_make_rich_text", None)
    if make is None:  # of another version of typer: the line is cut off, and no more
        return

    def fold(*parts: Any, **named: Any) -> Any:
        made = make(*parts, **named)
        if isinstance(made, Text):
            made.overflow = "fold"
        return made

    rich_utils._make_rich_text = fold


def _told(command: Any) -> Iterator[Any]:
    """The command, its options and arguments, and the commands in it, as far as they have help."""
    yield from (one for one in (command, *command.params) if getattr(one, "help", None))
    for one in getattr(command, "commands", {}).values():
        yield from _told(one)
