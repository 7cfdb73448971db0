"""Restores a project: from a backup and the journal past it, or from what is left of its database.

The new database is made beside the old one and checked before anything is moved; then the old one
is set aside with its log and index, all three files, and the new one takes its name.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from labelmt.domain.atomic_write import sync_file, sync_folder
from labelmt.domain.errors import (
    EnvironmentFault,
    InvalidInput,
    LabelMTError,
    NotFound,
    ProjectDamaged,
    ProjectTooNew,
)
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.domain.text import Text, counted, text
from labelmt.project.backups.dated_copies import BACKUPS, Backup, list_backups
from labelmt.project.backups.journal import TIMELINE, begin_timeline, head_line
from labelmt.project.backups.journal_reading import (
    Entry,
    JournalRecord,
    Moment,
    Said,
    lacking,
    newest_actions,
)
from labelmt.project.backups.keeper import BackupKeeper
from labelmt.project.images.column_loading import IMAGES_AS_OF, STATES_AS_OF
from labelmt.project.leftovers import ASIDE, RESTORING
from labelmt.project.project import DATABASE
from labelmt.project.rescue.replay import final_state, replay
from labelmt.storage.annotation_repository import count_all
from labelmt.storage.database import ROOM, Database, files_told
from labelmt.storage.database_migration import newest_revision, upgrade
from labelmt.storage.history_repository import latest_id
from labelmt.storage.image_repository import fill_holes
from labelmt.storage.mark_repository import mark_row
from labelmt.storage.meta_repository import delete_meta, read_meta, write_meta
from labelmt.storage.salvage import Salvaged, add_newer, fill, read_damaged, read_sound
from labelmt.storage.soundness import copy_problem, database_problem

SUFFIXES = ("", "-wal", "-shm")
"""Of the files that are one database."""
REPLAYED = "Bring back what the journal has of {count} actions"


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """Attributes:
    backup: what was restored; None: what was left of the database itself.
    actions: of the journal, done again on top of it. changed: annotations and labels that they
        changed.
    annotations: that the project has now.
    lost: annotations that were read, but of images nothing is known of any more.
    set_aside: where the files are that were there before; None: there were none.
    problem: what was wrong with them, or empty.
    """

    backup: Backup | None
    actions: int
    changed: int
    annotations: int
    lost: int
    set_aside: Path | None
    problem: str


def restore(
    folder: Path,
    backup: Backup | None = None,
    *,
    with_journal: bool | None = None,
    today: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> RestoreReport:
    """Restore a project that nobody has open.

    Args:
        backup: the one to go back to; None takes the newest good one, or without any the rest of
            the database itself.
        with_journal: whether to do again what was done after that; None: unless a backup was
            chosen while the database is sound, that is to go back to it.

    Raises:
        NotFound: there is nothing to restore from.
        InvalidInput: the chosen backup is damaged.
        ProjectTooNew: no backup was chosen, and the project is of a newer version.
        EnvironmentFault: another program is writing to the project.
        NoPermission, DiskFull: it cannot be written; everything is as it was.
    """
    with files_told(folder), workplace(folder) as work:
        problem = _problem_to_restore(folder, work, chosen=backup is not None)
        if not problem:
            _refuse_while_written(folder / DATABASE)
        chosen = _checked(backup) if backup is not None else newest_good(folder)
        again = with_journal if with_journal is not None else backup is None or bool(problem)
        file = work / DATABASE
        record = JournalRecord(folder)
        salvaged = None
        if again and (folder / DATABASE).is_file():
            salvaged = _left_of(folder / DATABASE, work, sound=not problem)
        lost = 0
        if chosen is not None:
            shutil.copyfile(chosen.file, file)
        elif again and (record or (salvaged is not None and salvaged.rows.get("image"))):
            salvaged = salvaged or Salvaged(newest_revision())
            lost = fill(file, salvaged, folder)
        else:
            raise _nothing_there(folder)
        database = Database(file)
        try:
            report = _renew(
                database, chosen, record if again else None, salvaged, problem, folder, lost
            )
        finally:
            database.close()
        sync_file(file)
        aside = _exchange(folder, file, today())
        begin_timeline(folder, report.head)
    with suppress(LabelMTError):  # the project is restored, with a backup or without
        _back_up(folder)
    return RestoreReport(
        chosen, report.actions, report.changed, report.annotations, lost, aside, problem
    )


def _nothing_there(folder: Path) -> NotFound:
    return NotFound(
        "There is nothing to restore this project from.",
        subject=str(folder),
        kept="Nothing was changed.",
        next_step="There is no backup that is sound, no journal, and no image left in a database.",
    )


def _problem_to_restore(folder: Path, work: Path, *, chosen: bool) -> str:
    """What is wrong with the database. Who chose a backup may go back to an older version."""
    try:
        return current_problem(folder, work)
    except ProjectTooNew:
        if chosen:
            return ""
        raise


def _refuse_while_written(file: Path) -> None:
    """Raises EnvironmentFault where another program is in the middle of a write."""
    database = Database(file)
    try:
        with database.write():
            pass
    finally:
        database.close()


def current_problem(folder: Path, work: Path) -> str:
    """What is wrong with a project's database, or nothing; a copy is looked at, not itself.

    Raises:
        ProjectTooNew: it was written by a newer version, and cannot be looked at.
    """
    file = folder / DATABASE
    if not file.is_file():
        return "There is no database."
    newest = newest_actions(folder)
    copy = work / "looked-at"
    copy.mkdir()
    with files_told(work):
        for suffix in SUFFIXES[:2]:
            with suppress(FileNotFoundError):
                shutil.copyfile(file.with_name(file.name + suffix), copy / (DATABASE + suffix))
    database = Database(copy / DATABASE)
    try:
        upgrade(database, None)
        problem = database_problem(database)
        if problem:
            return problem
        with database.read() as connection:
            lost = lacking(newest, connection)
        return f"{lost:,} actions are missing that the journal has" if lost else ""
    except ProjectTooNew:
        raise
    except LabelMTError as error:
        return error.details or error.what
    finally:
        database.close()
        shutil.rmtree(copy, ignore_errors=True)


def newest_good(folder: Path) -> Backup | None:
    """The newest backup that passes its check."""
    return next((one for one in list_backups(folder) if not copy_problem(one.file)), None)


@dataclass(frozen=True, slots=True)
class _Renewed:
    head: bytes
    actions: int
    changed: int
    annotations: int


def _renew(
    database: Database,
    chosen: Backup | None,
    record: JournalRecord | None,
    salvaged: Salvaged | None,
    problem: str,
    folder: Path,
    lost: int,
) -> _Renewed:
    """Bring a copy to the newest revision and to what was done since, as a timeline of its own."""
    upgrade(database, None)
    with database.read() as connection:
        timeline = read_meta(connection, TIMELINE) or ""
        moment = Moment(timeline, latest_id(connection) if chosen is not None else 0)
    left = moment
    actions = changed = 0
    if record is not None:
        if salvaged is not None:
            record.add(_timeline_of(salvaged, record), dict(_entries(salvaged)))
            if chosen is not None:
                add_newer(database, salvaged)
        entries = record.after(moment)
        actions = len(entries)
        # Of a salvaged database, rows are newer than what a journal with holes says of them.
        exact = chosen is not None or record.is_whole_after(moment)
        if entries:
            title = REPLAYED.format(count=f"{actions:,}")
            changed = replay(database, final_state(entries), title, only_missing=not exact)
        newest = record.newest
        if newest.timeline != timeline or newest.action > moment.action:
            left = newest
    token = secrets.token_hex(8)
    with database.write() as connection:
        fill_holes(connection)
        write_meta(connection, TIMELINE, token)
        for key in (IMAGES_AS_OF, STATES_AS_OF):  # kept columns are of another time
            delete_meta(connection, key)
        begins_after, annotations = latest_id(connection), count_all(connection)
    wrong = database_problem(database)
    if wrong:
        raise ProjectDamaged(
            "What could be restored is damaged as well.",
            subject=str(chosen.file if chosen else folder / DATABASE),
            kept="Nothing was changed.",
            next_step="Restore another backup: “labelmt restore --list” lists them.",
            details=wrong,
        )
    database.checkpoint()
    head = head_line(token, left.timeline, left.action, begins_after)
    return _Renewed(head, actions, changed, annotations)


def _left_of(file: Path, work: Path, *, sound: bool) -> Salvaged:
    if sound:
        with suppress(sqlite3.Error, OSError):
            return read_sound(file)
    return read_damaged(file, work)


def _timeline_of(salvaged: Salvaged, record: JournalRecord) -> str:
    for row in salvaged.rows.get("meta", ()):
        if row["key"] == TIMELINE:
            return str(row["value"])
    return record.newest.timeline


def _entries(salvaged: Salvaged) -> Iterator[tuple[int, Entry]]:
    """The actions of a damaged database's own log, as the journal has them."""
    paths: dict[int, tuple[str, str]] = salvaged.paths()
    for action, kind, title, delta in salvaged.deltas():
        said: list[Said] = []
        images: dict[str, dict[str, str]] = {}
        for label_id, pairs in delta.annotations.items():
            for row, (_, value) in pairs.items():
                if row in paths:
                    root, path = paths[row]
                    images.setdefault(root, {})[str(row)] = path
                said.append(Said.of(label_id, row, value))
        opinions: list[Said] = []
        for label_id, beside in delta.opinions.items():
            for (row, who), (_, value) in beside.items():
                if row in paths:
                    root, path = paths[row]
                    images.setdefault(root, {})[str(row)] = path
                opinions.append(Said.opinion(label_id, row, who, value))
        for row in delta.marks.keys() & paths.keys():
            root, path = paths[row]
            images.setdefault(root, {})[str(row)] = path
        yield (
            action,
            Entry(
                action,
                kind,
                title,
                images=images,
                annotations=tuple(said),
                opinions=tuple(opinions),
                tasks={str(key): after for key, (_, after) in delta.tasks.items()},
                labels={str(key): after for key, (_, after) in delta.labels.items()},
                marks={str(row): mark_row(after) for row, (_, after) in delta.marks.items()},
            ),
        )


