"""Export job: a run's network as a file that runs elsewhere, and how far it is from the run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.derived_files import UnusableFile, read_record
from labelmt.domain.errors import EnvironmentFault, InvalidInput, LabelMTError
from labelmt.domain.exported_model import (
    FILE_NAMES,
    HF,
    ONNX,
    ORDER,
    PT2,
    ExportOrder,
    metadata_of,
)
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import read_images, read_manifest
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.export.hub_folder import read_hub_folder, write_hub_folder
from labelmt.learning.export.measured_difference import Computed, Differences
from labelmt.learning.export.onnx_file import OnnxRuntime, needs_packages, write_onnx
from labelmt.learning.export.portable_model import PortableModel
from labelmt.learning.export.pt2_file import write_pt2
from labelmt.learning.features.inference import make_infer
from labelmt.learning.models.backbone_registry import described
from labelmt.learning.models.network import JoinedLogits
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import load_run


def export_model(command: messages.ExportModel, control: Control) -> Iterator[messages.Event]:
    """Write the file that the order beside the manifest asks for into the manifest's run folder.

    Raises:
        EnvironmentFault: a package is missing, or torch cannot export this network.
        NotFound: the run's files are damaged.
    """
    began = time.monotonic()
    folder = Path(command.manifest)
    manifest = read_manifest(folder)
    try:
        order = read_record(folder / ORDER, ExportOrder)
    except UnusableFile as error:
        raise InvalidInput("The export says not what to write.", details=str(error)) from error
    if order.format not in FILE_NAMES or manifest.source_run is None:
        raise InvalidInput("There is no such format of models.", subject=order.format)
    if order.format == ONNX:
        needs_packages()
    yield messages.RunStarted(command.job, "", "cpu", 0, 0)
    yield messages.Progress(command.job, "export", 0, 1)
    config, network, fitted = load_run(Path(manifest.source_run))
    network = network.cpu()
    preprocessing = preprocessing_of(described(config.settings.backbone))
    try:
        model = PortableModel(config, network, fitted, preprocessing, order.description.tasks)
    except UnusableFile as error:
        raise InvalidInput("This run predicts other labels.", details=str(error)) from error
    out = Path(manifest.run_folder) / FILE_NAMES[order.format]
    metadata = metadata_of(order.description, preprocessing.size)
    try:
        if order.format == HF:
            write_hub_folder(out, config, network, fitted, order.description, metadata)
            computed = _eager(read_hub_folder(out)[0])
        elif order.format == PT2:
            computed = write_pt2(model, out, metadata)
        else:
            write_onnx(model, out, metadata)
            computed = OnnxRuntime(out)
    except (LabelMTError, OSError):
        raise
    except Exception as error:  # recording a network fails in a hundred ways, one class each
        raise EnvironmentFault(
            "This network cannot be written in this format.",
            subject=config.settings.backbone,
            kept="Nothing was written.",
            next_step="Choose another format.",
            details=f"{type(error).__name__}: {error}",
        ) from error
    yield messages.Progress(command.job, "export", 1, 1)
    infer = make_infer(JoinedLogits(network), preprocessing, torch.device("cpu"), config.seen)
    seen = Differences(computed, infer, model.of_logits, preprocessing)
    files = [Path(path) for path in read_images(folder).paths]
    yield messages.Progress(command.job, "compare", 0, len(files))
    for done in seen.compare(files):
        yield messages.Progress(command.job, "compare", done, len(files))
        if control.cancelled:
            break
    if control.cancelled:
        _remove(out)
    else:
        yield messages.ModelExported(command.job, str(out), seen.images, seen.largest, seen.where)
    yield messages.RunFinished(command.job, "", control.cancelled, time.monotonic() - began)


def _eager(model: PortableModel) -> Computed:
    def computed(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        with torch.inference_mode():
            made: NDArray[np.float32] = model(torch.from_numpy(images)).numpy()
        return made

    return computed


def _remove(out: Path) -> None:
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink(missing_ok=True)
