"""One file is one image, whatever leads to it; roots move with their project."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task
from PIL import Image

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import TaskKind
from labelmt.domain.skipped_files import Skipped
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.images.path_lookup import ImagePaths
from labelmt.project.intake import trash
from labelmt.project.intake.add_folders import add_folders
from labelmt.project.intake.followed_links import follows_links, set_follows_links
from labelmt.project.intake.scan_images import ScanProgress, scan_roots
from labelmt.project.intake.trash import trash_images
from labelmt.project.intake.watched_changes import take_changes
from labelmt.project.project import Project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


def draw(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (6, 4), (number, 50, 99)).save(path, "BMP")


def scan(project: Project) -> list[ScanProgress]:
    return list(scan_roots(project, lambda: False))


def skipped(steps: list[ScanProgress]) -> dict[Skipped, int]:
    found: dict[Skipped, int] = {}
    for step in steps:
        for why, count in step.skipped.items():
            found[why] = found.get(why, 0) + count
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number, name in enumerate(("a.png", "sub/b.png")):
        draw(tmp_path / "images" / name, number)
    return tmp_path / "images"


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project", [root])
    scan(made)
    yield made
    made.close()


def missing(project: Project) -> list[str]:
    images = project.images()
    return [images.paths[row] for row in (images.status == ImageStatus.MISSING).nonzero()[0]]


class TestSecondNames:
    def test_links_to_a_file_and_a_folder_of_the_root(self, project: Project, root: Path) -> None:
        (root / "0.png").symlink_to("a.png")
        (root / "again").symlink_to("sub")
        steps = scan(project)
        assert project.images().paths == ["a.png", "sub/b.png"]
        assert skipped(steps) == {Skipped.LINKED: 2}

    def test_a_second_name_of_a_file(self, project: Project, root: Path) -> None:
        os.link(root / "a.png", root / "0.png")
        assert skipped(scan(project)) == {Skipped.LINKED: 1}
        take_changes(project, [root / "0.png"], lambda: False)
        assert project.images().paths == ["a.png", "sub/b.png"]
        (root / "a.png").unlink()
        scan(project)
        assert project.images().paths[0] == "0.png", "the file is there: its image goes with it"
        assert missing(project) == []

    @pytest.mark.parametrize("replaced", ["a.png", "0.png"])
    def test_a_name_that_gets_a_file_of_its_own_leaves_the_labels_with_theirs(
        self, project: Project, root: Path, replaced: str
    ) -> None:
        [label] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
        project.apply(SetAnnotations((0,), label.id, State.PRESENT))
        os.link(root / "a.png", root / "0.png")
        scan(project)
        draw(root / "beside", 9)
        (root / "beside").replace(root / replaced)
        scan(project)
        images = project.images()
        kept = "0.png" if replaced == "a.png" else "a.png"
        assert images.paths == [kept, "sub/b.png", replaced]
        assert not images.changed.any()
        assert project.annotation_matrix()[:, 0].tolist() == [
            State.PRESENT, State.UNKNOWN, State.UNKNOWN,
        ]  # fmt: skip
        assert missing(project) == []

    def test_two_names_of_a_new_file(self, project: Project, root: Path) -> None:
        draw(root / "x.png", 7)
        os.link(root / "x.png", root / "sub" / "y.png")
        scan(project)
        assert project.images().paths[2:] == ["x.png"]

    def test_a_link_to_what_no_scan_finds_is_the_image(self, project: Project, root: Path) -> None:
        """As git-annex keeps files; two links to one of them are one image."""
        draw(root / ".store" / "key", 7)
        (root / "x.png").symlink_to(".store/key")
        (root / "y.png").symlink_to(".store/key")
        scan(project)
        assert project.images().paths[2:] == ["x.png"]

    def test_a_folder_of_the_project_by_another_way(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "way").symlink_to(root)
        (tmp_path / "part").symlink_to(root / "sub")
        assert add_folders(project, [tmp_path / "way", tmp_path / "part"]) == ()
        (tmp_path / "around").mkdir()
        (tmp_path / "around" / "in").symlink_to(root)
        assert add_folders(project, [tmp_path / "around"]) == (tmp_path / "around",)
        scan(project)
        assert project.images().paths == ["a.png", "sub/b.png"]
        (tmp_path / "up").symlink_to(root.parent)
        with pytest.raises(InvalidInput, match="twice"):
            add_folders(project, [tmp_path / "up"])

    def test_roots_that_are_one_folder_are_looked_through_once(self, tmp_path: Path) -> None:
        draw(tmp_path / "images" / "a.png", 1)
        (tmp_path / "way").symlink_to(tmp_path / "images")
        project = Project.create(tmp_path / "other", [tmp_path / "images", tmp_path / "way"])
        scan(project)
        scan(project)
        assert project.images().paths == ["a.png"]
        project.close()

    def test_links_known_from_before_are_not_lost(self, project: Project, root: Path) -> None:
        """A program before this one made two images of a file and its link."""
        shutil.copy(root / "a.png", root / "c.png")
        scan(project)
        (root / "c.png").unlink()
        (root / "c.png").symlink_to("a.png")
        scan(project)
        assert project.images().paths == ["a.png", "sub/b.png", "c.png"]
        assert missing(project) == []


def bind(source: Path, place: Path) -> None:
    """Show a file or folder at another place, too; skips where that is not allowed."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("mounting takes the rights of an administrator")
    place.mkdir() if source.is_dir() else place.touch()
    done = subprocess.run(["mount", "--bind", source, place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.decode()}")


@pytest.mark.skipif(sys.platform != "linux", reason="bind mounts are Linux's")
class TestBindMounts:
    @pytest.fixture
    def mounted(self, root: Path) -> Iterator[list[Path]]:
        """Places to unmount in the end."""
        places: list[Path] = []
        yield places
        for place in places:
            subprocess.run(["umount", place], check=False)

    def test_a_folder_is_told_as_left_out(
        self, project: Project, root: Path, mounted: list[Path]
    ) -> None:
        bind(root / "sub", root / "a second sub")
        mounted.append(root / "a second sub")
        assert skipped(scan(project)) == {Skipped.LINKED: 1}
        assert len(project.images()) == 2
        assert missing(project) == []

    def test_a_file_is_one_image(self, project: Project, root: Path, mounted: list[Path]) -> None:
        bind(root / "a.png", root / "sub" / "0 again.png")
        mounted.append(root / "sub" / "0 again.png")
        assert skipped(scan(project)) == {Skipped.LINKED: 1}
        assert project.images().paths == ["a.png", "sub/b.png"]

    def test_a_new_file_that_is_there_twice(
        self, project: Project, root: Path, mounted: list[Path]
    ) -> None:
        draw(root / "sub" / "x.png", 7)
        bind(root / "sub" / "x.png", root / "0.png")
        mounted.append(root / "0.png")
        assert skipped(scan(project)) == {Skipped.LINKED: 1}
        assert project.images().paths[2:] == ["sub/x.png"]


class TestLinksOut:
    @pytest.fixture
    def elsewhere(self, tmp_path: Path, root: Path) -> Path:
        draw(tmp_path / "elsewhere" / "x.png", 9)
        (root / "out").symlink_to(tmp_path / "elsewhere")
        (root / "out.png").symlink_to(tmp_path / "elsewhere" / "x.png")
        return tmp_path / "elsewhere"

    def test_they_are_followed_when_a_person_says_so(
        self, project: Project, elsewhere: Path
    ) -> None:
        assert skipped(scan(project)) == {Skipped.OUTWARD: 2}
        assert len(project.images()) == 2
        set_follows_links(project, True)
        assert follows_links(project)
        scan(project)
        assert project.images().paths[2:] == ["out.png"], "one image, by its number"

    def test_what_is_known_behind_them_stays(self, project: Project, elsewhere: Path) -> None:
        set_follows_links(project, True)
        scan(project)
        set_follows_links(project, False)
        draw(elsewhere / "x.png", 10)
        scan(project)
        assert missing(project) == []

    def test_a_link_into_another_root_is_that_roots_image(
        self, project: Project, elsewhere: Path
    ) -> None:
        set_follows_links(project, True)
        add_folders(project, [elsewhere])
        scan(project)
        assert sorted(project.images().paths) == ["a.png", "sub/b.png", "x.png"]


class TestTrash:
    @pytest.fixture
    def moved(self, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
        """What was moved to the trash, of which there is none here."""
        gone: list[Path] = []

        def send(path: Path) -> None:
            gone.append(path)
            path.unlink()

        monkeypatch.setattr(trash, "send2trash", send)
        return gone

    def test_what_a_kept_link_leads_to_stays(
        self, project: Project, root: Path, moved: list[Path]
    ) -> None:
        shutil.copy(root / "a.png", root / "c.png")
        scan(project)
        (root / "c.png").unlink()
        (root / "c.png").symlink_to("a.png")
        scan(project)
        [progress] = trash_images(project, [0])
        assert [path for path, _why in progress.problems] == [str(root / "a.png")]
        assert "c.png" in progress.problems[0][1]
        assert moved == []
        list(trash_images(project, [2]))
        assert moved == [root / "c.png"]
        assert (root / "a.png").is_file()
        list(trash_images(project, [0]))
        assert moved[1:] == [root / "a.png"]

    def test_both_together_may_go(self, project: Project, root: Path, moved: list[Path]) -> None:
        shutil.copy(root / "a.png", root / "c.png")
        scan(project)
        (root / "c.png").unlink()
        (root / "c.png").symlink_to("a.png")
        scan(project)
        [progress] = trash_images(project, [0, 2])
        assert progress.problems == ()
        assert len(moved) == 2


class TestMovedTogether:
    def test_project_and_photographs_side_by_side(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        [label] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
        project.apply(SetAnnotations((0,), label.id, State.PRESENT))
        project.close()
        there = tmp_path / "stick"
        there.mkdir()
        for folder in (project.folder, root):
            shutil.move(folder, there / folder.name)
        again = Project.open(there / "project")
        assert again.roots() == {1: there / "images"}
        scan(again)
        assert missing(again) == []
        assert again.annotation_matrix()[:, 0].tolist() == [State.PRESENT, State.UNKNOWN]
        again.close()

    @pytest.mark.parametrize("inside", ["images/project", "project"])
    def test_one_in_the_other_copied(self, tmp_path: Path, inside: str) -> None:
        """The copy has its own photographs, though those of the first are there still."""
        base = tmp_path / "one"
        draw(base / "images" / "a.png", 1)
        root = base / "images" if inside != "project" else base / "project" / "pictures"
        if inside == "project":
            draw(root / "a.png", 1)
        Project.create(base / inside, [root]).close()
        shutil.copytree(base, tmp_path / "two", symlinks=True)
        again = Project.open(tmp_path / "two" / inside)
        assert again.roots() == {1: tmp_path / "two" / root.relative_to(base)}
        again.close()

    def test_a_project_moved_alone_keeps_its_photographs(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        project.close()
        shutil.move(project.folder, tmp_path / "far" / "project")
        again = Project.open(tmp_path / "far" / "project")
        assert again.roots() == {1: root}
        again.close()

    def test_a_project_from_before_learns_where_its_roots_lie(
        self, project: Project, root: Path, tmp_path: Path
    ) -> None:
        with project.database.write() as connection:
            connection.exec_driver_sql("UPDATE root SET relative = NULL")
        project.close()
        Project.open(project.folder).close()
        (tmp_path / "moved").mkdir()
        for folder in (project.folder, root):
            shutil.move(folder, tmp_path / "moved" / folder.name)
        again = Project.open(tmp_path / "moved" / "project")
        assert again.roots() == {1: tmp_path / "moved" / "images"}
        again.close()


class TestWrittenPaths:
    def test_what_is_written_exactly_so_comes_first(self, project: Project, root: Path) -> None:
        names = ["caf\u00e9.png", "cafe\u0301.png", " a.png", "sub\\b.png", "b.png"]
        for number, name in enumerate(names):
            draw(root / name, 20 + number)
        scan(project)
        paths = ImagePaths(project.images())
        for name in (*names, "a.png", "sub/b.png"):
            found = [project.images().paths[row] for row in paths.find(name)]
            assert found == [name]
            whole = [project.images().paths[row] for row in paths.find(str(root / name))]
            assert whole == [name]
        assert len(paths.find("./cafe\u0301.png")) == 1

    def test_a_link_or_a_second_name_means_its_image(self, project: Project, root: Path) -> None:
        (root / "class").mkdir()
        (root / "class" / "l.png").symlink_to(root / "a.png")
        os.link(root / "sub" / "b.png", root / "class" / "h.png")
        scan(project)
        paths = ImagePaths(project.images())
        assert paths.find("class/l.png") == [0]
        assert paths.find("class/h.png") == [1]
        assert list(paths.find("class/none.png")) == []


class TestProjectsAmongPhotographs:
    def test_just_its_own_files_are_left_out(self, tmp_path: Path) -> None:
        root = tmp_path / "images"
        names = ["a.png", "cache/b.png", "cache/2019/c.png", "runs/beach/d.png", "backups/x/e.png"]
        for number, name in enumerate(names):
            draw(root / name, number)
        project = Project.create(root, [root])
        draw(project.thumbnails / "ab" / "t.png", 99)
        draw(root / "runs" / "1" / "curve.png", 98)
        steps = scan(project)
        assert sorted(project.images().paths) == sorted(names)
        assert skipped(steps).get(Skipped.BACKUP) is None
        project.close()

    def test_another_projects_photographs_are_found(self, project: Project, root: Path) -> None:
        inner = Project.create(root / "sub", [root / "sub"])
        draw(inner.thumbnails / "t.png", 99)
        inner.close()
        draw(root / "sub" / "new.png", 5)
        scan(project)
        assert project.images().paths == ["a.png", "sub/b.png", "sub/new.png"]


class TestForeignProjects:
    """What a project that somebody else made has for paths of its images."""

    @pytest.mark.parametrize("way", ["parent", "absolute", "no image"])
    def test_no_file_beside_the_folders_reaches_the_trash(
        self,
        project: Project,
        root: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        way: str,
    ) -> None:
        draw(tmp_path / "mine.png", 7)
        (root / "letter").write_text("dear …", encoding="utf-8")
        path = {
            "parent": "sub/../../mine.png", "absolute": str(tmp_path / "mine.png"),
            "no image": "letter",
        }[way]  # fmt: skip
        project.close()
        with contextlib.closing(sqlite3.connect(project.folder / "project.sqlite")) as database:
            database.execute("update image set path = ? where row = 0", (path,))
            database.commit()
        sent: list[str] = []
        monkeypatch.setattr(trash, "send2trash", lambda file: sent.append(str(file)))
        opened = Project.open(project.folder)
        try:
            assert opened.images().path(0).exists()
            [progress] = trash_images(opened, [0, 1])
            assert [Path(file).name for file in sent] == ["b.png"]
            assert len(progress.problems) == 1
            assert opened.images().status[0] != ImageStatus.MISSING
        finally:
            opened.close()
