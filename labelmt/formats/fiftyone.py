"""FiftyOne's image classification dataset: ``labels.json``, and images in ``data``.

Images are named without their ending, so that names that differ in it alone cannot be told apart.
"""

from __future__ import annotations

import json
from collections import Counter
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
from labelmt.formats.bounded_json import decoded
from labelmt.formats.folder_walk import stem_of
from labelmt.formats.output import Output
from labelmt.formats.table_builder import BuiltColumn, TableBuilder
from labelmt.formats.text_encoding import opened_text

FILE = "labels.json"
LIMIT = 256 << 20
"""Most bytes of the file, which is one object."""


def read_fiftyone(place: Path, _options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels of each image; one with a confidence is a suggestion. Raises InvalidTable."""
    file = place / FILE if place.is_dir() else place
    builder = TableBuilder()
    column = builder.column(generic=True, none_said=False)
    with opened_text(file, limit=LIMIT) as stream:
        told = stream.read()
    try:
        document = decoded(told)
        classes = document.get("classes") or []
        for name, value in document["labels"].items():
            image = builder.image(name)
            _read(builder, column, image, value, classes)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        line = getattr(error, "lineno", 1)
        problem = Problem(line, text("{reason}", reason=str(error)[:200]))
        raise InvalidTable("The file cannot be read.", (problem,), subject=str(file)) from None
    return builder.table(), builder.problems


def _read(
    builder: TableBuilder, column: BuiltColumn, image: int, value: Any, classes: list[Any]
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
            raise IndexError(f"there is no class {value}")
        builder.say(column, image, Pair(builder.label(column, str(classes[value])), State.PRESENT))
    else:
        builder.say(column, image, Pair(builder.label(column, str(value)), State.PRESENT))


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
    labels: dict[str, Any] = {}
    for image in table.images:
        found = [
            numbers[pair.label]
            for pairs in image.pairs
            for pair in pairs
            if pair.state is State.PRESENT
        ]
        found = list(dict.fromkeys(found))
        labels[stem_of(image.name).lstrip("/")] = (found[0] if found else None) if single else found
    with output.folder():
        with output.within(FILE) as stream:
            document = {"classes": classes, "labels": labels}
            made = json.dumps(document, ensure_ascii=False, indent=1)
            stream.write(made.encode("utf-8", "surrogateescape"))
        for image in table.images:
            output.picture(f"data/{image.name.lstrip('/')}", image.file)


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
