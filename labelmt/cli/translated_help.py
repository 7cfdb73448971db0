"""Help of commands and options in the language of this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from labelmt.domain.text import mark, translated

FRAMEWORK = (
    mark("Usage:"), mark("Options"), mark("Arguments"), mark("Commands"), mark("Error"),
    mark("Aborted."), mark("[required]"), mark("Show this message and exit."),
    mark("Missing command."), mark("Missing argument"), mark("Missing option"),
    mark("No such option {name!r}."), mark("No such command {name!r}."),
    mark("Invalid value: {message}"), mark("Invalid value for {param_hint}: {message}"),
    mark("Try [blue]'{command_path} {help_option}'[/] for help."),
)  # fmt: skip
"""What click and typer look up by themselves, in the catalogue that the process speaks."""


class TranslatedGroup(TyperGroup):
    """The program's commands, whose help is looked up as they are made."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        for told in _told(self):
            told.help = translated(told.help)


def help_texts(app: typer.Typer) -> Iterator[str]:
    """All that help says, in the language of this process."""
    for told in _told(typer.main.get_command(app)):
        yield str(told.help)


def _told(command: Any) -> Iterator[Any]:
    """The command, its options and arguments, and the commands in it, as far as they have help."""
    yield from (one for one in (command, *command.params) if getattr(one, "help", None))
    for one in getattr(command, "commands", {}).values():
        yield from _told(one)
