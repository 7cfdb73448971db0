"""Listens to a PostgreSQL server for what other processes write, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

from sqlalchemy import URL

AGAIN_S = 2.0
"""After which a connection that was lost, or never made, is tried again."""
ASKED_S = 3
"""Seconds that a server has to answer whether it is back."""
LOOKED_S = 0.5
"""Seconds between two looks whether anybody still wants to hear."""


class Listener:
    """Calls ``told`` in its own thread, soon after another process has written.

    Args:
        own: how notifications begin that this process sends itself; they are no news.
        connect: arguments of libpq.
    """

    def __init__(
        self, url: URL, connect: dict[str, Any], channel: str, own: str, told: Callable[[], None]
    ) -> None:
        self._arguments = _arguments(url, connect)
        self._channel = channel
        self._own = own
        self._told = told
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listening", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread. Nobody waits for a server that does not answer."""
        self._ended.set()
        if self._thread is not threading.current_thread():
            self._thread.join(2 * LOOKED_S)

    def _run(self) -> None:
        import psycopg

        while not self._ended.is_set():
            with suppress(psycopg.Error), closing(self._connected()) as connection:
                self._tell()  # of what was missed while nobody listened
                while not self._ended.is_set():
                    news = [
                        one for one in connection.notifies(timeout=LOOKED_S, stop_after=1)
                        if not one.payload.startswith(self._own)
                    ]  # fmt: skip
                    if news:
                        self._tell()
            self._ended.wait(AGAIN_S)

    def _tell(self) -> None:
        if not self._ended.is_set():
            self._told()

    def _connected(self) -> Any:
        import psycopg

        connection = psycopg.connect(**self._arguments, autocommit=True)
        connection.execute(f'LISTEN "{self._channel}"')
        return connection


def can_be_reached(url: URL, connect: dict[str, Any]) -> bool:
    """Whether a server lets one in now; of one that does not answer it is known after seconds."""
    import psycopg

    from labelmt.storage.patient_connection import PatientConnection

    with suppress(psycopg.Error):
        told = _arguments(url, connect) | {"connect_timeout": ASKED_S}
        with closing(PatientConnection.connect(**told, autocommit=True)) as connection:
            connection.execute("SELECT 1")
            return True
    return False


def _arguments(url: URL, connect: dict[str, Any]) -> dict[str, Any]:
    own = url.translate_connect_args(username="user", database="dbname")
    return {**own, **url.query, **connect}
