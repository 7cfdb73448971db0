"""The header of a table: which columns it has, and which of them names the image."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from labelmt.domain.errors import InvalidName, Problem
from labelmt.domain.schema import TaskKind, clean_name, name_key, same_name
from labelmt.domain.text import Text, text
from labelmt.formats.base import ReadOptions
from labelmt.formats.csv_records import Record, shown

PATH = "path"
COLUMN_LIMIT = 1000
"""Most columns of a table; more is another kind of file, or an attack."""

PATH_NAMES = (
    "path", "filename", "filepath", "imagepath", "imagename", "imagefile", "image", "file",
    "img", "imgpath", "imgname", "photo", "picture", "imageid", "url",
)  # fmt: skip
"""What tables call the column of images, the surest first; as ``_bare`` leaves names."""

IMAGE_ENDINGS = frozenset(
    f".{ending}"
    for ending in (
        "jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "heic", "heif", "avif", "jp2",
        "jxl", "dcm",
    )
)  # fmt: skip

JOINT = "|"
COLUMN_WORDS = ("absent", "source", "seen")
"""What our own tables tell beside a column."""
MARK_WORDS = ("unsure", "rating", "comment")
"""And beside the path, of the image itself."""


@dataclass(slots=True)
class Header:
    """Names by column, empty where one is not read, and which column is the path.

    Attributes:
        companions: of our own tables: (column, what) to place, ``what`` being one of the words.
    """

    names: list[str]
    path: int | None
    companions: dict[tuple[str, str], int]

    @property
    def tasks(self) -> list[int]:
        """The columns that are neither path nor left out."""
        return [i for i, name in enumerate(self.names) if name and i != self.path]


def read_strict_header(header: Record, problems: list[Problem]) -> Header:
    """A header whose columns are all named, the image's ``path``."""
    if _too_many(header, problems):
        return Header([], None, {})
    names = _names(header.cells, range(len(header.cells)), header.line, problems)
    path = next((i for i, name in enumerate(names) if same_name(name, PATH)), None)
    if path is None:
        problems.append(Problem(header.line, "there is no column “path”"))
    elif len(header.cells) == 1:
        problems.append(_no_task(header, "path"))
    return Header(names, path, {})


def read_header(
    header: Record,
    records: Sequence[Record],
    wanted_path: str,
    problems: list[Problem],
    notes: list[Text],
) -> Header:
    """A header as programs write it: the path by many names, columns without one.

    Args:
        records: all others, of at least the width of the header.
        wanted_path: the column that the person says is the path.
    """
    if _too_many(header, problems):
        return Header([], None, {})
    companions = _companions(header.cells)
    if any(what in MARK_WORDS for _, what in companions):
        notes.append(text("Flags, ratings and comments of images are not read."))
    kept = []
    for index, given in enumerate(header.cells):
        if index in companions.values():
            continue
        if _is_unnamed(given):
            cells = [record.cells[index].strip() for record in records]
            if not any(cells):
                continue
            if all(_is_number(cell) for cell in cells if cell):
                notes.append(text("Column {column} only counts; it is not read.", column=index + 1))
                continue
        kept.append(index)
    names = _names(header.cells, kept, header.line, problems)
    path = _path_column(names, records, wanted_path)
    if path is None:
        problems.append(
            Problem(header.line, text("there is no column “{name}”", name=wanted_path))
            if wanted_path
            else Problem(
                header.line, "there is no column “path”, and none that holds names of images"
            )
        )
    elif not any(name and index != path for index, name in enumerate(names)):
        problems.append(_no_task(header, names[path]))
    return Header(names, path, companions)


def bare(name: str) -> str:
    """A column's name in small letters, without what stands between its words."""
    return re.sub(r"[\s_:.\-]+", "", name_key(name))


