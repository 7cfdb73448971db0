"""Exports a run's model as a file that runs without LabelMT: a plan first, then the writing.

::

    plan = plan_model_export(project, out, ModelExportChoices("onnx"))
    command = order_model(plan, folder)     # for a worker; folder: an empty one
    publish_model(plan, exported)           # what the worker's ModelExported says
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from labelmt import __version__
from labelmt.domain.catalogue.backbones import BACKBONES
from labelmt.domain.derived_files import UnusableFile, as_record, read_json, read_text
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.exported_model import (
    FORMATS,
    HF,
    ONNX,
    ORDER,
    PT2,
    ExportedLabel,
    ExportedTask,
    ExportOrder,
    Judgement,
    ModelDescription,
)
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import (
    Manifest,
    ManifestImages,
    TaskSpec,
    write_images,
    write_json,
)
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import text
from labelmt.formats.output import Output
from labelmt.project.images.protected_files import ProtectedFiles
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.figure_text import ToldFirst, run_scores, score_interval
from labelmt.project.runs.manage_runs import run_of, with_chosen_thresholds
from labelmt.project.runs.present_names import with_present_names
from labelmt.project.runs.serving_run import serving_of
from labelmt.project.training.model_card import LearntFrom, learnt_from, model_card
from labelmt.project.training.record_events import WEIGHTS
from labelmt.project.who_and_when import now

COMPARED = 24
"""Images of the project on which an exported model is compared with its run."""
SUFFIXES = {".onnx": ONNX, ".pt2": PT2, "": HF}
CARD = "README.md"


@dataclass(frozen=True, slots=True)
class ModelExportChoices:
    """What to export, and how.

    Attributes:
        format: one of FORMATS; empty: as the ending of the name says.
        run: its number; None: the run that serves.
        images_licence: what the images that were learnt from may be used for; for the card.
    """

    format: str = ""
    run: int | None = None
    overwrite: bool = False
    images_licence: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class ModelExportPlan:
    """An export that has been looked at and not done.

    Attributes:
        source: folder of the run. images: absolute paths of those it is compared on.
        gone: names of labels that the run predicts and the project has no more.
        learnt: what the run learnt from, as far as that is known.
    """

    format: str
    description: ModelDescription
    source: Path
    images: tuple[str, ...]
    output: Output
    gone: tuple[str, ...]
    learnt: LearntFrom
    run: RunRecord


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """What was written.

    Attributes:
        size: bytes. images: on how many it was compared with the run.
        largest: how far a probability was from the run's at most. where: on which image.
    """

    place: Path
    size: int
    images: int
    largest: float
    where: str


def plan_model_export(project: Project, out: Path, choices: ModelExportChoices) -> ModelExportPlan:
    """Look at what an export would write; nothing is written.

    Raises:
        NotFound: there is no such run, or it has no weights.
        InvalidInput: no such format; a file is there and may not be replaced.
    """
    format = _format(choices.format, out)
    with project.reading():
        run = with_present_names(_run(project, choices.run), project.full_schema())
        schema, images = project.schema(), project.images()
    source = run_folder(project.folder, run.id)
    specs, settings, fitted = _read(source)
    thresholds = with_chosen_thresholds(project, fitted)
    tasks, gone = _tasks(schema, specs, thresholds)
    output = Output(out, choices.overwrite, ProtectedFiles(project.folder, images).reason)
    if format == HF:
        output.check_folder()
    else:
        output.check_file()
    name = settings.backbone.partition("@")[0]
    entry = BACKBONES.get(name)
    description = ModelDescription(
        name=run.name,
        tasks=tasks,
        judged=tuple(_judgement(one) for one in run_scores(run) if one.metrics.labels),
        backbone=name,
        backbone_licence=entry.licence if entry else "see the model's page at timm",
        images_licence=" ".join(choices.images_licence.split()),
        made_at=now(),
        version=__version__,
    )
    rows = np.flatnonzero(images.readable())
    rows = np.sort(np.random.default_rng(0).permutation(rows)[:COMPARED])
    paths = tuple(str(images.path(int(row)).absolute()) for row in rows)
    return ModelExportPlan(
        format, description, source, paths, output, gone, learnt_from(source, tasks, specs), run
    )


def served_model(project: Project) -> tuple[Path, tuple[ExportedTask, ...]]:
    """The folder of the run that serves, and its labels as the project has them now.

    Raises NotFound where none serves, or its files cannot be read.
    """
    with project.reading():
        run, schema = _run(project, None), project.schema()
    source = run_folder(project.folder, run.id)
    specs, _settings, fitted = _read(source)
    tasks, _gone = _tasks(schema, specs, with_chosen_thresholds(project, fitted))
    return source, tasks


def order_model(plan: ModelExportPlan, folder: Path) -> messages.ExportModel:
    """Write into an empty folder what the worker is to do; returns the command for it.

    Raises:
        NotFound, NoPermission, DiskFull, EnvironmentFault: what the worker makes could not be put
            where it was asked for.
    """
    plan.output.check_place(is_folder=plan.format == HF)
    manifest = Manifest(
        row_count=len(plan.images),
        tasks=(),
        feature_cache=str(folder / "features"),
        run_folder=str(folder),
        settings=TrainingSettings(),
        source_run=str(plan.source),
    )
    rows = tuple(range(len(plan.images)))
    write_images(folder, ManifestImages(rows, plan.images, ("",) * len(rows)))
    write_json(folder / ORDER, ExportOrder(plan.format, plan.description))
    write_json(folder / "manifest.json", manifest)
    return messages.ExportModel(job=1, manifest=str(folder))


def publish_model(plan: ModelExportPlan, made: messages.ModelExported) -> ExportedModel:
    """Put what the worker wrote where it was asked for.

    Raises:
        InvalidInput: a file has come to be there meanwhile.
        DiskFull, NoPermission, NotFound: it cannot be written.
    """
    source = Path(made.path)
    if plan.format == HF:
        card = model_card(plan.description, plan.run, plan.learnt, plan.output.place.name)
        (source / CARD).write_text(card, encoding="utf-8")
        with plan.output.folder():
            for file in sorted(source.iterdir()):
                with file.open("rb") as read, plan.output.within(file.name) as stream:
                    shutil.copyfileobj(read, stream)
        size = sum(file.stat().st_size for file in source.iterdir())
    else:
        with source.open("rb") as read, plan.output.file() as stream:
            shutil.copyfileobj(read, stream)
        size = source.stat().st_size
    return ExportedModel(plan.output.place, size, made.images, made.largest, made.where)


def _format(name: str, out: Path) -> str:
    found = name or SUFFIXES.get(out.suffix.lower(), "")
    if found not in FORMATS:
        raise InvalidInput(
            "There is no such format of models." if name else
            "The name does not tell in which format to write.",
            subject=name or str(out),
            kept="Nothing was written.",
            next_step=text("Choose one of {names}.", names=", ".join(FORMATS)),
        )  # fmt: skip
    return found


def _run(project: Project, number: int | None) -> RunRecord:
    if number is not None:
        run: RunRecord | None = run_of(project, number)
    else:
        run = serving_of(project.runs())
    if run is None or not (run_folder(project.folder, run.id) / WEIGHTS).is_file():
        raise NotFound(
            "This project has no trained run yet."
            if number is None
            else "This run has no weights that could be exported.",
            subject=str(project.folder if run is None else run.name),
            kept="Nothing was written.",
            next_step="Train first.",
        )
    return run


def _read(
    source: Path,
) -> tuple[tuple[TaskSpec, ...], TrainingSettings, dict[int, float]]:
    """Tasks and settings of a run's configuration, and label id to fitted threshold."""
    try:
        plain = read_json(source / "config.json")
        specs = tuple(as_record(one, TaskSpec, "config.json") for one in plain["tasks"])
        settings = as_record(plain["settings"], TrainingSettings, "config.json")
        fitted: list[dict[str, Any]] = json.loads(read_text(source / "calibration.json"))
        thresholds = {
            label: float(level)
            for spec, one in zip(specs, fitted, strict=True)
            for label, level in zip(spec.label_ids, one["thresholds"], strict=True)
        }
    except (UnusableFile, ValueError, KeyError, TypeError) as error:
        raise NotFound(
            "This run's model cannot be read.",
            subject=str(source),
            kept="Annotations and other runs are untouched.",
            next_step="Train again, or let another run serve.",
            details=str(error),
        ) from error
    return specs, settings, thresholds


