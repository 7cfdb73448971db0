"""Loads a job's manifest and arrays, and splits them into training and validation images."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from labelmt.domain.annotations import State
from labelmt.domain.catalogue.backbones import starts_pretrained
from labelmt.domain.derived_files import UnusableFile, read_array
from labelmt.domain.errors import NotEnoughAnnotations
from labelmt.domain.likeness_groups import near_duplicate_groups
from labelmt.domain.protocol.implied_absences import with_implied_absences
from labelmt.domain.protocol.manifest import (
    IMAGES,
    LEFT_OUT,
    RANDOM,
    TOGETHER,
    Manifest,
    ManifestImages,
    read_images,
    read_manifest,
)


@dataclass(frozen=True, eq=False)
class JobData:
    """What a job learns from, and what it is judged by.

    Attributes:
        states: (rows, labels) int8 of State codes: heads and networks learn from them.
        judging: the same where a person saw the pair or imported it, else UNKNOWN: metrics,
            thresholds, calibration and every choice are judged by it.
        validation: (rows,) bool, as it was drawn or named.
        train_rows, validation_rows: annotated images that can be read, by side of the split. One
            of which nobody saw anything cannot validate, and is on neither.
        test_rows: those of the test part that somebody saw. Their states are UNKNOWN, so that
            nothing can learn from them; ``judging`` has what they are judged by.
        groups: (rows,) numbers of what a person keeps together; None: near-duplicates are.
        random: (rows, tasks) images that chance alone chose to be judged in a task; None: unknown.
    """

    manifest: Manifest
    images: ManifestImages
    states: NDArray[np.int8]
    judging: NDArray[np.int8]
    validation: NDArray[np.bool_]
    train_rows: NDArray[np.int64]
    validation_rows: NDArray[np.int64]
    test_rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    groups: NDArray[np.int64] | None = None
    random: NDArray[np.bool_] | None = None
    _alike: dict[bytes, NDArray[np.int64]] = field(default_factory=dict, repr=False)
    """Near-duplicates by the digest of the features they were found by: folds, calibration and the
    check of annotations ask for the same ones."""

    def groups_of(
        self, rows: NDArray[np.int64], features: NDArray[np.float32]
    ) -> NDArray[np.int64]:
        """(n,) equal for images that are never parted.

        Args:
            features: (n, width) of these rows, by which near-duplicates are found. Those of random
                weights say nothing of likeness: every image is apart then.
        """
        if self.groups is not None:
            return np.asarray(self.groups[rows])
        if not starts_pretrained(self.manifest.settings.backbone):
            return np.arange(len(rows))
        key = hashlib.blake2b(features.tobytes(), digest_size=16).digest()
        if key not in self._alike:
            self._alike[key] = near_duplicate_groups(features)
        return self._alike[key]

    @property
    def run_folder(self) -> Path:
        return Path(self.manifest.run_folder)

    def judged(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of these rows of which a person saw anything."""
        known = (self.judging[rows] != State.UNKNOWN).any(axis=1)
        return np.asarray(rows[known])

    def without(self, failed: set[int]) -> JobData:
        """The same without images that turned out unreadable."""
        gone = list(failed)
        return self.with_sides(
            self.train_rows[~np.isin(self.train_rows, gone)],
            self.validation_rows[~np.isin(self.validation_rows, gone)],
        )

    def with_sides(self, train: NDArray[np.int64], validation: NDArray[np.int64]) -> JobData:
        """The same images, split otherwise."""
        return replace(self, train_rows=np.sort(train), validation_rows=np.sort(validation))

    def fingerprint(self) -> str:
        """32 hex digits of images, annotations and split."""
        digest = hashlib.blake2b(digest_size=16)
        digest.update("".join(self.images.stamps).encode("ascii"))
        digest.update(np.asarray(self.images.rows, dtype=np.int64).tobytes())
        digest.update(self.states.tobytes())
        if not np.array_equal(self.judging, self.states):
            digest.update(self.judging.tobytes())
        digest.update(self.validation.tobytes())
        return digest.hexdigest()


