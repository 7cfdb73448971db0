"""Readers that we did not write accept the files we write, each in an environment of its own.

Slow: packages are fetched. ``uv run pytest -n 0 -m slow tests/formats/test_foreign_readers.py``
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exported_tables import written
from PIL import Image

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.formats import label_studio
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    ExportedTask,
    Pair,
)
from labelmt.formats.registry import writable
from labelmt.project.exchange.one_task import as_one_task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("uv") is None, reason="needs uv"),
    pytest.mark.timeout(1200),
]

P, A = State.PRESENT, State.ABSENT
PRESENT = {
    "a.jpg": {"sea", "tall tree", "beach"},
    "in/b ä.jpg": {"sea", "wood"},
    "c.jpg": {"wood"},
}
"""Image to the labels that are on it, of both tasks."""


@pytest.fixture
def table(tmp_path: Path) -> ExportedTable:
    objects = ExportedTask("objects", TaskKind.MULTILABEL, ("sea", "tall tree", "24/7"))
    scene = ExportedTask("scene", TaskKind.MULTICLASS, ("beach", "wood"))
    images = []
    for number, (name, labels) in enumerate(PRESENT.items()):
        file = tmp_path / "images" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), (number * 60, 90, 30)).save(file)
        pairs = tuple(Pair(one, P if one in labels else A, "human", "one")
                      for one in objects.labels)  # fmt: skip
        chosen = tuple(Pair(one, P, "human", "one") for one in scene.labels if one in labels)
        part = "train" if number else "val"
        images.append(ExportedImage(name, file, (pairs, chosen), 40, 30, part))
    return ExportedTable((objects, scene), tuple(images), "project")


def format_of(name: str) -> AnnotationFormat:
    return next(one for one in writable(AnnotationFormat) if one.name == name)


def export(table: ExportedTable, name: str, place: Path) -> Path:
    format = format_of(name)
    if Carries.SEVERAL_TASKS not in format.carries:
        table = as_one_task(table)
    written(format, table, place, link=False)
    return place


def ask(packages: list[str], program: str, *arguments: object) -> Any:
    """What a program prints last, as JSON, run with just these packages."""
    given = [part for one in packages for part in ("--with", one)]
    command = [
        "uv",
        "run",
        "--isolated",
        "--no-project",
        "--python",
        "3.11",
        *given,
        "python",
        "-c",
    ]
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    done = subprocess.run(
        [*command, program, *map(str, arguments)],
        capture_output=True, text=True, timeout=1100,
        env=environment | {"HF_HUB_OFFLINE": "1", "FIFTYONE_DO_NOT_TRACK": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def as_sets(found: dict[str, list[str]]) -> dict[str, set[str]]:
    return {name: set(labels) for name, labels in found.items()}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one, marks=pytest.mark.tries("foreign", format=one, by="pycocotools"))
        for one in ("coco", "coco-camera-traps")
    ],
)
def test_pycocotools(table: ExportedTable, tmp_path: Path, name: str) -> None:
    file = export(table, name, tmp_path / "out.json")
    program = (
        "import json, sys\nfrom pycocotools.coco import COCO\nc = COCO(sys.argv[1])\n"
        "n = {k: v['name'] for k, v in c.cats.items()}\n"
        "print()\nprint(json.dumps({i['file_name']: [n[a['category_id']] for a in "
        "c.loadAnns(c.getAnnIds(imgIds=[k]))] for k, i in c.imgs.items()}))"
    )
    assert as_sets(ask(["pycocotools"], program, file)) == PRESENT


@pytest.mark.tries("foreign", format="folders", by="torchvision")
@pytest.mark.tries("foreign", format="yolo-cls", by="torchvision")
@pytest.mark.tries("foreign", format="voc", by="torchvision")
@pytest.mark.tries("foreign", format="coco", by="torchvision")
def test_torchvision(table: ExportedTable, tmp_path: Path) -> None:
    whole = tuple(replace(image, part="") for image in table.images)
    folders = export(replace(table, images=whole), "folders", tmp_path / "folders")
    yolo = export(table, "yolo-cls", tmp_path / "yolo")
    devkit = tmp_path / "devkit/VOCdevkit"
    devkit.mkdir(parents=True)
    export(table, "voc", devkit / "VOC2012")
    coco = export(table, "coco", tmp_path / "out.json")
    program = (
        "import json, sys\nfrom torchvision.datasets import *\n"
        "f = ImageFolder(sys.argv[1]); y = ImageFolder(sys.argv[2] + '/train')\n"
        "v = VOCDetection(sys.argv[3], year='2012', image_set='train')\n"
        "c = CocoDetection(sys.argv[4], sys.argv[5])\n"
        "print()\nprint(json.dumps([f.classes, len(f), y.classes, len(y), "
        "[[o['name'] for o in v[i][1]['annotation'].get('object', [])] for i in range(len(v))], "
        "[len(c[i][1]) for i in range(len(c))]]))"
    )
    classes, count, part, in_part, objects, annotations = ask(
        ["torchvision", "pycocotools"], program, folders, yolo, tmp_path / "devkit",
        tmp_path / "images", coco,
    )  # fmt: skip
    assert set(classes) == {"beach", "sea", "tall tree", "wood"}
    assert count == sum(map(len, PRESENT.values()))
    assert (set(part), in_part) == ({"sea", "wood"}, 3)
    assert [set(one) for one in objects] == [PRESENT["in/b ä.jpg"], PRESENT["c.jpg"]]
    assert annotations == [3, 2, 1]


@pytest.mark.tries("foreign", format="label-studio", by="label-studio-sdk")
def test_label_studio_sdk(table: ExportedTable, tmp_path: Path) -> None:
    file = export(table, "label-studio", tmp_path / "out.json")
    config = label_studio.labeling_config(table)
    program = (
        "import json, sys\nfrom label_studio_sdk.label_interface import LabelInterface\n"
        "i = LabelInterface(sys.argv[1]); tasks = json.load(open(sys.argv[2]))\n"
        "ok = [bool(i.validate_annotation(a)) for t in tasks for a in t['annotations']]\n"
        "print()\nprint(json.dumps([ok, {t['data']['image']: [c for a in t['annotations'] "
        "for r in a['result'] for c in r['value']['choices']] for t in tasks}]))"
    )
    accepted, found = ask(["label-studio-sdk"], program, config, file)
    assert accepted == [True] * 3
    assert as_sets(found) == PRESENT


DATUMARO = (
    "import json, sys, datumaro as dm\n"
    "d = dm.Dataset.import_from(sys.argv[1], sys.argv[2])\n"
    "n = [l.name for l in d.categories()[dm.AnnotationType.label]]\n"
    "print()\nprint(json.dumps({i.id: sorted({n[a.label] for a in i.annotations}) for i in d}))"
)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        pytest.param(ours, theirs, marks=pytest.mark.tries("foreign", format=ours, by="Datumaro"))
        for ours, theirs in (
            ("datumaro", "datumaro"),
            ("cvat", "cvat"),
            ("voc", "voc_classification"),
            ("open-images", "open_images"),
        )
    ],
)
def test_datumaro(table: ExportedTable, tmp_path: Path, name: str, theirs: str) -> None:
    place = tmp_path / "out"
    if name == "cvat":
        export(table, name, tmp_path / "annotations.xml")
        shutil.copytree(tmp_path / "images", place / "images")
        shutil.copy(tmp_path / "annotations.xml", place)
    else:
        export(table, name, place)
    found = as_sets(ask(["datumaro", "protobuf"], DATUMARO, place, theirs))
    flat = name in ("voc", "open-images")
    wanted = {
        (one.rpartition("/")[2] if flat else one).rpartition(".")[0]: labels
        for one, labels in PRESENT.items()
    }
    if name == "open-images":  # it has names as codes, and what is absent beside what is present
        assert found.keys() == wanted.keys()
        assert all(found.values())
    else:
        assert found == wanted


@pytest.mark.tries("foreign", format="hf", by="datasets")
def test_hugging_face_datasets(table: ExportedTable, tmp_path: Path) -> None:
    place = export(table, "hf", tmp_path / "out")
    program = (
        "import json, sys\nfrom datasets import load_dataset\n"
        "d = load_dataset('imagefolder', data_dir=sys.argv[1], cache_dir=sys.argv[2])\n"
        "print()\nprint(json.dumps({k: [[r['objects'], r['scene'], r['image'].size] for r in v] "
        "for k, v in d.items()}))"
    )
    found = ask(["datasets", "pillow"], program, place, tmp_path / "cache")
    assert found["validation"] == [[["sea", "tall tree"], "beach", [40, 30]]]
    assert sorted(found["train"]) == [[[], "wood", [40, 30]], [["sea"], "wood", [40, 30]]]


@pytest.mark.tries("foreign", format="fiftyone", by="fiftyone")
def test_fiftyone(table: ExportedTable, tmp_path: Path) -> None:
    place = export(table, "fiftyone", tmp_path / "out")
    program = (
        "import json, sys\nimport fiftyone.utils.data as foud\n"
        "i = foud.FiftyOneImageClassificationDatasetImporter(sys.argv[1])\nfound = {}\n"
        "with i:\n    for path, meta, label in i:\n"
        "        found[path] = [c.label for c in label.classifications] if label else []\n"
        "print()\nprint(json.dumps(found))"
    )
    found = as_sets(ask(["fiftyone"], program, place))
    front = str(place / "data") + "/"
    assert {name.removeprefix(front): labels for name, labels in found.items()} == PRESENT


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="needs exiftool")
@pytest.mark.tries("foreign", format="xmp", by="exiftool")
def test_exiftool(table: ExportedTable, tmp_path: Path) -> None:
    place = export(table, "xmp", tmp_path / "out")
    for name, labels in PRESENT.items():
        file = place / f"{name}.xmp"
        told = json.loads(subprocess.check_output(["exiftool", "-j", "-Subject", str(file)]))
        subject = told[0]["Subject"]
        assert set(subject if isinstance(subject, list) else [subject]) == labels
        checked = subprocess.check_output(["exiftool", "-validate", "-warning", "-a", str(file)])
        assert b"OK" in checked


@pytest.mark.tries("foreign", format="parquet", by="DuckDB")
@pytest.mark.tries("foreign", format="parquet", by="pandas")
@pytest.mark.tries("foreign", format="csv", by="pandas")
@pytest.mark.tries("foreign", format="csv-matrix", by="pandas")
@pytest.mark.tries("foreign", format="jsonl", by="pandas")
def test_pandas_and_duckdb(table: ExportedTable, tmp_path: Path) -> None:
    parquet = export(table, "parquet", tmp_path / "out.parquet")
    ours = export(table, "csv", tmp_path / "ours.csv")
    matrix = export(table, "csv-matrix", tmp_path / "matrix.csv")
    lines = export(table, "jsonl", tmp_path / "out.jsonl")
    program = (
        "import json, sys, duckdb, pandas as pd\np, o, m, l = sys.argv[1:]\n"
        "q = duckdb.sql(f\"select path, list(label) from '{p}' where state = 'present' \"\n"
        "    'group by path')\n"
        "found = dict(q.fetchall()); d = pd.read_parquet(p)\n"
        "print()\nprint(json.dumps([found, len(d), pd.read_csv(o)['objects'].tolist(), "
        "pd.read_csv(m, index_col=0).loc['a.jpg'].tolist(), "
        "pd.read_json(l, lines=True)['path'].tolist()]))"
    )
    found, rows, objects, first, paths = ask(
        ["pandas", "duckdb", "pyarrow"], program, parquet, ours, matrix, lines
    )
    assert as_sets(found) == PRESENT
    assert rows == 12
    assert objects == ["sea|tall tree", "sea", "-"]
    assert first == [1, 1, 0, 1, 0]
    assert paths == list(PRESENT)


@pytest.mark.tries("foreign", format="xlsx", by="openpyxl")
@pytest.mark.tries("foreign", format="csv-long", by="pandas")
def test_openpyxl_and_long_table(table: ExportedTable, tmp_path: Path) -> None:
    book = export(table, "xlsx", tmp_path / "out.xlsx")
    long = export(table, "csv-long", tmp_path / "long.csv")
    program = (
        "import json, sys, openpyxl, pandas as pd\n"
        "s = openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0]\n"
        "print()\nprint(json.dumps([[c.value for c in r][:2] for r in s.iter_rows()] "
        "+ [pd.read_csv(sys.argv[2])['state'].value_counts().to_dict()]))"
    )
    *rows, counts = ask(["openpyxl", "pandas"], program, book, long)
    assert rows == [["path", "objects"], ["a.jpg", "sea|tall tree"], ["in/b ä.jpg", "sea"],
                    ["c.jpg", "-"]]  # fmt: skip
    assert counts == {"present": 6, "absent": 6}


@pytest.mark.tries("foreign", format="labelme", by="documented form")
@pytest.mark.tries("foreign", format="txt", by="documented form")
def test_labelme_and_text_by_their_documented_form(table: ExportedTable, tmp_path: Path) -> None:
    """labelme has no reader without a window; taggui's form is text parted by commas."""
    place = export(table, "labelme", tmp_path / "out")
    told = json.loads((place / "a.json").read_text())
    assert told["flags"] == {
        "sea": True, "tall tree": True, "24/7": False, "beach": True,
    }  # fmt: skip
    assert {"version", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth"} <= set(told)
    place = export(table, "txt", tmp_path / "texts")
    assert (place / "a.txt").read_text() == "sea, tall tree, beach\n"
