"""Agreement report: per task and label, how far the people who labelled the same images agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelmt.domain.agreement import SAMPLES, Agreement, agreement_of
from labelmt.domain.people import choices_of, words_of
from labelmt.domain.schema import Label, Task, TaskKind
from labelmt.project.project import Project
from labelmt.storage.opinion_repository import count_statements, read_statements, rows_of_several


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Of one label; ``agreement`` is None where no image was labelled by two people."""

    label: Label
    agreement: Agreement | None


@dataclass(frozen=True, slots=True)
class TaskAgreement:
    """Of a task: of its one choice an image, or of all its pairs; and of its labels."""

    task: Task
    agreement: Agreement | None
    labels: tuple[LabelAgreement, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Attributes:
    images: that more than one person labelled.
    people: annotator to how many pairs and images they said something of.
    """

    images: int
    people: dict[str, tuple[int, int]]
    tasks: tuple[TaskAgreement, ...]


def agreement_report(project: Project, *, samples: int = SAMPLES) -> AgreementReport:
    """How far people agree on what more than one of them saw, or brought along by an import.

    Labels of a task whose unlabelled means absent are absent for whoever left them out. A
    reviewer's settlements are left out: they were made knowing what the others had said.
    """
    with project.reading() as view:
        schema = project.schema()
        rows = rows_of_several(view)
        people = count_statements(view)
        words = words_of(read_statements(view, rows) if rows else (), schema, fill_absent=True)
    tasks = []
    for task in schema.tasks:
        labels = []
        for label in task.labels:
            ratings = words.states[:, :, schema.columns[label.id]]
            found = agreement_of(ratings, words.rows, 2, samples=samples)
            labels.append(LabelAgreement(label, found))
        if task.kind is TaskKind.MULTICLASS:
            choices = choices_of(words, schema, task)
            whole = agreement_of(choices, words.rows, len(task.labels) + 1, samples=samples)
        else:
            columns = [schema.columns[label.id] for label in task.labels]
            pairs = np.concatenate(
                [words.states[:, :, one] for one in columns]
                or [np.empty((0, len(words.people)), dtype=np.int8)]
            )
            images = np.tile(words.rows, len(columns))
            whole = agreement_of(pairs, images, 2, samples=samples)
        tasks.append(TaskAgreement(task, whole, tuple(labels)))
    return AgreementReport(len(rows), people, tuple(tasks))
