"""Starts a project from a model that learnt elsewhere: its labels, and its suggestions.

The model is another project (the run that predicts there), one of its runs (``PROJECT/runs/3``), or
a file or folder that ``export-model`` wrote. What it says of the images is kept as a run of its
own stage, ``ELSEWHERE``: it is told apart wherever suggestions are shown, has no figures, and
nothing of it is accepted in bulk before a dozen images of a label were looked at, see
``review.from_elsewhere``. Own models take its place as soon as they are as good on what was
annotated here, see ``runs.model_choice``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidTable, NotFound
from labelmt.domain.exported_model import ModelLabel
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, write_images, write_json
from labelmt.domain.run_records import ELSEWHERE
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.domain.schema_draft import LabelDraft, TaskDraft
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.domain.text import Text, counted, text
from labelmt.project.commands.commands import ImportSchema
from labelmt.project.commands.schema_import_problems import find_problems
from labelmt.project.exchange.import_suggestions import keep_as_run
from labelmt.project.project import Project
from labelmt.project.project_file import is_project
from labelmt.project.run_folders import RUNS
from labelmt.project.runs.manage_runs import run_of
from labelmt.project.runs.serving_run import serving_of
from labelmt.project.schema.match_labels import OtherLabel, match_labels
from labelmt.project.training.predict_files import RunJob, predict_files
from labelmt.project.training.prepare_prediction import served_folder

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class StartedFrom:
    """What came of it.

    Attributes:
        run_id: the run that keeps the suggestions. name: of the model.
        images: how many it said anything of. matched: labels that it suggests.
        fresh: names of the project's labels that it does not know.
        left: names of its labels that the project has not.
    """

    run_id: int
    name: str
    images: int
    matched: int
    fresh: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "model": self.name,
            "run": self.run_id,
            "images": self.images,
            "labels": self.matched,
            "fresh": list(self.fresh),
            "left": list(self.left),
        }

    @property
    def told(self) -> tuple[Text, ...]:
        """What a person is to know, a sentence or two each."""
        lines = [
            counted(
                "“{name}” suggests {labels:,} labels on {count:,} image. It is another project's "
                "model: nothing here has judged it yet.",
                "“{name}” suggests {labels:,} labels on {count:,} images. It is another project's "
                "model: nothing here has judged it yet.",
                self.images,
                name=self.name,
                labels=self.matched,
            )
        ]
        if self.fresh:
            lines.append(text("It does not know: {names}.", names=_listed(self.fresh)))
        if self.left:
            lines.append(text("Not in this project: {names}.", names=_listed(self.left)))
        return tuple(lines)


@dataclass(frozen=True, eq=False, slots=True)
class _Said:
    """What a model says of images: (images, labels) float16, and its tasks and labels."""

    name: str
    drafts: tuple[TaskDraft, ...]
    labels: tuple[OtherLabel, ...]
    thresholds: tuple[float, ...]
    values: NDArray[np.float16]


def start_from(project: Project, source: Path, run: RunJob) -> StartedFrom:
    """Have a model say what it sees in a project's images, and let that serve.

    A project without tasks gets the model's; else its own labels are matched by name and synonym.

    Args:
        source: see the module's text.
        run: runs a job of the worker to its end.

    Raises:
        NotFound: there is no such model, or it knows none of the project's labels, or the project
            has no image that can be read.
        InvalidInput, LabelMTError: it is no model, or damaged; nothing was changed.
    """
    images = project.images()
    rows = np.flatnonzero(images.readable())
    if not len(rows):
        raise NotFound("This project has no images yet.", subject=str(project.folder))
    paths = [images.path(row).absolute() for row in rows.tolist()]
    said = _ask(source, paths, run)
    if not project.schema().tasks:
        _take_schema(project, said)
    schema = project.schema()
    matched = match_labels(schema, said.labels)
    if not matched:
        raise NotFound(
            "This model knows none of the project's labels.",
            subject=said.name,
            kept="Nothing was changed.",
            next_step="Give labels the model's names as synonyms, or choose another model.",
        )
    ids = tuple(one for one in schema.label_ids if one in matched)
    values = np.full((len(images), len(ids)), np.nan, dtype=np.float16)
    values[rows] = said.values[:, [matched[one] for one in ids]]
    thresholds = tuple(said.thresholds[matched[one]] for one in ids)
    title = "Start from another project's model"
    run_id = keep_as_run(project, ELSEWHERE, said.name, values, ids, thresholds, title)
    used = set(matched.values())
    return StartedFrom(
        run_id,
        said.name,
        int((~np.isnan(values)).any(axis=1).sum()),
        len(ids),
        tuple(label.name for label in schema.labels if label.id not in matched),
        tuple(one.name for place, one in enumerate(said.labels) if place not in used),
    )


def is_other_project(source: Path) -> bool:
    """Whether a path is a project or the folder of one of its runs, and not an exported model."""
    return is_project(source) or _project_of_run(source) is not None


def check_other_project(source: Path) -> None:
    """Look whether a project, or one of its runs, can predict.

    Raises:
        NotFound: it has no weights. ProjectFault, EnvironmentFault: it cannot be opened.
    """
    folder, run_id = _project_of_run(source) or (source.resolve(), None)
    with closing(Project.open(folder)) as other:
        served_folder(other, run_id)


def _project_of_run(folder: Path) -> tuple[Path, int] | None:
    place = folder.resolve()
    project = place.parent.parent
    if place.parent.name == RUNS and place.name.isdecimal() and is_project(project):
        return project, int(place.name)
    return None


def _ask(source: Path, paths: Sequence[Path], run: RunJob) -> _Said:
    of_run = _project_of_run(source)
    if of_run is not None:
        return _ask_project(*of_run, paths, run)
    if is_project(source):
        return _ask_project(source.resolve(), None, paths, run)
    return _ask_model(source.absolute(), paths, run)


def _ask_project(folder: Path, run_id: int | None, paths: Sequence[Path], run: RunJob) -> _Said:
    with closing(Project.open(folder)) as other:
        made = predict_files(other, paths, run, run_id=run_id)
        schema = other.schema()
        number = run_id if run_id is not None else _serving_id(other)
        name = f"{folder.name}: {run_of(other, number).name}" if number else folder.name
    labels = [
        (label.id, OtherLabel(task.name, task.kind, label.name, (*label.synonyms, *label.former)))
        for task in schema.tasks
        for label in task.labels
        if label.id in made.probabilities
    ]
    columns = [made.probabilities[one] for one, _ in labels]
    return _Said(
        name,
        tuple(_draft(task) for task in schema.tasks),
        tuple(label for _, label in labels),
        tuple(made.thresholds[one] for one, _ in labels),
        np.stack(columns, axis=1).astype(np.float16) if columns else _nothing(paths),
    )


def _ask_model(place: Path, paths: Sequence[Path], run: RunJob) -> _Said:
    said: list[messages.ModelPredicted] = []

    def note(event: messages.Event) -> None:
        if isinstance(event, messages.ModelPredicted):
            said.append(event)

    with temporary_folder() as folder:
        manifest = Manifest(
            row_count=len(paths),
            tasks=(),
            feature_cache=str(folder / "features"),
            run_folder=str(folder),
            settings=TrainingSettings(),
            source_run=str(place),
        )
        rows = tuple(range(len(paths)))
        write_images(folder, ManifestImages(rows, tuple(map(str, paths)), ("",) * len(rows)))
        write_json(folder / "manifest.json", manifest)
        run(messages.PredictWithModel(job=1, manifest=str(folder)), note)
        if not said:
            raise NotFound("The model predicted nothing.", subject=str(place))
        values = np.load(said[-1].path, allow_pickle=False)
    labels = said[-1].labels
    return _Said(
        " ".join(said[-1].name.split()) or place.stem,
        _drafts(labels),
        tuple(OtherLabel(one.task, one.kind, one.name, one.synonyms) for one in labels),
        tuple(one.threshold for one in labels),
        values,
    )


def _nothing(paths: Sequence[Path]) -> NDArray[np.float16]:
    return np.zeros((len(paths), 0), dtype=np.float16)


def _serving_id(project: Project) -> int | None:
    serving = serving_of(project.runs())
    return None if serving is None else serving.id


def _take_schema(project: Project, said: _Said) -> Changes:
    """The model's tasks and labels; their names may come from anybody."""
    problems = find_problems(said.drafts, Schema())
    if problems:
        raise InvalidTable(
            "The labels of this model cannot be taken over.", tuple(problems), subject=said.name
        )
    return project.apply(ImportSchema(said.name, said.drafts))


def _draft(task: Task) -> TaskDraft:
    """A task as another project has it; its images are not here to be examples."""
    names = {label.id: label.name for label in task.labels}
    labels = tuple(
        LabelDraft(
            label.name,
            color=label.color,
            shortcut=label.shortcut,
            synonyms=label.synonyms,
            parents=tuple(names[one] for one in label.parents if one in names),
            description=label.description,
        )
        for label in task.labels
    )
    return TaskDraft(task.name, task.kind, labels, unlabelled_absent=task.unlabelled_absent)


def _drafts(labels: Sequence[ModelLabel]) -> tuple[TaskDraft, ...]:
    """Tasks of a model's labels, in its order."""
    tasks: dict[str, tuple[TaskKind, list[LabelDraft]]] = {}
    for one in labels:
        _, found = tasks.setdefault(one.task, (one.kind, []))
        found.append(LabelDraft(one.name, synonyms=one.synonyms, parents=one.implies))
    return tuple(TaskDraft(name, kind, tuple(found)) for name, (kind, found) in tasks.items())


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" +{more}" if more > 0 else "")
