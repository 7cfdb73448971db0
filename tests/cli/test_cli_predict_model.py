"""``predict`` with a model instead of a project: tables, formats, and images as they come."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
import numpy as np
import onnx
import pyarrow.parquet
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from typer.testing import CliRunner, Result
from watchfiles import watch

from labelmt.cli.main import app
from labelmt.domain.exported_model import (
    ExportedLabel,
    ExportedTask,
    ModelDescription,
    metadata_of,
)
from labelmt.domain.schema import TaskKind
from labelmt.formats.bounded_xml import read_xml
from labelmt.formats.xmp_keywords import keywords_of, put_keywords

LABELS = (ExportedLabel(1, "reddish", 0.4), ExportedLabel(2, "greenish", 0.6))
DESCRIPTION = ModelDescription(
    "colours", (ExportedTask(1, "colour", TaskKind.MULTILABEL, LABELS),), (), "small_cnn",
    "Apache-2.0", "", "2026-12-01", "1.0",
)  # fmt: skip


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Of our contract: how red and how green images are."""
    constants = {
        "axes": np.array([1, 2]), "start": np.array([0]), "stop": np.array([2]),
        "one": np.array([1]), "most": np.array(255, dtype=np.float32),
    }  # fmt: skip
    made = helper.make_model(
        helper.make_graph(
            [
                helper.make_node("Cast", ["images"], ["floats"], to=TensorProto.FLOAT),
                helper.make_node("ReduceMean", ["floats", "axes"], ["means"], keepdims=0),
                helper.make_node("Slice", ["means", "start", "stop", "one"], ["two"]),
                helper.make_node("Div", ["two", "most"], ["probabilities"]),
            ],
            "colours",
            [helper.make_tensor_value_info("images", TensorProto.UINT8, ["b", "h", "w", 3])],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["b", 2])],
            [numpy_helper.from_array(one, name) for name, one in constants.items()],
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=10,
    )
    for key, value in metadata_of(DESCRIPTION, 32).items():
        made.metadata_props.append(onnx.StringStringEntryProto(key=key, value=value))
    (tmp_path / "colours.onnx").write_bytes(made.SerializeToString())
    return tmp_path / "colours.onnx"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    (folder / "deeper").mkdir(parents=True)
    Image.new("RGB", (20, 30), (204, 51, 0)).save(folder / "red.png")
    Image.new("RGB", (40, 10), (51, 204, 0)).save(folder / "deeper" / "green.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 no more")
    (folder / "notes.txt").write_text("no image")
    return folder


def predict(*arguments: object, status: int = 0) -> Result:
    done = CliRunner().invoke(app, ["predict", *map(str, arguments)])
    assert done.exit_code == status, done.output
    return done


