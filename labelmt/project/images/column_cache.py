"""Caches the columns of a large project on disk, so that it opens without reading all rows.

A cache: safe to delete, never trusted beyond what the database says. Both hold the same token, so
that columns of another copy of the database, such as one from a backup, are not taken for its own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain import derived_files
from labelmt.domain.atomic_write import replacing
from labelmt.project.images.image_columns import STORED, ImageTable
from labelmt.project.images.natural_order import order_by_name, set_known_order

FEWEST_KEPT = 20_000
"""Images from which it is faster than the database."""


@dataclass(frozen=True, eq=False, slots=True)
class KeptImages:
    """The images as of a revision; see ``image_repository.read_revision``."""

    revision: int
    table: ImageTable


@dataclass(frozen=True, eq=False, slots=True)
class KeptCodes:
    """What is annotated of some labels after an action: (images, labels), see ``split_codes``."""

    action: int
    label_ids: tuple[int, ...]
    codes: NDArray[np.int8]


class ColumnCache:
    """The files of one project.

    Args:
        folder: of the cache; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._images = folder / "images.npz"
        self._states = folder / "annotations.npz"

    def keep_images(self, token: str, images: KeptImages) -> None:
        """Write the images; what cannot be written is not kept."""
        table = images.table
        write_archive(
            self._images,
            token=_text(token),
            revision=np.array(images.revision, dtype=np.int64),
            order=order_by_name(table),
            **{name: kind.pack(getattr(table, name)) for name, kind in STORED.items()},
        )

    def images(self, token: str, roots: dict[int, Path]) -> KeptImages | None:
        """The images kept last; None where there are none to be trusted."""
        found = read_archive(self._images)
        try:
            if found is None or _of(found["token"]) != token:
                return None
            order = found["order"]
            unpacked = {name: kind.unpack(found[name], len(order)) for name, kind in STORED.items()}
            table = ImageTable(roots=roots, **unpacked)
            set_known_order(table, order)
            return KeptImages(int(found["revision"]), table)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError):
            return None

    def keep_codes(self, token: str, kept: KeptCodes) -> None:
        """Write the codes; what cannot be written is not kept."""
        write_archive(
            self._states,
            token=_text(token),
            action=np.array(kept.action, dtype=np.int64),
            label_ids=np.array(kept.label_ids, dtype=np.int64),
            codes=kept.codes,
        )

    def codes(self, token: str, label_ids: tuple[int, ...]) -> KeptCodes | None:
        """The codes of these labels kept last, or None."""
        found = read_archive(self._states)
        try:
            if found is None or _of(found["token"]) != token:
                return None
            codes: NDArray[np.int8] = found["codes"]
            if codes.dtype != np.int8 or codes.shape[1:] != (len(label_ids),):
                return None
            if found["label_ids"].tolist() != list(label_ids):
                return None
            return KeptCodes(int(found["action"]), label_ids, codes)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError):
            return None


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


def _of(text: NDArray[Any]) -> str:
    return text.tobytes().decode("utf-8")


def write_archive(file: Path, **columns: NDArray[Any]) -> None:
    """Replace a cached archive; where that is not possible nothing is kept."""
    with suppress(OSError):  # a full or read-only disk: the next start is slower, nothing else
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file, durable=False) as stream:
            np.savez(stream, allow_pickle=False, **columns)


def read_archive(file: Path) -> dict[str, NDArray[Any]] | None:
    """The arrays of a cached archive; None where there is none to be read."""
    try:
        return derived_files.read_archive(file)
    except derived_files.UnusableFile:  # the database knows all
        return None
