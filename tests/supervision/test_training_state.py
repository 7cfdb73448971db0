"""The training state, replayed from recorded streams and from any order of events."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import NotEnoughAnnotations
from labelmt.domain.metric_records import EpochRecord, TaskMetrics
from labelmt.domain.protocol.messages import (
    Cancel,
    EpochMetrics,
    Event,
    ExtractFeatures,
    FineTune,
    FitHeads,
    ImagesFailed,
    Message,
    Predict,
    Progress,
    Ready,
    RunFailed,
    RunFinished,
    RunStarted,
    StepMetrics,
    WorkerEnded,
    decode,
)
from labelmt.domain.schema import TaskKind
from labelmt.project.training.failure_advice import KEPT_IDLE, KEPT_RUNNING, UNAVAILABLE, failure_of
from labelmt.project.training.status_text import duration, status_line
from labelmt.project.training.training_state import (
    POINT_LIMIT,
    Phase,
    TrainingState,
    cancel_requested,
    reduce,
    requested,
    worker_starting,
)

STREAMS = Path(__file__).with_name("streams")
READY = Ready(1, "0", ("cuda:0", "cpu"))


def replay(name: str) -> list[tuple[Message, TrainingState]]:
    """Every message of a recorded stream with the state after it."""
    state = TrainingState()
    states = []
    for line in (STREAMS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        message = decode(line)
        state = after(state, message)
        check(state)
        states.append((message, state))
    return states


def after(state: TrainingState, message: Message) -> TrainingState:
    match message:
        case FitHeads():
            return requested(state, message.job, "heads")
        case FineTune():
            return requested(state, message.job, "finetune")
        case Predict():
            return requested(state, message.job, "predict")
        case ExtractFeatures():
            return requested(state, message.job, "features")
        case Cancel():
            return cancel_requested(state)
        case _:
            return reduce(state, message) if isinstance(message, Event) else state


def check(state: TrainingState) -> None:
    """What holds in every state, whatever came before."""
    working = {Phase.RUNNING, Phase.CANCELLING}
    assert state.busy == (state.job is not None)
    assert state.busy or state.phase not in working
    assert not state.busy or state.phase in working | {Phase.STARTING}
    assert (state.problem is not None) == (state.phase in (Phase.FAILED, Phase.WORKER_LOST))
    assert not (state.can_train and state.can_cancel)
    assert state.progress is None or 0 <= state.progress <= 1
    assert state.seconds_left is None or (math.isfinite(state.seconds_left))
    assert state.seconds_left is None or state.seconds_left >= 0
    assert state.epoch >= 0
    assert state.epochs >= 0
    for curve in (state.losses, state.scores):
        assert len(curve) <= POINT_LIMIT
        assert all(a.x < b.x for a, b in pairwise(curve))
        assert all(math.isfinite(point.y) for point in curve)
    line = status_line(state)
    assert line
    assert "\n" not in line
    assert "{" not in line


def line_at(states: list[tuple[Message, TrainingState]], kind: type, nth: int = 0) -> str:
    found = [state for message, state in states if isinstance(message, kind)]
    return status_line(found[nth])


def test_a_whole_run() -> None:
    states = replay("whole_run")
    phases = [state.phase for _, state in states]
    assert phases[0] is Phase.STARTING
    assert phases[-1] is Phase.FINISHED
    assert sorted(set(phases)) == sorted({Phase.STARTING, Phase.RUNNING, Phase.FINISHED})
    final = states[-1][1]
    assert final.served_stage == "finetune"
    assert final.images_failed == 2
    assert final.devices == ()
    assert min(point.y for point in final.losses) < final.losses[0].y
    assert final.scores[-1].y >= final.scores[0].y > 0.9
    assert [task.name for task in final.tasks] == ["objects", "time"]
    assert "objects mAP 1." in status_line(final)
    assert "time accuracy 1." in status_line(final)
    assert "2 images could not be read" in status_line(final)
    running = [status_line(state) for _, state in states if state.step == "finetune"]
    assert any("epoch 2/12" in line and "s left" in line and "cpu" in line for line in running)


def test_a_cancelled_run_keeps_what_it_learnt() -> None:
    states = replay("cancelled")
    cancelling = [state for message, state in states if isinstance(message, Cancel)]
    assert cancelling[0].phase is Phase.CANCELLING
    assert not cancelling[0].can_cancel
    assert cancelling[0].can_restart  # a worker that does not heed the cancel
    final = states[-1][1]
    assert final.phase is Phase.FINISHED
    assert final.cancelled
    assert final.can_train
    assert "best weights so far are kept" in status_line(final)


def test_a_failed_run_says_what_to_do() -> None:
    final = replay("failed")[-1][1]
    assert final.phase is Phase.FAILED
    assert final.can_train
    assert not final.can_restart
    assert final.problem is not None
    assert final.problem.kind == "NotEnoughAnnotations"
    assert final.problem.next_step
    assert status_line(final) == final.problem.what


@pytest.mark.parametrize(
    ("stream", "what", "kept"),
    [
        ("killed", "ended from outside", KEPT_RUNNING),
        ("out_of_memory", "out of memory", KEPT_RUNNING),
        ("killed_while_idle", "ended from outside", KEPT_IDLE),
    ],
)
def test_a_lost_worker_offers_a_restart(stream: str, what: str, kept: str) -> None:
    final = replay(stream)[-1][1]
    assert final.phase is Phase.WORKER_LOST
    assert final.can_restart
    assert final.can_train
    assert final.devices == ()
    assert final.problem is not None
    assert what in str(final.problem.what)
    assert final.problem.kept == kept
    assert "signal 9" in final.problem.details
    again = worker_starting(final)
    check(again)
    assert reduce(again, READY).phase is Phase.IDLE


def test_a_crash_is_told_from_a_kill() -> None:
    lost = reduce(TrainingState(), WorkerEnded("killed", 11, "Fatal Python error"))
    assert lost.problem is not None
    assert "crashed" in str(lost.problem.what)


def test_events_of_another_job_change_nothing() -> None:
    state = requested(reduce(TrainingState(), READY), 7, "heads")
    for event in (
        Progress(6, "heads", 1, 2),
        StepMetrics(6, "heads", 1, 1, 0.5),
        RunFinished(6, "heads", False, 1.0),
        RunFailed(6, "Bug", "what"),
        RunStarted(6, "heads", "cpu", 1, 1),
    ):
        assert reduce(state, event) == state


def test_a_job_that_the_window_was_not_told_of_is_shown() -> None:
    state = reduce(TrainingState(), RunStarted(3, "heads", "mps", 10, 5))
    assert (state.phase, state.job, state.stage, state.device) == (
        Phase.RUNNING,
        3,
        "heads",
        "mps",
    )


def test_a_sentence_stays_until_the_next_step() -> None:
    state = requested(TrainingState(), 1, "finetune")
    state = reduce(state, Progress(1, "features", 1, 9, None, "Batch halved."))
    state = reduce(state, Progress(1, "features", 2, 9))
    assert "Batch halved." in status_line(state)
    assert "Batch halved." not in status_line(reduce(state, Progress(1, "heads", 0, 9)))


def test_an_epoch_without_steps_adds_its_loss_and_one_with_steps_does_not() -> None:
    record = EpochRecord("heads", 1, 5, 0.4, 0.5, 0.9, True, 1.0)
    state = requested(TrainingState(), 1, "heads")
    assert len(reduce(state, EpochMetrics(1, record)).losses) == 1
    stepped = reduce(state, StepMetrics(1, "heads", 1, 1, 0.6))
    assert [point.y for point in reduce(stepped, EpochMetrics(1, record)).losses] == [0.6]
    following = reduce(stepped, EpochMetrics(1, replace(record, epoch=2)))
    assert [point.y for point in following.losses] == [0.6, 0.4]


def test_a_prediction_leaves_the_curves_of_the_last_training() -> None:
    trained = replay("whole_run")[-1][1]
    assert requested(trained, 2, "predict").losses == trained.losses
    assert requested(trained, 2, "heads").losses == ()


def test_a_long_curve_keeps_its_ends_and_its_order() -> None:
    state = requested(TrainingState(), 1, "finetune")
    for step in range(20 * POINT_LIMIT):
        state = reduce(state, StepMetrics(1, "finetune", 1, step, float(step)))
    check(state)
    assert len(state.losses) > POINT_LIMIT // 3
    assert state.losses[0].y == 0
    assert state.losses[-1].y == 20 * POINT_LIMIT - 1
    assert all(point.x == point.y for point in state.losses)


def test_a_missing_worker_keeps_its_own_advice() -> None:
    told = RunFailed(0, UNAVAILABLE, "This build does not train.", next_step="Install it.")
    state = reduce(reduce(requested(TrainingState(), 1, "heads"), told), WorkerEnded("start", 0))
    check(state)
    assert state.phase is Phase.WORKER_LOST
    assert state.problem is not None
    assert state.problem.next_step == "Install it."


def test_an_error_of_the_parent_reads_like_one_of_the_worker() -> None:
    error = NotEnoughAnnotations("Nothing yet.", subject="objects", next_step="Label.")
    event = failure_of(error, 4)
    assert (event.job, event.kind, event.what) == (4, "NotEnoughAnnotations", "Nothing yet.")


def test_a_restart_while_cancelling_gives_up_the_job() -> None:
    state = cancel_requested(requested(TrainingState(), 1, "heads"))
    restarted = worker_starting(state)
    assert restarted.phase is Phase.STARTING
    assert not restarted.busy


def test_starting_a_worker_does_not_disturb_a_job() -> None:
    state = requested(TrainingState(), 1, "heads")
    assert worker_starting(state) == state


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (41.4, "41 s"), (95, "2 min"), (600, "10 min"), (7260, "2 h 1 min")],
)
def test_time_as_people_say_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_figures_that_cannot_be_told_say_so() -> None:
    tasks = (TaskMetrics(1, "objects", TaskKind.MULTILABEL, 3),)
    state = requested(TrainingState(), 1, "heads")
    done = reduce(state, RunFinished(1, "heads", False, 3.0, tasks))
    assert status_line(done) == "Trained in 3 s · objects: too few to tell"


def test_many_tasks_are_told_as_one_score() -> None:
    tasks = tuple(TaskMetrics(i, f"t{i}", TaskKind.MULTILABEL, 9, map=0.5) for i in range(5))
    state = requested(TrainingState(), 1, "heads")
    done = reduce(state, RunFinished(1, "heads", False, 3.0, tasks))
    assert status_line(done) == "Trained in 3 s · mAP 0.500"


numbers = st.none() | st.floats()
jobs = st.integers(0, 2)
stages = st.sampled_from(["heads", "finetune", "predict", "features", "download", "", "other"])
counts = st.integers(-3, 500)
records = st.builds(
    EpochRecord, stages, counts, counts, numbers, numbers, numbers, st.booleans(), st.floats()
)
any_event = st.one_of(
    st.builds(Ready, st.just(1), st.just("0"), st.sampled_from([(), ("cpu",), ("cuda:0", "cpu")])),
    st.builds(RunStarted, jobs, stages, st.sampled_from(["cpu", ""]), counts, counts),
    st.builds(Progress, jobs, stages, counts, counts, numbers, st.sampled_from(["", "message"])),
    st.builds(StepMetrics, jobs, stages, counts, counts, numbers),
    st.builds(EpochMetrics, jobs, records),
    st.builds(ImagesFailed, jobs, st.just((1,)), st.just(("empty",))),
    st.builds(RunFinished, jobs, stages, st.booleans(), st.floats()),
    st.builds(RunFailed, jobs, st.sampled_from(["Bug", UNAVAILABLE]), st.just("what")),
    st.builds(
        WorkerEnded,
        st.sampled_from(["shutdown", "exit", "killed", "memory", "protocol", "start", "other"]),
        st.integers(0, 20),
    ),
)
asked = st.one_of(
    st.builds(FitHeads, jobs, st.just("m")),
    st.builds(FineTune, jobs, st.just("m")),
    st.builds(Predict, jobs, st.just("m")),
    st.builds(ExtractFeatures, jobs, st.just("m")),
    st.builds(Cancel, jobs),
    st.just(worker_starting),
)


@given(st.lists(any_event | asked, max_size=60))
def test_any_order_of_events_keeps_the_state_in_order(happenings: list[object]) -> None:
    state = TrainingState()
    for happening in happenings:
        act = happening if callable(happening) else lambda state, one=happening: after(state, one)
        state = act(state)
        check(state)
    ended = reduce(state, WorkerEnded("killed", 9))
    check(ended)
    assert ended.phase is Phase.WORKER_LOST
    assert ended.can_train
