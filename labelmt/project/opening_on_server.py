"""Makes and opens a team's project on a server, from a person's own folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import counted
from labelmt.project.project_file import TEAM, is_project
from labelmt.project.run_ownership import end_interrupted_runs
from labelmt.project.team_file import read_team_file, write_team_file
from labelmt.storage import image_repository
from labelmt.storage.database import check_room
from labelmt.storage.database_migration import create_tables_on_server, upgrade_on_server
from labelmt.storage.postgres_database import PostgresDatabase
from labelmt.storage.server_url import ServerAddress
from labelmt.storage.soundness import read_all


def create_on_server(
    folder: Path, address: ServerAddress, roots: Iterable[Path]
) -> PostgresDatabase:
    """Make a project on a server, and the folder of who makes it.

    Raises:
        InvalidInput: there is a project already, there or in the folder.
        NoPermission, DiskFull, ServerUnreachable, NotFound.
    """
    _refuse_taken(folder)
    database = PostgresDatabase(folder / TEAM, address)
    try:
        with database.make_schema() as connection:
            create_tables_on_server(connection)
            image_repository.add_roots(connection, roots, folder)
            # Before the project is there: a folder without a project can be deleted, a project
            # without a folder is found by nobody.
            write_team_file(folder, address, {})
    except BaseException:
        database.close()
        raise
    return database


def join_on_server(folder: Path, address: ServerAddress, images: Sequence[Path] = ()) -> None:
    """Make a person's own folder of a project that is on a server.

    Args:
        images: where this person has the project's folders of images, in their order; none: where
            its maker has them.

    Raises:
        InvalidInput: there is a project in the folder already, or it has other folders of images.
        NotAProject, NoPermission, DiskFull, ServerUnreachable, NotFound.
    """
    _refuse_taken(folder)
    database = PostgresDatabase(folder / TEAM, address)
    try:
        upgrade_on_server(database)
        with database.read() as connection:
            roots = image_repository.read_roots(connection)
        if images and len(images) != len(roots):
            raise InvalidInput(
                counted(
                    "The project has {count} folder of images.",
                    "The project has {count} folders of images.",
                    len(roots),
                ),
                subject=", ".join(map(str, roots.values())),
                kept="Nothing was changed.",
                next_step="Say of each where you have it, in this order: --images A --images B",
            )
        write_team_file(folder, address, dict(zip(roots, images, strict=False)))
    finally:
        database.close()


def open_on_server(folder: Path) -> PostgresDatabase:
    """Open the project of a person's folder.

    Raises:
        NotAProject, ProjectTooNew, ProjectDamaged, NoPermission, DiskFull, ServerUnreachable.
    """
    told = read_team_file(folder)
    check_room(folder)
    database = PostgresDatabase(folder / TEAM, told.address, told.own_roots)
    try:
        upgrade_on_server(database)
        with database.read() as connection:
            read_all(connection)
        end_interrupted_runs(folder, database)
    except BaseException:
        database.close()
        raise
    return database


def _refuse_taken(folder: Path) -> None:
    if is_project(folder):
        raise InvalidInput(
            "There is a project in this folder already.",
            subject=str(folder),
            kept="It was not changed.",
            next_step="Open it, or choose another folder.",
        )
