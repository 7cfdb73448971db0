"""COCO JSON: images, categories and annotations; boxes are read as labels of the image.

We write annotations whose box is the whole image. What other readers have no place for stands in
keys of our own, which they read past: the task of a category, ``attributes`` with source and seen,
and ``labelmt_absent`` with pairs that are absent.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.captures import Capture
from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import Text, mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.bounded_json import json_elements
from labelmt.formats.output import Output
from labelmt.formats.reasons import shape_reason
from labelmt.formats.table_builder import BuiltColumn, TableBuilder

ABSENT = "labelmt_absent"
WORD_LENGTH = 1000
"""Most characters of a sequence or location."""
_LISTS = frozenset({"images", "annotations", "categories", ABSENT})


def read_coco(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """Which categories each image has, whatever boxes or outlines they are told by.

    Raises:
        InvalidTable: it is no COCO file, with line and reason.
    """
    builder = TableBuilder()
    places: dict[object, int] = {}
    categories: dict[object, tuple[BuiltColumn, str]] = {}
    # Annotations may stand before what they speak of: kept small, as pairs of numbers.
    waiting: list[tuple[object, object, str, str, int, State]] = []
    own = seen_lists = False
    for key, value, line in json_elements(file, _LISTS.__contains__, options.encoding):
        if not isinstance(value, dict):
            builder.problems.append(Problem(line, text("“{key}” is no list of objects", key=key)))
            continue
        seen_lists = True
        try:
            if key == "images":
                name = value.get("file_name") or value["coco_url"]
                place = places[_key(value["id"])] = builder.image(_text(name), line)
                builder.capture(place, _capture(value))
            elif key == "categories":
                own = own or "labelmt_task" in value
                categories[_key(value["id"])] = _category(builder, value, line)
            else:
                said = value.get("attributes")
                said = said if isinstance(said, dict) else {}
                source, seen = str(said.get("source", "")), str(said.get("seen", ""))
                state = State.ABSENT if key == ABSENT else State.PRESENT
                pair = (_key(value["image_id"]), _key(value["category_id"]))
                waiting.append((*pair, source, seen, line, state))
        except (KeyError, TypeError) as error:
            what = text(
                "in an entry of “{key}”: {what}",
                key=key,
                what=error.told if isinstance(error, _WrongKind) else shape_reason(error),
            )
            builder.problems.append(Problem(line, what))
    if not seen_lists or not categories:
        problem = Problem(1, "there are no lists of images and categories here")
        raise InvalidTable("This is no COCO file.", (problem,), subject=str(file))
    _say_all(builder, places, categories, waiting, own)
    return builder.table(), builder.problems


def _category(builder: TableBuilder, value: dict[str, Any], line: int) -> tuple[BuiltColumn, str]:
    task = value.get("labelmt_task")
    kind = value.get("labelmt_kind")
    column = (
        builder.column(generic=True, kind=TaskKind.MULTILABEL, none_said=False)
        if not isinstance(task, str)
        else builder.column(
            task,
            TaskKind(kind) if kind in set(TaskKind) else TaskKind.MULTILABEL,
            listed=State.UNKNOWN,
        )
    )
    parents = value.get("labelmt_parents")
    label = builder.label(column, _text(value["name"]), line)
    if isinstance(parents, list) and label:
        above = [builder.label(column, one, line) for one in parents if isinstance(one, str)]
        if any(above):
            column.parents[label] = tuple(one for one in above if one)
    return column, label


def _say_all(
    builder: TableBuilder,
    places: dict[object, int],
    categories: dict[object, tuple[BuiltColumn, str]],
    waiting: list[tuple[object, object, str, str, int, State]],
    own: bool,
) -> None:
    if not own:
        column = builder.column(generic=True, kind=TaskKind.MULTILABEL, none_said=False)
        for place in places.values():
            builder.look(column, place)
    for image, category, source, seen, line, state in waiting:
        found = categories.get(category)
        if image not in places or found is None:
            what = text("an annotation speaks of an image or category that is not there")
            builder.problems.append(Problem(line, what))
            continue
        source = source if source in set(Source) else ""
        seen = seen if seen in set(Seen) else ""
        builder.say(found[0], places[image], Pair(found[1], state, source, seen))


def _capture(value: dict[str, Any]) -> Capture:
    """Sequence and location as COCO Camera Traps has them; numbers are names as well."""
    frame = value.get("frame_num")
    return Capture(
        _as_word(value.get("seq_id")),
        frame if isinstance(frame, int) and 0 <= frame < 1 << 31 else None,
        _as_word(value.get("location")),
    )


def _as_word(value: object) -> str:
    """A name or number; empty, and so unknown, for -1, which stands for that in these files."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value in (-1, "-1"):
        return ""
    return str(value).strip()[:WORD_LENGTH]


