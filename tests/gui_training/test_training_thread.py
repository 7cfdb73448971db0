"""The thread and real processes: start, loss, restart, close; always on the GUI thread's side."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, QTimerEvent, Slot
from pytestqt.qtbot import QtBot

from labelmt.domain.protocol.messages import (
    Cancel,
    Event,
    FitHeads,
    Progress,
    Ready,
    RunFailed,
    RunFinished,
    WorkerEnded,
)
from labelmt.gui.model.training import training_thread as training_thread
from labelmt.gui.model.training.training_thread import TrainingThread
from labelmt.project.training.worker_process import WorkerProcess

SCRIPT = Path(__file__).parents[1] / "supervision" / "speaking_worker.py"
JOB = FitHeads(1, "manifest")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals end the processes here")


class Listener(QObject):
    """Collects events, and notes in which thread they came."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.threads: set[QThread] = set()

    @Slot(object)
    def hear(self, event: Event) -> None:
        self.events.append(event)
        self.threads.add(QThread.currentThread())

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


Make = Callable[..., tuple[TrainingThread, Listener]]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    """Makes threads whose workers have a manner, the n-th worker the n-th; closes them."""
    threads: list[TrainingThread] = []

    def one(*manners: str) -> tuple[TrainingThread, Listener]:
        left = list(manners)

        def worker() -> WorkerProcess:
            manner = left.pop(0) if len(left) > 1 else left[0]
            return WorkerProcess([sys.executable, str(SCRIPT), manner])

        thread = TrainingThread(make_worker=worker)
        listener = Listener()
        thread.event.connect(listener.hear)
        threads.append(thread)
        return thread, listener

    yield one
    for thread in threads:
        thread.close()
        assert thread.isFinished() or not thread.isRunning()


def is_a(kind: type) -> Callable[[object], bool]:
    return lambda event: isinstance(event, kind)


def test_nothing_is_started_before_it_is_needed(make: Make) -> None:
    thread, listener = make("well")
    assert not thread.isRunning()
    thread.send(Cancel(1))  # nothing to cancel: no reason to start a worker
    assert not thread.isRunning()
    assert listener.events == []


def test_the_first_job_starts_the_worker(make: Make, qtbot: QtBot) -> None:
    thread, listener = make("well")
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(RunFinished)):
        thread.send(JOB)
    assert listener.kinds()[:2] == ["Ready", "RunStarted"]
    assert listener.threads == {QThread.currentThread()}


def test_warm_up_has_the_worker_ready_before_the_first_job(make: Make, qtbot: QtBot) -> None:
    thread, listener = make("well")
    with (
        qtbot.waitSignal(thread.workerStarting),
        qtbot.waitSignal(thread.event, check_params_cb=is_a(Ready)),
    ):
        thread.warm_up()
    assert listener.kinds() == ["Ready"]
    pid = thread.worker_pid
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(RunFinished)):
        thread.send(JOB)
    assert thread.worker_pid == pid


def test_a_worker_killed_while_idle_is_reported_and_the_next_job_starts_another(
    make: Make, qtbot: QtBot
) -> None:
    thread, listener = make("well")
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Ready)):
        thread.warm_up()
    assert thread.worker_pid is not None
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(WorkerEnded)):
        os.kill(thread.worker_pid, signal.SIGKILL)
    assert listener.events[-1] == WorkerEnded("killed", signal.SIGKILL)
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(RunFinished)):
        thread.send(JOB)


def test_a_worker_killed_while_it_trains_can_be_restarted(make: Make, qtbot: QtBot) -> None:
    thread, listener = make("holds")
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Progress)):
        thread.send(JOB)
    assert thread.worker_pid is not None
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(WorkerEnded)):
        os.kill(thread.worker_pid, signal.SIGKILL)
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Ready)):
        thread.restart()
    assert listener.kinds()[-2:] == ["WorkerEnded", "Ready"]


def test_a_restart_replaces_a_worker_that_does_not_listen(
    make: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_thread, "RESTART_PATIENCE", 0.2)
    thread, listener = make("is-deaf", "well")
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Ready)):
        thread.warm_up()
    deaf = thread.worker_pid
    assert deaf is not None
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Ready), timeout=15_000):
        thread.restart()
    assert listener.kinds() == ["Ready", "WorkerEnded", "Ready"]
    assert listener.events[1] == WorkerEnded("shutdown", signal.SIGKILL)
    assert thread.worker_pid != deaf


def test_stop_cancels_the_job_and_ends_thread_and_worker(make: Make, qtbot: QtBot) -> None:
    thread, listener = make("holds")
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Progress)):
        thread.send(JOB)
    with qtbot.waitSignal(thread.finished):
        thread.stop()
    qtbot.waitUntil(lambda: listener.kinds()[-1:] == ["WorkerEnded"])
    assert listener.events[-1] == WorkerEnded("shutdown", 0)
    thread.send(JOB)  # too late: nothing starts again
    assert not thread.isRunning()


def test_close_does_not_wait_for_a_worker_that_does_not_listen(make: Make, qtbot: QtBot) -> None:
    thread, _ = make("is-deaf")
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Ready)):
        thread.warm_up()
    pid = thread.worker_pid
    assert pid is not None
    thread.close(patience_ms=200)
    assert thread.isFinished()
    with pytest.raises(ChildProcessError):  # ended and reaped
        os.waitpid(pid, 0)


def test_close_ends_a_worker_that_is_being_replaced_as_well(make: Make, qtbot: QtBot) -> None:
    thread, _ = make("is-deaf", "well")
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(Ready)):
        thread.warm_up()
    deaf = thread.worker_pid
    assert deaf is not None
    thread.restart()
    thread.close(patience_ms=200)
    assert thread.isFinished()
    with pytest.raises(ChildProcessError):
        os.waitpid(deaf, 0)


def test_close_right_after_the_start(make: Make) -> None:
    thread, _ = make("well")
    thread.warm_up()
    thread.close()
    assert thread.isFinished()


def test_an_installation_without_a_worker_says_what_to_install(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    thread = TrainingThread()
    listener = Listener()
    thread.event.connect(listener.hear)
    with qtbot.waitSignal(thread.event, check_params_cb=is_a(WorkerEnded)):
        thread.send(JOB)
    told, ended = listener.events
    assert isinstance(told, RunFailed)
    assert (told.job, told.kind) == (JOB.job, "WorkerUnavailable")
    assert "pip install labelmt" in told.next_step
    assert isinstance(ended, WorkerEnded)
    assert ended.reason == "start"
    thread.close()


def test_the_signal_named_event_leaves_qts_own_events_alone(qtbot: QtBot) -> None:
    class Timed(TrainingThread):
        ticks = 0

        def timerEvent(self, event: QTimerEvent) -> None:
            self.ticks += 1

    thread = Timed()
    timer = thread.startTimer(1)
    qtbot.waitUntil(lambda: thread.ticks > 0)
    thread.killTimer(timer)
