"""Answers the window's questions where a model sees a label; on the processor, in a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from labelmt.domain.errors import NotFound, UnreadableImage
from labelmt.domain.protocol.messages import Explain, Explained
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.evaluation.calibration import TaskCalibration, probabilities
from labelmt.learning.explain.activation_map import activation_map
from labelmt.learning.models.backbone_registry import described
from labelmt.learning.models.cpu_threads import one_core
from labelmt.learning.models.network import Network
from labelmt.learning.training.checkpoints import RunConfig, load_run

FILES = ("config.json", "calibration.json", "weights.safetensors")

Loaded = tuple[RunConfig, Network, tuple[TaskCalibration, ...]]


class Explainer:
    """Keeps the network it was last asked about, until its files are other ones."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._loaded: Loaded | None = None

    def answer(self, question: Explain) -> Explained:
        """Where the run's model sees the label.

        Raises:
            NotFound: the run's model cannot be read, or does not know the label.
            UnreadableImage: the image cannot be read.
        """
        config, network, fitted = self._network(Path(question.run))
        task = next(
            (i for i, spec in enumerate(config.tasks) if question.label in spec.label_ids), None
        )
        if task is None:
            raise NotFound(
                "The model does not know this label.",
                subject=question.run,
                kept="Nothing was changed.",
                next_step="Give it examples, then train.",
            )
        spec = config.tasks[task]
        column = spec.label_ids.index(question.label)
        preprocessing = preprocessing_of(described(config.settings.backbone))
        pixels = preprocessing.pixels(_read(question.path), question.path)
        image = preprocessing.normalised(torch.from_numpy(pixels[None].copy()))
        with one_core():  # of a few views; more wait for each other where cores are busy
            found = activation_map(network, image, task, column, config.seen.of(task))
        chances = probabilities(spec, fitted[task], found.logits[None])[0]
        height, width = found.places.shape
        return Explained(
            question.job,
            question.label,
            height,
            width,
            tuple(found.places.ravel().tolist()),
            found.rest,
            float(found.logits[column]),
            float(np.float32(chances[column])),
        )

    def _network(self, folder: Path) -> Loaded:
        key = folder, *(_stamp(folder / name) for name in FILES)
        if self._loaded is None or key != self._key:
            self._loaded, self._key = load_run(folder), key
        return self._loaded


def _stamp(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except FileNotFoundError:  # reading it tells what that means
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableImage(
            "The image cannot be read.",
            subject=path,
            kept="Its labels are kept.",
            next_step="Check whether the file is still there.",
            details=str(error),
        ) from error
