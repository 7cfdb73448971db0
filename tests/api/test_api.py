"""The Python API: what it loads, its tables, labelling with undo, models from anybody's files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas
import pyarrow
import pytest
from PIL import Image
from tiny_model import write_model

import labelmt
from labelmt import LabelledProject, Table, create_project, open_project
from labelmt.domain.annotations import Seen
from labelmt.domain.errors import InvalidInput, InvalidSetting, NotFound
from labelmt.project.project import Project
from labelmt.project.training.run_in_worker import run_in_silence
from labelmt.project.training.start_from import start_from

HEAVY = ("PySide6", "torch", "onnxruntime", "onnx", "sklearn", "openvino")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    (folder / "deeper").mkdir(parents=True)
    for number in range(6):
        name = f"deeper/{number}.png" if number % 2 else f"{number}.png"
        Image.new("RGB", (40, 30), (number * 40, 90, 90)).save(folder / name)
    return folder


@pytest.fixture
def project(pictures: Path, tmp_path: Path) -> LabelledProject:
    made = create_project(tmp_path / "project", pictures)
    made.add_task("things", ["tree", "sea"])
    made.add_task("weather", ["sun", "rain"], exclusive=True)
    return made


def test_importing_loads_neither_qt_nor_torch() -> None:
    code = (
        "import sys\n"
        "from labelmt import open_project, load_model, create_project, Table, Model\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not found, found\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_type_checkers_and_the_program_find_the_same_names() -> None:
    stub = (Path(labelmt.__file__).with_suffix(".pyi")).read_text()
    told = {
        line.split()[-1]: line.split()[1] for line in stub.splitlines() if line.startswith("from")
    }
    assert told == labelmt._HOMES
    assert set(labelmt.__all__) == {"__version__", *told}
    for name in labelmt.__all__:
        assert getattr(labelmt, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = labelmt.no_such_name  # type: ignore[attr-defined]


def test_labels_are_set_read_and_taken_back(project: LabelledProject, tmp_path: Path) -> None:
    with project:
        before = project.images().to_pandas()
        assert sorted(before.image) == [
            "0.png", "2.png", "4.png", "deeper/1.png", "deeper/3.png", "deeper/5.png",
        ]  # fmt: skip
        assert before.readable.all()
        assert project.label(["0.png", before.path[1]], "tree", seen="one") == 2
        assert project.label(["4.png"], "rain") == 1
        assert project.label(["4.png"], "sun") >= 1
        table = project.annotations().to_pandas()
        assert set(zip(table.label, table.state, table.seen, strict=True)) == {
            ("tree", "present", "one"),
            ("sun", "present", "unseen"),
        }
        assert (table.source == "human").all()
        assert project.undo() is not None
        assert "rain" in set(project.annotations()["label"])
        assert project.redo() is not None
    with open_project(tmp_path / "project") as again:
        assert set(again.annotations()["label"]) == {"tree", "sun"}
        while again.undo():
            pass
        assert len(again.annotations()) == 0
        assert len(again.schema.tasks) == 0


def test_what_is_not_there_changes_nothing(project: LabelledProject) -> None:
    with project:
        with pytest.raises(NotFound, match="no such image"):
            project.label(["0.png", "nowhere.png"], "tree")
        with pytest.raises(NotFound, match="no such label"):
            project.label(["0.png"], "house")
        with pytest.raises(NotFound):
            project.label(["0.png"], "tree", task="weather")
        with pytest.raises(InvalidInput, match="present, absent or unknown"):
            project.label(["0.png"], "tree", "maybe")  # type: ignore[arg-type]
        with pytest.raises(InvalidSetting, match="no such setting"):
            list(project.train("heads", speed=11))
        with pytest.raises(NotFound, match="no trained run"):
            project.predict(["0.png"])
        assert len(project.annotations()) == 0
        assert len(project.predictions()) == len(project.metrics()) == 0


def test_a_table_is_what_others_take() -> None:
    table = Table({"name": ["a", "b"], "value": np.array([0.5, 1.0], dtype=np.float32)})
    assert len(table) == 2
    assert list(table) == [{"name": "a", "value": 0.5}, {"name": "b", "value": 1.0}]
    assert pyarrow.table(table).schema.field("value").type == pyarrow.float32()
    assert pandas.DataFrame.from_arrow(table).value.sum() == 1.5
    assert table.to_pandas()["name"].tolist() == ["a", "b"]
    assert len(Table({})) == 0


def test_a_person_is_not_said_to_have_seen_what_a_script_labels(project: LabelledProject) -> None:
    with project:
        project.label(["0.png"], "tree")
        assert project.annotations()["seen"] == [Seen.UNSEEN.value]


def test_leaving_the_loop_ends_the_training(project: LabelledProject, tmp_path: Path) -> None:
    with project:
        project.label(["0.png", "2.png", "4.png"], "tree", seen="one")
        project.label(["deeper/1.png", "deeper/3.png"], "tree", "absent", seen="one")
        training = project.train("heads", backbone="small_cnn", device="cpu")
        assert next(training).total >= 1
        training.close()
    again = Project.open(tmp_path / "project")
    try:
        (run,) = again.runs()
        assert (run.state, run.problem) == ("failed", "Training was stopped.")
        assert not run.serves
    finally:
        again.close()


def test_a_project_starts_from_a_model(tmp_path: Path) -> None:
    pictures = tmp_path / "images"
    pictures.mkdir()
    Image.new("RGB", (20, 30), (204, 51, 0)).save(pictures / "red.png")
    (pictures / "broken.jpg").write_bytes(b"\xff\xd8 no more")
    model = write_model(tmp_path / "colours.onnx")
    with create_project(tmp_path / "project", pictures, start_from=model) as project:
        assert [label.name for label in project.schema.labels] == ["reddish", "greenish"]
        rows = list(project.predictions())
        said = [(row["label"], row["predicted"], row["elsewhere"]) for row in rows]
        assert said == [("reddish", True, True), ("greenish", False, True)]
        assert [row["probability"] for row in rows] == pytest.approx([0.8, 0.2], abs=1e-3)
        assert len(project.metrics()) == 0


def test_synonyms_of_an_exported_model_start_and_match_a_project(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    Image.new("RGB", (20, 30), (204, 51, 0)).save(pictures / "red.png")
    model, older = write_model(tmp_path / "new.onnx"), tmp_path / "old.onnx"
    write_model(older, synonyms=None)
    with create_project(tmp_path / "fresh", pictures, start_from=model) as project:
        assert [one.synonyms for one in project.schema.labels] == [("crimson", "Röte"), ()]
    with create_project(tmp_path / "older", pictures, start_from=older) as project:
        assert [one.synonyms for one in project.schema.labels] == [(), ()]
    with create_project(tmp_path / "own", pictures) as project:
        project.add_task("colour", ["Crimson", "blue"])
        with pytest.raises(NotFound, match="none of the project's labels"):
            start_from(project._project, older, run_in_silence)
        started = start_from(project._project, model, run_in_silence)
    assert (started.matched, started.fresh) == (1, ("blue",))
    assert started.left == ("greenish",)


@pytest.mark.parametrize("synonyms", ["crimson", 3, ["a", 1], {"a": 1}])
def test_synonyms_that_are_no_list_of_texts_are_refused(tmp_path: Path, synonyms: object) -> None:
    with pytest.raises(InvalidInput, match="no model that LabelMT exported"):
        labelmt.load_model(write_model(tmp_path / "odd.onnx", synonyms=synonyms))
