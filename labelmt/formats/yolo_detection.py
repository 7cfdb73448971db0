"""YOLO detection data sets, read only: what is boxed in an image is a label of the image.

``data.yaml`` (or ``classes.txt``) names the classes; ``labels/**/a.txt`` has a line a box for the
image ``images/**/a``. An image without such a file has no object.
"""

from __future__ import annotations

import re
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidTable, LabelMTError, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark, text
from labelmt.formats.base import AnnotationFormat, Carries, Pair, ParsedTable, ReadOptions
from labelmt.formats.bounded_yaml import read_yaml
from labelmt.formats.csv_header import IMAGE_ENDINGS
from labelmt.formats.folder_walk import files_below, first_names, stem_of
from labelmt.formats.table_builder import TableBuilder
from labelmt.formats.text_encoding import read_small

_YAML = ("data.yaml", "data.yml", "dataset.yaml")
_NAMES = ("classes.txt", "obj.names", "labels/classes.txt")
_NO_LABELS = frozenset({"classes.txt", "train.txt", "val.txt", "test.txt"})


def read_yolo(given: Path, _options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels of all images of a data set, given as its folder or its ``data.yaml``.

    Raises:
        InvalidTable, NotFound, NoPermission.
    """
    folder = given.parent if given.name.casefold() in _YAML else given
    builder = TableBuilder()
    names = _class_names(folder, builder)
    column = builder.column(generic=True, kind=TaskKind.MULTILABEL, none_said=False)
    for number in sorted(names):
        builder.label(column, names[number])
    pictures = {stem_of(path): path for path, _ in files_below(folder, IMAGE_ENDINGS)}
    told: set[str] = set()
    for path, file in files_below(folder, (".txt",)):
        if path.rpartition("/")[2] in _NO_LABELS:
            continue
        stem = stem_of(path)
        below = re.sub(r"(^|/)labels(/|$)", r"\1images\2", stem)
        picture = pictures.get(below) or pictures.get(stem)
        if picture is None and pictures and below == stem:
            continue  # a note, a licence
        name = picture or below
        told.add(name)
        place = builder.image(name.removeprefix("images/"), file=path)
        builder.look(column, place)
        try:
            lines = read_small(file).splitlines()
        except LabelMTError as error:
            reason = error.problems[0].what if isinstance(error, InvalidTable) else error.what
            builder.problems.append(Problem(0, reason, file=path))
            continue
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            word = line.split()[0]
            if not re.fullmatch(r"\d{1,6}(\.0+)?", word):
                what = text("“{word}” is no number of a class", word=word[:40])
                builder.problems.append(Problem(number, what, file=path))
                break
            class_number = int(float(word))
            label = builder.label(column, names.get(class_number, str(class_number)))
            builder.say(column, place, Pair(label, State.PRESENT))
    rest = [path for path in pictures.values() if path not in told]
    for path in rest:
        builder.look(column, builder.image(path.removeprefix("images/")))
    if rest and told:
        builder.notes.append(
            text("{count:,} images have no file of labels: nothing is on them.", count=len(rest))
        )
    return builder.table(), builder.problems


def _class_names(folder: Path, builder: TableBuilder) -> dict[int, str]:
    for name in _YAML:
        if (folder / name).is_file():
            value = read_yaml(folder / name)
            names = value.get("names") if isinstance(value, dict) else None
            if isinstance(names, list):
                return {number: str(one) for number, one in enumerate(names)}
            if isinstance(names, dict):
                return {int(key): str(one) for key, one in names.items() if str(key).isdigit()}
    for name in _NAMES:
        if (folder / name).is_file():
            lines = [line.strip() for line in read_small(folder / name).splitlines()]
            return {number: line for number, line in enumerate(lines) if line}
    builder.notes.append(text("No file names the classes: labels are their numbers."))
    return {}


def recognised(place: Path, start: bytes) -> bool:
    """A folder with data.yaml, or with labels beside images; or that file itself."""
    if place.name.casefold() in _YAML and b"names" in start:
        return True
    names = {name.casefold() for name in first_names(place)}
    return bool(names & set(_YAML)) or {"images", "labels"} <= names


FORMAT = AnnotationFormat(
    name="yolo",
    title=mark("YOLO detection"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.PATHS | Carries.NONE,
    summary=mark("YOLO detection: boxes are read as labels of the image."),
    written_as="yolo-cls",
    reader=read_yolo,
    recognised=recognised,
)
