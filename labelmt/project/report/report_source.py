"""What a report is made of, read from a project at one moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import Source, State
from labelmt.domain.images import ImageStatus
from labelmt.domain.run_records import ENDED, RunRecord
from labelmt.domain.schema import Schema
from labelmt.domain.shift_record import ShiftRecord, read_shift
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.people.agreement import AgreementReport, report_of, who_said_what
from labelmt.project.project import Project
from labelmt.project.report.data_card import DataCard, read_data_card
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.learning_curve import TaskCurve, task_curves
from labelmt.project.runs.manage_runs import learning_points, run_of
from labelmt.project.runs.run_details import RunDetails, read_details
from labelmt.storage.annotation_repository import count_by_annotator, count_by_provenance

IMPORTED = "imported"
"""In the place of how a pair was seen, of imported ones: nobody here has seen them."""


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Annotations of a label.

    Attributes:
        by_source: of Source. by_seen: of Seen, or IMPORTED.
    """

    present: int
    absent: int
    by_source: dict[str, int]
    by_seen: dict[str, int]


@dataclass(frozen=True, eq=False, slots=True)
class ReportSource:
    """Attributes:
    made_at: ISO 8601, UTC.
    matrix: (images, labels) int8 of State codes; judging: the same of what was seen or imported.
    counts: label id to what is stored of it. annotators: name, annotations, images; most first.
    details: of the run that is told of; None where there is none.
    agreement: between those who labelled the same images; None where nobody did.
    evaluation: what ``evaluate --json`` tells of that run, where a table of truth was given.
    """

    project: Project
    made_at: str
    schema: Schema
    images: ImageTable
    matrix: NDArray[np.int8]
    judging: NDArray[np.int8]
    counts: dict[int, LabelCounts]
    annotators: tuple[tuple[str, int, int], ...]
    agreement: AgreementReport | None
    details: RunDetails | None
    curves: tuple[TaskCurve, ...]
    shift: ShiftRecord | None
    card: DataCard
    evaluation: dict[str, Any] | None = None

    def status_counts(self) -> dict[ImageStatus, int]:
        """How many images there are of each status."""
        told = np.bincount(self.images.status, minlength=len(ImageStatus))
        return {status: int(told[status]) for status in ImageStatus}

    def annotated(self) -> int:
        """Images of which anything is known."""
        if not self.matrix.shape[1]:
            return 0
        return int((self.matrix != State.UNKNOWN).any(axis=1).sum())

    def judging_examples(self, label_id: int, most: int) -> tuple[int, ...]:
        """Rows of images that show a label as somebody has seen, the first there are."""
        present = self.judging[:, self.schema.columns[label_id]] == State.PRESENT
        return tuple(np.flatnonzero(present & self.images.readable())[:most].tolist())


def read_source(
    project: Project, run_id: int | None = None, evaluation: dict[str, Any] | None = None
) -> ReportSource:
    """Everything of a report.

    Args:
        run_id: the run to tell of; None: the one that predicts, else the newest with figures.

    Raises:
        NotFound: there is no such run.
    """
    with project.reading() as view:
        schema, images, matrix = project.schema(), project.images(), project.annotation_matrix()
        judging = project.judging_matrix()
        counts = _counts(count_by_provenance(view))
        annotators = tuple(count_by_annotator(view))
        run = run_of(project, run_id) if run_id is not None else _run_in_use(project.runs())
    said = who_said_what(project)
    details = None if run is None else read_details(project, run.id)
    shift = None if run is None else read_shift(run_folder(project.folder, run.id))
    curves = task_curves(learning_points(project))
    known = {task.id for task in schema.tasks}
    return ReportSource(
        project,
        datetime.now(UTC).isoformat(timespec="seconds"),
        schema,
        images,
        matrix,
        judging,
        counts,
        annotators,
        report_of(said) if said.images else None,
        details,
        tuple(one for one in curves if one.task_id in known),
        shift,
        read_data_card(project),
        evaluation,
    )


def _run_in_use(runs: tuple[RunRecord, ...]) -> RunRecord | None:
    ended = [one for one in runs if one.state in ENDED]
    serving = next((one for one in ended if one.serves), None)
    judged = [one for one in ended if one.tasks]
    return serving or (judged[-1] if judged else None)


def _counts(found: list[tuple[int, int, str, str, int]]) -> dict[int, LabelCounts]:
    made: dict[int, LabelCounts] = {}
    for label_id in {one[0] for one in found}:
        states: Counter[int] = Counter()
        sources: Counter[str] = Counter()
        seens: Counter[str] = Counter()
        for label, state, source, seen, count in found:
            if label == label_id:
                states[state] += count
                sources[source] += count
                seens[IMPORTED if source == Source.IMPORT else seen] += count
        made[label_id] = LabelCounts(
            states[State.PRESENT], states[State.ABSENT], dict(sources), dict(seens)
        )
    return made
