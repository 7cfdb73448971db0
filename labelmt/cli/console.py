"""How the command line speaks: results on standard output, progress and warnings on standard error.

Where ``--json`` is given its one object is all that standard output has.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.exit_status import exit_status
from labelmt.domain.errors import InvalidTable, LabelMTError
from labelmt.domain.protocol.json_records import dumps
from labelmt.domain.text import Text, text, translated

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_output_taken: ContextVar[bool] = ContextVar("output_taken", default=False)
"""Whether standard output is for data alone, such as one JSON object."""


def leave_standard_output_if(file: Path) -> None:
    """Have results told on standard error where a command writes its data to standard output."""
    try:
        same = os.path.samestat(file.stat(), os.fstat(1))
    except OSError:
        return
    if same:
        _output_taken.set(True)


def _note_json(asked: bool) -> bool:
    _output_taken.set(asked)
    return asked


AsJson = Annotated[
    bool,
    typer.Option("--json", callback=_note_json, help="Print one JSON object and nothing else."),
]

PROBLEMS_SHOWN = 200
"""A table can have a problem a line; the rest is counted."""


@cache
def stderr() -> Console:
    """Where people read; made when something is said, as Rich takes a while to load."""
    from rich.console import Console

    return Console(stderr=True)


def print_json(answer: dict[str, Any]) -> None:
    """The one JSON object on standard output."""
    sys.stdout.write(dumps(answer) + "\n")
    sys.stdout.flush()


@cache
def _stdout() -> Console:
    from rich.console import Console

    return Console()


def _results() -> Console:
    """Where results for people go: beside the JSON object where one is asked for."""
    return stderr() if _output_taken.get() else _stdout()


def say(told: str | Text) -> None:
    """Progress or a warning for the person, on standard error; it is never read as markup.

    A plain text is shown as it is: names, or sentences that are translated already.
    """
    _print(stderr(), told)


def tell(told: str | Text) -> None:
    """A line of a command's result, on standard output unless that is to be JSON."""
    _print(_results(), told)


def show(shown: RenderableType) -> None:
    """The same of a table."""
    _results().print(shown)


def _print(console: Console, told: str | Text) -> None:
    from rich.text import Text as Shown

    words = translated(told) if isinstance(told, Text) else told
    console.print(Shown(words), soft_wrap=True)


@contextmanager
def errors_told() -> Iterator[None]:
    """Turn LabelMT's own errors into a message and an exit status."""
    try:
        yield
    except LabelMTError as error:
        show_error(error)
        raise typer.Exit(exit_status(error)) from None


def show_error(error: LabelMTError) -> None:
    """What happened, to what, what was kept, what to do next, and the details."""
    from rich.panel import Panel
    from rich.text import Text as Shown

    what, kept, next_step = (translated(error.said(part)) for part in ("what", "kept", "next_step"))
    shown = Shown(what, style="bold")
    for part in (error.subject, kept, next_step):
        if part:
            shown.append(f"\n{part}", style="not bold")
    stderr().print(Panel(shown, title="LabelMT", border_style="red", expand=False))
    if isinstance(error, InvalidTable):
        for problem in error.problems[:PROBLEMS_SHOWN]:
            say(problem.said)
        if len(error.problems) > PROBLEMS_SHOWN:
            say(text("and {count:,} more", count=len(error.problems) - PROBLEMS_SHOWN))
    elif error.details:
        say(error.details)
