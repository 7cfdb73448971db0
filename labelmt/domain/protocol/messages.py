"""The protocol between the window and its worker: JSON Lines of typed messages.

One message a line: ``{"type": "FitHeads", ...fields}``. The worker's first line is Ready with
PROTOCOL; a parent that speaks another version ends the worker. Large arrays never travel here:
an event names a file that was written beside its place and renamed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeAlias

from labelmt.domain.errors import ProtocolError
from labelmt.domain.metric_records import EpochRecord, TaskMetrics
from labelmt.domain.protocol.json_records import from_plain, to_plain
from labelmt.domain.sharing_report import SharingReport

PROTOCOL = 1
FIRST_QUESTION = -(10**9)
"""Questions count down from here: jobs of learning as one labels, from -1, never come as far."""


# Commands, parent to worker. ``job`` is a number the parent chooses; events carry it back.
# ``manifest`` is the manifest's folder.


@dataclass(frozen=True, slots=True)
class ExtractFeatures:
    """Fill the feature cache for every image of the manifest."""

    job: int
    manifest: str
    first_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FitHeads:
    """Stage 1: features, heads, calibration, predictions of every image."""

    job: int
    manifest: str
    first_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FineTune:
    """Stage 1, then stage 2 from its heads; the better of the two is kept."""

    job: int
    manifest: str
    first_rows: tuple[int, ...] = ()
    """Rows on screen: their predictions are refreshed first."""


@dataclass(frozen=True, slots=True)
class Predict:
    """Predictions of the manifest's images with the weights of ``source_run``."""

    job: int
    manifest: str
    first_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareSharing:
    """Stage 1, then stage 2 twice: with one backbone for all tasks, and with one for each."""

    job: int
    manifest: str
    first_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnLive:
    """Learn beside labelling: features that are missing, heads from the last ones, predictions.

    Jobs of this kind have numbers below zero, for they are no run's training; what they need
    stays in the worker's memory between them. A manifest without tasks just gets ready.
    """

    job: int
    manifest: str
    first_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Explain:
    """Ask where a run's model sees a label in an image.

    No job: it is answered at a running job's next step, by Explained or RunFailed. Of several
    that wait only the newest is.

    Attributes:
        job: the question's number; see FIRST_QUESTION.
        run: folder of the run. path: of the image. label: its id.
    """

    job: int
    run: str
    path: str
    label: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the job soon, keeping the best weights so far."""

    job: int


@dataclass(frozen=True, slots=True)
class Shutdown:
    """End the process; a running job is cancelled first."""


# Events, worker to parent.


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker listens. ``devices``: what it found, best first, such as ("cuda:0", "cpu")."""

    protocol: int
    version: str
    devices: tuple[str, ...]
    device_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A job began; ``device`` is the one it computes on."""

    job: int
    stage: str
    device: str
    train_images: int
    validation_images: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a job is. ``phase``: the step: "download", "features",
    "heads", "decode", "finetune", "predict", "check".

    ``seconds_left`` is an estimate for the whole job, None while it cannot be told.
    ``message`` is one short sentence for the person, or empty.
    """

    job: int
    phase: str
    done: int
    total: int
    seconds_left: float | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class StepMetrics:
    """The data term of the objective on one batch, or the mean over a few."""

    job: int
    stage: str
    epoch: int
    step: int
    loss: float | None


@dataclass(frozen=True, slots=True)
class EpochMetrics:
    """A pass has ended and was validated."""

    job: int
    record: EpochRecord


@dataclass(frozen=True, slots=True)
class CheckpointSaved:
    job: int
    path: str
    epoch: int


@dataclass(frozen=True, slots=True)
class PredictionsReady:
    """Calibrated probabilities were written.

    ``path``: .npy, (rows, labels) float16, columns in the order of ``label_ids``; NaN where
    nothing was predicted yet. ``thresholds``: one a label, same order. ``complete``: no
    listed image is missing.
    """

    job: int
    path: str
    label_ids: tuple[int, ...]
    thresholds: tuple[float, ...]
    stage: str
    complete: bool


