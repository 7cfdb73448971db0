"""Damaged derived files are said, and keep nobody from the labels."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making_projects import add_task, new_project
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.array_checksums import write_array
from labelmt.domain.derived_files import (
    MissingFile,
    UnusableFile,
    check_probabilities,
    read_archive,
    read_array,
    read_json,
)
from labelmt.domain.held_out_predictions import HeldOutPredictions, write_held_out
from labelmt.domain.schema import TaskKind
from labelmt.domain.shift_record import read_shift
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project
from labelmt.project.rescue.check import check_project
from labelmt.project.review.group_file import read_groups
from labelmt.project.runs.run_details import read_details
from labelmt.project.snapshot import take_snapshot
from labelmt.storage import run_repository
from labelmt.storage.run_repository import ServedFile

Damage = Callable[[bytes], bytes]

DAMAGES: dict[str, Damage] = {
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "longer": lambda content: content + b"\0" * 64,
    "no magic": lambda content: b"\0" * 16 + content[16:],
    "brackets": lambda content: content.replace(b"{'descr'", b"{[(descr"),
    "no header": lambda content: content[:10] + b"\xff" * 118 + content[128:],
    "zeros": lambda content: bytes(len(content)),
    "huge shape": lambda content: content.replace(b"(3, 2)", b"(3000000000000, 2)", 1),
    "an object": lambda content: content.replace(b"<f2", b"|O8").replace(b"<i4", b"|O8"),
    "not text": lambda content: b"\xff\xfe{" + content,
    "deep": lambda content: b"[" * 100_000,
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three images, a run that serves, everything that is derived of them."""
    made = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    labels = add_task(made, "things", TaskKind.MULTILABEL, "tree sea")
    made.apply(SetAnnotations((0,), labels[0].id, State.PRESENT))
    folder = made.folder / "runs" / "1"
    folder.mkdir(parents=True)
    values = np.full((3, 2), 0.5, dtype=np.float16)
    for name in ("probabilities.npy", "out_of_fold.npy"):
        np.save(folder / name, values)
    (folder / "config.json").write_text(json.dumps({"settings": {"epochs": 1}, "versions": {}}))
    (folder / "shift.json").write_text(
        json.dumps({"annotated": 1, "others": 2, "auc": 0.5, "unlike": []})
    )
    (folder / "metrics.jsonl").write_text("")
    ids = tuple(label.id for label in labels)
    judged = HeldOutPredictions(
        ids, np.array([0]), np.array([[1, 0]], np.int8), np.array([[0.5, 0.25]], np.float32)
    )
    write_held_out(folder, judged)
    live = made.folder / "cache" / "live"
    live.mkdir(parents=True)
    np.save(live / "groups.npy", np.array([0, 0, 1], dtype=np.int32))
    with made.database.write() as connection:
        run = run_repository.insert_run(connection, "heads", "small", "2026-11-30")
        run_repository.end_run(connection, run.id, "finished", "2026-11-30")
        run_repository.serve(connection, run.id)
        file = ServedFile("runs/1/probabilities.npy", ids, (0.5, 0.5))
        run_repository.set_served_file(connection, run.id, file)
    return made


def look_at_everything(project: Project) -> None:
    snapshot = take_snapshot(project)
    assert (snapshot.matrix == State.PRESENT).sum() == 1, "the labels open always"
    read_details(project, 1)
    read_groups(project.folder)
    read_shift(project.folder / "runs" / "1")


FILES = (
    "runs/1/probabilities.npy", "runs/1/out_of_fold.npy", "runs/1/config.json",
    "runs/1/shift.json", "runs/1/metrics.jsonl", "runs/1/judged.npz", "cache/live/groups.npy",
)  # fmt: skip


