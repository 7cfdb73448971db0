"""Files made to harm: every reader refuses them in words, with file, line and reason, and soon."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from exported_tables import read_back
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelmt.domain.errors import InvalidInput, InvalidTable, LabelMTError
from labelmt.formats import labelme
from labelmt.formats.base import AnnotationFormat, ExportedImage, ExportedTable, ReadOptions
from labelmt.formats.detect_format import detected
from labelmt.formats.output import Output
from labelmt.formats.registry import readable

FORMATS = {one.name: one for one in readable(AnnotationFormat)}
JSON = ["coco", "coco-camera-traps", "label-studio", "fiftyone", "datumaro"]
XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><annotations><image name="&c;"/></annotations>'
)
XML_FILE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<annotations><image name="&x;"/></annotations>'
)


def refused(name: str, place: Path) -> list[str]:
    """Why a reader does not read something; each reason with its line or file."""
    try:
        _, problems = read_back(FORMATS[name], place)
    except InvalidTable as error:
        return [str(one) for one in error.problems]
    except LabelMTError as error:
        return [str(error)]
    return [str(one) for one in problems]


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("[" * 200_000, "nested too deeply|too early|not of the form|list|object|categories"),
        ('{"a":' * 200_000, "nested too deeply"),
        ('{"images": NaN}', "NaN is no JSON|labels|lists|object"),
        ('{"labels": 1, "labels": 2}', "twice|list of tasks"),
        ('{"images": [{"id": 1, "id": 2}]}', "twice|categories"),
        ('{"images": [1e999999999999]', "early|“,” or|lacks|list of|xpecting"),
        ("\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), "begin|xpecting|value"),
        ("", "early|xpecting|begin"),
        ("nothing", "begin|xpecting"),
    ],
)
def test_json(name: str, told: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text(told, encoding="utf-8")
    said = refused(name, file)
    assert said
    assert any(one in " ".join(said) for one in reason.split("|")), said


def test_json_tells_the_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text('{"images": [\n{"id": 1, "file_name": "a"},\n{"id": 2, "id": 3}]}')
    assert refused("coco", file) == ["line 3: the key “id” is there twice"]


@pytest.mark.parametrize("told", [XML_BOMB, XML_FILE])
def test_xml_with_entities(told: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.xml"
    file.write_text(told)
    assert "document type" in refused("cvat", file)[0]
    folder = tmp_path / "folder"
    (folder / "Annotations").mkdir(parents=True)
    (folder / "Annotations" / "a.xml").write_text(told)
    (folder / "a.xmp").write_text(told)
    (said,) = refused("voc", folder)
    assert said.startswith("Annotations/a.xml, line 1: ")
    (said,) = refused("xmp", folder)
    assert said.startswith("a.xmp, line 1: ")


def test_xml_that_is_deep_or_broken(tmp_path: Path) -> None:
    file = tmp_path / "bad.xml"
    file.write_text("<a>" * 100_000)
    assert "nested too deeply" in refused("cvat", file)[0]
    file.write_text("<annotations>\n<image name='a'>\n</annotations>")
    assert refused("cvat", file) == [
        "line 3: a closing tag is not that of the element which is open"
    ]


def test_yaml_with_aliases(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "data.yaml").write_text("a: &a [x, x]\nb: &b [*a, *a]\nnames: *b\n")
    assert "aliases" in refused("yolo", tmp_path)[0]
    (tmp_path / "data.yaml").write_text("names: !!python/object/apply:os.system ['touch /tmp/x']")
    assert "line 1" in refused("yolo", tmp_path)[0]


def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.txt").write_text("0 .5 .5 1 1\nx\n")
    assert refused("yolo", tmp_path) == ["labels/a.txt, line 2: “x” is no number of a class"]
    table, problems = read_back(FORMATS["csv"], _file(tmp_path, "path,o\n../../etc/passwd,x\n"))
    assert [row.path for row in table.rows] == ["../../etc/passwd"]
    assert problems == []


def _file(folder: Path, told: str) -> Path:
    file = folder / "table.csv"
    file.write_text(told)
    return file


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "a.jpg").write_bytes(b"x")
    (tmp_path / "cat" / "again").symlink_to(tmp_path)
    (tmp_path / "cat" / "loop.jpg").symlink_to(tmp_path / "cat" / "loop.jpg")
    table, _ = read_back(FORMATS["folders"], tmp_path)
    assert [row.path for row in table.rows] == ["a.jpg"]
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    assert refused("csv", loop)


def test_workbooks(tmp_path: Path) -> None:
    file = tmp_path / "bad.xlsx"
    file.write_bytes(b"PK\x03\x04 nonsense")
    assert "no workbook" in refused("xlsx", file)[0]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../outside", "x")
        packed.writestr("xl/workbook.xml", XML_BOMB)
    assert "document type" in refused("xlsx", file)[0]
    assert not (tmp_path.parent / "outside").exists()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(12):
            with packed.open(f"xl/{number}.xml", "w", force_zip64=True) as stream:
                for _ in range(100):
                    stream.write(b" " * 1_000_000)
    assert "unpacks to too much" in refused("xlsx", file)[0]


def test_parquet_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "bad.parquet"
    file.write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    assert refused("parquet", file)


LIMITED = """
import resource, sys
from pathlib import Path
from labelmt.formats.base import AnnotationFormat, ReadOptions
from labelmt.formats.registry import readable
from labelmt.domain.errors import LabelMTError
name, place, limit = sys.argv[1:]
format = next(one for one in readable(AnnotationFormat) if one.name == name)
if name == "parquet":
    import pyarrow.parquet
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    table, problems = format.read(Path(place), ReadOptions())
    said = f"{len(table.rows)} rows, {len(problems)} problems"
