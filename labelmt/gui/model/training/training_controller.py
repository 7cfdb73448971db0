"""Drives trainings from the window: prepares runs, sends jobs, records events of the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.domain.protocol.messages import (
    Cancel,
    CompareSharing,
    Event,
    FineTune,
    FitHeads,
    JobEvent,
    RecordedEvent,
    SharingCompared,
    WorkerEnded,
)
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import translated
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import PAINTED_MS, LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.training.chosen_images import chosen_images
from labelmt.gui.model.training.judging_choices import JudgingChoices
from labelmt.gui.model.training.judging_form import JudgingForm
from labelmt.gui.model.training.reading_speed import ReadingSpeed
from labelmt.gui.model.training.settings_dialog import SettingsDialog
from labelmt.gui.model.training.sharing_dialog import SharingDialog
from labelmt.gui.model.training.time_question import TimeQuestion
from labelmt.gui.model.training.training_strip import TrainingStrip
from labelmt.gui.model.training.training_thread import TrainingThread
from labelmt.gui.widgets.notices import Notice
from labelmt.project.project import Project
from labelmt.project.snapshot import Update
from labelmt.project.training import training_state as training_state
from labelmt.project.training.left_out_text import changed_told, unsure_told
from labelmt.project.training.prepare_run import PreparedRun, prepare_run, record_event
from labelmt.project.training.resume import reopen_run
from labelmt.project.training.something_to_learn import something_to_learn
from labelmt.project.training.training_state import TrainingState
from labelmt.project.training.worker_process import WorkerProcess, worker_command

Stage = Literal["heads", "finetune"]
WEIGHTS_MS = 1000
"""Milliseconds that a training gets to write what it has learnt when the window closes."""


class TrainingController(ProjectPart):
    """Connects the session, the worker's thread and the strip.

    Args:
        visible_rows: rows on screen now; their predictions are refreshed first.
        make_worker: makes the process that learns, not started yet.
        chosen_rows: rows that are selected, and rows in view.
    """

    state_changed = Signal(object)
    """TrainingState; when it says that a run is over, the project has been told to keep it."""
    images_asked = Signal(object)
    """(n,) int64 rows that are to be shown."""

    def __init__(
        self,
        session: ProjectSession,
        strip: TrainingStrip,
        visible_rows: Callable[[], tuple[int, ...]],
        make_worker: Callable[[], WorkerProcess],
        when_saved: Callable[[Callable[[], None]], None],
        chosen_rows: Callable[[], tuple[Rows, Rows]],
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._when_saved = when_saved
        self._chosen_rows = chosen_rows
        self._waiting = False
        self._session = session
        self._strip = strip
        self._visible_rows = visible_rows
        self._window = window
        self._project_view: ProjectView | None = None
        self._preparing = False
        self._draining = self._gave_up = False
        self.may_learn: Callable[[], bool] = lambda: True
        """Whether there is something that learns; where there is not, it has offered it."""
        self.state = TrainingState()
        self.reading = ReadingSpeed()
        self.thread_of_worker = TrainingThread(self, make_worker=make_worker)
        self.thread_of_worker.event.connect(self.reading.take)
        self.thread_of_worker.event.connect(self._take)
        self.thread_of_worker.workerStarting.connect(self._worker_starting)
        self._show_changed = commands.show_changed
        session.leaving.connect(self.leave)
        commands.go_on.triggered.connect(self.go_on)
        commands.compare_sharing.triggered.connect(self.compare_sharing)
        strip.trainRequested.connect(self.ask_and_train)
        self._commands = commands
        self._learnable = False
        self._looks = LatestRequest(self, after_ms=PAINTED_MS)
        self._looks.failed.connect(self.failed)
        strip.cancelRequested.connect(self.cancel)
        strip.restartRequested.connect(self.restart)
        strip.settingsRequested.connect(self.edit_settings)
        strip.detailsRequested.connect(self._tell_problem)

    @property
    def busy(self) -> bool:
        """Whether a training is under way, or about to be."""
        return self._preparing or self.state.busy

    def set_project(self, project_view: ProjectView | None) -> None:
        """Train this project from now on, or none."""
        self._project_view = project_view
        self._looks.forget()
        self._show_learnable(False)
        self._look()
        if self._waiting:  # what it waited for was the last project's
            self._waiting = self._preparing = False

    def follow(self, update: Update) -> None:
        """Look again whether there is something to learn."""
        changes = update.changes
        less = changes.schema and self._learnable
        if less or (not self._learnable and (changes.annotations is not None or changes.schema)):
            self._look()

    def _look(self) -> None:
        view = self._project_view
        if view is not None:
            schema, states, settings = view.schema, view.matrix, view.settings
            self._looks.submit(
                lambda: something_to_learn(schema, states, settings),
                self._show_learnable,
                refresh=True,
            )

    def _show_learnable(self, learnable: bool) -> None:
        self._learnable = learnable
        self._strip.show_learnable(learnable)

    @Slot()
    def ask_and_train(self) -> None:
        """Ask how long it may take, unless that is not wanted; then train."""
        view = self._project_view
        if view is None or self._preparing or self._draining or not self.state.can_train:
            return
        if not self.may_learn():
            return
        if self._commands.train_at_once.isChecked():
            self.train()
            return
        question = TimeQuestion(view.settings.budget, self._window)

        def go_on() -> None:
            self._commands.train_at_once.setChecked(question.at_once.isChecked())
            if question.budget != view.settings.budget:
                self._save_settings(replace(view.settings, budget=question.budget))
            self.train()

        open_now = [question]
        question.accepted.connect(go_on)
        question.finished.connect(open_now.clear)
        question.finished.connect(question.deleteLater)
        question.open()
        images, features = view.images, view.features

        def unread(_project: Project) -> int:
            kept = features.read(images)
            needed = images.readable()
            return int((needed if kept is None else needed & ~kept.valid).sum())

        def tell(count: int) -> None:
            for one in open_now:
                one.show_reading(count, self.reading.seconds_for(count))

        self._session.run_beside(unread, tell, self._session.look_failed)

    @Slot()
    def train(self, stage: Stage = "finetune") -> None:
        """Learn from the annotations so far: heads, then the shared backbone."""
        self._begin(lambda project: _prepare(project, stage))

    @Slot()
    def compare_sharing(self) -> None:
        """Train with one backbone for all tasks, and with one for each; then tell."""
        self._begin(lambda project: _prepare(project, "finetune"), CompareSharing)

    @Slot()
    def go_on(self) -> None:
        """Continue a fine-tuning that was cut off, from its last epoch."""
        self._begin(reopen_run)

    def _begin(
        self,
        prepare: Callable[[Project], PreparedRun],
        make: type[FineTune] | type[CompareSharing] = FineTune,
    ) -> None:
        if self._preparing or self._draining or not self.state.can_train:
            return
        if self._project_view is None or not self.may_learn():
            return
        self._preparing = self._waiting = True
        self.thread_of_worker.warm_up()  # torch loads while the run is prepared

        def start() -> None:
            if self._waiting:
                self._waiting = False
                self._session.run_beside(
                    prepare, lambda prepared: self._send(prepared, make), self._not_prepared
                )

        self._when_saved(start)  # a key pressed a moment ago counts

    @Slot()
    def cancel(self) -> None:
        """End the run soon; the best weights so far are kept."""
        if self.state.job is not None and self.state.can_cancel:
            self.thread_of_worker.send(Cancel(self.state.job))
            self._show(training_state.cancel_requested(self.state))

    @Slot()
    def restart(self) -> None:
        """Start another worker, in place of one that was lost or does not heed a cancel."""
        self.thread_of_worker.restart()

    @Slot()
    def edit_settings(self) -> None:
        """Let the settings of the next training be changed."""
        if self._project_view is None:
            return
        view, form = self._project_view, JudgingForm()
        dialog = SettingsDialog(view.settings, self.state.devices, self._window, form)
        choices = JudgingChoices(self._session, form, view.schema)
        selected, in_view = self._chosen_rows()
        form.test_part.show_choices(
            chosen_images(selected, in_view, len(view.images), view.saved_views)
        )
        choices.failed.connect(self.failed)
        form.test_part.label_asked.connect(dialog.accept)
        form.test_part.label_asked.connect(self.images_asked)
        dialog.accepted.connect(lambda: self._save_settings(dialog.settings()))
        dialog.accepted.connect(choices.keep)
        dialog.finished.connect(choices.close)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def renew_worker(self) -> None:
        """Put a new worker in the place of one that runs: what it read has been deleted."""
        if self.thread_of_worker.worker_pid is not None:
            self.thread_of_worker.restart()

    def may_leave(self) -> bool:
        """Whether the project may close: nothing is learnt now, or the person does not mind."""
        if self.state.job is None:
            return True
        answer = QMessageBox.question(
            self._window,
            self.tr("Training is running"),
            self.tr(
                "Stop the training? What it has predicted so far stays in use, "
                "and every annotation is saved."
            ),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            QMessageBox.StandardButton.No,
        )
        return answer == QMessageBox.StandardButton.Yes  # some versions of PySide give an int

    @Slot()
    def leave(self) -> None:
        """Stop for the open project, before it closes; what was served so far stays."""
        if self._give_up():
            self._draining = True
            self.thread_of_worker.restart()

    def stop(self) -> None:
        """The same for good, before the window closes; ``end_worker`` waits for the end."""
        self._gave_up = self._give_up() or self._gave_up
        self.thread_of_worker.stop()

    def end_worker(self) -> None:
        """After ``stop``: wait until the worker is gone. One that did nothing is killed at once.

        May be called from any thread.
        """
        self.thread_of_worker.close(WEIGHTS_MS if self._gave_up else 0)

    @property
    def keeps_weights(self) -> bool:
        """Whether a training that was stopped is still writing what it has learnt."""
        return self._gave_up and self.thread_of_worker.isRunning()

    def close(self) -> None:
        """End the worker and its thread."""
        self._looks.close()
        self.end_worker()

    def _give_up(self) -> bool:
        """Forget the run that is under way; whether there was one."""
        self._preparing = False
        job = self.state.job
        if job is None:
            return False
        over = WorkerEnded("shutdown", 0)
        self._session.run(lambda project: record_event(project, job, over))
        self._show(TrainingState(devices=self.state.devices))
        return True

    def _save_settings(self, settings: TrainingSettings) -> None:
        def keep(_none: None) -> None:
            if self._project_view is not None:
                self._project_view.settings = settings

        self._session.run(lambda project: project.save_training_settings(settings), keep)

    @Slot()
    def _tell_problem(self) -> None:
        problem = self.state.problem
        if problem is not None:
            self.told.emit(
                Notice(
                    translated(problem.what),
                    problem.subject,
                    translated(problem.kept),
                    translated(problem.next_step),
                    problem.details,
                )
            )

    def _send(self, prepared: PreparedRun, make: type[FineTune] | type[CompareSharing]) -> None:
        self._preparing = False
        run = prepared.run
        if prepared.changed:
            text = translated(changed_told(prepared.changed))
            self.told.emit(Notice(text, serious=False, offers=(self._show_changed,)))
        if prepared.unsure:
            text = translated(unsure_told(prepared.unsure))
            self.told.emit(Notice(text, serious=False))
        self._show(training_state.requested(self.state, run.id, run.stage))
        command = FitHeads if run.stage == "heads" else make
        self.thread_of_worker.send(
            command(job=run.id, manifest=str(prepared.folder), first_rows=self._visible_rows())
        )

    def _not_prepared(self, error: Exception) -> None:
        self._preparing = False
        self._session.failed.emit(error)

    @Slot(object)
    def _take(self, event: Event) -> None:
        if self._draining:
            # The last words of a worker that served another project.
            self._draining = not isinstance(event, WorkerEnded)
            return
        if isinstance(event, JobEvent) and event.job < 0:
            return  # of learning as one labels
        job = self.state.job
        if job is not None and (isinstance(event, WorkerEnded) or _is_news(event, job)):
            self._session.run(lambda project: record_event(project, job, event))
        self._show(training_state.reduce(self.state, event))
        if isinstance(event, SharingCompared) and event.job == job:
            dialog = SharingDialog(event.report, self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @Slot()
    def _worker_starting(self) -> None:
        self._show(training_state.worker_starting(self.state))

    def _show(self, state: TrainingState) -> None:
        self.state = state
        self._strip.show_state(state)
        self.state_changed.emit(state)


def _is_news(event: Event, job: int) -> bool:
    return isinstance(event, RecordedEvent) and event.job == job


def _prepare(project: Project, stage: Stage) -> PreparedRun:
    worker_command()  # an installation that cannot train says so before anything is written
    return prepare_run(project, stage, project.training_settings())
