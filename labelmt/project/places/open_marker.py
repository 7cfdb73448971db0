"""Crash marker: which project a window had open when its program was cut off.

Each window leaves a note beside the list of recent projects and holds a lock on it. A note
that nobody holds is of a program that did not end by itself.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from labelmt.domain.process_lock import LOCK_REFUSED, process_lock
from labelmt.domain.protocol.json_records import from_plain
from labelmt.domain.protocol.manifest import write_json
from labelmt.project.places.home import config_folder

_NOTES = "open"
_OWN: set[Path] = set()
"""Notes of this process."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A project that was open, or being opened, when its program was cut off."""

    folder: Path
    was_open: bool
    """False: it had not been opened yet, so that opening it may have been the reason."""


@dataclass(frozen=True, slots=True)
class _Note:
    folder: str
    was_open: bool


class OpenMark:
    """This process has a project open. A settings folder that cannot be written costs the note."""

    def __init__(self) -> None:
        self._note: Path | None = None
        self._lock: FileLock | None = None

    def hold(self, folder: Path, *, was_open: bool) -> None:
        """Say which project is open, or about to be, in place of what was said before."""
        with contextlib.suppress(*LOCK_REFUSED):
            if self._note is None:
                notes = config_folder() / _NOTES
                notes.mkdir(parents=True, exist_ok=True)
                note = notes / f"{uuid.uuid4().hex}.json"
                lock = process_lock(note.with_suffix(".lock"))
                lock.acquire()
                self._lock = lock
                self._note = note
                _OWN.add(note)
            write_json(self._note, _Note(str(folder.absolute()), was_open))

    def release(self) -> None:
        """No project is open any more."""
        if self._note is not None:
            # First the note, then the lock: another start in between would take the note of a
            # project that was closed as it should be for one that was cut off.
            _remove(self._note)
        if self._lock is not None:
            self._lock.release()
        if self._note is not None:
            _remove(self._note)  # where a file that is locked cannot be removed
            _OWN.discard(self._note)
        self._note = self._lock = None


def take_unfinished() -> list[Unfinished]:
    """What programs that were cut off had open, the latest first; each is told once."""
    found: list[tuple[float, Unfinished]] = []
    for note in _abandoned():
        with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
            said = from_plain(_Note, json.loads(note.read_text(encoding="utf-8")))
            found.append((note.stat().st_mtime, Unfinished(Path(said.folder), said.was_open)))
        _remove(note)
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


def open_elsewhere(folder: Path) -> bool:
    """Whether a window of another process of this person has the project open, or opens it."""
    wanted = str(folder.absolute())
    for file in sorted((config_folder() / _NOTES).glob("*.lock")):
        if file.with_suffix(".json") in _OWN:
            continue
        try:
            with process_lock(file):
                continue  # nobody holds it
        except LOCK_REFUSED:
            with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
                note = file.with_suffix(".json").read_text(encoding="utf-8")
                if from_plain(_Note, json.loads(note)).folder == wanted:
                    return True
    return False


def _abandoned() -> list[Path]:
    """Notes whose locks nobody holds."""
    found = []
    for file in sorted((config_folder() / _NOTES).glob("*.lock")):
        with contextlib.suppress(*LOCK_REFUSED), process_lock(file):
            found.append(file.with_suffix(".json"))
    return found


def _remove(note: Path) -> None:
    for file in (note, note.with_suffix(".lock")):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
