"""What one person said of a project's images, whatever counts: for an export of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import fill_implied
from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import text
from labelmt.project.project import Project
from labelmt.storage.opinion_repository import read_people, read_statements
from labelmt.storage.row_delta import Value


@dataclass(frozen=True, eq=False, slots=True)
class OwnAnnotations:
    """Attributes:
    values: label id to row to what they said, of every label in use.
    states: (images, labels in use) int8 of State codes, implied absents filled in.
    """

    values: dict[int, dict[int, Value]]
    states: NDArray[np.int8]


def own_annotations(project: Project, name: str) -> OwnAnnotations:
    """Everything that one person said. Raises InvalidInput for a name nobody has."""
    with project.reading() as view:
        people = read_people(view)
        if name not in people:
            raise InvalidInput(
                "Nobody of this name has annotated anything.",
                subject=name,
                kept="Nothing was written.",
                next_step=text("Who did: {names}.", names=", ".join(people)) if people else "",
            )
        schema, count = project.schema(), project.image_count()
        said = list(read_statements(view, annotator=name))
    values: dict[int, dict[int, Value]] = {label_id: {} for label_id in schema.label_ids}
    states = np.full((count, len(schema.labels)), State.UNKNOWN, dtype=np.int8)
    for one in said:
        if one.label_id in values:
            value = Value(one.state, one.source, one.annotator, one.at, one.run_id, one.seen)
            values[one.label_id][one.row] = value
            states[one.row, schema.columns[one.label_id]] = one.state
    fill_implied(states, schema)
    return OwnAnnotations(values, states)
