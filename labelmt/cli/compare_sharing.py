"""``compare-sharing``: one backbone for all tasks against one for each."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.cli.train_and_evaluate import with_assignments
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import text

if TYPE_CHECKING:
    from labelmt.domain.protocol import messages
    from labelmt.domain.sharing_report import SharingReport


def compare_sharing(
    project: ProjectArgument,
    epochs: Annotated[int | None, typer.Option(help="Most passes of each training.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same result.")] = None,
    budget: Annotated[int | None, typer.Option(help="Most seconds for each training.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="KEY=VALUE, any training setting.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Train multi-task and single-task from one seed, and tell what sharing brings to each task."""
    from labelmt.cli.follow_job import run_job
    from labelmt.domain.protocol import messages
    from labelmt.domain.settings.training_settings import changed
    from labelmt.project.training.prepare_run import prepare_run, record_event
    from labelmt.project.training.worker_process import worker_command

    reports: list[SharingReport] = []
    with errors_told():
        worker_command()
        with open_project(project) as opened:
            chosen = opened.training_settings()
            given = {"epochs": epochs, "seed": seed, "budget": budget}
            for key, value in given.items():
                chosen = chosen if value is None else changed(chosen, key, value)
            chosen = with_assignments(chosen, settings or [])
            prepared = prepare_run(opened, "finetune", chosen)

            def take(event: messages.Event) -> None:
                record_event(opened, prepared.run.id, event)
                if isinstance(event, messages.SharingCompared):
                    reports.append(event.report)

            run_job(messages.CompareSharing(prepared.run.id, str(prepared.folder)), take)
        if not reports:
            raise InvalidInput(
                "There is no comparison: it was cancelled, or there are too few images to "
                "validate on.",
                subject=str(project),
                kept="The heads that were fitted serve.",
                next_step="Annotate more images, or name images to validate on with train --val.",
            )
    report = reports[0]
    for task in report.tasks:
        name = "mAP" if task.kind is TaskKind.MULTILABEL else "accuracy"
        if task.change is None or task.low is None or task.high is None:
            tell(text("{task}: too few to tell", task=task.name))
        else:
            tell(
                text(
                    "{task}: {metric} {shared:.4f} shared, {separate:.4f} alone, "
                    "{change:+.2%} ({low:+.2%} to {high:+.2%})",
                    task=task.name,
                    metric=name,
                    shared=task.shared,
                    separate=task.separate,
                    change=task.change,
                    low=task.low,
                    high=task.high,
                )
            )
    if report.delta is not None:
        tell(
            text(
                "Δm {delta:+.2%} ({low:+.2%} to {high:+.2%})",
                delta=report.delta,
                low=report.low,
                high=report.high,
            )
        )
    if json:
        print_json(asdict(report))
