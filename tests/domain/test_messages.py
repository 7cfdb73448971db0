"""The protocol between processes."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import ProtocolError
from labelmt.domain.metric_records import TaskMetrics, mean_score
from labelmt.domain.protocol import messages
from labelmt.domain.schema import TaskKind

finite = st.floats(allow_nan=False, allow_infinity=False)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """What a field of that type may hold; a type that JSON records do not know is an error."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return made(hint)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from(hint)
    arguments = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return st.one_of([st.none() if one is types.NoneType else values(one) for one in arguments])
    if typing.get_origin(hint) is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if typing.get_origin(hint) is dict:
        return st.dictionaries(st.text(), values(arguments[1]), max_size=3)
    return {str: st.text(), int: st.integers(), float: finite, bool: st.booleans()}[hint]


_made: dict[type, st.SearchStrategy[Any]] = {}


def made(kind: type) -> st.SearchStrategy[Any]:
    """Any record of a dataclass, also of one that holds others of its kind."""
    if kind not in _made:
        _made[kind] = st.deferred(
            lambda: st.builds(
                kind, **{name: values(one) for name, one in get_type_hints(kind).items()}
            )
        )
    return _made[kind]


any_message: st.SearchStrategy[messages.Message] = st.sampled_from(
    sorted(messages.KINDS.values(), key=lambda kind: kind.__name__)
).flatmap(made)

AS_FIRST_RELEASED = {
    "ExtractFeatures": ["job", "manifest", "first_rows"],
    "FitHeads": ["job", "manifest", "first_rows"],
    "FineTune": ["job", "manifest", "first_rows"],
    "CompareSharing": ["job", "manifest", "first_rows"],
    "Predict": ["job", "manifest", "first_rows"],
    "LearnLive": ["job", "manifest", "first_rows"],
    "Explain": ["job", "run", "path", "label"],
    "Cancel": ["job"],
    "Shutdown": [],
    "Ready": ["protocol", "version", "devices", "device_names"],
    "RunStarted": ["job", "stage", "device", "train_images", "validation_images"],
    "Progress": ["job", "phase", "done", "total", "seconds_left", "message"],
    "StepMetrics": ["job", "stage", "epoch", "step", "loss"],
    "EpochMetrics": ["job", "record"],
    "CheckpointSaved": ["job", "path", "epoch"],
    "PredictionsReady": ["job", "path", "label_ids", "thresholds", "stage", "complete"],
    "GroupsReady": ["job", "path"],
    "NamesScored": ["job", "path", "label_ids", "useless"],
    "AnnotationsChecked": ["job", "path"],
    "Explained": ["job", "label", "height", "width", "values", "rest", "logit", "probability"],
    "ImagesFailed": ["job", "rows", "problems"],
    "SharingCompared": ["job", "report"],
    "RunFinished": ["job", "stage", "cancelled", "seconds", "tasks"],
    "RunFailed": ["job", "kind", "what", "subject", "kept", "next_step", "details"],
    "WorkerEnded": ["reason", "code", "stderr_tail"],
}
"""Names on the wire, in streams that were recorded; a new message needs no line here."""


@pytest.mark.parametrize("name", AS_FIRST_RELEASED)
def test_names_on_the_wire_stay_and_new_fields_have_a_default(name: str) -> None:
    fields = dataclasses.fields(messages.KINDS[name])
    before = AS_FIRST_RELEASED[name]
    assert [one.name for one in fields][: len(before)] == before
    for new in fields[len(before) :]:
        assert (new.default, new.default_factory) != (dataclasses.MISSING, dataclasses.MISSING)


def test_every_message_is_declared_and_says_who_sends_it() -> None:
    in_module = {
        name
        for name, kind in vars(messages).items()
        if isinstance(kind, type) and issubclass(kind, messages.Message)
    }
    bases = {"Message", "Command", "JobCommand", "JobControl", "Event", "JobEvent", "RecordedEvent"}
    assert in_module - bases == messages.KINDS.keys()
    for kind in messages.KINDS.values():
        assert issubclass(kind, messages.Command) != issubclass(kind, messages.Event)


def test_two_messages_of_one_name_are_refused() -> None:
    with pytest.raises(TypeError, match="two messages Cancel"):
        messages.message(type("Cancel", (messages.JobControl,), {}))


@given(any_message)
def test_every_message_survives_its_line(message: messages.Message) -> None:
    line = messages.encode(message)
    assert "\n" not in line
    assert "\r" not in line
    assert messages.decode(line) == message


@given(st.text())
def test_a_stray_line_is_a_protocol_error_and_nothing_else(line: str) -> None:
    with pytest.raises(ProtocolError):
        messages.decode(line)


@pytest.mark.parametrize(
    "line",
    [
        "null",
        "[]",
        "{}",
        '{"type": "Nonsense"}',
        '{"type": "Cancel"}',
        '{"type": "Cancel", "job": "1"}',
        '{"type": "Cancel", "job": 1, "extra": 2}',
        '{"type": ["Cancel"], "job": 1}',
    ],
)
def test_json_that_is_no_message_is_refused(line: str) -> None:
    with pytest.raises(ProtocolError):
        messages.decode(line)


def test_a_score_that_cannot_be_told_does_not_count() -> None:
    known = TaskMetrics(1, "scene", TaskKind.MULTICLASS, 10, accuracy=0.5)
    unknown = TaskMetrics(2, "objects", TaskKind.MULTILABEL, 0)
    assert mean_score((known, unknown)) == 0.5
    assert mean_score((unknown,)) is None