def _checked(backup: Backup) -> Backup:
    wrong = copy_problem(backup.file)
    if wrong:
        raise InvalidInput(
            "This backup is damaged.",
            subject=str(backup.file),
            kept="Nothing was changed.",
            next_step="Choose another: “labelmt restore --list” lists them.",
            details=wrong,
        )
    return backup


def _exchange(folder: Path, new: Path, now: datetime) -> Path | None:
    """Set aside the files that are there, and let the new one take their place."""
    file = folder / DATABASE
    there = [one for suffix in SUFFIXES if (one := file.with_name(file.name + suffix)).exists()]
    aside = None
    if there:
        stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        aside = folder / BACKUPS / f"{ASIDE}{stamp}"
        aside.mkdir(parents=True)
        # The database first: what is left of a restore that was cut off here is no project, and
        # the next one sets the log aside as well. A log beside a new database would damage it.
        for one in there:
            one.replace(aside / one.name)
        sync_folder(aside)
    new.replace(file)
    sync_folder(folder)
    return aside


def _back_up(folder: Path) -> None:
    database = Database(folder / DATABASE)
    try:
        BackupKeeper(folder, database).back_up("restored", always=True)
    finally:
        database.close()


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """An empty folder beside the backups, gone at the end.

    Raises:
        NotFound: there is no such project. NoPermission, DiskFull: nothing can be written.
    """
    if not folder.is_dir():
        raise _nothing_there(folder)
    work = folder / BACKUPS / f"{RESTORING}{secrets.token_hex(4)}"
    with files_told(folder):
        work.mkdir(parents=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        with suppress(OSError):  # made for nothing, where there is no project
            work.parent.rmdir()


@contextmanager
def place_to_look(folder: Path) -> Iterator[Path]:
    """The same for a look that changes nothing: among temporary files where it does not fit there.

    Raises:
        NotFound: there is no such project. NoPermission, DiskFull: nothing can be written.
    """
    with ExitStack() as stack:
        work = None
        with suppress(EnvironmentFault):
            work = stack.enter_context(workplace(folder))
        if work is None or not _has_room(work, folder / DATABASE):
            work = stack.enter_context(temporary_folder())
        yield work


def _has_room(work: Path, database: Path) -> bool:
    """Whether a database and its log can be copied, and brought up to date there."""
    needed = ROOM
    for suffix in SUFFIXES:
        with suppress(OSError):
            needed += 2 * database.with_name(database.name + suffix).stat().st_size
    try:
        return shutil.disk_usage(work).free > needed
    except OSError:
        return True


def told_of(report: RestoreReport) -> list[Text]:
    """What to tell of a restore, sentence by sentence."""
    told = []
    if report.backup is not None:
        made = report.backup.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        told.append(text("Restored the backup of {made}.", made=made))
    else:
        told.append(text("Restored what could be read from the damaged database."))
    if report.actions:
        told.append(
            counted(
                "{count:,} action was replayed from the journal.",
                "{count:,} actions were replayed from the journal.",
                report.actions,
            )
        )
    told.append(
        counted(
            "The project has {count:,} annotation.",
            "The project has {count:,} annotations.",
            report.annotations,
        )
    )
    if report.lost:
        told.append(
            counted(
                "{count:,} annotation belongs to an image of which nothing is left.",
                "{count:,} annotations belong to images of which nothing is left.",
                report.lost,
            )
        )
    if report.set_aside is not None:
        told.append(text("The files from before are in {folder}.", folder=report.set_aside))
    return told
