"""A small project to be hurt, what it holds at a moment, and a look at it afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from labelmt.domain.annotations import State
from labelmt.domain.errors import ProjectFault
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.intake.take_fingerprints import take_fingerprints, unread_rows
from labelmt.project.project import Project
from labelmt.project.rescue.restore import restore
from labelmt.project.runs.run_details import read_details
from labelmt.project.snapshot import take_snapshot
from labelmt.storage.history_repository import latest_id
from surviving.forked import READY, Ended, Say, forked

IMAGES = 120
EDGE = 48


TALLIES: list[Tally] = []
"""All of this process, the newest last: what is under way."""


@dataclass
class Tally:
    """What came of one kind of harm.

    Attributes:
        lost: cases in which something acknowledged was not there any more.
        bugs: what was told as our bug, or ended the program.
        restored: databases that had to be restored, each by one command.
    """

    name: str
    cases: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    restored: int = 0
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        TALLIES.append(self)

    @property
    def well(self) -> bool:
        return not self.lost and not self.bugs


def draw_images(folder: Path, count: int = IMAGES) -> None:
    """Small images, no two alike, every second with a disc."""
    folder.mkdir(parents=True)
    for number in range(count):
        image = Image.new("RGB", (EDGE, EDGE), (number * 2 % 256, 90, number % 7 * 30))
        if number % 2:
            ImageDraw.Draw(image).ellipse((12, 12, 40, 40), fill=(250, number % 256, 250))
        image.save(folder / f"{number:03d}.bmp")


def make_project(place: Path, count: int = IMAGES) -> Path:
    """A project of drawn images, scanned and read, two tasks, a few labels to learn from."""
    draw_images(place / "images", count)
    project = Project.create(place / "project", [place / "images"])
    look_through(project)
    for name, kind in (("things", TaskKind.MULTILABEL), ("scene", TaskKind.MULTICLASS)):
        project.apply(CreateTask(name, kind))
        task = project.schema().task_named(name)
        assert task is not None
        for label in "abc":
            project.apply(CreateLabel(task.id, f"{name} {label}"))
    things, scene = project.schema().tasks
    for rows, label, state in (
        (range(1, count, 2), things.labels[0], State.PRESENT),
        (range(0, count, 2), things.labels[0], State.ABSENT),
        (range(0, count, 3), scene.labels[0], State.PRESENT),
        (range(1, count, 3), scene.labels[1], State.PRESENT),
    ):
        project.apply(SetAnnotations(tuple(rows), label.id, state))
    look_through(project)
    project.close()
    return place / "project"


def look_through(project: Project) -> None:
    """Scan, and read what labelled images hold."""
    for _ in scan_roots(project, lambda: False):
        pass
    for _ in take_fingerprints(project, unread_rows(project).tolist(), lambda: False):
        pass


def held(project: Project) -> dict[str, Any]:
    """The newest action, and all that is annotated: label id to a state an image."""
    with project.reading() as connection:
        matrix, ids = project.annotation_matrix(), project.schema().label_ids
        states = {
            str(one): (matrix[:, column] + 1).tobytes().hex() for column, one in enumerate(ids)
        }
        return {"action": latest_id(connection), "states": states}


def contents(project: Project) -> dict[str, str]:
    """Row to a hash of what its file holds now; rows known to hold another picture are left out."""
    images = project.images()
    found = {}
    for row in range(len(images)):
        if not images.changed[row] and images.status[row] != 3:
            content = Path(images.path_text(row)).read_bytes()
            found[str(row)] = hashlib.sha256(content).hexdigest()[:16]
    return found


def look(folder: Path, *, scan: bool = False) -> Ended:
    """Open a project, or restore it by one command and open it; say all that it holds.

    Args:
        scan: bring it up to date with its files first, and say what each holds.
    """

    def work(say: Say) -> None:
        say(READY)
        restored = False
        try:
            project = Project.open(folder)
        except ProjectFault:
            restore(folder)
            restored = True
            project = Project.open(folder)
        if scan:
            look_through(project)
        take_snapshot(project)
        for run in project.runs():
            read_details(project, run.id)
        told = held(project) | {"restored": restored}
        if scan:
            told["contents"] = contents(project)
        project.close()
        say(told)

    return forked(work)


def seen(folder: Path, tally: Tally, what: str, *, scan: bool = False) -> dict[str, Any] | None:
    """The same; None where it could be neither opened nor restored, which is noted."""
    ended = look(folder, scan=scan)
    if ended.bug or ended.told or not ended.lines:
        tally.bugs.append(f"{what}: {ended.bug or ended.told or 'no answer'}")
        return None
    tally.restored += bool(ended.lines[-1]["restored"])
    return ended.lines[-1]


def different_rows(before: dict[str, str], after: dict[str, str]) -> set[int]:
    """Images of which something else is annotated; -1 where there are other labels."""
    rows: set[int] = set()
    for label in before.keys() | after.keys():
        one, other = (bytes.fromhex(each.get(label, "")) for each in (before, after))
        if label not in before or label not in after or len(one) != len(other):
            if any(state != 0 for state in one + other):
                rows.add(-1)
            continue
        rows.update(
            row for row, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]
        )
    return rows


def missing(said: dict[str, Any], about: Sequence[int] | None, now: dict[str, Any]) -> str:
    """What of an acknowledged state is not there, or empty.

    Args:
        about: images that the action after it was about, which may be done or not; None: all.
    """
    rows = different_rows(said["states"], now["states"])
    if not rows:
        return ""
    if not now["restored"]:
        more = now["action"] - said["action"]
        if more < 0:
            return f"{-more} actions are gone"
        if more == 0:
            return f"states of {len(rows)} images differ after the same action"
        if more > 1:
            return f"{more} actions more than acknowledged"
    strange = rows - set(about) if about is not None else set()
    return f"{len(strange)} images that nobody touched differ" if strange else ""
