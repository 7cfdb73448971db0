"""Faults of a PostgreSQL server as our errors: out of reach, not let in, not allowed, no room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from labelmt.domain.errors import (
    DiskFull,
    EnvironmentFault,
    NoPermission,
    NotAProject,
    NotFound,
    ServerUnreachable,
)

TLS = "tls"
KEPT = "Everything up to the last finished action is kept."


@contextmanager
def server_faults_told(shown: str) -> Iterator[None]:
    """Turn what a server or the way to it does into our errors; bugs stay bugs.

    Args:
        shown: the project's URL without its password.
    """
    try:
        yield
    except DBAPIError as error:
        told = _fault(shown, error)
        if told is None:
            raise
        # Not "from error": SQLAlchemy's own names the values of the statement that failed.
        raise told from error.orig


_REFUSALS = (
    (re.compile("password authentication failed|no password supplied"), "28P01"),
    (re.compile("role .* does not exist|no pg_hba.conf entry|authentication failed"), "28000"),
    (re.compile("database .* does not exist"), "3D000"),
    (re.compile("certificate|SSL was required|does not support SSL"), TLS),
)


def _state_of_refusal(details: str) -> str:
    """libpq tells the code of an error of a connection that was never made by its words alone."""
    return next((state for words, state in _REFUSALS if words.search(details)), "")


def _fault(shown: str, error: DBAPIError) -> Exception | None:
    details = str(error.orig)
    state = getattr(error.orig, "sqlstate", None) or _state_of_refusal(details)
    if state in ("28P01", "28000"):
        return NoPermission(
            "The database's server did not let you in.",
            subject=shown,
            kept="Nothing was changed.",
            next_step="Put the password into ~/.pgpass (a line host:port:database:user:password,"
            " the file readable for you alone), or into the variable PGPASSWORD.",
            details=details,
        )
    if state == TLS:
        return NoPermission(
            "The server cannot prove who it is.",
            subject=shown,
            kept="Nothing was sent to it.",
            next_step="Have its certificate's authority from whoever runs it, in"
            " ~/.postgresql/root.crt or named by ?sslrootcert= in the URL.",
            details=details,
        )
    if state == "3D000":
        return NotFound(
            "There is no such database on the server.",
            subject=shown,
            next_step="Check the name in the URL, or have whoever runs the server make it.",
            details=details,
        )
    if state == "42501":
        return NoPermission(
            "The database does not let you do this.",
            subject=shown,
            kept="Nothing was changed.",
            next_step="Ask the project's owner for another role: “labelmt team roles”.",
            details=details,
        )
    if state in ("42P01", "3F000"):
        return NotAProject(
            "There is no project in this database.",
            subject=shown,
            kept="It was not changed.",
            next_step="Make one: labelmt create FOLDER --images IMAGES --database URL",
            details=details,
        )
    if state.startswith("53") and state != "53300":
        return DiskFull(
            "The database's server has no room.",
            subject=shown,
            kept=KEPT,
            next_step="Have whoever runs the server make room, then do it again.",
            details=details,
        )
    if state in ("55P03", "57014"):
        return EnvironmentFault(
            "Another program has been writing to the project for too long.",
            subject=shown,
            kept=KEPT,
            next_step="Do it again in a moment.",
            details=details,
        )
    if error.connection_invalidated or not state or state[:2] in ("08", "57") or state == "53300":
        return ServerUnreachable(
            "The database's server cannot be reached.",
            subject=shown,
            kept=KEPT,
            next_step="Check the network, or ask whoever runs the server; then do it again.",
            details=details,
        )
    return None
