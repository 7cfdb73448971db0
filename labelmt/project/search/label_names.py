"""Resolves task and label names of a query in a project's schema."""

from __future__ import annotations

from collections.abc import Iterable

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.schema import Label, Schema, Task, name_key
from labelmt.domain.search.printer import print_name
from labelmt.domain.search.spelling import did_you_mean
from labelmt.domain.search.terms import Compare, Figure, InTask, Name, Query, SortBy
from labelmt.domain.search.traversal import leaves, likes, names, renamed
from labelmt.domain.text import phrase, text


def check_names(query: Query, schema: Schema) -> None:
    """Raises InvalidQuery where a name is nobody's, or of several where it must be of one."""
    for term in leaves(query):
        if isinstance(term, InTask):
            task_named(term.name, schema)
        elif isinstance(term, Compare) and term.figure is Figure.PROBABILITY:
            label_named(term.name, schema)
    for name in names(query):
        if name.label:
            labels_named(name, schema)
    for order in query.sort:
        if order.figure is Figure.PROBABILITY:
            label_named(order.name, schema)
    if not likes(query):
        _refuse_similarity(query)


def _refuse_similarity(query: Query) -> None:
    for term in (*leaves(query), *query.sort):
        if isinstance(term, Compare | SortBy) and term.figure is Figure.SIMILARITY:
            raise InvalidQuery(
                "The search does not say what images are to resemble.",
                term.span.start,
                term.span.stop,
                next_step="Write “like:” with an image's name as well.",
            )


def task_named(name: Name, schema: Schema) -> Task:
    """The task of this name. Raises InvalidQuery."""
    task = schema.task_called(name.task)
    if task is None:
        raise _nobody("task", name.task, name, [one.name for one in schema.tasks])
    return task


def labels_named(name: Name, schema: Schema) -> tuple[Label, ...]:
    """The labels of this name, one at least. Raises InvalidQuery."""
    task = task_named(name, schema) if name.task else None
    found = schema.called(name.label)
    if task is not None:
        found = tuple(label for label in found if label.task_id == task.id)
    if not found:
        among = schema.labels if task is None else task.labels
        raise _nobody("label", name.label, name, [one.name for one in among])
    return found


def label_named(name: Name, schema: Schema) -> Label:
    """The one label of this name. Raises InvalidQuery, also where several tasks have one."""
    found = labels_named(name, schema)
    if len(found) > 1:
        full = [print_name(full_name(label, schema)) for label in found]
        raise InvalidQuery(
            text("Several tasks have a label “{name}”.", name=name.label),
            name.span.start,
            name.span.stop,
            next_step=text("Write {names}.", names=phrase(" or ").join(f"“{one}”" for one in full)),
        )
    return found[0]


def full_name(label: Label, schema: Schema) -> Name:
    """The name that means this label alone."""
    return Name(label.name, schema.task(label.task_id).name)


def short_name(label: Label, schema: Schema) -> Name:
    """The label's own name where no other label has it, else with its task."""
    alone = len(schema.by_name[name_key(label.name)]) == 1
    return Name(label.name) if alone else full_name(label, schema)


def follow_schema(query: Query, before: Schema, after: Schema) -> Query:
    """The same search after labels or tasks were renamed or merged.

    A label that was merged is a synonym of the one that stands for it. Terms of what is gone are
    left out.
    """

    def rename(name: Name) -> Name | None:
        task = before.task_called(name.task) if name.task else None
        kept = next((one for one in after.tasks if task is not None and one.id == task.id), None)
        if not name.label:
            return Name(task=kept.name) if kept is not None else None
        meant = before.called(name.label)
        ids = [one.id for one in meant if task is None or one.task_id == task.id]
        label = next((after.label(one) for one in ids if one in after.columns), None)
        if label is None:
            return stands_for(name, after)
        return full_name(label, after) if name.task else short_name(label, after)

    return renamed(query, rename)


def stands_for(name: Name, schema: Schema) -> Name | None:
    """The one label that has a name as a synonym, as one that was merged into it has."""
    found = schema.called(name.label)
    return short_name(found[0], schema) if len(found) == 1 else None


def with_short_names(query: Query, schema: Schema) -> Query:
    """The same search, each label and task written in one way. Raises InvalidQuery."""
    check_names(query, schema)

    def rename(name: Name) -> Name:
        if not name.label:
            return Name(task=task_named(name, schema).name)
        found = labels_named(name, schema)
        return short_name(found[0], schema) if len(found) == 1 else name

    return renamed(query, rename)


def _nobody(what: str, given: str, name: Name, known: Iterable[str]) -> InvalidQuery:
    known = list(known)
    listed = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")
    return InvalidQuery(
        text("There is no {what} “{name}”.", what=phrase(what), name=given),
        name.span.start,
        name.span.stop,
        next_step=did_you_mean(given, known)
        or (text("Known: {names}.", names=listed) if known else ""),
    )