def _tasks(
    schema: Schema, specs: tuple[TaskSpec, ...], thresholds: dict[int, float]
) -> tuple[tuple[ExportedTask, ...], tuple[str, ...]]:
    """What the project has of the run's labels, in its order and under their names of now."""
    kinds = {spec.id: spec.kind for spec in specs}
    tasks = []
    for task in schema.tasks:
        labels = tuple(
            ExportedLabel(label.id, label.name, thresholds[label.id], label.parents, label.synonyms)
            for label in task.labels
            if label.id in thresholds
        )
        if labels and kinds.get(task.id) is task.kind:
            tasks.append(ExportedTask(task.id, task.name, task.kind, labels))
    kept = {label.id for task in tasks for label in task.labels}
    gone = tuple(
        name
        for spec in specs
        for label, name in zip(spec.label_ids, spec.label_names, strict=True)
        if label not in kept
    )
    if not tasks:
        raise NotFound(
            "The project has none of the labels that this run predicts any more.",
            kept="Nothing was written.",
            next_step="Train again.",
        )
    return tuple(tasks), gone


def _judgement(told: ToldFirst) -> Judgement:
    task = told.metrics
    interval, by = score_interval(task), task.judged_by
    low, high = interval if interval is not None else (None, None)
    many = task.kind is TaskKind.MULTILABEL
    return Judgement(
        task=task.name,
        metric="mAP" if many else "accuracy",
        value=task.score,
        low=low,
        high=high,
        labels=len(task.labels),
        labels_scored=task.labels_scored if many else len(task.labels),
        part=by.part if by else "",
        images=by.images if by else task.images,
        groups=by.groups if by else task.images,
        sample=by.sample if by else "unknown",
        unlike=told.unlike,
    )
