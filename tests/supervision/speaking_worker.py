"""A small real process that speaks the worker's protocol and can misbehave on request.

``python speaking_worker.py MANNER [FILE]``: MANNER says how it ends. FILE, where a manner needs
one, is a FIFO that the process (or its child) holds open for as long as it lives, or a counter
file to write.
"""

# ruff: noqa: T201 - the outputs of this process are what it is for

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from labelmt.domain.metric_records import EpochRecord
from labelmt.domain.protocol.messages import (
    PROTOCOL,
    Cancel,
    EpochMetrics,
    Event,
    FineTune,
    FitHeads,
    PredictionsReady,
    Progress,
    Ready,
    RunFailed,
    RunFinished,
    RunStarted,
    Shutdown,
    StepMetrics,
    decode,
    encode,
)


def say(event: Event) -> None:
    print(encode(event), flush=True)


def ready() -> None:
    say(Ready(PROTOCOL, "0", ("cpu",)))


def serve(on_job: Callable[[int], None]) -> None:
    """Answer commands until the input ends or asks to."""
    ready()
    for line in sys.stdin:
        match decode(line):
            case FitHeads(job=job) | FineTune(job=job):
                on_job(job)
            case Cancel(job=job):
                say(RunFinished(job, "heads", cancelled=True, seconds=1.0))
            case Shutdown():
                return
            case _:
                pass


def whole_job(job: int) -> None:
    say(RunStarted(job, "heads", "cpu", 80, 20))
    for step in range(10):
        say(StepMetrics(job, "heads", 1, step, 1 / (step + 1)))
        say(Progress(job, "heads", step + 1, 10, 10.0 - step))
    say(EpochMetrics(job, EpochRecord("heads", 1, 1, 0.1, 0.2, 0.9, True, 1.0)))
    say(PredictionsReady(job, "probabilities.npy", (1,), (0.5,), "heads", complete=True))
    say(RunFinished(job, "heads", cancelled=False, seconds=2.0))


def held_job(job: int) -> None:
    """Begin, and go on until a Cancel."""
    say(RunStarted(job, "heads", "cpu", 80, 20))
    say(Progress(job, "heads", 1, 10, 10.0))


def failing_job(job: int) -> None:
    say(RunFailed(job, "NotEnoughAnnotations", "There is nothing to learn from yet."))


def exiting_job(_job: int) -> None:
    print("the last words", file=sys.stderr)
    sys.exit(7)


def aborting_job(_job: int) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def garbling_job(_job: int) -> None:
    print("a stray line from some library", flush=True)
    signal.pause()


def nested_job(_job: int) -> None:
    print("[" * 200_000, flush=True)
    signal.pause()


def commanding_job(job: int) -> None:
    print(encode(Cancel(job)), flush=True)
    signal.pause()


def cut_short_job(job: int) -> None:
    sys.stdout.write(encode(Progress(job, "heads", 1, 2))[:20])
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def memory_job(_job: int) -> None:
    Path(sys.argv[2]).write_text("pgfault 12\noom_kill 4\n")
    os.kill(os.getpid(), signal.SIGKILL)


def loud_job(job: int) -> None:
    """More than any pipe holds, on both outputs."""
    for step in range(3000):
        say(StepMetrics(job, "heads", 1, step, 0.5))
        print(f"noise {step} " + "x" * 100, file=sys.stderr)
    say(RunFinished(job, "heads", cancelled=False, seconds=1.0))


def parent_job(job: int) -> None:
    """Leave a child behind that holds the output open."""
    waits = "import sys, signal; open(sys.argv[1], 'w').write('x'); signal.pause()"
    subprocess.Popen([sys.executable, "-c", waits, sys.argv[2]], stdin=subprocess.DEVNULL)
    with Path(sys.argv[2]).open("rb") as fifo:
        fifo.read(1)
    say(Progress(job, "heads", 1, 2))
    signal.pause()


JOBS = {
    "well": whole_job,
    "holds": held_job,
    "fails": failing_job,
    "exits": exiting_job,
    "crashes": aborting_job,
    "garbles": garbling_job,
    "nests": nested_job,
    "commands": commanding_job,
    "is-cut-short": cut_short_job,
    "runs-out-of-memory": memory_job,
    "is-loud": loud_job,
    "has-a-child": parent_job,
}


def main() -> None:
    manner = sys.argv[1]
    if manner == "exits-early":
        sys.exit("no module named torch")
    elif manner == "never-ready":
        signal.pause()
    elif manner == "speaks-another-version":
        say(Ready(PROTOCOL + 1, "9", ("cpu",)))
        signal.pause()
    elif manner == "forgets-ready":
        say(Progress(1, "heads", 1, 2))
        signal.pause()
    elif manner == "is-deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        ready()
        while True:
            signal.pause()
    elif manner == "closes-output":
        ready()
        os.close(1)
        sys.stdin.read()
    else:
        serve(JOBS[manner])


if __name__ == "__main__":
    main()
