"""Keeps each person's own annotations: what one says in the place of another is put beside it.

The latest counts until a reviewer settles it. Nothing that a person said of a pair is lost by what
another says of it: it stays as that person's opinion, until they say something else or take it
back. Who makes a pair unknown takes back their own word, and puts another's beside it.
"""

from __future__ import annotations

from labelmt.project.commands.change_builder import ChangeBuilder
from labelmt.storage.row_delta import Value


def keep_own_words(plan: ChangeBuilder) -> None:
    """Add to a plan what follows from its annotations for what each person said."""
    found: dict[int, dict[tuple[int, str], Value | None]] = {}
    asked: dict[int, list[int]] = {}
    me = plan.annotator
    for label_id, said in plan.beside.items():
        stands = plan.delta.annotations.get(label_id, {})
        for (row, who), value in said.items():
            now = stands[row][1] if row in stands else None
            if now is None or now.annotator != who:  # it was not said once more since
                found.setdefault(label_id, {})[row, who] = value
    for label_id, pairs in plan.delta.annotations.items():
        if label_id in plan.delta.labels and plan.delta.labels[label_id][0] is None:
            continue  # a new label: nobody said anything of it
        aside = [
            (row, before)
            for row, (before, after) in pairs.items()
            if before is not None and before.annotator != (me if after is None else after.annotator)
        ]
        if aside:
            put = found.setdefault(label_id, {})
            for row, before in aside:
                put[row, before.annotator] = before
        if plan.any_opinions:
            asked[label_id] = list(pairs)
    if asked:
        stored = plan.read_opinions(list(asked), sorted({row for r in asked.values() for row in r}))
        for label_id, rows in asked.items():
            own = stored[label_id]
            for row in rows if own else ():
                after = plan.delta.annotations[label_id][row][1]
                one = (row, me if after is None else after.annotator)
                if one in own and one not in plan.beside.get(label_id, {}):
                    found.setdefault(label_id, {})[one] = None
    for label_id, changes in found.items():
        plan.put_opinions(label_id, _new_words(plan, label_id, changes))


def _new_words(
    plan: ChangeBuilder, label_id: int, changes: dict[tuple[int, str], Value | None]
) -> dict[tuple[int, str], Value | None]:
    """Without what a person had said already: when they did stays."""
    rows = sorted({row for row, _ in changes})
    stored = plan.read_opinions([label_id], rows)[label_id]
    return {
        one: value
        for one, value in changes.items()
        if value is None or one not in stored or not _same(stored[one], value)
    }


def _same(before: Value, now: Value) -> bool:
    return before.state == now.state and (before.seen == now.seen or now.seen == "unseen")
