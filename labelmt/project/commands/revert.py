"""Plans a revert of an earlier action, or of all annotations of a source."""

from __future__ import annotations

from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import Task, TaskKind
from labelmt.project.commands.change_builder import ChangeBuilder
from labelmt.project.commands.commands import RevertAction, RevertSource
from labelmt.project.commands.history_queries import HistoryQueries
from labelmt.storage.row_delta import Opinions, Value

Pairs = dict[int, tuple[Value | None, Value | None]]
"""Row to what an annotation was before an action and after it."""


def plan_revert_action(command: RevertAction, plan: ChangeBuilder, past: HistoryQueries) -> str:
    """Bring back what annotations and marks were before, where nobody has touched them since.

    Tasks and labels stay as they are.

    Raises:
        NotFound: there is no such action.
        InvalidInput: it changed no annotations.
    """
    title, delta = past.action(command.action_id)
    stored = plan.read_marks(list(delta.marks))
    for row, (before, after) in delta.marks.items():
        if stored.get(row) == after:
            plan.put_marks(row, after, before)
    if not delta.marks and not any((*delta.annotations.values(), *delta.opinions.values())):
        raise InvalidInput(
            "This action changed no annotations.",
            subject=title,
            kept="Nothing was changed.",
            next_step="Undo back to it, or change the label or task by hand.",
        )
    known = set(plan.schema.label_ids)
    for label_id, said in delta.opinions.items():
        if label_id in known:
            _revert_opinions(label_id, said, delta.annotations.get(label_id, {}), plan)
    for task in plan.schema.tasks:
        pairs = {one.id: delta.annotations.get(one.id, {}) for one in task.labels}
        if any(pairs.values()):
            _revert_in(task, pairs, plan)
    return f"Take back: {title}"


def plan_revert_source(command: RevertSource, plan: ChangeBuilder, past: HistoryQueries) -> str:
    """Forget every annotation from one source."""
    for label_id, values in past.annotations_from(command.source, command.run_id).items():
        plan.restore(label_id, {row: (value, None) for row, value in values.items()})
    for label_id, said in past.opinions_from(command.source, command.run_id).items():
        plan.put_opinions(label_id, dict.fromkeys(said))
    names = {
        Source.SETTLED: "every dispute that was settled",
        Source.HUMAN: "everything labelled by hand",
        Source.SUGGESTION: "all accepted suggestions",
        Source.IMPORT: "everything imported",
        Source.KEPT: "every suspected mistake that was kept",
    }
    run = f" of run {command.run_id}" if command.run_id is not None else ""
    return f"Take back {names[command.source]}{run}"


def _revert_opinions(label_id: int, said: Opinions, pairs: Pairs, plan: ChangeBuilder) -> None:
    """What was said beside annotations, where neither has been touched since."""
    rows = sorted({row for row, _ in said})
    stored = plan.read([label_id], rows)[label_id]
    beside = plan.read_opinions([label_id], rows)[label_id]
    plan.put_opinions(
        label_id,
        {
            (row, who): before
            for (row, who), (before, after) in said.items()
            if beside.get((row, who)) == after
            and (row not in pairs or stored.get(row) == pairs[row][1])
        },
    )


def _revert_in(task: Task, pairs: dict[int, Pairs], plan: ChangeBuilder) -> None:
    rows = sorted({row for found in pairs.values() for row in found})
    stored = plan.read(tuple(pairs), rows)
    kept: set[int] = set()
    if task.kind is TaskKind.MULTICLASS:
        kept = {row for row in rows if _was_decided_since(row, pairs, stored)}
    for label_id, found in pairs.items():
        now = stored[label_id]
        plan.restore(
            label_id,
            {
                row: (after, before)
                for row, (before, after) in found.items()
                if row not in kept and now.get(row) == after
            },
        )


def _was_decided_since(
    row: int, pairs: dict[int, Pairs], stored: dict[int, dict[int, Value]]
) -> bool:
    """Whether anything of an image's one choice was changed after the action."""
    for label_id, found in pairs.items():
        now = stored[label_id].get(row)
        if row in found:
            if now != found[row][1]:
                return True
        elif now is not None and now.state == State.PRESENT:
            return True
    return False
