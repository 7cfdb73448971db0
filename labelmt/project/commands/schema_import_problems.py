"""Finds what is wrong with a schema from a file, with line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from labelmt.domain.errors import InvalidInput, InvalidName, Problem
from labelmt.domain.hierarchy import circle
from labelmt.domain.key_sets import KEY_SETS, SHORTCUT_KEYS, is_label_key
from labelmt.domain.schema import (
    MOST_EXAMPLES,
    MOST_FORMER,
    Schema,
    Task,
    TaskKind,
    clean_description,
    clean_name,
    name_key,
)
from labelmt.domain.schema_draft import LabelDraft, TaskDraft
from labelmt.domain.text import mark, phrase, text


def find_problems(drafts: Iterable[TaskDraft], schema: Schema) -> list[Problem]:
    """Every reason not to import these tasks into a project, by line."""
    problems: list[Problem] = []
    tasks: dict[str, int] = {}
    keys: dict[str, int] = {}
    for draft in drafts:
        problems.extend(_name_problems(draft.name, "task name", draft.line))
        _once(tasks, draft.name, draft.line, mark("this task"), problems)
        problems.extend(_former_problems(draft.former, draft.line))
        task = schema.task_named(draft.name)
        if task is not None and task.kind is not draft.kind:
            what = text(
                "this task is {task_kind} in the project, not {kind}",
                task_kind=task.kind,
                kind=draft.kind,
            )
            problems.append(Problem(draft.line, what, "kind"))
        for label in draft.labels:
            problems.extend(_own_problems(label, draft.kind))
            if label.shortcut:
                _once(keys, label.shortcut, label.line, mark("this key"), problems, "key")
        problems.extend(_task_problems(draft, task))
    return sorted(problems, key=lambda one: one.line)


def _once(
    seen: dict[str, int],
    name: str,
    line: int,
    what: str,
    problems: list[Problem],
    column: str = "name",
) -> None:
    first = seen.setdefault(name_key(name), line)
    if first != line:
        problems.append(
            Problem(
                line,
                text("{what} is given on line {first} already", what=phrase(what), first=first),
                column,
            )
        )


def _name_problems(name: str, what: str, line: int, column: str = "name") -> list[Problem]:
    try:
        clean_name(name, what)
    except InvalidName as error:
        return [Problem(line, error.what.rstrip("."), column)]
    return []


def _former_problems(names: tuple[str, ...] | None, line: int) -> list[Problem]:
    named = [name for name in names or () if _name_problems(name, "name", line)]
    if len(names or ()) > MOST_FORMER:
        what = text("at most {most} former names are kept", most=MOST_FORMER)
        return [Problem(line, what, "formerly")]
    return [Problem(line, text("“{name}” is no name", name=one), "formerly") for one in named]


def _guideline_problems(label: LabelDraft) -> list[Problem]:
    problems = []
    try:
        clean_description(label.description or "")
    except InvalidInput as error:
        problems.append(Problem(label.line, error.what, "description"))
    if len(label.examples or ()) > MOST_EXAMPLES:
        what = text("a label may have at most {most} examples", most=MOST_EXAMPLES)
        problems.append(Problem(label.line, what, "examples"))
    return problems


def _own_problems(label: LabelDraft, kind: TaskKind) -> list[Problem]:
    """What can be told of a label without looking at others."""
    problems = _name_problems(label.name, "label name", label.line)
    for synonym in label.synonyms or ():
        problems.extend(_name_problems(synonym, "synonym", label.line, "synonyms"))
    problems.extend(_former_problems(label.former, label.line))
    problems.extend(_guideline_problems(label))
    if label.color is not None and not re.fullmatch("#[0-9a-fA-F]{6}", label.color):
        problems.append(Problem(label.line, "a colour is written #RRGGBB, in quotes", "color"))
    if label.shortcut and not is_label_key(label.shortcut.upper()):
        what = text(
            "a key is one of {keys}, after 2 to {sets} in other sets",
            keys=" ".join(SHORTCUT_KEYS),
            sets=KEY_SETS,
        )
        problems.append(Problem(label.line, what, "key"))
    if label.parents and kind is not TaskKind.MULTILABEL:
        what = text("only labels of a multilabel task can imply others")
        problems.append(Problem(label.line, what, "parents"))
    return problems


@dataclass(frozen=True, slots=True)
class _Called:
    """A label as it would be: its names, what it implies, and where the file says so, or 0."""

    name: str
    synonyms: tuple[str, ...]
    parents: tuple[str, ...]
    line: int


def _task_problems(draft: TaskDraft, task: Task | None) -> list[Problem]:
    """What labels of one task say against each other, those in the project included."""
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for label in draft.labels:
        _once(lines, label.name, label.line, mark("this label"), problems)
    labels = _after(draft, task)
    places = {name_key(one.name): place for place, one in enumerate(labels)}
    for place, one in enumerate(labels):
        for synonym in one.synonyms:
            other = places.setdefault(name_key(synonym), place)
            if other != place:
                what = text(
                    "“{name}” is a name of {other}, too", name=synonym, other=labels[other].name
                )
                line = max(one.line, labels[other].line)
                problems.append(Problem(line, what, "synonyms"))
    return problems + _link_problems(labels, places)


def _link_problems(labels: list[_Called], places: dict[str, int]) -> list[Problem]:
    problems: list[Problem] = []
    links: dict[int, list[int]] = {}
    for place, one in enumerate(labels):
        above = {parent: places.get(name_key(parent)) for parent in one.parents}
        links[place] = [found for found in above.values() if found is not None]
        for parent, found in above.items():
            if found is None:
                what = text("there is no label “{name}” in this task", name=parent)
                problems.append(Problem(one.line, what, "parents"))
    chain = circle(links)
    if chain:
        way = " → ".join(labels[one].name for one in (*chain, chain[0]))
        line = max(labels[one].line for one in chain)
        problems.append(
            Problem(line, text("a label would imply itself: {way}", way=way), "parents")
        )
    return problems


def _after(draft: TaskDraft, task: Task | None) -> list[_Called]:
    """The labels of a task as they would be after the import."""
    labels: dict[str, _Called] = {}
    if task is not None:
        names = {label.id: label.name for label in task.labels}
        for old in task.labels:
            parents = tuple(names[parent] for parent in old.parents)
            labels[name_key(old.name)] = _Called(old.name, old.synonyms, parents, 0)
    for new in draft.labels:
        before = labels.get(name_key(new.name), _Called(new.name, (), (), 0))
        labels[name_key(new.name)] = _Called(
            before.name,
            before.synonyms if new.synonyms is None else new.synonyms,
            before.parents if new.parents is None else new.parents,
            new.line,
        )
    return list(labels.values())
