"""Images come into a project as they are found, and keep their row for good."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task
from PIL import Image

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.images import FoundImage, ImageOutcome, ImageStatus
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.intake.scan_images import ScanProgress, add_images, record_decoded, scan_roots
from labelmt.project.project import Project

decoded = ImageOutcome.of_decoding

NAMES = ["a.png", "b/c.png", "b/🙂 emoji.png"]
if os.name != "nt":
    NAMES += ["new\nline.png", f"{'x' * 200}.png"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of images."""
    folder = tmp_path / "images"
    for name in NAMES:
        draw(folder / name)
    return folder


def draw(path: Path, size: tuple[int, int] = (4, 3)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "green").save(path)


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project", [root])
    yield made
    made.close()


def scan(project: Project, cancelled: Callable[[], bool] = lambda: False) -> list[ScanProgress]:
    return list(scan_roots(project, cancelled))


def statuses(project: Project) -> dict[str, ImageStatus]:
    table = project.images()
    return dict(zip(table.paths, map(ImageStatus, table.status.tolist()), strict=True))


def test_a_scan_finds_every_image_once(project: Project, root: Path) -> None:
    heard: list[Changes] = []
    project.subscribe(heard.append)
    progress = scan(project)
    table = project.images()
    assert sorted(table.paths) == sorted(
        one.relative_to(root).as_posix() for one in root.rglob("*.png")
    )
    assert progress[-1].found == progress[-1].added == len(table)
    assert [one.images for one in heard] == [tuple(range(len(table)))]
    assert all(table.path(row).is_file() for row in range(len(table)))
    assert set(statuses(project).values()) == {ImageStatus.PENDING}


def test_a_second_scan_changes_nothing(project: Project) -> None:
    scan(project)
    record_decoded(project, [decoded(0, 4, 3, "")])
    heard: list[Changes] = []
    project.subscribe(heard.append)
    progress = scan(project)
    assert heard == []
    assert not any(one.changes for one in progress)
    assert progress[-1].added == 0
    assert progress[-1].found == project.image_count()
    assert statuses(project)["a.png"] is ImageStatus.READABLE


def test_new_images_come_after_all_others(project: Project, root: Path) -> None:
    scan(project)
    before = project.images().paths
    draw(root / "0 first by name.png")
    scan(project)
    assert project.images().paths == [*before, "0 first by name.png"]


def test_a_changed_image_is_decoded_again_in_its_row(project: Project, root: Path) -> None:
    scan(project)
    row = project.images().paths.index("a.png")
    stamp = project.images().stamp(row)
    record_decoded(project, [decoded(row, 0, 0, "The file is truncated.")])
    assert project.images().problems == {row: "The file is truncated."}
    draw(root / "a.png", (400, 300))
    [progress] = scan(project)
    assert progress.changes.images == (row,)
    assert statuses(project)["a.png"] is ImageStatus.PENDING
    assert project.images().problems == {}
    assert project.images().stamp(row) != stamp


def test_a_vanished_image_keeps_its_row_and_annotations(project: Project, root: Path) -> None:
    scan(project)
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    row = project.images().paths.index("a.png")
    project.apply(SetAnnotations((row,), tree.id, State.PRESENT))
    (root / "a.png").rename(root.parent / "away.png")
    assert scan(project)[-1].changes.images == (row,)
    assert statuses(project)["a.png"] is ImageStatus.MISSING
    assert project.annotation_matrix()[row, 0] == State.PRESENT
    (root.parent / "away.png").rename(root / "a.png")
    assert scan(project)[-1].changes.images == (row,)
    assert statuses(project)["a.png"] is ImageStatus.PENDING


def test_a_root_that_is_away_loses_nothing(project: Project, root: Path) -> None:
    scan(project)
    root.rename(root.parent / "away")
    [progress] = scan(project)
    assert progress.problems[0][0] == str(root)
    assert set(statuses(project).values()) == {ImageStatus.PENDING}


def test_one_root_that_is_away_does_not_hide_the_others(tmp_path: Path, root: Path) -> None:
    project = Project.create(tmp_path / "other project", [tmp_path / "nowhere", root])
    progress = scan(project)
    assert len(progress[0].problems) == 1
    assert progress[-1].added == project.image_count() > 0
    project.close()


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_what_cannot_be_looked_at_is_not_missing(project: Project, root: Path) -> None:
    scan(project)
    (root / "a.png").unlink()
    (root / "b" / "c.png").unlink()
    (root / "b" / "c.png").symlink_to(root / "b" / "c.png")
    progress = scan(project)
    assert [problem[0] for one in progress for problem in one.problems] == ["b/c.png"]
    assert statuses(project)["a.png"] is ImageStatus.MISSING
    assert statuses(project)["b/c.png"] is ImageStatus.PENDING


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read anything")
def test_a_folder_without_permission_hides_its_images_only(project: Project, root: Path) -> None:
    scan(project)
    (root / "a.png").unlink()
    (root / "b").chmod(0)
    try:
        progress = scan(project)
    finally:
        (root / "b").chmod(0o700)
    assert [problem[0] for one in progress for problem in one.problems] == ["b"]
    assert statuses(project)["a.png"] is ImageStatus.MISSING
    assert statuses(project)["b/c.png"] is ImageStatus.PENDING


