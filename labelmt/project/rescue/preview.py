"""Shows what a restore would do before it does it: dates, annotations, what differs from now."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.errors import NotFound, ProjectTooNew
from labelmt.project.backups.dated_copies import Backup, list_backups
from labelmt.project.backups.journal_reading import JournalRecord, Moment
from labelmt.project.project import DATABASE
from labelmt.project.project_file import is_of_team
from labelmt.project.rescue.restore import current_problem, place_to_look
from labelmt.storage.database_summary import Differences, Summary, differences, summary_of
from labelmt.storage.soundness import copy_problem


@dataclass(frozen=True, slots=True)
class Restorable:
    """One backup, looked at.

    Attributes:
        problem: why it cannot be restored, or empty.
        holds: None where it has a problem.
        later: actions of the journal that came after it.
        differs: from the project as it is; None where that is damaged, or not to be compared.
    """

    backup: Backup
    problem: str
    holds: Summary | None
    later: int
    differs: Differences | None


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """All backups, newest first, and what is wrong with the project now, or nothing."""

    problem: str
    backups: tuple[Restorable, ...]


def preview_restore(folder: Path) -> RestorePreview:
    """Look at a project and each of its backups. Takes seconds for a large one; changes nothing.

    Raises:
        NoPermission, DiskFull: there is no place to work in.
    """
    with place_to_look(folder) as work:
        try:
            problem = current_problem(folder, work)
        except ProjectTooNew as error:
            problem = error.what
    record = JournalRecord(folder)
    sound = folder / DATABASE if not problem and not is_of_team(folder) else None
    return RestorePreview(
        problem, tuple(_look_at(one, record, sound) for one in list_backups(folder))
    )


def backup_named(folder: Path, name: str) -> Backup:
    """The backup of this file name, or path. Raises NotFound."""
    for one in list_backups(folder):
        if name in (one.file.name, one.file.stem) or Path(name).absolute() == one.file:
            return one
    raise NotFound(
        "There is no such backup.",
        subject=name,
        kept="Nothing was changed.",
        next_step="“labelmt restore --list” lists those that are there.",
    )


def _look_at(backup: Backup, record: JournalRecord, sound: Path | None) -> Restorable:
    problem = copy_problem(backup.file)
    holds = differs = None
    later = 0
    if not problem:
        try:
            holds = summary_of(backup.file)
            later = len(record.after(Moment(holds.timeline, holds.action)))
        except sqlite3.Error as error:
            problem = str(error)
        if sound is not None and holds is not None:
            with suppress(sqlite3.Error):
                differs = differences(backup.file, sound)
    return Restorable(backup, problem, holds, later, differs)
