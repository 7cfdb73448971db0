"""A project for scripts: read it as tables, label it, train it, predict with it, export its model.

::

    with open_project("birds") as project:
        project.annotations().to_pandas()
        project.label(["a.jpg"], "owl")
        for progress in project.train("heads"):
            print(progress.phase, progress.done, progress.total)
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from labelmt.api.table import Table
from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.schema import Label, Schema, TaskKind
from labelmt.project.intake.image_folder import check_image_folder
from labelmt.project.project import Project

if TYPE_CHECKING:
    from labelmt.api.training import TrainingProgress
    from labelmt.project.commands.commands import ProjectCommand
    from labelmt.project.training.export_model import ExportedModel

StateName = Literal["present", "absent", "unknown"]
_STATES = {"present": State.PRESENT, "absent": State.ABSENT, "unknown": State.UNKNOWN}
_NAMES = {state: name for name, state in _STATES.items()}


def open_project(folder: str | Path) -> LabelledProject:
    """Open a project's folder; the window may have it open at the same time.

    Raises:
        NotAProject, ProjectFault, EnvironmentFault: it cannot be opened.
    """
    return LabelledProject(Project.open(Path(folder).resolve()))


def create_project(
    folder: str | Path,
    images: str | Path | Sequence[str | Path],
    *,
    start_from: str | Path | None = None,
) -> LabelledProject:
    """Make a project of folders of images, and take them in; no image is changed.

    Args:
        start_from: an exported model, another project, or a run of one: its labels, and its
            suggestions, which nothing has judged here.

    Raises:
        InvalidInput, EnvironmentFault: it cannot be made.
        NotFound: the model cannot be found or used; the project is there all the same.
    """
    several = [images] if isinstance(images, str | Path) else images
    roots = [Path(one).resolve() for one in several]
    for root in roots:
        check_image_folder(root)
    made = LabelledProject(Project.create(Path(folder).resolve(), roots))
    made.scan()
    if start_from is not None:
        from labelmt.project.training.run_in_worker import run_in_silence
        from labelmt.project.training.start_from import start_from as start

        try:
            start(made._project, Path(start_from), run_in_silence)
        except BaseException:
            made.close()
            raise
    return made


class LabelledProject:
    """An open project; ``open_project`` makes it. Use it in ``with``, or ``close`` it.

    Every change is on disk when its method returns, and is undone by ``undo`` or in the window.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it; nothing else can be done with it then."""
        self._project.close()

    @property
    def folder(self) -> Path:
        return self._project.folder

    @property
    def schema(self) -> Schema:
        """Tasks with their labels, without archived ones."""
        return self._project.schema()

    # Read

    def images(self) -> Table:
        """A row for each image: image (its name), path, readable, part.

        ``part`` is "validation", "test" or empty; who trains elsewhere keeps to it.
        """
        from labelmt.project.images.image_names import unique_names
        from labelmt.project.training.test_part import read_test_part

        table = self._project.images()
        part = np.full(len(table), "", dtype=object)
        part[self._project.validation_rows()] = "validation"
        part[read_test_part(self._project).rows] = "test"
        return Table(
            {
                "image": unique_names(table),
                "path": [str(table.path(row)) for row in range(len(table))],
                "readable": table.readable(),
                "part": part.tolist(),
            }
        )

    def annotations(self) -> Table:
        """A row for each annotation, with its provenance; what has none is unknown.

        Columns: image, task, label, state ("present" or "absent"), source, annotator, at, run,
        seen.
        """
        from labelmt.project.annotation_rows import annotation_rows
        from labelmt.project.images.image_names import unique_names

        schema, names = self.schema, unique_names(self._project.images())
        task_of = {label.id: task.name for task in schema.tasks for label in task.labels}
        name_of = {label.id: label.name for label in schema.labels}
        rows = annotation_rows(self._project)
        return Table(
            {
                "image": [names[one.row] for one in rows],
                "task": [task_of[one.label_id] for one in rows],
                "label": [name_of[one.label_id] for one in rows],
                "state": [_NAMES[one.state] for one in rows],
                "source": [one.source.value for one in rows],
                "annotator": [one.annotator for one in rows],
                "at": [one.at for one in rows],
                "run": [one.run_id for one in rows],
                "seen": [one.seen.value for one in rows],
            }
        )

    def predictions(self) -> Table:
        """A row for each image and label that the serving run predicted, test part left out.

        Columns: image, task, label, probability, predicted, elsewhere (whether another project's
        model says so, see ``create_project``).
        """
        from labelmt.project.images.image_names import unique_names
        from labelmt.project.predictions.probabilities import predicted, probabilities_of

        schema, images = self.schema, self._project.images()
        served = self._project.predictions()
        found = probabilities_of(served, schema, 0, len(images))
        columns: dict[str, list[Any]] = {
            name: [] for name in ("image", "task", "label", "probability", "predicted", "elsewhere")
        }
        if found is not None and served is not None:
            others = served.elsewhere_labels
            other = [label.id in others for label in schema.labels]
            yes, names = predicted(found, schema), unique_names(images)
            labels = [(task.name, label.name) for task in schema.tasks for label in task.labels]
            values = found.values.astype(np.float32)
            for row, column in np.argwhere(~np.isnan(values)).tolist():
                task, label = labels[column]
                columns["image"].append(names[row])
                columns["task"].append(task)
                columns["label"].append(label)
                columns["probability"].append(float(values[row, column]))
                columns["predicted"].append(bool(yes[row, column]))
                columns["elsewhere"].append(other[column])
        return Table(columns)

    def metrics(self) -> Table:
        """A row for each run and task: the metric that is told first, with its interval.

        Columns: run, name, stage, serves, task, metric, value, low, high, labels_scored, part,
        images, groups, sample. ``value`` is None where there is too little to tell.
        """
        from labelmt.project.runs.figure_text import run_scores, score_interval

        names = ("run", "name", "stage", "serves", "task", "metric", "value", "low", "high",
                 "labels_scored", "part", "images", "groups", "sample")  # fmt: skip
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for run in self._project.runs():
            for told in run_scores(run):
                task = told.metrics
                by, interval = task.judged_by, score_interval(task)
                many = task.kind is TaskKind.MULTILABEL
                row = (
                    run.id, run.name, run.stage, run.serves, task.name,
                    "mAP" if many else "accuracy", task.score,
                    None if interval is None else interval[0],
                    None if interval is None else interval[1],
                    task.labels_scored, by.part if by else "", by.images if by else task.images,
                    by.groups if by else task.images, by.sample if by else "unknown",
                )  # fmt: skip
                for name, value in zip(names, row, strict=True):
                    columns[name].append(value)
        return Table(columns)

    # Label

    def apply(self, command: ProjectCommand) -> int:
        """Any command of ``labelmt.project.commands.commands``; how many pairs it changed.

        Raises:
            NotFound, InvalidName, InvalidInput: nothing was changed.
        """
        return self._project.apply_counted(command)[1]

    def add_task(self, name: str, labels: Iterable[str], *, exclusive: bool = False) -> None:
        """A task with labels; ``exclusive``: exactly one of them holds of an image.

        Raises InvalidName: a name is empty or taken; what came before it is there.
        """
        from labelmt.project.commands.commands import CreateLabel, CreateTask

        self.apply(CreateTask(name, TaskKind.MULTICLASS if exclusive else TaskKind.MULTILABEL))
        task = self.schema.task_named(name)
        if task is None:
            raise NotFound("There is no such task.", subject=name)
        for label in labels:
            self.apply(CreateLabel(task.id, label))

    def label(
        self,
        images: Iterable[str | Path],
        label: str,
        state: StateName = "present",
        *,
        task: str | None = None,
        seen: Literal["one", "visible", "unseen"] = "unseen",
    ) -> int:
        """Say of images that a label is present, absent or unknown; one action, to be undone.

        Args:
            images: names as ``images`` tells them, or paths.
            task: needed where labels of several tasks have this name.
            seen: whether a person looked at the image by itself, at its thumbnail, or not at all:
                metrics are judged by what was seen.

        Returns:
            how many pairs changed.

        Raises:
            NotFound: there is no such image or label; nothing was changed.
        """
        from labelmt.project.commands.commands import SetAnnotations

        if state not in _STATES:
            raise InvalidInput("A state is present, absent or unknown.", subject=str(state))
        rows = self._rows(images)
        found = self._label(label, task)
        if not rows:
            return 0
        return self.apply(SetAnnotations(rows, found.id, _STATES[state], seen=Seen(seen)))

    def undo(self) -> str | None:
        """Take the last action back; its title, None where there is none."""
        title = self._project.undo_title
        return title if self._project.undo() is not None else None

    def redo(self) -> str | None:
        """Do again what was taken back last; its title, None where there is nothing."""
        title = self._project.redo_title
        return title if self._project.redo() is not None else None

    def scan(self) -> int:
        """Look at the folders anew; how many images were added."""
        from labelmt.project.intake.scan_images import scan_roots

        added = 0
        for progress in scan_roots(self._project, lambda: False):
            added = progress.added
        return added

    # Learn

    def train(
        self, stage: Literal["heads", "finetune"] = "finetune", **settings: Any
    ) -> Generator[TrainingProgress, None, int]:
        """Train, and let the run serve: iterate, the last item follows when it has ended.

        Args:
            stage: "heads": seconds, the backbone frozen; "finetune": heads, then all.
            settings: of docs/settings.md, such as ``backbone`` and ``epochs``, for this run.

        Raises:
            NotEnoughAnnotations, InvalidSetting, LabelMTError: while one iterates.
        """
        from labelmt.api.training import training

        return training(self._project, stage, settings)

    def predict(self, images: Iterable[str | Path]) -> Table:
        """Predict any image files with the run that serves, from the pixels alone.

        Columns: image, task, label, probability, predicted; images that cannot be read have none.

        Raises:
            NotFound: no run serves.
        """
        from labelmt.api.project_predictions import predicted_table

        return predicted_table(self._project, [Path(one) for one in images])

    def export_model(
        self,
        out: str | Path,
        format: Literal["onnx", "pt2", "hf", ""] = "",
        *,
        run: int | None = None,
        images_licence: str = "",
        overwrite: bool = False,
    ) -> ExportedModel:
        """Write a run's model for use elsewhere, compared with the run on the project's images.

        Raises:
            NotFound: there is no such run. InvalidInput: there is a file already.
            EnvironmentFault: a package is missing (``labelmt[export]``).
        """
        from labelmt.api.exporting import export_model
        from labelmt.project.training.export_model import ModelExportChoices

        choices = ModelExportChoices(format, run, overwrite, images_licence)
        return export_model(self._project, Path(out), choices)

    def _rows(self, images: Iterable[str | Path]) -> tuple[int, ...]:
        from labelmt.project.images.path_lookup import ImagePaths

        paths = ImagePaths(self._project.images())
        rows: dict[int, None] = {}
        for image in images:
            found = paths.find(str(image))
            if len(found) != 1:
                raise NotFound(
                    "There is no such image in the project."
                    if not found
                    else "Several images of the project are called so.",
                    subject=str(image),
                    kept="Nothing was changed.",
                )
            rows[int(found[0])] = None
        return tuple(rows)

    def _label(self, name: str, task: str | None) -> Label:
        found = [
            label
            for one in self.schema.tasks
            if task is None or one.name == task
            for label in one.labels
            if label.name == name
        ]
        if len(found) != 1:
            raise NotFound(
                "There is no such label." if not found else "Several tasks have such a label.",
                subject=name,
                kept="Nothing was changed.",
            )
        return found[0]
