"""Migrates a database to the newest revision, or refuses it with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from labelmt.domain.errors import NotAProject, ProjectTooNew
from labelmt.storage.database import Database
from labelmt.storage.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The revision this program writes."""
    head = ScriptDirectory(str(SCRIPTS)).get_current_head()
    if head is None:
        raise RuntimeError("the package was built without its migrations")
    return head


def create_tables(database: Database) -> None:
    """Make every table of an empty database, in one transaction."""
    with database.write() as connection:
        _run(connection, ScriptDirectory(str(SCRIPTS)))


def upgrade(database: Database, backups: Path) -> None:
    """Migrate to the newest revision, in one transaction together with the record of it.

    The database is copied to ``backups`` first.

    Raises:
        ProjectTooNew: it was written by a newer program.
        NotAProject: it holds no tables, or not a project's.
    """
    scripts = ScriptDirectory(str(SCRIPTS))
    known = [script.revision for script in scripts.walk_revisions()]
    with database.read() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == newest_revision():
        return
    if current is not None and current not in known:
        raise ProjectTooNew(
            "This project was written by a newer LabelMT.",
            subject=str(database.file.parent),
            kept="It was not changed.",
            next_step="Install the newest LabelMT to open it.",
            details=f"revision {current}; this program knows up to {newest_revision()}",
        )
    if current is None:
        raise NotAProject(
            "The database in this folder is not a LabelMT project.",
            subject=str(database.file),
            kept="It was not changed.",
            next_step="If it was one, take the newest copy from its backups folder.",
        )
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    database.back_up(backups / f"before-upgrade-from-{current}-{stamp}.sqlite")
    with database.write() as connection:
        _run(connection, scripts)


def _run(connection: Connection, scripts: ScriptDirectory) -> None:
    # As alembic.command does, but on our connection: no environment file, no configuration.
    def steps(revision: object, _context: MigrationContext) -> list[object]:
        return list(scripts._upgrade_revs("head", revision))  # type: ignore[arg-type]

    context = MigrationContext.configure(
        connection,
        opts={"fn": steps, "target_metadata": metadata, "transactional_ddl": True},
    )
    with Operations.context(context):
        context.run_migrations()
