"""Labels stay with what they were given to, whatever becomes of the names of files."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from making_projects import add_task

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.intake.relocate import find_relocated, relocate
from labelmt.project.intake.scan_images import ScanProgress, scan_roots
from labelmt.project.intake.take_fingerprints import (
    accept_changed,
    take_fingerprints,
    unread_rows,
)
from labelmt.project.intake.watched_changes import take_changes
from labelmt.project.project import Project


def never() -> bool:
    return False


def put(path: Path, content: int, when: int | None = None) -> None:
    """A file of always the same size; no two writes have one inode, as editors replace files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_bytes(content.to_bytes(8, "little"))
    if when is not None:
        os.utime(beside, ns=(when, when))
    beside.replace(path)


def held(path: Path) -> int:
    return int.from_bytes(path.read_bytes(), "little")


def scan(project: Project) -> ScanProgress:
    return list(scan_roots(project, never))[-1]


def label_all(project: Project, known: bool = True) -> None:
    """Label every image, and (``known``) take their fingerprints, as the window does."""
    [label] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations(tuple(range(len(project.images()))), label.id, State.PRESENT))
    if known:
        assert list(take_fingerprints(project, unread_rows(project).tolist(), never))[-1:] in (
            [0],
            [],
        )


def contents(project: Project) -> dict[int, int | None]:
    """Row to what its file holds; None where it is missing."""
    images = project.images()
    return {
        row: None if images.status[row] == ImageStatus.MISSING else held(images.path(row))
        for row in range(len(images))
    }


def marked(project: Project) -> list[int]:
    rows: list[int] = project.images().changed.nonzero()[0].tolist()
    return rows


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number, name in enumerate(("a.png", "b.png", "sub/c.png")):
        put(tmp_path / "images" / name, number, when=10**18)  # nothing tells them apart
    return tmp_path / "images"


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project", [root])
    scan(made)
    yield made
    made.close()


def swap(one: Path, other: Path) -> None:
    one.rename(one.with_suffix(".away"))
    other.rename(one)
    one.with_suffix(".away").rename(other)


