"""The URL of a database on a command line, and what to say of a password in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelmt.cli.console import say
from labelmt.domain.text import text

if TYPE_CHECKING:
    from labelmt.project.project import ServerAddress


def server_of(url: str) -> ServerAddress:
    """Where the project is to lie. Raises InvalidInput."""
    from labelmt.project.project import ServerAddress

    address = ServerAddress.of(url)
    if address.password is not None:
        say(PASSWORD)
    return address


PASSWORD = text(
    "The password is used this once and is not kept. While the command runs, others on this machine"
    " can read it. Put it into ~/.pgpass (a line host:port:database:user:password, the file"
    " readable for you alone) or into PGPASSWORD, and leave it out of the URL."
)
