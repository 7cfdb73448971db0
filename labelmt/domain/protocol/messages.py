"""The protocol between the window and its worker: JSON Lines of typed messages.

One message a line: ``{"type": "FitHeads", ...fields}``. The worker's first line is Ready with
PROTOCOL; a parent that speaks another version ends the worker. Large arrays never travel here:
an event names a file that was written beside its place and renamed.

A message is declared here and nowhere else: a frozen dataclass under ``@message``, named as on
the wire, derived from the base that says who sends it. Fields that come to a message later have
a default, so that what was recorded before still reads.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from labelmt.domain.errors import ProtocolError
from labelmt.domain.exported_model import ModelLabel
from labelmt.domain.metric_records import EpochRecord, JudgedBy, TaskMetrics
from labelmt.domain.protocol.json_records import from_plain, to_plain
from labelmt.domain.sharing_report import SharingReport
from labelmt.domain.text import Text

PROTOCOL = 1
FIRST_MAP = -(10**8)
"""Jobs that lay out the map count down from here; see FIRST_QUESTION."""
FIRST_QUESTION = -(10**9)
"""Questions count down from here: jobs of learning as one labels, from -1, never come as far."""


@dataclass(frozen=True, slots=True)
class Message:
    """What window and worker tell each other."""


@dataclass(frozen=True, slots=True)
class Command(Message):
    """From the parent to its worker."""


@dataclass(frozen=True, slots=True)
class JobCommand(Command):
    """Begins a job.

    Attributes:
        job: a number that the parent chooses; events carry it back.
        manifest: the folder of the manifest.
        first_rows: rows on screen: their predictions are refreshed first.
    """

    job: int
    manifest: str
    first_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class JobControl(Command):
    """Concerns a job that waits or runs."""

    job: int


@dataclass(frozen=True, slots=True)
class Event(Message):
    """From the worker to its parent."""


@dataclass(frozen=True, slots=True)
class JobEvent(Event):
    """Concerns the job, or the question, of that number."""

    job: int


@dataclass(frozen=True, slots=True)
class RecordedEvent(JobEvent):
    """Changes the project: ``project.training.record_events`` keeps what it says."""


M = TypeVar("M", bound=Message)
_KINDS: dict[str, type[Message]] = {}
KINDS = MappingProxyType(_KINDS)
"""Every message by its name on the wire."""


def message(kind: type[M]) -> type[M]:
    """Declare a message under its class's name."""
    if _KINDS.setdefault(kind.__name__, kind) is not kind:
        raise TypeError(f"there are two messages {kind.__name__}")
    return kind


# Commands, parent to worker.


@message
@dataclass(frozen=True, slots=True)
class ExtractFeatures(JobCommand):
    """Fill the feature cache for every image of the manifest."""


@message
@dataclass(frozen=True, slots=True)
class FitHeads(JobCommand):
    """Stage 1: features, heads, calibration, predictions of every image."""


@message
@dataclass(frozen=True, slots=True)
class FineTune(JobCommand):
    """Stage 1, then stage 2 from its heads; the better of the two is kept."""


@message
@dataclass(frozen=True, slots=True)
class Predict(JobCommand):
    """Predictions of the manifest's images with the weights of ``source_run``.

    ``groups``: GroupsReady tells which of them nearly repeat each other, too.
    """

    groups: bool = False


@message
@dataclass(frozen=True, slots=True)
class CompareSharing(JobCommand):
    """Stage 1, then stage 2 twice: with one backbone for all tasks, and with one for each."""


@message
@dataclass(frozen=True, slots=True)
class LearnLive(JobCommand):
    """Learn beside labelling: features that are missing, heads from the last ones, predictions.

    Jobs of this kind have numbers below zero, for they are no run's training; what they need
    stays in the worker's memory between them. A manifest without tasks just gets ready.
    """


@message
@dataclass(frozen=True, slots=True)
class ScoreNames(JobCommand):
    """Score every image by the names of the manifest's labels alone, with no annotation."""


@message
@dataclass(frozen=True, slots=True)
class ExportModel(JobCommand):
    """Write the weights of ``source_run`` as a file that runs elsewhere; ModelExported tells of it.

    What kind of file, and what it tells of itself, is in ``export.json`` beside the manifest. The
    manifest's images are those on which it is compared with the run.
    """


