"""Status line of a training: its state in one line of plain words, in this process's language."""

from __future__ import annotations

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import counted, mark, phrase, translated
from labelmt.project.runs.figure_text import ToldFirst, told_first, told_of
from labelmt.project.training.training_state import Phase, TrainingState

STEPS = {
    "download": mark("Fetching the backbone"),
    "features": mark("Extracting features"),
    "heads": mark("Fitting heads"),
    "decode": mark("Reading the training images"),
    "finetune": mark("Fine-tuning"),
    "predict": mark("Predicting"),
    "check": mark("Checking annotations"),
}
SHOWN_TASKS = 3
"""More tasks than this do not fit in a line; the mean of their scores stands for them."""


def status_line(state: TrainingState) -> str:
    """The state in one line, such as "Fine-tuning · epoch 6/10 · 41 s left · cuda:0"."""
    match state.phase:
        case Phase.STARTING if state.busy:
            starting = phrase("Starting the training process…")
            parts = [_preparing() if state.devices else starting]
        case Phase.IDLE | Phase.STARTING:  # that a process starts before it is asked for is no news
            parts = [phrase("Ready to train"), state.devices[0] if state.devices else ""]
        case Phase.RUNNING:
            left = state.seconds_left
            parts = [
                *_position(state),
                "" if left is None else phrase("{time} left", time=duration(left)),
                state.device,
                translated(state.message),
            ]
        case Phase.CANCELLING:
            parts = [phrase("Cancelling; the best weights so far are kept…")]
        case Phase.FINISHED:
            parts = _result(state)
        case _:
            parts = [translated(state.problem.what)] if state.problem else []
    if state.phase in (Phase.RUNNING, Phase.FINISHED):
        parts.append(_failed_images(state.images_failed))
    return " · ".join(part for part in parts if part)


def score_name(tasks: tuple[TaskMetrics, ...]) -> str:
    """What the mean score of these tasks is: mAP, accuracy, or a score of both."""
    kinds = {task.kind for task in tasks}
    if kinds == {TaskKind.MULTILABEL}:
        return phrase("mAP")
    return phrase("accuracy") if kinds == {TaskKind.MULTICLASS} else phrase("score")


def duration(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 90:
        return phrase("{seconds} s", seconds=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 90:
        return phrase("{minutes} min", minutes=minutes)
    return phrase("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def _position(state: TrainingState) -> list[str]:
    step = translated(STEPS[state.step]) if state.step in STEPS else state.step
    if state.step == "finetune" and state.epoch:
        if not state.epochs:
            return [step, phrase("epoch {epoch}", epoch=state.epoch)]
        return [step, phrase("epoch {epoch}/{epochs}", epoch=state.epoch, epochs=state.epochs)]
    if state.step in ("heads", "finetune", "download") or not state.total:
        return [step or _preparing()]
    return [step, phrase("{done:,} of {total:,}", done=state.done, total=state.total)]


def _result(state: TrainingState) -> list[str]:
    training = state.stage in ("heads", "finetune")
    if state.cancelled:
        parts = [_cancelled(state, training)]
    else:
        time = duration(state.seconds)
        if training:
            parts = [phrase("Trained in {time}", time=time)]
        elif state.stage == "predict":
            parts = [phrase("Predicted in {time}", time=time)]
        else:
            parts = [phrase("Done in {time}", time=time)]
    if training and state.served_stage:
        parts += _figures(state)
        if state.stage == "finetune" and state.served_stage == "heads" and not state.cancelled:
            parts.append(phrase("the heads alone were better and are used"))
    return parts


def _cancelled(state: TrainingState, training: bool) -> str:
    if not training:
        return phrase("Cancelled")
    if state.served_stage:
        return phrase("Cancelled; the best weights so far are kept")
    return phrase("Cancelled before anything was learnt")


def _figures(state: TrainingState) -> list[str]:
    """Of each task what flatters least, then what all of that is of."""
    first = [told_first(task, state.test) for task in state.tasks]
    of = {what for one in first if one.metrics.score is not None and (what := told_of(one))}
    if len(first) > SHOWN_TASKS:
        told = [one.metrics.score for one in first if one.metrics.score is not None]
        mean = f"{sum(told) / len(told):.3f}" if told else phrase("too few to tell")
        return [f"{score_name(state.tasks)} {mean}", *(of if len(of) == 1 else ())]
    shared = of.pop() if len(of) == 1 else ""
    return [*(_figure(one, "" if shared else told_of(one)) for one in first), shared]


def _figure(one: ToldFirst, of: str) -> str:
    task = one.metrics
    if task.score is None:
        return f"{task.name}: {phrase('too few to tell')}"
    return " ".join(filter(None, (f"{task.name} {score_name((task,))} {task.score:.3f}", of)))


def _failed_images(count: int) -> str:
    if not count:
        return ""
    told = counted("{count:,} image could not be read", "{count:,} images could not be read", count)
    return translated(told)


def _preparing() -> str:
    return phrase("Preparing the images…")
