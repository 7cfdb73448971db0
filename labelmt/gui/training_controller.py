"""Training as the window drives it: prepares runs, sends jobs, records what the worker says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.messages import (
    Cancel,
    Event,
    FineTune,
    FitHeads,
    ImagesFailed,
    PredictionsReady,
    RunFailed,
    RunFinished,
    WorkerEnded,
)
from labelmt.gui.session import ProjectSession
from labelmt.gui.training_strip import TrainingStrip
from labelmt.gui.training_thread import TrainingThread
from labelmt.project import training_state
from labelmt.project.training import PreparedRun, prepare_run, record_event
from labelmt.project.training_state import TrainingState

RECORDED = (PredictionsReady, RunFinished, RunFailed, ImagesFailed)
"""Events that change the project; the others only change what the strip shows."""

Stage = Literal["heads", "finetune"]


class TrainingController(QObject):
    """Connects the session, the worker's thread and the strip.

    Args:
        visible_rows: rows on screen now; their predictions are refreshed first.
    """

    state_shown = Signal(object)
    """TrainingState."""

    def __init__(
        self,
        session: ProjectSession,
        strip: TrainingStrip,
        visible_rows: Callable[[], tuple[int, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._strip = strip
        self._visible_rows = visible_rows
        self._preparing = False
        self._draining = False
        self.state = TrainingState()
        self.thread_of_worker = TrainingThread(self)
        self.thread_of_worker.event.connect(self._take)
        self.thread_of_worker.workerStarting.connect(self._worker_starting)
        strip.trainRequested.connect(self.train)
        strip.cancelRequested.connect(self.cancel)
        strip.restartRequested.connect(self.restart)

    @Slot()
    def train(self, stage: Stage = "finetune") -> None:
        """Learn from the annotations so far: heads, then the shared backbone."""
        if self._preparing or self._draining or not self.state.can_train:
            return
        self._preparing = True
        self.thread_of_worker.warm_up()  # torch loads while the run is prepared
        self._session.run_beside(
            lambda project: prepare_run(project, stage, project.training_settings()),
            self._send,
            self._not_prepared,
        )

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

    def leave(self) -> None:
        """Stop for the open project, before it closes; what was served so far stays."""
        self._preparing = False
        job = self.state.job
        if job is None:
            return
        over = WorkerEnded("shutdown", 0)
        self._session.run(lambda project: record_event(project, job, over))
        self._draining = True
        self._show(TrainingState(devices=self.state.devices))
        self.thread_of_worker.restart()

    def close(self) -> None:
        """Stop for good, before the window closes."""
        self.leave()
        self.thread_of_worker.close()

    def _send(self, prepared: PreparedRun) -> None:
        self._preparing = False
        run = prepared.run
        self._show(training_state.requested(self.state, run.id, run.stage))
        make = FitHeads if run.stage == "heads" else FineTune
        self.thread_of_worker.send(
            make(job=run.id, manifest=str(prepared.folder), first_rows=self._visible_rows())
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
        job = self.state.job
        if job is not None and (isinstance(event, WorkerEnded) or _is_news(event, job)):
            self._session.run(lambda project: record_event(project, job, event))
        self._show(training_state.reduce(self.state, event))

    @Slot()
    def _worker_starting(self) -> None:
        self._show(training_state.worker_starting(self.state))

    def _show(self, state: TrainingState) -> None:
        self.state = state
        self._strip.show_state(state)
        self.state_shown.emit(state)


def _is_news(event: Event, job: int) -> bool:
    return isinstance(event, RECORDED) and event.job == job
