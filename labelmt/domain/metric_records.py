"""Metrics of a run as records, task by task and label by label; None is "too few to tell"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from labelmt.domain.schema import TaskKind

TOO_FEW = 5
"""Fewest known positives, and fewest known negatives, for a figure that may be shown."""
INTERVAL_LEVEL = 0.9
"""How likely an interval holds the true value."""
MEANS = ("map", "micro_f1", "macro_f1", "accuracy", "ece")
"""Metrics of a task that have an interval; all but the last are the better the higher."""


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """The images that figures are told from.

    Attributes:
        part: "test", "validation" (held out), "cross-fitted" (folds) or "table".
        groups: of images that belong together; each counts once.
        sample: "random" (of all images of the project: "of your photographs"), "chosen" (of the
            images that a person chose to annotate) or "unknown".
    """

    part: str
    images: int
    groups: int
    sample: str


OWN_THRESHOLD = 10
"""Positives, and negatives, for a threshold of a label's own (docs/method.md); the labels of a task
that have fewer share one."""


@dataclass(frozen=True, slots=True)
class LabelMetrics:
    """One label on the validation images.

    Attributes:
        positives, negatives: known pairs of each kind.
        average_precision, precision, recall, f1: in 0..1, or None with too few of either.
        threshold: the probability from which the label counts as predicted.
    """

    label_id: int
    name: str
    positives: int
    negatives: int
    average_precision: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    threshold: float

    @property
    def shares_threshold(self) -> bool:
        """Whether it has too few examples for a threshold of its own, in a task of any number."""
        return min(self.positives, self.negatives) < OWN_THRESHOLD


@dataclass(frozen=True, slots=True)
class TaskMetrics:
    """One task on the validation images.

    Attributes:
        images: images with anything known in this task.
        map: macro mean of the average precision of labels with enough of both kinds.
        micro_f1, macro_f1: at the thresholds; multilabel only.
        accuracy: multiclass only.
        ece: expected calibration error, 15 equal-width bins, after calibration.
        ece_before: the same before calibration.
        intervals: METRIC (a name in MEANS) to [low, high], which holds its value on all images of
            this kind with a chance of INTERVAL_LEVEL; groups of images count, not images. What
            cannot be told is left out. Only of figures that a run ends with.
        judged_by: the images that they are told from; None of an epoch's.
        unlike: the same figures, with intervals and images of their own, of heads on images that
            look unlike all they learnt from (learning.evaluation.unlike_folds). None where that
            was not told: of an epoch, of the test part, of too few images, of random weights.
        random: the same figures on those of these images that only chance chose, where they are
            enough. None otherwise, and where all of them are: see ``judged_by``.

    What is told first is ``headline(task)``.
    """

    task_id: int
    name: str
    kind: TaskKind
    images: int
    map: float | None = None
    micro_f1: float | None = None
    macro_f1: float | None = None
    accuracy: float | None = None
    ece: float | None = None
    ece_before: float | None = None
    labels: tuple[LabelMetrics, ...] = ()
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict, hash=False)
    judged_by: JudgedBy | None = None
    unlike: TaskMetrics | None = None
    random: TaskMetrics | None = None

    @property
    def labels_scored(self) -> int:
        """Labels with enough known of both kinds: those that the means over labels are of."""
        return sum(one.average_precision is not None for one in self.labels)

    @property
    def score(self) -> float | None:
        """The one figure that early stopping compares: mAP or accuracy."""
        return self.map if self.kind is TaskKind.MULTILABEL else self.accuracy


def headline(task: TaskMetrics) -> TaskMetrics:
    """The figures of a task to tell first: what flatters least, each with its interval.

    Of the random part where there is one. A figure of unlike images takes the place of one whose
    interval it is worse than; its labels, images and groups come along with its score, which is
    mAP or accuracy. Neither ``unlike`` nor ``random`` is set.
    """
    plain = replace(task.random or task, unlike=None, random=None)
    unlike = task.unlike
    worse = [] if unlike is None else [name for name in MEANS if _worse(unlike, plain, name)]
    if unlike is None or not worse:
        return plain
    intervals = {name: one for name, one in plain.intervals.items() if name not in worse}
    intervals |= {name: one for name, one in unlike.intervals.items() if name in worse}
    figures = {name: getattr(unlike, name) for name in worse}
    if ("map" if task.kind is TaskKind.MULTILABEL else "accuracy") in worse:
        figures |= {"labels": unlike.labels, "images": unlike.images}
        figures |= {"judged_by": unlike.judged_by, "ece_before": unlike.ece_before}
    return replace(plain, **figures, intervals=intervals)


def _worse(unlike: TaskMetrics, plain: TaskMetrics, name: str) -> bool:
    value, interval = getattr(unlike, name), plain.intervals.get(name)
    if value is None or interval is None:
        return False
    return bool(value > interval[1] if name == "ece" else value < interval[0])


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """One line of ``metrics.jsonl``: a pass over the training images, and validation after it.

    Attributes:
        stage: "heads" or "finetune".
        epoch: counts from 1 within its stage; 0 is the state before the stage began.
        train_loss, validation_loss: the data term of the objective.
        score: mean of the tasks' scores; the best epoch has the highest.
        best: whether this epoch's weights were kept.
    """

    stage: str
    epoch: int
    epochs: int
    train_loss: float | None
    validation_loss: float | None
    score: float | None
    best: bool
    seconds: float
    tasks: tuple[TaskMetrics, ...] = ()


def mean_score(tasks: tuple[TaskMetrics, ...]) -> float | None:
    """Mean of the scores that can be told; None when none can."""
    scores = [task.score for task in tasks if task.score is not None]
    return sum(scores) / len(scores) if scores else None
