"""Context of a job: data, a backbone on a device, the feature cache, a place to publish."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.catalogue.backbones import BackboneEntry
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import Text
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.preprocessing import Preprocessing, preprocessing_of
from labelmt.learning.data.views import EACH_ONE_VIEW, ONE_VIEW, TaskViews
from labelmt.learning.evaluation.calibration import TaskCalibration, all_probabilities
from labelmt.learning.features.extraction import Extracted, extract, infer_files
from labelmt.learning.features.feature_cache import FeatureCache, FeatureCaches
from labelmt.learning.features.inference import Infer, make_infer
from labelmt.learning.models.backbone import Backbone, FeaturesByViews
from labelmt.learning.models.backbone_registry import described
from labelmt.learning.models.network import Heads
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import ProbabilityFile
from labelmt.learning.training.heads_by_views import SeenFeatures, logits_seen, seen_by
from labelmt.learning.training.label_dependence import LabelDependence
from labelmt.learning.training.ranks import Ranks
from labelmt.learning.training.time_left import TimeLeft

REPORT_S = 0.2
PUBLISH_S = 2.0
"""Between two refreshes of the predictions while features come in."""


@dataclass(frozen=True, eq=False, slots=True)
class LogitReading:
    """How logits become the probabilities that are published.

    Attributes:
        dependence: what known labels say of an image's others; None where that does not count.
    """

    fitted: tuple[TaskCalibration, ...]
    dependence: LabelDependence | None = None


@dataclass(frozen=True, eq=False, slots=True)
class JobContext:
    """One job: what it learns from and with. Methods that take long are generators of events.

    Another split or other views make another context, by ``dataclasses.replace``; what comes
    about while the job runs is shared by all of them.

    Attributes:
        views: what each task sees an image as; see views.py.
        published: the probabilities of all images, as far as there are any.
        failed: images that turned out unreadable, and why.
        ranks: processes that fine-tune together, of which this is the first; None: it is alone.
    """

    job: int
    data: JobData
    control: Control
    device: torch.device
    backbone: Backbone
    published: ProbabilityFile
    views: TaskViews = EACH_ONE_VIEW
    failed: dict[int, str] = field(default_factory=dict)
    ranks: Ranks | None = None

    @classmethod
    def begin(
        cls,
        job: int,
        data: JobData,
        control: Control,
        device: torch.device,
        backbone: Backbone,
        views: TaskViews = EACH_ONE_VIEW,
        ranks: Ranks | None = None,
    ) -> JobContext:
        """The context of a job that has published nothing yet."""
        columns = data.states.shape[1]
        published = ProbabilityFile(data.run_folder, data.manifest.row_count, columns)
        return cls(job, data, control, device, backbone, published, views, ranks=ranks)

    @property
    def settings(self) -> TrainingSettings:
        return self.data.manifest.settings

    @property
    def specs(self) -> tuple[TaskSpec, ...]:
        return self.data.manifest.tasks

    @property
    def entry(self) -> BackboneEntry:
        return described(self.settings.backbone)

    @property
    def preprocessing(self) -> Preprocessing:
        return preprocessing_of(self.entry)

    def cache_folder(self, views: tuple[str, ...]) -> Path:
        """Where the features of this backbone, preprocessing and set of views are."""
        seed = "" if self.entry.pretrained else f"-seed{self.settings.seed}"
        shown = "" if views == ONE_VIEW else f"-{len(views)}views"
        name = f"{self.entry.folder}-{self.preprocessing.key}{seed}{shown}"
        return Path(self.data.manifest.feature_cache) / name

    def open_cache(self) -> FeatureCaches:
        """The features of this backbone and preprocessing, as tasks see them."""
        rows = self.data.manifest.row_count
        with ExitStack() as opened:
            caches = [
                opened.enter_context(FeatureCache(folder, self.backbone.width, rows))
                for folder in map(self.cache_folder, self.views.sets)
            ]
            opened.pop_all()
        return FeatureCaches(caches)

    def seen(self, cache: FeatureCaches) -> SeenFeatures:
        """(rows, width) float16 as each task sees them."""
        return seen_by(self.specs, cache.arrays, self.views)

    def infer(self) -> Infer:
        """The backbone's features, frozen on the job's device."""
        return make_infer(
            FeaturesByViews(self.backbone), self.preprocessing, self.device, self.views
        )

    def extract(
        self, cache: FeatureCaches, infer: Infer, indices: Sequence[int]
    ) -> Iterator[messages.Event | tuple[int, ...]]:
        """Fill the cache for these images; yields progress, and the rows that are ready.

        Ends early, without an error, when the job is cancelled.
        """
        columns = self._columns(indices)
        batches = extract(cache, infer, self.preprocessing, *columns)
        return self._follow(batches, len(indices), "features")

    def extract_all(
        self, cache: FeatureCaches, infer: Infer, indices: Sequence[int]
    ) -> Iterator[messages.Event]:
        """The same for who waits for all of them."""
        for event in self.extract(cache, infer, indices):
            if not isinstance(event, tuple):
                yield event

    def predict_files(
        self,
        infer: Infer,
        reading: LogitReading,
        indices: Sequence[int],
        kept: NDArray[np.float32] | None = None,
    ) -> Iterator[messages.Event | tuple[int, ...]]:
        """Probabilities of these images, straight from their files; as ``extract`` otherwise.

        Args:
            infer: gives logits, (n, all labels), and after them what ``kept`` asks for.
            kept: (rows, width), takes what comes after the logits.
        """
        labels = self.data.states.shape[1]

        def predicted() -> Generator[Extracted, None, None]:
            with closing(infer_files(infer, self.preprocessing, *self._columns(indices))) as files:
                for batch in files:
                    if batch.rows:
                        self.put(np.asarray(batch.rows), reading, batch.values[:, :labels])
                        if kept is not None:
                            kept[list(batch.rows)] = batch.values[:, labels:]
                    yield Extracted(batch.rows, batch.failed)

        return self._follow(predicted(), len(indices), "predict")

    def _columns(self, indices: Sequence[int]) -> tuple[list[int], list[str], list[str]]:
        images = self.data.images
        return (
            [images.rows[i] for i in indices],
            [images.paths[i] for i in indices],
            [images.stamps[i] for i in indices],
        )

    def _follow(
        self, batches: Generator[Extracted, None, None], total: int, phase: str
    ) -> Iterator[messages.Event | tuple[int, ...]]:
        pace, done, reported = TimeLeft(total), 0, 0.0
        yield messages.Progress(self.job, phase, 0, total)
        for batch in batches:
            if self.control.cancelled:
                batches.close()
                return
            done += len(batch.rows) + len(batch.failed)
            yield batch.rows
            if batch.failed:
                self.failed.update(batch.failed)
                yield messages.ImagesFailed(
                    self.job,
                    tuple(row for row, _ in batch.failed),
                    tuple(problem for _, problem in batch.failed),
                )
            left = pace.seconds_left(done)
            if time.monotonic() - reported >= REPORT_S or done == total:
                reported = time.monotonic()
                yield messages.Progress(self.job, phase, done, total, left)

    def predict_cached(
        self, cache: FeatureCaches, heads: Heads, reading: LogitReading, rows: Sequence[int]
    ) -> None:
        """Probabilities of rows whose features are cached, into the published array."""
        seen = self.seen(cache)
        for start in range(0, len(rows), 8192):
            part = np.asarray(rows[start : start + 8192])
            self.put(part, reading, logits_seen(heads, seen.of(part)))

    def put(
        self, rows: NDArray[np.int64], reading: LogitReading, logits: NDArray[np.float32]
    ) -> None:
        """Keep calibrated probabilities of some rows; nothing is published yet.

        What is known of an image moves what is expected of its other labels; not of validation
        images, whose predictions show how good the model is where nothing is known.
        """
        if reading.dependence is not None:
            states = self.data.states[rows]
            known = states != State.UNKNOWN
            partly = known.any(axis=1) & ~known.all(axis=1) & ~self.data.validation[rows]
            if partly.any():
                logits = logits.copy()
                logits[partly] = reading.dependence.moved(states[partly], logits[partly])
        values = all_probabilities(self.specs, reading.fitted, logits)
        self.published.values[rows] = values.astype(np.float16)

    def note(self, phase: str, message: str | Text) -> messages.Progress:
        """One sentence for the person."""
        return messages.Progress.saying(self.job, phase, 0, 1, None, message)

    def publish(
        self, fitted: Sequence[TaskCalibration], stage: str, *, complete: bool, final: bool = False
    ) -> messages.PredictionsReady:
        """Write the probabilities as they are now, and say where."""
        path = self.published.publish(final=final)
        return messages.PredictionsReady(
            self.job,
            str(path),
            tuple(label for spec in self.specs for label in spec.label_ids),
            tuple(level for one in fitted for level in one.thresholds),
            stage,
            complete,
        )

    def predict_growing(
        self,
        cache: FeatureCaches,
        infer: Infer,
        heads: Heads,
        reading: LogitReading,
        indices: Sequence[int],
        stage: str,
    ) -> Iterator[messages.Event]:
        """Features and predictions of more images, published about every PUBLISH_S seconds."""
        last = time.monotonic()
        for event in self.extract(cache, infer, indices):
            if isinstance(event, tuple):
                self.predict_cached(cache, heads, reading, event)
            else:
                yield event
            if time.monotonic() - last >= PUBLISH_S:
                last = time.monotonic()
                yield self.publish(reading.fitted, stage, complete=False)
