"""Which process trains a run: it holds a lock in the run's folder.

The system lets go of the lock when the process ends, however it ends. A process number would
say less: it is given to another process sooner or later.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from labelmt.domain.process_lock import LOCK_REFUSED, process_lock
from labelmt.domain.text import mark
from labelmt.project.run_folders import run_folder
from labelmt.project.who_and_when import now
from labelmt.storage import run_repository
from labelmt.storage.project_database import ProjectDatabase

_LOCK = "owner.lock"


class OwnedRuns:
    """The runs that this process trains for one opened project."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[int, FileLock] = {}

    def take(self, run_id: int) -> Path:
        """Make the run's folder and hold it as its owner. Raises OSError."""
        self.release(run_id)
        folder = run_folder(self._folder, run_id)
        folder.mkdir(parents=True, exist_ok=True)
        lock = self._locks[run_id] = process_lock(folder / _LOCK)
        # Where there are no locks, the run may seem interrupted to another process that opens
        # the project; its end is still recorded as it was.
        with suppress(*LOCK_REFUSED):
            lock.acquire()
        return folder

    def release(self, run_id: int) -> None:
        """Let go of a run that has ended."""
        lock = self._locks.pop(run_id, None)
        if lock is not None:
            lock.release()

    def release_all(self) -> None:
        for run_id in tuple(self._locks):
            self.release(run_id)


def end_interrupted_runs(folder: Path, database: ProjectDatabase) -> None:
    """End the runs that are said to be running though nobody trains them.

    Of a team's project those whose folder is here: the others are a colleague's.
    """
    with database.read() as connection:
        running = run_repository.running_runs(connection)
    if database.is_shared:
        running = tuple(one for one in running if run_folder(folder, one).is_dir())
    lost = [run_id for run_id in running if not _is_owned(run_folder(folder, run_id))]
    if lost:
        with database.write() as connection:
            for run_id in lost:
                problem = mark("Interrupted: the program ended.")
                run_repository.end_run(connection, run_id, "failed", now(), problem=problem)


def _is_owned(folder: Path) -> bool:
    file = folder / _LOCK
    if not file.exists():
        return False
    try:
        with process_lock(file):
            return False
    except (TimeoutError, PermissionError):  # the owner may be another user
        return True
    except LOCK_REFUSED:
        return False
