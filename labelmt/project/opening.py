"""Makes and opens a project's database: in one rename, migrated, read-only on a full disk."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from labelmt.domain.atomic_write import sync_file, sync_folder
from labelmt.domain.errors import (
    DiskFull,
    EnvironmentFault,
    InvalidInput,
    NoPermission,
    NotAProject,
    ProjectDamaged,
)
from labelmt.domain.text import counted
from labelmt.project.backups.dated_copies import BACKUPS, list_backups
from labelmt.project.backups.journal import segments
from labelmt.project.backups.journal_reading import lacking, newest_actions
from labelmt.project.images.moved_roots import find_moved_roots
from labelmt.project.leftovers import CREATING
from labelmt.project.project_file import DATABASE
from labelmt.project.run_ownership import end_interrupted_runs
from labelmt.storage import image_repository
from labelmt.storage.database import Database, check_room, files_told
from labelmt.storage.database_migration import create_tables, is_older, upgrade
from labelmt.storage.soundness import read_all

_SUFFIXES = ("", "-wal", "-shm")


def absolute(folder: Path) -> Path:
    """Absolute and without ``..``, links kept: a folder has the name the person gave it."""
    return Path(os.path.abspath(folder))  # noqa: PTH100 (resolve follows links)


def create_database(folder: Path, roots: Iterable[Path]) -> Database:
    """Make the database of a new project; a kill leaves all of it or nothing.

    Raises:
        InvalidInput: there is a project in the folder already.
        NoPermission, DiskFull: the folder cannot be written.
    """
    file = folder / DATABASE
    if file.exists() and not _is_unfinished(file):
        raise InvalidInput(
            "There is a project in this folder already.",
            subject=str(folder),
            kept="It was not changed.",
            next_step="Open it, or choose another folder.",
        )
    _refuse_lost(folder)
    work = folder / f"{CREATING}{secrets.token_hex(4)}"
    with files_told(folder):
        work.mkdir(parents=True)
    try:
        new = Database(work / DATABASE)
        try:
            create_tables(new)
            with new.write() as connection:
                image_repository.add_roots(connection, map(absolute, roots), folder)
        finally:
            new.close()
        with files_told(folder):
            sync_file(work / DATABASE)
            for suffix in _SUFFIXES[::-1]:  # of a creation that an older version did not finish
                file.with_name(file.name + suffix).unlink(missing_ok=True)
            (work / DATABASE).rename(file)
            sync_folder(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Database(file)


def open_database(folder: Path) -> tuple[Database, EnvironmentFault | None]:
    """Open a project's database; one of an older version is copied to backups, then migrated.

    Returns:
        the database, and why it is open for reading only, where it is.

    Raises:
        NotAProject, ProjectTooNew, ProjectDamaged, NoPermission: not even that is possible.
    """
    file = folder / DATABASE
    if not file.is_file():
        _refuse_lost(folder)
        raise NotAProject(
            "There is no project in this folder.",
            subject=str(folder),
            next_step="To make one, open a folder of images in the window, or run: labelmt create "
            "PROJECT --images FOLDER",
        )
    try:
        check_room(folder)
        return _opened(folder, Database(file)), None
    except (NoPermission, DiskFull) as error:
        try:
            return _opened(folder, _to_look_at(file)), error
        except EnvironmentFault:
            raise error from None


def _to_look_at(file: Path) -> Database:
    """A database that cannot be written; of an older version a copy, which is migrated.

    What is there stays as it is.
    """
    database = Database(file, read_only=True)
    try:
        if not file.stat().st_size or not is_older(database):
            return database
        copy = database.copied()
    except OSError:  # told by whoever opens it
        return database
    except BaseException:
        database.close()
        raise
    database.close()
    try:
        upgrade(copy, None)
    except BaseException:
        copy.close()
        raise
    copy.look_only(file)
    return copy


def _opened(folder: Path, database: Database) -> Database:
    try:
        if not database.file.stat().st_size:  # SQLite would take it for a database without tables
            _refuse_lost(folder)
            raise NotAProject(
                "The database in this folder is empty.",
                subject=str(database.file),
                kept="It was not changed.",
                next_step="Make the project anew.",
            )
        database.check()
        upgrade(database, folder / BACKUPS)
        newest = newest_actions(folder)
        with database.read() as connection:
            read_all(connection)
            lost = lacking(newest, connection)
        if not database.read_only:  # there, what is left is shown all the same
            if lost:
                raise _behind(database.file, lost)
            find_moved_roots(folder, database)
            end_interrupted_runs(folder, database)
    except OSError as error:
        database.close()
        with files_told(database.file):
            raise error
    except BaseException:
        database.close()
        raise
    return database


def _behind(file: Path, lost: int) -> ProjectDamaged:
    return ProjectDamaged(
        counted(
            "The last action is missing from the project's database.",
            "The last {count:,} actions are missing from the project's database.",
            lost,
        ),
        subject=str(file),
        kept="The journal beside it has what is missing.",
        next_step="Restore it: File › Restore a backup…, or “labelmt restore”.",
        details="Its -wal was deleted, or an older copy has taken its place.",
    )


def _refuse_lost(folder: Path) -> None:
    """Raises ProjectDamaged where there is no database any more, but what restores it."""
    if list_backups(folder) or segments(folder):
        raise ProjectDamaged(
            "The database of this project is gone, or nothing is in it.",
            subject=str(folder / DATABASE),
            kept="Its backups and its journal are here.",
            next_step="Restore it: File › Restore a backup…, or “labelmt restore”.",
        )


def _is_unfinished(file: Path) -> bool:
    """Whether a database is what was left of a creation that was cut off: nothing is in it."""
    with suppress(sqlite3.Error, OSError):
        if not file.stat().st_size:
            return True
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
            if not names:
                return True
            if {"alembic_version", "root", "image"} <= names:
                counts = "SELECT (SELECT count(*) FROM root) + (SELECT count(*) FROM image)"
                return bool(connection.execute(counts).fetchone() == (0,))
    return False
