"""Migrates a database to the newest revision, or refuses it with a reason.

Alembic is imported where something is migrated: it takes a fifth of a second, and a project of the
newest revision, as nearly all are, opens without it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from labelmt import __version__
from labelmt.domain.errors import NoPermission, NotAProject, ProjectTooNew
from labelmt.domain.text import text
from labelmt.storage.database import Database, damaged
from labelmt.storage.dialects import is_sqlite
from labelmt.storage.meta_repository import read_meta, write_meta
from labelmt.storage.postgres_database import PostgresDatabase
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.tables import metadata
from labelmt.storage.team_roles import renew_members

if TYPE_CHECKING:
    from alembic.migration import MigrationContext

SCRIPTS = Path(__file__).parent / "migrations"
_REVISION_TABLE = "alembic_version"
_WRITTEN_BY = "written_by"
"""The key of ``meta`` under which the version is that made the tables as they are. Older programs
know nothing of a newer one's tables but this."""


def newest_revision() -> str:
    """The revision this program writes."""
    return known_revisions()[0]


def known_revisions() -> tuple[str, ...]:
    """All revisions that this program reads, the newest first.

    By the names of their files, each after the one it follows; a test holds them equal to what the
    files say.
    """
    files = sorted((SCRIPTS / "versions").glob("*_*.py"), reverse=True)
    if not files:
        raise RuntimeError("the package was built without its migrations")
    return tuple(file.name.partition("_")[0] for file in files)


def is_older(database: Database) -> bool:
    """Whether this program would migrate a database. Raises the errors of ``faults_told``."""
    heads = _revisions_of(database)
    return len(heads) == 1 and heads[0] in known_revisions()[1:]


def create_tables_on_server(connection: Connection) -> None:
    """Make every table of the newest revision in a schema that has none."""
    _run(connection)


def create_tables(database: Database, revision: str = "head") -> None:
    """Make a database file with every table, in one transaction.

    Args:
        revision: an older one, for what was salvaged from a database of it.
    """
    database.make_file()
    with database.write() as connection:
        _run(connection, revision)


def upgrade_on_server(database: PostgresDatabase) -> None:
    """Migrate a team's project to the newest revision, in one transaction.

    Raises:
        ProjectTooNew: a newer program has migrated it.
        NotAProject: there is none of this name.
        NoPermission: it is another team's; or it is older, and only its owner may migrate it.
    """
    heads = _revisions_of(database)
    current = heads[0] if len(heads) == 1 else None
    if current == newest_revision():
        return
    if current is None:
        if database.is_there():
            raise NoPermission(
                "You are not in this project's team.",
                subject=str(database.address),
                next_step="Ask its owner to let you in: labelmt team add PROJECT NAME",
            )
        raise NotAProject(
            "There is no project of this name in the database.",
            subject=str(database.address),
            next_step="Make one: labelmt create FOLDER --images IMAGES --database URL",
        )
    if current not in known_revisions():
        raise _too_new(database, str(database.address), current)
    with database.write() as connection:
        _run(connection)
        renew_members(connection)


def upgrade(database: Database, backups: Path | None) -> None:
    """Migrate to the newest revision, in one transaction together with the record of it.

    The database is copied to ``backups`` first; None: it is a copy itself.

    Raises:
        ProjectTooNew: it was written by a newer program.
        NotAProject: it holds no tables, or not a project's.
        ProjectDamaged: it says that it is of several revisions.
    """
    known = known_revisions()
    heads = _revisions_of(database)
    if len(heads) > 1:
        raise damaged(database.file, f"of several revisions: {', '.join(map(str, heads))}")
    current = heads[0] if heads else None
    if current in known:
        database.use_log()
    if current == newest_revision():
        return
    if current is not None and current not in known:
        raise _too_new(database, str(database.file.parent), current)
    if current is None:
        raise NotAProject(
            "The database in this folder is not a LabelMT project.",
            subject=str(database.file),
            kept="It was not changed.",
            next_step="If it was one, “labelmt restore” takes the newest good one of its backups,"
            " where there are any, and what can still be read.",
        )
    if backups is not None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        database.back_up(backups / f"before-upgrade-from-{current}-{stamp}.sqlite")
    with database.write() as connection:
        _run(connection)


def _too_new(database: ProjectDatabase, subject: str, current: str) -> ProjectTooNew:
    with database.read() as connection:
        newer = read_meta(connection, _WRITTEN_BY)
    return ProjectTooNew(
        text(
            "This project was written by LabelMT {version}, which is newer than this one, {own}.",
            version=newer,
            own=__version__,
        )
        if newer
        else "This project was written by a newer LabelMT.",
        subject=subject,
        kept="It was not changed.",
        next_step="Install the newest LabelMT to open it. Or go back to a backup of before, and"
        " lose what was done since: labelmt restore PROJECT --list",
        details=f"revision {current}; this program knows up to {newest_revision()}",
    )


def _revisions_of(database: ProjectDatabase) -> tuple[str, ...]:
    """What a database says it is of: one revision, unless it is damaged or none of ours."""
    with database.read() as connection:
        if not inspect(connection).has_table(_REVISION_TABLE):
            return ()
        found = connection.exec_driver_sql(f"SELECT version_num FROM {_REVISION_TABLE}")  # noqa: S608
        return tuple(str(one) for one in found.scalars())


def _run(connection: Connection, to: str = "head") -> None:
    # As alembic.command does, but on our connection: no environment file, no configuration.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(SCRIPTS))

    def steps(revision: object, _context: MigrationContext) -> list[object]:
        return list(scripts._upgrade_revs(to, revision))  # type: ignore[arg-type]

    context = MigrationContext.configure(
        connection,
        opts={"fn": steps, "target_metadata": metadata, "transactional_ddl": True},
    )
    with Operations.context(context):
        context.run_migrations()
    if to == "head":
        write_meta(connection, _WRITTEN_BY, __version__)
    if not is_sqlite(connection):
        _forget_lengths(connection)


def _forget_lengths(connection: Connection) -> None:
    """Let texts be as long as they are: SQLite keeps none to a length, and what it holds may move.

    Which is asked of a name is asked before it is stored.
    """
    columns = connection.exec_driver_sql(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND data_type = 'character varying'"
        " AND table_name <> %s",
        (_REVISION_TABLE,),
    ).all()
    for table, column in columns:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE text')
