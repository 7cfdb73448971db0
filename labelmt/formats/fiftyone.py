"""FiftyOne's image classification dataset: ``labels.json``, and images in ``data``.

Images are named without their ending, so that names that differ in it alone cannot be told apart.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput, InvalidTable, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Pair,
    ParsedTable,
    Pictures,
    ReadOptions,
)
from labelmt.formats.bounded_json import json_elements
from labelmt.formats.folder_walk import stem_of
from labelmt.formats.output import Output
from labelmt.formats.reasons import shape_reason
from labelmt.formats.table_builder import BuiltColumn, TableBuilder

FILE = "labels.json"
_WANTED = frozenset({"classes", "labels"})


def read_fiftyone(place: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels of each image; one with a confidence is a suggestion. Raises InvalidTable."""
    file = place / FILE if place.is_dir() else place
    builder = TableBuilder()
    column = builder.column(generic=True, none_said=False)
    classes: list[object] = []
    # Numbers may stand before the classes they mean.
    waiting: list[tuple[str, Any, int]] = []
    there = False
    elements = json_elements(file, _WANTED.__contains__, options.encoding, parted=("labels",))
    for key, value, line in elements:
        if key == "classes":
            classes.append(value)
        elif isinstance(value, tuple):
            there = True
            name, told = value
            if _numbered(told):
                waiting.append((name, told, line))
            else:
                _read_image(builder, column, (name, told, line), ())
        else:
            what = text("“{key}” is no object of images", key="labels")
            builder.problems.append(Problem(line, what))
    if not there and not classes and not builder.problems:
        problem = Problem(1, "there are no classes and labels here")
        raise InvalidTable("This is no file of FiftyOne.", (problem,), subject=str(file))
    for one in waiting:
        _read_image(builder, column, one, classes)
    for name in classes:  # also such as no image has
        if isinstance(name, str):
            builder.label(column, name)
    return builder.table(), builder.problems


def _numbered(value: Any) -> bool:
    """Whether labels are told by their number among the classes."""
    values = value if isinstance(value, list) else [value]
    return any(isinstance(one, int) for one in values)


def _read_image(
    builder: TableBuilder,
    column: BuiltColumn,
    told: tuple[str, Any, int],
    classes: Sequence[object],
) -> None:
    name, value, line = told
    image = builder.image(name, line)
    try:
        _read(builder, column, image, value, classes)
    except IndexError:
        what = text("“{name}” has the number of no class", name=name[:60])
        builder.problems.append(Problem(line, what))
    except (KeyError, TypeError, AttributeError) as error:
        what = text("“{name}”: {reason}", name=name[:60], reason=shape_reason(error))
        builder.problems.append(Problem(line, what))


def _read(
    builder: TableBuilder, column: BuiltColumn, image: int, value: Any, classes: Sequence[object]
) -> None:
    if value is None:
        return
    if isinstance(value, list):
        builder.look(column, image)
        for one in value:
            _read(builder, column, image, one, classes)
    elif isinstance(value, dict):
        for one in value.get("classifications") or ([value] if "label" in value else []):
            label = builder.label(column, str(one["label"]))
            sure = one.get("confidence")
            if isinstance(sure, int | float) and 0 <= sure <= 1:
                pair = Pair(label, State.UNKNOWN, probability=float(sure))
            else:
                pair = Pair(label, State.PRESENT)
            builder.say(column, image, pair)
    elif isinstance(value, int) and not isinstance(value, bool):
        if not 0 <= value < len(classes):
            raise IndexError
        builder.say(column, image, Pair(builder.label(column, str(classes[value])), State.PRESENT))
    elif isinstance(value, str):
        builder.say(column, image, Pair(builder.label(column, value), State.PRESENT))
    else:
        raise TypeError


def write_fiftyone(table: ExportedTable, output: Output) -> None:
    """Write labels and images. Raises InvalidInput where names differ in their ending alone."""
    counts = Counter(stem_of(image.name) for image in table.images)
    twice = next((stem for stem, count in counts.items() if count > 1), None)
    if twice is not None:
        raise InvalidInput(
            "Images are named without their ending here, and two names are the same then.",
            subject=twice,
            kept="Nothing was written.",
            next_step="Rename one of them, or choose another format.",
        )
    classes = list(dict.fromkeys(label for task in table.tasks for label in task.labels))
    numbers = {label: number for number, label in enumerate(classes)}
    single = len(table.tasks) == 1 and table.tasks[0].kind is TaskKind.MULTICLASS
    with output.folder():
        with output.within(FILE) as stream:
            stream.write(b'{"classes": ' + _json(classes) + b', "labels": {')
            for number, image in enumerate(table.images):
                found = list(
                    dict.fromkeys(
                        numbers[pair.label]
                        for pairs in image.pairs
                        for pair in pairs
                        if pair.state is State.PRESENT
                    )
                )
                told = (found[0] if found else None) if single else found
                stream.write(b",\n" if number else b"\n")
                stream.write(_json(stem_of(image.name).lstrip("/")) + b": " + _json(told))
            stream.write(b"\n}}\n")
        for image in table.images:
            output.picture(f"data/{image.name.lstrip('/')}", image.file)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape")


def recognised(place: Path, start: bytes) -> bool:
    """labels.json with classes and labels."""
    if place.is_dir():
        try:
            with (place / FILE).open("rb") as stream:
                start = stream.read(1 << 16)
        except OSError:
            return False
    elif place.suffix.lower() != ".json":
        return False
    return b'"classes"' in start and b'"labels"' in start


FORMAT = AnnotationFormat(
    name="fiftyone",
    title="FiftyOne",
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.PATHS | Carries.NONE,
    summary=mark("FiftyOne's image classification dataset: labels.json and data."),
    pictures=Pictures.LINK,
    reader=read_fiftyone,
    writer=write_fiftyone,
    recognised=recognised,
)
