"""Validates names, colours, keys and links of tasks and labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from labelmt.domain.errors import InvalidInput, InvalidName
from labelmt.domain.hierarchy import Parents, circle
from labelmt.domain.key_sets import KEY_SETS, SHORTCUT_KEYS, is_label_key
from labelmt.domain.schema import (
    Label,
    Schema,
    Task,
    TaskKind,
    clean_name,
    same_name,
)
from labelmt.domain.text import phrase, text


def refuse_taken(other: Task | Label | None, what: str, name: str) -> None:
    """Raises InvalidName where a task or label has the name already."""
    if other is not None:
        raise InvalidName(
            text("There is a {what} of this name already.", what=phrase(what)),
            subject=other.name,
            kept="Nothing was changed.",
            next_step="Choose another name.",
        )


def checked_color(given: str) -> str:
    """A colour as it is stored. Raises InvalidInput."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", given):
        raise InvalidInput("A colour is written #RRGGBB.", subject=given)
    return given.upper()


def checked_shortcut(given: str, schema: Schema, own: Label | None) -> str:
    """A key as it is stored; keys of archived labels are free. Raises InvalidInput."""
    key = given.upper()
    if not key:
        return ""
    if not is_label_key(key):
        raise InvalidInput(
            "This key cannot be a label's.",
            subject=key,
            next_step=text(
                "Choose one of {keys}, with 2 to {sets} before it in another set.",
                keys=" ".join(SHORTCUT_KEYS),
                sets=KEY_SETS,
            ),
        )
    other = schema.in_use.label_for_shortcut(key)
    if other is not None and (own is None or other.id != own.id):
        raise InvalidInput(
            text("The key {key} belongs to {name}.", key=key, name=other.name),
            subject=key,
            kept="Nothing was changed.",
            next_step="Choose another key, or take it from that label first.",
        )
    return key


def refuse_called(schema: Schema, task_id: int, name: str, own: Label | None) -> None:
    """Raises InvalidName where another label of a task has this name or synonym."""
    other = _called(schema, task_id, name, own)
    if other is None:
        return
    if same_name(other.name, name):
        refuse_taken(other, "label", name)
    raise InvalidName(
        text("“{name}” is a synonym of {other}.", name=name, other=other.name),
        subject=name,
        kept="Nothing was changed.",
        next_step="Use that label, or take the synonym from it first.",
    )


def checked_synonyms(synonyms: Iterable[str], schema: Schema, own: Label) -> tuple[str, ...]:
    """Synonyms as they are stored: each once, none its label's name.

    Raises:
        InvalidName: one is no name, or another label of the task is called so.
    """
    kept: list[str] = []
    for given in synonyms:
        name = clean_name(given, "synonym")
        refuse_called(schema, own.task_id, name, own)
        if not any(same_name(one, name) for one in (own.name, *kept)):
            kept.append(name)
    return tuple(kept)


def refuse_parents(task: Task, label: Label, parents: Iterable[int]) -> None:
    """Raises InvalidInput where a label of a task cannot imply these."""
    if task.kind is not TaskKind.MULTILABEL and tuple(parents):
        raise InvalidInput(
            "Where an image has exactly one label, no label can imply another.",
            subject=task.name,
            kept="Nothing was changed.",
            next_step="Move the labels to a task that takes any number of labels.",
        )
    own = {one.id for one in task.labels}
    if any(parent not in own for parent in parents):
        raise InvalidInput(
            "A label implies labels of its own task only.",
            subject=label.name,
            kept="Nothing was changed.",
            next_step="Move both labels to one task first.",
        )


def refuse_circle(parents: Parents, names: Mapping[int, str]) -> None:
    """Raises InvalidInput where a label would imply itself; the way round is told."""
    found = circle(parents)
    if found:
        chain = " → ".join(names[one] for one in (*found, found[0]))
        raise InvalidInput(
            text("{name} would imply itself.", name=names[found[0]]),
            subject=chain,
            kept="Nothing was changed.",
            next_step="Take one of these links out first.",
        )


def _called(schema: Schema, task_id: int, name: str, own: Label | None) -> Label | None:
    for label in schema.task(task_id).labels:
        if (own is None or label.id != own.id) and label.is_called(name):
            return label
    return None
