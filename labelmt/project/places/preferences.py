"""Preferences of a person for all projects: name, caches, backups; kept beside recent projects."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass

from labelmt.domain.protocol.json_records import from_plain
from labelmt.domain.protocol.manifest import write_json
from labelmt.project.backups.backup_bounds import BACKUP_BOUNDS
from labelmt.project.places.home import config_folder
from labelmt.project.who_and_when import annotate_as

FILE = "preferences.json"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds where nothing else was said.

    Attributes:
        annotator: name written beside annotations; empty: the system's user.
        thumbnails_gb: most that the thumbnails of one project take.
        backup_minutes: of work between two backups. backups_gb: most that those of a project take.
    """

    annotator: str = ""
    thumbnails_gb: float = 4.0
    backup_minutes: int = 10
    backups_gb: float = 2.0

    def __post_init__(self) -> None:
        """Raises ValueError for what makes no sense, as a file may that was edited by hand."""
        if self.backup_minutes < 1 or min(self.thumbnails_gb, self.backups_gb) <= 0:
            raise ValueError("a size or a time must be more than nothing")


def read_preferences() -> Preferences:
    """As they were kept last; what is not there, or damaged, is as at first."""
    try:
        data = json.loads((config_folder() / FILE).read_text(encoding="utf-8"))
        return from_plain(Preferences, data)
    except (OSError, ValueError, TypeError, RecursionError):
        return Preferences()


def keep_preferences(preferences: Preferences) -> None:
    """Write them down. A settings folder that may not be written costs the memory only."""
    with suppress(OSError):
        config_folder().mkdir(parents=True, exist_ok=True)
        write_json(config_folder() / FILE, preferences)


def use_preferences(preferences: Preferences) -> None:
    """Let this process do by them from now on, open projects included; but for thumbnails."""
    annotate_as(preferences.annotator)
    BACKUP_BOUNDS.every_s = preferences.backup_minutes * 60.0
    BACKUP_BOUNDS.largest_bytes = round(preferences.backups_gb * 2**30)
