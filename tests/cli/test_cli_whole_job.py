"""The main job from the command line, by the installed program, on drawn images."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from labelmt.example import TASKS, draw_scene, random_scene

IMAGES = 36
HALF_KNOWN = 35


def labelmt(*arguments: object, home: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would."""
    done = subprocess.run(
        [sys.executable, "-m", "labelmt", *map(str, arguments)],
        env={**os.environ, "LABELMT_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


def one_object(text: str) -> Any:
    """Standard output as the one JSON object it must be."""
    assert text.count("\n") == 1
    return json.loads(text)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn images, a table of their truth, and a list of those to validate on."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "images" / "deeper").mkdir(parents=True)
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["path", *(task.name for task in TASKS)])
        for seed in range(IMAGES):
            scene = random_scene(seed)
            name = f"deeper/{seed}.jpg" if seed % 2 else f"{seed}.jpg"
            draw_scene(scene, (192, 144)).save(folder / "images" / name)
            cells = ["|".join(scene.truth()[task.name]) or "-" for task in TASKS]
            if seed == HALF_KNOWN:  # nothing is known of its other tasks
                cells = [cells[i] if task.name == "objects" else "" for i, task in enumerate(TASKS)]
            table.writerow([name, *cells])
    names = [f"{seed}.jpg" for seed in range(0, IMAGES, 3)]
    (folder / "val.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(place: Path) -> tuple[Path, dict[str, Any]]:
    """A project made, filled and trained by three commands; and what train answered."""
    home, project = place / "home", place / "project"
    made = labelmt("create", project, "--images", place / "images", "--json", home=home)
    assert one_object(made.stdout)["images"] == IMAGES
    imported = labelmt("import", project, place / "truth.csv", "--json", home=home)
    answer = one_object(imported.stdout)
    assert answer["images"] == IMAGES
    assert set(answer["tasks_created"]) == {task.name for task in TASKS}
    done = labelmt(
        "train", project, "--stage", "heads", "--val", place / "val.txt", "--json", home=home
    )
    answer = one_object(done.stdout)
    return project, answer


def test_training_keeps_to_the_images_it_was_told_to_validate_on(
    trained: tuple[Path, dict[str, Any]],
) -> None:
    _, answer = trained
    assert answer["stage"] == "heads"
    assert answer["validation_images"] == IMAGES // 3
    assert answer["train_images"] == IMAGES - IMAGES // 3
    assert answer["tasks"]["objects"]["kind"] == "multilabel"
    assert answer["tasks"]["weather"]["kind"] == "multiclass"
    assert not answer["cancelled"]


def test_predict_tells_every_label_of_every_image(
    place: Path, trained: tuple[Path, dict[str, Any]]
) -> None:
    project, _ = trained
    out = place / "predictions.csv"
    labelmt("predict", project, "--out", out, home=place / "home")
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    labels = sum(len(task.labels) for task in TASKS)
    assert len(rows) == IMAGES * labels
    assert all(0.0 <= float(row["probability"]) <= 1.0 for row in rows)
    for name in ("weather", "time of day"):
        chosen = [row for row in rows if row["task"] == name and row["predicted"] == "1"]
        assert len(chosen) == IMAGES
        total = sum(float(row["probability"]) for row in rows if row["task"] == name)
        assert total == pytest.approx(IMAGES, abs=0.05)


def test_predict_lets_known_labels_count_where_it_is_asked_to(
    place: Path, trained: tuple[Path, dict[str, Any]]
) -> None:
    project, _ = trained
    tables, answers, notices = [], [], []
    for option in ("--no-known-answers", "--known-answers"):
        out = place / f"predictions{option}.csv"
        done = labelmt("predict", project, "--out", out, option, "--json", home=place / "home")
        answers.append(one_object(done.stdout)["known_answers"])
        notices.append(done.stderr)
        with out.open(encoding="utf-8", newline="") as stream:
            tables.append(list(csv.DictReader(stream)))
    assert answers == [
        {"used": False, "images": 0, "in_window": True},
        {"used": True, "images": 1, "in_window": True},
    ]
    assert "--known-answers does so here" in notices[0]
    assert "known of 1 image moved" in notices[1]
    moved = {
        (one["path"], one["task"])
        for one, other in zip(*tables, strict=True)
        if one["probability"] != other["probability"]
    }
    assert {path for path, _ in moved} == {f"deeper/{HALF_KNOWN}.jpg"}
    assert {name for _, name in moved} >= {task.name for task in TASKS} - {"objects"}


def test_evaluate_scores_images_the_project_has_never_seen(
    place: Path, trained: tuple[Path, dict[str, Any]]
) -> None:
    project, _ = trained
    strangers = place / "strangers"
    strangers.mkdir()
    lines = ["path,objects,weather,unheard of"]
    for seed in range(1000, 1024):
        scene = random_scene(seed)
        draw_scene(scene, (192, 144)).save(strangers / f"{seed}.png")
        lines.append(f"{seed}.png,{'|'.join(scene.objects) or '-'},{scene.weather},x")
    truth = place / "strangers.csv"
    truth.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = labelmt(
        "evaluate", project, "--truth", truth, "--images", strangers, "--json", home=place / "home"
    )
    answer = one_object(done.stdout)
    tasks = answer["tasks"]
    told = {"kind", "images", "ece", "labels", "labels_scored", "labels_known"}
    told |= {"intervals", "judged_by", "unlike", "unlike_intervals"}
    assert answer["interval_level"] == 0.9
    assert tasks["objects"].keys() == told | {"map", "micro_f1", "macro_f1"}
    assert tasks["weather"].keys() == told | {"accuracy"}
    assert answer["judged_by"] == {
        "part": "table", "images": 24, "groups": 24, "sample": "unknown"
    }  # fmt: skip
    for task in tasks.values():
        for name, (low, high) in task["intervals"].items():
            assert 0 <= low <= task[name] <= high <= 1
            assert low < high
    assert tasks["objects"]["intervals"].keys() == {"map", "micro_f1", "macro_f1", "ece"}
    assert tasks["weather"]["intervals"].keys() == {"accuracy", "ece"}
    assert tasks["objects"]["images"] == tasks["weather"]["images"] == 24
    # Chance is 0.2 for the weather, and the mean share of an object, about 0.45, for mAP.
    assert tasks["weather"]["accuracy"] > 0.5
    assert tasks["objects"]["map"] > 0.5
    assert "“unheard of” is no task of the project" in done.stderr


def test_doctor_tells_versions_and_devices(place: Path) -> None:
    report = one_object(labelmt("doctor", "--json", home=place / "home").stdout)
    assert report["worker"]["devices"][-1] == "cpu"
    assert report["packages"]["torch"]
    assert report["projects"].startswith(str(place / "home"))
    assert report["folders"]["projects"]["writable"] is True
    assert report["qt"]["version"].startswith("6.")
    assert {"worker", "libraries", "qt"}.isdisjoint(one["id"] for one in report["findings"])


def test_suspected_mistakes_are_listed(trained: tuple[Path, dict[str, Any]], place: Path) -> None:
    project, _ = trained
    report = one_object(labelmt("suspects", project, "--json", home=place / "home").stdout)
    for one in report["suspects"]:
        assert one["suspicion"] > 0.5
        assert (place / "images" / one["path"]).exists()


def test_suspects_of_a_project_that_was_never_trained(place: Path, tmp_path: Path) -> None:
    made = tmp_path / "project"
    labelmt("create", made, "--images", place / "images", home=place / "home")
    told = labelmt("suspects", made, home=place / "home", status=1)
    assert "No training has checked the annotations yet." in told.stderr
