"""Backup files of a project, by date: listed, named, and thinned by age, number and size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from labelmt.project.backups.backup_bounds import BackupBounds

BACKUPS = "backups"
"""A project's folder of them."""

MOST = 60
"""Backups of a project."""
LARGEST = BackupBounds().largest_bytes
"""Bytes of all backups of a project together, where that leaves the newest ones."""
ALWAYS = 2
"""Newest backups that are never deleted, however large they are."""

_SPACING = (
    (timedelta(hours=1), timedelta(0)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=365), timedelta(days=7)),
    (timedelta.max, timedelta(days=30)),
)
"""Up to which age one backup is kept of how long a time."""

_STAMP = "%Y%m%dT%H%M%SZ"
_DATED = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Backup:
    """``reason``: what it was made before or for, in one word: ``opening``, ``import``, …"""

    file: Path
    made_at: datetime
    reason: str
    size: int


def list_backups(project: Path) -> list[Backup]:
    """Those that are there, newest first."""
    found = []
    with suppress(OSError):
        for file in (project / BACKUPS).glob("*.sqlite"):
            with suppress(OSError, ValueError, OverflowError):
                if file.is_file():
                    found.append(backup_of(file))
    return sorted(found, key=lambda one: (one.made_at, one.file.name), reverse=True)


def new_backup_file(project: Path, at: datetime, reason: str) -> Path:
    """A name that no backup has yet."""
    stamp = at.astimezone(UTC).strftime(_STAMP)
    file = project / BACKUPS / f"{stamp}-{reason}.sqlite"
    number = 2
    while file.exists():
        file = file.with_name(f"{stamp}-{reason}-{number}.sqlite")
        number += 1
    return file


def superfluous(
    backups: Iterable[Backup], now: datetime, *, most: int = MOST, largest: int = LARGEST
) -> list[Backup]:
    """What may be deleted: of the last hour nothing, then one is kept an hour, a day, a week, a
    month; the oldest go first where there are too many, or where they are too large together.

    One that is dated later than now, by a clock that was wrong, counts as new.
    """
    ordered = sorted(backups, key=lambda one: (one.made_at, one.file.name), reverse=True)
    kept: list[Backup] = []
    slots: set[tuple[timedelta, int]] = set()
    total = 0
    for backup in ordered:
        slot = _slot(backup, now)
        fits = len(kept) < most and total + backup.size <= largest
        if len(kept) >= ALWAYS and (slot in slots or not fits):
            continue
        kept.append(backup)
        total += backup.size
        if slot is not None:
            slots.add(slot)
    return [one for one in ordered if one not in kept]


def _slot(backup: Backup, now: datetime) -> tuple[timedelta, int] | None:
    """The time that one backup is kept of; None where all are."""
    age = now - backup.made_at
    step = next(step for until, step in _SPACING if age <= until)
    return (step, int(backup.made_at.timestamp() // step.total_seconds())) if step else None


def backup_of(file: Path) -> Backup:
    """What a backup's name and size say. Raises OSError, ValueError."""
    told = file.stat()
    dated = _DATED.search(file.stem)
    if dated is None:
        at = datetime.fromtimestamp(told.st_mtime, UTC)
        return Backup(file, at, file.stem, told.st_size)
    at = datetime.strptime(dated[0], _STAMP).replace(tzinfo=UTC)
    reason = (file.stem[: dated.start()] + file.stem[dated.end() :]).strip("-")
    return Backup(file, at, reason, told.st_size)
