"""Moves a project from its folder to a PostgreSQL server and back, whole, and compares both."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from labelmt.domain.atomic_write import sync_folder
from labelmt.domain.errors import InvalidInput, ProjectDamaged
from labelmt.project.backups.dated_copies import BACKUPS
from labelmt.project.leftovers import ASIDE
from labelmt.project.opening import open_database
from labelmt.project.opening_on_server import open_on_server
from labelmt.project.project_file import DATABASE, TEAM, is_of_team, is_project
from labelmt.project.run_folders import RUNS
from labelmt.project.team_file import write_team_file
from labelmt.storage.database import files_told
from labelmt.storage.database_migration import create_tables_on_server
from labelmt.storage.postgres_database import PostgresDatabase
from labelmt.storage.server_url import ServerAddress
from labelmt.storage.table_copy import NotTheSame, TableContent, copy_tables, copy_to_file


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved.

    Attributes:
        tables: name to what it holds, the same in both places.
        aside: where the original is now: a folder, or a schema of the database.
    """

    tables: dict[str, TableContent]
    aside: str


def move_to_server(folder: Path, address: ServerAddress) -> Moved:
    """Bring a project to a server; its folder becomes the person's own, with runs and caches.

    Raises:
        InvalidInput: it is a team's already, or the server has a project of this name.
        ProjectDamaged: what arrived is not what was sent; nothing is there then.
        NoPermission, ServerUnreachable, NotFound, and what opening a project raises.
    """
    if is_of_team(folder):
        raise InvalidInput(
            "The project is on a server already.",
            subject=str(folder),
            kept="Nothing was changed.",
            next_step="Move it into a folder first: labelmt move PROJECT --to FOLDER",
        )
    source, problem = open_database(folder)
    try:
        if problem is not None:
            raise problem
        target = PostgresDatabase(folder / TEAM, address)
        try:
            # The write lock: nothing is labelled here between the copy and its taking over.
            with source.write() as here, target.make_schema() as there:
                create_tables_on_server(there)
                tables = _checked(lambda: copy_tables(here, there), address)
        finally:
            target.close()
    finally:
        source.close()
    with files_told(folder):
        # While both are there, the folder is what it was: whoever is cut off here moves again.
        write_team_file(folder, address, {})
        aside = _set_aside(folder, [DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"])
    return Moved(tables, str(aside))


def move_to_folder(folder: Path, target: Path) -> Moved:
    """Bring a team's project into a folder; on the server it is kept under another name.

    Args:
        folder: the person's own. target: the same, or one without a project.

    Raises:
        InvalidInput: it is no team's, or the folder has a project.
        ProjectDamaged: what arrived is not what was sent; nothing was changed then.
        NoPermission: it is not this person's to move.
        DiskFull, ServerUnreachable.
    """
    if not is_of_team(folder):
        raise InvalidInput(
            "The project is in a folder already.",
            subject=str(folder),
            kept="Nothing was changed.",
            next_step="Move it to a server: labelmt move PROJECT --to URL",
        )
    if target != folder and is_project(target):
        raise InvalidInput(
            "There is a project in this folder already.",
            subject=str(target),
            kept="It was not changed.",
            next_step="Choose another folder.",
        )
    source = open_on_server(folder)
    try:
        with files_told(target):
            target.mkdir(parents=True, exist_ok=True)
        file = target / DATABASE
        try:
            with source.set_aside(_stamp()) as (connection, name):
                tables = _checked(lambda: copy_to_file(connection, file), source.address)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
    finally:
        source.close()
    with files_told(target):
        if target != folder and (folder / RUNS).is_dir():
            shutil.copytree(folder / RUNS, target / RUNS, dirs_exist_ok=True)
        _set_aside(folder, [TEAM])
    return Moved(tables, name)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dt%H%M%S")


def _set_aside(folder: Path, names: list[str]) -> Path:
    aside = folder / BACKUPS / f"{ASIDE}{datetime.now(UTC).strftime('%Y%m%dT%H%M%S.%fZ')}"
    aside.mkdir(parents=True)
    for name in names:
        if (folder / name).exists():
            (folder / name).replace(aside / name)
    sync_folder(aside)
    sync_folder(folder)
    return aside


def _checked(
    copy: Callable[[], dict[str, TableContent]], address: ServerAddress
) -> dict[str, TableContent]:
    try:
        return copy()
    except NotTheSame as error:
        raise ProjectDamaged(
            "What arrived is not what was sent.",
            subject=str(address),
            kept="The project is where it was, unchanged.",
            next_step="Check it: labelmt check PROJECT. Then move it again.",
            details=str(error),
        ) from error
