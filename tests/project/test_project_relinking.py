"""Files that were renamed, and folders that were moved, keep their images and annotations."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import add_task
from PIL import Image

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.images import FileContent, ImageOutcome, ImageStatus
from labelmt.domain.schema import Label, TaskKind
from labelmt.imaging.fingerprint import fingerprint_of
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.intake.relocate import (
    Relocation,
    find_relocated,
    relocate,
    root_states,
)
from labelmt.project.intake.scan_images import (
    ScanProgress,
    record_decoded,
    record_fingerprints,
    scan_roots,
    try_again,
)
from labelmt.project.project import Project

decoded = ImageOutcome.of_decoding

NAMES = ["a.png", "b.png", "sub/c.png", "sub/d.png"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    for number, name in enumerate(NAMES):
        draw(folder / name, number)
    return folder


def draw(path: Path, number: int) -> None:
    """Uncompressed: all of one size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (6, 4), (number, 7 * number % 256, 99)).save(path, "BMP")


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project", [root])
    scan(made)
    yield made
    made.close()


def scan(project: Project) -> list[ScanProgress]:
    return list(scan_roots(project, lambda: False))


def decode(project: Project) -> None:
    """As the thumbnails' threads do."""
    images = project.images()
    rows = range(len(images))
    record_decoded(project, [decoded(row, 6, 4, "") for row in rows])
    record_fingerprints(
        project,
        [
            FileContent(
                row,
                int(images.sizes[row]),
                int(images.mtimes[row]),
                fingerprint_of(images.path(row)),
            )
            for row in rows
        ],
    )


def mark(project: Project, *rows: int) -> Label:
    [label] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations(rows, label.id, State.PRESENT))
    return label


def states(project: Project) -> list[int]:
    found: list[int] = project.annotation_matrix()[:, 0].tolist()
    return found


def statuses(project: Project) -> list[int]:
    return [int(one) for one in project.images().status]


def never() -> bool:
    return False


class TestRenamedFiles:
    @pytest.mark.parametrize("known", [True, False])
    def test_a_renamed_file_keeps_its_row(self, project: Project, root: Path, known: bool) -> None:
        if known:
            decode(project)
        mark(project, 2)
        (root / "sub" / "c.png").rename(root / "other.png")
        progress = scan(project)
        assert [one.relinked for one in progress if one.relinked] == [1]
        assert sum(one.added for one in progress[-1:]) == 0
        images = project.images()
        assert (len(images), images.paths[2]) == (4, "other.png")
        assert states(project)[2] == State.PRESENT
        assert ImageStatus.MISSING not in statuses(project)

    def test_a_copy_that_was_touched_is_known_by_what_it_holds(
        self, project: Project, root: Path
    ) -> None:
        decode(project)
        shutil.copy(root / "a.png", root / "copied.png")
        os.utime(root / "copied.png", (1, 1))
        (root / "a.png").unlink()
        scan(project)
        assert project.images().paths[0] == "copied.png"

    def test_a_copy_beside_its_original_is_a_new_image(self, project: Project, root: Path) -> None:
        decode(project)
        shutil.copy2(root / "a.png", root / "copy.png")
        scan(project)
        assert project.images().paths == [*sorted(NAMES), "copy.png"]
        assert scan(project)[-1].added == 0

    def test_another_file_of_the_same_size_is_a_new_image(
        self, project: Project, root: Path
    ) -> None:
        decode(project)
        (root / "a.png").unlink()
        draw(root / "new.png", 77)
        scan(project)
        assert project.images().paths[0] == "a.png"
        assert statuses(project)[0] == ImageStatus.MISSING
        assert project.images().paths[4] == "new.png"

    def test_a_file_that_comes_back_under_another_name_later(
        self, project: Project, root: Path
    ) -> None:
        decode(project)
        (root / "b.png").rename(root.parent / "away.png")
        scan(project)
        assert statuses(project)[1] == ImageStatus.MISSING
        (root.parent / "away.png").rename(root / "back.png")
        scan(project)
        assert project.images().paths[1] == "back.png"
        assert statuses(project)[1] == ImageStatus.PENDING

    def test_a_whole_folder_renamed_inside(self, project: Project, root: Path) -> None:
        decode(project)
        (root / "sub").rename(root / "renamed")
        scan(project)
        assert project.images().paths == ["a.png", "b.png", "renamed/c.png", "renamed/d.png"]

    def test_two_that_hold_the_same_keep_their_names(self, tmp_path: Path) -> None:
        root = tmp_path / "twins"
        for name in ("one/a.png", "one/b.png"):
            draw(root / name, 5)
        project = Project.create(tmp_path / "other", [root])
        scan(project)
        decode(project)
        (root / "one").rename(root / "two")
        scan(project)
        assert project.images().paths == ["two/a.png", "two/b.png"]
        project.close()


def test_what_could_not_be_read_is_tried_again(project: Project) -> None:
    record_decoded(project, [decoded(0, 0, 0, "It is damaged."), decoded(1, 6, 4, "")])
    assert try_again(project, [0, 1]).images == (0,)
    assert statuses(project)[:2] == [ImageStatus.PENDING, ImageStatus.READABLE]
    assert project.images().problems == {}
    assert not try_again(project, [0, 1])


