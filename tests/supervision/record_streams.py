"""Records the streams that test_training_state.py replays, from the real worker.

``python tests/supervision/record_streams.py``, after a change of what the worker says. Each line
is a message of the protocol: the commands as they were sent, the events as they came.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

from tiny_job import write_job

from labelmt.domain.protocol.messages import (
    Cancel,
    Command,
    Event,
    FineTune,
    FitHeads,
    Message,
    Ready,
    RunFailed,
    RunFinished,
    Shutdown,
    StepMetrics,
    encode,
)
from labelmt.project.training.killed_for_memory import OomCounter
from labelmt.project.training.worker_process import WorkerProcess

STREAMS = Path(__file__).with_name("streams")

Answer = Callable[[WorkerProcess, Event], Command | None]


def record(name: str, first: Command | None, answer: Answer, oom: OomCounter, home: Path) -> None:
    """Record one stream: ``first`` is sent at the start, then what ``answer`` returns."""
    messages: list[Message] = []
    with WorkerProcess(oom=oom) as worker:
        if first is not None:
            messages.append(first)
            worker.send(first)
        for event in worker.events():
            messages.append(event)
            command = answer(worker, event)
            if isinstance(command, Shutdown):
                messages.append(command)
                worker.ask_to_end()
            elif command is not None:
                messages.append(command)
                worker.send(command)
    lines = (encode(message).replace(str(home), "project") for message in messages)
    (STREAMS / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines))


def end_with_the_job(_worker: WorkerProcess, event: Event) -> Command | None:
    return Shutdown() if isinstance(event, RunFinished | RunFailed) else None


def cancel_while_fine_tuning(worker: WorkerProcess, event: Event) -> Command | None:
    if isinstance(event, StepMetrics) and event.stage == "finetune" and event.epoch >= 2:
        return Cancel(event.job)
    return end_with_the_job(worker, event)


def kill_while_fine_tuning(worker: WorkerProcess, event: Event) -> Command | None:
    if isinstance(event, StepMetrics) and event.stage == "finetune":
        _kill(worker)
    return None


def kill_while_idle(worker: WorkerProcess, event: Event) -> Command | None:
    if isinstance(event, Ready):
        _kill(worker)
    return None


def _kill(worker: WorkerProcess) -> None:
    if worker.pid is not None:
        os.kill(worker.pid, signal.SIGKILL)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        job = write_job(home / "job", epochs=12, damaged=(7, 21))
        long_job = write_job(home / "long", epochs=50)
        nothing = write_job(home / "nothing", annotated=False)
        counter = home / "memory.events"
        counter.write_text("oom_kill 0\n")

        def kill_for_memory(worker: WorkerProcess, event: Event) -> Command | None:
            # The kernel's own kill cannot be had in a recording: its counter is a file here.
            if isinstance(event, StepMetrics):
                counter.write_text("oom_kill 1\n")
                _kill(worker)
            return None

        calm = OomCounter([counter])
        record("whole_run", FineTune(1, str(job), (0, 1)), end_with_the_job, calm, home)
        again = FineTune(1, str(long_job))
        record("cancelled", again, cancel_while_fine_tuning, calm, home)
        record("failed", FitHeads(1, str(nothing)), end_with_the_job, calm, home)
        record("killed", again, kill_while_fine_tuning, calm, home)
        record("killed_while_idle", None, kill_while_idle, calm, home)
        record("out_of_memory", again, kill_for_memory, OomCounter([counter]), home)


if __name__ == "__main__":
    main()
