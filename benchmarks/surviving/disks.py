"""Disks that are full or may not be written; a person without permission; a clock that is wrong."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from unittest.mock import patch

from labelmt.domain.annotations import State
from labelmt.domain.errors import EnvironmentFault, LabelMTError
from labelmt.project.backups import dated_copies, journal, keeper
from labelmt.project.backups.dated_copies import MOST, list_backups
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project
from labelmt.project.schema.schema_files import export_schema
from surviving.forked import READY, Say, forked
from surviving.kills import ACTIVITIES
from surviving.world import Tally, held, make_project, missing, seen

NOBODY = 65534
ROOM = 24 * 2**20


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """A disk of its own of 24 MiB; False where none can be mounted by this user."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)]
    mounted = shutil.which("mount") is not None
    mounted = mounted and not subprocess.run(command, capture_output=True, check=False).returncode
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path, leave: int = 0) -> None:
    """Fill a disk up to some bytes."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as stream:
        for size in (1 << 20, 1 << 14, 512, 1):
            with suppress(OSError):
                while stream.write(bytes(size)):
                    pass
    if leave:
        with suppress(OSError):
            os.truncate(disk / "filler", max(0, (disk / "filler").stat().st_size - leave))


def full_disk(
    place: Path, count: int, until: float, seed: int = 0, *, light: bool = False
) -> Tally:
    """Let the disk fill up while somebody labels, imports, backs up, scans and trains.

    Where no disk can be mounted, no file may grow beyond a size instead (``RLIMIT_FSIZE``): that
    stops writes half-way in the same places, but says something else than a full disk does.
    """
    tally, began, chooser = Tally("full disk"), time.monotonic(), random.Random(seed)
    left_out = ("undo and redo", *(("heads", "fine-tuning") if light else ()))
    names = [one for one in ACTIVITIES if one not in left_out]
    with small_disk(place) as mounted:
        if not mounted:
            tally.notes.append("no disk could be mounted here: files may not grow instead")
        folder = make_project(place)
        last = seen(folder, tally, "made")
        for number in range(count):
            if time.monotonic() > until or last is None:
                break
            name = names[number % len(names)]
            leave = chooser.choice((0, 5_000, 70_000, 100_000, 300_000, 2_000_000))
            if mounted:
                fill(place, leave)
            inner = random.Random(number)

            def work(
                say: Say, name: str = name, inner: random.Random = inner, leave: int = leave
            ) -> None:
                if not mounted:
                    size = (folder / "project.sqlite").stat().st_size
                    resource.setrlimit(resource.RLIMIT_FSIZE, (size + leave, -1))
                ACTIVITIES[name][0](folder, inner, say)

            ended = forked(work, kill_after=ACTIVITIES[name][2], limit=60)
            states = [one for one in ended.lines if "states" in one]
            about = next((one["about"] for one in ended.lines[::-1] if "about" in one), [])
            tally.cases += 1
            tally.acknowledged += len(states)
            what = f"{name}, {leave} bytes left ({number})"
            if ended.bug:
                tally.bugs.append(f"{what}: {ended.bug}")
            full = forked(lambda say: _look_only(folder, say))
            if full.bug or full.told:
                tally.bugs.append(f"{what}, looked at: {full.bug or full.told}")
            (place / "filler").unlink(missing_ok=True)
            now = seen(folder, tally, what)
            wrong = missing(states[-1] if states else last, about, now) if now else ""
            if wrong:
                tally.lost.append(f"{what}: {wrong}")
            last = now
            shutil.rmtree(folder / "runs", ignore_errors=True)
            for one in list_backups(folder)[2:]:
                one.file.unlink()
    tally.seconds = time.monotonic() - began
    return tally


def _look_only(folder: Path, say: Say) -> None:
    """List and export, wherever it can be written or not."""
    say(READY)
    project = Project.open(folder)
    export_schema(project, Path("/tmp") / f"schema-{os.getpid()}.yaml")
    Path(f"/tmp/schema-{os.getpid()}.yaml").unlink()
    say(held(project))
    project.close()


def without_permission(place: Path, until: float) -> Tally:
    """What a person may not write is looked at, and told; as another user where this is root."""
    tally, began = Tally("read-only, unprivileged"), time.monotonic()
    folder = make_project(place, 40)
    place.chmod(0o755)
    datetime.strptime("2026", "%Y")  # loads a module that user nobody may not be able to read
    whole = seen(folder, tally, "made")
    parts = ["project.sqlite", ".", "backups", "backups/journal", "cache", "runs"]
    for part in parts:
        (folder / part).mkdir(exist_ok=True) if "." not in part else None
    for part in parts:
        for mode in (0o555, 0o000) if part != "." else (0o555,):
            if time.monotonic() > until:
                break
            _let_all_read(place)
            for one in folder.rglob("*"):
                one.chmod(0o777 if one.is_dir() else 0o666)
            folder.chmod(0o777)
            (folder / part).chmod(mode & (0o777 if (folder / part).is_dir() else 0o444))

            def work(say: Say) -> None:
                if os.getuid() == 0:
                    os.setgroups([])
                    os.setgid(NOBODY)
                    os.setuid(NOBODY)
                _label_if_possible(folder, say)

            ended = forked(work)
            tally.cases += 1
            what = f"{part} {mode:o}"
            if ended.bug:
                tally.bugs.append(f"{what}: {ended.bug}")
            elif ended.told and not (mode == 0 and part == "project.sqlite"):
                tally.bugs.append(f"{what}: {ended.told}")
            for one in (folder, *folder.rglob("*")):
                one.chmod(0o777 if one.is_dir() else 0o666)
            now = seen(folder, tally, what)
            if now is None or whole is None:
                continue
            last = ended.lines[-1] if ended.lines else whole
            if now["states"] != last["states"]:
                tally.lost.append(what)
            whole = now
    tally.seconds = time.monotonic() - began
    return tally


def _let_all_read(place: Path) -> None:
    for one in place.parents:
        with suppress(OSError):
            if one != Path("/"):
                one.chmod(one.stat().st_mode | 0o055)


def _label_if_possible(folder: Path, say: Say) -> None:
    project = Project.open(folder)
    try:
        say(held(project))
        label = project.schema().tasks[0].labels[1]
        with suppress(EnvironmentFault):
            project.apply(SetAnnotations((3,), label.id, State.PRESENT))
            project.apply(SetAnnotations((5,), label.id, State.ABSENT))
        with suppress(EnvironmentFault):
            project.backups.back_up("asked", always=True)
        say(held(project))
    finally:
        project.close()


def wrong_clock(place: Path, count: int, until: float, seed: int = 0) -> Tally:
    """A clock that jumps back and forth by hours to decades: backups stay, and stay few."""
    tally, began, chooser = Tally("injected clock"), time.monotonic(), random.Random(seed)
    folder = make_project(place, 40)
    last = seen(folder, tally, "made")
    for number in range(count):
        if time.monotonic() > until or last is None:
            break
        days = chooser.choice((0, -0.1, 0.1, -2, 2, -400, 400, -9000, 20_000))
        ended = forked(lambda say, days=days: _work_at(folder, timedelta(days=days), say))
        tally.cases += 1
        what = f"{days} days off ({number})"
        if ended.bug or ended.told:
            tally.bugs.append(f"{what}: {ended.bug or ended.told}")
            continue
        said = ended.lines[-1]
        tally.acknowledged += 5
        backups = list_backups(folder)
        if len(backups) > MOST:
            tally.bugs.append(f"{what}: {len(backups)} backups")
        if said["made"] not in {one.file.name for one in backups}:
            tally.lost.append(f"{what}: the backup that was just made is gone")
        (folder / "project.sqlite").unlink()
        now = seen(folder, tally, what)
        if now is not None and now["states"] != said["states"]:
            tally.lost.append(f"{what}: not all was restored")
        last = now
    tally.seconds = time.monotonic() - began
    return tally


def _work_at(folder: Path, shift: timedelta, say: Say) -> None:
    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + shift

    with _shifted(Shifted):
        project = Project.open(folder)
        label = project.schema().tasks[0].labels[0]
        made = ""
        for number in range(5):
            state = (State.PRESENT, State.ABSENT)[number % 2]
            project.apply(SetAnnotations((number, int(time.time()) % 40), label.id, state))
            if number == 2:
                made = project.backups.back_up("asked", always=True).file.name
        say(held(project) | {"made": made})
        project.close()


@contextmanager
def _shifted(clock: Callable[..., object]) -> Iterator[None]:
    with (
        patch.object(keeper, "datetime", clock),
        patch.object(journal, "datetime", clock),
        patch.object(dated_copies, "datetime", clock),
    ):
        yield


__all__ = ["LabelMTError", "full_disk", "without_permission", "wrong_clock"]