def rows_of(file: Path) -> dict[tuple[str, str], tuple[float, bool]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return {
            (Path(row["path"]).name, row["label"]): (
                float(row["probability"]),
                row["predicted"] == "1",
            )
            for row in csv.DictReader(stream)
        }


EXPECTED = {
    ("red.png", "reddish"): (0.8, True),
    ("red.png", "greenish"): (0.2, False),
    ("green.png", "reddish"): (0.2, False),
    ("green.png", "greenish"): (0.8, True),
}


def test_a_model_needs_no_project(model: Path, pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = predict(model, pictures, "--out", out, "--json")
    assert json.loads(done.stdout) == {"out": str(out), "images": 2, "unreadable": 1}
    assert "broken.jpg" in done.stderr
    found = rows_of(out)
    assert found.keys() == EXPECTED.keys()
    for pair, (probability, predicted) in EXPECTED.items():
        assert found[pair][0] == pytest.approx(probability, abs=1e-6)
        assert found[pair][1] is predicted


@pytest.mark.parametrize(
    ("name", "options"),
    [("out.jsonl", []), ("out.parquet", []), ("out.txt", ["--format", "jsonl"])],
)
def test_each_format_tells_the_same(
    name: str, options: list[str], model: Path, pictures: Path, tmp_path: Path
) -> None:
    out = tmp_path / name
    predict(model, pictures, "--out", out, *options)
    if name.endswith("parquet"):
        rows = pyarrow.parquet.read_table(out).to_pylist()
    else:
        rows = [json.loads(line) for line in out.read_text().splitlines()]
    found = {
        (Path(one["path"]).name, one["label"]): (one["probability"], one["predicted"])
        for one in rows
    }
    assert found.keys() == EXPECTED.keys()
    for pair, (probability, predicted) in EXPECTED.items():
        assert found[pair][0] == pytest.approx(probability, abs=1e-6)
        assert found[pair][1] is predicted
    assert {one["task"] for one in rows} == {"colour"}


def test_what_makes_no_sense_is_refused(model: Path, pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    project = tmp_path / "project"
    assert CliRunner().invoke(
        app, ["create", str(project), "--images", str(pictures)]
    ).exit_code == 0  # fmt: skip
    for words, said in (
        ([model, "--out", out], "Name the images or folders"),
        ([model, pictures / "red.png", "--out", out, "--watch"], "--watch needs a folder"),
        ([model, pictures, "--out", out, "--known-answers"], "needs a project"),
        ([model, pictures, "--out", out, "--format", "xls"], "no such format of predictions"),
        ([model, pictures / "nowhere.png", "--out", out], "no such image or folder"),
        ([project, pictures, "--out", out, "--watch"], "--watch needs a model"),
        ([pictures / "red.png", pictures, "--out", out], "no model that LabelMT exported"),
    ):
        refused = predict(*words, status=1)
        assert said in " ".join(refused.stderr.replace("│", " ").split())
        assert not out.exists()


def test_a_table_replaces_a_table_and_nothing_else(
    model: Path, pictures: Path, tmp_path: Path
) -> None:
    notes = pictures / "notes.txt"
    for out in (pictures / "red.png", model, notes, notes.with_name("deeper")):
        before = out.read_bytes() if out.is_file() else b""
        done = predict(model, pictures, "--out", out, status=1)
        assert "before is unchanged" in done.stderr.replace("\n", " ")
        assert not out.is_file() or out.read_bytes() == before
    for out in (pictures / "red.png", model):
        predict(model, pictures, "--out", out, "--overwrite", status=1)
    table = tmp_path / "table.csv"
    table.write_text("of another day")
    predict(model, pictures, "--out", table)
    predict(model, pictures, "--out", notes, "--overwrite")
    assert rows_of(table).keys() == rows_of(notes).keys() == EXPECTED.keys()


def test_nothing_readable_writes_nothing(model: Path, pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = predict(model, pictures / "broken.jpg", "--out", out, status=1)
    assert "nothing was written" in done.stderr
    assert not out.exists()


def test_images_that_come_are_predicted_until_it_is_ended(
    model: Path, pictures: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    results.mkdir()
    out = results / "out.csv"

    def waited(holds: Callable[[], bool]) -> None:
        """Until something holds of the table, looked at when its folder changes."""
        for _ in watch(results, rust_timeout=1000, yield_on_timeout=True):
            assert running.poll() is None, running.communicate()[1]
            if out.is_file() and holds():
                return

    with subprocess.Popen(
        [sys.executable, "-m", "labelmt", "predict", model, pictures, "--out", out, "--watch"],
        env={**os.environ, "LABELMT_HOME": str(tmp_path / "home")},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stderr is not None
            while "Waiting for images" not in running.stderr.readline():
                assert running.poll() is None
            assert rows_of(out).keys() == EXPECTED.keys()
            blue = pictures / "blue.png"
            Image.new("RGB", (8, 8), (0, 0, 255)).save(blue)
            waited(lambda: ("blue.png", "reddish") in rows_of(out))
            blue.unlink()
            waited(lambda: rows_of(out).keys() == EXPECTED.keys())
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=120) == 0
        finally:
            running.kill()


def keywords(sidecar: Path) -> list[tuple[str, ...]]:
    return keywords_of(read_xml(sidecar))


def test_keywords_go_into_sidecars_and_others_stay(model: Path, pictures: Path) -> None:
    image = pictures / "red.png"
    foreign = put_keywords(None, ["Nadine", "greenish"], (), {})
    image.with_suffix(".xmp").write_bytes(foreign)  # as Lightroom names it
    done = predict(model, pictures, "--format", "xmp", "--json")
    assert json.loads(done.stdout) == {
        "sidecars": 2, "not_written": [], "images": 2, "unreadable": 1,
    }  # fmt: skip
    assert set(keywords(image.with_suffix(".xmp"))) == {("Nadine",), ("greenish",), ("reddish",)}
    assert keywords(pictures / "deeper" / "green.png.xmp") == [("greenish",)]
    assert sorted(one.name for one in pictures.iterdir()) == [
        "broken.jpg", "deeper", "notes.txt", "red.png", "red.xmp",
    ]  # fmt: skip
    before = image.with_suffix(".xmp").read_bytes()
    again = json.loads(predict(model, pictures, "--format", "xmp", "--json").stdout)
    assert again["sidecars"] == 0  # nothing new to say
    assert image.with_suffix(".xmp").read_bytes() == before
    refused = predict(model, pictures, "--format", "xmp", "--out", pictures / "x.csv", status=1)
    assert "lie beside their images" in refused.stderr
    assert predict(model, pictures, status=2)


def test_sidecars_that_cannot_be_written_are_told(model: Path, pictures: Path) -> None:
    damaged = pictures / "red.png.xmp"
    damaged.write_bytes(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")
    deeper = pictures / "deeper"
    with no_room_in(deeper):
        done = predict(model, pictures, "--format", "xmp", "--json", status=1)
    told = json.loads(done.stdout)
    assert told["sidecars"] == 0
    assert told["not_written"] == sorted([str(damaged), str(deeper / "green.png.xmp")])
    assert damaged.read_bytes().startswith(b"<!DOCTYPE")
    predict(model, pictures, "--format", "xmp", status=1)
    assert keywords(deeper / "green.png.xmp") == [("greenish",)]  # the others are written


@contextmanager
def no_room_in(folder: Path) -> Iterator[None]:
    """A folder where no file can come into being, also for root: it is made anew as one of none."""
    files = {one.name: one.read_bytes() for one in folder.iterdir()}
    blocker = folder / "green.png.xmp"
    blocker.mkdir()
    try:
        yield
    finally:
        blocker.rmdir()
        assert {one.name: one.read_bytes() for one in folder.iterdir()} == files


def test_a_table_goes_to_an_address(model: Path, pictures: Path, tmp_path: Path) -> None:
    url = "memory://bucket/tables/out.csv"
    done = predict(model, pictures, "--out", url, "--json")
    assert json.loads(done.stdout)["out"] == url
    local = tmp_path / "local.csv"
    predict(model, pictures, "--out", local.as_uri())
    assert fsspec.filesystem("memory").cat("/bucket/tables/out.csv") == local.read_bytes()
    predict(model, pictures, "--out", url)  # as a table of that name on disk
    for place, words in (
        ("s3://key:hush@bucket/out.csv?token=hush", "pip install s3fs"),
        ("nonsense://key:hush@bucket/out.csv?sig=hush", "no such kind of address"),
        ("simplecache::memory://hush@bucket/out.csv", "address inside another"),
        ("sftp://me:hush@nowhere.invalid/out.csv", "pip install paramiko"),
    ):
        refused = predict(model, pictures, "--out", place, status=1)
        told = " ".join(refused.output.replace("│", " ").split())
        assert words in told
        assert "hush" not in told


def test_what_storage_says_of_keys_is_not_told(model: Path, pictures: Path) -> None:
    class Broken(MemoryFileSystem):  # type: ignore[misc]
        protocol = "broken"

        def put_file(self, *_args: object, **_named: object) -> None:
            raise PermissionError("denied for key hush at https://hush@host")

    fsspec.register_implementation("broken", Broken, clobber=True)
    refused = predict(model, pictures, "--out", "broken://hush@bucket/a.csv?sig=hush", status=1)
    assert "could not be written to this address" in " ".join(refused.stderr.split())
    assert "hush" not in refused.output
