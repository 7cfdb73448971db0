"""Plans a merge of several labels into one: names, links and annotations unite."""

from __future__ import annotations

import dataclasses

from labelmt.domain.annotations import State
from labelmt.domain.hierarchy import descendants, parents_of
from labelmt.domain.schema import MOST_EXAMPLES, MOST_FORMER, Label, Task, TaskKind, same_name
from labelmt.project.commands.change_builder import ChangeBuilder
from labelmt.project.commands.schema_rules import refuse_circle
from labelmt.storage.row_delta import Value

Values = dict[int, Value]
"""Image row to annotation."""


def plan_merge(labels: list[Label], into: Label, plan: ChangeBuilder) -> None:
    """Unite ``labels`` with ``into``; see ``MergeLabels``.

    Raises:
        InvalidInput: a label between two merged ones would imply itself.
    """
    links = _links(labels, into, plan.schema.task(into.task_id))
    names = {label.id: label.name for label in plan.schema.labels}
    refuse_circle(links, names)
    _unite_annotations(labels, into, plan)
    _unite_opinions(labels, into, plan)
    for label in labels:
        plan.remove_label(plan.schema.label(label.id))
    for label_id, parents in links.items():
        plan.put_label(dataclasses.replace(plan.schema.label(label_id), parents=parents))
    called = _with_synonyms(labels, plan.schema.label(into.id), plan)
    plan.put_label(_with_guidelines(labels, called))
    for label_id in (into.id, *descendants(links, into.id)):
        plan.imply(label_id)


def _links(labels: list[Label], into: Label, task: Task) -> dict[int, tuple[int, ...]]:
    """The parents of every label that stays in the task, with the merged ones replaced.

    What a merged label of another task implied there means nothing here.
    """
    gone = {label.id for label in labels}
    above: dict[int, list[int]] = {
        label_id: list(parents)
        for label_id, parents in parents_of(task).items()
        if label_id not in gone
    }
    for label in labels:
        if label.task_id == task.id:
            above[into.id].extend(label.parents)
    return {
        label_id: tuple(
            dict.fromkeys(
                new for old in parents if (new := into.id if old in gone else old) != label_id
            )
        )
        for label_id, parents in above.items()
    }


def _with_synonyms(labels: list[Label], into: Label, plan: ChangeBuilder) -> Label:
    """Called by the merged names, too, but for those that mean another label here."""
    others = [one for one in plan.schema.task(into.task_id).labels if one.id != into.id]
    synonyms = list(into.synonyms)
    for name in (name for label in labels for name in (label.name, *label.synonyms)):
        known = any(same_name(name, one) for one in (into.name, *synonyms))
        if not known and not any(one.is_called(name) for one in others):
            synonyms.append(name)
    return dataclasses.replace(into, synonyms=tuple(synonyms))


def _with_guidelines(labels: list[Label], into: Label) -> Label:
    """With the description of the first merged label where it has none itself, and examples."""
    both = (into, *labels)
    examples = dict.fromkeys(row for label in both for row in label.examples)
    former = dict.fromkeys(name for label in reversed(both) for name in label.former)
    return dataclasses.replace(
        into,
        description=next((label.description for label in both if label.description), ""),
        examples=tuple(examples)[: max(MOST_EXAMPLES, len(into.examples))],
        former=tuple(former)[-MOST_FORMER:],
    )


def _unite_opinions(labels: list[Label], into: Label, plan: ChangeBuilder) -> None:
    """What each person said of the merged labels; who said two things keeps the first of them."""
    merged = [into.id, *(label.id for label in labels)]
    opinions = plan.read_opinions(merged, None)
    after = plan.values([into.id])[into.id]
    united: dict[tuple[int, str], Value] = {}
    for label_id in merged:
        for one, value in opinions[label_id].items():
            united.setdefault(one, value)
        for row, value in plan.read([label_id], list(after))[label_id].items():
            united.setdefault((row, value.annotator), value)
    stands = {(row, value.annotator) for row, value in after.items()}
    beside: dict[tuple[int, str], Value | None] = {
        one: value
        for one, value in united.items()
        if one not in stands and (one in opinions[into.id] or one[0] in after)
    }
    beside |= dict.fromkeys(one for one in opinions[into.id] if one in stands)
    plan.put_opinions(into.id, beside)


def _unite_annotations(labels: list[Label], into: Label, plan: ChangeBuilder) -> None:
    merged = [into.id, *(label.id for label in labels)]
    values = plan.values(merged)
    own = values[into.id]
    united: Values = {}
    for label_id in merged:
        for row, value in values[label_id].items():
            known = united.get(row)
            if known is None or (known.state, value.state) == (State.ABSENT, State.PRESENT):
                united[row] = value
    contradicted = {
        row
        for pairs in values.values()
        for row, value in pairs.items()
        if value.state != united[row].state
    }
    task = plan.schema.task(into.task_id)
    if task.kind is TaskKind.MULTICLASS:
        rest = [one.id for one in task.labels if one.id not in merged]
        taken = plan.present_rows(rest)
        blocked = [r for r in taken if r in united and united[r].state == State.PRESENT]
        contradicted.update(blocked)
        for row in blocked:
            del united[row]
    plan.put_values(into.id, own, united)
    plan.conflicts += len(contradicted)