class TestWhileClosed:
    @pytest.mark.parametrize("known", [True, False])
    def test_two_files_of_one_size_and_time_that_swapped_names(
        self, project: Project, root: Path, known: bool
    ) -> None:
        label_all(project, known)
        stamps = [project.images().stamp(row) for row in range(3)]
        swap(root / "a.png", root / "b.png")
        told = scan(project)
        assert (told.relinked, told.another, told.added) == (2, 0, 0)
        assert contents(project) == {0: 0, 1: 1, 2: 2}
        assert project.images().paths[:2] == ["b.png", "a.png"]
        assert marked(project) == []
        now = [project.images().stamp(row) for row in range(3)]
        assert set(now[:2]).isdisjoint(stamps), "thumbnails of the other would be shown"
        assert not scan(project).changes

    def test_a_circle_of_three(self, project: Project, root: Path) -> None:
        label_all(project)
        (root / "sub" / "c.png").rename(root / "x")
        (root / "b.png").rename(root / "sub" / "c.png")
        (root / "a.png").rename(root / "b.png")
        (root / "x").rename(root / "a.png")
        assert scan(project).relinked == 3
        assert contents(project) == {0: 0, 1: 1, 2: 2}

    def test_a_picture_that_is_nowhere_any_more(self, project: Project, root: Path) -> None:
        label_all(project)
        put(root / "a.png", 77)
        told = scan(project)
        assert (told.replaced, told.another, told.unsure) == (1, 1, 0)
        assert marked(project) == [0]
        assert project.annotation_matrix()[0, 0] == State.PRESENT
        assert not scan(project).changes

    def test_one_of_which_nobody_knew_what_it_held_may_be_another(
        self, project: Project, root: Path
    ) -> None:
        label_all(project, known=False)
        put(root / "a.png", 77)
        told = scan(project)
        assert (told.another, told.unsure) == (1, 1)
        assert marked(project) == [0]

    def test_an_unlabelled_one_is_just_decoded_again(self, project: Project, root: Path) -> None:
        put(root / "a.png", 77)
        told = scan(project)
        assert (told.replaced, told.another) == (1, 0)
        assert marked(project) == []

    def test_a_file_that_was_touched_is_what_it_was(self, project: Project, root: Path) -> None:
        label_all(project)
        put(root / "a.png", 0)
        told = scan(project)
        assert (told.replaced, told.another, told.relinked) == (0, 0, 0)
        assert marked(project) == []

    def test_its_picture_comes_back_under_another_name(self, project: Project, root: Path) -> None:
        label_all(project)
        (root / "a.png").rename(root.parent / "kept")
        put(root / "a.png", 77)
        assert scan(project).another == 1
        (root.parent / "kept").rename(root / "back.png")
        scan(project)
        assert project.images().paths == ["back.png", "b.png", "sub/c.png", "a.png"]
        assert marked(project) == []
        assert contents(project) == {0: 0, 1: 1, 2: 2, 3: 77}
        assert project.annotation_matrix()[3, 0] == State.UNKNOWN

    def test_its_picture_comes_back_in_its_place(self, project: Project, root: Path) -> None:
        label_all(project)
        put(root / "a.png", 77)
        scan(project)
        put(root / "a.png", 78)
        assert scan(project).another == 0, "it was told once"
        assert marked(project) == [0]
        put(root / "a.png", 0)
        scan(project)
        assert marked(project) == []

    def test_one_that_takes_the_place_of_another(self, project: Project, root: Path) -> None:
        label_all(project)
        (root / "a.png").replace(root / "b.png")
        told = scan(project)
        assert (told.relinked, told.gone) == (1, 1)
        assert contents(project) == {0: 0, 1: None, 2: 2}
        put(root / "a.png", 5)  # a camera that counts from the beginning again
        scan(project)
        assert contents(project) == {0: 0, 1: None, 2: 2, 3: 5}
        put(root / "sub" / "found.png", 1)
        scan(project)
        assert contents(project) == {0: 0, 1: 1, 2: 2, 3: 5}
        assert project.images().paths[1] == "sub/found.png"

    def test_a_person_may_say_that_the_labels_are_right(self, project: Project, root: Path) -> None:
        label_all(project)
        put(root / "a.png", 77)
        scan(project)
        assert accept_changed(project, [0, 1]).images == (0,)
        assert marked(project) == []
        (root / "a.png").rename(root / "z.png")
        list(take_fingerprints(project, unread_rows(project).tolist(), never))
        scan(project)
        assert project.images().paths[0] == "z.png"

    def test_a_scan_that_is_stopped_changes_nothing(self, project: Project, root: Path) -> None:
        label_all(project)
        swap(root / "a.png", root / "b.png")
        asked = iter([False] * 8)
        list(scan_roots(project, lambda: next(asked, True)))
        assert project.images().paths == ["a.png", "b.png", "sub/c.png"]
        assert scan(project).relinked == 2


def test_a_folder_moved_and_renumbered(project: Project, root: Path, tmp_path: Path) -> None:
    label_all(project)
    moved = tmp_path / "moved"
    shutil.copytree(root, moved)  # other inodes, the same times
    swap(moved / "a.png", moved / "b.png")
    shutil.rmtree(root)
    found = find_relocated(project, 1, moved, never)
    assert (len(found.by_path), len(found.by_content), found.lost) == (1, 2, ())
    relocate(project, found)
    assert contents(project) == {0: 0, 1: 1, 2: 2}
    assert marked(project) == []
    assert not scan(project).changes


def test_another_folder_of_the_same_names_is_not_taken(
    project: Project, root: Path, tmp_path: Path
) -> None:
    label_all(project)
    root.rename(tmp_path / "away")
    for number, name in enumerate(("a.png", "b.png", "sub/c.png")):
        put(tmp_path / "wrong" / name, 50 + number)
    assert find_relocated(project, 1, tmp_path / "wrong", never).found == 0


def test_an_old_project_learns_the_numbers_of_its_files_in_silence(
    project: Project, root: Path
) -> None:
    with project.database.write() as connection:
        connection.exec_driver_sql("UPDATE image SET inode = 0, version = 0, revision = 99")
    stamps = [project.images().stamp(row) for row in range(3)]
    heard: list[object] = []
    project.subscribe(heard.append)
    assert not scan(project).changes
    assert heard == []
    assert project.images().inodes.all()
    assert [project.images().stamp(row) for row in range(3)] == stamps, "thumbnails stay"


Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("rename", "replace", "swap", "edit", "remove", "copy", "touch", "back")),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    max_size=7,
)


