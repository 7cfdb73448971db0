"""Files as other programs write them, read for what they mean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exported_tables import read_back, states_read
from PIL import Image, PngImagePlugin

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.formats import (
    class_folders,
    coco,
    cvat_images,
    fiftyone,
    hf_imagefolder,
    image_keywords,
    label_studio,
    labelme,
    open_images,
    parquet,
    pascal_voc,
    text_sidecars,
    xmp_sidecars,
    yolo_detection,
)
from labelmt.formats.base import AnnotationFormat, ExportedImage, ExportedTable, ExportedTask, Pair
from labelmt.formats.detect_format import detected
from labelmt.formats.output import Output

A, P, U = State.ABSENT, State.PRESENT, State.UNKNOWN
Said = dict[tuple[str, str], State]


def read(format: AnnotationFormat, place: Path, unlisted: State = A) -> Said:
    """(image, label) to state; the place is recognised as of the format."""
    if format is not image_keywords.FORMAT:
        assert detected(place) is format
    table, problems = read_back(format, place)
    assert problems == []
    return {
        (image, label): state for (image, _, label), state in states_read(table, unlisted).items()
    }


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, told in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(told if isinstance(told, bytes) else told.encode())
    return folder


def test_coco_with_boxes_annotations_first(tmp_path: Path) -> None:
    document = {
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "area": 12,
             "iscrowd": 0, "segmentation": [[1.5, 2.5, 3.5]]},
            {"id": 2, "image_id": 7, "category_id": 3, "bbox": [5, 2, 3, 4]},
        ],
        "images": [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "b.jpg"}],
        "categories": [{"id": 3, "name": "cat", "supercategory": "animal"},
                       {"id": 5, "name": "dog"}],
    }  # fmt: skip
    put(tmp_path, {"instances.json": json.dumps(document)})
    file = tmp_path / "instances.json"
    assert read(coco.FORMAT, file) == {
        ("a.jpg", "cat"): P, ("a.jpg", "dog"): A, ("b.jpg", "cat"): A, ("b.jpg", "dog"): A,
    }  # fmt: skip
    table, _ = read_back(coco.FORMAT, file)
    assert table.columns[0].kind is TaskKind.MULTILABEL
    assert not table.columns[0].none_said, "an image without boxes is none said of"


@pytest.mark.tries("read", format="yolo")
def test_yolo_detection(tmp_path: Path) -> None:
    put(tmp_path, {
        "data.yaml": "path: .\ntrain: images/train\nnames:\n  0: cat\n  1: dog\n",
        "images/train/a.jpg": b"1", "images/train/b.jpg": b"2", "images/train/c.jpg": b"3",
        "labels/train/a.txt": "0 0.5 0.5 1 1\n0 .1 .1 .1 .1\n1 .5 .5 1 1\n",
        "labels/train/b.txt": "", "README.txt": "0 is nothing",
    })  # fmt: skip
    said = read(yolo_detection.FORMAT, tmp_path)
    assert {pair for pair, state in said.items() if state is P} == {
        ("train/a.jpg", "cat"), ("train/a.jpg", "dog"),
    }  # fmt: skip
    assert said["train/c.jpg", "cat"] is said["train/b.jpg", "dog"] is A


def test_label_studio_choices_shapes_and_predictions(tmp_path: Path) -> None:
    tasks = [
        {
            "id": 1,
            "data": {"image": "/data/upload/1/12345678-a.jpg", "note": "x"},
            "annotations": [
                {"was_cancelled": True, "result": [_choice("objects", "wrong")]},
                {"result": [_choice("objects", "cat", "dog"), _choice("scene", "wood")]},
            ],
            "predictions": [{"score": 0.7, "result": [_choice("objects", "bird")]}],
        },
        {
            "id": 2,
            "data": {"image": "b.jpg"},
            "annotations": [],
            "predictions": [{"result": [_choice("objects", "cat") | {"score": 0.25}]}],
        },
    ]
    put(tmp_path, {"export.json": json.dumps(tasks)})
    table, problems = read_back(label_studio.FORMAT, tmp_path / "export.json")
    assert problems == []
    assert detected(tmp_path / "export.json") is label_studio.FORMAT
    said = {
        (row.path.rpartition("/")[2], pair.label): (pair.state, pair.probability)
        for row in table.rows
        for details in row.details
        for pair in details or ()
    }
    assert said["12345678-a.jpg", "bird"] == (U, 0.7)
    assert said["b.jpg", "cat"] == (U, 0.25)
    assert said["12345678-a.jpg", "cat"] == (P, None)
    assert ("12345678-a.jpg", "wrong") not in said
    assert {column.name for column in table.columns} == {"objects", "scene"}


def _choice(task: str, *labels: str) -> dict[str, object]:
    return {"from_name": task, "to_name": "image", "type": "choices",
            "value": {"choices": list(labels)}}  # fmt: skip


def test_label_studio_as_its_sdk_lists_tasks(tmp_path: Path) -> None:
    """Annotations may be ids alone, data has more than the image, results more than labels."""
    tasks = [
        {"id": 1, "data": {"text": 7, "image": "/data/upload/3/1a2b3c4d-a.jpg"},
         "annotations": [11], "predictions": [5], "meta": None, "inner_id": 1, "drafts": []},
        {"id": 2, "data": {"image": "b.jpg"}, "meta": {}, "file_upload": "b.jpg",
         "annotations": [{"id": 12, "completed_by": {"id": 1}, "ground_truth": False,
                          "lead_time": 2.5, "result": [
            {"id": "x", "type": "choices", "from_name": "scene", "to_name": "image",
             "origin": "manual", "value": {"choices": ["beach"]}},
            {"id": "y", "type": "rating", "from_name": "rating", "to_name": "image",
             "value": {"rating": 4}},
            {"id": "z", "type": "textarea", "from_name": "text", "to_name": "image",
             "value": {"text": ["hello"]}},
            {"type": "relation", "from_id": "x", "to_id": "y", "direction": "right"},
         ]}], "predictions": []},
    ]  # fmt: skip
    put(tmp_path, {"project.json": json.dumps(tasks)})
    assert read(label_studio.FORMAT, tmp_path / "project.json") == {("b.jpg", "beach"): P}


def test_label_studio_in_short(tmp_path: Path) -> None:
    rows = [
        {"image": "a.jpg", "id": 1, "annotation_id": 5, "annotator": 1, "lead_time": 2.5,
         "objects": {"choices": ["cat", "dog"]}},
        {"image": "b.jpg", "id": 2, "annotation_id": 6, "annotator": 1, "lead_time": 1.5,
         "objects": "cat"},
    ]  # fmt: skip
    put(tmp_path, {"min.json": json.dumps(rows)})
    table, _ = read_back(label_studio.FORMAT, tmp_path / "min.json", columns=("objects",))
    assert [column.name for column in table.columns] == ["objects"]


def test_folders_within_folders_imply_those_above(tmp_path: Path) -> None:
    put(tmp_path, {"animal/cat/a.jpg": b"1", "animal/dog/b.jpg": b"2", "plant/c.jpg": b"3"})
    table, _ = read_back(class_folders.FORMAT, tmp_path)
    (column,) = table.columns
    assert column.kind is TaskKind.MULTILABEL
    assert dict(column.parents) == {"cat": ("animal",), "dog": ("animal",)}
    assert {row.path: row.cells for row in table.rows} == {
        "a.jpg": (("cat",),), "b.jpg": (("dog",),), "c.jpg": (("plant",),),
    }  # fmt: skip


def test_one_image_in_several_folders_and_several_images_of_one_name(tmp_path: Path) -> None:
    put(tmp_path, {"cat/a.jpg": b"1", "dog/a.jpg": b"1", "cat/0.jpg": b"2", "dog/0.jpg": b"3"})
    said = read(class_folders.FORMAT, tmp_path)
    assert {pair for pair, state in said.items() if state is P} == {
        ("a.jpg", "cat"), ("a.jpg", "dog"), ("cat/0.jpg", "cat"), ("dog/0.jpg", "dog"),
    }  # fmt: skip


def test_parts_on_top_are_no_labels(tmp_path: Path) -> None:
    put(tmp_path, {"train/cat/a.jpg": b"1", "val/dog/b.jpg": b"2"})
    table, _ = read_back(class_folders.FORMAT, tmp_path)
    assert table.columns[0].kind is TaskKind.MULTICLASS
    assert [row.cells for row in table.rows] == [(("cat",),), (("dog",),)]


def test_text_beside_images(tmp_path: Path) -> None:
    put(tmp_path, {"a.jpg": b"1", "a.txt": "cat, tall tree\n", "b.png": b"2", "b.txt": "dog\ncat",
                   "README.txt": "not, a, label"})  # fmt: skip
    said = read(text_sidecars.FORMAT, tmp_path, U)
    assert said == {("a.jpg", "cat"): P, ("a.jpg", "tall tree"): P, ("b.png", "dog"): P,
                    ("b.png", "cat"): P}  # fmt: skip


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"
   xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
   xmlns:darktable="http://darktable.sf.net/" darktable:history_end="7">
   <dc:subject><rdf:Bag><rdf:li>cat</rdf:li><rdf:li>holiday</rdf:li></rdf:Bag></dc:subject>
   <lr:hierarchicalSubject><rdf:Bag><rdf:li>animal|cat</rdf:li></rdf:Bag>
   </lr:hierarchicalSubject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def test_xmp_beside_images(tmp_path: Path) -> None:
    put(tmp_path, {"a.jpg.xmp": XMP, "in/b.xmp": XMP})
    table, problems = read_back(xmp_sidecars.FORMAT, tmp_path)
    assert problems == []
    assert [row.path for row in table.rows] == ["a.jpg", "in/b"]
    assert table.rows[0].cells == (("cat", "holiday"),)
    assert dict(table.columns[0].parents) == {"cat": ("animal",)}


def test_labels_are_merged_into_what_a_sidecar_holds(tmp_path: Path) -> None:
    put(tmp_path, {"a.xmp": XMP})
    task = ExportedTask("objects", TaskKind.MULTILABEL, ("cat", "dog"))
    image = ExportedImage("a.jpg", tmp_path / "a.jpg", ((Pair("cat", A), Pair("dog", P)),))
    xmp_sidecars.write_xmp_sidecars(ExportedTable((task,), (image,)), Output(tmp_path))
    table, _ = read_back(xmp_sidecars.FORMAT, tmp_path)
    assert set(table.rows[0].cells[0] or ()) == {"holiday", "dog"}
    told = (tmp_path / "a.xmp").read_text()
    assert 'xmp:Rating="3"' in told
    assert 'darktable:history_end="7"' in told
    assert not (tmp_path / "a.jpg.xmp").exists()
    before = told
    xmp_sidecars.write_xmp_sidecars(ExportedTable((task,), (image,)), Output(tmp_path))
    assert (tmp_path / "a.xmp").read_text() == before


@pytest.mark.tries("read", format="keywords")
def test_keywords_inside_images(tmp_path: Path) -> None:
    packet = XMP.encode()
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", xmp=packet)
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP)
    Image.new("RGB", (8, 8)).save(tmp_path / "b.png", pnginfo=info)
    Image.new("RGB", (8, 8)).save(tmp_path / "none.jpg")
    _with_iptc(tmp_path / "c.jpg", [b"dog", "Möwe".encode("latin-1")])
    table, problems = read_back(image_keywords.FORMAT, tmp_path)
    assert problems == []
    assert {row.path: set(row.cells[0] or ()) for row in table.rows} == {
        "a.jpg": {"cat", "holiday"}, "b.png": {"cat", "holiday"}, "c.jpg": {"dog", "Möwe"},
    }  # fmt: skip


def _with_iptc(file: Path, words: list[bytes]) -> None:
    """A JPEG with IPTC keywords as Photoshop's block of APP13 holds them."""
    Image.new("RGB", (8, 8)).save(file)
    records = b"".join(b"\x1c\x02\x19" + len(one).to_bytes(2, "big") + one for one in words)
    records += b"\0" * (len(records) % 2)
    block = b"8BIM\x04\x04\0\0" + len(records).to_bytes(4, "big") + records
    segment = b"Photoshop 3.0\0" + block
    data = file.read_bytes()
    marked = b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment
    file.write_bytes(data[:2] + marked + data[2:])


