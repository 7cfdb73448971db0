"""Builds the row changes (delta) of a command: what is there now and what replaces it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import NotFound
from labelmt.domain.hierarchy import ancestors, descendants, parents_of
from labelmt.domain.image_marks import ImageMarks
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.commands.schema_builder import SchemaBuilder
from labelmt.storage.row_delta import Delta, Value

ReadValues = Callable[[Sequence[int], Sequence[int] | None], dict[int, dict[int, Value]]]
"""(label ids, rows or None for all) to label id to row to stored annotation."""


ReadOpinions = Callable[
    [Sequence[int], Sequence[int] | None], dict[int, dict[tuple[int, str], Value]]
]
"""The same to (row, annotator) to what that person said beside the annotation."""


def _no_opinions(
    label_ids: Sequence[int], _rows: Sequence[int] | None
) -> dict[int, dict[tuple[int, str], Value]]:
    return {label_id: {} for label_id in label_ids}


@dataclass(frozen=True, slots=True)
class Said:
    """Where what a command asserts comes from, and how the person saw it.

    Attributes:
        annotator, at: who said so, and when; empty: who does the command, now.
    """

    source: Source
    run_id: int | None = None
    seen: Seen = Seen.UNSEEN
    annotator: str = ""
    at: str = ""


KEPT = Said(Source.KEPT, seen=Seen.ONE)
SETTLED = Said(Source.SETTLED, seen=Seen.ONE)


class ChangeBuilder(SchemaBuilder):
    """Collects changes against the state of one transaction.

    Args:
        schema: as it is, archived labels included; the plan's own ``schema`` follows every step.
        images: how many image rows there are.
        next_ids: the ids the next task and the next label get; asked for where one is made.
        read_tested: the rows of the test part.
        read_marks: row to what is stored of an image itself.
        read_opinions: what was said beside the annotations. has_opinions: whether anything was.
    """

    def __init__(
        self,
        schema: Schema,
        images: int,
        next_ids: Callable[[], tuple[int, int]],
        read_values: ReadValues,
        annotator: str,
        now: str,
        read_tested: Callable[[], Collection[int]] = tuple,
        read_marks: Callable[[Sequence[int]], dict[int, ImageMarks]] = lambda _rows: {},
        read_opinions: ReadOpinions = _no_opinions,
        has_opinions: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(schema, next_ids, Delta())
        self.images = images
        self.conflicts = 0
        """Images on which two annotations could not both stay."""
        self.implied = 0
        """Annotations that follow from others by the hierarchy."""
        self._read_values, self._read_tested = read_values, read_tested
        self.read_marks, self._read_opinions = read_marks, read_opinions
        self._has_opinions = has_opinions
        self._any_opinions: bool | None = None
        self.settled_kept = 0
        """Pairs that a reviewer had settled otherwise: what is said now is kept beside it."""
        self.beside: dict[int, dict[tuple[int, str], Value]] = {}
        """Label id to (row, annotator) to what was said and is not the annotation."""
        self.annotator = annotator
        self._now = now

    def check_rows(self, rows: Collection[int]) -> None:
        """Raises NotFound for a row that is no image."""
        for row in (min(rows, default=0), max(rows, default=0)):
            if rows and not 0 <= row < self.images:
                raise NotFound("There is no such image.", subject=f"row {row}")

    def in_test(self, row: int) -> bool:
        """Whether an image is in the test part."""
        return row in self._read_tested()

    # Annotations

    def annotate(
        self,
        label_id: int,
        rows: Sequence[int],
        state: State,
        said: Said,
    ) -> None:
        """Assert a state; a pair that has it already keeps who asserted it first.

        Where nobody had seen the pair and now somebody has, that is noted. What somebody else
        says of it, alike or not, is kept beside it; see ``own_words``.

        Present makes every label that this one implies present as well; absent makes every
        label that implies it absent.
        """
        value = None if state is State.UNKNOWN else self._value(state, said)
        self._assert(label_id, rows, value)
        if state is State.UNKNOWN:
            return
        parents = parents_of(self.schema.task_of(label_id))
        others = ancestors if state is State.PRESENT else descendants
        for other in others(parents, label_id):
            self.implied += self._assert(other, rows, value)

    def confirm(self, label_id: int, rows: Sequence[int]) -> None:
        """Say again, as the one who looks now, what is annotated of a label already."""
        stored = self.read((label_id,), rows)[label_id]
        self.restore(
            label_id,
            {row: (value, self._value(State(value.state), KEPT)) for row, value in stored.items()},
        )

    @property
    def any_opinions(self) -> bool:
        """Whether anything was said beside the annotations of the project; asked once."""
        if self._any_opinions is None:
            self._any_opinions = self._has_opinions()
        return self._any_opinions

    def read_opinions(
        self, label_ids: Sequence[int], rows: Sequence[int] | None
    ) -> dict[int, dict[tuple[int, str], Value]]:
        """Label id to (row, annotator) to what that person said beside the annotation."""
        if not self.any_opinions:
            return _no_opinions(label_ids, rows)
        return self._read_opinions(label_ids, rows)

    def say_beside(self, label_id: int, rows: Collection[int], state: State, said: Said) -> None:
        """Note what somebody says of pairs whose annotation stays as it is."""
        value = self._value(state, said)
        stored = self.read([label_id], sorted(rows))[label_id]
        for row in rows:
            if row not in stored or stored[row].annotator != value.annotator:
                self.beside.setdefault(label_id, {})[row, value.annotator] = value

    def settle(self, label: Label, rows: Sequence[int], state: State) -> None:
        """Decide what people disagree about, also against what was settled before."""
        value = self._value(state, SETTLED)
        task = self.schema.task(label.task_id)
        of = [one.id for one in task.labels] if task.kind is TaskKind.MULTICLASS else [label.id]
        stored = self.values(of, rows)
        for label_id, before in stored.items():
            if label_id == label.id:
                self.restore(label_id, {row: (before.get(row), value) for row in rows})
            elif state is State.PRESENT:
                gone = {r: (one, None) for r, one in before.items() if one.state == State.PRESENT}
                self.restore(label_id, gone)
        if task.kind is not TaskKind.MULTICLASS:
            parents = parents_of(task)
            others = ancestors if state is State.PRESENT else descendants
            for other in others(parents, label.id):
                before = self.values([other], rows)[other]
                changed = [row for row in rows if _code(before.get(row)) != state]
                self.restore(other, {row: (before.get(row), value) for row in changed})
                self.implied += len(changed)

    def note_seen(self, label_id: int, state: State, rows: Sequence[int], seen: Seen) -> set[int]:
        """Note that a person now saw pairs that were annotated unseen, and kept them.

        Returns:
            the rows of which that is so. Where it came from stays; it is theirs from now on.
        """
        before = self.values([label_id], rows)[label_id]
        after = {
            row: value._replace(seen=seen.value, annotator=self.annotator, at=self._now)
            for row, value in before.items()
            if value.state == state
        }
        found = {row for row, value in after.items() if _seen_at_last(before[row], value)}
        self.put_values(label_id, before, {row: after[row] for row in found})
        return found

    def choose(self, task: Task, chosen: Mapping[int, int], said: Said) -> None:
        """Assert one label of a multiclass task an image; others that were present make way.

        Args:
            chosen: row to label id.
        """
        rows: dict[int, list[int]] = {label.id: [] for label in task.labels}
        for row, label_id in chosen.items():
            rows[label_id].append(row)
        after = self._value(State.PRESENT, said)
        stored = self.values(list(rows), list(chosen))
        held = {
            row
            for label_id, before in stored.items()
            for row, value in before.items()
            if self._holds(value, after)
            and (value.state == State.PRESENT) != (chosen[row] == label_id)
        }
        for row in held:
            self.beside.setdefault(chosen[row], {})[row, after.annotator] = after
        self.settled_kept += len(held)
        for label_id, before in stored.items():
            # Nobody says two things of a pair: what stood there was said by the same person.
            mine = {
                row: None
                for row in held.intersection(rows[label_id], before)
                if before[row].annotator == after.annotator
            }
            self.put_values(label_id, before, mine)
            makes_way = {
                row: None
                for row, value in before.items()
                if value.state == State.PRESENT and chosen[row] != label_id and row not in held
            }
            self.put_values(label_id, before, makes_way)
            self._state(label_id, [row for row in rows[label_id] if row not in held], after, before)

    def imply(self, label_id: int, parents: Mapping[int, tuple[int, ...]] | None = None) -> None:
        """Make what a label implies present wherever it is; what was absent is a conflict.

        Args:
            parents: of the labels of its task, where they are known already.
        """
        if parents is None:
            parents = parents_of(self.schema.task_of(label_id))
        if not parents.get(label_id):
            return
        rows = list(self.present_rows([label_id]))
        if not rows:  # a chain of new labels is no reason to ask for each pair of them
            return
        above = ancestors(parents, label_id)
        value = self._value(State.PRESENT, Said(Source.HUMAN))
        contradicted: set[int] = set()
        for other in above:
            before = self.values([other], rows)[other]
            contradicted.update(r for r, old in before.items() if old.state == State.ABSENT)
            self.implied += self.put_values(other, before, dict.fromkeys(rows, value))
        self.conflicts += len(contradicted)

    def mark(self, rows: Sequence[int], **said: object) -> None:
        """Change what is said of images themselves: fields of ``ImageMarks``."""
        for row, before in self.read_marks(rows).items():
            self.put_marks(row, before, dataclasses.replace(before, **said))  # type: ignore[arg-type]

    def put_marks(self, row: int, before: ImageMarks, after: ImageMarks) -> None:
        """Bring an image's marks from what is stored to these."""
        if before != after:
            self.delta.marks[row] = (before, after)

    def remove_label(self, label: Label) -> None:
        """Take a label out with its annotations and all that was said beside them."""
        self.clear(label.id)
        self.put_opinions(label.id, dict.fromkeys(self.read_opinions([label.id], None)[label.id]))
        self.drop_label(label)

    def clear(self, label_id: int) -> None:
        """Forget every annotation of a label."""
        before = self.values([label_id])[label_id]
        self.put_values(label_id, before, dict.fromkeys(before))

    def values(
        self, label_ids: Sequence[int], rows: Sequence[int] | None = None
    ) -> dict[int, dict[int, Value]]:
        """Label id to row to annotation as the plan has it by now, of these rows or of all."""
        found = self._read_values(label_ids, rows)
        wanted = None if rows is None else set(rows)
        for label_id in label_ids:
            for row, (_, after) in self.delta.annotations.get(label_id, {}).items():
                if wanted is not None and row not in wanted:
                    continue
                if after is None:
                    found[label_id].pop(row, None)
                else:
                    found[label_id][row] = after
        return found

    def present_rows(self, label_ids: Sequence[int]) -> set[int]:
        """The rows on which any of these labels is asserted present."""
        return {
            row
            for pairs in self.values(label_ids).values()
            for row, value in pairs.items()
            if value.state == State.PRESENT
        }

    def put_values(
        self, label_id: int, before: Mapping[int, Value], after: Mapping[int, Value | None]
    ) -> int:
        """Bring pairs to these annotations; how many got another state.

        Args:
            before: what ``values`` says of these rows.
            after: row to annotation, or None for unknown.
        """
        pairs = self.delta.annotations.setdefault(label_id, {})
        changed = 0
        for row, value in after.items():
            old = before.get(row)
            if _code(old) == _code(value) and not _seen_at_last(old, value):
                continue
            changed += 1
            first = pairs[row][0] if row in pairs else old
            if (
                row in pairs
                and old is not None
                and (value is None or value.annotator != old.annotator)
            ):  # two people in one import
                self.beside.setdefault(label_id, {})[row, old.annotator] = old
            # As it was before the plan: who said so stays.
            if _code(first) == _code(value) and not _seen_at_last(first, value):
                pairs.pop(row, None)
            else:
                pairs[row] = (first, value)
        if not pairs:
            del self.delta.annotations[label_id]
        return changed

    def put_opinions(self, label_id: int, after: Mapping[tuple[int, str], Value | None]) -> None:
        """Bring what people said beside annotations of a label to this: None takes it back."""
        if not after:
            return
        stored = self.read_opinions([label_id], sorted({row for row, _ in after}))[label_id]
        said = self.delta.opinions.setdefault(label_id, {})
        for one, value in after.items():
            if stored.get(one) != value:
                said[one] = (stored.get(one), value)
            else:
                said.pop(one, None)
        if not said:
            del self.delta.opinions[label_id]

    def _assert(self, label_id: int, rows: Sequence[int], value: Value | None) -> int:
        return self._state(label_id, rows, value, self.values([label_id], rows)[label_id])

    def _state(
        self, label_id: int, rows: Sequence[int], value: Value | None, before: Mapping[int, Value]
    ) -> int:
        """Put what somebody says now, and note it beside what stays as another said it."""
        who = self.annotator if value is None else value.annotator
        others = {row: old for row, old in before.items() if old.annotator != who}
        held: set[int] = set()
        asked = set(rows) if others else held
        for row, old in others.items():
            if row not in asked:
                continue
            if self._holds(old, value):
                held.add(row)
                self.settled_kept += _code(value) != old.state
            elif value is None or value.state != old.state or _seen_at_last(old, value):
                continue
            if value is not None:
                self.beside.setdefault(label_id, {})[row, who] = value
        free = [row for row in rows if row not in held] if held else rows
        return self.put_values(label_id, before, dict.fromkeys(free, value))

    def _holds(self, old: Value, value: Value | None) -> bool:
        """Whether a reviewer's decision stands against what somebody else says."""
        who = self.annotator if value is None else value.annotator
        settles = value is not None and value.source == Source.SETTLED
        return old.source == Source.SETTLED and old.annotator != who and not settles

    def read(self, label_ids: Sequence[int], rows: Sequence[int]) -> dict[int, dict[int, Value]]:
        """Label id to row to what is stored now."""
        return self._read_values(label_ids, rows)

    def restore(
        self, label_id: int, changes: Mapping[int, tuple[Value | None, Value | None]]
    ) -> None:
        """Bring back earlier annotations, with who asserted them: row to (now, then)."""
        changed = {row: pair for row, pair in changes.items() if pair[0] != pair[1]}
        if changed:
            self.delta.annotations.setdefault(label_id, {}).update(changed)

    def _value(self, state: State, said: Said) -> Value:
        return Value(
            int(state),
            said.source.value,
            said.annotator or self.annotator,
            said.at or self._now,
            said.run_id,
            said.seen.value,
        )


def _code(value: Value | None) -> int:
    return int(State.UNKNOWN) if value is None else value.state


def _seen_at_last(before: Value | None, after: Value | None) -> bool:
    """Whether a person now saw what was accepted unseen: it may judge metrics from now on."""
    return (
        before is not None
        and after is not None
        and before.source != Source.IMPORT
        and before.seen == Seen.UNSEEN
        and after.seen != Seen.UNSEEN
    )


def rows_of(delta: Delta) -> set[int]:
    """Every image row a delta touches."""
    rows = {row for pairs in delta.annotations.values() for row in pairs}
    return rows | {row for said in delta.opinions.values() for row, _ in said}
