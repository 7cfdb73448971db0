"""Names, colours, keys, and the states that one present label implies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.annotation_matrix import fill_implied
from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidName, InvalidSetting, NotFound
from labelmt.domain.key_sets import SHORTCUT_KEYS
from labelmt.domain.schema import (
    PALETTE,
    Label,
    Schema,
    Task,
    TaskKind,
    clean_name,
    name_key,
    same_name,
)
from labelmt.domain.settings.training_settings import TrainingSettings, changed, setting_fields


def schema_of(*kinds: TaskKind, labels: int = 3) -> Schema:
    tasks = []
    next_id = 1
    for number, kind in enumerate(kinds, start=1):
        made = tuple(
            Label(next_id + i, number, f"label {i}", PALETTE[i], SHORTCUT_KEYS[next_id + i - 1], i)
            for i in range(labels)
        )
        next_id += labels
        tasks.append(Task(number, f"task {number}", kind, made, number))
    return Schema(tuple(tasks))


UNSEEN = "\u200b\u00ad\ufeff\u2060\u202e\u200c\u200d\ufe0f\u3164\u2800\U000e0041"


@given(st.text() | st.text(st.sampled_from("ab \u2764é\u0301" + UNSEEN), max_size=12))
def test_a_cleaned_name_is_stable_and_fit_for_tables(text: str) -> None:
    try:
        name = clean_name(text)
    except InvalidName:
        return
    assert clean_name(name) == name
    assert name_key(name)
    assert "|" not in name
    assert "\n" not in name
    name.encode()


@pytest.mark.parametrize(
    "bad", ["", "  ", "-", "a|b", "x" * 101, "a\0b", UNSEEN, "\ud83d", "cat\udcff"]
)
def test_a_name_that_would_break_a_table_is_refused(bad: str) -> None:
    with pytest.raises(InvalidName):
        clean_name(bad)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_names_that_look_alike_are_one(unseen: str) -> None:
    for spelt in (f"cat{unseen}", f"{unseen}cat", f"ca{unseen}t"):
        assert same_name(clean_name(spelt), "cat"), ascii(spelt)
    assert clean_name(f"{unseen} cat{unseen if unseen != VARIANT else ''} ") == "cat"


VARIANT = "\ufe0f"


def test_what_shapes_its_neighbours_stays() -> None:
    for name in ("می\u200cخواهم", "\u2764\ufe0f", "\U0001f469\u200d\U0001f52c", "क्\u200dष"):
        assert clean_name(f" {name} ") == name


def test_colours_and_keys_are_given_out_once() -> None:
    schema = schema_of(TaskKind.MULTILABEL)
    assert schema.next_color() == PALETTE[3]
    assert schema.next_shortcut() == SHORTCUT_KEYS[3]
    full = schema_of(TaskKind.MULTILABEL, labels=len(PALETTE))
    assert full.next_color() == PALETTE[0]


def test_lookups_ignore_case_and_miss_loudly() -> None:
    schema = schema_of(TaskKind.MULTILABEL, TaskKind.MULTICLASS)
    assert schema.task_named("TASK 2") is schema.tasks[1]
    found = schema.label_named(1, "Label 1")
    assert found is not None
    assert schema.task_of(found.id).name == "task 1"
    with pytest.raises(NotFound):
        schema.label(99)


@given(st.data())
def test_a_present_label_makes_only_its_multiclass_task_absent(data: st.DataObject) -> None:
    schema = schema_of(TaskKind.MULTILABEL, TaskKind.MULTICLASS)
    values = data.draw(
        st.lists(
            st.lists(st.sampled_from([-1, 0, 1]), min_size=6, max_size=6), min_size=1, max_size=8
        )
    )
    before = np.array(values, dtype=np.int8)
    after = before.copy()
    fill_implied(after, schema)
    assert (after[:, :3] == before[:, :3]).all()
    for old, new in zip(before[:, 3:], after[:, 3:], strict=True):
        if (old == State.PRESENT).any():
            assert (new != State.UNKNOWN).all()
            assert (new[old != State.UNKNOWN] == old[old != State.UNKNOWN]).all()
        else:
            assert (new == old).all()


def test_every_setting_says_what_it_does_and_refuses_nonsense() -> None:
    for one in setting_fields():
        assert one.metadata["help"].endswith("."), one.name
        assert changed(TrainingSettings(), one.name, str(one.default)) == TrainingSettings()
    with pytest.raises(InvalidSetting, match="no such setting"):
        changed(TrainingSettings(), "speed", "1")
    for key, value in (("seed", "x"), ("backbone", "vgg"), ("epochs", "0"), ("flip", "maybe")):
        with pytest.raises(InvalidSetting):
            changed(TrainingSettings(), key, value)
    with pytest.raises(InvalidSetting):
        changed(TrainingSettings(), "head_rate", "nan")
