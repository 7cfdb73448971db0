"""The headless demo: opens a project, trains, takes a screenshot, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Signal, SignalInstance

from labelmt.domain.errors import LabelMTError
from labelmt.domain.metric_records import TaskMetrics
from labelmt.gui.app.application import make_application
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.app.window_state import FIRST_SIZE
from labelmt.project.training.status_text import STEPS
from labelmt.project.training.training_state import Phase, TrainingState
from labelmt.project.training.worker_process import worker_command

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class HeadlessDemo:
    """What came of it.

    Attributes:
        tasks: figures on the validation images.
        stage: whose weights serve, "heads" or "finetune". seconds: of the training.
        images: of the project. predicted: those with a prediction.
    """

    tasks: tuple[TaskMetrics, ...]
    stage: str
    seconds: float
    images: int
    predicted: int


def run_headless_demo(project: Path, screenshot: Path, say: Say) -> HeadlessDemo:
    """Open a project in the window, press Train, wait, and save a picture of the window.

    Raises:
        LabelMTError: what the window would have told a person.
    """
    worker_command()  # where nothing learns, the window would offer it to somebody
    make_application(["labelmt"])
    window = MainWindow()
    try:
        window.resize(*FIRST_SIZE)
        window.show()
        return _Rehearser(window, say).run(project, screenshot)
    finally:
        window.training.stop()  # nobody is there to be asked whether it may stop
        window.close()


class _Rehearser(QObject):
    """Starts one thing after the other and waits for the signal that it is done."""

    _settled = Signal()

    def __init__(self, window: MainWindow, say: Say) -> None:
        super().__init__(window)
        self._window = window
        self._say = say
        self._loop = QEventLoop(self)
        self._error: Exception | None = None
        self._pictures = (0, 0)
        self._step = ""
        window.session.failed.connect(self._fail)
        window.browser.thumbnails_progressed.connect(self._count_pictures)
        window.training.state_changed.connect(self._narrate)

    def run(self, project: Path, screenshot: Path) -> HeadlessDemo:
        window, session = self._window, self._window.session
        self._wait(window.intake.scanned, lambda: self._open(project))
        self._wait(
            window.training.state_changed,
            window.training.train,
            lambda state: state.phase in (Phase.FINISHED, Phase.FAILED, Phase.WORKER_LOST),
        )
        problem = window.training.state.problem
        if problem is not None:
            raise LabelMTError(
                problem.what,
                subject=problem.subject,
                kept=problem.kept,
                next_step=problem.next_step,
                details=problem.details,
            )
        # Behind everything the training has asked the project to keep.
        self._wait(
            self._settled,
            lambda: session.run(lambda _project: None, lambda _none: self._settled.emit()),
        )
        if self._pictures[0] < self._pictures[1]:
            self._wait(window.browser.thumbnails_progressed, lambda: None, self._has_pictures)
        window.grab().save(str(screenshot))
        return self._result(window.training.state)

    def _open(self, project: Path) -> None:
        # Not as a person's start, which asks first where a killed program had the project open.
        self._window.complete()
        self._window.projects.open(project)

    def _result(self, state: TrainingState) -> HeadlessDemo:
        project_view = self._window.project_view
        predictions = project_view.predictions if project_view is not None else None
        predicted = 0
        if predictions is not None:
            known = ~np.isnan(np.asarray(predictions.probabilities))
            predicted = int(known.any(axis=1).sum())
        images = len(project_view.images) if project_view is not None else 0
        return HeadlessDemo(state.tasks, state.served_stage, state.seconds, images, predicted)

    def _wait(
        self,
        signal: SignalInstance,
        start: Callable[[], None],
        reached: Callable[..., bool] = lambda *_: True,
    ) -> None:
        arrived = False

        def look(*values: object) -> None:
            nonlocal arrived
            if reached(*values):
                arrived = True
                self._loop.quit()

        signal.connect(look)
        start()
        while not arrived and self._error is None:
            self._loop.exec()
        signal.disconnect(look)
        if self._error is not None:
            raise self._error

    def _fail(self, error: Exception) -> None:
        self._error = error
        self._loop.quit()

    def _count_pictures(self, done: int, total: int) -> None:
        self._pictures = done, total

    @staticmethod
    def _has_pictures(done: int, total: int) -> bool:
        return done >= total

    def _narrate(self, state: TrainingState) -> None:
        if state.step != self._step:
            self._step = state.step
            if state.step:
                self._say(STEPS.get(state.step, state.step))