def read_paths(
    records: list[Record], path: int | None, problems: list[Problem], once: bool = True
) -> list[str]:
    """The image of each record, without needless ``./``; ``once``: each of them on one line."""
    if path is None:
        return []
    paths: list[str] = []
    lines: dict[str, int] = {}
    for record in records:
        given = record.cells[path]
        one = plain_path(given)
        paths.append(one)
        if not one or one == "." or "\0" in one:
            problems.append(
                Problem(
                    record.line,
                    text("“{given}” is no path of an image", given=shown(given)),
                    "path",
                )
            )
            continue
        first = lines.setdefault(one, record.line)
        if once and first != record.line:
            problems.append(
                Problem(
                    record.line,
                    text("“{path}” is on line {line} already", path=shown(one), line=first),
                    "path",
                )
            )
    return paths


def plain_path(given: str) -> str:
    """A path without needless ``./`` and ``//``; an address as it is, and empty for none."""
    if "://" in given:
        return given.strip()
    return posixpath.normpath(given) if given.strip() else ""


def given_kind(name: str, options: ReadOptions) -> TaskKind | None:
    """The kind that a column is said to have."""
    for given, kind in options.kinds.items():
        if same_name(given, name):
            return kind
    return None


def looks_like_image(cell: str) -> bool:
    """Whether a cell ends as names of image files do."""
    return PurePosixPath(cell.replace("\\", "/")).suffix.lower() in IMAGE_ENDINGS


def _too_many(header: Record, problems: list[Problem]) -> bool:
    if len(header.cells) <= COLUMN_LIMIT:
        return False
    problems.append(
        Problem(
            header.line,
            text(
                "{cells:,} columns; at most {most:,} are read",
                cells=len(header.cells),
                most=COLUMN_LIMIT,
            ),
        )
    )
    return True


def _no_task(header: Record, path: str) -> Problem:
    return Problem(
        header.line, text("there is no column of a task beside “{path}”", path=shown(path))
    )


def _names(
    given: Sequence[str], kept: Sequence[int], line: int, problems: list[Problem]
) -> list[str]:
    names = [""] * len(given)
    seen: dict[str, int] = {}
    for index in kept:
        parts = given[index].split(JOINT)
        try:
            clean = [clean_name(part, "column") for part in parts[:2]]
            name = JOINT.join(clean) if len(parts) == 2 else clean_name(given[index], "column")
        except InvalidName as error:
            what = text(
                "column {column}, “{given}”: {what}",
                column=index + 1,
                given=shown(given[index]),
                what=error.what,
            )
            problems.append(Problem(line, what))
            continue
        first = seen.setdefault(name_key(name), index)
        if first != index:
            what = text(
                "columns {first} and {second} are both called “{name}”",
                first=first + 1,
                second=index + 1,
                name=name,
            )
            problems.append(Problem(line, what))
            continue
        names[index] = name
    return names


def _companions(cells: Sequence[str]) -> dict[tuple[str, str], int]:
    """Our own tables tell beside a column what its cells have no place for."""
    plain = {name_key(cell) for cell in cells}
    found = {}
    for index, cell in enumerate(cells):
        name, joint, what = cell.rpartition(JOINT)
        of_image = same_name(name, PATH) and what in MARK_WORDS
        if joint and (of_image or what in COLUMN_WORDS) and name_key(name) in plain:
            found[name_key(name), what] = index
    return found


def _is_unnamed(name: str) -> bool:
    return not name.strip() or re.fullmatch(r"Unnamed: \d+", name.strip()) is not None


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d{1,18}(\.0+)?", cell) is not None


def _path_column(names: list[str], records: Sequence[Record], wanted: str) -> int | None:
    if wanted:
        return next((i for i, name in enumerate(names) if name and same_name(name, wanted)), None)
    by_name = {bare(name): index for index, name in reversed(list(enumerate(names))) if name}
    named = [by_name[name] for name in PATH_NAMES if name in by_name]
    sample = records[:200]
    with_images = [
        index
        for index, name in enumerate(names)
        if name and sample and _share_of_images(index, sample) > 0.8
    ]
    # A column called "image" that holds numbers is one, unless another holds names of images.
    sure = [index for index in named if index in with_images] or named[:1] or with_images
    return sure[0] if sure else None


def _share_of_images(index: int, sample: Sequence[Record]) -> float:
    cells = [cell for record in sample if (cell := record.cells[index].strip())]
    return sum(map(looks_like_image, cells)) / len(cells) if cells else 0.0
