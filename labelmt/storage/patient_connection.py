"""Connections to PostgreSQL that give up a server which says nothing: no call waits for ever."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import psycopg

SILENCE_S = 15.0
"""Seconds without a word from the server after which it counts as out of reach. More than a writer
waits for its turn. A server that is cut off while its machine still answers would else keep whoever
asked for ever: TCP's own timeouts do not notice."""


class PatientConnection(psycopg.Connection[Any]):
    """Ends itself where the server is silent for too long; what was asked raises as for a lost one.

    Attributes:
        silence_s: how long that is.
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
                if ready:
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