class _WrongKind(TypeError):
    def __init__(self, told: Text) -> None:
        super().__init__(str(told))
        self.told = told


def _key(value: object) -> object:
    if isinstance(value, str | int):
        return value
    raise _WrongKind(text("an “id” is neither a number nor text"))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongKind(text("a name is no text"))
    return value


def write_coco(table: ExportedTable, output: Output) -> None:
    """Write one file; an annotation a present label, its box the whole image."""
    write_coco_file(table, output, boxes=True)


def write_coco_file(
    table: ExportedTable, output: Output, *, boxes: bool, captures: bool = False
) -> None:
    """The same with or without boxes; list by list, so that none is held in memory.

    Args:
        captures: tell sequences and locations as COCO Camera Traps does.
    """
    numbers: dict[tuple[int, str], int] = {}
    categories = []
    for place, task in enumerate(table.tasks):
        above = dict(task.parents)
        for label in task.labels:
            numbers[place, label] = len(numbers) + 1
            category: dict[str, Any] = {
                "id": numbers[place, label],
                "name": label,
                "supercategory": task.name,
                "labelmt_task": task.name,
                "labelmt_kind": task.kind.value,
            }
            if label in above:
                category["labelmt_parents"] = list(above[label])
            categories.append(category)
    info = {"description": table.name, "version": "1.0", "contributor": "LabelMT"}
    lengths = (
        Counter(one.capture.sequence for one in table.images if one.capture.sequence)
        if captures
        else None
    )
    with output.file() as stream:

        def put(key: str, elements: Iterator[dict[str, Any]]) -> None:
            stream.write(f',\n"{key}": ['.encode())
            for number, one in enumerate(elements):
                line = json.dumps(one, ensure_ascii=False)
                stream.write((",\n" if number else "\n").encode())
                stream.write(line.encode("utf-8", "surrogateescape"))
            stream.write(b"\n]")

        stream.write(b'{"info": ' + json.dumps(info, ensure_ascii=False).encode())
        stream.write(b', "licenses": []')
        put("images", _images(table, lengths))
        put("categories", iter(categories))
        put("annotations", _annotations(table, numbers, State.PRESENT, boxes))
        put(ABSENT, _annotations(table, numbers, State.ABSENT, False))
        stream.write(b"}\n")


def _images(table: ExportedTable, lengths: Mapping[str, int] | None) -> Iterator[dict[str, Any]]:
    """``lengths``: sequence to how many images it has; None: sequences are not told."""
    for number, image in enumerate(table.images, 1):
        made: dict[str, Any] = {
            "id": number,
            "file_name": image.name,
            "width": image.width,
            "height": image.height,
        }
        if image.part:
            made["split"] = image.part
        if lengths is not None and image.capture:
            made |= _told(image.capture, lengths)
        yield made


def _told(capture: Capture, lengths: Mapping[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if capture.sequence:
        made = {"seq_id": capture.sequence, "seq_num_frames": lengths[capture.sequence]}
        if capture.frame is not None:
            made["frame_num"] = capture.frame
    if capture.location:
        made["location"] = capture.location
    return made


def _annotations(
    table: ExportedTable, numbers: dict[tuple[int, str], int], state: State, boxes: bool
) -> Iterator[dict[str, Any]]:
    count = 0
    for number, image in enumerate(table.images, 1):
        for place, pairs in enumerate(image.pairs):
            for pair in pairs:
                if pair.state is not state:
                    continue
                count += 1
                made: dict[str, Any] = {
                    "id": count,
                    "image_id": number,
                    "category_id": numbers[place, pair.label],
                }
                if boxes:
                    made |= {
                        "bbox": [0, 0, image.width, image.height],
                        "area": image.width * image.height,
                        "iscrowd": 0,
                        "segmentation": [],
                    }
                if pair.source or pair.seen:
                    made["attributes"] = {"source": pair.source, "seen": pair.seen}
                yield made


def recognised(place: Path, start: bytes) -> bool:
    """JSON with COCO's lists in its beginning."""
    if place.suffix.lower() != ".json" or not start.lstrip().startswith(b"{"):
        return False
    return sum(key in start for key in (b'"images"', b'"annotations"', b'"categories"')) >= 2 or (
        b'"file_name"' in start and b'"images"' in start
    )


FORMAT = AnnotationFormat(
    name="coco",
    title="COCO",
    suffixes=(".json",),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.TASK_KINDS
    | Carries.HIERARCHY
    | Carries.PROVENANCE
    | Carries.PATHS
    | Carries.NONE,
    summary=mark("COCO JSON; boxes are read as labels of the image."),
    needs_pixels=True,
    whole_boxes=True,
    heeds=Heeds.ENCODING,
    reader=read_coco,
    writer=write_coco,
    recognised=recognised,
)
