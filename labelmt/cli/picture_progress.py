"""Progress of a command that makes small pictures, on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from labelmt.cli.console import stderr
from labelmt.project.report.progress import Step


@contextmanager
def picture_progress(name: str) -> Iterator[Step]:
    """A bar for the block; what is told to it is shown."""
    from rich.progress import Progress

    with Progress(console=stderr(), transient=True) as bar:
        line = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(line, completed=done, total=total)
