"""Starts the worker process, sends it commands, reads its events and ends it.

The parent's side of ``domain.protocol.messages``. Whatever happens to the worker arrives as
data: the last event is always one WorkerEnded that says how it ended and what it wrote last.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Generator, Mapping, Sequence
from importlib.util import find_spec
from types import TracebackType

from labelmt.domain.errors import ProtocolError, WorkerUnavailable
from labelmt.domain.protocol.messages import (
    PROTOCOL,
    Command,
    EpochMetrics,
    Event,
    Ready,
    RunFinished,
    RunStarted,
    Shutdown,
    WorkerEnded,
    decode,
    encode,
)
from labelmt.project.engine.engine_python import (
    WorkerStart,
    bundle_parts,
    started_environment,
    worker_start,
)
from labelmt.project.training.child_process import ChildProcess
from labelmt.project.training.killed_for_memory import OomCounter

START_PATIENCE = 180.0
"""Seconds until Ready. A cold import of torch from a slow disk, under a virus scanner, takes a
minute."""
STOP_PATIENCE = 10.0
"""Seconds between asking a worker to end and ending it."""
TERMINATE_PATIENCE = 2.0
"""Seconds between terminating and killing."""
LINE_LIMIT = 64 * 2**20
"""Longest line in bytes; whatever is longer is no message of ours."""
SIGKILL = 9
"""The signal's number on every system that has signals."""


class WorkerProcess:
    """One life of the worker process.

    Commands may be sent from any thread, also from a signal handler, and before the start:
    they are written by a thread of their own, so that a worker that does not read never
    blocks the sender. One thread iterates ``events()``.

    Args:
        command: the program and its arguments; by default this Python's ``labelmt.worker``.
        start_patience: seconds until Ready, after which the process is ended.
        oom: what tells a kill for memory from another one.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        start_patience: float = START_PATIENCE,
        oom: OomCounter | None = None,
    ) -> None:
        self._command = command
        self._oom_given = oom
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._child: ChildProcess | None = None
        self._asked_to_end = False
        self._reading = False
        self._verdict = ""  # why we ended it, where we did
        self._start_timer = threading.Timer(start_patience, self._condemn, ["start"])
        self._start_timer.daemon = True

    def __enter__(self) -> WorkerProcess:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process's number, None before the start."""
        return None if self._child is None else self._child.pid

    @property
    def running(self) -> bool:
        return self._child is not None and not self._child.gone.is_set()

    def start(self) -> None:
        """Start the process; it tells by Ready that it listens.

        One that was asked to end before is not started; its events say so.

        Raises:
            WorkerUnavailable: this installation has no worker, or the system cannot start it.
        """
        if self._command is None:
            start = own_worker()
            command, changes = list(start.command), start.environment
        else:
            command, changes = list(self._command), {}
        # Not when this object is made: that is on a window's thread, and the counter reads files.
        self._oom = self._oom_given or OomCounter()
        with self._lock:
            if self._child is not None:
                raise RuntimeError("A WorkerProcess is started once.")
            if self._asked_to_end:
                return
            child = self._child = self._spawn(command, changes)
        self._start_timer.start()
        threading.Thread(
            name="worker-commands", target=self._write_commands, args=[child], daemon=True
        ).start()

    def send(self, command: Command) -> None:
        """Hand a command over; returns at once.

        A worker that is gone does not get it: ``events()`` reports the end.
        """
        self._outbox.put(encode(command).encode() + b"\n")

    def events(self) -> Generator[Event, None, None]:
        """Every event as it comes, then exactly one WorkerEnded. For one thread, once."""
        child = self._child
        if child is None:
            if not self._asked_to_end:
                raise RuntimeError("The worker has not been started.")
            yield WorkerEnded("shutdown", 0)
            return
        with self._lock:
            self._reading = True
        try:
            ready = yield from self._read(child)
            # Its output has ended and so should it; one that lives on could not be heard.
            if not child.gone.wait(STOP_PATIENCE):
                self._condemn("protocol")
                child.gone.wait()
            yield WorkerEnded(self._reason(child.code, ready), abs(child.code), child.last_words())
        finally:
            with self._lock:
                self._reading = False
            self._close_output(child)

    def ask_to_end(self) -> None:
        """Ask the worker to end: Shutdown, then no more input. Returns at once."""
        self._note_end()
        self.send(Shutdown())
        self._outbox.put(None)

    def stop(self, patience: float = STOP_PATIENCE) -> None:
        """End the process and wait until it is gone: ask, then terminate, then kill.

        May be called from any thread, before the start and after the end as well.
        """
        child = self._note_end()
        if child is None:
            return
        self.ask_to_end()
        if not child.gone.wait(patience):
            child.end(terminate=True)
        if not child.gone.wait(min(patience, TERMINATE_PATIENCE)):
            child.end()
        child.gone.wait()
        self._close_output(child)

    def kill(self) -> None:
        """End the process now, without asking; does not wait."""
        child = self._note_end()
        if child is not None:
            child.end()

    def _note_end(self) -> ChildProcess | None:
        """Note that its end is wanted: what was not started then will not be."""
        with self._lock:
            if self._child is None or not self._child.gone.is_set():
                self._asked_to_end = True
            return self._child

    def _spawn(self, command: list[str], changes: Mapping[str, str | None]) -> ChildProcess:
        try:
            return ChildProcess(command, worker_environment(changes), self._child_gone)
        except OSError as error:
            raise WorkerUnavailable(
                "The system could not start the training process.",
                subject=command[0],
                kept="Labelling goes on as before.",
                next_step="Close other programs and try again; reinstall LabelMT if it stays so.",
                details=str(error),
            ) from error

    def _condemn(self, verdict: str) -> None:
        self._verdict = self._verdict or verdict
        if self._child is not None:
            self._child.end()

    def _child_gone(self) -> None:
        self._start_timer.cancel()
        self._outbox.put(None)

    def _write_commands(self, child: ChildProcess) -> None:
        # A dead pipe is no error of the sender's: events() reports the end.
        with contextlib.suppress(OSError):
            for line in iter(self._outbox.get, None):
                child.stdin.write(line)
                child.stdin.flush()
        with contextlib.suppress(OSError):
            child.stdin.close()

    def _read(self, child: ChildProcess) -> Generator[Event, None, bool]:
        """Events until the output ends or makes no sense; returns whether one was Ready."""
        ready = False
        while line := child.stdout.readline(LINE_LIMIT):
            if not line.endswith(b"\n") and len(line) < LINE_LIMIT:
                break  # cut short by the end of the process
            try:
                event = _event(line, ready)
            except ProtocolError as error:
                child.tail.add(f"\n{error} {error.details}\n".encode())
                self._condemn("protocol")
                break
            if isinstance(event, Ready):
                ready = True
                self._start_timer.cancel()
            if isinstance(event, Ready | RunStarted | EpochMetrics | RunFinished):
                self._oom.remember()  # what was killed before now was not this worker
            yield event
        return ready

    def _reason(self, code: int, ready: bool) -> str:
        if self._verdict:
            return self._verdict
        if self._asked_to_end:
            return "shutdown"
        if code < 0:
            return "memory" if -code == SIGKILL and self._oom.rose() else "killed"
        return "exit" if ready else "start"

    def _close_output(self, child: ChildProcess) -> None:
        with self._lock:
            if child.gone.is_set() and not self._reading:
                child.stdout.close()


