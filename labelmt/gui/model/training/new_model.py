"""Tells after a training whether the new model is better, and lets the one before predict again."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal, Slot
from PySide6.QtGui import QAction

from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.training.training_controller import TrainingController
from labelmt.gui.widgets.notices import Notice
from labelmt.project.runs.compare_new_model import NewModel, compare_new_model
from labelmt.project.runs.serving_run import serve_run
from labelmt.project.training.training_state import Phase, TrainingState

TRAININGS = ("heads", "finetune")


class NewModelNotice(ProjectPart):
    """One notice a training, where another run predicted before."""

    withdrawn = Signal(object)
    """Notice that holds no more."""

    def __init__(
        self, session: ProjectSession, training: TrainingController, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._project_view: ProjectView | None = None
        self._job: int | None = None
        self._before: int | None = None
        self._shown: Notice | None = None
        training.state_changed.connect(self._follow_training)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view, self._job = project_view, None
        self._withdraw()

    @Slot(object)
    def _follow_training(self, state: TrainingState) -> None:
        if state.job is not None and state.job != self._job:
            runs = self._project_view.runs if self._project_view is not None else ()
            self._before = next((run.id for run in runs if run.serves), None)
            self._job = state.job
            self._withdraw()
        elif state.job is None and self._job is not None:
            job, before, self._job = self._job, self._before, None
            done = state.phase is Phase.FINISHED and not state.cancelled
            if done and state.stage in TRAININGS and before not in (None, job):
                self._session.run(
                    lambda project: compare_new_model(project, job, int(before or 0)),
                    self._tell,
                    self._session.look_failed,
                )

    def _tell(self, found: NewModel | None) -> None:
        if found is None:
            return
        name, before = found.run.name, found.before.name
        if found.score is None or found.score_before is None:
            text = self.tr("{0} predicts from now on. Too few images tell whether {1} was better.")
            text = text.format(name, before)
        else:
            text = self.tr(
                "The new model is not better: {0} scores {2}, {1} scored {3}, on the images that "
                "both were judged by. It predicts from now on, because it knows your newest labels."
            )
            if found.score > found.score_before:
                text = self.tr(
                    "The new model is better: {0} scores {2}, {1} scored {3}, on the images that "
                    "both were judged by. It predicts from now on."
                )
            scores = (QLocale().toString(one, "f", 3) for one in (found.score, found.score_before))
            text = text.format(name, before, *scores)
        again = QAction(self.tr("Use {0} again").format(before), self)
        again.triggered.connect(
            lambda: self._session.run(lambda project: serve_run(project, found.before.id))
        )
        self._withdraw()
        self._shown = Notice(text, serious=False, unasked=True, offers=(again,))
        self.told.emit(self._shown)

    def _withdraw(self) -> None:
        if self._shown is not None:
            self.withdrawn.emit(self._shown)
            self._shown = None
