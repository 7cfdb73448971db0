"""Walks a folder of untrusted files: links to folders are not followed, and there is an end."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from labelmt.domain.errors import InvalidTable, LabelMTError, NoPermission, NotFound, Problem
from labelmt.formats.base import ExportedImage

FILE_LIMIT = 5_000_000
DEPTH_LIMIT = 40
PARTS = {"train": "train", "training": "train", "val": "val", "valid": "val",
         "validation": "val", "test": "test", "testing": "test", "trainval": "train"}  # fmt: skip
"""What folders of a split are called, and the part."""


def files_below(folder: Path, endings: Collection[str] = ()) -> Iterator[tuple[str, Path]]:
    """(path from the folder on, file) of the regular files below a folder, in order.

    Hidden files and folders are left out, and links to folders.

    Args:
        endings: of the files wanted, in small letters; none: all.

    Raises:
        NotFound, NoPermission, InvalidTable: there is no such folder, or there is no end of it.
    """
    if not folder.is_dir():
        raise NotFound("There is no such folder.", subject=str(folder))
    count = 0
    for here, folders, names in os.walk(folder, onerror=_raise):
        below = Path(here).relative_to(folder)
        if len(below.parts) >= DEPTH_LIMIT:
            folders.clear()
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            count += 1
            if count > FILE_LIMIT:
                problem = Problem(0, "there are too many files")
                raise InvalidTable("The folder cannot be read.", (problem,), subject=str(folder))
            if name.startswith(".") or (endings and Path(name).suffix.lower() not in endings):
                continue
            file = Path(here, name)
            try:
                regular = stat.S_ISREG(file.stat().st_mode)
            except OSError:
                continue  # a link that leads nowhere, or in a circle
            if regular:
                yield (below / name).as_posix(), file


def _raise(error: OSError) -> None:
    if isinstance(error, PermissionError):
        raise NoPermission("This folder may not be read.", subject=str(error.filename)) from error


def has_file(folder: Path, *names: str) -> bool:
    """Whether a folder has a file of any of these names."""
    return any((folder / name).is_file() for name in names)


def first_names(folder: Path, count: int = 200) -> list[str]:
    """Some names of what lies in a folder, to tell its format by; none for no folder."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found.append(entry.name)
                if len(found) >= count:
                    break
    except OSError:
        return []
    return sorted(found)


def some_below(folder: Path, count: int = 2000) -> list[tuple[str, Path]]:
    """The first files below a folder, to tell its format by; none for no folder."""
    if not folder.is_dir():
        return []
    try:
        return list(islice(files_below(folder), count))
    except LabelMTError:
        return []


def as_folder_name(label: str) -> str:
    """A label as the name of a folder, on every system; ``from_folder_name`` takes it back."""
    name = re.sub(r'[%/\\<>:"|?*\x00-\x1f]', lambda found: f"%{ord(found[0]):02X}", label)
    if name[0] in ". " or name.casefold() in PARTS or _RESERVED.fullmatch(name):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    return f"{name[:-1]}%{ord(name[-1]):02X}" if name[-1] in ". " else name


_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def from_folder_name(name: str) -> str:
    """The label that a folder is called after."""
    return unquote(name) if "%" in name else name


def flat_names(images: Iterable[ExportedImage]) -> dict[str, str]:
    """Name to a name without folders, each once: the file's own where no other has it.

    Others are all images of the project, also such as are not written.
    """
    told = {image.name: image.flat for image in images}
    if all(told.values()):
        return told
    return flat_of(list(told))


def flat_of(names: Sequence[str]) -> dict[str, str]:
    """The same of names alone."""
    counts = Counter(name.rpartition("/")[2].casefold() for name in names)
    flat: dict[str, str] = {}
    for name in names:
        last = name.rpartition("/")[2]
        flat[name] = last if counts[last.casefold()] == 1 else name.strip("/").replace("/", "__")
    return flat


def stem_of(name: str) -> str:
    """A path without its ending."""
    folder, slash, last = name.rpartition("/")
    stem, dot, _ = last.rpartition(".")
    return f"{folder}{slash}{stem if dot and stem else last}"
