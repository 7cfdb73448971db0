"""A schema survives its file, and what is wrong with a file is told line by line."""

from __future__ import annotations

import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import InvalidInput, InvalidName
from labelmt.domain.key_sets import SHORTCUT_KEYS
from labelmt.domain.schema import (
    PALETTE,
    Label,
    Schema,
    Task,
    TaskKind,
    clean_description,
    clean_name,
    name_key,
)
from labelmt.formats.schema_yaml import parse_schema, write_schema


def _is_name(text: str) -> bool:
    try:
        return clean_name(text) == text
    except InvalidName:
        return False


ODD = st.sampled_from(["no", "1", "null", "~", "- a", "a: b", "#x", "'", '"', "é", "树", "[x]"])
NAMES = ODD | st.text(min_size=1, max_size=12).filter(_is_name)


def _is_description(text: str) -> bool:
    try:
        return clean_description(text) == text
    except InvalidInput:
        return False


DESCRIPTIONS = st.sampled_from(
    ["", "no", "- a\n  b: 'c'", "one\n\n  two #3", "\u2028x", "\ufeffx", "树\n: {"]
) | st.text(max_size=40).filter(_is_description)
IMAGES = dict(enumerate(("no", "a/1.jpg", " b|c.png", "树.tif", "'x\".jpg")))


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    tasks = []
    keys = iter(draw(st.permutations(SHORTCUT_KEYS)))
    for task_id, name in enumerate(draw(st.lists(NAMES, max_size=3, unique_by=name_key)), 1):
        kind = draw(st.sampled_from(TaskKind))
        names = draw(st.lists(NAMES, max_size=5, unique_by=name_key))
        own = max(1, len(names) // 2)
        labels = tuple(
            Label(
                100 * task_id + number,
                task_id,
                label,
                draw(st.sampled_from(PALETTE)),
                (draw(st.booleans()) and next(keys)) or "",
                number,
                draw(st.booleans()),
                (names[own],) if number == 0 and own < len(names) else (),
                (100 * task_id,) if number and kind is TaskKind.MULTILABEL else (),
                draw(DESCRIPTIONS),
                tuple(draw(st.lists(st.sampled_from(sorted(IMAGES)), max_size=3, unique=True))),
                tuple(draw(st.lists(NAMES, max_size=2, unique_by=name_key))),
            )
            for number, label in enumerate(names[:own])
        )
        former = tuple(draw(st.lists(NAMES, max_size=2, unique_by=name_key)))
        tasks.append(Task(task_id, name, kind, labels, task_id, draw(st.booleans()), former=former))
    return Schema(tuple(tasks))


@given(schema=schemas())
def test_what_is_written_is_read(schema: Schema) -> None:
    drafts, problems = parse_schema(write_schema(schema, IMAGES))
    assert problems == []
    assert [draft.name for draft in drafts] == [task.name for task in schema.tasks]
    for draft, task in zip(drafts, schema.tasks, strict=True):
        assert draft.kind is task.kind
        assert bool(draft.unlabelled_absent) == task.unlabelled_absent
        assert (draft.former or ()) == task.former
        names = {label.id: label.name for label in task.labels}
        for one, label in zip(draft.labels, task.labels, strict=True):
            assert (one.name, one.color, one.shortcut) == (label.name, label.color, label.shortcut)
            assert (one.synonyms or ()) == label.synonyms
            assert (one.parents or ()) == tuple(names[parent] for parent in label.parents)
            assert bool(one.archived) == label.archived
            assert (one.description or "") == label.description
            assert (one.examples or ()) == tuple(IMAGES[row] for row in label.examples)
            assert (one.former or ()) == label.former


@given(text=st.text(alphabet=string.printable + "树\x00\ud800", max_size=200))
def test_any_text_is_read_or_told(text: str) -> None:
    drafts, problems = parse_schema(text)
    assert problems or drafts is not None
    assert all(problem.line >= 1 for problem in problems)


def test_names_are_taken_as_written() -> None:
    drafts, problems = parse_schema(
        "labelmt-schema: 1\ntasks:\n- {name: no, kind: multilabel, labels: [yes, 1, 1.0, null]}\n"
    )
    assert problems == []
    assert drafts[0].name == "no"
    assert [label.name for label in drafts[0].labels] == ["yes", "1", "1.0", "null"]


FAULTY = """\
labelmt-schema: 2
extra: 1
tasks:
- name: things
  kind: several
  labels:
  - name: tree
    colour: green
  - name: sea
    name: lake
    archived: perhaps
  - [a, b]
- kind: multilabel
- name: place
  kind: multiclass
  labels: beach
"""


def test_every_problem_has_its_line() -> None:
    drafts, problems = parse_schema(FAULTY)
    assert [problem.line for problem in problems] == [1, 2, 5, 8, 10, 11, 12, 13, 16]
    assert [draft.name for draft in drafts] == ["place"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "empty"),
        ("tasks: [\n", 2, "not YAML"),
        ("labelmt-schema: 1\ntasks: [*nothing]\n", 2, "aliases are not read"),
        ("a\x00b", 1, "not YAML"),
        ("[" * 20_000, 1, "nested too deeply"),
        ("- a\n", 1, "the file is written as"),
        ("labelmt-schema: 1\n", 1, "“tasks” is missing"),
        ("tasks: []\n", 1, "is this a schema"),
        ("&a [*a]", 1, "aliases are not read"),
    ],
)
def test_what_is_no_schema_is_refused(text: str, line: int, what: str) -> None:
    drafts, problems = parse_schema(text)
    assert drafts == ()
    assert problems[0].line == line
    assert what in str(problems[0].what)


def test_no_object_is_made_from_a_file() -> None:
    text = "labelmt-schema: 1\ntasks: !!python/object/apply:os.getcwd []\n"
    drafts, problems = parse_schema(text)
    assert drafts == ()
    assert problems == []  # a list without entries; the tag means nothing here
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(text)
