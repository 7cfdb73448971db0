"""Predict job of an exported model: its probabilities of a manifest's images, in the worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from labelmt.api.load_model import load_model
from labelmt.domain.array_checksums import write_array
from labelmt.domain.errors import InvalidInput
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import read_images, read_manifest

if TYPE_CHECKING:
    from labelmt.learning.training.cancellation import Control

PART = 64
"""Images after which progress is told and a cancel is seen."""


def predict_with_model(
    command: messages.PredictWithModel, control: Control
) -> Iterator[messages.Event]:
    """Ends with RunFinished, also after a cancel, which leaves nothing.

    Raises:
        LabelMTError: as ``load_model`` does, or the model cannot be run.
    """
    began = time.monotonic()
    folder = Path(command.manifest)
    manifest, images = read_manifest(folder), read_images(folder)
    if manifest.source_run is None:
        raise InvalidInput("The prediction names no model.")
    model = load_model(manifest.source_run)
    yield messages.RunStarted(command.job, "", "cpu", 0, 0)
    values = np.full((manifest.row_count, len(model.labels)), np.nan, dtype=np.float16)
    total = len(images.rows)
    yield messages.Progress(command.job, "predict", 0, total)
    for start in range(0, total, PART):
        part = slice(start, start + PART)
        values[list(images.rows[part])] = model.probabilities(map(Path, images.paths[part]))
        yield messages.Progress(command.job, "predict", min(start + PART, total), total)
        if control.cancelled:
            break
    if not control.cancelled:
        path = Path(manifest.run_folder) / "probabilities.npy"
        write_array(path, values, durable=False)
        name = str(model.about["name"])
        yield messages.ModelPredicted(command.job, str(path), model.labels, name)
    yield messages.RunFinished(command.job, "", control.cancelled, time.monotonic() - began)
