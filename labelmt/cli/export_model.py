"""``export-model``: a run's model as a file that runs without LabelMT."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import NotFound
from labelmt.domain.exported_model import FORMATS
from labelmt.domain.text import counted, text


def export_model(
    project: ProjectArgument,
    out: Annotated[Path, typer.Argument(help="File to write; for hf a folder.")],
    format: Annotated[
        str,
        typer.Option(
            "--format", help=f"{', '.join(FORMATS)}; told by the name's ending where not given."
        ),
    ] = "",
    run: Annotated[
        int | None, typer.Option(help="Number of a run; otherwise the one that predicts.")
    ] = None,
    images_licence: Annotated[
        str, typer.Option(help="What the images may be used for, told in the file.")
    ] = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Write a model: pixels of any size in, calibrated probabilities out."""
    from labelmt.cli.follow_job import run_job
    from labelmt.domain.protocol import messages
    from labelmt.domain.temporary_folder import temporary_folder
    from labelmt.project.training.export_model import (
        ModelExportChoices,
        order_model,
        plan_model_export,
        publish_model,
    )
    from labelmt.project.training.export_model_told import compared_told, gone_told

    exported: list[messages.ModelExported] = []

    def note(event: messages.Event) -> None:
        if isinstance(event, messages.ModelExported):
            exported.append(event)

    with errors_told(), open_project(project) as opened:
        plan = plan_model_export(
            opened, out, ModelExportChoices(format, run, overwrite, images_licence)
        )
        if plan.gone:
            say(gone_told(plan))
        with temporary_folder() as folder:
            run_job(order_model(plan, folder), note)
            if not exported:
                raise NotFound("The export was cancelled.", kept="Nothing was written.")
            made = publish_model(plan, exported[-1])
    labels = sum(len(task.labels) for task in plan.description.tasks)
    tell(
        counted(
            "{count:,} label, {size:.1f} MB, written to {out}",
            "{count:,} labels, {size:.1f} MB, written to {out}",
            labels,
            size=made.size / 1e6,
            out=out,
        )
    )
    for line in compared_told(made):
        tell(line)
    if not images_licence:
        say(text("The file says that the images' licence is not stated; --images-licence says it."))
    if json:
        print_json(
            {
                "out": str(out),
                "format": plan.format,
                "run": plan.run.id,
                "bytes": made.size,
                "labels": labels,
                "left_out": list(plan.gone),
                "compared": {
                    "images": made.images,
                    "largest_difference": made.largest,
                    "on": made.where,
                },
            }
        )