except LabelMTError as error:
    said = str(error.what)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, said)
"""


def memory_of(name: str, place: Path) -> tuple[int, str]:
    """Megabytes that reading took, and what came of it."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, name, str(place), "0"],
        capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    megabytes, said = done.stdout.strip().split(" ", 1)
    return int(megabytes), said


@pytest.mark.parametrize("name", ["csv", "jsonl", "coco", "label-studio", "fiftyone", "cvat"])
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_devices_that_never_end(name: str, device: str) -> None:
    megabytes, _ = memory_of(name, Path(device))
    assert megabytes < 1500


def test_much_json_takes_little_memory(tmp_path: Path) -> None:
    """Outlines are most of a COCO file; nothing of them is held. 150 MB stand for a gigabyte."""
    file = tmp_path / "big.json"
    outline = [[float(number) for number in range(3000)]]
    one = json.dumps({"id": 1, "image_id": 1, "category_id": 1, "segmentation": outline})
    with file.open("w") as stream:
        stream.write('{"images": [{"id": 1, "file_name": "a.jpg"}], "categories": '
                     '[{"id": 1, "name": "cat"}], "annotations": [')  # fmt: skip
        stream.write(",".join([one] * 7000))
        stream.write("]}")
    assert file.stat().st_size > 150_000_000
    megabytes, said = memory_of("coco", file)
    assert said == "1 rows, 0 problems"
    assert megabytes < 60


@pytest.mark.parametrize("name", sorted(FORMATS))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_are_read_or_refused(name: str, data: st.DataObject, tmp_path: Path) -> None:
    format = FORMATS[name]
    told = data.draw(
        st.binary(max_size=80)
        | st.text(max_size=60).map(str.encode)
        | st.text('{}[]:,"\\ 0123truefalsn<>/=&;|', max_size=60).map(str.encode)
        | st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=3),
            lambda one: st.lists(one, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["images", "annotations", "categories", "id", "name", "file_name", "label",
                     "labels", "classes", "items", "data", "image", "result", "value", "choices",
                     "path", "tasks", "flags", "shapes", "imagePath", "predictions", "meta",
                     "labelmt", "kind", "state", "annotations", "label_id"]
                ), one, max_size=4),
            max_leaves=12,
        ).map(lambda one: json.dumps(one).encode())
    )  # fmt: skip
    place = tmp_path / "any"
    if format.is_folder:
        place.mkdir(exist_ok=True)
        for inner in ("a.txt", "a.json", "a.xmp", "labels.json", "metadata.jsonl", "data.yaml",
                      "Annotations/a.xml", "ImageSets/Main/a_train.txt", "labels/a.txt",
                      "annotations/a.json", "x-imagelabels.csv"):  # fmt: skip
            (place / inner).parent.mkdir(parents=True, exist_ok=True)
            (place / inner).write_bytes(told)
    else:
        place.write_bytes(told)
    try:
        table, _ = format.read(place, ReadOptions())
    except LabelMTError:
        return
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        assert not row.details or len(row.details) == len(table.columns)


