"""Supervised child process: in a group of its own, watched, and reaped at the end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TypedDict

TAIL_BYTES = 16 * 1024
"""How much of a process's error output is kept: a long traceback."""

NICENESS = 10
"""How much a child stands back: enough for a window to win each core it asks for."""
GROUP_TRIES = 10


class TextTail:
    """The last part of a stream that may be endless. Safe to use from several threads."""

    def __init__(self, limit: int = TAIL_BYTES) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._bytes = b""
        self._cut = False

    def add(self, data: bytes) -> None:
        with self._lock:
            kept = self._bytes + data
            self._cut = self._cut or len(kept) > self._limit
            self._bytes = kept[-self._limit :]

    def read_all(self, stream: IO[bytes]) -> None:
        """Read a stream to its end, as chunks come, and close it."""
        with contextlib.closing(stream):
            while chunk := os.read(stream.fileno(), 8192):
                self.add(chunk)

    def __str__(self) -> str:
        with self._lock:
            text, cut = self._bytes.decode("utf-8", "replace"), self._cut
        if cut:  # what is left of the first line would mislead
            text = "…\n" + text.partition("\n")[2]
        return text.strip()


class ChildProcess:
    """A process with pipes, started at once.

    Attributes:
        stdin, stdout: the pipes, for one thread each. The error output is collected here.
        tail: the last of the error output.
        gone: set when the process and all that it started have ended and it is reaped.

    Args:
        on_gone: called once, in a thread of this object's, just before ``gone`` is set.

    Raises:
        OSError: the system could not start it.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], on_gone: Callable[[], None]
    ) -> None:
        self._popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            **_own_group(),
        )
        _yield_to_others(self._popen.pid)
        self.stdin = _pipe(self._popen.stdin)
        self.stdout = _pipe(self._popen.stdout)
        self.tail = TextTail()
        self.gone = threading.Event()
        self._on_gone = on_gone
        self._lock = threading.Lock()
        self._reaped = False
        errors = _pipe(self._popen.stderr)
        self._tail_reader = threading.Thread(
            name="child-stderr", target=self.tail.read_all, args=[errors], daemon=True
        )
        self._tail_reader.start()
        threading.Thread(name="child-end", target=self._watch, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def code(self) -> int:
        """Exit status, or minus the number of the signal that ended it; once gone."""
        code = self._popen.returncode
        if code is None:
            raise RuntimeError("The process still runs.")
        return int(code)

    def end(self, *, terminate: bool = False) -> None:
        """Kill the process and all that it started, or ask them to terminate; does not wait."""
        with self._lock:
            if not self._reaped:
                _end_group(self._popen, terminate=terminate)

    def last_words(self) -> str:
        """The last of the error output, all of it read; once gone."""
        self._tail_reader.join(2.0)
        return str(self.tail)

    def _watch(self) -> None:
        _wait_unreaped(self._popen)
        with self._lock:
            # What the process started may hold the pipes open, and must not outlive it. While
            # it is not reaped, its number cannot become that of another group.
            _end_group(self._popen)
            self._popen.wait()
            self._reaped = True
        self._on_gone()
        self.gone.set()


class _Options(TypedDict, total=False):
    start_new_session: bool
    creationflags: int


def _own_group() -> _Options:
    """Popen's options for the leader of a group: Ctrl-C in a terminal is the parent's alone."""
    if sys.platform == "win32":
        return {
            "creationflags": subprocess.CREATE_NO_WINDOW
            | subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        }
    return {"start_new_session": True}


def _yield_to_others(pid: int) -> None:
    """Lower a new process's priority: a window must stay live while all cores compute.

    Done from here, before the process has threads, which inherit it; a hook that runs in the
    child before its program is not safe in a parent that has threads.
    """
    if sys.platform != "win32":  # there, it is an option of the start
        with contextlib.suppress(OSError):  # already gone, or not permitted: not worth an error
            own = os.getpriority(os.PRIO_PROCESS, 0)
            nice = min(own + NICENESS, 19)
            os.setpriority(os.PRIO_PROCESS, pid, nice)
            # Linux shares the cores among sessions first, and the process leads one of its own
            # ("The autogroup feature", sched(7)): within it, it is nice to itself alone.
            group = Path(f"/proc/{pid}/autogroup")
            if group.exists():
                _write_patiently(group, str(nice))


def _write_patiently(file: Path, text: str) -> None:
    """Linux lets ordinary users change one autogroup in a tenth of a second, all together."""
    for _ in range(GROUP_TRIES):
        try:
            file.write_text(text, encoding="ascii")
        except BlockingIOError:
            time.sleep(0.11)
        else:
            return


def _wait_unreaped(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end and, where the system can, leave the process to be reaped later."""
    if sys.platform != "win32" and hasattr(os, "waitid"):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()


def _end_group(process: subprocess.Popen[bytes], *, terminate: bool = False) -> None:
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            process.terminate() if terminate else process.kill()
    else:
        number = signal.SIGTERM if terminate else signal.SIGKILL
        # macOS says "not permitted" of a group that has ended but is not reaped.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("The process was started without pipes.")
    return pipe
