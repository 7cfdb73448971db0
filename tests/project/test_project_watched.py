"""What a watch noticed is taken over as a scan would take it, and nothing else is looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import add_task
from PIL import Image

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.intake.followed_links import set_follows_links
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.intake.scan_patterns import set_scan_filter
from labelmt.project.intake.take_fingerprints import take_fingerprints
from labelmt.project.intake.watched_changes import is_watched, set_watched, take_changes
from labelmt.project.project import Project


def draw(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4 + number, 4), (number, 50, 99)).save(path, "BMP")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number, name in enumerate(("a.png", "sub/b.png", "sub/deep/c.png", "sub-2/d.png")):
        draw(tmp_path / "images" / name, number)
    return tmp_path / "images"


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "project", [root])
    list(scan_roots(made, lambda: False))
    yield made
    made.close()


def take(project: Project, *paths: Path) -> None:
    take_changes(project, paths, lambda: False)


def missing(project: Project) -> set[str]:
    images = project.images()
    lost = (images.status == ImageStatus.MISSING).nonzero()[0].tolist()
    return {images.paths[row] for row in lost}


def test_patterns_and_files_without_an_ending(project: Project, root: Path) -> None:
    set_scan_filter(project, None, ["/more/x/", "*.tmp.png"])
    for name in ("new.tmp.png", "plain", "more/x/y.png", "more/z"):
        draw(root / name, 10)
    (root / "more" / "nothing").write_bytes(b"no image")
    take(project, root / "new.tmp.png", root / "plain", root / "more")
    assert sorted(project.images().paths[4:]) == ["more/z", "plain"]
    set_scan_filter(project, None, ["*"])
    take(project, root / "plain", root / "sub")
    assert missing(project) == set()


def test_a_new_file_and_a_new_folder(project: Project, root: Path) -> None:
    draw(root / "new.png", 10)
    draw(root / "more" / "x" / "y.png", 11)
    (root / "more" / "notes.txt").touch()
    take(project, root / "new.png", root / "more")
    assert sorted(project.images().paths[4:]) == ["more/x/y.png", "new.png"]


def test_a_folder_that_vanished_takes_its_images_along_and_no_others(
    project: Project, root: Path
) -> None:
    shutil.rmtree(root / "sub")
    take(project, root / "sub")
    assert missing(project) == {"sub/b.png", "sub/deep/c.png"}


def test_a_renamed_folder(project: Project, root: Path) -> None:
    (root / "sub").rename(root / "other")
    take(project, root / "sub", root / "other")
    assert sorted(project.images().paths) == [
        "a.png", "other/b.png", "other/deep/c.png", "sub-2/d.png",
    ]  # fmt: skip
    assert missing(project) == set()


def test_a_changed_file(project: Project, root: Path) -> None:
    stamp = project.images().stamp(0)
    draw(root / "a.png", 30)
    take(project, root / "a.png")
    assert project.images().stamp(0) != stamp


def test_what_was_not_named_and_what_lies_elsewhere_is_not_looked_at(
    project: Project, root: Path, tmp_path: Path
) -> None:
    draw(root / "unnamed.png", 10)
    draw(tmp_path / "elsewhere.png", 11)
    take(project, tmp_path / "elsewhere.png", root / "never.png", root / "a.png")
    assert len(project.images()) == 4
    assert missing(project) == set()


@pytest.mark.skipif(os.name == "nt", reason="names there are Unicode")
@pytest.mark.skipif(os.name == "nt", reason="links need permission there")
@pytest.mark.parametrize("within", [False, True])
def test_a_folder_that_is_newly_linked(
    project: Project, root: Path, tmp_path: Path, within: bool
) -> None:
    draw(tmp_path / "elsewhere" / "e.png", 20)
    draw(tmp_path / "elsewhere" / "f.png", 21)
    place = root / "made" if within else root
    place.mkdir(exist_ok=True)
    (place / "linked").symlink_to(tmp_path / "elsewhere")
    take(project, place if within else root / "linked")
    assert len(project.images()) == 4, "nobody has said that links are to be followed"
    set_follows_links(project, True)
    take(project, place if within else root / "linked")
    start = "made/linked" if within else "linked"
    assert sorted(project.images().paths[4:]) == [f"{start}/e.png", f"{start}/f.png"]
    (root / "again").symlink_to(root / "sub")
    take(project, root / "again")
    assert len(project.images()) == 6, "what has its own path has no other"
    assert not missing(project)


@pytest.mark.skipif(os.name == "nt", reason="links need permission there")
class TestLinksMadeAnew:
    @pytest.fixture
    def elsewhere(self, project: Project, root: Path, tmp_path: Path) -> Path:
        """Behind a link to a file and one to a folder, both known."""
        draw(tmp_path / "elsewhere" / "x.png", 20)
        draw(tmp_path / "more" / "y.png", 21)
        draw(tmp_path / "elsewhere" / "z.png", 22)
        (root / "x.png").symlink_to(tmp_path / "elsewhere" / "x.png")
        (root / "sub" / "more").symlink_to(tmp_path / "more")
        set_follows_links(project, True)
        list(scan_roots(project, lambda: False))
        assert sorted(project.images().paths[4:]) == ["sub/more/y.png", "x.png"]
        return tmp_path / "elsewhere"

    @pytest.mark.parametrize("noticed_between", [False, True])
    @pytest.mark.parametrize("link", ["x.png", "sub/more"])
    @pytest.mark.parametrize("told", ["link", "folder"])
    def test_they_lead_where_they_did(
        self, project: Project, root: Path, elsewhere: Path, link: str, told: str,
        noticed_between: bool,
    ) -> None:  # fmt: skip
        target, changed = (root / link).readlink(), root / link
        if told == "folder":
            (root / link).rename(root / "sub-2" / "link")
            (root / "sub-2" / "link").rename(root / link)
            changed = root / "sub" if "/" in link else root
        (root / link).unlink()
        if noticed_between:
            take(project, changed)
            assert len(missing(project)) == 1
        (root / link).symlink_to(target)
        take(project, changed)
        assert missing(project) == set()
        assert len(project.images()) == 6

    @pytest.mark.parametrize("noticed_between", [False, True])
    def test_one_leads_to_another_picture(
        self, project: Project, root: Path, elsewhere: Path, noticed_between: bool
    ) -> None:
        row = project.images().paths.index("x.png")
        [label] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
        project.apply(SetAnnotations((row,), label.id, State.PRESENT))
        list(take_fingerprints(project, [row], lambda: False))
        (root / "x.png").unlink()
        if noticed_between:
            take(project, root / "x.png")
        (root / "x.png").symlink_to(elsewhere / "z.png")
        take(project, root / "x.png")
        images = project.images()
        assert images.paths[row] == "x.png"
        assert images.changed[row], "its labels are of another picture"
        assert missing(project) == set()


def test_the_root_itself(project: Project, root: Path) -> None:
    draw(root / "new.png", 10)
    (root / "a.png").unlink()
    take(project, root)
    assert project.images().paths[4:] == ["new.png"]
    assert missing(project) == {"a.png"}


def test_a_name_that_is_not_unicode(project: Project, root: Path) -> None:
    odd = os.fsdecode(b"caf\xe9.png")
    draw(root / odd, 12)
    take(project, root / odd)
    assert project.images().paths[4] == odd


def test_the_wish_is_kept(project: Project) -> None:
    assert not is_watched(project)
    set_watched(project, True)
    again = Project.open(project.folder)
    assert is_watched(again)
    again.close()
    set_watched(project, False)
    assert not is_watched(project)


Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(("make", "remove", "rename", "grow")), st.integers(0, 4),
              st.integers(0, 4)),
    max_size=8,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(steps=steps)
def test_a_scan_finds_nothing_more_than_the_watch_took(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    """Invariant: after the named changes, a whole scan has nothing to add, change or mark."""
    base = tmp_path_factory.mktemp("any")
    root = base / "images"
    for number in range(3):
        draw(root / f"f{number % 2}" / f"{number}.png", number)
    project = Project.create(base / "project", [root])
    try:
        list(scan_roots(project, lambda: False))
        touched: set[Path] = set()
        for kind, one, other in steps:
            path, target = (root / f"f{n % 2}" / f"{n}.png" for n in (one, other))
            if kind == "make" and not path.exists():
                draw(path, 20 + one)
            elif kind == "remove" and path.exists():
                path.unlink()
            elif kind == "rename" and path.exists() and not target.exists():
                path.rename(target)
                touched.add(target)
            elif kind == "grow" and path.exists():
                draw(path, 60 + len(touched))
            touched.add(path)
        take(project, *touched)
        paths = project.images().paths
        assert len(set(paths)) == len(paths)
        assert not any(one.changes for one in scan_roots(project, lambda: False))
    finally:
        project.close()
