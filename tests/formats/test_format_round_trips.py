"""What each format is written as, it is read back as, up to what it says it can carry."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from exported_tables import exported, read_back, states_read, states_written, with_files, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    ExportedTask,
    Pair,
    ParsedTable,
)
from labelmt.formats.detect_format import detected
from labelmt.formats.registry import readable, writable
from labelmt.project.exchange.one_task import as_one_task

BOTH = [one for one in writable(AnnotationFormat) if one in readable(AnnotationFormat)]
PLAIN = {"txt", "fiftyone"}
"""Formats in whose files signs of a name mean something."""


@pytest.mark.tries("read", "written", "round_trip")
@pytest.mark.parametrize("format", BOTH, ids=lambda one: one.name)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_read_back(format: AnnotationFormat, data: st.DataObject) -> None:
    table = data.draw(exported(format, plain=format.name in PLAIN))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"out{format.suffixes[0] if format.suffixes else ''}"
        table = with_files(table, Path(folder) / "images")
        written(format, table, place, link=True)
        told = Carries.TASK_KINDS in format.carries
        kinds = {task.name: task.kind for task in table.tasks}
        back, problems = read_back(format, place, kinds={} if told else kinds)
        assert problems == []
        check(format, table, back)
        if format.is_folder and format.name not in ("yolo-cls",):
            assert detected(place).name == format.name or format.name in ("folders", "hf")


def check(format: AnnotationFormat, table: ExportedTable, back: ParsedTable) -> None:
    """That all pairs are there which the format has a place for."""
    names = {task.name for task in table.tasks}
    tasks = {column.name: column.name for column in back.columns}
    if len(names) == 1 and len(tasks) == 1:
        tasks = dict.fromkeys(tasks, next(iter(names)))
    images = {name: name for image in table.images for name in (image.name,)}
    images |= {image.name.rpartition(".")[0]: image.name for image in table.images}
    images |= {f"train/{image.name}": image.name for image in table.images}
    images |= {f"validation/{image.name}": image.name for image in table.images}
    after = states_read(back, tasks=tasks, names=images)
    before = states_written(table)
    if Carries.ABSENT not in format.carries:
        after = {pair: state for pair, state in after.items() if state is State.PRESENT}
        before = {pair: state for pair, state in before.items() if state is State.PRESENT}
    assert after == before
    if Carries.TASK_KINDS in format.carries:
        kinds = {task.name: task.kind for task in table.tasks}
        used = {column.name for place, column in enumerate(back.columns)
                if any(row.cells[place] for row in back.rows)}  # fmt: skip
        for column in back.columns:
            assert column.name not in used or column.kind is kinds[column.name]


def test_every_format_of_the_contract_is_written() -> None:
    names = {one.name for one in writable(AnnotationFormat)}
    assert names == {
        "csv", "csv-matrix", "csv-long", "folders", "coco", "yolo-cls", "label-studio", "txt",
        "xmp", "parquet", "xlsx", "voc", "cvat", "labelme", "datumaro", "hf", "fiftyone",
        "open-images", "coco-camera-traps", "jsonl",
    }  # fmt: skip
    assert {one.name for one in readable(AnnotationFormat)} == names | {"yolo", "keywords"}


HARD = ("train", "val", "trainval", "Test", "..", ".", "a/b", "a\\b", "con", "NUL.txt", "COM1",
        "ends.", "%41", "x_train", "a:b", "?", "~", "Ä", "-1")  # fmt: skip
"""Labels that mean something to file systems or to the format."""


@pytest.mark.parametrize("name", ["voc", "folders", "yolo-cls", "hf", "datumaro", "open-images"])
def test_labels_that_are_no_names_of_files_come_back(name: str, tmp_path: Path) -> None:
    format = next(one for one in BOTH if one.name == name)
    task = ExportedTask("things", TaskKind.MULTILABEL, HARD)
    images = tuple(
        ExportedImage(f"{number}.jpg", tmp_path, ((Pair(label, State.PRESENT),),), 4, 4, "train")
        for number, label in enumerate(HARD)
    )
    table = with_files(ExportedTable((task,), images), tmp_path / "images")
    written(format, table, tmp_path / "out", link=True)
    parts = [part for file in (tmp_path / "out").rglob("*") for part in file.name.split("_")[:1]]
    assert not [one for one in parts if one.casefold() in ("con", "nul.txt", "com1", "ends.")]
    back, problems = read_back(format, tmp_path / "out")
    assert not problems
    found = {
        (Path(row.path).stem, label)
        for row in back.rows
        for cell in row.cells
        for label in cell or ()
    }
    assert found == {(str(number), label) for number, label in enumerate(HARD)}


def test_tasks_written_as_one_have_a_label_of_one_name_once() -> None:
    """“Sea” and “sea” of two tasks would be two folders, or one, as the disk has it."""
    things = ExportedTask("things", TaskKind.MULTILABEL, ("Sea", "cat"))
    scene = ExportedTask("scene", TaskKind.MULTILABEL, ("sea", "CAT"))
    pairs = ((Pair("Sea", State.ABSENT),), (Pair("sea", State.PRESENT), Pair("CAT", State.ABSENT)))
    image = ExportedImage("a.jpg", Path("/a.jpg"), pairs)
    one = as_one_task(ExportedTable((things, scene), (image,)))
    assert one.tasks[0].labels == ("Sea", "cat")
    assert next(iter(one.images)).pairs == (
        (Pair("Sea", State.PRESENT), Pair("cat", State.ABSENT)),
    )  # fmt: skip