@dataclass(frozen=True, slots=True)
class AnnotationsChecked:
    """Probabilities of annotated images by models that never saw them were written.

    ``path``: .npy of the form of PredictionsReady, beside its file.
    """

    job: int
    path: str


@dataclass(frozen=True, slots=True)
class GroupsReady:
    """Groups of images that are alike were written.

    ``path``: .npy, (rows,) int32: the group, the largest is 0, -1 for images without features.
    Beside it ``points.npz``: ``rows`` (n,) int64, all or a sample, and ``values`` (n, axes)
    float16, where these lie as heads see them.
    """

    job: int
    path: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Where a model sees a label in an image.

    Attributes:
        values: height · width shares of the logit, row by row, over the whole image; above 0
            speaks for the label. With ``rest`` they add up to ``logit``.
        rest: what has no place in the image.
        probability: calibrated, of the image alone, whatever is known of it.
    """

    job: int
    label: int
    height: int
    width: int
    values: tuple[float, ...]
    rest: float
    logit: float
    probability: float


@dataclass(frozen=True, slots=True)
class ImagesFailed:
    """Images that could not be decoded, with the reason; the job went on without them."""

    job: int
    rows: tuple[int, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharingCompared:
    """What CompareSharing found."""

    job: int
    report: SharingReport


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A job ended as asked or by Cancel; what it made is complete on disk."""

    job: int
    stage: str
    """The stage whose weights serve: "heads", "finetune", or "" where nothing was trained."""
    cancelled: bool
    seconds: float
    tasks: tuple[TaskMetrics, ...] = ()


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A job ended by an error. ``kind`` is the exception's name in domain.errors, or "Bug"."""

    job: int
    kind: str
    what: str
    subject: str = ""
    kept: str = ""
    next_step: str = ""
    details: str = ""


# The parent's own, made when the worker's process ends.


@dataclass(frozen=True, slots=True)
class WorkerEnded:
    """The process's end as data.

    ``reason``: "shutdown" (asked for), "exit" (by itself, ``code`` is its status),
    "killed" (``code`` is the signal's number), "memory" (killed, and the system says for
    memory), "protocol" (it spoke nonsense and was ended), "start" (it never became ready).
    ``stderr_tail``: the last lines it wrote.
    """

    reason: str
    code: int
    stderr_tail: str = ""


JobCommand: TypeAlias = ExtractFeatures | FitHeads | FineTune | CompareSharing | Predict | LearnLive
"""Commands that begin a job."""
Command: TypeAlias = (
    ExtractFeatures
    | FitHeads
    | FineTune
    | CompareSharing
    | Predict
    | LearnLive
    | Explain
    | Cancel
    | Shutdown
)
Event: TypeAlias = (
    Ready
    | RunStarted
    | Progress
    | StepMetrics
    | EpochMetrics
    | CheckpointSaved
    | PredictionsReady
    | AnnotationsChecked
    | GroupsReady
    | Explained
    | ImagesFailed
    | SharingCompared
    | RunFinished
    | RunFailed
    | WorkerEnded
)
Message: TypeAlias = Command | Event

_KINDS: dict[str, type[Message]] = {
    kind.__name__: kind
    for kind in (
        ExtractFeatures, FitHeads, FineTune, CompareSharing, Predict, LearnLive, Explain,
        Cancel, Shutdown,
        Ready, RunStarted, Progress, StepMetrics, EpochMetrics, CheckpointSaved,
        PredictionsReady, GroupsReady, AnnotationsChecked, Explained, ImagesFailed,
        SharingCompared, RunFinished, RunFailed, WorkerEnded,
    )
}  # fmt: skip


def encode(message: Message) -> str:
    """One line without its newline."""
    return json.dumps({"type": type(message).__name__, **to_plain(message)}, ensure_ascii=True)


def decode(line: str) -> Message:
    """The message of one line.

    Raises:
        ProtocolError: not JSON, an unknown type, or fields that do not fit.
    """
    try:
        data = json.loads(line)
        kind = _KINDS[data.pop("type")]
        return from_plain(kind, data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProtocolError(
            "A message between window and worker could not be read.",
            subject=line[:200],
            details=str(error),
        ) from None
