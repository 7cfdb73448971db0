"""How far an exported file's probabilities are from LabelMT's own, measured on images."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import EnvironmentFault, UnreadableImage
from labelmt.domain.exported_model import LARGEST_DIFFERENCE
from labelmt.imaging.decode import read_image
from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.features.inference import Infer

Floats = NDArray[np.float32]
Computed = Callable[[NDArray[np.uint8]], Floats]
"""(b, h, w, 3) uint8 to (b, labels) probabilities, by the exported file."""
OfLogits = Callable[[Floats], Floats]
"""Logits to the same probabilities, by LabelMT."""
BATCH = 7


class Differences:
    """Compares image after image, and all of them at once where their pixels are alike in size.

    Args:
        infer: the run's own network, as ``predict`` runs it.
    """

    def __init__(
        self, computed: Computed, infer: Infer, of_logits: OfLogits, preprocessing: Preprocessing
    ) -> None:
        self._computed, self._infer, self._of_logits = computed, infer, of_logits
        self._preprocessing = preprocessing
        self.images, self.largest, self.where = 0, 0.0, ""
        self._squares: list[NDArray[np.uint8]] = []
        self._ours: list[Floats] = []

    def compare(self, files: Sequence[Path]) -> Iterator[int]:
        """Look at each image in its own size; yields how many were looked at.

        What cannot be read is passed over.

        Raises:
            EnvironmentFault: the exported file computes something else.
        """
        for done, file in enumerate(files, 1):
            try:
                whole = np.array(read_image(file), dtype=np.uint8)
                square = self._preprocessing.pixels(file.read_bytes(), str(file))
            except (UnreadableImage, OSError):
                yield done
                continue
            ours = self._of_logits(self._infer(square[None])())
            theirs = self._computed(np.ascontiguousarray(whole[None]))
            far = float(np.abs(ours - theirs).max())
            self.images += 1
            if far >= self.largest:
                self.largest, self.where = far, str(file)
            if len(self._squares) < BATCH:
                self._squares.append(square)
                self._ours.append(ours[0])
            yield done
        self._check_batches()

    def _check_batches(self) -> None:
        """The same pixels one by one and together; an exporter was wrong here before.

        Exported networks of torch 2.9 were wrong at other batch sizes (pytorch#166797).
        """
        if not self._squares:
            rng = np.random.default_rng(0)
            edge = self._preprocessing.size
            noise = rng.integers(0, 256, (BATCH, edge, edge, 3), dtype=np.uint8)
            self._squares = list(noise)
            self._ours = list(self._of_logits(self._infer(noise)()))
        for count in sorted({1, len(self._squares)}):
            theirs = self._computed(np.stack(self._squares[:count]))
            far = float(np.abs(np.stack(self._ours[:count]) - theirs).max())
            if not far <= LARGEST_DIFFERENCE:
                raise EnvironmentFault(
                    "The exported model computes something else than the run does.",
                    subject=f"{far:.4f} at a batch of {count}",
                    kept="Nothing was written.",
                    next_step="Choose another format, and report this, please.",
                )