@message
@dataclass(frozen=True, slots=True)
class PredictWithModel(JobCommand):
    """Probabilities of the manifest's images by an exported model; ModelPredicted tells of them.

    ``source_run`` of the manifest is the model's file or folder.
    """


@message
@dataclass(frozen=True, slots=True)
class LayOutMap(JobCommand):
    """Lay out the map of images by their neighbours; MapLaidOut tells of it.

    ``manifest`` is a folder of ``domain/map_layout.py``. Nobody waits for it: other jobs go first,
    also while it is at work. Its number is below FIRST_MAP.
    """


@message
@dataclass(frozen=True, slots=True)
class Explain(Command):
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


@message
@dataclass(frozen=True, slots=True)
class Cancel(JobControl):
    """End the job soon, keeping the best weights so far."""


@message
@dataclass(frozen=True, slots=True)
class Shutdown(Command):
    """End the process; a running job is cancelled first."""


# Events, worker to parent.


@message
@dataclass(frozen=True, slots=True)
class Ready(Event):
    """The worker listens. ``devices``: what it found, best first, such as ("cuda:0", "cpu")."""

    protocol: int
    version: str
    devices: tuple[str, ...]
    device_names: tuple[str, ...] = ()


@message
@dataclass(frozen=True, slots=True)
class RunStarted(JobEvent):
    """A job began; ``device`` is the one it computes on."""

    stage: str
    device: str
    train_images: int
    validation_images: int


@message
@dataclass(frozen=True, slots=True)
class Progress(JobEvent):
    """Where a job is. ``phase``: the step: "download", "features",
    "heads", "decode", "finetune", "predict", "check", "export", "compare", "map".

    ``seconds_left`` is an estimate for the whole job, None while it cannot be told.
    ``message`` is one short sentence for the person, in English, or empty; ``text`` is the same
    where it has arguments.
    """

    phase: str
    done: int
    total: int
    seconds_left: float | None = None
    message: str = ""
    text: Text | None = None

    @classmethod
    def saying(
        cls, job: int, phase: str, done: int, total: int, left: float | None, told: str | Text
    ) -> Progress:
        """Progress with a sentence for the person."""
        text = told if isinstance(told, Text) else None
        return cls(job, phase, done, total, left, str(told), text)

    @property
    def said(self) -> str | Text:
        """The sentence, to be translated."""
        return self.text or self.message


@message
@dataclass(frozen=True, slots=True)
class StepMetrics(JobEvent):
    """The data term of the objective on one batch, or the mean over a few."""

    stage: str
    epoch: int
    step: int
    loss: float | None


@message
@dataclass(frozen=True, slots=True)
class EpochMetrics(JobEvent):
    """A pass has ended and was validated."""

    record: EpochRecord


@message
@dataclass(frozen=True, slots=True)
class CheckpointSaved(JobEvent):
    """Weights from which a fine-tuning can go on were written."""

    path: str
    epoch: int


@message
@dataclass(frozen=True, slots=True)
class PredictionsReady(RecordedEvent):
    """Calibrated probabilities were written.

    ``path``: .npy, (rows, labels) float16, columns in the order of ``label_ids``; NaN where
    nothing was predicted yet. ``thresholds``: one a label, same order. ``complete``: no
    listed image is missing.
    """

    path: str
    label_ids: tuple[int, ...]
    thresholds: tuple[float, ...]
    stage: str
    complete: bool


@message
@dataclass(frozen=True, slots=True)
class AnnotationsChecked(RecordedEvent):
    """Probabilities of annotated images by models that never saw them were written.

    ``path``: .npy of the form of PredictionsReady, beside its file.
    """

    path: str


@message
@dataclass(frozen=True, slots=True)
class GroupsReady(JobEvent):
    """Groups of images that are alike were written.

    ``path``: .npy, (rows,) int32: the group, -1 for images without features. While one labels, the
    largest group is 0, and beside the file is ``points.npz``: ``rows`` (n,) int64, all or a sample,
    and ``values`` (n, axes) float16, where these lie as heads see them.
    """

    path: str


@message
@dataclass(frozen=True, slots=True)
class NamesScored(JobEvent):
    """What labels' names alone say of the images was written; no probabilities.

    ``path``: .npy, (rows, labels) float16, columns in the order of ``label_ids``, each with mean 0
    and deviation 1; NaN for images without features. Beside it is ``name_scores.json``, see
    ``domain/name_scores.py``. ``useless``: labels whose names annotated images show to be no better
    than chance. ``complete``: no listed image is missing.
    """

    path: str
    label_ids: tuple[int, ...]
    useless: tuple[int, ...] = ()
    complete: bool = True


