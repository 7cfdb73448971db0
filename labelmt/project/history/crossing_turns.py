"""Undo where others have said something since: one's own word is taken back, theirs stays."""

from __future__ import annotations

from labelmt.domain.schema import Schema, TaskKind
from labelmt.storage.annotation_repository import read_values
from labelmt.storage.database import Transaction
from labelmt.storage.opinion_repository import read_opinions
from labelmt.storage.row_delta import Delta, Opinions, Value

Pairs = dict[int, tuple[Value | None, Value | None]]


def still_standing(connection: Transaction, delta: Delta, schema: Schema, me: str) -> Delta:
    """The part of a turn's annotations and opinions that can be done without undoing others.

    Where another's word took the place of one's own since, one's own stands beside it by now and
    is taken back there. Where what was put aside has been taken back since, it does not return.
    Where nothing would be left of a label that stands by itself, the latest that another said of
    the pair counts; in a task with exactly one label it stays beside.

    Args:
        me: whose turn it is.
    """
    alone = {
        one.id for task in schema.tasks if task.kind is TaskKind.MULTILABEL for one in task.labels
    }
    standing = Delta()
    for label_id in delta.annotations.keys() | delta.opinions.keys():
        pairs = delta.annotations.get(label_id, {})
        said = delta.opinions.get(label_id, {})
        rows = sorted({*pairs, *(row for row, _ in said)})
        stored = read_values(connection, [label_id], rows)[label_id]
        beside = read_opinions(connection, [label_id], rows)[label_id]
        kept: Pairs = {}
        opinions: Opinions = {}
        for (row, who), (before, after) in said.items():
            stands = row not in pairs or stored.get(row) == pairs[row][0]
            if stands and beside.get((row, who)) == before and not _holds(stored, row, who, pairs):
                opinions[row, who] = (before, after)
            elif before is None and who == me and _is_anothers(stored, row, me):
                if (row, me) not in beside:
                    opinions[row, me] = (None, after)
            elif row in pairs and pairs[row][1] == before == stored.get(row):
                continue  # it was to be the annotation again, which it is by now
            elif before is not None and stored.get(row) == before:
                # It stood beside another's, who took that back: it is the annotation by now.
                now = after
                if now is None and label_id in alone:
                    now = _latest(beside, opinions, row, before)
                kept[row] = (before, now)
                if now is not None and (row, now.annotator) in beside:
                    opinions[row, now.annotator] = (now, None)
        for row, (before, after) in pairs.items():
            if row in kept:
                continue
            if stored.get(row) == before:
                if after is not None and _taken_back(said, beside, row, after):
                    after = None
                if after is None and label_id in alone:
                    after = _latest(beside, opinions, row, before)
                if before != after:
                    kept[row] = (before, after)
                own = (row, after.annotator) if after is not None else (row, "")
                if own in beside and own not in opinions:  # one has one word of a pair
                    opinions[own] = (beside[own], None)
            elif before is not None and beside.get((row, before.annotator)) == before:
                own = (row, before.annotator)
                mine = after if after is not None and after.annotator == before.annotator else None
                if mine is None and own in said:  # it had been beside another's before
                    mine = said[own][1]
                opinions[own] = (before, mine)
            elif (
                after is not None
                and before is None
                and after.annotator == me
                and _is_anothers(stored, row, me)
                and (row, me) not in {*beside, *said}
            ):  # one had taken one's word back, and another has said something since
                opinions[row, me] = (None, after)
        if kept:
            standing.annotations[label_id] = kept
        if opinions:
            standing.opinions[label_id] = opinions
    return standing


def _latest(
    beside: dict[tuple[int, str], Value], opinions: Opinions, row: int, gone: Value | None
) -> Value | None:
    """What another said last of a pair, of what is not changed by the turn itself."""
    mine = "" if gone is None else gone.annotator
    found = [
        value
        for (of, who), value in beside.items()
        if of == row and who != mine and (of, who) not in opinions
    ]
    return max(found, key=lambda value: value.at, default=None)


def _holds(stored: dict[int, Value], row: int, who: str, pairs: Pairs) -> bool:
    """Whether the annotation is this person's and stays: then they have no opinion beside it."""
    now = stored.get(row)
    return row not in pairs and now is not None and now.annotator == who


def _is_anothers(stored: dict[int, Value], row: int, me: str) -> bool:
    return row in stored and stored[row].annotator != me


def _taken_back(
    said: Opinions, beside: dict[tuple[int, str], Value], row: int, after: Value
) -> bool:
    """Whether what was put aside by the action is not there any more."""
    one = (row, after.annotator)
    return one in said and said[one][0] is not None and beside.get(one) != said[one][0]
