"""What every job needs: data, a backbone on a device, the feature cache, a place to publish."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from labelmt.domain.annotations import State
from labelmt.domain.protocol import messages
from labelmt.domain.text import Text
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.data.views import ONE_VIEW
from labelmt.learning.evaluation.calibration import TaskCalibration, all_probabilities
from labelmt.learning.evaluation.label_dependence import LabelDependence
from labelmt.learning.features.extraction import FeatureStore, extract
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.learning.features.inference import Infer, make_infer
from labelmt.learning.models.backbones import Backbone, build_backbone, entry_of
from labelmt.learning.models.devices import choose_device
from labelmt.learning.models.network import Heads
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import ProbabilityFile
from labelmt.learning.training.heads import head_logits
from labelmt.learning.training.time_left import TimeLeft

REPORT_S = 0.2
PUBLISH_S = 2.0
"""Between two refreshes of the predictions while features come in."""


class JobContext:
    """One job's tools. Methods that take long are generators of events."""

    def __init__(self, job: int, data: JobData, control: Control) -> None:
        settings = data.manifest.settings
        self.job, self.data, self.control = job, data, control
        self.specs = data.manifest.tasks
        self.entry = entry_of(settings.backbone)
        self.preprocessing = preprocessing_of(self.entry)
        self.device: torch.device = choose_device(settings.device)
        self.failed: dict[int, str] = {}
        self.fits = 0
        self.known_answers: LabelDependence | None = None
        """What known labels say of an image's others, from the heads that predict now."""
        self.published = ProbabilityFile(
            data.run_folder, data.manifest.row_count, data.states.shape[1]
        )

    def load_backbone(self) -> Iterator[messages.Event]:
        """Build the backbone in ``self.backbone``; a download is reported as it goes.

        Raises:
            NoNetwork: its weights had to be fetched and could not be.
        """
        settings = self.data.manifest.settings
        reports: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        made: list[Backbone] = []
        errors: list[BaseException] = []

        def build() -> None:
            try:
                made.append(
                    build_backbone(
                        settings.backbone,
                        seed=settings.seed,
                        report=lambda done, total: reports.put((done, total)),
                    )
                )
            except BaseException as error:  # noqa: BLE001 - raised again in the job's thread
                errors.append(error)

        thread = threading.Thread(target=build, name="backbone")
        thread.start()
        while thread.is_alive():
            thread.join(REPORT_S)
            latest = None
            while not reports.empty():
                latest = reports.get()
            if latest is not None:
                yield messages.Progress(self.job, "download", latest[0], latest[1])
        if errors:
            raise errors[0]
        self.backbone = made[0]

    def cache_folder(self) -> Path:
        """Where the features of this backbone and preprocessing are."""
        settings = self.data.manifest.settings
        seed = "" if self.entry.pretrained else f"-seed{settings.seed}"
        name = f"{self.entry.name}-{self.preprocessing.key}{seed}{_views_key(self.backbone)}"
        return Path(self.data.manifest.feature_cache) / name

    def open_cache(self) -> FeatureCache:
        """The features of this backbone and preprocessing."""
        rows = self.data.manifest.row_count
        return FeatureCache(self.cache_folder(), self.backbone.width, rows)

    def infer(self, network: nn.Module | None = None) -> Infer:
        """A network, or else the backbone's features, frozen on the job's device."""
        return make_infer(network or self.backbone, self.preprocessing, self.device)

    def extract(
        self,
        cache: FeatureStore,
        infer: Infer,
        indices: Sequence[int],
        *,
        phase: str = "features",
    ) -> Iterator[messages.Event | tuple[int, ...]]:
        """Fill the cache for these images; yields progress, and the rows that are ready.

        Ends early, without an error, when the job is cancelled.
        """
        images = self.data.images
        rows = [images.rows[i] for i in indices]
        pace, done, reported = TimeLeft(len(rows)), 0, 0.0
        batches = extract(
            cache,
            infer,
            self.preprocessing,
            rows,
            [images.paths[i] for i in indices],
            [images.stamps[i] for i in indices],
        )
        yield messages.Progress(self.job, phase, 0, len(rows))
        for batch in batches:
            if self.control.wait_while_paused():
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
            if time.monotonic() - reported >= REPORT_S or done == len(rows):
                reported = time.monotonic()
                yield messages.Progress(self.job, phase, done, len(rows), left)

    def predict_cached(
        self,
        cache: FeatureCache,
        heads: Heads,
        fitted: Sequence[TaskCalibration],
        rows: Sequence[int],
    ) -> None:
        """Probabilities of rows whose features are cached, into the published array."""
        for start in range(0, len(rows), 8192):
            part = np.asarray(rows[start : start + 8192])
            features = np.asarray(cache.features[part], dtype=np.float32)
            self.put(part, fitted, head_logits(heads, features))

    def put(
        self,
        rows: NDArray[np.int64],
        fitted: Sequence[TaskCalibration],
        logits: NDArray[np.float32],
    ) -> None:
        """Keep calibrated probabilities of some rows; nothing is published yet.

        What is known of an image moves what is expected of its other labels; not of validation
        images, whose predictions show how good the model is where nothing is known.
        """
        if self.known_answers is not None:
            states = self.data.states[rows]
            known = states != State.UNKNOWN
            partly = known.any(axis=1) & ~known.all(axis=1) & ~self.data.validation[rows]
            if partly.any():
                logits = logits.copy()
                logits[partly] = self.known_answers.moved(states[partly], logits[partly])
        values = all_probabilities(self.specs, fitted, logits)
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
        cache: FeatureCache,
        infer: Infer,
        heads: Heads,
        fitted: Sequence[TaskCalibration],
        indices: Sequence[int],
        stage: str,
    ) -> Iterator[messages.Event]:
        """Features and predictions of more images, published about every PUBLISH_S seconds."""
        last = time.monotonic()
        for event in self.extract(cache, infer, indices):
            if isinstance(event, tuple):
                self.predict_cached(cache, heads, fitted, event)
            else:
                yield event
            if time.monotonic() - last >= PUBLISH_S:
                last = time.monotonic()
                yield self.publish(fitted, stage, complete=False)


def _views_key(backbone: Backbone) -> str:
    return "" if backbone.views == ONE_VIEW else f"-{len(backbone.views)}views"
