"""Columns of a large project kept beside its database, so that it opens without reading all rows.

A cache: safe to delete, never trusted beyond what the database says. Both hold the same token, so
that columns of another copy of the database, such as one from a backup, are not taken for its own.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.project.images.image_columns import ImageTable
from labelmt.project.images.natural_order import know_order, order_by_name

WORTHWHILE = 20_000
"""Images from which it is faster than the database."""

_SEPARATOR = "\0"
"""No path has one."""


class ColumnCache:
    """The files of one project.

    Args:
        folder: of the cache; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._images = folder / "images.npz"
        self._states = folder / "annotations.npz"

    def keep_images(self, token: str, revision: int, table: ImageTable) -> None:
        """Write the images as of a revision; what cannot be written is not kept."""
        paths = os.fsencode(_SEPARATOR.join(table.paths))
        write_archive(
            self._images,
            token=_text(token),
            revision=np.array(revision, dtype=np.int64),
            paths=np.frombuffer(paths, dtype=np.uint8),
            problems=_text(json.dumps(list(table.problems.items()))),
            root_ids=table.root_ids,
            sizes=table.sizes,
            mtimes=table.mtimes,
            status=table.status,
            order=order_by_name(table),
        )

    def images(self, token: str, roots: dict[int, Path]) -> tuple[int, ImageTable] | None:
        """The images kept last, with their revision; None where there are none to be trusted."""
        found = read_archive(self._images)
        try:
            if found is None or _of(found["token"]) != token:
                return None
            text = os.fsdecode(found["paths"].tobytes())
            problems = json.loads(_of(found["problems"]))
            table = ImageTable(
                roots=roots,
                root_ids=_column(found["root_ids"], np.int64),
                paths=text.split(_SEPARATOR) if text else [],
                sizes=_column(found["sizes"], np.int64),
                mtimes=_column(found["mtimes"], np.int64),
                status=_column(found["status"], np.int8),
                problems={int(row): str(reason) for row, reason in problems},
            )
            columns = (table.root_ids, table.sizes, table.mtimes, table.status)
            if {len(one) for one in columns} != {len(table)}:
                return None
            know_order(table, found["order"])
            return int(found["revision"]), table
        except (KeyError, ValueError, TypeError):
            return None

    def keep_codes(
        self, token: str, action: int, label_ids: tuple[int, ...], codes: NDArray[np.int8]
    ) -> None:
        """Write (images, labels) annotation codes as they were after an action of the history."""
        write_archive(
            self._states,
            token=_text(token),
            action=np.array(action, dtype=np.int64),
            label_ids=np.array(label_ids, dtype=np.int64),
            codes=codes,
        )

    def codes(self, token: str, label_ids: tuple[int, ...]) -> tuple[int, NDArray[np.int8]] | None:
        """The codes of these labels kept last, with the action they are as of, or None."""
        found = read_archive(self._states)
        try:
            if found is None or _of(found["token"]) != token:
                return None
            codes: NDArray[np.int8] = found["codes"]
            if codes.dtype != np.int8 or codes.shape[1:] != (len(label_ids),):
                return None
            if found["label_ids"].tolist() != list(label_ids):
                return None
            return int(found["action"]), codes
        except (KeyError, ValueError, TypeError):
            return None


def _column(values: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
    if values.dtype != kind or values.ndim != 1:
        raise ValueError("a kept column is of another form")
    values.setflags(write=False)  # tables share what did not change
    return values


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


def _of(text: NDArray[Any]) -> str:
    return text.tobytes().decode("utf-8")


def write_archive(file: Path, **columns: NDArray[Any]) -> None:
    """Replace a cached archive; where that is not possible nothing is kept."""
    beside = file.with_name(f"{file.name}.part")
    with suppress(OSError):  # a full or read-only disk: the next start is slower, nothing else
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **columns)
        beside.replace(file)


def read_archive(file: Path) -> dict[str, NDArray[Any]] | None:
    """The arrays of a cached archive; None where there is none to be read."""
    try:
        # NumPy leaves a file open that is no archive; this one is closed by us.
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except Exception:  # noqa: BLE001 (a damaged archive raises as it likes; the database knows all)
        return None
