"""A training state in one line of plain words.

The words are templates in English, listed in PHRASES so that a window can translate them.
"""

from __future__ import annotations

from collections.abc import Callable

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.schema import TaskKind
from labelmt.project.training.training_state import Phase, TrainingState

Translate = Callable[[str], str]

STEPS = {
    "download": "Fetching the backbone",
    "features": "Extracting features",
    "heads": "Fitting heads",
    "decode": "Reading the training images",
    "finetune": "Fine-tuning",
    "predict": "Predicting",
    "check": "Checking annotations",
}
IDLE = "Ready to train"
STARTING_WORKER = "Starting the training process…"
STARTING_JOB = "Preparing the images…"
CANCELLING = "Cancelling; the best weights so far are kept…"
CANCELLED = "Cancelled; the best weights so far are kept"
CANCELLED_EMPTY = "Cancelled before anything was learnt"
CANCELLED_OTHER = "Cancelled"
TRAINED = "Trained in {time}"
PREDICTED = "Predicted in {time}"
DONE = "Done in {time}"
HEADS_SERVE = "the heads alone were better and are used"
EPOCH = "epoch {epoch}/{epochs}"
EPOCH_ALONE = "epoch {epoch}"
COUNT = "{done} of {total}"
LEFT = "{time} left"
SECONDS = "{seconds} s"
MINUTES = "{minutes} min"
HOURS = "{hours} h {minutes} min"
IMAGE_FAILED = "1 image could not be read"
IMAGES_FAILED = "{count} images could not be read"
MAP = "mAP"
ACCURACY = "accuracy"
SCORE = "score"
TOO_FEW = "too few to tell"

PHRASES = (
    *STEPS.values(),
    *(IDLE, STARTING_WORKER, STARTING_JOB, CANCELLING, CANCELLED, CANCELLED_EMPTY),
    *(CANCELLED_OTHER, TRAINED, PREDICTED, DONE, HEADS_SERVE, EPOCH, EPOCH_ALONE, COUNT, LEFT),
    *(SECONDS, MINUTES, HOURS, IMAGE_FAILED, IMAGES_FAILED, MAP, ACCURACY, SCORE, TOO_FEW),
)
SHOWN_TASKS = 3
"""More tasks than this do not fit in a line; the mean of their scores stands for them."""


def status_line(state: TrainingState, translate: Translate = str) -> str:
    """The state in one line, such as "Fine-tuning · epoch 6/10 · 41 s left · cuda:0"."""
    match state.phase:
        case Phase.IDLE:
            parts = [translate(IDLE), state.devices[0] if state.devices else ""]
        case Phase.STARTING:
            parts = [translate(STARTING_JOB if state.busy and state.devices else STARTING_WORKER)]
        case Phase.RUNNING:
            left = state.seconds_left
            parts = [
                *_position(state, translate),
                "" if left is None else translate(LEFT).format(time=duration(left, translate)),
                state.device,
                state.message,
            ]
        case Phase.CANCELLING:
            parts = [translate(CANCELLING)]
        case Phase.FINISHED:
            parts = _result(state, translate)
        case _:
            parts = [translate(state.problem.what)] if state.problem else []
    if state.phase in (Phase.RUNNING, Phase.FINISHED):
        parts.append(_failed_images(state.images_failed, translate))
    return " · ".join(part for part in parts if part)


def score_name(tasks: tuple[TaskMetrics, ...], translate: Translate = str) -> str:
    """What the mean score of these tasks is: mAP, accuracy, or a score of both."""
    kinds = {task.kind for task in tasks}
    if kinds == {TaskKind.MULTILABEL}:
        return translate(MAP)
    return translate(ACCURACY if kinds == {TaskKind.MULTICLASS} else SCORE)


def duration(seconds: float, translate: Translate = str) -> str:
    """A length of time as people say it."""
    if seconds < 90:
        return translate(SECONDS).format(seconds=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate(MINUTES).format(minutes=minutes)
    return translate(HOURS).format(hours=minutes // 60, minutes=minutes % 60)


def _position(state: TrainingState, translate: Translate) -> list[str]:
    step = translate(STEPS[state.step]) if state.step in STEPS else state.step
    if state.step == "finetune" and state.epoch:
        template = EPOCH if state.epochs else EPOCH_ALONE
        return [step, translate(template).format(epoch=state.epoch, epochs=state.epochs)]
    if state.step in ("heads", "finetune", "download") or not state.total:
        return [step or translate(STARTING_JOB)]
    return [step, translate(COUNT).format(done=f"{state.done:,}", total=f"{state.total:,}")]


def _result(state: TrainingState, translate: Translate) -> list[str]:
    training = state.stage in ("heads", "finetune")
    if state.cancelled:
        empty = CANCELLED if state.served_stage else CANCELLED_EMPTY
        parts = [translate(empty if training else CANCELLED_OTHER)]
    else:
        template = TRAINED if training else PREDICTED if state.stage == "predict" else DONE
        parts = [translate(template).format(time=duration(state.seconds, translate))]
    if training and state.served_stage:
        parts += _figures(state, translate)
        if state.stage == "finetune" and state.served_stage == "heads" and not state.cancelled:
            parts.append(translate(HEADS_SERVE))
    return parts


def _figures(state: TrainingState, translate: Translate) -> list[str]:
    if len(state.tasks) > SHOWN_TASKS:
        told = [task.score for task in state.tasks if task.score is not None]
        mean = f"{sum(told) / len(told):.3f}" if told else translate(TOO_FEW)
        return [f"{score_name(state.tasks, translate)} {mean}"]
    return [
        f"{task.name} {score_name((task,), translate)} {task.score:.3f}"
        if task.score is not None
        else f"{task.name}: {translate(TOO_FEW)}"
        for task in state.tasks
    ]


def _failed_images(count: int, translate: Translate) -> str:
    if count == 1:
        return translate(IMAGE_FAILED)
    return translate(IMAGES_FAILED).format(count=f"{count:,}") if count else ""
