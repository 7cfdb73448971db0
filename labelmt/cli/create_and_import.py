"""``create`` and ``import``: a project from a folder, annotations from a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, stderr
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import text
from labelmt.formats.base import AnnotationFormat
from labelmt.formats.registry import readable, summaries

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


def import_(
    project: ProjectArgument,
    file: Annotated[Path, typer.Argument(help=summaries(readable(AnnotationFormat)))],
    task: Annotated[
        list[str] | None,
        typer.Option(help="NAME=multilabel or NAME=multiclass; guessed where not given."),
    ] = None,
    unlisted: Annotated[
        str, typer.Option(help="What labels not listed in a cell are: absent or unknown.")
    ] = "absent",
    json: AsJson = False,
) -> None:
    """Import annotations. All problems are listed; with any, nothing is imported."""
    from labelmt.domain.annotations import State
    from labelmt.project.exchange.import_table import import_table

    with errors_told():
        kinds = read_kinds(task or [])
        if unlisted not in ("absent", "unknown"):
            raise InvalidInput(
                "--unlisted is “absent” or “unknown”.",
                subject=unlisted,
                kept="Nothing was imported.",
            )
        state = State.ABSENT if unlisted == "absent" else State.UNKNOWN
        with open_project(project) as opened:
            report = import_table(opened, file, kinds, state)
    say(
        text(
            "{annotations:,} annotations on {images:,} images",
            annotations=report.annotations,
            images=report.images,
        )
    )
    if json:
        print_json(
            {
                "images": report.images,
                "annotations": report.annotations,
                "tasks_created": list(report.tasks_created),
            }
        )


def read_kinds(options: list[str]) -> dict[str, TaskKind]:
    """``NAME=kind`` options as a mapping. Raises InvalidInput for any other form."""
    kinds: dict[str, TaskKind] = {}
    for option in options:
        name, separator, kind = option.rpartition("=")
        if not separator or not name or kind not in set(TaskKind):
            raise InvalidInput(
                "--task takes NAME=multilabel or NAME=multiclass.",
                subject=option,
                kept="Nothing was imported.",
            )
        kinds[name] = TaskKind(kind)
    return kinds
