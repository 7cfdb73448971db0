"""Whose a run is: the process that trains holds a lock in the run's folder.

The system lets go of the lock when the process ends, however it ends. A process number would
say less: it is given to another process sooner or later.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO

from labelmt.project.file_lock import lock
from labelmt.project.history.undo import now
from labelmt.storage import run_repository
from labelmt.storage.database import Database

RUNS = "runs"
_LOCK = "owner.lock"


def run_folder(project: Path, run_id: int) -> Path:
    """Where a run keeps its files."""
    return project / RUNS / str(run_id)


class OwnedRuns:
    """The runs that this process trains for one opened project."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[int, IO[bytes]] = {}

    def take(self, run_id: int) -> Path:
        """Make the run's folder and hold it as its owner. Raises OSError."""
        self.release(run_id)
        folder = run_folder(self._folder, run_id)
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / _LOCK).open("wb")
        self._locks[run_id] = stream
        # Some network folders know no locks. The run may then seem interrupted to another
        # process that opens the project; its end is still recorded as it was.
        with contextlib.suppress(OSError):
            lock(stream)
        return folder

    def release(self, run_id: int) -> None:
        """Let go of a run that has ended."""
        stream = self._locks.pop(run_id, None)
        if stream is not None:
            stream.close()

    def release_all(self) -> None:
        for run_id in tuple(self._locks):
            self.release(run_id)


def end_interrupted_runs(folder: Path, database: Database) -> None:
    """End the runs that are said to be running though nobody trains them."""
    with database.read() as connection:
        running = run_repository.running_runs(connection)
    lost = [run_id for run_id in running if not _is_owned(run_folder(folder, run_id))]
    if lost:
        with database.write() as connection:
            for run_id in lost:
                problem = "Interrupted: the program ended."
                run_repository.end_run(connection, run_id, "failed", now(), problem=problem)


def _is_owned(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open("r+b") as stream:
            lock(stream, shared=True)
    except FileNotFoundError:
        return False
    except (BlockingIOError, PermissionError):  # of Windows: what is locked is not permitted
        return True
    except OSError:
        return False
    return False
