"""``train``, ``predict`` and ``evaluate``."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from labelmt.cli.console import errors_told, print_json, say
from labelmt.cli.create_and_import import AsJson
from labelmt.cli.evaluation_table import (
    confusion_as_plain,
    judge,
    report_as_plain,
    tell,
)
from labelmt.cli.follow_job import run_job
from labelmt.cli.metric_text import figure_text, with_labels
from labelmt.cli.score_table import predicted_tasks, read_truth
from labelmt.domain.errors import InvalidInput, InvalidSetting, NotFound
from labelmt.domain.metric_records import INTERVAL_LEVEL
from labelmt.domain.protocol import messages
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings, changed
from labelmt.formats.csv_table import PredictionRow, write_predictions
from labelmt.imaging.scan import scan
from labelmt.project.project import Project
from labelmt.project.training.prepare_run import prepare_prediction, prepare_run, record_event
from labelmt.project.training.resume import reopen_run
from labelmt.project.training.worker_process import worker_command

ProjectFolder = Annotated[Path, typer.Argument(help="Folder of the project.")]


def train(
    project: ProjectFolder,
    stage: Annotated[
        str, typer.Option(help="heads: seconds, backbone frozen. finetune: heads, then all.")
    ] = "finetune",
    backbone: Annotated[str | None, typer.Option(help="The shared network.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Most passes when fine-tuning.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same result.")] = None,
    budget: Annotated[
        int | None, typer.Option(help="Most seconds for fine-tuning; what fits is chosen.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="KEY=VALUE, any training setting.")
    ] = None,
    val: Annotated[
        Path | None, typer.Option(help="File of names, one a line: the validation images.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a fine-tuning that was cut off.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Train on the project's annotations; the run then serves predictions."""
    with errors_told():
        if stage not in ("heads", "finetune"):
            raise InvalidInput("--stage is “heads” or “finetune”.", subject=stage)
        worker_command()  # an installation that cannot train says so before anything is written
        with closing(Project.open(project.resolve())) as opened:
            chosen = opened.training_settings()
            given = {"backbone": backbone, "epochs": epochs, "seed": seed, "budget": budget}
            for key, value in given.items():
                chosen = chosen if value is None else changed(chosen, key, value)
            chosen = with_assignments(chosen, settings or [])
            names = _names(val) if val else None
            if resume:
                if val or chosen != opened.training_settings():
                    raise InvalidInput(
                        "--resume goes on with the settings and images of the run that was cut off."
                    )
                prepared = reopen_run(opened)
            else:
                prepared = prepare_run(opened, stage, chosen, names)
            stage = prepared.run.stage
            make = messages.FitHeads if stage == "heads" else messages.FineTune
            run_id = prepared.run.id
            started, finished = run_job(
                make(job=run_id, manifest=str(prepared.folder)),
                lambda event: _record(opened, run_id, event),
            )
    for task in finished.tasks:
        say(f"{task.name}: {figure_text(task)}")
    if json:
        print_json(
            {
                "run": run_id,
                "stage": finished.stage,
                "cancelled": finished.cancelled,
                "seconds": finished.seconds,
                "device": started.device if started else None,
                "train_images": started.train_images if started else None,
                "validation_images": started.validation_images if started else None,
                "tasks": {task.name: with_labels(task) for task in finished.tasks},
            }
        )


def _record(project: Project, run_id: int, event: messages.Event) -> None:
    record_event(project, run_id, event)


def with_assignments(settings: TrainingSettings, assignments: list[str]) -> TrainingSettings:
    """The settings after ``KEY=VALUE`` texts. Raises InvalidSetting."""
    for assignment in assignments:
        key, separator, value = assignment.partition("=")
        if not separator:
            raise InvalidSetting("--set takes KEY=VALUE.", subject=assignment)
        settings = changed(settings, key.strip(), value.strip())
    return settings


def _names(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            "The list of validation images cannot be read.",
            subject=str(file),
            kept="Nothing was trained.",
            next_step="It is a UTF-8 text file with one name a line.",
            details=str(error),
        ) from None
    return [line.strip() for line in lines if line.strip()]