class TestMovedFolders:
    def test_a_folder_that_is_away_is_told(self, project: Project, root: Path) -> None:
        root.rename(root.parent / "moved")
        assert [one.away for one in scan(project)] == [(1,)]
        [state] = root_states(project)
        assert (state.exists, state.images, state.missing) == (False, 4, 4)

    def test_it_is_found_by_its_paths(self, project: Project, root: Path, tmp_path: Path) -> None:
        mark(project, 1, 3)
        before = states(project)
        root.rename(tmp_path / "moved")
        found = find_relocated(project, 1, tmp_path / "moved", never)
        assert counts(found) == (True, 4, 0, 0)
        relocate(project, found)
        assert project.roots() == {1: tmp_path / "moved"}
        assert all(project.images().path(row).is_file() for row in range(4))
        assert states(project) == before
        assert not any(one.changes or one.problems for one in scan(project))

    def test_renamed_ones_in_it_are_found_by_content(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        decode(project)
        moved = tmp_path / "archive" / "2026"
        moved.parent.mkdir()
        root.rename(moved)
        (moved / "a.png").rename(moved / "b2.png")
        (moved / "b.png").unlink()
        draw(moved / "sub" / "c.png", 200)  # edited
        draw(moved / "new.png", 201)
        found = find_relocated(project, 1, moved, never)
        assert counts(found) == (True, 2, 1, 1)
        relocate(project, found)
        images = project.images()
        assert images.paths == ["b2.png", "b.png", "sub/c.png", "sub/d.png"]
        assert statuses(project)[1] == ImageStatus.MISSING
        scan(project)
        assert project.images().paths[4:] == ["new.png"]

    def test_a_folder_around_it_may_be_chosen(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        decode(project)
        (tmp_path / "disk").mkdir()
        root.rename(tmp_path / "disk" / "pictures")
        found = find_relocated(project, 1, tmp_path / "disk", never)
        assert counts(found) == (True, 0, 4, 0)
        relocate(project, found)
        assert project.images().paths[0] == "pictures/a.png"
        assert all(project.images().path(row).is_file() for row in range(4))

    def test_a_part_that_was_moved_elsewhere(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        mark(project, 3)
        before = states(project)
        (root / "sub").rename(tmp_path / "elsewhere")
        scan(project)
        found = find_relocated(project, 1, tmp_path / "elsewhere", never)
        assert counts(found) == (False, 0, 2, 0)
        relocate(project, found)
        assert set(project.roots().values()) == {root, tmp_path / "elsewhere"}
        assert project.images().paths == ["a.png", "b.png", "c.png", "d.png"]
        assert states(project) == before
        assert not any(one.changes for one in scan(project))

    def test_two_files_that_swapped_names(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        for name in NAMES[:2]:  # of two sizes, so that the path alone does not convince
            Image.new("RGB", (9, 4 + len(name) + NAMES.index(name)), "red").save(root / name, "BMP")
        scan(project)
        decode(project)
        moved = tmp_path / "moved"
        root.rename(moved)
        (moved / "a.png").rename(moved / "x")
        (moved / "b.png").rename(moved / "a.png")
        (moved / "x").rename(moved / "b.png")
        found = find_relocated(project, 1, moved, never)
        assert counts(found) == (True, 2, 2, 0)
        relocate(project, found)
        assert project.images().paths[:2] == ["b.png", "a.png"]

    def test_locating_it_back_undoes_it(self, project: Project, root: Path, tmp_path: Path) -> None:
        before = project.images()
        root.rename(tmp_path / "moved")
        relocate(project, find_relocated(project, 1, tmp_path / "moved", never))
        (tmp_path / "moved").rename(root)
        relocate(project, find_relocated(project, 1, root, never))
        after = project.images()
        assert (after.roots, after.paths) == (before.roots, before.paths)
        assert np.array_equal(after.sizes, before.sizes)

    def test_a_wrong_folder_changes_nothing(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        root.rename(tmp_path / "moved")
        wrong = tmp_path / "wrong"
        draw(wrong / "unlike.png", 90)
        found = find_relocated(project, 1, wrong, never)
        assert found.found == 0
        with pytest.raises(InvalidInput, match="None of the images"):
            relocate(project, found)
        assert project.roots() == {1: root}

    def test_folders_of_the_project_are_refused(self, project: Project, root: Path) -> None:
        with pytest.raises(InvalidInput, match="part of the project"):
            find_relocated(project, 1, root / "sub", never)
        with pytest.raises(InvalidInput, match="twice"):
            find_relocated(project, 1, root.parent, never)


def counts(found: Relocation) -> tuple[bool, int, int, int]:
    return found.whole, len(found.by_path), len(found.by_content), len(found.lost)


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(st.integers(0, 5), min_size=4, max_size=4, unique=True),
    removed=st.sets(st.integers(0, 3), max_size=2),
)
def test_whatever_files_are_renamed_to_each_row_keeps_its_content(
    tmp_path_factory: pytest.TempPathFactory, names: list[int], removed: set[int]
) -> None:
    """Invariant: no file has two rows, no row another file's content, nothing is lost."""
    base = tmp_path_factory.mktemp("any")
    root = base / "images"
    for number in range(4):
        draw(root / f"{number}.png", number)
    project = Project.create(base / "project", [root])
    try:
        scan(project)
        decode(project)
        content = [fingerprint_of(project.images().path(row)) for row in range(4)]
        moved = base / "moved"
        moved.mkdir()
        for number, name in enumerate(names):
            if number not in removed:
                (root / f"{number}.png").rename(moved / f"n{name}.png")
        shutil.rmtree(root)
        found = find_relocated(project, 1, moved, never)
        assert found.found == 4 - len(removed)
        if found.found:
            relocate(project, found)
            scan(project)
            images = project.images()
            assert len(images) == 4
            for row in set(range(4)) - removed:
                assert fingerprint_of(images.path(row)) == content[row]
    finally:
        project.close()