def test_voc_lists_and_objects(tmp_path: Path) -> None:
    lists = put(tmp_path / "lists", {
        "ImageSets/Main/cat_train.txt": "000001  1\n000002 -1\n000003  0\n",
        "ImageSets/Main/cat_val.txt": "000004  1\n", "ImageSets/Main/train.txt": "000001\n",
        "Annotations/000001.xml": "<annotation/>",
    })  # fmt: skip
    assert read(pascal_voc.FORMAT, lists) == {
        ("000001", "cat"): P, ("000002", "cat"): A, ("000004", "cat"): P,
    }  # fmt: skip
    table, _ = read_back(pascal_voc.FORMAT, lists)
    assert "unknown" in str(table.notes[0])
    objects = put(tmp_path / "objects", {
        "VOCdevkit/VOC2012/Annotations/a.xml": "<annotation><filename>a.jpg</filename><object>"
        "<name>cat</name><bndbox/></object></annotation>",
    })  # fmt: skip
    assert read(pascal_voc.FORMAT, objects) == {("a.jpg", "cat"): P}


def test_cvat_tags_boxes_and_what_a_model_set(tmp_path: Path) -> None:
    put(tmp_path, {"annotations.xml": (
        '<?xml version="1.0"?>\n<annotations><version>1.1</version><meta><job><labels><label>'
        "<name>dog</name></label></labels></job></meta>"
        '<image id="0" name="a.jpg" width="4" height="3"><tag label="wood" source="manual"/>'
        '<box label="cat" xtl="1" ytl="1" xbr="2" ybr="2"/></image>'
        '<image id="1" name="b.jpg"><tag label="wood" source="auto"/></image></annotations>'
    )})  # fmt: skip
    table, _ = read_back(cvat_images.FORMAT, tmp_path / "annotations.xml")
    assert detected(tmp_path / "annotations.xml") is cvat_images.FORMAT
    assert table.rows[0].cells[0] == ("wood", "cat")
    assert table.rows[1].details[0] == (Pair("wood", U, probability=0.9),)
    assert table.columns[0].labels == ("dog", "wood", "cat")


