"""The real worker under supervision: a job, a cancel, a kill, a death of the parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tiny_job import IMAGES, write_job

from labelmt.domain.protocol.messages import (
    FIRST_QUESTION,
    Cancel,
    Event,
    Explain,
    Explained,
    FineTune,
    FitHeads,
    PredictionsReady,
    Progress,
    Ready,
    RunFailed,
    RunFinished,
    StepMetrics,
    WorkerEnded,
)
from labelmt.project.training.status_text import status_line
from labelmt.project.training.training_state import Phase, TrainingState, reduce, requested
from labelmt.project.training.worker_process import WorkerProcess

pytestmark = [
    pytest.mark.skipif(find_spec("labelmt.worker") is None, reason="no worker in this tree"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals end the processes here"),
]


@pytest.fixture
def job(tmp_path: Path) -> Path:
    return write_job(tmp_path / "job")


def kill(worker: WorkerProcess) -> None:
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)


def test_one_worker_fits_heads_fails_and_fits_again(job: Path, tmp_path: Path) -> None:
    nothing = write_job(tmp_path / "nothing", annotated=False)
    commands = iter((FitHeads(1, str(job)), FitHeads(2, str(nothing)), FitHeads(3, str(job))))
    state = TrainingState()
    ends: list[Event] = []
    predictions: list[PredictionsReady] = []
    with WorkerProcess() as worker:
        for event in worker.events():
            state = reduce(state, event)
            assert status_line(state)
            if isinstance(event, PredictionsReady):
                predictions.append(event)
            if isinstance(event, RunFinished | RunFailed):
                ends.append(event)
            if isinstance(event, Ready | RunFinished | RunFailed):
                command = next(commands, None)
                if command is None:
                    worker.ask_to_end()
                else:
                    state = requested(state, command.job, "heads")
                    worker.send(command)
    assert [type(end) for end in ends] == [RunFinished, RunFailed, RunFinished]
    assert isinstance(event, WorkerEnded)
    assert (event.reason, event.code) == ("shutdown", 0), event.stderr_tail
    last = np.load(predictions[-1].path, mmap_mode="r")
    assert last.shape == (IMAGES, len(predictions[-1].label_ids))
    assert not np.isnan(last).any()


def test_questions_are_answered_beside_a_training_and_after_it(tmp_path: Path) -> None:
    job = write_job(tmp_path / "long", epochs=500)
    image = job.parent / "3.png"

    def question(number: int, label: int) -> Explain:
        return Explain(FIRST_QUESTION - number, str(job), str(image), label)

    seen: list[str] = []
    answers: dict[int, Event] = {}
    with WorkerProcess() as worker:
        for event in worker.events():
            if isinstance(event, Ready):
                worker.send(FineTune(1, str(job)))
            elif isinstance(event, StepMetrics) and "asked" not in seen:
                seen.append("asked")
                worker.send(question(1, 1))
            elif isinstance(event, Explained | RunFailed):
                answers[event.job] = event
                if event.job == FIRST_QUESTION - 1:
                    seen.append("answered")
                    worker.send(Cancel(1))
                elif event.job == FIRST_QUESTION - 2:
                    worker.send(question(3, 4))
                else:
                    worker.ask_to_end()
            elif isinstance(event, RunFinished):
                seen.append("finished")
                worker.send(question(2, 99))
    assert seen == ["asked", "answered", "finished"]
    refused = answers[FIRST_QUESTION - 2]
    assert isinstance(refused, RunFailed)
    assert refused.kind == "NotFound"
    for number, label in ((1, 1), (3, 4)):
        found = answers[FIRST_QUESTION - number]
        assert isinstance(found, Explained)
        assert found.label == label
        assert sum(found.values) + found.rest == pytest.approx(found.logit, abs=1e-3)


def test_a_worker_that_does_nothing_ends_without_loading_torch_first() -> None:
    worker = WorkerProcess()
    worker.start()
    worker.ask_to_end()
    *events, end = worker.events()
    assert not [one for one in events if isinstance(one, Ready)]
    assert isinstance(end, WorkerEnded)
    assert (end.reason, end.code) == ("shutdown", 0)


def test_cancel_keeps_weights(tmp_path: Path) -> None:
    job = write_job(tmp_path / "long", epochs=500)
    with WorkerProcess() as worker:
        worker.send(FineTune(1, str(job)))
        asked = False
        for event in worker.events():
            assert not isinstance(event, RunFailed), event
            if isinstance(event, StepMetrics) and event.stage == "finetune" and not asked:
                asked = True
                worker.send(Cancel(1))
            if isinstance(event, RunFinished):
                break
    assert isinstance(event, RunFinished)
    assert event.cancelled
    assert event.stage in ("heads", "finetune")
    assert (job / "weights.safetensors").exists()


def test_sigkill_while_it_trains_is_told_at_once(tmp_path: Path) -> None:
    job = write_job(tmp_path / "long", epochs=500)
    state = requested(TrainingState(), 1, "finetune")
    with WorkerProcess() as worker:
        worker.send(FineTune(1, str(job)))
        for event in worker.events():
            state = reduce(state, event)
            if isinstance(event, Progress):
                kill(worker)
    assert isinstance(event, WorkerEnded)
    assert (event.reason, event.code) == ("killed", signal.SIGKILL)
    assert state.phase is Phase.WORKER_LOST
    assert state.can_restart


def test_when_the_parent_is_killed_a_training_worker_ends(tmp_path: Path) -> None:
    job = write_job(tmp_path / "long", epochs=500)
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    parent = (
        "import os, signal, sys\n"
        "from labelmt.domain.protocol.messages import FineTune, Progress\n"
        "from labelmt.project.training.worker_process import WorkerProcess\n"
        # The worker inherits the held end, so that the end of the worker can be seen by it.
        f"command = ['sh', '-c', 'exec \"$@\" 9>' + {str(fifo)!r}, 'sh']\n"
        "worker = WorkerProcess([*command, sys.executable, '-m', 'labelmt.worker'])\n"
        "worker.start()\n"
        f"worker.send(FineTune(1, {str(job)!r}))\n"
        "next(event for event in worker.events() if isinstance(event, Progress))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    with fifo.open() as held:
        assert held.read() == ""  # ends when the worker has ended
    assert process.wait() == -signal.SIGKILL
