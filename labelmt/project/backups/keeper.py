"""Rotating backups of an open project, and its write-ahead log brought in when nothing happens.

A backup is made when a project was opened, every so many minutes of work, and before what
changes much at once; never of what the newest backup holds already.
"""

from __future__ import annotations

import filecmp
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from labelmt.domain.errors import EnvironmentFault, ProjectDamaged
from labelmt.project.backups.backup_bounds import BACKUP_BOUNDS, BackupBounds
from labelmt.project.backups.dated_copies import (
    BACKUPS,
    Backup,
    backup_of,
    list_backups,
    new_backup_file,
    superfluous,
)
from labelmt.storage.database import file_fault, files_told
from labelmt.storage.database_copy import CopyGivenUp
from labelmt.storage.project_database import ProjectDatabase

EVERY = BackupBounds().every_s
"""Seconds of work between two backups, where a person has not said otherwise."""
IDLE = 20.0
"""Seconds without work, after which the write-ahead log is brought into the database."""
SYNCED_WITHIN = 1.0
"""Seconds until what was written down beside the database is on the disk."""
WAITED_FOR = 64 * 2**20
"""Bytes of a database up to which closing a project waits for a backup that has begun."""


Fault: TypeAlias = ProjectDamaged | EnvironmentFault


class Beside(Protocol):
    """What is written beside the database and synced together, see ``journal``."""

    @property
    def problem(self) -> OSError | None: ...

    def sync(self) -> None: ...

    def thin(self, oldest_needed: datetime | None) -> None: ...


class BackupKeeper:
    """Backups of one open project; a thread of its own makes those nobody waits for.

    Args:
        clock: seconds that only grow. today: the date to write down.
    """

    def __init__(
        self,
        folder: Path,
        database: ProjectDatabase,
        beside: Beside | None = None,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._problems: dict[str, Fault] = {}
        """Why the last backup, and why the last line beside it, could not be written."""
        self._listener: Callable[[Fault], None] = lambda _problem: None
        self._folder = folder
        self._database = database
        self._beside = beside
        self._clock = clock
        self._today = today
        self._making = threading.Lock()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._opening = False
        self._tidy: Callable[[], object] = lambda: None
        self._work_since: float | None = None
        """Since when there is work that no backup holds."""
        self._unsynced_since: float | None = None
        self._unlogged = False
        self._last_work = clock()
        self._held: object = None
        """How the database was when the newest backup was made."""

    @property
    def problem(self) -> Fault | None:
        """Why the last backup, or the journal, could not be written; None where both could."""
        return next(iter(self._problems.values()), None)

    def listen(self, listener: Callable[[Fault], None]) -> None:
        """Have somebody told, from any thread, why nothing can be backed up: each reason once."""
        self._listener = listener
        if self.problem is not None:
            listener(self.problem)

    def _note(self, what: str, problem: Fault | None) -> None:
        known = {(one.what, one.subject) for one in self._problems.values()}
        if problem is None:
            self._problems.pop(what, None)
            return
        self._problems[what] = problem
        if (problem.what, problem.subject) not in known:
            self._listener(problem)

    def opened(self, tidy: Callable[[], object] = lambda: None) -> None:
        """Make a backup of the project as it was opened, soon; then ``tidy`` up.

        Of a team's project backups are made when they are asked for: each person's would copy it
        all from the server again.
        """
        self._tidy = tidy
        self._opening = True
        self._start()

    def worked(self) -> None:
        """Something was changed. Costs microseconds."""
        now = self._last_work = self._clock()
        self._unlogged = True
        if self._work_since is None:
            self._work_since = now
        if self._unsynced_since is None:  # else the thread looks by itself before long
            self._unsynced_since = now
            self._start()
            with self._wake:
                self._wake.notify()

    def back_up(self, reason: str, *, always: bool = False) -> Backup:
        """Make one now, of what the newest does not hold yet; that one otherwise.

        Args:
            always: also where the newest holds it all.

        Raises:
            ProjectDamaged: the database does not pass SQLite's check, so that no copy was kept.
            EnvironmentFault: it cannot be written.
            CopyGivenUp: the project was closed meanwhile.
        """
        with self._making:
            self._opening = False
            state = self._database.written_state()
            newest = next(iter(list_backups(self._folder)), None)
            if newest is not None and state == self._held and not always:
                return newest
            since, self._work_since = self._work_since, None
            try:
                with files_told(self._folder / BACKUPS):
                    file = new_backup_file(self._folder, self._today(), reason)
                self._database.back_up(file, lambda: not self._given_up)
            except BaseException as error:
                self._work_since = self._work_since if since is None else since
                if isinstance(error, ProjectDamaged | EnvironmentFault):
                    self._note("copy", error)
                raise
            self._note("copy", None)
            self._held = state
            if newest is not None and not always and _alike(newest.file, file):
                file.unlink()
                return newest
            made = backup_of(file)
            self._thin()
            return made

    @property
    def making(self) -> bool:
        """Whether one is being made."""
        return self._making.locked()

    def before(self, reason: str) -> None:
        """Make one before something that changes much; where it cannot be made, that is noted.

        What follows can be undone: it is not refused for want of a backup.
        """
        if self._database.is_shared:
            self._opening = False
            return
        with suppress(ProjectDamaged, EnvironmentFault, CopyGivenUp):
            self.back_up(reason)

    def turn(self) -> None:
        """Do what is due by the clock."""
        now = self._clock()
        if self._unsynced_since is not None and now - self._unsynced_since >= SYNCED_WITHIN:
            self._sync()
        if self._opening:
            self.before("opening")
            with suppress(EnvironmentFault, ProjectDamaged, OSError):
                self._tidy()
        elif self._work_since is not None and now - self._work_since >= BACKUP_BOUNDS.every_s:
            self.before("work")
            if self._work_since is not None:  # it failed: the next is tried as much later
                self._work_since = now
        if self._unlogged and now - self._last_work >= IDLE:
            self._unlogged = False
            with suppress(ProjectDamaged, EnvironmentFault):
                self._unlogged = not self._database.checkpoint()
            self._last_work = now

    def close(self) -> None:
        """End the thread. A backup that has begun is finished, unless it is of a large project."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None
        if self._unsynced_since is not None:
            self._sync()

    def _sync(self) -> None:
        self._unsynced_since = None
        if self._beside is not None:
            self._beside.sync()
            wrong = self._beside.problem
            place = self._folder / BACKUPS
            self._note("journal", None if wrong is None else file_fault(wrong, place))

    @property
    def _given_up(self) -> bool:
        if not self._closing:
            return False
        with suppress(OSError):
            return self._database.size() > WAITED_FOR
        return True

    def _start(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._run, name="backups", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            self.turn()
            with self._wake:
                if self._closing:
                    return
                self._wake.wait(self._pause())
                if self._closing:
                    return

    def _pause(self) -> float | None:
        """Seconds until something is due; None: until something happens."""
        due = [] if not self._unlogged else [self._last_work + IDLE]
        every = BACKUP_BOUNDS.every_s
        for since, after in ((self._unsynced_since, SYNCED_WITHIN), (self._work_since, every)):
            if since is not None:
                due.append(since + after)
        return 0.0 if self._opening else max(0.0, min(due) - self._clock()) if due else None

    def _thin(self) -> None:
        backups = list_backups(self._folder)
        for one in superfluous(backups, self._today(), largest=BACKUP_BOUNDS.largest_bytes):
            with suppress(OSError):
                one.file.unlink()
        if self._beside is not None:
            self._beside.thin(backups[2].made_at if len(backups) > 2 else None)


def _alike(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False
