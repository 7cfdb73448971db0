"""PostgreSQL connections and transactions of a team's project; its writers take turns."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.schema import CreateSchema

from labelmt.domain.errors import EnvironmentFault, InvalidInput, ServerUnreachable
from labelmt.domain.installing_extras import install_extra
from labelmt.storage.listening import AGAIN_S, Listener, can_be_reached
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.server_faults import server_faults_told
from labelmt.storage.server_url import ServerAddress

BUSY_MS = 10_000
"""How long to wait for another process that writes."""
IDLE_MS = 60_000
"""After which the server ends a write that does nothing: its process was cut off, or sleeps."""

_BEGIN_WRITE = text(
    "SELECT set_config('lock_timeout', :busy, true),"
    " set_config('idle_in_transaction_session_timeout', :idle, true),"
    " pg_advisory_xact_lock(:key)"
)
_TELL = text("SELECT pg_notify(:channel, :who || coalesce((SELECT max(id) FROM history), 0)::text)")


class PostgresDatabase(ProjectDatabase):
    """One project on a server: a schema of a database.

    A write waits for its turn at its start (an advisory lock of the project), so that the ids of
    the history are in the order in which they became visible; at its end it tells who listens.

    Args:
        file: the file in the person's folder that names the server.
        roots: of folders of images that this person has elsewhere, by their id.
    """

    def __init__(
        self, file: Path, address: ServerAddress, roots: dict[int, Path] | None = None
    ) -> None:
        self.file = file
        self.address = address
        self.read_only = False
        self._writes = 0
        self._own = f"{secrets.token_hex(8)}:"
        self._listeners: list[Listener] = []
        self._user: str | None = None
        self._told: Callable[[], None] | None = None
        self._lost: ServerUnreachable | None = None
        self._closed = threading.Event()
        self._losing = threading.Lock()
        self._key = _lock_key(address.project)
        engine = _engine(address).execution_options(labelmt_roots=dict(roots or {}))
        self._engine = engine
        # A view sees one moment. A write sees, after it got its turn, all that was written before.
        self._views = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @property
    def is_shared(self) -> bool:
        return True

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view. Raises the errors of ``server_faults_told``."""
        with self._reached(), self._views.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is on the server's disk when the block ends, or not at all."""
        with self._reached(), self._engine.begin() as connection:
            self._take_turn(connection)
            yield connection
            self._tell(connection)
        self._writes += 1

    @property
    def is_away(self) -> bool:
        """Whether the server was out of reach when it was asked last, and is waited for."""
        return self._lost is not None

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Where somebody listens, a server that is away is asked by one thread alone: all else
        is refused at once, so that nothing waits for it.
        """
        lost = self._lost
        if lost is not None:
            raise ServerUnreachable(
                lost.said("what"),
                subject=lost.subject,
                kept=lost.said("kept"),
                next_step=lost.said("next_step"),
                details=lost.details,
            )
        try:
            with server_faults_told(str(self.address)):
                yield
        except ServerUnreachable as error:
            self._lose(error)
            raise

    def _lose(self, error: ServerUnreachable) -> None:
        with self._losing:
            if self._told is None or self._lost is not None or self._closed.is_set():
                return
            self._lost = error
        self._engine.dispose()
        threading.Thread(target=self._wait_for_server, name="reaching", daemon=True).start()

    def _wait_for_server(self) -> None:
        while not self._closed.wait(AGAIN_S):
            if can_be_reached(self.address.url, self.address.connect_arguments()):
                self._lost = None
                if self._told is not None:
                    self._told()
                return

    @contextmanager
    def make_schema(self) -> Iterator[Connection]:
        """The write that makes the project's schema; the block makes its tables.

        Raises:
            InvalidInput: it is there already.
        """
        name = self.address.project
        with server_faults_told(str(self.address)), self._engine.begin() as connection:
            self._take_turn(connection)
            if self._schema_exists(connection):
                raise InvalidInput(
                    "There is a project of this name in the database already.",
                    subject=str(self.address),
                    kept="It was not changed.",
                    next_step="Work on it: labelmt join FOLDER URL. Or make another: add"
                    " ?project=NAME to the URL.",
                )
            connection.execute(CreateSchema(name))
            yield connection

    @contextmanager
    def set_aside(self, stamp: str) -> Iterator[tuple[Connection, str]]:
        """Give the project another name when the block has read it; nobody writes meanwhile.

        Yields:
            a connection that reads it, and the name under which it is kept.

        Raises:
            NoPermission: it is not this person's.
        """
        name = f"{self.address.project[:40]}_{stamp}"
        with server_faults_told(str(self.address)), self._engine.begin() as connection:
            self._take_turn(connection)
            connection.exec_driver_sql(f'ALTER SCHEMA "{self.address.project}" RENAME TO "{name}"')
            connection.exec_driver_sql(f'SET LOCAL search_path TO "{name}"')
            yield connection, name

    def is_there(self) -> bool:
        """Whether the server has the project, also where this person may not look into it."""
        with self.read() as connection:
            return self._schema_exists(connection)

    def _schema_exists(self, connection: Connection) -> bool:
        asked = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
        return connection.execute(asked, {"name": self.address.project}).first() is not None

    def _take_turn(self, connection: Connection) -> None:
        values = {"busy": str(BUSY_MS), "idle": str(IDLE_MS), "key": self._key}
        connection.execute(_BEGIN_WRITE, values)

    def _tell(self, connection: Connection) -> None:
        connection.execute(_TELL, {"channel": self.channel, "who": self._own})

    @property
    def channel(self) -> str:
        """On which it is told that something was written."""
        return f"labelmt_{self.address.project}"

    def listen(self, told: Callable[[], None]) -> None:
        """Have ``told`` called, from a thread of its own, when another process has written."""
        self._told = told
        arguments = self.address.connect_arguments()
        url = self.address.url
        self._listeners.append(Listener(url, arguments, self.channel, self._own, told))

    def annotator(self, otherwise: Callable[[], str]) -> str:
        """As whom the server let this person in: its row security knows people by that name."""
        if self._user is None:
            with self.read() as connection:
                self._user = str(connection.exec_driver_sql("SELECT current_user").scalar())
        return self._user

    def back_up(self, target: Path, wanted: Callable[[], bool] = lambda: True) -> None:
        """Copy it into a database of SQLite, which is a project by itself.

        Raises:
            CopyGivenUp, DiskFull, NoPermission, ServerUnreachable.
        """
        from labelmt.storage.table_copy import copy_to_file

        with self.read() as connection:
            copy_to_file(connection, target, wanted)

    def written_state(self) -> object:
        """What this process wrote: to ask the server costs more than a backup that is made anew."""
        return self._writes

    def size(self) -> int:
        return 0

    def checkpoint(self) -> bool:
        return True  # the server's own

    def close(self) -> None:
        self._closed.set()
        for listener in self._listeners:
            listener.close()
        self._engine.dispose()


def _lock_key(project: str) -> int:
    """The number of the lock that its writers take; one of PostgreSQL's 2⁶⁴ for anybody's use."""
    digest = hashlib.sha256(f"labelmt project {project}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _engine(address: ServerAddress) -> Engine:
    try:
        engine = create_engine(
            address.url,
            connect_args=address.connect_arguments(),
            pool_pre_ping=True,  # the server may have been restarted since
            hide_parameters=True,  # errors are logged
        )
    except ModuleNotFoundError as error:
        raise EnvironmentFault(
            "A project on a server needs a package that is not installed.",
            subject="psycopg",
            next_step=install_extra("team"),
        ) from error

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
        from labelmt.storage.patient_connection import PatientConnection

        return PatientConnection.connect(*arguments, **named)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        # Nothing of "public", where anybody may have put a table of our names.
        connection.execute(f'SET search_path TO "{address.project}"')
        connection.autocommit = before

    return engine