_PACE = {
    # Threads that have nothing to do sleep: by default they spin, on cores the window needs.
    "OMP_WAIT_POLICY": "PASSIVE",
    # glibc asks the system for every large tensor anew, and gets it page by page: a training step
    # on a CPU took 4.4 times as long, 2 times with the last of these alone (benchmarks/README.md).
    "MALLOC_MMAP_THRESHOLD_": str(4 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""What the worker is started with, unless this process's environment says otherwise."""


def own_worker() -> WorkerStart:
    """How this installation's worker is started.

    Raises:
        WorkerUnavailable: this installation cannot train; says what to install.
    """
    parts = bundle_parts()
    for module in ("labelmt.worker", "torch") if parts is None else ():
        if find_spec(module) is None:
            raise WorkerUnavailable(
                "Training needs a part that is not installed.",
                subject=module,
                kept="Labelling goes on as before.",
                next_step="To train, run pip install labelmt and start it with labelmt.",
            )
    return worker_start(parts)


def worker_command() -> list[str]:
    """The command of it. Raises what ``own_worker`` does."""
    return list(own_worker().command)


def worker_environment(changes: Mapping[str, str | None] | None = None) -> Mapping[str, str]:
    """This process's environment, with text in UTF-8 and nothing held back in buffers.

    Args:
        changes: what is other than here; None as a value removes.
    """
    own = {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    return {**_PACE, **started_environment(changes or {}), **own}


def _event(line: bytes, ready: bool) -> Event:
    event = decode(line.decode("utf-8", "replace"))
    if isinstance(event, WorkerEnded) or not isinstance(event, Event):
        raise ProtocolError("The worker sent what only its parent may.", subject=str(event)[:200])
    if isinstance(event, Ready) and event.protocol != PROTOCOL:
        raise ProtocolError(
            "Window and worker are of different versions.",
            subject=f"protocol {event.protocol}, expected {PROTOCOL}",
            next_step="Reinstall LabelMT.",
        )
    if not ready and not isinstance(event, Ready):
        raise ProtocolError("The worker's first message was not Ready.", subject=str(event)[:200])
    return event
