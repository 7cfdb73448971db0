"""Whether there is anything to learn from yet; training is offered only then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import InvalidSetting
from labelmt.domain.schema import Schema
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.training.job_files import task_specs
from labelmt.project.training.learnable_labels import can_learn


def something_to_learn(
    schema: Schema, states: NDArray[np.int8], settings: TrainingSettings
) -> bool:
    """Whether a label has an example of each kind, as a training asks for.

    Where the settings name a task that is not there, a training says so itself: True.

    Args:
        states: (images, labels) int8 of State codes, in the schema's columns.
    """
    try:
        specs = task_specs(schema, settings)
    except InvalidSetting:
        return True
    return can_learn(specs, states)
