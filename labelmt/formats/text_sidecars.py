"""Text files beside images, as taggui and kohya write them: ``a.txt`` has the labels of ``a.jpg``.

Labels are parted by commas, or by lines. Words in a file of a text, such as a caption, are not
labels; who has captions chooses another format.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput, InvalidTable, LabelMTError, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.csv_header import IMAGE_ENDINGS
from labelmt.formats.folder_walk import files_below, some_below, stem_of
from labelmt.formats.output import Output
from labelmt.formats.table_builder import TableBuilder
from labelmt.formats.text_encoding import read_small

COMMA = ","


def read_text_sidecars(folder: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels in all text files below a folder that stand beside an image.

    Where no image lies in the folder, every text file is taken for one of labels.
    """
    builder = TableBuilder()
    column = builder.column(generic=True, kind=TaskKind.MULTILABEL, none_said=False)
    pictures: dict[str, list[str]] = {}
    for path, _ in files_below(folder, IMAGE_ENDINGS):
        pictures.setdefault(stem_of(path), []).append(path)
        pictures.setdefault(path, []).append(path)
    separator = options.separator or COMMA
    for path, file in files_below(folder, (".txt",)):
        stem = path[: -len(".txt")]
        images = pictures.get(stem, [] if pictures else [stem])
        if not images:
            continue
        try:
            told = read_small(file, options.encoding)
        except LabelMTError as error:
            first = error.problems[0] if isinstance(error, InvalidTable) else Problem(0, error.what)
            builder.problems.append(Problem(first.line, first.what, file=path))
            continue
        for image in images:
            place = builder.image(image, file=path)
            names = 0
            for number, line in enumerate(told.splitlines(), 1):
                for part in line.split(separator):
                    if part.strip():
                        label = builder.label(column, part, number, path)
                        builder.say(column, place, Pair(label, State.PRESENT))
                        names += 1
            if names:
                builder.look(column, place)
    return builder.table(), builder.problems


def write_text_sidecars(table: ExportedTable, output: Output) -> None:
    """Write a file for each image: its labels, parted by commas.

    Raises:
        InvalidInput: a label has a comma in it.
    """
    for task in table.tasks:
        for label in task.labels:
            if COMMA in label:
                raise InvalidInput(
                    "A comma parts labels in these files, and this label has one.",
                    subject=label,
                    kept="Nothing was written.",
                    next_step="Rename it, or choose another format.",
                )
    stems = Counter(stem_of(image.name).casefold() for image in table.images)
    with output.folder(mixes=True):
        for image in table.images:
            labels = [
                pair.label for pairs in image.pairs for pair in pairs if pair.state is State.PRESENT
            ]
            stem = stem_of(image.name)
            name = stem if stems[stem.casefold()] == 1 else image.name
            if labels:
                with output.within(f"{name.lstrip('/')}.txt") as stream:
                    stream.write(", ".join(dict.fromkeys(labels)).encode() + b"\n")
                output.picture(image.name.lstrip("/"), image.file)


def recognised(place: Path, _start: bytes) -> bool:
    """A folder with text files beside images of their names, or with nothing else."""
    names = [name for name, _ in some_below(place)]
    texts = {name[:-4] for name in names if name.endswith(".txt")}
    pictures = {stem_of(one) for one in names if Path(one).suffix.lower() in IMAGE_ENDINGS}
    if not pictures:
        return len(texts) == len(names) > 0
    return len(texts & pictures) * 2 > len(pictures)


FORMAT = AnnotationFormat(
    name="txt",
    title=mark("Text beside each image"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.PATHS,
    summary=mark("A .txt file beside each image, labels parted by commas (taggui, kohya)."),
    unlisted=State.UNKNOWN,
    heeds=Heeds.SEPARATOR | Heeds.ENCODING,
    reader=read_text_sidecars,
    writer=write_text_sidecars,
    recognised=recognised,
)
