"""Portable model: one module from pixels of any size to calibrated, consistent probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelmt.domain.derived_files import UnusableFile
from labelmt.domain.exported_model import ExportedTask
from labelmt.domain.hierarchy import descendants
from labelmt.domain.schema import TaskKind
from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.export.resize_in_graph import squared
from labelmt.learning.models.network import JoinedLogits, Network
from labelmt.learning.training.checkpoints import RunConfig


class PortableModel(nn.Module):
    """What is exported: (b, h, w, 3) uint8 RGB to (b, labels) float32 probabilities.

    Exclusive labels share one softmax, over all labels that the run knew; a label is at least as
    probable as each label that implies it.

    Args:
        tasks: the columns of the output, in this order.

    Raises:
        UnusableFile: the run does not predict one of these labels.
    """

    def __init__(
        self,
        config: RunConfig,
        network: Network,
        fitted: Sequence[TaskCalibration],
        preprocessing: Preprocessing,
        tasks: Sequence[ExportedTask],
    ) -> None:
        super().__init__()
        self.network, self.preprocessing = JoinedLogits(network), preprocessing
        self.views = config.seen
        self._parts = [
            (spec.kind, len(spec.label_ids), one.scale, one.shift)
            for spec, one in zip(config.tasks, fitted, strict=True)
        ]
        place = {label: at for at, label in enumerate(_label_ids(config))}
        wanted = [label for task in tasks for label in task.labels]
        if missing := [label.name for label in wanted if label.id not in place]:
            raise UnusableFile(f"The run does not predict {', '.join(missing)}.")
        self._columns = [place[label.id] for label in wanted]
        self._below = _places_below(tasks)
        self.eval().requires_grad_(False)

    def forward(self, images: Tensor) -> Tensor:
        """(b, h, w, 3) uint8 to (b, labels)."""
        pixels = squared(images, self.preprocessing.size)
        return self.from_logits(self.network(self.preprocessing.normalised(pixels), self.views))

    def from_logits(self, logits: Tensor) -> Tensor:
        """(b, all labels of the run) logits to (b, labels) probabilities."""
        made = []
        widths = [width for _, width, _, _ in self._parts]
        blocks = torch.split(logits, widths, dim=1)
        for block, (kind, _, scale, shift) in zip(blocks, self._parts, strict=True):
            moved = block * scale + shift
            made.append(
                torch.sigmoid(moved) if kind is TaskKind.MULTILABEL else torch.softmax(moved, dim=1)
            )
        every = torch.cat(made, dim=1)
        chosen = every[:, self._columns]
        if not any(self._below):
            return chosen
        raised = [
            chosen[:, [at, *below]].amax(dim=1, keepdim=True) if below else chosen[:, at : at + 1]
            for at, below in enumerate(self._below)
        ]
        return torch.cat(raised, dim=1)

    def of_logits(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """The same of arrays."""
        with torch.inference_mode():
            made: NDArray[np.float32] = self.from_logits(torch.from_numpy(logits)).numpy()
        return made


def _label_ids(config: RunConfig) -> list[int]:
    return [label for spec in config.tasks for label in spec.label_ids]


def _places_below(tasks: Sequence[ExportedTask]) -> list[list[int]]:
    """Of each column those of the labels that imply it."""
    below: list[list[int]] = []
    start = 0
    for task in tasks:
        parents = {label.id: label.parents for label in task.labels}
        place = {label.id: start + at for at, label in enumerate(task.labels)}
        below += [
            [place[one] for one in descendants(parents, label.id) if one in place]
            if task.kind is TaskKind.MULTILABEL
            else []
            for label in task.labels
        ]
        start += len(task.labels)
    return below
