"""YOLO classification: class folders below the parts ``train``, ``val`` and ``test``."""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.text import mark
from labelmt.formats.base import AnnotationFormat, Carries, Pictures
from labelmt.formats.class_folders import read_class_folders, write_parts
from labelmt.formats.folder_walk import PARTS, first_names


def recognised(place: Path, _start: bytes) -> bool:
    """A folder with parts, and folders in them."""
    parts = [name for name in first_names(place) if name.casefold() in PARTS]
    return any(
        any((place / part / name).is_dir() for name in first_names(place / part)) for part in parts
    )


FORMAT = AnnotationFormat(
    name="yolo-cls",
    title=mark("YOLO classification"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.SPLIT,
    summary=mark("Class folders below train, val and test."),
    pictures=Pictures.LINK,
    folder_per_label=True,
    reader=read_class_folders,
    writer=write_parts,
    recognised=recognised,
)
