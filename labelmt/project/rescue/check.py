"""Checks a project, and repairs it: database, derived files, caches, backups, leftovers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelmt.domain.derived_files import (
    MissingFile,
    UnusableFile,
    check_array,
    check_probabilities,
    read_archive,
    read_array,
    read_record,
)
from labelmt.domain.held_out_predictions import (
    JUDGED,
    UnreadableHeldOutPredictions,
    read_held_out,
)
from labelmt.domain.predictions import OUT_OF_FOLD
from labelmt.domain.shift_record import SHIFT, ShiftRecord
from labelmt.domain.text import Text, counted, text
from labelmt.project.backups.dated_copies import BACKUPS, list_backups
from labelmt.project.backups.journal import journal_folder
from labelmt.project.backups.journal_reading import JournalRecord
from labelmt.project.leftovers import find_leftovers, remove
from labelmt.project.project_file import DATABASE, is_of_team
from labelmt.project.rescue.restore import current_problem, place_to_look, restore, told_of
from labelmt.project.run_files import (
    job_problems,
    keep_whole_lines,
    metrics_problems,
    model_problems,
)
from labelmt.project.run_folders import GROUPS, POINTS, RUNS, live_folder
from labelmt.storage.database import NO_FOLDER, Database
from labelmt.storage.soundness import copy_problem


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        kind: ``database``, ``derived``, ``cache``, ``backup``, ``journal`` or ``leftover``.
        repaired: whether it is well now: restored, or removed so that it is made anew.
        more: what was kept, and what a person can do.
    """

    kind: str
    path: Path
    what: str | Text
    repaired: bool = False
    more: tuple[Text, ...] = ()


UNSAFE = text("Until this is mended, no backup can be written.")
REPAIR = text("“labelmt check --repair” or “labelmt restore” brings back what can be.")
TRAIN_AGAIN = text(
    "Train again (“labelmt train”), or let another run predict (“labelmt runs serve”)."
)


def check_project(folder: Path, *, repair: bool = False) -> list[Finding]:
    """Look at all that a project consists of but the images; takes seconds for a large one.

    Nobody may have it open while it is repaired.

    Raises:
        NotFound: there is no project and nothing to restore one from.
        NoPermission, DiskFull: there is no place to work in.
    """
    with place_to_look(folder) as work:
        problem = current_problem(folder, work)
    found: list[Finding] = []
    if problem:
        mends = repair and not is_of_team(folder)
        more = tuple(told_of(restore(folder))) if mends else (REPAIR,)
        found.append(Finding("database", folder / DATABASE, problem, mends, more))
    for path, kind, check in _derived(folder):
        try:
            check(path)
        except MissingFile:
            continue
        except (UnusableFile, UnreadableHeldOutPredictions, OSError) as error:
            found.append(Finding(kind, path, str(error), repair and _removed(path)))
    for run in sorted((folder / RUNS).glob("*")):
        found += _of_run(run, repair=repair)
    found += _where_backups_go(folder)
    for backup in list_backups(folder):
        wrong = copy_problem(backup.file)
        if wrong:  # left where it is: perhaps something can be salvaged from it
            found.append(Finding("backup", backup.file, wrong))
    record = JournalRecord(folder)
    if record.damaged:
        what = counted(
            "{count:,} line cannot be read", "{count:,} lines cannot be read", record.damaged
        )
        found.append(Finding("journal", journal_folder(folder), what))
    sound = (repair or not problem) and not is_of_team(folder)
    found += _leftovers(folder, repair=repair, sound=sound)
    return found


def _where_backups_go(folder: Path) -> Iterator[Finding]:
    """Why nothing is backed up, though the project itself can be written."""
    for kind, place in (("backup", folder / BACKUPS), ("journal", journal_folder(folder))):
        if os.path.lexists(place) and not place.is_dir():
            yield Finding(kind, place, NO_FOLDER, more=(UNSAFE,))
            return
        if place.is_dir() and not os.access(place, os.W_OK):
            yield Finding(kind, place, text("This place may not be written."), more=(UNSAFE,))
            return


def _of_run(run: Path, *, repair: bool) -> Iterator[Finding]:
    """What cannot be made anew of a run: it stays where it is, and what to do is said."""
    for path, what in model_problems(run):
        yield Finding("derived", path, what, more=(TRAIN_AGAIN,))
    for path, what in metrics_problems(run):
        yield Finding("derived", path, what, repair and keep_whole_lines(path))
    for path, what in job_problems(run):
        step = text("It is needed to go on with a training that was cut off: train anew instead.")
        yield Finding("derived", path, what, more=(step,))


def _leftovers(folder: Path, *, repair: bool, sound: bool) -> Iterator[Finding]:
    database = Database(folder / DATABASE) if sound else None
    try:
        left = find_leftovers(folder, database)
    finally:
        if database is not None:
            database.close()
    if repair:
        remove(left)
    for one in left:
        gone = repair and not one.path.exists()
        yield Finding("leftover", one.path, f"{one.size:,} bytes left by a killed process", gone)


Check = Callable[[Path], object]


def _derived(folder: Path) -> Iterator[tuple[Path, str, Check]]:
    """What can be made anew, and how it is looked at."""
    for run in sorted((folder / RUNS).glob("*")):
        if not run.is_dir():
            continue
        for name in ("probabilities.npy", OUT_OF_FOLD):
            yield run / name, "derived", _probabilities
        yield run / JUDGED, "derived", lambda file: read_held_out(file.parent)
        yield run / SHIFT, "derived", lambda file: read_record(file, ShiftRecord)
    live = live_folder(folder)
    yield live / GROUPS, "cache", lambda file: read_array(file, np.int32, (None,))
    for archive in (live / POINTS, *sorted((folder / "cache" / "columns").glob("*.npz"))):
        yield archive, "cache", read_archive
    for features in sorted((folder / "cache" / "features").glob("*")):
        if features.is_dir():
            yield features, "cache", _features


def _probabilities(file: Path) -> None:
    array = read_array(file, np.float16, (None, None), mapped=True)
    check_array(file)
    check_probabilities(array, file.name)


def _features(folder: Path) -> None:
    """Raises UnusableFile where the arrays of a cache are not of one length."""
    try:
        width = int((folder / "width").read_text("ascii"))
        lines = {"features.f16": 2 * width, "fingerprints.u8": 16, "stamps.u8": 16}
        sizes = {name: (folder / name).stat().st_size for name in lines}
    except FileNotFoundError as error:
        raise MissingFile(str(error)) from error
    except (OSError, ValueError) as error:
        raise UnusableFile(f"{folder.name}: {error}") from error
    if width <= 0 or len({(sizes[name] / line) for name, line in lines.items()}) != 1:
        raise UnusableFile(f"{folder.name}: its files are not of one length; one was cut off.")


def _removed(path: Path) -> bool:
    """Remove what is made anew."""
    with suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        return True
    return False