@message
@dataclass(frozen=True, slots=True)
class NamesUnread(JobEvent):
    """Labels' names cannot be read here, and why; the job goes on without them.

    ``what`` and ``next_step`` are English; ``texts`` has those with arguments once more.
    """

    what: str
    subject: str = ""
    next_step: str = ""
    texts: dict[str, Text] = field(default_factory=dict)

    def said(self, part: str) -> str | Text:
        """``what`` or ``next_step``, to be translated."""
        return self.texts.get(part) or str(getattr(self, part))


@message
@dataclass(frozen=True, slots=True)
class MapLaidOut(JobEvent):
    """Where images lie on the map was written. ``path``: .npy, see ``domain/map_layout.py``."""

    path: str


@message
@dataclass(frozen=True, slots=True)
class ModelExported(JobEvent):
    """A model was written in the manifest's run folder, complete and compared.

    Attributes:
        path: a file, or a folder. images: on how many it was compared with the run.
        largest: how far a probability was from the run's at most, images read in full and in their
            own size. where: the image on which it was.
    """

    path: str
    images: int
    largest: float
    where: str = ""


@message
@dataclass(frozen=True, slots=True)
class ModelPredicted(JobEvent):
    """What an exported model says of the manifest's images was written in its run folder.

    Attributes:
        path: .npy, (rows, labels) float16, calibrated; NaN where an image could not be read.
        labels: the columns. name: what the model says it is called; from whomever it came.
    """

    path: str
    labels: tuple[ModelLabel, ...]
    name: str


@message
@dataclass(frozen=True, slots=True)
class Explained(JobEvent):
    """Where a model sees a label in an image.

    Attributes:
        values: height · width shares of the logit, row by row, over the whole image; above 0
            speaks for the label. With ``rest`` they add up to ``logit``.
        rest: what has no place in the image.
        probability: calibrated, of the image alone, whatever is known of it.
    """

    label: int
    height: int
    width: int
    values: tuple[float, ...]
    rest: float
    logit: float
    probability: float


@message
@dataclass(frozen=True, slots=True)
class ImagesFailed(RecordedEvent):
    """Images that could not be decoded, with the reason; the job went on without them."""

    rows: tuple[int, ...]
    problems: tuple[str, ...]


@message
@dataclass(frozen=True, slots=True)
class SharingCompared(JobEvent):
    """What CompareSharing found."""

    report: SharingReport


@message
@dataclass(frozen=True, slots=True)
class RunFinished(RecordedEvent):
    """A job ended as asked or by Cancel; what it made is complete on disk."""

    stage: str
    """The stage whose weights serve: "heads", "finetune", or "" where nothing was trained."""
    cancelled: bool
    seconds: float
    tasks: tuple[TaskMetrics, ...] = ()
    judged_by: JudgedBy | None = None
    """Which images ``tasks`` are of."""
    test: tuple[TaskMetrics, ...] = ()
    """The same figures on the test part; none where there is none."""
    test_judged_by: JudgedBy | None = None


@message
@dataclass(frozen=True, slots=True)
class RunFailed(RecordedEvent):
    """A job ended by an error. ``kind`` is the exception's name in domain.errors, or "Bug".

    ``what``, ``kept`` and ``next_step`` are English; ``texts`` has those with arguments once more.
    """

    kind: str
    what: str
    subject: str = ""
    kept: str = ""
    next_step: str = ""
    details: str = ""
    texts: dict[str, Text] = field(default_factory=dict)

    def said(self, part: str) -> str | Text:
        """``what``, ``kept`` or ``next_step``, to be translated."""
        return self.texts.get(part) or str(getattr(self, part))


# The parent's own, made when the worker's process ends.


@message
@dataclass(frozen=True, slots=True)
class WorkerEnded(Event):
    """The process's end as data.

    ``reason``: "shutdown" (asked for), "exit" (by itself, ``code`` is its status),
    "killed" (``code`` is the signal's number), "memory" (killed, and the system says for
    memory), "protocol" (it spoke nonsense and was ended), "start" (it never became ready).
    ``stderr_tail``: the last lines it wrote.
    """

    reason: str
    code: int
    stderr_tail: str = ""


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
