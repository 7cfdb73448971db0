"""``.pt2`` files: a portable model as torch.export saves it; it runs where only torch is.

LabelMT writes these and reads none: ``torch.export.load`` unpickles, and so runs whatever a file
from somebody else says.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.exported_model import INPUT
from labelmt.learning.export.portable_model import PortableModel

METADATA = "labelmt.json"
"""Among the extra files of the archive."""
_EXAMPLE = (2, 37, 41)


def write_pt2(
    model: PortableModel, file: Path, metadata: Mapping[str, str]
) -> Callable[[NDArray[np.uint8]], NDArray[np.float32]]:
    """Write a new file; returns what it computes.

    Raises OSError, and what torch raises where it cannot record a network.
    """
    auto: Any = torch.export.Dim.DYNAMIC
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.export.export(
            model,
            (torch.zeros(*_EXAMPLE, 3, dtype=torch.uint8),),
            dynamic_shapes={INPUT: {0: auto, 1: auto, 2: auto}},
        )
        torch.export.save(program, file, extra_files={METADATA: json.dumps(dict(metadata))})
    recorded = program.module()

    def computed(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        with torch.inference_mode():
            made: NDArray[np.float32] = recorded(torch.from_numpy(images)).numpy()
        return made

    return computed