def load_job(folder: Path, images: ManifestImages | None = None) -> JobData:
    """Read a manifest folder.

    Args:
        images: its images, where they have been read before.

    Raises:
        ValueError: its files do not fit each other.
    """
    manifest, images = read_manifest(folder), images or read_images(folder)
    told = judging = _states(folder / "annotations.npy", manifest)
    if (folder / "judging.npy").exists():
        judging = _states(folder / "judging.npy", manifest)
    states = with_implied_absences(manifest.tasks, told)
    judging = with_implied_absences(manifest.tasks, told, judging)
    validation = _read(folder / "validation.npy", np.bool_, manifest.row_count)
    test, left_out = (_flags(folder / name, manifest) for name in ("test.npy", LEFT_OUT))
    if test.any() or left_out.any():
        states, judging = np.array(states), np.array(judging)
        states[test | left_out] = State.UNKNOWN
        judging[left_out] = State.UNKNOWN
    readable = np.zeros(manifest.row_count, dtype=bool)
    if not all(0 <= row < manifest.row_count for row in images.rows):
        raise ValueError(f"{IMAGES}: it lists rows that the job has not")
    readable[list(images.rows)] = True
    seen = (judging != State.UNKNOWN).any(axis=1)
    # An image of a class that is not learnt teaches nothing, and judges.
    annotated = ((states != State.UNKNOWN).any(axis=1) | (seen & ~test)) & readable
    groups = _groups(folder / TOGETHER, manifest)
    if groups is not None:  # near-duplicates of the test part are found once there are features
        annotated &= ~np.isin(groups, groups[test])
    return JobData(
        manifest,
        images,
        states,
        judging,
        validation,
        np.flatnonzero(annotated & ~validation),
        np.flatnonzero(annotated & validation & seen),
        np.flatnonzero(test & seen & readable),
        groups,
        _random(folder / RANDOM, manifest),
    )


def _random(file: Path, manifest: Manifest) -> NDArray[np.bool_] | None:
    if not file.exists():
        return None
    return _read(file, np.bool_, manifest.row_count, len(manifest.tasks))


def _groups(file: Path, manifest: Manifest) -> NDArray[np.int64] | None:
    if not file.exists():
        return None
    return _read(file, np.int64, manifest.row_count)


def _flags(file: Path, manifest: Manifest) -> NDArray[np.bool_]:
    if not file.exists():
        return np.zeros(manifest.row_count, dtype=bool)
    return _read(file, np.bool_, manifest.row_count)


def _states(file: Path, manifest: Manifest) -> NDArray[np.int8]:
    labels = sum(len(spec.label_ids) for spec in manifest.tasks)
    return _read(file, np.int8, manifest.row_count, labels)


def _read(file: Path, dtype: DTypeLike, *shape: int) -> NDArray[Any]:
    """Raises ValueError where it is not of its form, or not as it was written."""
    try:
        return read_array(file, dtype, shape)
    except UnusableFile as error:
        raise ValueError(str(error)) from error


def refuse_empty(data: JobData) -> None:
    """Raises NotEnoughAnnotations when no annotated image is left to train on."""
    if not len(data.train_rows):
        raise NotEnoughAnnotations(
            "No annotated image can be trained on.",
            kept="Your annotations are kept.",
            next_step="Annotate a few images that can be read, and keep some out of validation.",
        )


def keep_duplicates_together(
    data: JobData, rows: NDArray[np.int64], groups: NDArray[np.int64]
) -> tuple[int, JobData]:
    """Move validation images to training that nearly repeat a training image.

    A network that saw one has nearly seen the other. A person's own choice stays as it is.

    Args:
        rows: (n,) annotated rows. groups: (n,) equal for near-duplicates.

    Returns:
        How many validation images repeat a training image, and the data as it is split now.
    """
    training = np.isin(rows, data.train_rows)
    repeats = rows[~training & np.isin(groups, groups[training])]
    if data.manifest.validation_named or not len(repeats):
        return len(repeats), data
    train = np.concatenate([data.train_rows, repeats])
    return len(repeats), data.with_sides(train, np.setdiff1d(data.validation_rows, repeats))


def keep_test_apart(
    data: JobData, rows: NDArray[np.int64], groups: NDArray[np.int64]
) -> tuple[int, JobData]:
    """Leave out images that belong together with one of the test part, on either side of the split.

    Args:
        rows: (n,) annotated rows and those of the test part. groups: (n,) equal where together.

    Returns:
        How many were left out, and the data without them.
    """
    beside = rows[np.isin(groups, groups[np.isin(rows, data.test_rows)])]
    sides = np.concatenate([data.train_rows, data.validation_rows])
    gone = np.intersect1d(beside, sides)
    return len(gone), data.without(set(gone.tolist())) if len(gone) else data


def ordered_indices(data: JobData, first_rows: Sequence[int]) -> tuple[list[int], list[int]]:
    """Indices into ``data.images``: annotated images, then the others with first_rows ahead.

    The test part is among the first: what nearly repeats it must not be learnt from.
    """
    annotated = np.zeros(data.manifest.row_count, dtype=bool)
    annotated[data.train_rows] = annotated[data.validation_rows] = True
    annotated[data.test_rows] = True
    index_of = {row: index for index, row in enumerate(data.images.rows)}
    needed = [index for row, index in index_of.items() if annotated[row]]
    ahead = [index_of[row] for row in first_rows if row in index_of and not annotated[row]]
    seen = set(ahead)
    rest = [i for row, i in index_of.items() if not annotated[row] and i not in seen]
    return needed, [*dict.fromkeys(ahead), *rest]