def test_a_cancelled_scan_loses_nothing(project: Project, root: Path) -> None:
    scan(project)
    (root / "a.png").unlink()
    assert scan(project, lambda: True) == []
    assert statuses(project)["a.png"] is ImageStatus.PENDING


def test_two_programs_may_look_through_one_folder(project: Project, root: Path) -> None:
    for number in range(50):
        draw(root / f"{number:02}" / "image.png")
    others = [Project.open(project.folder) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        added = [progress[-1].added for progress in threads.map(scan, others)]
    paths = project.images().paths
    assert sum(added) == len(paths) == len(set(paths)) == 50 + len(NAMES)
    for other in others:
        other.close()


def test_images_that_are_there_are_not_added_again(project: Project) -> None:
    first = add_images(project, 1, [FoundImage("x.png", 1, 1), FoundImage("y.png", 1, 1)])
    again = add_images(project, 1, [FoundImage("y.png", 2, 2), FoundImage("z.png", 1, 1)])
    assert first.images == (0, 1)
    assert again.images == (2,)
    assert project.images().paths == ["x.png", "y.png", "z.png"]
    assert not add_images(project, 1, [])


def test_what_decoding_learns_is_kept(project: Project) -> None:
    scan(project)
    changes = record_decoded(project, [decoded(1, 400, 300, ""), decoded(0, 0, 0, "It is empty.")])
    assert changes.images == (0, 1)
    table = project.images()
    assert table.status[:2].tolist() == [ImageStatus.UNREADABLE, ImageStatus.READABLE]
    assert table.problems == {0: "It is empty."}


def test_what_could_not_be_read_is_tried_again_by_the_next_scan(project: Project) -> None:
    for _ in scan_roots(project, lambda: False):
        pass
    record_decoded(project, [decoded(0, 0, 0, "may not be read")])
    assert project.images().status[0] == ImageStatus.UNREADABLE
    for _ in scan_roots(project, lambda: False):
        pass
    assert project.images().status[0] == ImageStatus.PENDING
    assert 0 not in project.images().problems


def test_what_is_known_already_changes_nothing(project: Project) -> None:
    scan(project)
    record_decoded(project, [decoded(0, 4, 3, ""), decoded(1, 0, 0, "It is empty.")])
    assert not record_decoded(project, [decoded(0, 4, 3, ""), decoded(1, 0, 0, "It is empty.")])
    assert record_decoded(project, [decoded(0, 4, 3, ""), decoded(1, 4, 3, "")]).images == (1,)
    assert project.images().problems == {}
    assert not record_decoded(project, [])


def test_adding_images_cannot_be_undone(project: Project) -> None:
    scan(project)
    assert project.undo_title is None
    assert project.undo() is None


def test_tables_given_out_stay_as_they_were(project: Project, root: Path) -> None:
    scan(project)
    before = project.images()
    count, status = len(before), before.status.copy()
    draw(root / "z.png")
    scan(project)
    record_decoded(project, [decoded(0, 0, 0, "It is empty.")])
    assert len(before) == count
    assert (before.status == status).all()
    assert before.problems == {}
    after = project.images()
    assert len(after) == count + 1
    assert after.problems == {0: "It is empty."}
    assert project.images() is after, "nothing changed, nothing is read"


def test_a_table_kept_up_to_date_is_the_table_read_anew(project: Project, root: Path) -> None:
    """Whoever made the changes: this process or another."""
    other = Project.open(project.folder)
    scan(project)
    for number, one in enumerate((project, other, project, other)):
        draw(root / f"{number}.png")
        (root / "a.png").unlink(missing_ok=True)
        draw(root / "b" / "c.png", (number + 5, 9))
        scan(one)
        record_decoded(one, [decoded(number, 0, 0, "It is empty."), decoded(number + 1, 4, 3, "")])
        fresh = Project.open(project.folder)
        assert_same(project.images(), fresh.images())
        assert_same(other.images(), fresh.images())
        fresh.close()
    other.close()


def assert_same(one: ImageTable, other: ImageTable) -> None:
    assert (one.roots, one.paths, one.problems) == (other.roots, other.paths, other.problems)
    for name in ("root_ids", "sizes", "mtimes", "status"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
