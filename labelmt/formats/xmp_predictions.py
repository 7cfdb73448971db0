"""Predictions as XMP keywords beside their images: what is predicted is added, nothing taken out.

Which keywords of a sidecar come from a person and which from an earlier prediction cannot be told
from it, so that all that are there stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.errors import LabelMTError, NoPermission
from labelmt.formats.base import PredictionRow
from labelmt.formats.bounded_xml import Element, read_xml
from labelmt.formats.output import Output
from labelmt.formats.xmp_keywords import keywords_of, put_keywords
from labelmt.formats.xmp_sidecars import ENDING


@dataclass(slots=True)
class WrittenSidecars:
    """What became of them.

    Attributes:
        written: sidecars that were made or changed.
        failed: sidecars, or folders of them, that could not be written, and why.
    """

    written: list[Path] = field(default_factory=list)
    failed: dict[Path, LabelMTError] = field(default_factory=dict)


def write_sidecars(
    rows: Iterable[PredictionRow], parents: Mapping[str, tuple[str, ...]]
) -> WrittenSidecars:
    """Add what is predicted to ``a.jpg.xmp`` or ``a.xmp`` of each image, one made where none is.

    A sidecar that cannot be read or written is told of, and the others are written. After the
    first of a folder that may not be written, no other of it is tried.

    Args:
        rows: their paths lead to the images. parents: label to those it implies, by name.
    """
    labels: dict[Path, dict[str, None]] = {}
    for row in rows:
        found = labels.setdefault(Path(row.path), {})
        if row.predicted:
            found[row.label] = None
    shared = Counter(image.with_suffix(ENDING) for image in labels)
    told = WrittenSidecars()
    for image, present in labels.items():
        if image.parent in told.failed:
            continue
        place, short = image.with_name(image.name + ENDING), image.with_suffix(ENDING)
        if not place.exists() and short.is_file() and shared[short] == 1:
            place = short
        try:
            if _add(place, list(present), parents):
                told.written.append(place)
        except NoPermission as error:
            told.failed[place if place.exists() else image.parent] = error
        except LabelMTError as error:
            told.failed[place] = error
    return told


def _add(place: Path, present: Sequence[str], parents: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the sidecar had to be written."""
    root: Element | None = read_xml(place) if place.exists() else None
    there = {chain[-1].casefold() for chain in keywords_of(root)} if root is not None else set()
    new = [label for label in present if label.casefold() not in there]
    if not new:
        return False
    with Output(place, overwrite=True).file() as stream:
        stream.write(put_keywords(root, new, (), parents))
    return True
