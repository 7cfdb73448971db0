"""Every way a worker can live and end, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labelmt.domain.errors import WorkerUnavailable
from labelmt.domain.protocol.messages import (
    PROTOCOL,
    Cancel,
    Event,
    FitHeads,
    Progress,
    Ready,
    RunFinished,
    RunStarted,
    StepMetrics,
    WorkerEnded,
)
from labelmt.project.training import child_process, worker_process
from labelmt.project.training.killed_for_memory import OomCounter
from labelmt.project.training.worker_process import WorkerProcess

SCRIPT = Path(__file__).with_name("speaking_worker.py")
JOB = FitHeads(1, "manifest")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals end the processes here")


def command(manner: str, file: Path | None = None) -> list[str]:
    return [sys.executable, str(SCRIPT), manner, *([str(file)] if file else [])]


@pytest.fixture
def start() -> Iterator[Callable[..., WorkerProcess]]:
    """Starts workers, and ends what a failed test leaves."""
    started: list[WorkerProcess] = []

    def make(manner: str, file: Path | None = None, **options: float) -> WorkerProcess:
        worker = WorkerProcess(command(manner, file), **options)  # type: ignore[arg-type]
        started.append(worker)
        worker.start()
        return worker

    yield make
    for worker in started:
        worker.kill()
        worker.stop()


def the_end(events: list[Event]) -> WorkerEnded:
    """The last event; there is exactly one of its kind."""
    assert [type(event) for event in events].count(WorkerEnded) == 1
    last = events[-1]
    assert isinstance(last, WorkerEnded)
    return last


def assert_gone(worker: WorkerProcess) -> None:
    assert not worker.running
    assert worker.pid is not None
    with pytest.raises(ChildProcessError):  # reaped: no zombie is left
        os.waitpid(worker.pid, 0)


Start = Callable[..., WorkerProcess]


def test_a_whole_job_then_a_shutdown(start: Start) -> None:
    worker = start("well")
    worker.send(JOB)
    events = []
    for event in worker.events():
        events.append(event)
        if isinstance(event, RunFinished):
            worker.ask_to_end()
    assert events[0] == Ready(PROTOCOL, "0", ("cpu",))
    assert events[1] == RunStarted(1, "heads", "cpu", 80, 20)
    assert the_end(events) == WorkerEnded("shutdown", 0)
    assert_gone(worker)


def test_commands_sent_before_the_start_arrive_after_it() -> None:
    worker = WorkerProcess(command("well"))
    worker.send(JOB)
    with worker:
        assert any(isinstance(event, RunFinished) for event in iter_until_done(worker))


def iter_until_done(worker: WorkerProcess) -> Iterator[Event]:
    for event in worker.events():
        yield event
        if isinstance(event, RunFinished):
            return


def test_leaving_the_events_early_and_stopping_leaves_nothing_behind(start: Start) -> None:
    worker = start("well")
    worker.send(JOB)
    for event in worker.events():
        if isinstance(event, RunFinished):
            break
    worker.stop()
    assert_gone(worker)
    worker.stop()  # a second time is no error


def test_cancel_reaches_a_job_that_runs(start: Start) -> None:
    worker = start("holds")
    worker.send(JOB)
    events = []
    for event in worker.events():
        events.append(event)
        if isinstance(event, Progress):
            worker.send(Cancel(1))
        elif isinstance(event, RunFinished):
            worker.ask_to_end()
    assert RunFinished(1, "heads", cancelled=True, seconds=1.0) in events


@pytest.mark.parametrize(
    ("manner", "reason", "code", "said"),
    [
        ("exits", "exit", 7, "the last words"),
        ("crashes", "killed", signal.SIGSEGV, ""),
        ("is-cut-short", "killed", signal.SIGKILL, ""),
        ("garbles", "protocol", signal.SIGKILL, "a stray line from some library"),
        ("nests", "protocol", signal.SIGKILL, "[[["),
        ("commands", "protocol", signal.SIGKILL, "Cancel"),
        ("exits-early", "start", 1, "no module named torch"),
        ("speaks-another-version", "protocol", signal.SIGKILL, "different versions"),
        ("forgets-ready", "protocol", signal.SIGKILL, "not Ready"),
    ],
)
def test_every_end_is_data(start: Start, manner: str, reason: str, code: int, said: str) -> None:
    worker = start(manner)
    worker.send(JOB)
    end = the_end(list(worker.events()))
    assert (end.reason, end.code) == (reason, code)
    assert said in end.stderr_tail
    assert_gone(worker)


def test_a_worker_that_never_becomes_ready_is_ended(start: Start) -> None:
    worker = start("never-ready", start_patience=0.3)
    assert the_end(list(worker.events())).reason == "start"
    assert_gone(worker)


def test_sigkill_while_idle_is_noticed_at_once(start: Start) -> None:
    worker = start("well")
    events = []
    for event in worker.events():
        events.append(event)
        if isinstance(event, Ready):
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
    assert the_end(events) == WorkerEnded("killed", signal.SIGKILL)


def test_sigkill_while_a_job_runs(start: Start) -> None:
    worker = start("holds")
    worker.send(JOB)
    events = []
    for event in worker.events():
        events.append(event)
        if isinstance(event, Progress):
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
    assert the_end(events) == WorkerEnded("killed", signal.SIGKILL)


def test_sending_to_a_dead_worker_raises_nothing(start: Start) -> None:
    worker = start("exits-early")
    assert the_end(list(worker.events())).reason == "start"
    worker.send(JOB)
    worker.ask_to_end()


def test_a_kill_for_memory_is_told_from_another(tmp_path: Path) -> None:
    counter = tmp_path / "memory.events"
    counter.write_text("pgfault 12\noom_kill 3\n")
    with WorkerProcess(command("runs-out-of-memory", counter), oom=OomCounter([counter])) as worker:
        worker.send(JOB)
        assert the_end(list(worker.events())).reason == "memory"


def test_a_kill_for_memory_of_something_else_before_is_no_evidence(tmp_path: Path) -> None:
    counter = tmp_path / "memory.events"
    counter.write_text("oom_kill 3\n")
    with WorkerProcess(command("holds"), oom=OomCounter([counter])) as worker:
        counter.write_text("oom_kill 4\n")
        for event in worker.events():
            if isinstance(event, Ready):
                worker.send(JOB)
            elif isinstance(event, Progress):
                assert worker.pid is not None
                os.kill(worker.pid, signal.SIGKILL)
    assert isinstance(event, WorkerEnded)
    assert event.reason == "killed"


def test_neither_output_can_fill_up_and_only_the_tail_is_kept(start: Start) -> None:
    worker = start("is-loud")
    worker.send(JOB)
    events = []
    for event in worker.events():
        events.append(event)
        if isinstance(event, RunFinished):
            worker.ask_to_end()
    assert sum(isinstance(event, StepMetrics) for event in events) == 3000
    tail = the_end(events).stderr_tail
    assert tail.startswith("…\nnoise ")
    assert "noise 2999" in tail
    assert len(tail) <= 16 * 1024 + 2


def test_a_worker_that_does_not_listen_is_killed_and_blocks_no_sender(start: Start) -> None:
    worker = start("is-deaf")
    large = FitHeads(1, "manifest", tuple(range(100_000)))  # more than a pipe holds
    events = []
    for event in worker.events():
        events.append(event)
        if isinstance(event, Ready):
            worker.send(large)
            stopper = threading.Thread(target=worker.stop, args=[0.2])
            stopper.start()
    stopper.join()
    assert the_end(events) == WorkerEnded("shutdown", signal.SIGKILL)
    assert_gone(worker)


def test_what_a_worker_started_ends_with_it(start: Start, tmp_path: Path) -> None:
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    worker = start("has-a-child", fifo)
    worker.send(JOB)
    events = []
    for event in worker.events():
        events.append(event)
        if isinstance(event, Progress):
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
    # The child holds the worker's output open: without its end the events would not end.
    assert the_end(events).reason == "killed"


def test_a_worker_is_not_in_the_group_that_ctrl_c_reaches(start: Start) -> None:
    worker = start("well")
    assert worker.pid is not None
    assert os.getpgid(worker.pid) != os.getpgid(0)


def test_a_worker_stands_back_behind_the_window(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "NICENESS", 10)  # nothing, in all other tests
    worker = start("well")
    assert worker.pid is not None
    own = os.getpriority(os.PRIO_PROCESS, 0)
    nice = min(own + 10, 19)
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) == nice
    group = Path(f"/proc/{worker.pid}/autogroup")
    if group.exists():  # there, its own niceness counts within its session alone
        assert group.read_text().split()[-1] == str(nice)


def test_when_the_parent_dies_the_worker_sees_its_input_close(tmp_path: Path) -> None:
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    holder = tmp_path / "holder.py"
    holder.write_text(
        "import sys\n"
        f"sys.argv = ['worker', 'well']; sys.path.insert(0, {str(SCRIPT.parent)!r})\n"
        f"held = open({str(fifo)!r}, 'w')\n"
        "import speaking_worker; speaking_worker.main()\n"
    )
    parent = (
        "import os, sys, signal\n"
        "from labelmt.project.training.worker_process import WorkerProcess\n"
        f"worker = WorkerProcess([sys.executable, {str(holder)!r}])\n"
        "worker.start()\n"
        "next(worker.events())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    with fifo.open() as held:
        assert held.read() == ""  # ends when the last holder has ended
    assert process.wait() == -signal.SIGKILL


def test_a_worker_asked_to_end_before_its_start_is_not_started() -> None:
    worker = WorkerProcess(command("well"))
    worker.stop()
    worker.start()
    assert worker.pid is None
    assert list(worker.events()) == [WorkerEnded("shutdown", 0)]


def test_a_program_that_is_not_there_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(WorkerUnavailable) as caught:
        WorkerProcess([str(tmp_path / "nothing")]).start()
    assert caught.value.next_step
    assert caught.value.kept


def test_a_frozen_bundle_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(WorkerUnavailable, match="pip install labelmt"):
        WorkerProcess().start()


def test_the_childs_environment_keeps_the_parents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    environment = worker_process.worker_environment()
    assert environment["OMP_NUM_THREADS"] == "1"
    assert environment["PYTHONUTF8"] == environment["PYTHONUNBUFFERED"] == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own settings")
def test_the_child_keeps_the_memory_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tensor after tensor in the same pages: asking anew for each was most of a step's time."""
    for name in worker_process._PACE:
        monkeypatch.delenv(name, raising=False)
    tell = (
        "import resource, torch\n"
        "def one(): torch.ones(16 << 20)\n"  # 64 MiB
        "for _ in range(10): one()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
        "for _ in range(10): one()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)\n"
    )
    faults = [
        int(
            subprocess.run(
                [sys.executable, "-c", tell], env=env, capture_output=True, check=True
            ).stdout
        )
        for env in (os.environ, worker_process.worker_environment())
    ]
    assert faults[1] < 100 < faults[0]


def test_a_worker_that_closes_its_output_is_ended(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "STOP_PATIENCE", 0.2)
    worker = start("closes-output")
    assert the_end(list(worker.events())).reason == "protocol"
    assert_gone(worker)
