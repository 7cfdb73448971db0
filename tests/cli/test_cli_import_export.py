"""``import``, ``export`` and ``formats``: their options, their JSON, and what they refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from labelmt.cli.main import app
from labelmt.domain.annotations import Seen, State
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    CreateLabel,
    CreateTask,
    SetAnnotations,
)
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project

TABLE = "path,objects,scene\na.png,cat|tree,beach\nb.png,-,wood\ngone.png,cat,beach\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Project.create(tmp_path / "project", [tmp_path / "images"])
    add_images(made, 1, [FoundImage(name, 1, 1) for name in ("a.png", "b.png", "in/c.png")])
    made.close()
    return tmp_path / "project"


@pytest.fixture
def labelled(folder: Path) -> Path:
    """Objects and scene; one pair of the first image is an accepted suggestion nobody saw."""
    project = Project.open(folder)
    project.apply(CreateTask("objects", TaskKind.MULTILABEL))
    project.apply(CreateTask("scene", TaskKind.MULTICLASS))
    objects, scene = project.schema().tasks
    for task, names in ((objects, ("cat", "tree")), (scene, ("beach", "wood"))):
        for name in names:
            project.apply(CreateLabel(task.id, name))
    cat, tree, beach, wood = project.schema().label_ids
    project.apply(SetAnnotations((0,), cat, State.PRESENT, seen=Seen.ONE))
    project.apply(AcceptSuggestions(7, ((tree, State.PRESENT, (0,)),)))
    project.apply(SetAnnotations((1,), cat, State.ABSENT, seen=Seen.VISIBLE))
    project.apply(SetAnnotations((0,), beach, State.PRESENT, seen=Seen.ONE))
    project.apply(SetAnnotations((1,), wood, State.PRESENT, seen=Seen.ONE))
    project.close()
    return folder


def states(folder: Path) -> tuple[list[list[int]], list[list[int]]]:
    project = Project.open(folder)
    try:
        return project.annotation_matrix().tolist(), project.judging_matrix().tolist()
    finally:
        project.close()


def answer(result: Result) -> dict[str, Any]:
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    return told


def test_a_dry_run_tells_all_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(TABLE)
    result = run("import", folder, table, "--dry-run", "--json")
    assert result.exit_code == 1
    told = answer(result)
    assert told["format"] == "csv"
    assert [(one["name"], one["task"], one["kind"], one["labels"], one["new"])
            for one in told["columns"]] == [
        ("objects", "objects", "multilabel", ["cat", "tree"], ["cat", "tree"]),
        ("scene", "scene", "multiclass", ["beach", "wood"], ["beach", "wood"]),
    ]  # fmt: skip
    images = told["images"]
    assert (images["matched"], images["missing"], images["ambiguous"]) == (2, 1, 0)
    assert told["overwritten"] == 0
    assert any("absent" in one for one in told["cannot_carry"])
    assert "gone.png" in result.stderr
    assert states(folder) == ([[], [], []], [[], [], []])


def test_missing_rows_stop_it_or_are_skipped(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(TABLE)
    result = run("import", folder, table)
    assert result.exit_code == 1
    assert "2 of 3 images are in the project" in result.stderr.replace("\n", " ")
    result = run("import", folder, table, "--skip-missing", "--json")
    assert result.exit_code == 0, result.stderr
    told = answer(result)
    assert (told["images"], told["skipped"], told["tasks_created"]) == (2, 1, ["objects", "scene"])
    again = run("import", folder, table, "--skip-missing", "--json")
    assert answer(again)["annotations"] == 0


def test_all_options_together(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_bytes(
        "x;image;Dinge;rest\n1;a.png;Katze/Baum;q\n2;b.png;Katze;r\n".encode("latin-1")
    )
    result = run(
        "import", folder, table, "--format", "csv", "--path-column", "image", "--columns", "Dinge",
        "--sep", "/", "--encoding", "latin-1", "--task", "Dinge=multilabel", "--map",
        "Dinge=objects", "--map", "Katze=cat", "--unlisted", "unknown", "--on-conflict", "mine",
        "--as", "annotations", "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    project = Project.open(folder)
    assert [(task.name, task.kind, [one.name for one in task.labels])
            for task in project.schema()] == [
        ("objects", TaskKind.MULTILABEL, ["Baum", "cat"])
    ]  # fmt: skip
    project.close()
    assert states(folder)[0] == [[1, 1], [-1, 1], [-1, -1]]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--format", "nothing"),
        ("--map", "cat"),
        ("--map", "dog=cat"),
        ("--on-conflict", "yours"),
        ("--as", "truth"),
        ("--encoding", "ebcdic"),
    ],
)
def test_import_refuses_what_it_does_not_know(
    folder: Path, tmp_path: Path, option: str, value: str
) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("path,objects\na.png,cat\n")
    result = run("import", folder, table, option, value)
    assert result.exit_code == 1
    assert value.partition("=")[0] in result.stderr
    assert states(folder)[0] == [[], [], []]


@pytest.mark.parametrize("name", ["csv", "csv-long", "jsonl"])
def test_what_is_exported_comes_back_with_how_it_was_seen(
    labelled: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    result = run("export", labelled, out, "--format", name, "--json")
    assert result.exit_code == 0, result.stderr
    assert answer(result)["cannot_carry"] == []
    before = states(labelled)
    again = run("import", labelled, out, "--format", name, "--json")
    assert answer(again)["annotations"] == 0, "in its own project nothing changes"
    other = Project.create(tmp_path / "other", [tmp_path / "images"])
    add_images(other, 1, [FoundImage(one, 1, 1) for one in ("a.png", "b.png", "in/c.png")])
    other.close()
    result = run("import", tmp_path / "other", out, "--format", name)
    assert result.exit_code == 0, result.stderr
    assert states(tmp_path / "other") == before


def test_a_matrix_never_makes_a_suggestion_an_annotation(labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "matrix.csv"
    result = run("export", labelled, out, "--format", "csv-matrix", "--json")
    told = answer(result)
    assert any("suggestion" in one for one in told["cannot_carry"])
    assert out.read_text().splitlines()[:2] == [
        "path,objects|cat,objects|tree,scene|beach,scene|wood",
        "a.png,1,0.900000,1,0",
    ]
    result = run("export", labelled, out, "--format", "csv-matrix", "--accepted", "--overwrite")
    assert out.read_text().splitlines()[1] == "a.png,1,1,1,0"


def test_tasks_search_and_states_are_chosen(labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = run(
        "export", labelled, out, "--task", "objects", "--search", "label:cat", "--states", "present"
    )
    assert result.exit_code == 0, result.stderr
    assert out.read_text().splitlines()[1:] == ["a.png,cat|tree,,human|tree=suggestion,"
                                                "one|tree=unseen"]  # fmt: skip
    result = run("export", labelled, out, "--task", "nothing")
    assert result.exit_code == 1
    assert "no task of this name" in result.stderr


def test_nothing_is_replaced_without_being_asked(labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    result = run("export", labelled, out)
    assert result.exit_code == 1
    assert "--overwrite" in result.stderr
    assert out.read_text() == "mine"
    assert run("export", labelled, out, "--overwrite").exit_code == 0
    assert out.read_text().startswith("path,")


def test_links_are_followed_and_pipes_written(labelled: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    assert run("export", labelled, link, "--overwrite").exit_code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("path,")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    assert run("export", labelled, pipe, "--format", "csv").exit_code == 0
    reader.join()
    assert got == [target.read_text()]
    assert pipe.is_fifo()


def test_no_image_and_no_file_of_the_project_is_replaced(labelled: Path, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir(exist_ok=True)
    image = tmp_path / "images" / "a.png"
    image.write_bytes(b"picture")
    hidden = tmp_path / "innocent.csv"
    hidden.symlink_to(image)
    own = labelled / "project.sqlite"
    before = own.read_bytes()
    for target in (image, hidden, own, labelled / "runs" / "x.csv"):
        result = run("export", labelled, target, "--format", "csv", "--overwrite")
        assert result.exit_code == 1, target
        assert "project" in result.stderr
    assert image.read_bytes() == b"picture"
    assert own.read_bytes() == before


def test_formats_are_listed() -> None:
    told = answer(run("formats", "--json"))["formats"]
    names = [one["name"] for one in told]
    assert names[:3] == ["csv", "csv-matrix", "csv-long"]
    csv = told[0]
    assert csv["read"] is csv["written"] is True
    assert {"present", "absent", "unknown", "provenance"} <= set(csv["carries"])


def test_results_are_on_standard_output_and_warnings_on_standard_error(
    labelled: Path, tmp_path: Path
) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("path,objects\na.png,cat|dog\nb.png,cat\n")
    dry = run("import", labelled, table, "--dry-run")
    for line in (
        "Format: CSV",
        "“objects” → task “objects” (multilabel), 2 labels, 1 new",
        "  cat, dog",
        "  new: dog",
        "2 images found, 0 missing, 0 ambiguous",
        "objects: labels that are not listed are taken for absent.",
        "2 annotations of the project say otherwise: the file's would take their place "
        "(--on-conflict mine keeps them).",
    ):
        assert line in dry.stdout.splitlines()
    assert "annotation" not in dry.stderr
    kept = run("import", labelled, table, "--dry-run", "--on-conflict", "mine")
    assert "2 annotations of the project say otherwise and would stay as they are." in kept.stdout
    done = run("import", labelled, table)
    assert "2 annotations that said otherwise were replaced by the file's" in done.stdout
    assert "taken for absent" not in done.stdout
    assert "taken for absent" in done.stderr
    out = run("export", labelled, tmp_path / "out.xml")
    assert "annotations, " in out.stdout
    assert "1 file written" in out.stdout
    assert "the format has no place" in out.stderr
    told = run("formats").stdout
    assert "COCO" in told
    assert max(map(len, told.splitlines()[:20])) <= 80
    assert "…" not in told


def test_many_labels_are_not_all_listed_in_lines(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    names = [f"l{number}" for number in range(40)]
    table.write_text(f"path,objects\na.png,{'|'.join(names)}\n")
    told = run("import", folder, table, "--dry-run").stdout
    assert "and 28 more" in told
    assert "l9" not in told
    columns = answer(run("import", folder, table, "--dry-run", "--json"))["columns"]
    assert columns[0]["labels"] == sorted(names)


@pytest.mark.parametrize("command", ["import", "export", "formats", "scan"])
def test_json_is_alone_on_standard_output(command: str, labelled: Path, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("path,objects\na.png,cat\n")
    given = {"import": (labelled, table), "export": (labelled, tmp_path / "out.json"),
             "formats": (), "scan": (labelled,)}  # fmt: skip
    result = run(command, *given[command], "--json")
    assert result.stdout.count("\n") == 1
    json.loads(result.stdout)


def test_an_export_to_standard_output_is_alone_there(labelled: Path) -> None:
    program = "from labelmt.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "export", labelled, "/dev/stdout", "--format", "jsonl"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    paths = [json.loads(line)["path"] for line in done.stdout.splitlines()]
    assert paths == ["a.png", "b.png", "in/c.png"]
    assert "annotations, 3 images" in done.stderr


def test_where_an_export_cannot_go_is_said_of_the_place_that_was_asked_for(
    labelled: Path, tmp_path: Path
) -> None:
    for name in ("csv", "coco", "jsonl"):
        told = run("export", labelled, tmp_path / "no" / "such" / "labels", "--format", name)
        assert told.exit_code == 1
        assert "There is no such folder to write into." in told.output
        assert ".part" not in told.output
    (tmp_path / "labels.csv").mkdir()
    told = run("export", labelled, tmp_path / "labels.csv", "--format", "csv", "--overwrite")
    assert told.exit_code == 1
    assert "This is a folder, and the labels go into one file." in told.output
    assert list((tmp_path / "labels.csv").iterdir()) == []


@pytest.mark.parametrize("name", ["txt", "xmp", "labelme"])
def test_a_folder_without_labels_imports_nothing_and_says_so(
    folder: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.png").write_bytes(b"no text beside it")
    told = run("import", folder, tmp_path / "empty", "--format", name)
    assert told.exit_code == 1, told.output
    assert "no labels in this folder" in " ".join(told.output.replace("│", " ").split())


def test_another_persons_same_words_are_told_as_kept(folder: Path, tmp_path: Path) -> None:
    """ "0 annotations" made a newcomer think that it had failed, and import it again."""
    table = tmp_path / "table.csv"
    table.write_text("path,objects,scene\na.png,cat|tree,beach\nb.png,-,wood\n")
    run("import", folder, table)
    before = run("import", folder, table, "--annotator", "Ünï 张", "--dry-run", "--json")
    assert json.loads(before.stdout)["annotations"] == 0
    said = json.loads(before.stdout)["opinions"]
    assert said == 6, "two labels of objects on two images, one label of scene on each"
    done = run("import", folder, table, "--annotator", "Ünï 张")
    assert done.exit_code == 0
    assert "6 annotations are kept as this person's own; what counts stays" in done.output
    again = run("import", folder, table, "--annotator", "Ünï 张", "--json")
    assert json.loads(again.stdout)["opinions"] == 0


def test_a_file_in_the_place_of_a_folder_or_model_is_told(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("a")
    done = run("create", tmp_path / "p", "--images", file)
    assert done.exit_code == 1
    assert "This is a file, not a folder of images." in done.output
    done = run("predict", tmp_path / "m.onnx", tmp_path, "--out", tmp_path / "x.csv")
    assert done.exit_code == 1
    assert "There is no such file." in done.output
    assert "m.onnx" in done.output
    assert not (tmp_path / "x.csv").exists()
