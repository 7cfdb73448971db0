"""Class folders: an image lies in the folder of its label, as ImageNet has it.

A folder within a folder is a label that implies the one above. An image of one name in several
folders has several labels. ``train``, ``val`` and ``test`` on top are no labels. A project's own
images are read where they lie.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import Problem
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
from labelmt.formats.csv_header import IMAGE_ENDINGS
from labelmt.formats.folder_walk import (
    PARTS,
    as_folder_name,
    files_below,
    first_names,
    flat_names,
    from_folder_name,
)
from labelmt.formats.output import Output
from labelmt.formats.table_builder import TableBuilder


def read_class_folders(folder: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels of all images below a folder."""
    builder = TableBuilder()
    column = builder.column(generic=True)
    own = _below(folder, options)
    found = {} if own else dict(files_below(folder, IMAGE_ENDINGS))
    files = list(own or found)
    if not files:
        builder.problems.append(Problem(0, "there are no images in this folder"))
    on_top = {path.partition("/")[0] for path in files if "/" in path}
    split = bool(on_top) and all(name.casefold() in PARTS for name in on_top)
    names = own or _names(found)
    for path in files:
        folders = path.split("/")[:-1]
        labels = [from_folder_name(one) for one in (folders[1:] if split else folders)]
        if not labels:
            continue
        place = builder.image(names[path])
        label = builder.path_of_labels(column, labels)
        builder.say(column, place, Pair(label, State.PRESENT))
    if split:
        builder.notes.append(text("The folders on top are parts, no labels."))
    for implied in _implied(column.parents):
        column.parents.update(implied)
    several = any(len(pairs) > 1 for pairs in column.pairs.values())
    column.kind = TaskKind.MULTILABEL if several or column.parents else TaskKind.MULTICLASS
    return builder.table(), builder.problems


def _names(files: Mapping[str, Path]) -> dict[str, str]:
    """What each file is called: by its name alone, unless other images have it.

    Files of one name are one image in several folders where they hold the same.
    """
    by_name: dict[str, list[str]] = {}
    for path in files:
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    names = {}
    for name, paths in by_name.items():
        same = len(paths) == 1 or len({_content(files[path]) for path in paths}) == 1
        names.update({path: name if same else path for path in paths})
    return names


def _content(file: Path) -> tuple[int, bytes]:
    """Size and a hash of the beginning: what tells pictures apart."""
    try:
        with file.open("rb") as stream:
            start = hashlib.blake2b(stream.read(1 << 18)).digest()
            return file.stat().st_size, start
    except OSError:
        return -1, str(file).encode("utf-8", "surrogateescape")


def _implied(parents: dict[str, tuple[str, ...]]) -> list[dict[str, tuple[str, ...]]]:
    """Takes out what would imply itself: folders of one name within each other, or in a circle."""
    safe: dict[str, tuple[str, ...]] = {}
    for label in parents:
        seen, above = {label}, parents[label]
        while above and above[0] not in seen:
            seen.add(above[0])
            above = parents.get(above[0], ())
        safe[label] = () if above else parents[label]
    return [safe]


def _below(folder: Path, options: ReadOptions) -> dict[str, str]:
    """Images of the project that lie in the folder: path from there on to name."""
    place = str(folder.resolve())
    found = {}
    for _, file in options.images():
        path = str(file)
        if path.startswith(f"{place}{os.sep}"):
            found[path[len(place) + 1 :].replace(os.sep, "/")] = path
    return found


def write_class_folders(table: ExportedTable, output: Output) -> None:
    """Put each image into the folder of each of its labels."""
    _write(table, output, "")


def write_parts(table: ExportedTable, output: Output) -> None:
    """The same below the parts ``train``, ``val`` and ``test``."""
    _write(table, output, "train")


def _write(table: ExportedTable, output: Output, part: str) -> None:
    names = flat_names(table.images)
    with output.folder():
        for image in table.images:
            below = image.part or part
            for pairs in image.pairs:
                for pair in pairs:
                    if pair.state is State.PRESENT:
                        parts = [below] if below else []
                        parts += [as_folder_name(pair.label), names[image.name]]
                        output.picture("/".join(parts), image.file)


def recognised(place: Path, _start: bytes) -> bool:
    """A folder of folders with images in them."""
    if not place.is_dir():
        return False
    for name in first_names(place):
        inner = place / name
        if inner.is_dir() and any(
            Path(one).suffix.lower() in IMAGE_ENDINGS or (inner / one).is_dir()
            for one in first_names(inner)
        ):
            return True
    return False


FORMAT = AnnotationFormat(
    name="folders",
    title=mark("Class folders"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.SPLIT,
    summary=mark("A folder for each label, with its images in it."),
    unlisted=State.ABSENT,
    pictures=Pictures.LINK,
    folder_per_label=True,
    reader=read_class_folders,
    writer=write_class_folders,
    recognised=recognised,
)
