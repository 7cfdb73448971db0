"""What lies in the folders now, what was left out, and statuses of commands that did nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from labelmt.cli.main import app
from labelmt.domain.images import ImageOutcome
from labelmt.example import draw_scene, random_scene
from labelmt.imaging.scan import NAMED
from labelmt.project.intake.scan_images import record_decoded
from labelmt.project.project import Project
from labelmt.storage.relink_repository import read_all_fingerprints

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


def run(*arguments: object, status: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == status, done.output
    return done


def answer(done: Result) -> dict[str, Any]:
    assert done.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def draw(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (number, 0, 0)).save(path)


def swap(one: Path, other: Path) -> None:
    one.rename(one.with_suffix(".away"))
    other.rename(one)
    one.with_suffix(".away").rename(other)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    for number, name in enumerate(("a.png", "b.png", "c.png", "deep/d.png")):
        draw(tmp_path / "images" / name, number)
    return tmp_path / "images"


@pytest.fixture
def project(tmp_path: Path, images: Path) -> Path:
    run("create", tmp_path / "project", "--images", images)
    (tmp_path / "table.csv").write_text("path,scene\na.png,x\nb.png,y\nc.png,x\n", encoding="utf-8")
    run("import", tmp_path / "project", tmp_path / "table.csv")
    return tmp_path / "project"


def present(project: Path) -> dict[str, list[int]]:
    """Path to the states of its image, of labelled ones."""
    opened = Project.open(project)
    try:
        matrix, paths = opened.annotation_matrix(), opened.images().paths
        return {
            paths[row]: matrix[row].tolist()
            for row in range(len(paths))
            if (matrix[row] >= 0).any()
        }
    finally:
        opened.close()


def test_images_of_which_a_part_is_missing_are_counted(project: Path) -> None:
    opened = Project.open(project)
    record_decoded(opened, [ImageOutcome.of_decoding(1, 8, 8, note="Its lower half is missing.")])
    opened.close()
    done = run("scan", project, "--json")
    assert answer(done)["incomplete"] == 1
    assert "not whole: b.png: Its lower half is missing." in done.stderr


def test_an_import_takes_the_fingerprints_of_what_it_labels(project: Path) -> None:
    opened = Project.open(project)
    with opened.reading() as connection:
        assert sorted(read_all_fingerprints(connection)) == [0, 1, 2]
    opened.close()


def test_what_a_scan_found_in_numbers(project: Path, images: Path) -> None:
    before = present(project)
    swap(images / "a.png", images / "b.png")
    draw(images / "c.png", 99)
    (images / "deep" / "d.png").unlink()
    draw(images / "e.png", 5)
    (images / "drawing.kra").touch()
    (images / ".hidden.png").touch()
    done = run("scan", project, "--json")
    assert answer(done) == {
        "new": 1, "changed": 1, "gone": 1, "renamed": 2, "unreadable": 0,
        "skipped": {"format": 1, "hidden": 1},
        "left_out": {"format": ["drawing.kra"], "hidden": [".hidden.png"]}, "incomplete": 0,
    }  # fmt: skip
    assert "1 labelled image holds another picture now." in done.stderr
    after = present(project)
    assert (after["a.png"], after["b.png"]) == (before["b.png"], before["a.png"])
    assert answer(run("scan", project, "--json"))["new"] == 0


def test_a_scan_of_folders_that_are_away_has_done_nothing(project: Path, images: Path) -> None:
    images.rename(images.parent / "away")
    run("scan", project, status=1)


def test_create_tells_what_it_left_out(tmp_path: Path, images: Path) -> None:
    for name in ("x.xcf", "y.psb", "notes.txt", ".z.png"):
        (images / name).touch()
    (images / ".folder").mkdir()
    done = run("create", tmp_path / "p", "--images", images, "--json")
    told = answer(done)
    assert told["images"] == 4
    assert told["skipped"] == {"format": 2, "hidden": 2, "other": 1}
    assert "2 files of formats that are not read were left out." in done.stderr
    assert "x.xcf, y.psb" in done.stderr
    assert told["left_out"] == {
        "format": ["x.xcf", "y.psb"], "hidden": [".folder/", ".z.png"], "other": ["notes.txt"],
    }  # fmt: skip


def test_only_the_first_of_many_are_named(tmp_path: Path, images: Path) -> None:
    for number in range(2 * NAMED):
        (images / "in").mkdir(exist_ok=True)
        (images / "in" / f"{number:03}.xcf").touch()
    done = run("create", tmp_path / "p", "--images", images, "--json")
    assert answer(done)["skipped"] == {"format": 2 * NAMED}
    assert len(answer(done)["left_out"]["format"]) == NAMED
    assert "in/000.xcf, in/001.xcf, in/002.xcf, …" in done.stderr
    assert "in/003.xcf" not in done.stderr


def test_create_without_any_image_makes_no_project(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "x.xcf").touch()
    done = run("create", tmp_path / "p", "--images", tmp_path / "images", "--json", status=1)
    assert answer(done)["skipped"] == {"format": 1}
    assert answer(done)["left_out"] == {"format": ["x.xcf"]}
    assert not (tmp_path / "p").exists()


@needs_links
def test_links_that_lead_out_are_followed_when_asked(tmp_path: Path, images: Path) -> None:
    draw(tmp_path / "elsewhere" / "x.png", 50)
    (images / "out").symlink_to(tmp_path / "elsewhere")
    told = answer(run("create", tmp_path / "p", "--images", images, "--json"))
    assert told["skipped"] == {"outward": 1}
    assert answer(run("scan", tmp_path / "p", "--follow-links", "--json"))["new"] == 1
    assert answer(run("scan", tmp_path / "p", "--json"))["new"] == 0, "it is remembered"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read anything")
def test_an_image_that_may_not_be_read_is_told(project: Path, images: Path) -> None:
    (images / "a.png").chmod(0)
    done = run("scan", project, "--json")
    assert answer(done)["unreadable"] == 1
    assert "a.png: It may not be read." in done.stderr


def test_an_import_after_files_swapped_names_labels_what_lies_there_now(
    project: Path, images: Path, tmp_path: Path
) -> None:
    swap(images / "a.png", images / "deep" / "d.png")
    (tmp_path / "more.csv").write_text("path,scene\na.png,y\n", encoding="utf-8")
    run("import", project, tmp_path / "more.csv")
    states = present(project)
    assert states["deep/d.png"] == [1, 0]  # labelled as a.png once: x
    assert states["a.png"] == [0, 1]


@pytest.fixture
def scenes(images: Path) -> Path:
    """The same images with something to see in them: no two are alike."""
    for number, path in enumerate(sorted(images.rglob("*.png"))):
        draw_scene(random_scene(number), (96, 96)).save(path)
    return images


def test_duplicates_look_at_the_folders_first_and_make_features(
    project: Path, scenes: Path
) -> None:
    (scenes / "copy.png").write_bytes((scenes / "a.png").read_bytes())
    told = answer(run("duplicates", project, "--similarity", "0.99", "--json"))
    assert told["scan"]["new"] == 1
    assert [one["paths"] for one in told["groups"]] == [["a.png", "copy.png"]]
    assert told["compared"], "near ones are found by features, which nobody had made yet"
    assert told["why_not_compared"] is None


def test_duplicates_of_nothing_have_done_nothing(project: Path, images: Path) -> None:
    for path in images.rglob("*.png"):
        path.unlink()
    done = run("duplicates", project, "--json", status=1)
    found = answer(done)
    assert found["compared"] == 0
    assert found["why_not_compared"].startswith("No image can be read")
    assert "labelmt scan" in done.stderr + found["why_not_compared"]


def test_patterns_say_which_files_come_and_are_remembered(tmp_path: Path, images: Path) -> None:
    draw(images / "raw" / "e.png", 6)
    done = run(
        "create", tmp_path / "p", "--images", images, "--exclude", "/raw/", "--exclude", "C*",
        "--json",
    )  # fmt: skip
    assert answer(done)["images"] == 3
    assert answer(done)["skipped"] == {"excluded": 2}
    assert "2 files and folders were left out by the patterns" in done.stderr
    draw(images / "raw" / "f.png", 7)
    draw(images / "deep" / "g.bmp", 8)
    assert answer(run("scan", tmp_path / "p", "--include", "*.png", "--json"))["new"] == 0
    forgotten = run("scan", tmp_path / "p", "--include", "", "--exclude", "*.bmp", "--json")
    assert answer(forgotten)["new"] == 3
    gone = answer(run("scan", tmp_path / "p", "--exclude", "*", "--json"))
    assert (gone["new"], gone["gone"]) == (0, 0), "what is there stays"
    refused = run("scan", tmp_path / "p", "--exclude", "../x", status=1)
    assert "no pattern" in refused.output
    run("create", tmp_path / "q", "--images", images, "--include", "*.heic", status=1)
    assert not (tmp_path / "q").exists()