def test_labelme_flags_and_shapes(tmp_path: Path) -> None:
    told = {"version": "5.0", "flags": {"wood": True, "sea": False}, "imagePath": "..\\x\\a.jpg",
            "shapes": [{"label": "cat", "points": [[1, 2]], "shape_type": "point"}],
            "imageData": None}  # fmt: skip
    put(tmp_path, {"in/a.json": json.dumps(told), "other.json": "{}"})
    said = read(labelme.FORMAT, tmp_path)
    assert said == {("in/a.jpg", "wood"): P, ("in/a.jpg", "sea"): A, ("in/a.jpg", "cat"): P}


def test_hugging_face_metadata(tmp_path: Path) -> None:
    put(tmp_path, {
        "train/metadata.jsonl":
        '{"file_name": "a.jpg", "objects": ["cat", "dog"], "scene": "wood"}\n'
        '{"file_name": "b.jpg", "objects": [], "scene": null}\n',
    })  # fmt: skip
    said = read(hf_imagefolder.FORMAT, tmp_path)
    assert said["train/a.jpg", "dog"] is P
    assert said["train/b.jpg", "cat"] is A
    assert ("train/b.jpg", "wood") not in said


def test_open_images_with_codes(tmp_path: Path) -> None:
    put(tmp_path, {
        "labels.csv": "ImageID,Source,LabelName,Confidence\na,verification,/m/1,1\n"
        "a,verification,/m/2,0\nb,machine,/m/1,0.8\n",
        "class-descriptions.csv": "/m/1,Cat\n/m/2,Dog\n",
    })  # fmt: skip
    table, problems = read_back(open_images.FORMAT, tmp_path / "labels.csv")
    assert problems == []
    assert detected(tmp_path / "labels.csv") is open_images.FORMAT
    assert table.rows[0].details[0] == (Pair("Cat", P), Pair("Dog", A))
    assert table.rows[1].details[0] == (Pair("Cat", U, probability=0.8),)


def test_parquet_with_lists_and_an_index(tmp_path: Path) -> None:
    import pyarrow as arrow
    from pyarrow.parquet import write_table

    table = arrow.table(
        {
            "file_name": ["a.jpg", "b.jpg"],
            "objects": [["cat", "dog"], ["cat"]],
            "wood": [1, 0],
            "__index_level_0__": [5, 6],
        }
    )
    write_table(table, tmp_path / "x.parquet")
    said = read(parquet.FORMAT, tmp_path / "x.parquet")
    assert said == {("a.jpg", "cat"): P, ("a.jpg", "dog"): P, ("b.jpg", "cat"): P,
                    ("b.jpg", "dog"): A, ("a.jpg", "wood"): P, ("b.jpg", "wood"): A}  # fmt: skip


def test_fiftyone_tells_classes_that_no_image_has(tmp_path: Path) -> None:
    told = {"classes": ["sea", "cat"], "labels": {"a": [1], "b": []}}
    put(tmp_path, {"labels.json": json.dumps(told)})
    assert read(fiftyone.FORMAT, tmp_path) == {
        ("a", "cat"): P, ("a", "sea"): A, ("b", "cat"): A, ("b", "sea"): A,
    }  # fmt: skip
