"""Installs the learning engine from the window, beside whatever else is done there."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.errors import InvalidInput, LabelMTError
from labelmt.domain.text import translated
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.engine.engine_dialog import EngineDialog, EngineStatus, Origin
from labelmt.gui.widgets.job_bar import JobBar, JobLine
from labelmt.gui.widgets.notices import Notice
from labelmt.project.engine.best_choice import best_choice
from labelmt.project.engine.engine_python import BundleParts, choose_python, chosen_python
from labelmt.project.engine.fetch_wheel import Cancelled
from labelmt.project.engine.installed_engine import EngineProgress
from labelmt.project.engine.wheel_sources import FolderOfWheels, Network, WheelSource

if TYPE_CHECKING:
    from labelmt.project.snapshot import Update

SHOWN_S = 0.1
"""Seconds between two figures of progress."""
_MB = 10**6
END_S = 0.2
"""Seconds that a window which closes waits for the end of a block that is being written. Whatever
is cut off then is gone on with the next time."""


class LearningEngine(ProjectPart):
    """Model › Learning engine…; what comes as a package has torch beside it, and no such entry.

    Args:
        parts: of the bundle that this is; None: it is none, and can learn.
    """

    changed = Signal()
    """What is installed, or whether something is under way, has changed."""
    _posted = Signal(object)

    def __init__(
        self, jobs: JobBar, commands: Actions, parts: BundleParts | None, window: QWidget
    ) -> None:
        super().__init__(window)
        self._jobs, self._parts, self._window = jobs, parts, window
        self._action = commands.engine
        self.status: EngineStatus | None = None
        self.dialog: EngineDialog | None = None
        self._line: JobLine | None = None
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()
        self._told_once = False
        self._posted.connect(self._call)
        commands.engine.setVisible(parts is not None)
        commands.engine.triggered.connect(self.ask)
        if parts is not None:
            self._work(lambda: None)

    @property
    def running(self) -> bool:
        """Whether it is being installed, looked at or removed."""
        return self._thread is not None

    @Slot()
    def ask(self) -> None:
        """Explain it, and let it be installed."""
        if self._parts is None:
            return
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        dialog = self.dialog = EngineDialog(self._window)
        dialog.install_asked.connect(self._install)
        dialog.stop_asked.connect(self._cancelled.set)
        dialog.repair_asked.connect(self._repair)
        dialog.remove_asked.connect(self._remove)
        dialog.finished.connect(self._forget)
        dialog.finished.connect(dialog.deleteLater)
        self._show()
        dialog.show_running(self.running)
        dialog.show()

    def may_learn(self) -> bool:
        """Whether there is something that learns; where not, it is offered."""
        if self._parts is None or self.status is None or self.status.ready:
            return True  # what is not known yet, the worker's start tells
        self.ask()
        return False

    def follow(self, update: Update) -> None:
        """Offer it once, when the first label is there to be learnt from."""
        lacking = self.status is not None and not self.status.ready and not self.running
        if lacking and update.changes.annotations is not None and not self._told_once:
            self._told_once = True
            text = self.tr("LabelMT can learn from these labels once its learning engine is here.")
            self.told.emit(Notice(text, serious=False, offers=(self._action,)))

    def close(self) -> None:
        """End what runs; the next time goes on there."""
        self._cancelled.set()
        thread = self._thread
        if thread is not None:
            thread.join(END_S)

    @Slot()
    def _install(self) -> None:
        dialog, parts = self.dialog, self._parts
        if dialog is None or parts is None or self.running:
            return
        place, origin, build = (
            dialog.place.text().strip(),
            dialog.chosen_origin,
            dialog.chosen_build,
        )
        if origin is not Origin.NETWORK and not place:
            dialog.place.setFocus()
            return
        if origin is Origin.PYTHON:
            self._begin(
                self.tr("Trying that Python"),
                lambda: choose_python(parts, Path(place).expanduser()),
            )
            return

        def work() -> None:
            engine = parts.engine()
            source = _source(origin, place)
            engine.install(engine.lock.choice(build), source, self._reporter(), self._cancelled)
            choose_python(parts, None)

        self._begin(self.tr("Fetching the learning engine"), work)

    @Slot()
    def _repair(self) -> None:
        parts, dialog = self._parts, self.dialog
        if parts is None or dialog is None:
            return
        origin, place = dialog.chosen_origin, dialog.place.text().strip()

        def work() -> None:
            engine = parts.engine()
            choice = engine.lock.choice(engine.choice())
            if engine.repair(self._cancelled):
                engine.install(choice, _source(origin, place), self._reporter(), self._cancelled)

        self._begin(self.tr("Checking the learning engine"), work)

    @Slot()
    def _remove(self) -> None:
        parts = self._parts
        if parts is None:
            return

        def work() -> None:
            choose_python(parts, None)
            parts.engine().remove()

        self._begin(self.tr("Removing the learning engine"), work)

    def _begin(self, name: str, work: Callable[[], object]) -> None:
        if self.running:
            return
        self._line = self._jobs.start(name, self._cancelled.set)
        if self.dialog is not None:
            self.dialog.show_running(True, name)
        self._work(work)

    def _work(self, work: Callable[[], object]) -> None:
        """Do it in a thread, then look what is there."""
        parts = self._parts
        assert parts is not None  # noqa: S101 - nobody calls it of a package
        self._cancelled.clear()

        def run() -> None:
            problem: Exception | None = None
            try:
                work()
            except Cancelled:
                pass
            except (LabelMTError, OSError, ValueError) as error:
                problem = error
            status: EngineStatus | None = None
            try:
                status = _look(parts)
            except (OSError, ValueError) as error:
                problem = problem or error
            self._post(lambda: self._done(status, problem))

        self._thread = threading.Thread(target=run, name="learning engine", daemon=True)
        self._thread.start()

    def _done(self, status: EngineStatus | None, problem: Exception | None) -> None:
        self._thread = None
        before, self.status = self.status, status
        line, self._line = self._line, None
        if line is not None:
            self._jobs.finish(line)
        if self.dialog is not None:
            self.dialog.show_running(False)
            self._show()
            if problem is not None:
                self.dialog.show_problem(_lines(problem))
        elif problem is not None and line is not None:
            self.failed.emit(problem)
        came = status is not None and status.ready and before is not None and not before.ready
        if came and line is not None:
            self.told.emit(Notice(self.tr("The learning engine is installed."), serious=False))
        self.changed.emit()

    def _reporter(self) -> Callable[[EngineProgress], None]:
        """What tells the window how far it is, not more often than it can be seen."""
        last = 0.0

        def report(step: EngineProgress) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= SHOWN_S:
                last = now
                self._post(lambda: self._show_progress(step))

        return report

    def _show_progress(self, step: EngineProgress) -> None:
        if self._line is not None:
            self._line.show_progress(step.fetched // _MB, step.fetching // _MB, "MB")
        if self.dialog is not None:
            self.dialog.show_progress(step)

    def _show(self) -> None:
        if self.dialog is not None and self.status is not None:
            self.dialog.show_status(self.status)

    @Slot()
    def _forget(self) -> None:
        self.dialog = None

    def _post(self, work: Callable[[], None]) -> None:
        """Have it done on the window's thread."""
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._posted.emit(work)

    @Slot(object)
    def _call(self, work: Callable[[], None]) -> None:
        work()


def _source(origin: Origin, place: str) -> WheelSource:
    if origin is Origin.FOLDER:
        folder = Path(place).expanduser()
        if not folder.is_dir():
            raise InvalidInput("There is no such folder.", subject=place)
        return FolderOfWheels(folder)
    return Network(place if origin is Origin.INDEX else "")


def _look(parts: BundleParts) -> EngineStatus:
    engine = parts.engine()
    python = chosen_python(parts)
    choice = engine.lock.choice(engine.choice() or best_choice(engine.lock))
    return EngineStatus(
        engine.state(),
        choice.id,
        engine.lock.choices,
        "" if python is None else str(python),
        sum(one.size for one in engine.missing(choice)),
    )


def _lines(error: Exception) -> list[str]:
    if not isinstance(error, LabelMTError):
        return [str(error)]
    head = translated(error.said("what"))
    last = error.details.strip().rpartition("\n")[2]
    return [
        f"{head} ({error.subject})" if error.subject else head,
        translated(error.said("kept")),
        translated(error.said("next_step")),
        last,
    ]
