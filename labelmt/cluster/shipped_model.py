"""Shipped model: a run or an exported model as bytes, computed where the images are."""

from __future__ import annotations

import hashlib
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.api.load_model import load_model
from labelmt.api.model import Model
from labelmt.cluster.read_pieces import Batch
from labelmt.cluster.work_folder import WorkFolder
from labelmt.domain.errors import NotFound, UnreadableImage
from labelmt.domain.exported_model import ExportedTask, ModelLabel
from labelmt.domain.protocol.json_records import dumps, from_plain
from labelmt.domain.temporary_folder import temporary_folder

RUN, MODEL, BACKBONE = "run", "model", "backbone"
DESCRIPTION = "model/model.json"
REMOTE_THREADS = 16
"""Images that are waited for at once where they come over a network."""
_RUN_FILES = ("config.json", "weights.safetensors", "calibration.json")
_RUN_FILES_IF_THERE = ("label_dependence.safetensors",)


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """What every machine gets.

    Attributes:
        kind: RUN with its tasks as the project has them now; or MODEL, as ``export-model`` writes
            it. name: the file's, or empty for a folder.
        files: name to content.
    """

    kind: str
    name: str
    files: Mapping[str, bytes]
    tasks: tuple[ExportedTask, ...] = ()

    @property
    def hash(self) -> str:
        """Of all that computes."""
        made = hashlib.sha256(f"{self.kind}\0{dumps(self.tasks)}".encode())
        for name in sorted(self.files):
            content = hashlib.sha256(self.files[name]).digest()
            made.update(name.encode() + b"\0" + content)
        return made.hexdigest()


def ship_run(folder: Path, tasks: tuple[ExportedTask, ...]) -> ShippedModel:
    """A run of a project. Raises NotFound where its files cannot be read."""
    try:
        files = {name: (folder / name).read_bytes() for name in _RUN_FILES}
        for name in _RUN_FILES_IF_THERE:  # not computed with, but the run's seal counts it
            if (folder / name).is_file():
                files[name] = (folder / name).read_bytes()
    except OSError as error:
        raise NotFound(
            "This run's model cannot be read.", subject=str(folder), details=str(error)
        ) from error
    return ShippedModel(RUN, "", files, tasks)


def ship_model(place: Path) -> ShippedModel:
    """An exported model. Raises NotFound where its files cannot be read."""
    try:
        if place.is_dir():
            inside = sorted(one for one in place.iterdir() if one.is_file())
            return ShippedModel(MODEL, "", {one.name: one.read_bytes() for one in inside})
        return ShippedModel(MODEL, place.name, {place.name: place.read_bytes()})
    except OSError as error:
        raise NotFound("There is no such model.", subject=str(place), details=str(error)) from error


@dataclass(frozen=True, slots=True)
class _Description:
    kind: str
    name: str
    files: tuple[str, ...]
    tasks: tuple[ExportedTask, ...]


def write_shipped(folder: WorkFolder, shipped: ShippedModel) -> None:
    """Put a model beside the job, unless it is there: whatever machine comes later finds it."""
    if folder.read(DESCRIPTION) is not None:
        return
    for name, content in shipped.files.items():
        folder.write(f"model/{name}", content)
    files = tuple(sorted(shipped.files))
    told = _Description(shipped.kind, shipped.name, files, shipped.tasks)
    folder.write(DESCRIPTION, dumps(told).encode() + b"\n")


def read_shipped(folder: WorkFolder) -> ShippedModel:
    """The model beside a job. Raises EnvironmentFault where this machine does not see it."""
    content = folder.read(DESCRIPTION)
    if content is None:
        raise folder.unseen()
    told = from_plain(_Description, json.loads(content))
    files = {}
    for name in told.files:
        found = folder.read(f"model/{Path(name).name}")
        if found is None:
            raise folder.unseen()
        files[name] = found
    return ShippedModel(told.kind, told.name, files, told.tasks)


