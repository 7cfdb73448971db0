"""The file in which actions wait for a server: appended to and synced, read by the next start.

Each process has a file of its own, locked while it lives; what is left of one that was killed is
taken over by whoever opens the project next from this folder.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from labelmt.domain.atomic_write import replacing, sync_folder
from labelmt.domain.process_lock import LOCK_REFUSED, process_lock
from labelmt.domain.protocol.json_records import from_plain, to_plain
from labelmt.project.offline.offline_effect import WAITABLE, Waitable
from labelmt.storage.database import files_told

OUTBOX = "outbox"
"""The folder below a person's own."""
REFUSED = "refused.jsonl"
"""Actions that the server did not take, kept for whoever wants to know."""
_KINDS: dict[str, type[Any]] = {one.__name__: one for one in WAITABLE}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An action that waits.

    Attributes:
        at: when it was done; with the person it names the action in the history.
        after: the history's newest entry that was known then.
        title: as the history will have it.
    """

    number: int
    at: str
    after: int
    title: str
    command: Waitable


class Outbox:
    """What waits, oldest first. Not thread-safe: Project's lock guards it.

    Raises of its methods: DiskFull, NoPermission. What ``add`` returned is on the disk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / OUTBOX
        self._file: Path | None = None
        self._lock: FileLock | None = None
        self._number = 0
        self.waiting: list[Waiting] = []

    def take_over(self) -> None:
        """Read what processes of before have left, and keep it as one's own."""
        left: list[tuple[Path, FileLock]] = []
        for file in sorted(self._folder.glob("*.actions")):
            lock = process_lock(file.with_suffix(".lock"))
            with suppress(*LOCK_REFUSED):
                lock.acquire()
                left.append((file, lock))
        found = sorted((one for file, _ in left for one in _read(file)), key=lambda one: one.at)
        for one in found:
            self.add(one.command, one.at, one.after, one.title)
        for file, lock in left:
            with suppress(OSError):
                file.unlink()
            lock.release()
            with suppress(OSError):
                file.with_suffix(".lock").unlink()

    def add(self, command: Waitable, at: str, after: int, title: str) -> Waiting:
        """Let an action wait behind all others."""
        self._number += 1
        one = Waiting(self._number, at, after, title, command)
        told = {"add": one.number, "kind": type(command).__name__, **to_plain(one)}
        self._append(told)
        self.waiting.append(one)
        return one

    def drop(self, one: Waiting) -> None:
        """It waits no longer: it was sent, refused or taken back."""
        self._append({"drop": one.number})
        self.waiting = [other for other in self.waiting if other.number != one.number]
        if not self.waiting and self._file is not None:
            with files_told(self._folder), replacing(self._file) as stream:
                stream.write(b"")

    def refuse(self, one: Waiting, why: str) -> None:
        """Keep aside what the server will not take."""
        with files_told(self._folder), (self._folder / REFUSED).open("ab") as stream:
            stream.write(_line({"why": why, "kind": type(one.command).__name__, **to_plain(one)}))
        self.drop(one)

    def close(self) -> None:
        """Leave what waits to the next process."""
        if self._lock is None or self._file is None:
            return
        if not self.waiting:
            with suppress(OSError):
                self._file.unlink()
        self._lock.release()
        if not self.waiting:
            with suppress(OSError):
                self._file.with_suffix(".lock").unlink()
        self._lock = self._file = None

    def _append(self, told: dict[str, Any]) -> None:
        with files_told(self._folder):
            file = self._file or self._begin()
            with file.open("ab") as stream:
                stream.write(_line(told))
                stream.flush()
                os.fsync(stream.fileno())

    def _begin(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{secrets.token_hex(8)}.actions"
        lock = process_lock(file.with_suffix(".lock"))
        with suppress(*LOCK_REFUSED):  # some network folders know no locks
            lock.acquire()
        file.touch()
        sync_folder(self._folder)
        self._file, self._lock = file, lock
        return file


def _read(file: Path) -> Iterable[Waiting]:
    """What waits in a file; a last line that was cut off was acknowledged to nobody."""
    found: dict[int, Waiting] = {}
    for line in file.read_bytes().splitlines():
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(line)
            if "drop" in told:
                found.pop(told["drop"], None)
                continue
            number, kind = int(told.pop("add")), _KINDS[told.pop("kind")]
            command = from_plain(kind, told.pop("command"))
            found[number] = Waiting(command=command, **told)
    return found.values()


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"
