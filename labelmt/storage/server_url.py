"""The URL of a project on a PostgreSQL server: read, told without its password, TLS by default."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import mark

DRIVERS = "postgresql", "postgres", "postgresql+psycopg"
PROJECT = "project"
"""In a URL's query: which of a database's projects is meant."""
DEFAULT_PROJECT = "labelmt"
PATIENCE_S = 10
"""Seconds until a server that does not answer counts as out of reach."""

_GIVEN: dict[str, str] = {}
"""Passwords that were given in this process with a URL, by what can be shown of it."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_TAKEN = re.compile(r"pg_|information_schema$|public$")
_PASSED_ON = {
    "application_name", "channel_binding", "gssencmode", "host", "krbsrvname", "passfile", "port",
    "service", "sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert", "target_session_attrs",
}  # fmt: skip
"""Of libpq's parameters those that say where a server is and who is let in, not what it does."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a team's project lies.

    Attributes:
        url: without password and project.
        project: the schema of PostgreSQL that holds its tables.
        password: given with the URL; it is used in this process and written nowhere.
    """

    url: URL
    project: str
    password: str | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, given: str) -> ServerAddress:
        """Read a URL. Raises InvalidInput, which never tells the password.

        A password in it is used for this project as long as this process lives.
        """
        try:
            url = make_url(given)
        except (ArgumentError, ValueError):
            raise _unusable("This is no URL of a database.", "") from None
        shown = without_password(url)
        if url.drivername not in DRIVERS:
            raise _unusable("Projects lie in databases of PostgreSQL only.", shown)
        query = dict(url.query)
        project = query.pop(PROJECT, DEFAULT_PROJECT)
        password = query.pop("password", None) or url.password
        user = query.pop("user", None) or url.username
        if not (isinstance(project, str) and _NAME.fullmatch(project)) or _TAKEN.match(project):
            raise InvalidInput(
                "This name cannot be that of a project on a server.",
                subject=str(project),
                next_step="Take up to 48 small letters, digits and _, with a letter first.",
            )
        unknown = sorted(set(query) - _PASSED_ON)
        if unknown or not isinstance(password, str | None) or not isinstance(user, str | None):
            raise InvalidInput(
                "The URL says something that is not known.",
                subject=", ".join(unknown) or shown,
                next_step="After the ? these may stand: project, sslmode, sslrootcert, host, port,"
                " service, passfile.",
            )
        clean = URL.create(
            "postgresql+psycopg", user, None, url.host, url.port, url.database, query
        )
        address = cls(clean, project, password)
        if password is None:
            return replace(address, password=_GIVEN.get(str(address)))
        _GIVEN[str(address)] = password
        return address

    def __str__(self) -> str:
        """The URL as it may be shown and kept: without password."""
        kept = self.url
        if self.project != DEFAULT_PROJECT:
            kept = kept.update_query_dict({PROJECT: self.project})
        return kept.render_as_string(hide_password=False)

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine: a socket of it, or its loopback."""
        if "service" in self.url.query:
            return False
        hosts = self.url.query.get("host", self.url.host or "")
        named = hosts.split(",") if isinstance(hosts, str) else hosts
        return all(_is_loopback(one) for one in named)

    def connect_arguments(self) -> dict[str, Any]:
        """What libpq is told beside the URL."""
        told: dict[str, Any] = {
            # A server that is cut off must not keep anybody waiting for the system's two hours.
            "connect_timeout": PATIENCE_S,
            "keepalives_idle": PATIENCE_S,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": PATIENCE_S * 1000,
        }
        if "application_name" not in self.url.query:
            told["application_name"] = "labelmt"
        if self.password is not None:
            told["password"] = self.password
        if not self.is_local:
            if "sslmode" not in self.url.query:
                told["sslmode"] = "verify-full"
            own = Path.home() / ".postgresql" / "root.crt"
            checks = told.get("sslmode", self.url.query.get("sslmode")) == "verify-full"
            if checks and "sslrootcert" not in self.url.query and not own.exists():
                told["sslrootcert"] = "system"
        return told


def without_password(url: URL) -> str:
    """A URL as it may be told."""
    return url.set(password=None).difference_update_query(["password"]).render_as_string()


def _is_loopback(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _unusable(what: str, shown: str) -> InvalidInput:
    return InvalidInput(
        what,
        subject=shown,
        kept="Nothing was read or written.",
        next_step=mark(
            "Give the folder of a project, or a URL such as"
            " postgresql://me@server/database?project=birds."
        ),
    )