class Scorer(ABC):
    """Computes probabilities of images.

    Attributes:
        labels: the columns.
    """

    labels: tuple[ModelLabel, ...]

    @abstractmethod
    def score(
        self, batch: Batch
    ) -> Iterator[tuple[list[str], NDArray[np.float32], list[tuple[str, str]]]]:
        """Names, (names, labels) probabilities, and what could not be read, part by part."""

    @abstractmethod
    def predicted(self, probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
        """(images, labels) what counts as predicted."""


def load_scorer(shipped: ShippedModel, threads: int | None, device: str = "auto") -> Scorer:
    """The model, loaded here.

    Args:
        threads: that it may compute with; None is all cores.

    Raises:
        LabelMTError: it is damaged, or a package or device is missing.
    """
    with temporary_folder() as folder:
        for name, content in shipped.files.items():
            (folder / Path(name).name).write_bytes(content)
        if shipped.kind == RUN:
            return RunScorer(folder, shipped.tasks, threads, device)
        return ModelScorer(load_model(folder / shipped.name if shipped.name else folder))


class RunScorer(Scorer):
    """A run's network under the runtime that the worker would take."""

    def __init__(
        self, folder: Path, tasks: Sequence[ExportedTask], threads: int | None, device: str
    ) -> None:
        from labelmt.learning.data.preprocessing import preprocessing_of
        from labelmt.learning.export.portable_model import PortableModel
        from labelmt.learning.features.inference import make_infer
        from labelmt.learning.models.backbone_registry import described
        from labelmt.learning.models.devices import choose_device
        from labelmt.learning.models.network import JoinedLogits
        from labelmt.learning.training.checkpoints import load_run

        config, network, fitted = load_run(folder)
        self._preprocessing = preprocessing_of(described(config.settings.backbone))
        chosen = choose_device(device)
        network = network.cpu()
        self._reading = PortableModel(config, network, fitted, self._preprocessing, tasks)
        self._infer = make_infer(
            JoinedLogits(network), self._preprocessing, chosen, config.seen, threads
        )
        self._threads = threads or os.cpu_count() or 2
        self.labels = labels_of(tasks)
        self._flags = Model(self._never, self.labels, {}, self._preprocessing.size)

    def score(
        self, batch: Batch
    ) -> Iterator[tuple[list[str], NDArray[np.float32], list[tuple[str, str]]]]:
        from labelmt.learning.features.extraction import infer_files

        rows = range(len(batch.names))
        threads = max(2, self._threads, REMOTE_THREADS if batch.remote else 0)
        made = infer_files(
            self._infer, self._preprocessing, rows, batch.names, [""] * len(rows),
            read=batch.read, threads=threads,
        )  # fmt: skip
        for part in made:
            failed = [(batch.names[row], problem) for row, problem in part.failed]
            names = [batch.names[row] for row in part.rows]
            values = np.zeros((0, len(self.labels)), dtype=np.float32)
            yield names, self._reading.of_logits(part.values) if names else values, failed

    def predicted(self, probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
        return self._flags.predicted(probabilities)

    @staticmethod
    def _never(_images: NDArray[np.uint8]) -> NDArray[np.float32]:
        raise AssertionError("only asked what counts as predicted")


class ModelScorer(Scorer):
    """A model that was exported."""

    PART = 64

    def __init__(self, model: Model) -> None:
        self._model, self.labels = model, model.labels

    def score(
        self, batch: Batch
    ) -> Iterator[tuple[list[str], NDArray[np.float32], list[tuple[str, str]]]]:
        from concurrent.futures import ThreadPoolExecutor

        threads = REMOTE_THREADS if batch.remote else 2
        with ThreadPoolExecutor(threads, thread_name_prefix="decode") as pool:
            for start in range(0, len(batch.names), self.PART):
                names = batch.names[start : start + self.PART]
                read = list(pool.map(lambda name: self._pixels(batch, name), names))
                good = [name for name, one in zip(names, read, strict=True) if _is_pixels(one)]
                bad = [
                    (name, one) for name, one in zip(names, read, strict=True)
                    if isinstance(one, str)
                ]  # fmt: skip
                pixels = [one for one in read if not isinstance(one, str)]
                yield good, self._model.probabilities(pixels), bad

    def predicted(self, probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
        return self._model.predicted(probabilities)

    def _pixels(self, batch: Batch, name: str) -> NDArray[np.uint8] | str:
        try:
            return self._model.read(batch.read(name))
        except UnreadableImage as error:
            return error.what
        except OSError as error:
            return error.strerror or str(error)


def _is_pixels(one: NDArray[np.uint8] | str) -> bool:
    return not isinstance(one, str)


def labels_of(tasks: Sequence[ExportedTask]) -> tuple[ModelLabel, ...]:
    """The columns of tasks, as who reads an exported file knows them."""
    made = []
    for task in tasks:
        names = {label.id: label.name for label in task.labels}
        made += [
            ModelLabel(
                task.name, label.name, task.kind, label.threshold,
                tuple(names[one] for one in label.parents if one in names),
                label.synonyms,
            )
            for label in task.labels
        ]  # fmt: skip
    return tuple(made)
