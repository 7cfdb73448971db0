"""``create``: a project from a folder of images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, stderr
from labelmt.cli.project_argument import ProjectArgument
from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import text

if TYPE_CHECKING:
    from labelmt.project.project import Project


def create(
    project: ProjectArgument,
    images: Annotated[Path, typer.Option(help="Folder of images; it is not changed.")],
    json: AsJson = False,
) -> None:
    """Make a project of a folder of images."""
    from labelmt.project.places.recent_projects import remember
    from labelmt.project.project import Project

    with errors_told():
        folder = project.folder
        if not images.is_dir():
            raise InvalidInput(
                "There is no such folder of images.",
                subject=str(images),
                kept="No project was made.",
                next_step="Check the path after --images.",
            )
        made = Project.create(folder, [images.resolve()])
        try:
            problems = _scan(made)
            remember(made)
            count = len(made.images())
        finally:
            made.close()
    say(text("{count:,} images in {folder}", count=count, folder=folder))
    for path, reason in problems:
        say(text("not read: {path}: {reason}", path=path, reason=reason))
    if json:
        print_json({"project": str(folder), "images": count, "problems": len(problems)})


def _scan(project: Project) -> list[tuple[str, str]]:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from labelmt.project.intake.scan_images import scan_roots

    columns = (SpinnerColumn(), TextColumn("Looking for images: {task.completed:,}"))
    problems: list[tuple[str, str]] = []
    with Progress(*columns, TimeElapsedColumn(), console=stderr(), transient=True) as bar:
        line = bar.add_task("scan", total=None)
        for progress in scan_roots(project, lambda: False):
            bar.update(line, completed=progress.found)
            problems.extend(progress.problems)
    return problems
