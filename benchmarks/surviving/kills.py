"""Kills at random instants, over everything that writes: the acknowledged must be there."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import State
from labelmt.domain.protocol import messages
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import changed
from labelmt.project.commands.commands import (
    CreateLabel,
    ImportAnnotations,
    ImportedTask,
    MergeLabels,
    SetAnnotations,
)
from labelmt.project.project import Project
from labelmt.project.rescue.restore import restore
from surviving.damaged_database import damage
from surviving.forked import READY, Say, forked
from surviving.world import IMAGES, Tally, held, look_through, make_project, missing, seen

Work = Callable[[Path, random.Random, Say], None]
NOBODY_KNOWS = None
"""Images that an action is about, where it may be about all."""


def _each(project: Project, say: Say, about: list[int] | None, act: Callable[[], object]) -> None:
    """Do one action between saying what it is about and saying that it is acknowledged."""
    say({"about": about})
    act()
    say(held(project))


def label(folder: Path, chooser: random.Random, say: Say) -> None:
    project = Project.open(folder)
    say(READY)
    while True:
        labels = chooser.choice(project.schema().tasks).labels
        rows = chooser.sample(range(IMAGES), chooser.choice((1, 1, 1, 5, 100)))
        state = chooser.choice((State.PRESENT, State.ABSENT, State.UNKNOWN))
        command = SetAnnotations(tuple(rows), chooser.choice(labels).id, state)
        _each(project, say, rows, lambda command=command: project.apply(command))


def undo(folder: Path, chooser: random.Random, say: Say) -> None:
    project = Project.open(folder)
    labels = project.schema().tasks[0].labels
    say(READY)
    while True:
        if chooser.random() < 0.3:
            rows = chooser.sample(range(IMAGES), 5)
            command = SetAnnotations(tuple(rows), labels[0].id, chooser.choice(tuple(State)))
            _each(project, say, rows, lambda command=command: project.apply(command))
        else:
            act = chooser.choice((project.undo, project.undo, project.redo))
            _each(project, say, NOBODY_KNOWS, act)


def import_labels(folder: Path, chooser: random.Random, say: Say) -> None:
    project = Project.open(folder)
    say(READY)
    while True:
        names = [one.name for one in project.schema().tasks[0].labels]
        rows = chooser.sample(range(IMAGES), 100)
        cells = tuple((row, (chooser.choice(names),)) for row in rows)
        task = ImportedTask("things", TaskKind.MULTILABEL, tuple(names), cells)
        command = ImportAnnotations("table.csv", (task,), State.UNKNOWN)
        _each(project, say, NOBODY_KNOWS, lambda command=command: project.apply(command))


def merge(folder: Path, chooser: random.Random, say: Say) -> None:
    project = Project.open(folder)
    task = project.schema().tasks[0]
    say(READY)
    while True:
        name = f"merged {chooser.random()}"
        _each(project, say, [], lambda name=name: project.apply(CreateLabel(task.id, name)))
        made = next(one.id for one in project.schema().labels if one.name == name)
        rows = chooser.sample(range(IMAGES), 30)
        command = SetAnnotations(tuple(rows), made, State.PRESENT)
        _each(project, say, rows, lambda command=command: project.apply(command))
        both = MergeLabels((made,), task.labels[1].id)
        _each(project, say, NOBODY_KNOWS, lambda both=both: project.apply(both))


def back_up(folder: Path, _chooser: random.Random, say: Say) -> None:
    project = Project.open(folder)
    say(READY)
    while True:
        project.backups.back_up("asked", always=True)
        say(held(project))


def scan(folder: Path, chooser: random.Random, say: Say) -> None:
    """Scan again and again while the files exchange their names; all are of one size."""
    files = put_back(folder.parent / "images")
    project = Project.open(folder)
    say(READY)
    while True:
        for _ in range(3):
            some = chooser.sample(files, chooser.choice((2, 2, 3, 7)))
            beside = some[0].with_suffix(".moving")
            some[0].rename(beside)
            for to, of in itertools.pairwise(some):
                of.rename(to)
            beside.rename(some[-1])
        look_through(project)
        say(held(project))


def put_back(images: Path) -> list[Path]:
    """All files; one that was on its way when a scan was killed gets the name that is free."""
    files = [images / f"{number:03d}.bmp" for number in range(IMAGES)]
    for moving in images.glob("*.moving"):
        moving.rename(next(one for one in files if not one.exists()))
    return files


def _train(stage: str) -> Work:
    make = messages.FitHeads if stage == "heads" else messages.FineTune

    def train(folder: Path, chooser: random.Random, say: Say) -> None:
        from labelmt.learning.jobs import run_job
        from labelmt.learning.training.cancellation import Control
        from labelmt.project.training.prepare_run import prepare_run, record_event

        project = Project.open(folder)
        settings = project.training_settings()
        for key, value in (("backbone", "small_cnn"), ("epochs", "2"), ("batch_size", "32")):
            settings = changed(settings, key, value)
        say(READY)
        while True:
            prepared = prepare_run(project, stage, settings)
            run = prepared.run.id
            for event in run_job.run(make(job=run, manifest=str(prepared.folder)), Control()):
                record_event(project, run, event)
                row = chooser.randrange(IMAGES)  # somebody goes on labelling meanwhile
                label_id = project.schema().tasks[0].labels[0].id
                command = SetAnnotations((row,), label_id, chooser.choice(tuple(State)[:2]))
                _each(project, say, [row], lambda command=command: project.apply(command))
            say({"done": stage})

    return train


heads, finetune = _train("heads"), _train("finetune")

ACTIVITIES: dict[str, tuple[Work, int, float]] = {
    "labelling": (label, 7, 0.4),
    "undo and redo": (undo, 4, 0.4),
    "import": (import_labels, 4, 0.4),
    "merge": (merge, 4, 0.4),
    "scan": (scan, 4, 0.6),
    "backup": (back_up, 3, 0.3),
    "heads": (heads, 4, 3.0),
    "fine-tuning": (finetune, 4, 5.0),
}
"""What is killed, how often of all, and most seconds from its beginning until the kill."""
OTHERS = {"migration": 3, "restore": 3}


def kills(
    place: Path, count: int, until: float, seed: int = 0, *, light: bool = False
) -> list[Tally]:
    """Kill as often as asked for, or until a time; one project goes through all of it.

    Args:
        light: leave out the trainings, for which torch is loaded.
    """
    if not light:  # before any thread: each child has it already then
        import labelmt.learning.jobs.run_job  # noqa: F401
    chooser = random.Random(seed)
    folder = make_project(place)
    most = {name: seconds for name, (_, _, seconds) in ACTIVITIES.items()}
    for name in () if light else ("heads", "fine-tuning"):
        most[name] = 1.1 * _in_peace(folder, name)
    first = seen(folder, Tally("first"), "made", scan=True)
    assert first is not None
    weights = {name: weight for name, (_, weight, _) in ACTIVITIES.items()} | OTHERS
    for name in ("heads", "fine-tuning") if light else ():
        del weights[name]
    order = [name for name, weight in weights.items() for _ in range(weight)]
    tallies = {name: Tally(name) for name in weights}
    last: dict[str, Any] = first
    old = _old_project(place / "old")
    for number in range(count):
        if time.monotonic() > until:
            break
        if number % len(order) == 0:
            chooser.shuffle(order)
        name = order[number % len(order)]
        tally, began = tallies[name], time.monotonic()
        if name == "migration":
            _migration(old, place / "migrated", chooser, tally)
        elif name == "restore":
            _restoring(folder, place / "hurt", chooser, tally, last)
        else:
            now = _killed(folder, name, most[name], chooser, tally, last, first["contents"])
            if now is None:
                break
            last = now
        tally.cases += 1
        tally.seconds += time.monotonic() - began
    return list(tallies.values())


def _in_peace(folder: Path, name: str) -> float:
    """How many seconds a training takes that nobody kills."""
    began = time.monotonic()

    def work(say: Say) -> None:
        def until_done(line: dict[str, Any]) -> None:
            if "done" in line:
                os._exit(0)

        ACTIVITIES[name][0](folder, random.Random(0), until_done)

    forked(work)
    return time.monotonic() - began


def _killed(
    folder: Path,
    name: str,
    most: float,
    chooser: random.Random,
    tally: Tally,
    last: dict[str, Any],
    pictures: dict[str, str],
) -> dict[str, Any] | None:
    work = ACTIVITIES[name][0]
    inner = random.Random(chooser.random())
    ended = forked(
        lambda say: work(folder, inner, say),
        kill_after=chooser.random() * most,
        from_ready=chooser.random() < 0.8,  # else perhaps while it opens
    )
    if ended.bug or ended.told:
        tally.bugs.append(f"{name}: {ended.bug or ended.told}")
    states = [one for one in ended.lines if "states" in one]
    tally.acknowledged += len(states)
    about: list[int] | None = []
    for line in ended.lines:
        about = line.get("about", [])
    put_back(folder.parent / "images")
    now = seen(folder, tally, name, scan=name == "scan")
    if now is None:
        return None
    wrong = missing(states[-1] if states else last, about, now)
    if wrong:
        tally.lost.append(f"{name}: {wrong}")
    if name == "scan":
        elsewhere = [row for row, what in now["contents"].items() if pictures[row] != what]
        if elsewhere:
            tally.lost.append(f"labels of {len(elsewhere)} images are on another picture")
        if len(now["contents"]) < len(pictures):
            tally.notes.append(
                f"{len(pictures) - len(now['contents'])} said to hold another picture"
            )
    return now


def _old_project(place: Path) -> Path:
    """A project as an older version wrote it."""
    sql = Path(__file__).parents[2] / "tests" / "storage" / "revision_0008.sql"
    (place / "project").mkdir(parents=True)
    connection = sqlite3.connect(place / "project" / "project.sqlite")
    connection.executescript(sql.read_text(encoding="utf-8"))
    connection.close()
    return place / "project"


def _migration(old: Path, copy: Path, chooser: random.Random, tally: Tally) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    if not (old.parent / "whole").exists():
        shutil.copytree(old, old.parent / "whole")
    whole = seen(old.parent / "whole", tally, "migrated in peace")
    shutil.copytree(old, copy)

    def work(_say: Say) -> None:
        Project.open(copy).close()

    forked(work, kill_after=chooser.random() * 0.25, from_ready=False)
    now = seen(copy, tally, "migration")
    if now is not None and whole is not None and now["states"] != whole["states"]:
        tally.lost.append("a migration that was killed changed annotations")


def _restoring(
    folder: Path, copy: Path, chooser: random.Random, tally: Tally, last: dict[str, Any]
) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("cache", "runs"))
    damage(copy / "project.sqlite", "noise", chooser)

    def work(say: Say) -> None:
        say(READY)
        restore(copy)

    forked(work, kill_after=chooser.random() * 0.4)
    now = seen(copy, tally, "restore")
    if now is not None and now["states"] != last["states"]:
        rows = len([one for one in last["states"] if now["states"].get(one) != last["states"][one]])
        tally.lost.append(f"a restore that was killed: {rows} labels differ")


def kill_processes(place: Path, count: int, until: float, seed: int = 0) -> Tally:
    """The same with the programs themselves: ``labelmt train``, it or its worker killed."""
    tally, chooser = Tally("train, or its worker"), random.Random(seed)
    folder = make_project(place, 60)
    last = seen(folder, tally, "made")
    assert last is not None
    for number in range(count):
        if time.monotonic() > until:
            break
        began = time.monotonic()
        command = [sys.executable, "-m", "labelmt", "train", str(folder), "--backbone", "small_cnn",
                   "--stage", ("heads", "finetune")[number % 2], "--epochs", "2"]  # fmt: skip
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as program:
            try:
                program.wait(2 + chooser.random() * 8)
            except subprocess.TimeoutExpired:
                _kill_it_or_its_worker(program, chooser)
            assert program.stderr is not None
            said = program.stderr.read().decode("utf-8", "replace")
        if "Traceback" in said or "bug" in said:
            tally.bugs.append(said[-300:])
        now = seen(folder, tally, "train")
        if now is None or now["states"] != last["states"]:
            tally.lost.append("training that was killed changed annotations")
        tally.cases += 1
        tally.seconds += time.monotonic() - began
    return tally


def _kill_it_or_its_worker(program: subprocess.Popen[bytes], chooser: random.Random) -> None:
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    workers = [int(one) for one in children.read_text().split()] if children.exists() else []
    if workers and chooser.random() < 0.5:
        os.kill(workers[0], signal.SIGKILL)
    else:
        program.kill()
