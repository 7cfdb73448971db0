"""Finds the labels that a folder of photographs has already: its folders, .txt, XMP, keywords.

Other formats are recognised as everywhere; one of those comes first, as it is the most particular.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from labelmt.domain.errors import LabelMTError
from labelmt.domain.text import Text, counted, text
from labelmt.formats import class_folders, image_keywords, text_sidecars, xmp_sidecars
from labelmt.formats.csv_header import IMAGE_ENDINGS
from labelmt.formats.detect_format import detected
from labelmt.formats.folder_walk import PARTS, files_below, stem_of

FILES_LOOKED_AT = 200_000
OPENED = 300
"""Images whose keywords are looked for, spread over the folder: each has to be opened."""
FEW = 0.1
"""Share of the images below which another kind of labels is offered first."""
_BESIDE = (".txt", ".xmp")


@dataclass(frozen=True, slots=True)
class FoundLabels:
    """Labels that a folder has in one format.

    Attributes:
        format: its name.
        told: how many there are, such as "812 images in 14 folders"; None: nobody has counted.
        share: of the images that have some.
    """

    format: str
    told: Text | None = None
    share: float = 1.0


def labels_in(folder: Path) -> tuple[FoundLabels, ...]:
    """What labels a folder has, the surest first; none for a folder of images and no more.

    Looks at the first 200 000 files. Not on the GUI thread.

    Raises:
        NotFound, NoPermission: there is no such folder, or it may not be looked into.
    """
    files = dict(islice(files_below(folder, (*IMAGE_ENDINGS, *_BESIDE)), FILES_LOOKED_AT))
    images = [path for path in files if Path(path).suffix.lower() in IMAGE_ENDINGS]
    found = [
        *_beside(files, images),
        *_inside([files[path] for path in images]),
        *_folders(images),
    ]
    found.sort(key=lambda one: one.share < FEW)
    try:
        first = detected(folder).name
    except LabelMTError:
        return tuple(found)
    usual = (class_folders.FORMAT.name, text_sidecars.FORMAT.name, xmp_sidecars.FORMAT.name)
    if first in usual:
        known = first == usual[0] or any(one.format == first for one in found)
        # Files of labels in a folder of their own stand beside no image.
        return tuple(found) if known else (FoundLabels(first), *found)
    # What another format keeps in text files are no labels, and its folders none either.
    rest = [one for one in found if one.format not in (usual[0], usual[1])]
    return (FoundLabels(first), *rest)


def _beside(files: dict[str, Path], images: list[str]) -> list[FoundLabels]:
    """XMP and text files that stand beside an image."""
    names = {*images, *map(stem_of, images)}
    counts = Counter(
        Path(path).suffix.lower() for path in files if path not in names and stem_of(path) in names
    )
    found = []
    if counts[".xmp"]:
        told = counted(
            "{count:,} XMP file beside images", "{count:,} XMP files beside images", counts[".xmp"]
        )
        found.append(FoundLabels(xmp_sidecars.FORMAT.name, told, counts[".xmp"] / len(images)))
    if counts[".txt"]:
        told = counted(
            "{count:,} text file beside images",
            "{count:,} text files beside images",
            counts[".txt"],
        )
        found.append(FoundLabels(text_sidecars.FORMAT.name, told, counts[".txt"] / len(images)))
    return found


def _inside(images: list[Path]) -> list[FoundLabels]:
    """Keywords in the images themselves."""
    looked_at = images[:: max(1, -(-len(images) // OPENED))]
    count = sum(bool(image_keywords.keywords_inside(file)[0]) for file in looked_at)
    if not count:
        return []
    told = text("{count:,} of {all:,} images looked at", count=count, all=len(looked_at))
    return [FoundLabels(image_keywords.FORMAT.name, told, count / len(looked_at))]


def _folders(images: list[str]) -> list[FoundLabels]:
    """Folders that images lie in, training, validation and test part left aside."""
    below = Counter(path.rpartition("/")[0] for path in images if "/" in path)
    named = {path: count for path, count in below.items() if path.casefold() not in PARTS}
    if not named:
        return []
    count = sum(named.values())
    told = counted(
        "{images:,} images in {count:,} folder",
        "{images:,} images in {count:,} folders",
        len(named),
        images=count,
    )
    return [FoundLabels(class_folders.FORMAT.name, told, count / len(images))]
