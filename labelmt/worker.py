"""The worker process: commands come in on standard input, events go out on standard output.

``python -m labelmt.worker``. Whatever else prints, prints to standard error: the real standard
output is moved away before anything heavy is imported, so that a stray print cannot break the
protocol. When standard input closes, the parent is gone and the worker ends: at once, or with the
job that runs.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TextIO

from labelmt import __version__
from labelmt.domain.errors import ProtocolError
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.job_failure import failed
from labelmt.domain.text import mark

if TYPE_CHECKING:
    from labelmt.learning.explain.explainer import Explainer
    from labelmt.learning.live.live_memory import LiveMemory
    from labelmt.learning.training.cancellation import Control

ORPHAN_GRACE_S = 5.0
"""How long a job may take to end by itself once the parent is gone."""


class Inbox:
    """Commands as they come; those about a running job act at once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._jobs: queue.SimpleQueue[messages.JobCommand | messages.Explain | None] = (
            queue.SimpleQueue()
        )
        self._question: messages.Explain | None = None
        self._running: dict[int, Control] = {}
        self._cancelled_early: set[int] = set()
        self._lock = threading.Lock()
        self._put_off: deque[messages.JobCommand] = deque()
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    def jobs(self) -> Iterator[messages.JobCommand | messages.Explain]:
        """Jobs in order, until Shutdown or the end of input.

        Questions among them say that ``question`` has one, where it was not asked meanwhile.
        """
        while (job := self._next()) is not None:
            yield job

    def _next(self) -> messages.JobCommand | messages.Explain | None:
        if self._put_off and not self._jobs.qsize():
            return self._put_off.popleft()
        return self._jobs.get()

    def urgent(self) -> Iterator[messages.JobCommand | messages.Explain]:
        """What has come while a job runs that nobody waits for; another such job is put off."""
        while self._jobs.qsize():
            job = self._jobs.get()
            if job is None:
                self._jobs.put(None)
                return
            if isinstance(job, messages.LayOutMap):
                self._put_off.append(job)
            else:
                yield job

    def question(self) -> messages.Explain | None:
        """The newest question that nobody has answered."""
        with self._lock:
            question, self._question = self._question, None
        return question

    def begin(self, job: int, control: Control) -> None:
        """Let commands reach a job; one that was cancelled while it waited is cancelled now."""
        with self._lock:
            self._running[job] = control
            if job in self._cancelled_early:
                control.cancel()

    def end(self, job: int) -> None:
        with self._lock:
            self._running.pop(job, None)

    def _read(self) -> None:
        told = False
        for line in self._stream:
            try:
                command = messages.decode(line)
            except ProtocolError as error:
                sys.stderr.write(f"{error}\n")
                continue
            if isinstance(command, messages.Shutdown):
                told = True
                break
            self._take(command)
        self._jobs.put(None)
        with self._lock:
            if not self._running:
                # Nothing is under way that would be kept. Loading torch, and taking it down again,
                # takes seconds for which a window that closes would wait.
                os._exit(0)
            for control in self._running.values():
                if told:
                    control.cancel()
                else:
                    control.abandon()
        # A job that sits in one long native call does not see the cancel; nobody waits for it.
        last = threading.Timer(ORPHAN_GRACE_S, os._exit, args=(0,))
        last.daemon = True
        last.start()

    def _take(self, command: messages.Message) -> None:
        if isinstance(command, messages.Cancel):
            with self._lock:
                control = self._running.get(command.job)
                if control is None:
                    self._cancelled_early.add(command.job)
                else:
                    control.cancel()
        elif isinstance(command, messages.Explain):
            with self._lock:
                self._question = command
            self._jobs.put(command)  # wakes who waits for a job
        elif isinstance(command, messages.JobCommand):
            self._jobs.put(command)
        else:
            sys.stderr.write(f"not a command: {type(command).__name__}\n")


def main() -> None:
    """Serve until the parent says so, or is gone."""
    out = _protected_stdout()
    inbox = Inbox(sys.stdin)

    def send(event: messages.Event) -> None:
        out.write(messages.encode(event) + "\n")
        out.flush()

    try:
        _serve(inbox, send_to=send)
    except BrokenPipeError:
        os._exit(0)  # the parent is gone; flushing at exit would only fail again


def _serve(inbox: Inbox, send_to: Callable[[messages.Event], None]) -> None:
    from labelmt.learning.explain.explainer import Explainer
    from labelmt.learning.jobs import run_job as _loaded_now  # noqa: F401 - before it is ready
    from labelmt.learning.live.live_memory import LiveMemory
    from labelmt.learning.models.devices import found_devices
    from labelmt.learning.training.cancellation import Control

    memory, explainer = LiveMemory(), Explainer()

    def answer() -> None:
        question = inbox.question()
        if question is not None:
            send_to(_answer(explainer, question))

    devices = found_devices()
    send_to(
        messages.Ready(
            messages.PROTOCOL,
            __version__,
            tuple(name for name, _ in devices),
            tuple(title for _, title in devices),
        )
    )

    def do(command: messages.JobCommand | messages.Explain) -> None:
        if isinstance(command, messages.Explain):
            answer()
            return
        control = Control()
        inbox.begin(command.job, control)
        try:
            for event in _events(command, control, memory):
                send_to(event)
                answer()  # a person waits for it; the job does not mind
                if isinstance(command, messages.LayOutMap):  # for which nobody waits
                    for other in inbox.urgent():
                        do(other)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - a job's end is data; the worker goes on
            send_to(failed(command.job, error))
        finally:
            inbox.end(command.job)

    for command in inbox.jobs():
        do(command)


def _events(
    command: messages.JobCommand, control: Control, memory: LiveMemory
) -> Iterator[messages.Event]:
    if isinstance(command, messages.PredictWithModel):
        from labelmt.api.predict_job import predict_with_model

        return predict_with_model(command, control)
    from labelmt.learning.jobs import run_job

    return run_job.run(command, control, memory)


def _answer(explainer: Explainer, question: messages.Explain) -> messages.Event:
    try:
        return explainer.answer(question)
    except Exception as error:  # noqa: BLE001 - what became of a question is data as well
        return failed(question.job, error, mark("The model could not be asked why it says so."))


def _protected_stdout() -> TextIO:
    """The real standard output, for events only; file descriptor 1 now leads to stderr."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return stream


if __name__ == "__main__":
    main()
