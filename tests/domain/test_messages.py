"""The protocol between processes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import ProtocolError
from labelmt.domain.metric_records import EpochRecord, LabelMetrics, TaskMetrics, mean_score
from labelmt.domain.protocol import messages
from labelmt.domain.schema import TaskKind

finite = st.floats(allow_nan=False, allow_infinity=False)
maybe = st.none() | finite
label_metrics = st.builds(
    LabelMetrics,
    st.integers(),
    st.text(),
    st.integers(),
    st.integers(),
    maybe,
    maybe,
    maybe,
    maybe,
    finite,
)
task_metrics = st.builds(
    TaskMetrics,
    st.integers(),
    st.text(),
    st.sampled_from(TaskKind),
    st.integers(),
    maybe,
    maybe,
    maybe,
    maybe,
    maybe,
    maybe,
    st.lists(label_metrics, max_size=3).map(tuple),
)
records = st.builds(
    EpochRecord,
    st.sampled_from(["heads", "finetune"]),
    st.integers(),
    st.integers(),
    maybe,
    maybe,
    maybe,
    st.booleans(),
    finite,
    st.lists(task_metrics, max_size=3).map(tuple),
)
rows = st.lists(st.integers(min_value=0), max_size=5).map(tuple)
any_message = st.one_of(
    st.builds(messages.FitHeads, st.integers(), st.text(), rows),
    st.builds(messages.FineTune, st.integers(), st.text(), rows),
    st.builds(messages.Cancel, st.integers()),
    st.builds(messages.Shutdown),
    st.builds(messages.EpochMetrics, st.integers(), records),
    st.builds(
        messages.Progress,
        st.integers(),
        st.text(),
        st.integers(),
        st.integers(),
        maybe,
        st.text(),
    ),
    st.builds(messages.WorkerEnded, st.text(), st.integers(), st.text()),
)


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
