"""SQLite connections and transactions of a project; backups; faults as our errors."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from labelmt.domain.errors import (
    DiskFull,
    EnvironmentFault,
    NoPermission,
    ProjectDamaged,
    ProjectGone,
)
from labelmt.domain.text import mark
from labelmt.storage.database_copy import DamagedCopy, copy_database
from labelmt.storage.project_database import ProjectDatabase

Transaction: TypeAlias = Connection
"""What repositories take: one consistent view, or one write, of the database."""

BUSY_MS = 10_000
"""How long to wait for another process that writes."""

ROOM = 1 << 16
"""Bytes without which a disk counts as full: SQLite's index of the log, and an action."""

LARGEST_CHECKED = 64 * 2**20
"""Bytes; about 200,000 images with a million annotations, checked in a tenth of a second."""


NO_FOLDER = mark("There is a file, or a link that leads nowhere, where a folder must be.")
_OF_THE_COPY = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
}
"""What SQLite says of the file it copies to: the one it reads is open already."""


class Database(ProjectDatabase):
    """One project's database of SQLite.

    Reads and writes are transactions; a write takes SQLite's write lock at its start, so that
    it cannot fail half-way for another writer.
    """

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        self.file = file
        self.read_only = read_only
        self._place: tuple[int, int] | None = None
        """Device and inode of the file that was opened."""
        self._log_places: tuple[int | None, ...] = (None, None)
        """Inodes of the log and its index after the last write."""
        self._copied: Path | None = None
        if read_only:
            address, self._copied = _address_for_reading(file)
        else:
            address = f"{file.absolute().as_uri()}?mode=rw"  # what is not there is not made
        self._engine = _engine(address)

    def make_file(self) -> None:
        """Begin a new database; nothing else does. Raises NoPermission, DiskFull."""
        with files_told(self.file.parent):
            self.file.touch()
        self.use_log()

    def use_log(self) -> None:
        """Let the database have a write-ahead log, which is noted in the file.

        Not asked of every connection: a database that is not ours is not changed.
        """
        with self._driver() as driver:
            if self.read_only:
                return
            if driver.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                driver.execute("PRAGMA journal_mode=WAL")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view. Raises the errors of ``faults_told``."""
        with faults_told(self.file), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is on disk when the block ends, or not at all."""
        if self.read_only:
            raise _only_for_reading(self.file)
        self._keep_log(written=False)
        with faults_told(self.file), self._engine.connect() as plain:
            connection = plain.execution_options(labelmt_write=True)
            with connection.begin():
                self._check_place()
                yield connection
            # In a file that has no name any more, a write succeeds and is lost.
            self._check_place()
        self._keep_log(written=True)

    def _keep_log(self, *, written: bool) -> None:
        """Let what was written outlive a log, or its index, that was deleted while it was open.

        Whoever opens the database next would not find it: it is brought into the database itself,
        by a connection that has the log still, and new ones begin another.
        """
        there = tuple(map(_inode, (self.log, self.file.with_name(self.file.name + "-shm"))))
        before, self._log_places = self._log_places, there
        pairs = zip(before, there, strict=True)
        if not any(was is not None and was != now for was, now in pairs) and not (
            written and None in there
        ):
            return
        with suppress(ProjectGone):  # told by the write itself
            self._check_place()
            if not self.checkpoint():
                raise EnvironmentFault(
                    "The log beside the project's database was deleted while it was open.",
                    subject=str(self.log),
                    kept="The journal has what was done since.",
                    next_step="Close the project in all windows, then open it again.",
                )
            self._engine.dispose()
            self._log_places = (None, None)

    def _check_place(self) -> None:
        """Raises ProjectGone where the database is not the file any more that its name leads to."""
        try:
            told = os.stat(self.file)  # noqa: PTH116 (asked with every key: a third of the time)
        except OSError:
            place = None
        else:
            place = told.st_dev, told.st_ino
        if self._place is None:
            self._place = place
        if place is None or place != self._place:
            raise ProjectGone(
                "The project's database was deleted, moved or replaced while it was open.",
                subject=str(self.file),
                kept="This action was not saved; all before it can be saved elsewhere.",
                next_step="Put the file back, or save the project elsewhere.",
            )

    def back_up(self, target: Path, wanted: Callable[[], bool] = lambda: True) -> None:
        """Copy the whole database, also while others use it; the copy has been checked.

        Args:
            wanted: asked now and then; False gives the copy up.

        Raises:
            ProjectDamaged: the database does not pass SQLite's check.
            CopyGivenUp, DiskFull, NoPermission.
        """
        with files_told(target.parent), self._driver() as source:
            target.parent.mkdir(exist_ok=True)  # a project that was moved is not begun anew
            try:
                copy_database(source, target, wanted)
            except DamagedCopy as error:
                raise damaged(self.file, str(error)) from error
            except sqlite3.OperationalError as error:
                number = _OF_THE_COPY.get(error.sqlite_errorcode & 0xFF)
                if number is None:
                    raise
                raise file_fault(OSError(number, str(error)), target.parent) from error

    def copied(self) -> Database:
        """A copy in the folder for temporary files, which may be written; gone when it is closed.

        Raises:
            ProjectDamaged, DiskFull, NoPermission.
        """
        place = Path(tempfile.gettempdir())
        with files_told(place):
            folder = Path(tempfile.mkdtemp(prefix="labelmt-"))
        try:
            self.back_up(folder / self.file.name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        copy = Database(folder / self.file.name)
        copy._copied = folder
        return copy

    def look_only(self, at: Path) -> None:
        """Let a copy stand for the file at another place, which it is of: nothing is written."""
        self.file, self.read_only = at, True

    def checkpoint(self) -> bool:
        """Bring what the write-ahead log holds into the database; whether that was possible.

        Others are not waited for: what they hold up is done the next time.
        """
        with self._driver() as driver:
            driver.execute("PRAGMA busy_timeout=0")
            try:
                busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        return not busy

    def be_one_file(self) -> None:
        """Bring the log into the database and begin none again: it can be renamed then."""
        with self._driver() as driver:
            driver.execute("PRAGMA journal_mode=DELETE").fetchone()

    @contextmanager
    def _driver(self) -> Iterator[sqlite3.Connection]:
        """A connection for what is done outside of transactions."""
        with faults_told(self.file), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            if not isinstance(driver, sqlite3.Connection):
                raise TypeError("this is SQLite's own")
            yield driver

    @property
    def is_shared(self) -> bool:
        return False

    def size(self) -> int:
        return self.file.stat().st_size

    def written_state(self) -> object:
        """How its files are: changes with everything that any process writes."""
        found: list[object] = []
        for file in (self.file, self.log):
            try:
                told = file.stat()
            except OSError:
                found.append(None)
            else:
                found.append((told.st_ino, told.st_size, told.st_mtime_ns))
        return tuple(found)

    @property
    def log(self) -> Path:
        """The write-ahead log beside the database."""
        return self.file.with_name(self.file.name + "-wal")

    def check(self) -> None:
        """Raises ProjectDamaged when SQLite's own quick check finds anything.

        It reads the whole file, so a large one is not checked: there, damage is told by the
        statement that meets it.
        """
        if self.file.stat().st_size > LARGEST_CHECKED:
            return
        with self.read() as connection:
            answers = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
        if answers != ["ok"]:
            raise damaged(self.file, "\n".join(str(answer) for answer in answers))

    def close(self) -> None:
        self._engine.dispose()
        if self._copied is not None:
            shutil.rmtree(self._copied, ignore_errors=True)


def _address_for_reading(file: Path) -> tuple[str, Path | None]:
    """How to open a database on a disk that cannot be written; and the folder of a copy, if any.

    A log needs an index beside it, which cannot be made there: where the log holds anything, both
    are copied to the folder for temporary files.
    """
    address = file.absolute().as_uri()
    log = file.with_name(file.name + "-wal")
    with suppress(OSError):
        if log.stat().st_size:
            if file.with_name(file.name + "-shm").exists():  # of another process
                with suppress(sqlite3.Error), closing(_opened(f"{address}?mode=ro")):
                    return f"{address}?mode=ro", None
            folder = Path(tempfile.mkdtemp(prefix="labelmt-"))
            try:
                for one in (file, log):
                    shutil.copyfile(one, folder / one.name)
            except OSError:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                return f"{(folder / file.name).as_uri()}?mode=rw", folder
    return f"{address}?mode=ro&immutable=1", None


def _inode(file: Path) -> int | None:
    try:
        return os.stat(file).st_ino  # noqa: PTH116 (asked with every key)
    except OSError:
        return None


def _opened(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _only_for_reading(file: Path) -> NoPermission:
    return NoPermission(
        "The project is open for reading only.",
        subject=str(file),
        kept="Nothing was changed.",
        next_step="Make room on its disk, or let it be written, and open it again.",
    )


def check_room(folder: Path) -> None:
    """Raises NoPermission or DiskFull where a project's folder cannot be written."""
    probe = folder / f".probe-{secrets.token_hex(4)}.part"
    with files_told(folder):
        try:
            probe.write_bytes(bytes(ROOM))
        finally:
            with suppress(OSError):
                probe.unlink()


def _engine(address: str) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address,
            uri=True,
            check_same_thread=False,
            timeout=BUSY_MS / 1000,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own BEGIN comes too late for reads and for DDL; ours is in _begins.
        connection.isolation_level = None
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MS}",
            "cache_size=-16384",
            "trusted_schema=OFF",  # a project may come from somebody else
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begins(connection: Connection) -> None:
        write = connection.get_execution_options().get("labelmt_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@contextmanager
def files_told(path: Path) -> Iterator[None]:
    """Turn faults of files and folders into ours."""
    try:
        yield
    except OSError as error:
        raise file_fault(error, path) from error


def file_fault(error: OSError, path: Path) -> EnvironmentFault:
    """What to tell of a file or folder that could not be written.

    Args:
        path: what was to be written, or the folder of it.
    """
    make: type[EnvironmentFault] = NoPermission
    what = mark("This place may not be written.")
    next_step = mark("Choose another, or its permissions.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        make, what, next_step = DiskFull, mark("The disk is full."), mark("Make room.")
    elif isinstance(error, FileExistsError | NotADirectoryError):
        path = _in_the_way(Path(error.filename or path), path)
        what = NO_FOLDER
        next_step = mark("Rename it or move it away, then try again.")
    return make(
        what, subject=str(path), kept="Nothing was changed.", next_step=next_step,
        details=str(error),
    )  # fmt: skip


def _in_the_way(place: Path, otherwise: Path) -> Path:
    """The first part of a path that is there and no folder."""
    for part in (*reversed(place.parents), place):
        if os.path.lexists(part) and not part.is_dir():
            return part
    return otherwise


@contextmanager
def faults_told(file: Path) -> Iterator[None]:
    """Turn the database's faults of the environment into ours; bugs stay bugs."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        told = _fault(file, error.orig if isinstance(error, DatabaseError) else error)
        if told is None:
            raise
        raise told from error


_NOT_OURS = re.compile("^(no such (table|column)|Could not decode to UTF-8|malformed)")
"""What SQLite and its driver say, without a code of its own, of a database that has lost parts."""


def _fault(file: Path, error: BaseException | None) -> Exception | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kept = "Everything up to the last finished action is kept."
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(
            "The disk is full.",
            subject=str(file),
            kept=kept,
            next_step="Make room, then do it again.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return NoPermission(
            "The project may not be written.",
            subject=str(file),
            kept=kept,
            next_step="Check the permissions of the file and its folder.",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or _NOT_OURS.search(str(error)):
        return damaged(file, str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return EnvironmentFault(
            "Another program has been writing to the project for too long.",
            subject=str(file),
            kept=kept,
            next_step="Close the other program, then do it again.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return EnvironmentFault(
            "The disk could not be read or written.",
            subject=str(file),
            kept=kept,
            next_step="Check the disk, then open the project again.",
            details=str(error),
        )
    return None


def damaged(file: Path | str, details: str) -> ProjectDamaged:
    """What to tell of a database that is not as this program wrote it."""
    return ProjectDamaged(
        "The project's database is damaged.",
        subject=str(file),
        kept="The file was not changed; the images are untouched.",
        next_step="“labelmt restore” takes the newest good one of its backups, where there are"
        " any, and what can still be read.",
        details=details,
    )


def inserted_id(result: CursorResult[Any]) -> int:
    """The key that the database gave to the one row just inserted."""
    key = result.inserted_primary_key
    if key is None:
        raise RuntimeError("no single row was inserted")
    return int(key[0])