def predict(
    project: ProjectFolder,
    out: Annotated[Path, typer.Option(help="CSV: path, task, label, probability, predicted.")],
    images: Annotated[
        list[Path] | None, typer.Argument(help="Images or folders; none: the whole project.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Predict with the run that serves the project."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        names, paths = _images_of(opened, images or [])
        probabilities, thresholds, failed = predict_paths(opened, paths)
        schema = opened.schema()
        rows = list(_prediction_rows(schema, names, probabilities, thresholds))
        write_predictions(out, rows)
    for path, problem in failed:
        say(f"not predicted: {path}: {problem}")
    say(f"{len(paths) - len(failed):,} images predicted, written to {out}")
    if json:
        print_json({"out": str(out), "images": len(paths) - len(failed), "unreadable": len(failed)})


def _images_of(project: Project, given: list[Path]) -> tuple[list[str], list[Path]]:
    if not given:
        table = project.images()
        return list(table.paths), [table.path(row) for row in range(len(table))]
    names: list[str] = []
    paths: list[Path] = []
    for one in given:
        if one.is_dir():
            for batch in scan(one, lambda: False):
                names.extend(str(one / found.path) for found in batch.found)
                paths.extend((one / found.path).resolve() for found in batch.found)
        elif one.is_file():
            names.append(str(one))
            paths.append(one.resolve())
        else:
            raise NotFound("There is no such image or folder.", subject=str(one))
    return names, paths


def predict_paths(
    project: Project, paths: list[Path]
) -> tuple[dict[int, NDArray[np.float32]], dict[int, float], list[tuple[Path, str]]]:
    """Probabilities of any images with the served run.

    Returns:
        label id to (images,) probabilities, NaN where an image could not be read;
        label id to threshold; images that could not be read, with the reason.
    """
    ready: list[messages.PredictionsReady] = []
    failed: list[tuple[Path, str]] = []

    def note(event: messages.Event) -> None:
        if isinstance(event, messages.PredictionsReady):
            ready.append(event)
        elif isinstance(event, messages.ImagesFailed):
            pairs = zip(event.rows, event.problems, strict=True)
            failed.extend((paths[row], problem) for row, problem in pairs)

    with tempfile.TemporaryDirectory(prefix="labelmt-") as folder:
        manifest = prepare_prediction(project, paths, Path(folder))
        run_job(messages.Predict(job=1, manifest=str(manifest)), note)
        if not ready:
            raise NotFound("The worker predicted nothing.", subject=str(project.folder))
        last = ready[-1]
        array = np.load(last.path, allow_pickle=False).astype(np.float32)
    columns = {label_id: array[:, column] for column, label_id in enumerate(last.label_ids)}
    return columns, dict(zip(last.label_ids, last.thresholds, strict=True)), failed


def _prediction_rows(
    schema: Schema,
    names: list[str],
    probabilities: dict[int, NDArray[np.float32]],
    thresholds: dict[int, float],
) -> list[PredictionRow]:
    rows: list[PredictionRow] = []
    for task in schema.tasks:
        labels = [label for label in task.labels if label.id in probabilities]
        if not labels:
            continue
        block = np.stack([probabilities[label.id] for label in labels], axis=1)
        if task.kind is TaskKind.MULTICLASS:
            highest = np.nan_to_num(block, nan=-1.0).argmax(axis=1)
            predicted = highest[:, None] == np.arange(len(labels))
        else:
            predicted = block >= np.array([thresholds[label.id] for label in labels])
        for row in np.flatnonzero(~np.isnan(block).any(axis=1)):
            rows.extend(
                PredictionRow(
                    names[row], task.name, label.name, float(block[row, i]), bool(predicted[row, i])
                )
                for i, label in enumerate(labels)
            )
    rows.sort(key=lambda one: one.path)
    return rows


def evaluate(
    project: ProjectFolder,
    truth: Annotated[Path, typer.Option(help="CSV of the same form as for import.")],
    images: Annotated[
        Path | None, typer.Option(help="Folder the truth's paths are in; else the project's.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Score the served run against a table of truth."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        known = read_truth(opened, truth, images)
        for note in known.notes:
            say(note)
        probabilities, thresholds, failed = predict_paths(opened, list(known.paths))
    for path, problem in failed:
        say(f"not scored: {path}: {problem}")
    scored, readable = predicted_tasks(known, probabilities, thresholds)
    tasks = {one.task.id: one.task for one in known.tasks}
    reports = [one for score in scored if (one := judge(score, tasks[score.spec.id])) is not None]
    for report in reports:
        tell(report)
    count = int(readable.sum())
    apart = f"each of the {count:,} images taken as independent of the others"
    say(f"In brackets: {INTERVAL_LEVEL:.0%} intervals, {apart}.")
    if json:
        judged = {"part": "table", "images": count, "groups": count, "sample": "unknown"}
        print_json(
            {
                "tasks": {one.metrics.name: report_as_plain(one) for one in reports},
                "judged_by": judged,
                "confusion": {one.metrics.name: confusion_as_plain(one) for one in reports},
            }
        )
