"""``evaluate``: figures that scikit-learn finds, too, and nothing left out in silence."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)
from typer.testing import CliRunner, Result

from labelmt.cli.main import app
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, EditLabel
from labelmt.project.project import Project
from labelmt.project.runs.manage_runs import choose_threshold

IMAGES = 60
SHADES = ("dark", "dim", "light")
OBJECTS = ("red", "green", "bright", "rare")


def run(*arguments: object, status: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == status, done.stderr
    return done


def write_table(file: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("path", "objects", "shade"), *rows])
    return file


def draw(folder: Path, count: int, seed: int) -> list[tuple[str, str, str]]:
    """Noisy colours, some of them wrongly described: no model is right of all."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        colour = rng.integers(20, 236, 3)
        noise = rng.normal(colour, 40, (48, 48, 3)).clip(0, 255).astype(np.uint8)
        Image.fromarray(noise).save(folder / f"{number:02d}.png")
        seen = colour + rng.normal(0, 50, 3)
        present = [
            name
            for name, there in zip(
                OBJECTS,
                (seen[0] > 128, seen[1] > 128, seen.mean() > 128, number % 20 == 3),
                strict=True,
            )
            if there
        ]
        shade = SHADES[int(np.searchsorted((110, 150), seen.mean()))]
        rows.append((f"{number:02d}.png", "|".join(present) or "-", shade))
    return rows


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``project``, learnt from ``images``; ``truth.csv`` is of images in ``new`` alone."""
    place = tmp_path_factory.mktemp("evaluate")
    learnt = write_table(place / "learnt.csv", draw(place / "images", IMAGES, 0))
    write_table(place / "truth.csv", draw(place / "new", IMAGES, 1))
    run("create", place / "project", "--images", place / "images")
    run("import", place / "project", learnt)
    run("train", place / "project", "--stage", "heads", "--backbone", "small_cnn")
    return place


def evaluate(place: Path, truth: Path, *more: object) -> tuple[dict[str, Any], str]:
    done = run("evaluate", place / "project", "--truth", truth, "--json", *more)
    return json.loads(done.stdout), re.sub(r"\s+", " ", done.stderr)


def rows_of(file: Path) -> list[tuple[str, ...]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)][1:]


def predicted(place: Path) -> Callable[[str, str], NDArray[np.float64]]:
    """What ``predict`` wrote of the new images: (images, [probability, predicted]) of a label."""
    out = place / "predictions.csv"
    run("predict", place / "project", place / "new", "--out", out)
    with out.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))

    def column(task: str, label: str) -> NDArray[np.float64]:
        found = {
            Path(line["path"]).name: (float(line["probability"]), float(line["predicted"]))
            for line in lines
            if (line["task"], line["label"]) == (task, label)
        }
        return np.array([found[name] for name in sorted(found)])

    return column


def choose(place: Path, name: str, level: float | None) -> None:
    project = Project.open(place / "project")
    label = next(one for one in project.schema().labels if one.name == name)
    choose_threshold(project, project.runs()[-1].id, label.id, level)
    project.close()


def test_scikit_learn_finds_the_same_in_the_table_of_predictions(place: Path) -> None:
    answer, told = evaluate(place, place / "truth.csv", "--images", place / "new")
    column, truth = predicted(place), rows_of(place / "truth.csv")
    task = answer["tasks"]["objects"]
    present = np.array([[name in row[1].split("|") for name in OBJECTS] for row in truth])
    values, chosen = (
        np.stack([column("objects", name)[:, one] for name in OBJECTS], axis=1) for one in (0, 1)
    )
    by_name = {one["label"]: one for one in task["labels"]}
    assert by_name["rare"]["positives"] == 3
    assert by_name["rare"]["average_precision"] is by_name["rare"]["f1"] is None
    enough = [0, 1, 2]
    precisions = []
    for place_of, name in enumerate(OBJECTS[:3]):
        precisions.append(average_precision_score(present[:, place_of], values[:, place_of]))
        theirs = precision_recall_fscore_support(
            present[:, place_of], chosen[:, place_of], average="binary", zero_division=0
        )
        ours = [by_name[name][one] for one in ("precision", "recall", "f1")]
        assert ours == pytest.approx(theirs[:3])
        assert by_name[name]["average_precision"] == pytest.approx(precisions[-1], abs=1e-4)
    assert task["map"] == pytest.approx(np.mean(precisions), abs=1e-4)
    assert task["map"] < 0.99, "nothing would be compared"
    macro = f1_score(present[:, enough], chosen[:, enough], average="macro")
    assert task["macro_f1"] == pytest.approx(macro)
    assert task["micro_f1"] == pytest.approx(f1_score(present, chosen, average="micro"))
    assert (task["labels_scored"], task["labels_known"]) == (3, 4)
    assert "over 3 of 4 labels" in told
    assert "rare too few to tell" in told

    shade = answer["tasks"]["shade"]
    guesses = np.stack([column("shade", name)[:, 1] for name in SHADES], axis=1)
    right, guess = [row[2] for row in truth], [SHADES[one] for one in guesses.argmax(axis=1)]
    assert shade["accuracy"] == pytest.approx(accuracy_score(right, guess))
    assert 0.3 < shade["accuracy"] < 1
    table = answer["confusion"]["shade"]
    assert table["labels"] == list(SHADES)
    assert table["counts"] == confusion_matrix(right, guess, labels=SHADES).tolist()
    assert re.search(r"\w+ taken for \w+: \d", told)


def test_a_class_the_model_does_not_know_counts_as_wrong(place: Path, tmp_path: Path) -> None:
    rows = rows_of(place / "truth.csv")
    before, _ = evaluate(place, place / "truth.csv", "--images", place / "new")
    with_black = [(*row[:2], "black" if one < 12 else row[2]) for one, row in enumerate(rows)]
    rest = [(*row[:2], "" if one < 12 else row[2]) for one, row in enumerate(rows)]
    few, _ = evaluate(place, write_table(tmp_path / "a.csv", rest), "--images", place / "new")
    table = write_table(tmp_path / "b.csv", with_black)
    every, told = evaluate(place, table, "--images", place / "new")
    ours, known = every["tasks"]["shade"], few["tasks"]["shade"]
    assert (before["tasks"]["shade"]["images"], known["images"], ours["images"]) == (60, 48, 60)
    assert ours["accuracy"] == pytest.approx(known["accuracy"] * 48 / 60)
    assert "12 images show a class that the run does not know; each counts as wrong" in told
    assert sum(every["confusion"]["shade"]["other"]) == 12
    assert (ours["labels_scored"], ours["labels_known"]) == (3, 4)
    last = ours["labels"][-1]
    assert (last["label"], last["positives"], last["negatives"]) == ("black", 12, 48)
    assert last["average_precision"] is None
    # The same where the project has the class, and the run that predicts has not.
    project = Project.open(place / "project")
    task = project.schema().task_named("shade")
    assert task is not None
    project.apply(CreateLabel(task.id, "black"))
    project.close()
    again, _ = evaluate(place, table, "--images", place / "new")
    project = Project.open(place / "project")
    project.undo()
    project.close()
    assert again["tasks"]["shade"] == ours


def test_a_label_only_the_table_knows_is_told(place: Path, tmp_path: Path) -> None:
    rows = rows_of(place / "truth.csv")
    more = [(row[0], "cat" if row[1] == "-" else f"{row[1]}|cat", row[2]) for row in rows[:9]]
    table = write_table(tmp_path / "cats.csv", more + rows[9:])
    answer, told = evaluate(place, table, "--images", place / "new")
    task = answer["tasks"]["objects"]
    assert (task["labels_scored"], task["labels_known"]) == (3, 5)
    assert "cat not predicted 9 51" in told
    column = predicted(place)
    names = (*OBJECTS, "cat")
    present = np.array([[name in row[1].split("|") for name in names] for row in more + rows[9:]])
    chosen = np.stack([column("objects", name)[:, 1] for name in OBJECTS], axis=1)
    chosen = np.concatenate([chosen, np.zeros((len(chosen), 1))], axis=1)
    of_all = f1_score(present, chosen, average="micro")
    assert task["micro_f1_of_all"] == pytest.approx(of_all)
    assert task["micro_f1_of_all"] < task["micro_f1"]
    assert task["present_unpredicted"] == 9
    assert f"counted as missed, micro F1 is {of_all:.3f}" in told
    same, _ = evaluate(place, place / "truth.csv", "--images", place / "new")
    assert task["map"] == same["tasks"]["objects"]["map"]


def test_truth_is_read_as_import_reads_it(place: Path, tmp_path: Path) -> None:
    """Synonyms, backslashes and folders in front; a path that may be two images is refused."""
    plain, _ = evaluate(place, place / "learnt.csv")
    project = Project.open(place / "project")
    label = project.schema().label_named(project.schema().tasks[0].id, "red")
    assert label is not None
    project.apply(EditLabel(label.id, label.name, label.color, label.shortcut, ("crimson",)))
    project.close()
    rows = [
        (f"C:\\photos\\images\\{row[0]}", row[1].replace("red", "Crimson"), row[2])
        for row in rows_of(place / "learnt.csv")
    ]
    foreign, told = evaluate(place, write_table(tmp_path / "windows.csv", rows))
    assert foreign == plain
    assert "not scored" not in told
    for name in ("a", "b"):
        draw(tmp_path / "two" / name, 1, 3)
    table = write_table(tmp_path / "two.csv", [("00.png", "red", "dim")])
    done = run(
        "evaluate", place / "project", "--truth", table, "--images", tmp_path / "two", status=1
    )
    assert "2 images of the folder may be “00.png”" in done.stderr
    nowhere = write_table(tmp_path / "no.csv", [("99.png", "red", "dim"), ("98.png", "-", "dim")])
    done = run("evaluate", place / "project", "--truth", nowhere, status=1)
    assert "the project has no image “99.png”" in done.stderr
    assert "“98.png”" in done.stderr


def test_an_image_in_two_folders_of_the_project_is_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    rows = draw(first, 12, 0)
    draw(second, 1, 1)
    project = Project.create(tmp_path / "project", [first, second])
    project.close()
    from labelmt.project.intake.scan_images import scan_roots

    project = Project.open(tmp_path / "project")
    for _ in scan_roots(project, lambda: False):
        pass
    project.close()
    run("import", tmp_path / "project", write_table(tmp_path / "rest.csv", list(rows[1:])))
    table = write_table(tmp_path / "all.csv", list(rows))
    done = run("evaluate", tmp_path / "project", "--truth", table, status=1)
    assert "2 images of the project may be “00.png”; give more of their path" in done.stderr


def test_too_few_images_tell_no_mean(place: Path, tmp_path: Path) -> None:
    table = write_table(tmp_path / "few.csv", list(rows_of(place / "truth.csv")[:8]))
    answer, told = evaluate(place, table, "--images", place / "new")
    for task in answer["tasks"].values():
        means = task.keys() & {"map", "micro_f1", "macro_f1", "accuracy", "ece"}
        assert {task[one] for one in means} == {None}
        assert (task["intervals"], task["labels_scored"]) == ({}, 0)
    assert "shade, 8 images: too few to tell" in told
    assert answer["judged_by"]["images"] == 8


def test_training_tells_its_labels_too(place: Path) -> None:
    done = run("runs", "show", place / "project", 1, "--json")
    shown = json.loads(done.stdout)
    assert shown["tasks"]["objects"]["labels_known"] == len(OBJECTS)
    assert shown["tasks"]["shade"]["kind"] == TaskKind.MULTICLASS
    scored = [one for one in shown["labels"] if one["average_precision"] is not None]
    assert sum(task["labels_scored"] for task in shown["tasks"].values()) == len(scored)


def test_a_threshold_that_a_person_chose_holds_for_predict_and_evaluate(place: Path) -> None:
    before = predicted(place)("objects", "red")
    level = 0.9
    assert ((before[:, 0] >= level) != (before[:, 1] > 0)).any(), "nothing would move"
    choose(place, "red", level)
    try:
        values = predicted(place)("objects", "red")
        assert ((values[:, 0] >= level) == (values[:, 1] > 0)).all()
        answer, _told = evaluate(place, place / "truth.csv", "--images", place / "new")
        (told,) = [one for one in answer["tasks"]["objects"]["labels"] if one["label"] == "red"]
        assert told["threshold"] == pytest.approx(level)
    finally:
        choose(place, "red", None)


def test_images_that_belong_together_count_as_one_in_the_intervals(place: Path) -> None:
    """Each image of the table three times: no more is known than before."""
    folder = place / "thrice"
    folder.mkdir()
    rows = []
    for name, *cells in rows_of(place / "truth.csv"):
        for copy in "abc":
            file = f"{Path(name).stem}-{copy}.png"
            (folder / file).write_bytes((place / "new" / name).read_bytes())
            rows.append((file, *cells, Path(name).stem))
    truth = place / "thrice.csv"
    with truth.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("path", "objects", "shade", "scene"), *rows])
    options = ("--images", folder, "--keep-together")
    once, _ = evaluate(place, place / "truth.csv", "--images", place / "new")
    apart, _ = evaluate(place, truth, *options, "none")
    by_name, told = evaluate(place, truth, *options, "name:^([0-9]+)-")
    by_column, _ = evaluate(place, truth, *options, "column:scene")
    assert "180 images in 60 groups" in told
    for one in (by_name, by_column):
        assert one["judged_by"] == {
            "part": "table", "images": 180, "groups": 60, "sample": "unknown"
        }  # fmt: skip
        assert one["tasks"]["shade"]["judged_by"]["groups"] == 60
        for task in ("shade", "objects"):
            name = "accuracy" if task == "shade" else "map"
            low, high = one["tasks"][task]["intervals"][name]
            before, after = once["tasks"][task]["intervals"][name]
            least, most = apart["tasks"][task]["intervals"][name]
            assert (high - low) == pytest.approx(after - before, rel=0.25)
            assert high - low > 1.3 * (most - least)
    assert by_name["tasks"]["shade"]["intervals"] == by_column["tasks"]["shade"]["intervals"]
    refused = run("evaluate", place / "project", "--truth", truth, *options, "column:no", status=1)
    assert "no such column" in re.sub(r"\s+", " ", refused.stderr)


def test_a_table_of_what_was_learnt_from_is_told_as_such(place: Path, tmp_path: Path) -> None:
    """Also where the images were copied; of new ones nothing is said."""
    answer, said = evaluate(place, place / "learnt.csv")
    assert answer["learnt_from"] == IMAGES
    assert f"The run learnt from {IMAGES} of these {IMAGES} images" in said
    assert said.index("The run learnt from") < said.index("mAP"), "before any figure"
    shutil.copytree(place / "images", tmp_path / "copies")
    copied, _ = evaluate(place, place / "learnt.csv", "--images", tmp_path / "copies")
    assert copied["learnt_from"] == IMAGES
    new, said = evaluate(place, place / "truth.csv", "--images", place / "new")
    assert new["learnt_from"] == 0
    assert "learnt from" not in said


def test_training_and_evaluate_count_the_same_labels_and_say_what_brackets_are(
    place: Path, tmp_path: Path
) -> None:
    """A label that nobody annotated is known to both, and scored by none."""
    copied = tmp_path / "place"
    shutil.copytree(place, copied)
    project = Project.open(copied / "project")
    task = project.schema().task_named("objects")
    assert task is not None
    project.apply(CreateLabel(task.id, "ghost"))
    project.close()
    done = run("train", copied / "project", "--stage", "heads", "--backbone", "small_cnn",
               "--test-share", "0.4", "--json")  # fmt: skip
    told = json.loads(done.stdout)
    assert re.search(r"objects: not learnt and not predicted: [^.]*ghost", done.stderr)
    assert re.search(r"over \d of 5 labels", done.stderr)
    assert "In brackets: 90% intervals." in done.stderr
    assert told["interval_level"] == 0.9
    judged, _words = evaluate(copied, copied / "truth.csv", "--images", copied / "new")
    first, second = told["tasks"]["objects"], judged["tasks"]["objects"]
    assert first["labels_known"] == second["labels_known"] == 5
    assert told["validation"]["tasks"]["objects"]["labels_known"] == 5
    of_all = {"micro_f1_of_all", "present_unpredicted"}  # of what the model cannot predict
    assert first.keys() == second.keys() - of_all
    shown = run("runs", "show", copied / "project", told["run"]).stdout
    lines = [line for line in shown.splitlines() if "objects · green" in line]
    assert re.search(r"AP \d\.\d{3}, on the test part \d\.\d{3}, \d+ present", lines[0])
    assert "In brackets: 90% intervals." in shown
