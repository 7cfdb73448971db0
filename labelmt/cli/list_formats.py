"""``formats``: which formats are read and written, and what each has a place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelmt.cli.console import AsJson, print_json, show, tell
from labelmt.domain.text import mark, text, translated
from labelmt.formats.base import CARRIED, AnnotationFormat, Carries
from labelmt.formats.registry import REGISTRY

if TYPE_CHECKING:
    from rich.table import Table


SHOWN = {
    Carries.ABSENT: mark("absent"),
    Carries.UNKNOWN: mark("unknown"),
    Carries.SEVERAL_TASKS: mark("tasks"),
}
"""What tells formats apart, in a word each; a table of all of it fits on no screen."""


def formats(json: AsJson = False) -> None:
    """List the formats of labels: which are read, which are written, what each can carry."""
    listed = [one for one in REGISTRY if isinstance(one, AnnotationFormat)]
    show(_table(listed))
    tell(text("Columns from “absent” on say what a format has a place for: {what}.", what=_what()))
    tell(text("“--json” and docs/formats.md say all of it."))
    if json:
        print_json(
            {
                "formats": [
                    {
                        "name": one.name,
                        "title": one.title,
                        "files": ["folder"] if one.is_folder else list(one.suffixes),
                        "read": one.reader is not None,
                        "written": one.writer is not None,
                        "carries": [
                            (flag.name or "").lower() for flag in CARRIED if flag in one.carries
                        ],
                        "summary": translated(one.summary),
                    }
                    for one in listed
                ]
            }
        )


def _table(listed: list[AnnotationFormat]) -> Table:
    """A format a line."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(translated("name"), no_wrap=True)
    table.add_column(translated("format"))
    table.add_column(translated("files"))
    table.add_column(translated("use"), no_wrap=True)
    for words in SHOWN.values():
        table.add_column(translated(words), no_wrap=True)
    for one in listed:
        files = translated("folder") if one.is_folder else " ".join(one.suffixes)
        marks = [translated("yes") if flag in one.carries else "-" for flag in SHOWN]
        table.add_row(one.name, translated(one.title), files, _use(one), *marks)
    return table


def _use(one: AnnotationFormat) -> str:
    if one.reader is not None and one.writer is not None:
        return translated("both")
    return translated("read") if one.reader is not None else translated("write")


def _what() -> str:
    return "; ".join(translated(CARRIED[flag]) for flag in SHOWN)
