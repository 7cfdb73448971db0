"""``runs``: what was trained, how good it is, and which of it predicts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.metric_text import intervals_told
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import NotFound
from labelmt.domain.text import phrase, text, translated
from labelmt.project.runs.figure_text import (
    ToldFirst,
    judged_words,
    run_scores,
    score_words,
    told_first,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from labelmt.domain.metric_records import LabelMetrics, TaskMetrics
    from labelmt.domain.run_records import RunRecord
    from labelmt.project.run_files import Problem

app = typer.Typer(help="Runs: what was trained, and which of it predicts.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Number of the run, as “runs list” tells it.")]
MORE = 100
"""Annotated images ahead that ``curve`` speaks of."""


def _plain_problem(problem: Problem | None) -> dict[str, str] | None:
    return None if problem is None else {"file": problem[0].name, "what": str(problem[1])}


def _tell(run: RunRecord, problem: Problem | None = None) -> None:
    figures = " · ".join(f"{one.metrics.name}: {score_words(one)}" for one in run_scores(run))
    if problem is not None:
        file, what = problem
        tell(text("{number}: {name} is damaged: {file}: {what}", number=run.id, name=run.name,
                 file=file.name, what=translated(what)))  # fmt: skip
    serving = phrase(", predicts") if run.serves and problem is None else ""
    told = f"{run.id}: {run.name}", run.stage, f"{run.state}{serving}", figures or run.problem
    tell(" · ".join(part for part in told if part))


@app.command("list")
def list_(project: ProjectArgument, json: AsJson = False) -> None:
    """All runs, the oldest first."""
    from labelmt.project.run_files import model_problem
    from labelmt.project.run_folders import run_folder
    from labelmt.project.runs.plain_figures import run_as_plain
    from labelmt.project.runs.present_names import with_present_names

    with errors_told(), open_project(project) as opened:
        schema = opened.full_schema()
        runs = [with_present_names(run, schema) for run in opened.runs()]
        problems = {run.id: model_problem(run_folder(opened.folder, run.id), run) for run in runs}
    for run in runs:
        _tell(run, problems[run.id])
    if any(run.serves and problems[run.id] for run in runs):
        tell(text("Train again, or let another run predict: labelmt runs serve."))
    if not runs:
        tell(text("There is no run yet: labelmt train makes one."))
    if json:
        print_json(
            {
                "runs": [
                    run_as_plain(run) | {"damaged": _plain_problem(problems[run.id])}
                    for run in runs
                ]
            }
        )


def _in_use(runs: Sequence[RunRecord]) -> int:
    """The run that predicts, else the newest. Raises NotFound."""
    if not runs:
        raise NotFound("There is no run yet.", next_step="labelmt train makes one.")
    return next((one.id for one in runs if one.serves), runs[-1].id)


@app.command("show")
def show(
    project: ProjectArgument,
    run: Annotated[
        int | None,
        typer.Argument(help="Number of the run, as “runs list” tells it; else the one in use."),
    ] = None,
    json: AsJson = False,
) -> None:
    """One run: figures of its labels and its settings."""
    from labelmt.project.runs.plain_figures import details_as_plain
    from labelmt.project.runs.run_details import read_details
    from labelmt.project.training.left_out_text import left_out_told

    with errors_told(), open_project(project) as opened:
        details = read_details(opened, _in_use(opened.runs()) if run is None else run)
    _tell(details.run)
    if details.heads_kept is not None:
        tell(details.heads_kept)
    for was, now in details.renamed:
        tell(text("  {now} was {was}", now=now, was=was))
    for told_task in details.run.tasks:
        tell_judges(told_task, details.run.test)
    labels = [(task, label) for task in details.run.tasks for label in task.labels]
    tested = {label.label_id: label for task in details.run.test for label in task.labels}
    for task, label in labels:
        told = _precision_words(label)
        if (on_test := tested.get(label.label_id)) is not None:
            told = phrase(
                "{told}, on the test part {on_test}", told=told, on_test=_precision_words(on_test)
            )
        level = details.thresholds.get(label.label_id, label.threshold)
        tell(
            text(
                "  {task} · {label}: AP {told}, {positives} present, from {level:.3f}",
                task=task.name,
                label=label.name,
                told=told,
                positives=label.positives,
                level=level,
            )
        )
    if any(task.intervals for task in (*details.run.tasks, *details.run.test)):
        tell(intervals_told())
    if details.left_out:
        tell(left_out_told(details.left_out))
    if details.run.notes:
        tell(details.run.notes)
    if json:
        print_json(details_as_plain(details))


def tell_judges(task: TaskMetrics, test: Sequence[TaskMetrics]) -> None:
    """Which images the figures of the labels below are of, and that above where it differs."""
    if task.judged_by is None:
        return
    head = told_first(task, test)
    usual = ToldFirst(replace(task, unlike=None, judged_by=None), unlike=False)
    by = head.metrics.judged_by
    if by is not None and (head.unlike or by != task.judged_by):
        told = {"task": task.name, "judged": judged_words(by)}
        if head.unlike:
            tell(
                text(
                    "  {task}, above: each image judged by heads that learnt from none that looks "
                    "like it; {judged}",
                    **told,
                )
            )
        else:
            tell(text("  {task}, above: {judged}", **told))
    tell(
        text(
            "  {task}, label by label below: {score}; {judged}",
            task=task.name,
            score=score_words(usual),
            judged=judged_words(task.judged_by),
        )
    )


def _precision_words(label: LabelMetrics) -> str:
    found = label.average_precision
    return phrase("too few") if found is None else f"{found:.3f}"


@app.command("compare")
def compare(
    project: ProjectArgument,
    before: Number,
    after: Annotated[int, typer.Argument(help="Number of the run that is compared with it.")],
    json: AsJson = False,
) -> None:
    """Two runs: settings that differ, labels that got better or worse, images that changed."""
    from labelmt.project.runs.compare_runs import (
        changed_images,
        label_changes,
        settings_changes,
    )
    from labelmt.project.runs.run_details import read_details

    with errors_told(), open_project(project) as opened:
        first, second = read_details(opened, before), read_details(opened, after)
        tasks, paths = opened.schema().tasks, opened.images().paths
    settings = settings_changes(first.settings, second.settings)
    labels = label_changes(first.run, second.run)
    changed = None
    if first.judged is not None and second.judged is not None:
        levels = first.thresholds, second.thresholds
        changed = changed_images(first.judged, second.judged, tasks, levels)
    for name, old, new in settings:
        tell(f"{name}: {old} → {new}")
    for one in labels:
        if one.gain is not None and round(one.gain, 3):
            tell(
                text(
                    "{task} · {label}: AP {before:.3f} → {after:.3f}",
                    task=one.task,
                    label=one.label,
                    before=one.before,
                    after=one.after,
                )
            )
    if changed is None:
        tell(text("What they were judged by was not kept by both: images cannot be compared."))
    else:
        tell(
            text(
                "Of {common:,} images in both, {better:,} got better and {worse:,} worse.",
                common=changed.common,
                better=len(changed.better),
                worse=len(changed.worse),
            )
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
def curve(project: ProjectArgument, json: AsJson = False) -> None:
    """How each task got better with more annotated images, and what more are likely to bring."""
    from labelmt.project.runs.learning_curve import task_curves
    from labelmt.project.runs.manage_runs import learning_points
    from labelmt.project.runs.plain_figures import curves_as_plain

    with errors_told(), open_project(project) as opened:
        curves = task_curves(learning_points(opened))
        names = {task.id: task.name for task in opened.schema().tasks}
    for one in curves:
        if one.task_id not in names:
            continue
        ahead, last = one.ahead(MORE), one.points[-1]
        so_far = phrase(
            "{task}, {stage}: {score:.3f} with {images:,} images",
            task=names[one.task_id], stage=one.stage, score=last.score, images=last.images,
        )  # fmt: skip
        if ahead is None:
            tell(text("{so_far}; too few points to tell what more would bring", so_far=so_far))
        else:
            tell(
                text(
                    "{so_far}; {more} more would likely bring {score:.3f} "
                    "({low:.3f} to {high:.3f})",
                    so_far=so_far,
                    more=MORE,
                    score=ahead.score,
                    low=ahead.low,
                    high=ahead.high,
                )
            )
    told = curves_as_plain(curves, names, MORE)
    if not told:
        tell(text("Nothing has been learnt yet that could be judged."))
    if json:
        print_json({"curves": told})


@app.command("serve")
def serve(project: ProjectArgument, run: Number) -> None:
    """Let a run's predictions be the ones shown."""
    from labelmt.project.runs.serving_run import serve_run

    with errors_told(), open_project(project) as opened:
        serve_run(opened, run)
    tell(text("Run {number} predicts.", number=run))


@app.command("rename")
def rename(
    project: ProjectArgument,
    run: Number,
    name: Annotated[str, typer.Argument(help="Its new name.")],
) -> None:
    """Give a run another name."""
    from labelmt.project.runs.manage_runs import rename_run

    with errors_told(), open_project(project) as opened:
        rename_run(opened, run, name)


@app.command("note")
def note(
    project: ProjectArgument,
    run: Number,
    text: Annotated[str, typer.Argument(help="What to remember of it; replaces what was there.")],
) -> None:
    """Write something down about a run."""
    from labelmt.project.runs.manage_runs import note_run

    with errors_told(), open_project(project) as opened:
        note_run(opened, run, text)


@app.command("delete")
def delete(project: ProjectArgument, run: Number) -> None:
    """Delete a run with its weights and figures; annotations stay. Cannot be undone."""
    from labelmt.project.runs.manage_runs import delete_run

    with errors_told(), open_project(project) as opened:
        delete_run(opened, run)
    tell(text("Run {number} is deleted.", number=run))
