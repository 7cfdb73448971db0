"""The timestamp and the user name that are stored with annotations, actions and runs."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime


def now() -> str:
    """This moment as it is stored: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def annotator() -> str:
    """Who annotates here: the system's user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in a container
        return "unknown"
