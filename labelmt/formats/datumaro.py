"""Datumaro: ``annotations/*.json`` with items and their labels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    Pair,
    ParsedTable,
    Pictures,
    ReadOptions,
)
from labelmt.formats.bounded_json import json_elements
from labelmt.formats.folder_walk import files_below, first_names, stem_of
from labelmt.formats.output import Output
from labelmt.formats.reasons import shape_reason
from labelmt.formats.table_builder import BuiltColumn, TableBuilder

_WANTED = frozenset({"categories", "items"})


def read_datumaro(place: Path, _options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels of each item of a file, or of all files of a folder. Raises InvalidTable."""
    builder = TableBuilder()
    column = builder.column(generic=True, kind=TaskKind.MULTILABEL, none_said=False)
    if place.is_dir():
        inner = place / "annotations" if (place / "annotations").is_dir() else place
        files = [file for _, file in files_below(inner, (".json",))]
    else:
        files = [place]
    for file in files:
        _read_file(builder, column, file)
    return builder.table(), builder.problems


def _read_file(builder: TableBuilder, column: BuiltColumn, file: Path) -> None:
    names: list[str] | None = None
    for key, value, line in json_elements(file, _WANTED.__contains__):
        try:
            if key == "categories":
                names = _names(builder, column, value, line)
            else:
                _item(builder, column, value, names, line, file)
        except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
            what = text("an entry of “{key}” is not of the form it should have: {what}",
                        key=key, what=shape_reason(error))  # fmt: skip
            builder.problems.append(Problem(line, what, file=file.name))
    if names is None:
        problem = Problem(1, "there are no categories here", file=file.name)
        raise InvalidTable("This is no Datumaro file.", (problem,), subject=str(file))


def _names(
    builder: TableBuilder, column: BuiltColumn, value: dict[str, Any], line: int
) -> list[str]:
    names = []
    for one in value.get("label", {}).get("labels", []):
        label = builder.label(column, one["name"], line)
        names.append(label)
        above = builder.label(column, one["parent"], line) if one.get("parent") else ""
        if above and above != label:
            column.parents[label] = (above,)
    return names


def _item(
    builder: TableBuilder,
    column: BuiltColumn,
    value: dict[str, Any],
    names: list[str] | None,
    line: int,
    file: Path,
) -> None:
    if names is None:
        raise KeyError("categories, which come first")
    picture = value.get("image")
    path = picture.get("path") if isinstance(picture, dict) else ""
    place = builder.image(str(path or value["id"]), line, file.name)
    builder.look(column, place)
    for one in value.get("annotations") or []:
        number = one.get("label_id")
        if number is None:
            continue
        if not isinstance(number, int) or not 0 <= number < len(names):
            raise IndexError(f"label_id {number}")
        said = one.get("attributes") or {}
        source, seen = said.get("source", ""), said.get("seen", "")
        builder.say(
            column,
            place,
            Pair(
                names[number],
                State.PRESENT,
                source if source in set(Source) else "",
                seen if seen in set(Seen) else "",
            ),
        )


def write_datumaro(table: ExportedTable, output: Output) -> None:
    """Write a file a part, ``default`` where there are none, and the images where wanted."""
    labels = list(dict.fromkeys(label for task in table.tasks for label in task.labels))
    parents = {label: above for task in table.tasks for label, above in task.parents}
    categories = {
        "label": {
            "labels": [
                {"name": one, "parent": next(iter(parents.get(one, ())), ""), "attributes": []}
                for one in labels
            ],
            "attributes": [],
        }
    }
    numbers = {label: number for number, label in enumerate(labels)}
    parts = list(dict.fromkeys(image.part or "default" for image in table.images)) or ["default"]
    with output.folder():
        for part in parts:
            with output.within(f"annotations/{part}.json") as stream:
                stream.write(b'{"dm_format_version": "1.0", "media_type": 2, "infos": {},\n')
                stream.write(
                    b'"categories": ' + json.dumps(categories, ensure_ascii=False).encode()
                )
                stream.write(b',\n"items": [')
                for place, item in enumerate(_items(table, part, numbers)):
                    line = json.dumps(item, ensure_ascii=False)
                    stream.write(b",\n" if place else b"\n")
                    stream.write(line.encode("utf-8", "surrogateescape"))
                stream.write(b"\n]}\n")
        for image in table.images:
            name = image.name.lstrip("/")
            output.picture(f"images/{image.part or 'default'}/{name}", image.file)


def _items(table: ExportedTable, part: str, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    for image in table.images:
        if (image.part or "default") == part:
            yield _written(image, numbers)


def _written(image: ExportedImage, numbers: dict[str, int]) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    for pairs in image.pairs:
        for pair in pairs:
            if pair.state is State.PRESENT:
                said = {"source": pair.source, "seen": pair.seen} if pair.source else {}
                found.append(
                    {
                        "id": len(found),
                        "type": "label",
                        "attributes": said,
                        "group": 0,
                        "label_id": numbers[pair.label],
                        "object_id": -1,
                    }
                )
    picture: dict[str, Any] = {"path": image.name.lstrip("/")}
    if image.width:
        picture["size"] = [image.height, image.width]
    return {"id": stem_of(image.name.lstrip("/")), "annotations": found, "image": picture}


def recognised(place: Path, start: bytes) -> bool:
    """A file with categories and items, or a folder of such files."""
    if place.is_dir():
        for name in first_names(place / "annotations"):
            if name.endswith(".json"):
                try:
                    with (place / "annotations" / name).open("rb") as stream:
                        return recognised(place / name, stream.read(1 << 16))
                except OSError:
                    return False
        return False
    return place.suffix.lower() == ".json" and (
        b'"dm_format_version"' in start or (b'"items"' in start and b'"categories"' in start)
    )


FORMAT = AnnotationFormat(
    name="datumaro",
    title="Datumaro",
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.SPLIT | Carries.PATHS | Carries.NONE,
    summary=mark("Datumaro: JSON of items and labels."),
    pictures=Pictures.NONE,
    needs_pixels=True,
    reader=read_datumaro,
    writer=write_datumaro,
    recognised=recognised,
)
