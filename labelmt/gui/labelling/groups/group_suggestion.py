"""The label that the model predicts for most images of a group."""

from __future__ import annotations

import numpy as np

from labelmt.domain.annotation_matrix import task_columns
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.project.predictions.probabilities import predicted, probabilities_at


def likely_label(project_view: ProjectView, rows: Rows, task_id: int | None) -> tuple[str, float]:
    """The label predicted of most of these images, and of what share of them.

    An empty name where nothing is predicted.

    Args:
        rows: a few of a group are enough. task_id: look at this task's labels alone.
    """
    schema = project_view.schema
    probabilities = probabilities_at(project_view.predictions, schema, np.sort(rows))
    if probabilities is None:
        return "", 0.0
    yes = predicted(probabilities, schema)
    if task_id is not None:
        columns = task_columns(schema, schema.task(task_id))
        outside = np.ones(yes.shape[1], dtype=np.bool_)
        outside[columns] = False
        yes[:, outside] = False
    shares = yes.mean(axis=0)
    best = int(shares.argmax())
    return schema.label(schema.label_ids[best]).name, float(shares[best])