class World:
    """Files of a folder, and what people do to them."""

    def __init__(self, base: Path) -> None:
        self.root = base / "images"
        self.base = base
        self.next = 100
        for number in range(3):
            self.put(self.at(number), number)

    def put(self, path: Path, content: int, *, edited: bool = False) -> None:
        """All files have one time, but those that were written later, for a file system gives the
        number of a file that was deleted to the next one."""
        put(path, content, when=10**18 + (self.next if edited else 0))

    def at(self, number: int) -> Path:
        return self.root / f"f{number % 2}" / f"{number}.png"

    def do(self, step: Step) -> None:
        kind, one, other = step
        path, target = self.at(one), self.at(other)
        if kind == "back":
            kept = self.base / "kept"
            if kept.exists() and not target.exists():
                kept.rename(target)
            return
        if not path.exists():
            return
        if kind == "edit":
            self.next += 1
            self.put(path, self.next, edited=True)
        elif kind == "touch":
            self.next += 1
            self.put(path, held(path), edited=True)
        elif kind == "remove":
            path.replace(self.base / "kept")
        elif one == other:
            return
        elif kind == "swap" and target.exists():
            swap(path, target)
        elif kind == "replace" or (kind == "rename" and not target.exists()):
            path.replace(target)
        elif kind == "copy" and not target.exists():
            self.next += 1
            self.put(target, held(path), edited=True)

    def files(self) -> set[Path]:
        return set(self.root.rglob("*.png"))


def assert_labels_kept(project: Project, world: World, labelled: dict[int, int]) -> None:
    """No label is, in silence, of another picture, and no file is lost or there twice."""
    images = project.images()
    there = [row for row in range(len(images)) if images.status[row] != ImageStatus.MISSING]
    assert sorted(images.path(row) for row in there) == sorted(world.files())
    holds = contents(project)
    kept = Counter(
        content for row, content in labelled.items()
        if holds[row] == content and not images.changed[row]
    )  # fmt: skip
    wanted, files = Counter(labelled.values()), Counter(map(held, world.files()))
    copies = Counter(content for row, content in holds.items() if row not in labelled)
    for content in wanted:
        # Where there are fewer files than images that held it, some must go without; a copy that
        # was there beside it is an image of its own.
        assert kept[content] >= min(wanted[content], files[content] - copies[content])
    for row, content in labelled.items():
        assert holds[row] is None or images.changed[row] or holds[row] == content
    assert not scan(project).changes, "one scan settles it"


ANY = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@ANY
@given(rounds=st.lists(STEPS, min_size=1, max_size=3))
@example(rounds=[[("swap", 0, 1)], [("edit", 0, 0), ("swap", 0, 2)]])
def test_whatever_is_done_while_closed_no_label_is_of_another_picture(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[Step]]
) -> None:
    """All files have one size, and most one time: nothing but content and number tells."""
    world = World(tmp_path_factory.mktemp("closed"))
    project = Project.create(world.base / "project", [world.root])
    try:
        scan(project)
        label_all(project)
        labelled = {row: held(project.images().path(row)) for row in range(3)}
        for steps in rounds:
            project.close()
            for step in steps:
                world.do(step)
            project = Project.open(world.base / "project")
            scan(project)
            assert_labels_kept(project, world, labelled)
    finally:
        project.close()


@ANY
@given(rounds=st.lists(STEPS, min_size=1, max_size=3))
def test_whatever_a_watch_sees_no_label_is_of_another_picture(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[Step]]
) -> None:
    world = World(tmp_path_factory.mktemp("open"))
    project = Project.create(world.base / "project", [world.root])
    try:
        scan(project)
        label_all(project)
        labelled = {row: held(project.images().path(row)) for row in range(3)}
        for steps in rounds:
            touched = {world.root / f"f{n % 2}" for n in range(5)}
            for step in steps:
                world.do(step)
                touched |= {world.at(step[1]), world.at(step[2])}
            take_changes(project, sorted(touched), never)
            assert_labels_kept(project, world, labelled)
    finally:
        project.close()


@ANY
@given(steps=STEPS)
def test_whatever_is_done_in_a_folder_that_is_moved(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    world = World(tmp_path_factory.mktemp("moved"))
    project = Project.create(world.base / "project", [world.root])
    try:
        scan(project)
        label_all(project)
        labelled = {row: held(project.images().path(row)) for row in range(3)}
        moved = world.base / "elsewhere"
        shutil.copytree(world.root, moved)
        shutil.rmtree(world.root)
        world.root = moved
        for step in steps:
            world.do(step)
        found = find_relocated(project, 1, moved, never)
        if found.found:
            relocate(project, found)
            scan(project)
            assert_labels_kept(project, world, labelled)
    finally:
        project.close()