@pytest.mark.parametrize("name", ["../a", "/etc/a", "a/../../b", "", "\0"])
def test_nothing_is_written_outside_the_folder(name: str, tmp_path: Path) -> None:
    output = Output(tmp_path / "out")
    with pytest.raises(InvalidInput), output.folder(), output.within(name):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_folder_leads_nowhere_else(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "in").symlink_to(outside)
    output = Output(tmp_path / "out", overwrite=True)
    leaves = pytest.raises(InvalidInput, match="leads outside")
    with leaves, output.folder(), output.within("in/a.txt") as stream:
        stream.write(b"x")
    assert list(outside.iterdir()) == []


def test_names_of_images_in_an_export_never_leave_it(tmp_path: Path) -> None:
    image = ExportedImage("/abs/../../a.jpg", tmp_path / "a.jpg", ())
    with pytest.raises(InvalidInput):
        labelme.write_labelme(ExportedTable((), (image,)), Output(tmp_path / "out"))
    assert not (tmp_path.parent / "a.json").exists()


@pytest.mark.parametrize(
    ("name", "file", "told", "reason"),
    [
        ("coco", "a.json", '{"images": [{"id": 1, "file_name": }]}', "line 1: a value is missing"),
        ("coco", "a.json", '{"images": [\n{"id": 1 "x": 2}]}', "line 2: a “,” is missing"),
        ("coco", "a.json", '{"images": [{"id": 1}], "categories": [{"id": 1, "name": "x"}]}',
         "line 1: in an entry of “images”: “coco_url” is missing"),
        ("coco", "a.json", '{"images": [{"id": {}, "file_name": "x"}], '
         '"categories": [{"id": 1, "name": "x"}]}',
         "line 1: in an entry of “images”: an “id” is neither a number nor text"),
        ("jsonl", "a.jsonl", '{"path": "a", "x": "b\n',
         "line 1: a text has a line end or control character in it"),
        ("jsonl", "a.jsonl", "{path: 1}\n", "line 1: a name in double quotes is missing"),
        ("fiftyone", "labels.json", '{"classes": ["a"], "labels": {"x": [\n7]}}',
         "line 2: “x” has the number of no class"),
        ("fiftyone", "labels.json", '{"labels": {"x": {"classifications": [{}]}}}',
         "line 1: “x”: “label” is missing"),
        ("fiftyone", "labels.json", '{"labels": {"x": 1.5}}',
         "line 1: “x”: a value is of another kind than it should be"),
        ("cvat", "a.xml", "<annotations><image></annotations>",
         "line 1: a closing tag is not that of the element which is open"),
        ("cvat", "a.xml", "<annotations>\n&x;</annotations>",
         "line 2: it uses an entity that it does not explain"),
        ("csv", "a.csv", 'path,x\n"a"b,c\n',
         "line 2: something stands between a closing quote and the end of its cell"),
        ("xlsx", "a.xlsx", "PK nothing", "it is no workbook, or a damaged one"),
        ("parquet", "a.parquet", "PAR1 nothing", "it is no Parquet file, or a damaged one"),
    ],
)  # fmt: skip
def test_reasons_are_in_our_words(
    name: str, file: str, told: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / file).write_text(told)
    place = tmp_path if name == "fiftyone" else tmp_path / file
    assert reason in refused(name, place)


def test_labels_of_fiftyone_are_read_one_by_one(tmp_path: Path) -> None:
    """Its file is one object; of a large data set it does not fit into memory."""
    file = tmp_path / "labels.json"
    one = json.dumps({"label": "cat", "logits": [0.0] * 1000})
    with file.open("w") as stream:
        stream.write('{"labels": {"start": [1, 0]')
        for number in range(50_000):
            stream.write(f',\n"{number}": {one}')
        stream.write('}, "classes": ["sea", "cat"]}')
    assert file.stat().st_size > 200_000_000
    megabytes, said = memory_of("fiftyone", file)
    assert said == "50001 rows, 0 problems"
    assert megabytes < 150
    file.write_text('{"labels": {"start": [1, 0], "end": 1}, "classes": ["sea", "cat"]}')
    table, _ = FORMATS["fiftyone"].read(tmp_path, ReadOptions())
    assert [(row.path, row.cells) for row in table.rows] == [
        ("start", (("cat", "sea"),)), ("end", (("cat",),))
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json", ".xml", ".bin", ""])
@pytest.mark.parametrize("start", [b"PK\x03\x04\r\x00,\r\n", b"\r\r\r", b'"a\rb', b"\x00" * 99])
def test_no_file_is_too_odd_to_have_its_format_told(
    ending: str, start: bytes, tmp_path: Path
) -> None:
    file = tmp_path / f"odd{ending}"
    file.write_bytes(start)
    with suppress(InvalidInput):  # which asks for it
        assert detected(file).name
