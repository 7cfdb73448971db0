"""``schema export`` and ``schema import``: tasks and labels as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.text import text
from labelmt.formats.base import SchemaFormat
from labelmt.formats.registry import readable, writable

_READ = ", ".join(one.title for one in readable(SchemaFormat))
_WRITTEN = ", ".join(one.title for one in writable(SchemaFormat))

app = typer.Typer(help=f"Tasks and labels as a {_WRITTEN} file.", no_args_is_help=True)


@app.command("export")
def export(
    project: ProjectArgument,
    file: Annotated[
        Path, typer.Argument(help=f"{_WRITTEN} file to write; another one is replaced.")
    ],
    overwrite: Annotated[
        bool, typer.Option(help="Replace a file that is no schema by its name, too.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Write all tasks and labels, archived ones included."""
    from labelmt.project.schema.schema_files import export_schema

    with errors_told(), open_project(project) as opened:
        export_schema(opened, file, overwrite=overwrite)
        schema = opened.full_schema()
    tell(
        text(
            "{tasks:,} tasks, {labels:,} labels in {file}",
            tasks=len(schema.tasks),
            labels=len(schema.labels),
            file=file,
        )
    )
    if json:
        print_json({"tasks": len(schema.tasks), "labels": len(schema.labels)})


@app.command("import")
def import_(
    project: ProjectArgument,
    file: Annotated[
        Path, typer.Argument(help=f"{_READ} file; schema export writes one to look at.")
    ],
    json: AsJson = False,
) -> None:
    """Add and update tasks and labels, delete none. All problems are listed; with any, nothing
    is imported."""
    from labelmt.project.schema.schema_files import import_schema

    with errors_told(), open_project(project) as opened:
        report = import_schema(opened, file)
    tell(
        text(
            "{tasks_made:,} tasks and {labels_made:,} labels made, {changed:,} labels changed",
            tasks_made=report.tasks_made,
            labels_made=report.labels_made,
            changed=report.changed,
        )
    )
    if json:
        print_json(
            {
                "tasks_made": report.tasks_made,
                "labels_made": report.labels_made,
                "labels_changed": report.changed,
            }
        )
