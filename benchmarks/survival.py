"""Survival: kills at random instants, damaged databases, damaged derived files; nothing is lost.

``uv run python benchmarks/survival.py WORKPLACE [--kills 1000] [--databases 500] [--files 500]``.
A child process labels, undoes, imports, merges and backs up, and says on its standard output what
was acknowledged; it is killed at a random instant. Whatever was acknowledged must be there when
the project is opened, or after one restore where its database was damaged as well. A short form
is a test (``tests/project/test_survival.py``).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import LabelMTError, ProjectFault
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    CreateLabel,
    CreateTask,
    ImportAnnotations,
    ImportedTask,
    MergeLabels,
    SetAnnotations,
)
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.project.rescue.restore import restore

IMAGES = 400
State_ = dict[str, int]
"""``"row label"`` to the state that was acknowledged."""


@dataclass
class Tally:
    """What came of it."""

    kills: int = 0
    databases: int = 0
    files: int = 0
    acknowledged: int = 0
    lost: int = 0
    restored: int = 0
    told_as_bugs: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return not self.lost and not self.told_as_bugs


def make_project(folder: Path) -> Path:
    """400 images that need not be there, two tasks."""
    project = Project.create(folder, [folder.parent / "images"])
    add_images(project, 1, [FoundImage(f"{n % 10}/{n}.jpg", 100, 1) for n in range(IMAGES)])
    for name, kind in (("things", TaskKind.MULTILABEL), ("scene", TaskKind.MULTICLASS)):
        project.apply(CreateTask(name, kind))
        task = project.schema().task_named(name)
        assert task is not None
        for label in "abc":
            project.apply(CreateLabel(task.id, f"{name} {label}"))
    project.close()
    return folder


def work(folder: Path, seed: int) -> None:
    """Work until killed; each line says what is acknowledged by then, whole."""
    chooser = random.Random(seed)
    project = Project.open(folder)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    while True:
        tasks = project.schema().tasks
        kind = chooser.random()
        if kind < 0.8 or len(tasks) < 2:
            labels = tasks[chooser.randrange(len(tasks))].labels
            rows = tuple(chooser.sample(range(IMAGES), chooser.choice((1, 1, 1, 5, 100))))
            state = chooser.choice((State.PRESENT, State.ABSENT, State.UNKNOWN))
            project.apply(SetAnnotations(rows, chooser.choice(labels).id, state))
        elif kind < 0.88:
            project.undo()
        elif kind < 0.92:
            project.redo()
        elif kind < 0.95:
            cells = tuple((row, ("things a",)) for row in chooser.sample(range(IMAGES), 200))
            task = ImportedTask("things", TaskKind.MULTILABEL, ("things a",), cells)
            project.apply(ImportAnnotations("table.csv", (task,), State.UNKNOWN))
        elif kind < 0.97 and len(tasks[0].labels) > 2:
            project.apply(MergeLabels((tasks[0].labels[-1].id,), tasks[0].labels[0].id))
        else:
            project.backups.back_up("asked")
        sys.stdout.write(json.dumps(states_of(project)) + "\n")
        sys.stdout.flush()


def states_of(project: Project) -> State_:
    """All that is annotated, by the stable numbers of images and labels."""
    schema, matrix = project.schema(), project.annotation_matrix()
    ids = schema.label_ids
    rows, columns = (matrix != State.UNKNOWN).nonzero()
    return {
        f"{row} {ids[column]}": int(matrix[row, column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    }


def killed(folder: Path, seed: int, most_s: float) -> list[State_]:
    """Let a child work and kill it at a random instant; what it said, one state after the other."""
    child = subprocess.Popen(
        [sys.executable, __file__, str(folder), "--work", str(seed)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    if seed % 4:  # else perhaps while it opens
        child.stdout.readline()
    time.sleep(random.Random(seed).random() * most_s)
    child.send_signal(signal.SIGKILL)
    said, _ = child.communicate()
    whole = said.split("\n")[:-1]
    return [json.loads(line) for line in whole if line.startswith("{")]


def look(folder: Path, tally: Tally) -> State_ | None:
    """The states of a project that is opened, or restored by one command; None: neither."""
    try:
        try:
            project = Project.open(folder)
        except ProjectFault:
            tally.restored += 1
            restore(folder)
            project = Project.open(folder)
        try:
            return states_of(project)
        finally:
            project.close()
    except LabelMTError as error:
        tally.told_as_bugs.append(f"not restored: {error}")
    except Exception as error:  # noqa: BLE001 (this is what is looked for)
        tally.told_as_bugs.append(repr(error))
    return None


def kills(place: Path, count: int, tally: Tally, most_s: float = 1.5) -> None:
    """Kill a process that works, open the project, go on with it."""
    folder = make_project(place / "killed")
    before: State_ = {}
    for seed in range(count):
        said = killed(folder, seed, most_s) or [before]
        tally.kills += 1
        tally.acknowledged += len(said)
        now = look(folder, tally)
        if now is None:
            return
        # The action after the last that was acknowledged may be done or not: either is whole.
        # It is one more entry of the history at most, which the number of changed pairs bounds.
        missing = sum(1 for pair, state in said[-1].items() if now.get(pair) != state)
        project = Project.open(folder)
        newest = project.history(0, 10**6)
        largest = max((entry.pairs for entry in newest.entries[-2:]), default=0)
        project.close()
        if missing > largest:
            tally.lost += missing
        before = now


def databases(place: Path, count: int, tally: Tally) -> None:
    """Damage a database in one of several ways; restore it with nothing lost."""
    folder = make_project(place / "database")
    said = killed(folder, 1, 4.0)
    whole = look(folder, tally)
    assert whole is not None and said  # noqa: PT018
    keep = place / "database-kept"
    shutil.copytree(folder, keep)
    for seed in range(count):
        shutil.rmtree(folder)
        shutil.copytree(keep, folder)
        damage_database(folder / "project.sqlite", seed)
        tally.databases += 1
        now = look(folder, tally)
        if now != whole:
            tally.lost += 1


def damage_database(file: Path, seed: int) -> None:
    """Pages of noise or zeros, a file cut off, empty or gone, a log of something else."""
    chooser = random.Random(seed)
    content = bytearray(file.read_bytes())
    pages = len(content) // 4096
    how = seed % 6
    if how == 0:
        content = content[: chooser.randrange(len(content))]
    elif how == 1:
        file.with_name(file.name + "-wal").write_bytes(chooser.randbytes(20_000))
        content[:4096] = bytes(4096)
    elif how == 5:
        file.unlink()
        return
    else:
        for _ in range(chooser.choice((1, 3, 10))):
            page = chooser.randrange(pages)
            fill = chooser.randbytes(4096) if how == 2 else bytes([0xFF * (how == 3)]) * 4096
            content[page * 4096 : (page + 1) * 4096] = fill
    file.write_bytes(content)


def files(place: Path, count: int, tally: Tally) -> None:
    """Damage files beside the database; the labels open as if nothing had been."""
    folder = make_project(place / "derived")
    killed(folder, 2, 2.0)
    whole = look(folder, tally)
    names = (
        "cache/columns/images.npz", "cache/columns/annotations.npz", "cache/live/groups.npy",
        "cache/live/points.npz", "cache/features/x/width", "cache/features/x/stamps.u8",
        "runs/1/config.json", "runs/1/probabilities.npy", "runs/1/judged.npz",
    )  # fmt: skip
    for seed in range(count):
        chooser = random.Random(seed)
        file = folder / names[seed % len(names)]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(chooser.randbytes(chooser.choice((0, 1, 100, 5000))))
        tally.files += 1
        if look(folder, tally) != whole:
            tally.lost += 1


def survive(place: Path, kill: int, databases_: int, files_: int, most_s: float = 1.5) -> Tally:
    """All of it, in an empty folder."""
    tally = Tally()
    kills(place, kill, tally, most_s)
    databases(place, databases_, tally)
    files(place, files_, tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--work", dest="seed", type=int)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--databases", type=int, default=500)
    parser.add_argument("--files", type=int, default=500)
    given = parser.parse_args()
    if given.seed is not None:
        work(given.work, given.seed)
        return
    tally = survive(given.work.absolute(), given.kills, given.databases, given.files)
    print(tally)
    sys.exit(not tally.well)


if __name__ == "__main__":
    main()
