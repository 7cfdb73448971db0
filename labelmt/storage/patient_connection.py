"""Connections to PostgreSQL that give up a server which says nothing: no call waits for ever."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import psycopg

SILENCE_S = 15.0
"""Seconds without a word from the server after which it is asked whether it is there. One that is
cut off while its machine still answers would else keep whoever asked for ever: TCP's own timeouts
do not notice."""
PROBE_S = 5
"""Seconds it has to answer another connection."""


class PatientConnection(psycopg.Connection[Any]):
    """Ends itself where the server has gone silent; what was asked raises as for a lost one.

    A statement that takes long is none: whoever else asks the server is answered meanwhile.

    Attributes:
        silence_s: how long nothing is heard before it is looked.
    """

    silence_s = SILENCE_S

    def wait(self, gen: Any, *arguments: Any, **named: Any) -> Any:
        return super().wait(self._bounded(gen), *arguments, **named)

    def _bounded(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        try:
            wanted = next(gen)
            heard = time.monotonic()
            while True:
                ready = yield wanted
                if ready or (time.monotonic() - heard > self.silence_s and self._answers()):
                    heard = time.monotonic()
                elif time.monotonic() - heard > self.silence_s:
                    gen.close()
                    self.pgconn.finish()
                    raise psycopg.OperationalError(
                        f"the server has said nothing for {self.silence_s:g} seconds"
                    )
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _answers(self) -> bool:
        """Whether the server speaks to somebody else."""
        try:
            dsn, password = self.info.dsn, self.info.password or None
            with psycopg.connect(dsn, password=password, connect_timeout=PROBE_S) as other:
                return other.execute("SELECT 1").fetchone() is not None
        except psycopg.Error:
            return False
