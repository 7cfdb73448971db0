"""How often a backup is made, and how much room all of a project's take: a person's choice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class BackupBounds:
    """Attributes:
    every_s: seconds of work between two backups.
    largest_bytes: of all backups of a project together, where that leaves the newest ones.
    """

    every_s: float = 10 * 60.0
    largest_bytes: int = 2 * 2**30


BACKUP_BOUNDS = BackupBounds()
"""This process's; read each time that it matters."""
