"""Pascal VOC: ``ImageSets/Main/sea_train.txt`` says of each image 1, 0 or −1; or its objects do.

1 is present and −1 absent. 0 is "difficult" in VOC's own words: whoever annotated could hardly
tell; it is taken for unknown, and we write it for what is unknown. Without such lists the objects
in ``Annotations/*.xml`` are labels of the image.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidTable, LabelMTError, NotFound, Problem
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
from labelmt.formats.bounded_xml import read_xml
from labelmt.formats.folder_walk import (
    as_folder_name,
    files_below,
    first_names,
    flat_names,
    from_folder_name,
    stem_of,
)
from labelmt.formats.output import Output
from labelmt.formats.table_builder import BuiltColumn, TableBuilder
from labelmt.formats.text_encoding import read_small

SETS = "ImageSets/Main"
_LIST = re.compile(r"(.+)_(train|val|trainval|test)")
_STATES = {"1": State.PRESENT, "-1": State.ABSENT, "0": State.UNKNOWN}


def read_voc(folder: Path, _options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels of a data set, by its lists, else by its objects. Raises NotFound and others."""
    home = _home(folder)
    builder = TableBuilder()
    lists = [
        (found[1], f"{SETS}/{path}", file)
        for path, file in (files_below(home / SETS, (".txt",)) if (home / SETS).is_dir() else ())
        if (found := _LIST.fullmatch(stem_of(path)))
    ]
    if lists:
        column = builder.column(generic=True, kind=TaskKind.MULTILABEL, listed=State.UNKNOWN)
        difficult = sum(_read_list(builder, column, *one) for one in lists)
        if difficult:
            builder.notes.append(
                text("0 (difficult to tell) stands {count:,} times; it is taken for unknown.",
                     count=difficult)
            )  # fmt: skip
    else:
        column = builder.column(generic=True, kind=TaskKind.MULTILABEL, none_said=False)
        for path, file in files_below(home / "Annotations", (".xml",)):
            _read_objects(builder, column, f"Annotations/{path}", file)
    return builder.table(), builder.problems


def _home(folder: Path) -> Path:
    """The folder that has lists and annotations; they may lie below a year's."""
    for home in (folder, *sorted(folder.glob("VOC*")), *sorted(folder.glob("VOCdevkit/VOC*"))):
        if (home / SETS).is_dir() or (home / "Annotations").is_dir():
            return home
    raise NotFound("There is neither ImageSets/Main nor Annotations.", subject=str(folder))


def _read_list(builder: TableBuilder, column: BuiltColumn, name: str, path: str, file: Path) -> int:
    """Say what a list says; how often it says 0."""
    difficult = 0
    label = builder.label(column, from_folder_name(name), file=path)
    try:
        lines = read_small(file).splitlines()
    except LabelMTError as error:
        _note(builder, path, error)
        return 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        image, _, word = line.rstrip().rpartition(" ")
        state = _STATES.get(word.strip())
        if state is None or not image.strip():
            what = text("“{line}” is no image with 1, 0 or −1", line=line[:60])
            builder.problems.append(Problem(number, what, file=path))
            continue
        difficult += state is State.UNKNOWN
        place = builder.image(image.strip(), number, path)
        if state is State.UNKNOWN:
            builder.look(column, place)
        else:
            builder.say(column, place, Pair(label, state))
    return difficult


def _read_objects(builder: TableBuilder, column: BuiltColumn, path: str, file: Path) -> None:
    try:
        root = read_xml(file)
    except LabelMTError as error:
        _note(builder, path, error)
        return
    name = (root.findtext("filename") or "").strip() or file.stem
    place = builder.image(name, file=path)
    builder.look(column, place)
    for one in root.iter("object"):
        label = builder.label(column, one.findtext("name") or "", file=path)
        builder.say(column, place, Pair(label, State.PRESENT))


def _note(builder: TableBuilder, path: str, error: LabelMTError) -> None:
    first = error.problems[0] if isinstance(error, InvalidTable) else Problem(0, error.what)
    builder.problems.append(Problem(first.line, first.what, file=path))


def write_voc(table: ExportedTable, output: Output) -> None:
    """Write lists, an annotation file an image, and the images where they are wanted."""
    names = flat_names(table.images)
    stems = {name: stem_of(flat) for name, flat in names.items()}
    if len({stem.casefold() for stem in stems.values()}) < len(stems):
        stems = dict(names)  # images that differ in their ending alone
    parts: dict[str, list[ExportedImage]] = {}
    with output.folder():
        for image in table.images:
            parts.setdefault(image.part or "train", []).append(image)
            with output.within(f"Annotations/{stems[image.name]}.xml") as stream:
                stream.write(_annotation(image, names[image.name]).encode())
            output.picture(f"JPEGImages/{names[image.name]}", image.file)
        with output.within("labelmap.txt") as stream:  # which classes there are, for CVAT's tools
            stream.write(b"# label:color_rgb:parts:actions\nbackground:0,0,0::\n")
            for label in (label for task in table.tasks for label in task.labels):
                stream.write(f"{label.replace(':', ' ')}:::\n".encode())
        for part, images in parts.items():
            with output.within(f"{SETS}/{part}.txt") as stream:
                stream.write("".join(f"{stems[one.name]}\n" for one in images).encode())
            for label in (label for task in table.tasks for label in task.labels):
                with output.within(f"{SETS}/{as_folder_name(label)}_{part}.txt") as stream:
                    for image in images:
                        stream.write(f"{stems[image.name]} {_word(image, label):>2}\n".encode())


def _word(image: ExportedImage, label: str) -> str:
    states = {pair.label: pair.state for pairs in image.pairs for pair in pairs}
    state = states.get(label, State.UNKNOWN)
    return {State.PRESENT: "1", State.ABSENT: "-1"}.get(state, "0")


def _annotation(image: ExportedImage, name: str) -> str:
    return "".join(_lines(image, name))


def _lines(image: ExportedImage, name: str) -> Iterator[str]:
    width, height = image.width or 1, image.height or 1
    yield "<annotation>\n  <folder>JPEGImages</folder>\n"
    yield f"  <filename>{escape(name)}</filename>\n"
    yield f"  <size><width>{width}</width><height>{height}</height><depth>3</depth></size>\n"
    yield "  <segmented>0</segmented>\n"
    for pairs in image.pairs:
        for pair in pairs:
            if pair.state is State.PRESENT:
                yield f"  <object>\n    <name>{escape(pair.label)}</name>\n"
                yield "    <difficult>0</difficult>\n    <bndbox><xmin>1</xmin><ymin>1</ymin>"
                yield f"<xmax>{width}</xmax><ymax>{height}</ymax></bndbox>\n  </object>\n"
    yield "</annotation>\n"


def recognised(place: Path, _start: bytes) -> bool:
    """A folder with VOC's own folders, perhaps below that of a year."""
    names = set(first_names(place))
    if "Annotations" in names and any(
        name.endswith(".xml") for name in first_names(place / "Annotations")
    ):
        return True
    return (place / SETS).is_dir() or any(
        name == "VOCdevkit" or re.fullmatch(r"VOC\d{4}", name) for name in names
    )


FORMAT = AnnotationFormat(
    name="voc",
    title="Pascal VOC",
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SPLIT
    | Carries.NONE,
    summary=mark("Pascal VOC: a list for each label, with 1, 0 and −1."),
    pictures=Pictures.LINK,
    needs_pixels=True,
    whole_boxes=True,
    reader=read_voc,
    writer=write_voc,
    recognised=recognised,
)
