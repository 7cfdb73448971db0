"""The timestamp and the user name that are stored with annotations, actions and runs."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

_chosen = [""]


def now() -> str:
    """This moment as it is stored: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def annotate_as(name: str) -> None:
    """Call who annotates in this process by a name; empty: as the system does."""
    _chosen[:] = [name.strip()]


def annotator() -> str:
    """Who annotates here: the name that was chosen, or the system's user."""
    return _chosen[0] or system_user()


def system_user() -> str:
    """Who annotates where nobody has chosen a name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in a container
        return "unknown"
