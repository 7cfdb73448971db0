"""Work in a forked process that may be killed: what it said until then, and how it ended."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from labelmt.domain.errors import LabelMTError

Line = dict[str, Any]
Say = Callable[[Line], None]
READY: Line = {"ready": True}


@dataclass(frozen=True)
class Ended:
    """Attributes:
    lines: what it said, whole lines alone. signal: that ended it, 0: it ended by itself.
    told: an error of ours that it ended with; bug: any other.
    """

    lines: list[Line]
    signal: int
    told: str = ""
    bug: str = ""


def forked(
    work: Callable[[Say], None],
    *,
    kill_after: float | None = None,
    from_ready: bool = True,
    limit: float = 300.0,
) -> Ended:
    """Fork, work there, and perhaps kill it. The parent must have no thread of its own.

    Args:
        kill_after: seconds from its ``READY``, or from the fork.
        limit: seconds after which it counts as hung.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.close(reading)
        _work_and_end(work, writing)
    os.close(writing)
    began = time.monotonic()
    kill_at = None if kill_after is None or from_ready else began + kill_after
    content = b""
    hung = False
    while True:
        until = min(kill_at or float("inf"), began + limit)
        patience = None if until == float("inf") else max(0.0, until - time.monotonic())
        ready, _, _ = select.select([reading], [], [], patience)
        if ready:
            part = os.read(reading, 1 << 20)
            if not part:
                break
            if kill_after is not None and kill_at is None and not content and b"\n" in part:
                kill_at = time.monotonic() + kill_after
            content += part
        elif time.monotonic() >= until:
            hung = kill_at is None or until < kill_at
            os.kill(child, signal.SIGKILL)
            kill_at = float("inf")
            began = float("inf")
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return _ended(content, status, hung)


def _ended(content: bytes, status: int, hung: bool) -> Ended:
    lines = [json.loads(line) for line in content.split(b"\n")[:-1]]
    last = lines[-1] if lines else {}
    told, bug = str(last.get("told", "")), str(last.get("bug", ""))
    if hung:
        bug = "it hung"
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number not in (0, signal.SIGKILL):
        bug = bug or f"ended by signal {number}"
    return Ended(
        [one for one in lines if not {"told", "bug", "ready"} & one.keys()], number, told, bug
    )


def _work_and_end(work: Callable[[Say], None], writing: int) -> None:
    def say(line: Line) -> None:
        left = json.dumps(line).encode() + b"\n"
        while left:
            left = left[os.write(writing, left) :]

    try:
        work(say)
    except LabelMTError as error:
        say({"told": f"{type(error).__name__}: {error}"})
    except BaseException as error:  # noqa: BLE001 (this is what is looked for)
        frames = [f"{one.filename.rpartition('/')[2]}:{one.lineno}"
                  for one in traceback.extract_tb(error.__traceback__)[-4:]]  # fmt: skip
        say({"bug": f"{error!r} at {' '.join(frames)}"})
    finally:
        os._exit(0)
