"""A PostgreSQL server of the tests' own: started once, on a socket, a fresh database for each."""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

OWNER = "owner"
"""Who makes the databases; a superuser, as the account that ``initdb`` makes is."""


def binaries() -> Path | None:
    """Where the newest PostgreSQL of this machine is."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))  # noqa: PTH207 (a system's folder)
    return Path(found[-1]).parent if found else None


class Server:
    """One that runs. As root it is run by ``nobody``: it refuses to be root."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._numbers = itertools.count(1)
        self._preface: list[str] = []
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._preface = [
                "setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups",
            ]  # fmt: skip
        self._run("initdb", "-D", self._data, "-U", OWNER, "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync", "--no-instructions")  # fmt: skip
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-l", str(self.folder / "log"),
                  "-o", options, "start")  # fmt: skip

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", self._data, "-m", how, "-s", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._preface, str(self._programs / program), *arguments],
            check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=120,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
        )  # fmt: skip

    def database(self) -> str:
        """The name of a new, empty one."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> None:
        with self.connect(database) as connection:
            connection.execute(statement)

    def connect(self, database: str, user: str = OWNER) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=user, dbname=database, autocommit=True)

    def url(self, database: str, user: str = OWNER) -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """PostgreSQL, for a session of tests. Without it they are left out, but not in CI."""
    programs = binaries()
    if programs is None or sys.platform != "linux":
        if os.environ.get("LABELMT_CI"):
            pytest.fail("CI needs PostgreSQL: see .ci/run")
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="labelmt-pg-", dir="/tmp"))  # a socket's path is short
    folder.chmod(0o755)
    server = Server(folder, programs)
    try:
        yield server
    finally:
        with contextlib.suppress(subprocess.SubprocessError):
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server_url(postgres_server: Server) -> Iterator[str]:
    """The URL of an empty database that is gone after the test."""
    name = postgres_server.database()
    yield postgres_server.url(name)
    postgres_server.drop(name)
