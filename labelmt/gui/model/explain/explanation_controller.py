"""Explanations of predictions: asks the worker for a heat map and draws it over the image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Slot

from labelmt.domain.predictions import Predictions
from labelmt.domain.protocol.messages import (
    FIRST_QUESTION,
    Event,
    Explain,
    Explained,
    RunFailed,
    WorkerEnded,
)
from labelmt.domain.schema import Label, Schema
from labelmt.domain.text import translated
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.images.viewer.image_viewer import ImageViewer
from labelmt.gui.model.explain.explanation_bar import ExplanationBar
from labelmt.gui.model.explain.heatmap_colours import coloured
from labelmt.gui.model.training.training_thread import TrainingThread
from labelmt.project.predictions.probabilities import probabilities_at
from labelmt.project.run_folders import run_folder
from labelmt.project.snapshot import Update


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an explanation is of. ``version``: counts the predictions that have come."""

    row: int
    label: int
    version: int

    def is_of_same(self, other: Wanted | None) -> bool:
        """Whether image and label are the same, whatever was learnt since."""
        return other is not None and (self.row, self.label) == (other.row, other.label)


class ExplanationController(ProjectPart):
    """Follows the image looked at, the label chosen and the model that serves.

    One question is under way at a time; what is wanted by the time of its answer is asked next.

    Args:
        current_label: the label that was clicked or moved to last.
    """

    def __init__(
        self,
        worker: TrainingThread,
        browser: Browser,
        bar: ExplanationBar,
        current_label: Callable[[], Label | None],
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._worker, self._browser, self._current_label = worker, browser, current_label
        self._bar, self._action = bar, commands.explanation
        self._project_view: ProjectView | None = None
        self._number = FIRST_QUESTION
        self._version = 0
        self._chosen: int | None = None
        self._asked: Wanted | None = None
        self._told: Wanted | None = None
        self._drawn_on: ImageViewer | None = None
        worker.event.connect(self._take)
        self._action.toggled.connect(self._turn)
        self._bar.left.connect(self._leave)
        self._bar.label_chosen.connect(self._choose)
        self._bar.opacity_changed.connect(self._show_through)
        self._browser.selection_changed.connect(self._look)
        self._browser.viewer_shown.connect(self._look)

    @property
    def settled(self) -> bool:
        """Whether nothing is being worked out."""
        return self._asked is None

    def set_project(self, project_view: ProjectView | None) -> None:
        """Explain this project's model from now on, or none."""
        self._project_view, self._chosen = project_view, None
        self._number -= 1  # an answer that still comes is of the last project
        self._asked = self._told = None
        self._version += 1
        self._clear()
        self._bar.show_labels(project_view.schema if project_view is not None else Schema(), None)
        self._look()

    def follow(self, update: Update) -> None:
        """Explain anew what was learnt anew, after the project view has been brought up to date."""
        if self._project_view is None:
            return
        if update.schema is not None:
            if self._chosen not in self._project_view.schema.columns:
                self._chosen = None
            self._bar.show_labels(self._project_view.schema, self._chosen)
        if update.changes.predictions:
            self._version += 1
        if update.schema is not None or update.changes.predictions:
            self._look()

    @Slot(bool)
    def _turn(self, on: bool) -> None:
        row = self._browser.current_row()
        if on and self._browser.looked_at is None and row is not None:
            self._browser.show_image(row)
        label = self._current_label()
        if on and label is not None:
            self._choose(label.id)
        self._look()

    @Slot()
    def _leave(self) -> None:
        self._action.setChecked(False)
        self._browser.focus_images()

    @Slot(object)
    def _choose(self, label_id: int | None) -> None:
        self._chosen = label_id
        self._bar.show_chosen(label_id)
        self._look()

    @Slot()
    def follow_panel(self) -> None:
        """Another label is the current one: explain that, once explanations are shown."""
        label = self._current_label()
        if label is not None and label.id != self._chosen and self._action.isChecked():
            self._choose(label.id)

    @Slot(float)
    def _show_through(self, opacity: float) -> None:
        if self._drawn_on is not None:
            self._drawn_on.set_overlay_opacity(opacity)

    @Slot()
    def _look(self) -> None:
        """Ask about what is looked at now, unless that is known or being worked out."""
        viewer = self._browser.looked_at if self._action.isChecked() else None
        self._bar.setVisible(viewer is not None)
        if viewer is None or viewer.row is None or self._project_view is None:
            self._clear()
            return
        label = self._label(self._project_view.predictions, viewer.row)
        if label is None:
            self._clear()
            self._bar.show_words(self.tr("Nothing has been learnt of this image yet."))
            return
        wanted = Wanted(viewer.row, label, self._version)
        if viewer is not self._drawn_on or not wanted.is_of_same(self._told):
            self._clear()
            cold = self._worker.worker_pid is None
            self._bar.show_words(
                self.tr("Starting the model, which takes some seconds…")
                if cold
                else self.tr("Working it out…")
            )
        if self._told != wanted and self._asked is None:
            self._ask(self._project_view, wanted)

    def _label(self, predictions: Predictions | None, row: int) -> int | None:
        """The label to explain: the one chosen, or the most probable one."""
        if predictions is None or self._chosen is not None:
            return None if predictions is None else self._chosen
        schema = Schema() if self._project_view is None else self._project_view.schema
        probabilities = probabilities_at(predictions, schema, np.array([row], dtype=np.int64))
        if probabilities is None or np.isnan(probabilities.values).all():
            return None
        return schema.label_ids[int(np.nanargmax(probabilities.values[0]))]

    def _ask(self, project_view: ProjectView, wanted: Wanted) -> None:
        known = (
            None if project_view.predictions is None else project_view.predictions.of(wanted.label)
        )
        if known is None:
            return
        self._number -= 1
        self._asked = wanted
        run = run_folder(project_view.folder, known.run_id)
        path = project_view.images.path(wanted.row)
        self._worker.send(Explain(self._number, str(run), str(path), wanted.label))

    @Slot(object)
    def _take(self, event: Event) -> None:
        wanted = self._asked
        if wanted is None:
            return
        if isinstance(event, WorkerEnded):
            self._asked = None
            self._refuse(wanted, self.tr("The model was cut off; another image tries again."), "")
            self._look()
        elif isinstance(event, Explained | RunFailed) and event.job == self._number:
            self._asked = None
            if isinstance(event, Explained):
                self._show(wanted, event)
            else:
                self._refuse(
                    wanted, translated(event.said("what")), translated(event.said("next_step"))
                )
            self._look()

    def _current(self, wanted: Wanted) -> ImageViewer | None:
        """The viewer of what was asked about, where it is still looked at."""
        viewer, project_view = self._browser.looked_at, self._project_view
        if viewer is None or viewer.row != wanted.row or project_view is None:
            return None
        same = self._label(project_view.predictions, wanted.row) == wanted.label
        return viewer if same and self._action.isChecked() else None

    def _show(self, wanted: Wanted, event: Explained) -> None:
        viewer = self._current(wanted)
        if viewer is None or self._project_view is None:
            return
        self._clear()
        places = np.array(event.values, dtype=np.float32).reshape(event.height, event.width)
        viewer.set_overlay_opacity(self._bar.opacity.value() / 100)
        viewer.set_overlay(coloured(places))
        self._drawn_on, self._told = viewer, wanted
        label = next(one for one in self._project_view.schema.labels if one.id == wanted.label)
        self._bar.show_answer(label.name, event.probability)

    def _refuse(self, wanted: Wanted, words: str, more: str) -> None:
        viewer = self._current(wanted)
        if viewer is not None:
            self._clear()
            self._drawn_on, self._told = viewer, wanted
            self._bar.show_words(words, more)

    def _clear(self) -> None:
        if self._drawn_on is not None:
            self._drawn_on.set_overlay(None)
        self._drawn_on = self._told = None
