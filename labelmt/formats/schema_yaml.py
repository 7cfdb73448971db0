"""A schema as YAML: tasks and labels to share between projects, to keep and to edit by hand.

::

    labelmt-schema: 1
    tasks:
    - name: objects
      kind: multilabel            # any number of labels an image; or multiclass: exactly one
      labels:
      - sea                       # a name is enough
      - name: car
        color: "#56B4E9"
        key: "2"                  # "3Q": Q in the third set of keys
        synonyms: [auto, automobile]
        parents: [vehicle]        # wherever car is present, vehicle is
        archived: true            # kept, but out of sight and of training
        description: |            # what counts as this label; shown where one labels
          Cars on wheels. No toys.
        examples: [car/1.jpg]     # images that show it, as the project names them
        formerly: [vehicle]       # names it had before

Names are taken as written: ``no`` and ``1`` are names, not YAML's false and a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labelmt.domain.errors import InvalidInput, InvalidTable, Problem
from labelmt.domain.schema import Label, Schema, Task
from labelmt.domain.schema_draft import TaskDraft
from labelmt.domain.text import mark, text
from labelmt.formats.base import Carries, SchemaFormat
from labelmt.formats.text_encoding import read_small

LARGEST = 4 * 2**20
"""Bytes; a schema of ten thousand labels has a quarter of it."""


def write_schema(schema: Schema, images: Mapping[int, str] | None = None) -> str:
    """The whole schema, archived labels included; what is usual is left out.

    Args:
        images: the name of each image that is an example, by its row; others are left out.
    """
    import yaml  # a start that reads no schema does without

    from labelmt.formats.schema_yaml_parser import VERSION

    tasks = [_task_data(task, images or {}) for task in schema.tasks]
    data = {"labelmt-schema": int(VERSION), "tasks": tasks}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def read_schema(file: Path) -> tuple[tuple[TaskDraft, ...], list[Problem]]:
    """The tasks of a file, and every problem of its form with its line.

    Raises:
        NotFound, NoPermission, InvalidInput, EnvironmentFault: the file cannot be read, is no text,
            or goes on for longer than a schema.
    """
    try:
        return parse_schema(read_small(file, limit=LARGEST))
    except InvalidTable as error:
        raise InvalidInput(
            text("This is no schema: {reason}.", reason=error.problems[0].what),
            subject=str(file),
            kept="Nothing was imported.",
        ) from error


def parse_schema(text: str) -> tuple[tuple[TaskDraft, ...], list[Problem]]:
    """The same for a text. What has a problem is left out of the tasks."""
    from labelmt.formats import schema_yaml_parser

    return schema_yaml_parser.parse_schema(text)


def _task_data(task: Task, images: Mapping[int, str]) -> dict[str, Any]:
    data: dict[str, Any] = {"name": task.name, "kind": task.kind.value}
    if task.unlabelled_absent:
        data["unlabelled-absent"] = True
    if task.archived:
        data["archived"] = True
    if task.former:
        data["formerly"] = list(task.former)
    names = {label.id: label.name for label in task.labels}
    data["labels"] = [_label_data(label, names, images) for label in task.labels]
    return data


def _label_data(
    label: Label, names: Mapping[int, str], images: Mapping[int, str]
) -> dict[str, Any]:
    data: dict[str, Any] = {"name": label.name, "color": label.color, "key": label.shortcut}
    if label.synonyms:
        data["synonyms"] = list(label.synonyms)
    if label.parents:
        data["parents"] = [names[parent] for parent in label.parents]
    if label.archived:
        data["archived"] = True
    if label.description:
        data["description"] = label.description
    examples = [images[row] for row in label.examples if row in images]
    if examples:
        data["examples"] = examples
    if label.former:
        data["formerly"] = list(label.former)
    return data


FORMAT = SchemaFormat(
    name="yaml",
    title="YAML",
    suffixes=(".yaml", ".yml"),
    carries=Carries.SCHEMA | Carries.HIERARCHY | Carries.SEVERAL_TASKS | Carries.TASK_KINDS,
    summary=mark("YAML: tasks with their labels."),
    reader=read_schema,
    writer=write_schema,
)