def test_all_is_read_as_long_as_it_is_whole(project: Project) -> None:
    predictions = project.predictions()
    assert predictions is not None
    assert predictions.out_of_fold is not None
    details = read_details(project, 1)
    assert details.settings["epochs"] == 1
    assert details.judged is not None
    groups = read_groups(project.folder)
    assert groups is not None
    assert groups.tolist() == [0, 0, 1]
    assert read_shift(project.folder / "runs" / "1") is not None
    project.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_keeps_nobody_from_the_labels(project: Project, damage: str) -> None:
    for name in FILES:
        file = project.folder / name
        whole = file.read_bytes()
        file.write_bytes(DAMAGES[damage](whole))
        look_at_everything(project)
        file.unlink()
        file.mkdir()
        look_at_everything(project)
        file.rmdir()
        file.write_bytes(whole)
    project.close()


def test_what_is_wrong_is_said(project: Project) -> None:
    file = project.folder / "runs" / "1" / "probabilities.npy"
    file.write_bytes(file.read_bytes()[:-2])
    assert project.predictions() is None
    assert project.predictions_problem == (
        "runs/1/probabilities.npy: probabilities.npy is not whole."
    )
    np.save(file, np.full((3, 2), 60000, dtype=np.float16))
    assert project.predictions() is None
    assert "no probabilities" in project.predictions_problem
    project.close()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"path": 1}', '{"path": "", "label_ids": [1], "thresholds": []}', "[" * 9999],
)  # fmt: skip
def test_what_is_noted_of_a_run_may_be_damaged(project: Project, text: str) -> None:
    with project.database.write() as connection:
        run_repository.change_run(connection, 1, predictions=text, tasks=text, test_tasks=text)
    look_at_everything(project)
    assert project.runs()[0].tasks == ()
    with project.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO meta VALUES ('chosen_thresholds', ?), ('training_settings', ?)",
            (text, text),
        )
    look_at_everything(project)
    project.close()


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_probabilities_are_between_0_and_1_or_unknown(dtype: type) -> None:
    good: NDArray[Any] = np.array([0, 1, 0.5, np.nan, -np.nan, -0.0, 6e-8], dtype=dtype)
    check_probabilities(good, "x")
    for wrong in (1.01, 60000, -0.001, np.inf, -np.inf):
        with pytest.raises(UnusableFile):
            check_probabilities(np.append(good, np.array(wrong, dtype=dtype)), "x")


def test_flipped_bits_of_an_archive_are_noticed_or_harmless(project: Project) -> None:
    file = project.folder / "runs" / "1" / "judged.npz"
    whole = file.read_bytes()
    chooser = random.Random(0)
    for _ in range(60):
        flipped = bytearray(whole)
        flipped[chooser.randrange(len(whole))] ^= 1 << chooser.randrange(8)
        file.write_bytes(flipped)
        look_at_everything(project)
    project.close()


def test_an_archive_larger_than_memory_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "bomb.npz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", bytes(10_000_000))
    with pytest.raises(UnusableFile, match="too large"):
        read_archive(file, 1_000_000)


def test_what_is_not_there_is_told_apart(tmp_path: Path) -> None:
    for read in (read_archive, read_json, lambda file: read_array(file, np.int8, (None,))):
        with pytest.raises(MissingFile):
            read(tmp_path / "none")
    shutil.rmtree(tmp_path)


def test_a_flipped_bit_of_probabilities_is_told(project: Project) -> None:
    """0.5 becomes 0.25: nothing but the checksum at its end tells."""
    run = project.folder / "runs" / "1"
    for name in ("probabilities.npy", "out_of_fold.npy"):
        write_array(run / name, np.full((3, 2), 0.5, dtype=np.float16))
    write_array(run / "annotations.npy", np.ones((3, 2), dtype=np.int8))
    predictions = project.predictions()
    assert predictions is not None
    assert predictions.out_of_fold is not None
    assert [one.path.name for one in check_project(project.folder)] == []
    for name, flip in (("probabilities.npy", 4), ("out_of_fold.npy", 4), ("annotations.npy", 2)):
        content = bytearray((run / name).read_bytes())
        content[130 if name != "annotations.npy" else 128] ^= flip
        (run / name).write_bytes(content)
    assert project.predictions() is None
    assert project.predictions_problem is not None
    assert "it is damaged" in project.predictions_problem
    told = {one.path.name for one in check_project(project.folder)}
    assert told == {"probabilities.npy", "out_of_fold.npy", "annotations.npy"}
    project.close()
