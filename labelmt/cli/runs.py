"""``runs``: what was trained, how good it is, and which of it predicts."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated, Any

import typer

from labelmt.cli.console import errors_told, print_json, say
from labelmt.cli.create_and_import import AsJson
from labelmt.cli.metric_text import as_plain, figure_text, label_as_plain
from labelmt.cli.schema import ProjectFolder
from labelmt.domain.run_records import RunRecord
from labelmt.project.project import Project
from labelmt.project.runs.compare_runs import changed_images, label_changes, settings_changes
from labelmt.project.runs.learning_curve import task_curves
from labelmt.project.runs.manage_runs import delete_run, learning_points, note_run, rename_run
from labelmt.project.runs.run_details import read_details
from labelmt.project.training.record_events import serve_run

app = typer.Typer(help="Runs: what was trained, and which of it predicts.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Number of the run, as “runs list” tells it.")]
MORE = 100
"""Annotated images ahead that ``curve`` speaks of."""


def _plain(run: RunRecord) -> dict[str, Any]:
    return {
        "run": run.id,
        "name": run.name,
        "stage": run.stage,
        "backbone": run.backbone,
        "state": run.state,
        "serves": run.serves,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "notes": run.notes,
        "problem": run.problem,
        "tasks": {task.name: as_plain(task) for task in run.tasks},
    }


def _tell(run: RunRecord) -> None:
    figures = " · ".join(f"{task.name}: {figure_text(task)}" for task in run.tasks)
    serving = ", predicts" if run.serves else ""
    say(f"{run.id}: {run.name} · {run.stage} · {run.state}{serving} · {figures or run.problem}")


@app.command("list")
def list_(project: ProjectFolder, json: AsJson = False) -> None:
    """All runs, the oldest first."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        runs = opened.runs()
    for run in runs:
        _tell(run)
    if not runs:
        say("There is no run yet: labelmt train makes one.")
    if json:
        print_json({"runs": [_plain(run) for run in runs]})


@app.command("show")
def show(project: ProjectFolder, run: Number, json: AsJson = False) -> None:
    """One run: figures of its labels and its settings."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        details = read_details(opened, run)
    _tell(details.run)
    labels = [(task, label) for task in details.run.tasks for label in task.labels]
    for task, label in labels:
        told = "too few" if label.average_precision is None else f"{label.average_precision:.3f}"
        level = details.thresholds.get(label.label_id, label.threshold)
        say(f"  {task.name} · {label.name}: AP {told}, {label.positives} present, from {level:.3f}")
    if details.run.notes:
        say(details.run.notes)
    if json:
        print_json(
            _plain(details.run)
            | {
                "settings": details.settings,
                "labels": [
                    label_as_plain(
                        task, label, details.thresholds.get(label.label_id, label.threshold)
                    )
                    for task, label in labels
                ],
            }
        )


@app.command("compare")
def compare(
    project: ProjectFolder,
    before: Number,
    after: Annotated[int, typer.Argument(help="Number of the run that is compared with it.")],
    json: AsJson = False,
) -> None:
    """Two runs: settings that differ, labels that got better or worse, images that changed."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        first, second = read_details(opened, before), read_details(opened, after)
        tasks, paths = opened.schema().tasks, opened.images().paths
    settings = settings_changes(first.settings, second.settings)
    labels = label_changes(first.run, second.run)
    changed = None
    if first.judged is not None and second.judged is not None:
        levels = first.thresholds, second.thresholds
        changed = changed_images(first.judged, second.judged, tasks, levels)
    for name, old, new in settings:
        say(f"{name}: {old} → {new}")
    for one in labels:
        if one.gain is not None and round(one.gain, 3):
            say(f"{one.task} · {one.label}: AP {one.before:.3f} → {one.after:.3f}")
    if changed is None:
        say("What they were judged by was not kept by both: images cannot be compared.")
    else:
        say(
            f"Of {changed.common:,} images in both, {len(changed.better):,} got better "
            f"and {len(changed.worse):,} worse."
        )
    if json:
        answer: dict[str, Any] = {
            "settings": {name: [old, new] for name, old, new in settings},
            "labels": [
                {"task": one.task, "label": one.label, "before": one.before, "after": one.after}
                for one in labels
            ],
        }
        if changed is not None:
            answer["images"] = changed.common
            answer["better"] = [paths[row] for row in changed.better.tolist() if row < len(paths)]
            answer["worse"] = [paths[row] for row in changed.worse.tolist() if row < len(paths)]
        print_json(answer)


@app.command("curve")
def curve(project: ProjectFolder, json: AsJson = False) -> None:
    """How each task got better with more annotated images, and what more would likely bring."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        curves = task_curves(learning_points(opened))
        names = {task.id: task.name for task in opened.schema().tasks}
    told = []
    for one in curves:
        if one.task_id not in names:
            continue
        ahead, last = one.ahead(MORE), one.points[-1]
        text = f"{names[one.task_id]}, {one.stage}: {last.score:.3f} with {last.images:,} images"
        if ahead is None:
            say(f"{text}; too few points to tell what more would bring")
        else:
            say(
                f"{text}; {MORE} more would likely bring {ahead.score:.3f} "
                f"({ahead.low:.3f} to {ahead.high:.3f})"
            )
        told.append(
            {
                "task": names[one.task_id],
                "stage": one.stage,
                "points": [[point.images, point.score] for point in one.points],
                "ahead": None
                if ahead is None
                else {"images": ahead.images, "score": ahead.score, "low": ahead.low,
                      "high": ahead.high},
            }
        )  # fmt: skip
    if not told:
        say("Nothing has been learnt yet that could be judged.")
    if json:
        print_json({"curves": told})


@app.command("serve")
def serve(project: ProjectFolder, run: Number) -> None:
    """Let a run's predictions be the ones shown."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        serve_run(opened, run)
    say(f"Run {run} predicts.")


@app.command("rename")
def rename(
    project: ProjectFolder, run: Number, name: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Give a run another name."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        rename_run(opened, run, name)


@app.command("note")
def note(
    project: ProjectFolder,
    run: Number,
    text: Annotated[str, typer.Argument(help="What to remember of it; replaces what was there.")],
) -> None:
    """Write something down about a run."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        note_run(opened, run, text)


@app.command("delete")
def delete(project: ProjectFolder, run: Number) -> None:
    """Delete a run with its weights and figures; annotations stay. Cannot be undone."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        delete_run(opened, run)
    say(f"Run {run} is deleted.")
