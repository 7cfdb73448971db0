"""labelme and X-AnyLabeling: JSON beside each image; flags are labels, and so are shapes' names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidTable, LabelMTError, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.bounded_json import decoded
from labelmt.formats.folder_walk import files_below, some_below, stem_of
from labelmt.formats.output import Output
from labelmt.formats.reasons import json_reason
from labelmt.formats.table_builder import BuiltColumn, TableBuilder
from labelmt.formats.text_encoding import SMALL_LIMIT, opened_text

LOOKED_AT = 20
"""Files of a folder by which its format is told."""


def read_labelme(folder: Path, _options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """Flags and shapes of all files below a folder: a flag that is false is absent."""
    builder = TableBuilder()
    column = builder.column(generic=True, kind=TaskKind.MULTILABEL, listed=State.UNKNOWN)
    for path, file in files_below(folder, (".json",)):
        try:
            with opened_text(file, limit=SMALL_LIMIT) as stream:
                told = decoded(stream.read())
            if isinstance(told, dict) and "imagePath" in told:
                _read(builder, column, told, path)
        except InvalidTable as error:
            builder.problems.append(Problem(error.problems[0].line, error.problems[0].what,
                                            file=path))  # fmt: skip
        except LabelMTError as error:
            builder.problems.append(Problem(0, error.what, file=path))
        except (ValueError, TypeError, AttributeError) as error:
            line = getattr(error, "lineno", 1)
            what = json_reason(error)
            builder.problems.append(Problem(line, what, file=path))
    return builder.table(), builder.problems


def _read(builder: TableBuilder, column: BuiltColumn, told: dict[str, Any], path: str) -> None:
    name = str(told["imagePath"]).replace("\\", "/").rpartition("/")[2]
    below = path.rpartition("/")[0]
    place = builder.image(f"{below}/{name}" if below else name, file=path)
    builder.look(column, place)
    for flag, on in (told.get("flags") or {}).items():
        state = State.PRESENT if on else State.ABSENT
        builder.say(column, place, Pair(builder.label(column, flag, file=path), state))
    for shape in told.get("shapes") or []:
        label = builder.label(column, str(shape.get("label") or ""), file=path)
        builder.say(column, place, Pair(label, State.PRESENT))


def write_labelme(table: ExportedTable, output: Output) -> None:
    """Write ``a.json`` for each image, its flags true or false; unknown ones are not there."""
    stems = [stem_of(image.name).casefold() for image in table.images]
    twice = (
        {stem for stem in stems if stems.count(stem) > 1} if len(set(stems)) < len(stems) else ()
    )
    with output.folder(mixes=True):
        for image in table.images:
            stem = stem_of(image.name)
            name = image.name if stem.casefold() in twice else stem
            with output.within(f"{name.lstrip('/')}.json") as stream:
                made = json.dumps(_object(image), ensure_ascii=False, indent=2)
                stream.write(made.encode("utf-8", "surrogateescape"))
            output.picture(image.name.lstrip("/"), image.file)


def _object(image: ExportedImage) -> dict[str, Any]:
    flags = {
        pair.label: pair.state is State.PRESENT
        for pairs in image.pairs
        for pair in pairs
        if pair.state is not State.UNKNOWN
    }
    return {
        "version": "5.5.0",
        "flags": flags,
        "shapes": [],
        "imagePath": image.name.rpartition("/")[2],
        "imageData": None,
        "imageHeight": image.height,
        "imageWidth": image.width,
    }


def recognised(place: Path, _start: bytes) -> bool:
    """A folder with JSON that names its image as labelme does."""
    files = [file for name, file in some_below(place) if name.endswith(".json")]
    return any(_names_image(file) for file in files[:LOOKED_AT])


def _names_image(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return b'"imagePath"' in stream.read(SMALL_LIMIT)
    except OSError:
        return False


FORMAT = AnnotationFormat(
    name="labelme",
    title=mark("labelme and X-AnyLabeling"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.PATHS
    | Carries.NONE,
    summary=mark("labelme JSON beside each image: flags."),
    needs_pixels=True,
    reader=read_labelme,
    writer=write_labelme,
    recognised=recognised,
)
