"""Live learning job: refits heads beside labelling, predictions first, then all that can wait.

Features that are missing come first for the annotated images, then for those on screen. Heads go
on from where the last ones ended; predictions are published with the calibration there is, and
again once that has been renewed. A newer job may cancel this one at any of its steps: what is in
the feature cache stays.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.array_checksums import write_array
from labelmt.domain.atomic_write import replacing
from labelmt.domain.held_out_predictions import write_held_out
from labelmt.domain.protocol import messages
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData, ordered_indices
from labelmt.learning.evaluation.calibration import TaskCalibration, uncalibrated
from labelmt.learning.evaluation.cross_fitting import cross_fitted
from labelmt.learning.evaluation.held_out_metrics import (
    calibrate_all,
    evidence_of,
    held_out_predictions,
)
from labelmt.learning.features.feature_cache import FeatureCaches
from labelmt.learning.jobs.annotated_features import annotated_features
from labelmt.learning.jobs.check_annotations import check_annotations, hand_over
from labelmt.learning.jobs.chosen_names import chosen_anew
from labelmt.learning.jobs.chosen_smoothness import can_choose, tried_rows
from labelmt.learning.jobs.chosen_views import seeing_as_chosen
from labelmt.learning.jobs.fit_heads import save_heads
from labelmt.learning.jobs.fit_on_features import FOLDS_BELOW
from labelmt.learning.jobs.job_context import PUBLISH_S, JobContext, LogitReading
from labelmt.learning.jobs.load_backbone import load_backbone
from labelmt.learning.jobs.run_metrics import live_figures
from labelmt.learning.live.acquisition import group_images, place_images
from labelmt.learning.live.live_memory import GROWN, Calibrated, LiveMemory, labels_of
from labelmt.learning.live.refit_by_views import SeenSolution, refit_seen, unseen_logits_seen
from labelmt.learning.models.cpu_threads import one_core
from labelmt.learning.models.devices import choose_device
from labelmt.learning.models.network import Heads
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.heads_by_views import SeenFeatures, fold_logits_seen
from labelmt.learning.training.label_dependence import fit_label_dependence
from labelmt.learning.training.name_priors import useless_names, without_names
from labelmt.learning.training.smoothness_choice import better_unsmoothed

STAGE = "live"
RENEWED = 1.1
"""Growth of the annotated images after which the calibration is renewed."""
FOLDS = 5
FEWEST_HELD = 100
"""Validation images below which folds tell more."""
MOST_COMPARED = 3000
"""Annotated images up to which near-duplicates are looked for."""

Events: TypeAlias = Iterator[messages.Event]


def run_live(
    command: messages.LearnLive, memory: LiveMemory, data: JobData, control: Control
) -> Events:
    """Refit and predict; without a task in the manifest just get ready for that.

    Groups of images that are alike, and where images lie, are written to the manifest's folder.
    """
    job = command.job
    began = time.monotonic()
    settings = data.manifest.settings
    memory.turn_to((data.manifest.feature_cache, settings.backbone, settings.seed,
                    settings.smoothness, settings.device))  # fmt: skip
    device = choose_device(settings.device)
    yield messages.RunStarted(
        job, STAGE, str(device), len(data.train_rows), len(data.validation_rows)
    )
    if memory.backbone is None:
        memory.backbone = yield from load_backbone(job, settings)
    context = seeing_as_chosen(JobContext.begin(job, data, control, device, memory.backbone))
    if memory.views != context.views:
        memory.forget_basis()
        memory.views = context.views
    with context.open_cache() as cache:
        live = _Live(context, Path(command.manifest), memory)
        yield from live.go(cache, command.first_rows)
    learnt = "heads" if live.heads is not None else ""
    if learnt and not control.cancelled:
        with one_core():
            _tell_intervals(context, memory.calibrated)
    tasks = memory.calibrated.tasks if learnt else ()
    yield messages.RunFinished(job, learnt, control.cancelled, time.monotonic() - began, tasks)


def _tell_intervals(context: JobContext, last: Calibrated) -> None:
    """How far the figures may be off: last of all, once for each calibration."""
    if last.evidence and last.groups is not None:
        last.tasks = live_figures(context, last.evidence, last.groups, last.part)
        last.evidence, last.groups = (), None


class _Live:
    """One job's way through what is kept."""

    def __init__(self, context: JobContext, folder: Path, memory: LiveMemory) -> None:
        self.context = context
        self._folder, self._memory, self._control = folder, memory, context.control
        self.heads: Heads | None = None
        self._checked: messages.AnnotationsChecked | None = None
        self._open: Sequence[int] = ()  # that have features and may be learnt from
        self._useless: tuple[int, ...] = ()  # labels whose names say no more than chance
        self._to_check = False  # too many annotations to check before their predictions are shown
        images = context.data.images
        self._stamps = dict(zip(images.rows, images.stamps, strict=True))

    def go(self, cache: FeatureCaches, first_rows: Sequence[int]) -> Events:
        context, images = self.context, self.context.data.images
        needed, rest = ordered_indices(context.data, first_rows)
        valid = cache.valid(images.rows, images.stamps)
        ready = [images.rows[i] for i in np.flatnonzero(valid).tolist()]
        infer = None
        if not valid.all():
            infer = self._memory.infer(context.views, context.infer)
        missing = [i for i in needed if not valid[i]]
        if infer is not None and missing:
            for event in context.extract(cache, infer, missing):
                if isinstance(event, tuple):
                    ready.extend(event)
                else:
                    yield event
        if self._control.cancelled:
            return
        data = context.data.without(set(context.failed))
        beside = self._memory.beside_test.rows(data, cache.features, self._stamps)
        self.context = context = replace(context, data=data.without(set(beside)))
        if self._memory.names.new(context.data, self._folder):  # somebody has just typed them
            yield from self._tell_names(cache, ready)
        yield from self._learn(cache, ready)
        missing = [i for i in rest if not valid[i]]
        if infer is not None and missing and not self._control.cancelled:
            last = time.monotonic()
            for event in context.extract(cache, infer, missing):
                if isinstance(event, tuple):
                    ready.extend(event)
                    self._predict(cache, event)
                else:
                    yield event
                if time.monotonic() - last >= PUBLISH_S:
                    last = time.monotonic()
                    if self.heads is not None:
                        yield self._published(complete=False)
                    yield from self._tell_names(cache, ready)
            if not self._control.cancelled:
                yield from self._learn(cache, ready)  # images say more once all are seen
        if not self._control.cancelled:
            yield from self._tell_names(cache, ready)
        if not self._control.cancelled:
            yield from self._group(cache, ready)
        if self._to_check and not self._control.cancelled:
            with one_core():
                annotated = annotated_features(context, cache, self._memory.unsmoothed)
                yield from check_annotations(context, annotated, self._fitted)

    def _learn(self, cache: FeatureCaches, ready: Sequence[int]) -> Events:
        context, memory, settings = self.context, self._memory, self.context.data.manifest.settings
        if not ready:
            return
        with one_core():
            open_ = np.asarray(ready, dtype=np.int64)
            open_ = open_[~np.isin(open_, context.data.test_rows)].tolist()
            if not open_:
                return
            self._open = open_
            # The coordinates of images are of use before there is any task, too.
            memory.learn_bases(self._seen(cache), open_, settings.smoothness, settings.seed)
            if not context.specs or not len(context.data.train_rows):
                return
            yield messages.Progress(context.job, "heads", 0, 1)
            solution = self._fit(cache, open_)
            if solution is None:
                return
            self._predict(cache, ready)
        complete = len(ready) + len(context.failed) >= len(context.data.images.rows)
        if memory.calibrated.serves(context.specs) or not self._due():
            yield self._published(complete=complete)
        if self._due():
            with one_core():
                seen = context.seen(cache)
                chosen = chosen_anew(context.data, seen, open_, memory, self._stop)
                chosen |= self._chosen_anew(cache, open_)
                if self._control.cancelled:
                    return
                if chosen:
                    solution = self._fit(cache, open_)
                    if solution is None:
                        return
                if not self._calibrate(cache, solution):
                    return
                self._predict(cache, ready)
            yield self._published(complete=complete)
            if self._checked is not None:
                yield self._checked
        if self.heads is not None:
            save_heads(context, self.heads, self._reading)
        yield messages.Progress(context.job, "heads", 1, 1)

    def _seen(self, cache: FeatureCaches) -> SeenFeatures:
        return self._named(cache).unsmoothed(self._memory.unsmoothed)

    def _named(self, cache: FeatureCaches) -> SeenFeatures:
        return self._memory.learn_names(self.context.seen(cache), self._open, self.context.settings)

    def _fit(self, cache: FeatureCaches, open_: Sequence[int]) -> SeenSolution | None:
        """Heads of the annotated images; None where it was cancelled on the way."""
        memory, data, settings = self._memory, self.context.data, self.context.settings
        seen = self._seen(cache)
        bases = memory.learn_bases(seen, open_, settings.smoothness, settings.seed)
        rows = data.train_rows if self._holds_out else _everyone(data)
        x = memory.coordinates(seen, rows, self._stamps)
        self._useless = useless_names(x, data.states[rows])
        x = without_names(x, self._useless)
        solution = refit_seen(
            x,
            data.states[rows],
            bases,
            settings.head_l2,
            memory.start,
            self._choice,
            self._stop,
        )
        if self._control.cancelled:
            return None
        memory.start = solution.by_label(seen)
        self.heads = solution.heads(bases, seen)
        return solution

    def _chosen_anew(self, cache: FeatureCaches, open_: Sequence[int]) -> bool:
        """Whether μ serves other tasks than thought, looked at as the annotated images grow."""
        memory, data, settings = self._memory, self.context.data, self.context.settings
        rows = tried_rows(data)
        annotated = len(data.train_rows) + len(data.validation_rows)
        if annotated <= GROWN * memory.chosen_images or not can_choose(data, rows):
            return False
        seen = self._named(cache)
        bases = memory.learn_bases(seen, open_, settings.smoothness, settings.seed)
        plain, states = without_names(seen.of(rows), self._useless), data.states[rows]
        parts = fold_rows(states, FOLDS, settings.seed, data.groups_of(rows, plain.reference))
        smooth = unseen_logits_seen(
            without_names(memory.coordinates(seen, rows, self._stamps), self._useless),
            states,
            bases,
            settings.head_l2,
            parts,
            self._choice,
            self._stop,
        )
        rough = fold_logits_seen(plain, states, settings.head_l2, parts, self._choice, self._stop)
        if self._control.cancelled:  # by a new annotation: the next refit looks again
            return False
        specs = self.context.specs
        unsmoothed = better_unsmoothed(specs, data.judging[rows], rough, smooth)
        return memory.choose_smoothness(specs, unsmoothed, annotated)

    def _stop(self, _iteration: int, _loss: float) -> bool:
        return self._control.cancelled

    @property
    def _holds_out(self) -> bool:
        """Whether validation images stay unseen: below FOLDS_BELOW folds do their work."""
        data = self.context.data
        judged = data.judged(_everyone(data))
        return data.manifest.validation_named or len(judged) >= FOLDS_BELOW

    @property
    def _choice(self) -> LossChoice:
        settings = self.context.data.manifest.settings
        return LossChoice(settings.multilabel_loss, settings.label_smoothing)

    @property
    def _fitted(self) -> tuple[TaskCalibration, ...]:
        if self._memory.calibrated.serves(self.context.specs):
            return self._memory.calibrated.fitted
        return tuple(uncalibrated(spec) for spec in self.context.specs)

    @property
    def _reading(self) -> LogitReading:
        last = self._memory.calibrated
        serves = last.serves(self.context.specs)
        return LogitReading(self._fitted, last.known_answers if serves else None)

    def _due(self) -> bool:
        """Whether there is something new to calibrate on."""
        data, last = self.context.data, self._memory.calibrated
        rows = np.concatenate([data.validation_rows, data.train_rows])
        images, judged = len(rows), len(data.judged(rows))
        if images < FOLDS:
            return False
        return not last.serves(self.context.specs) or any(
            not (before <= now < max(RENEWED * before, before + 1))
            for before, now in ((last.images, images), (last.judged, judged))
        )

    def _calibrate(self, cache: FeatureCaches, solution: SeenSolution) -> bool:
        """Calibration and figures on images unseen; False where it was cancelled on the way."""
        data, specs, memory = self.context.data, self.context.specs, self._memory
        settings = data.manifest.settings
        seen = self._seen(cache)
        unseen = data.validation_rows if self._holds_out else _everyone(data)
        folds = not self._holds_out or len(unseen) < FEWEST_HELD
        everyone = np.concatenate([data.validation_rows, data.train_rows])
        groups = np.arange(len(everyone))
        if data.groups is not None or len(everyone) <= MOST_COMPARED:
            groups = data.groups_of(everyone, np.asarray(cache.features[everyone], np.float32))
        held = len(data.validation_rows)
        if folds:
            unseen = everyone
            x = without_names(memory.coordinates(seen, unseen, self._stamps), self._useless)
            states = data.states[unseen]
            parts = fold_rows(states, FOLDS, settings.seed, groups)
            bases = tuple(memory.bases[part.views, part.smooth] for part in seen.parts)
            logits = unseen_logits_seen(x, states, bases, settings.head_l2, parts, self._choice)
        else:
            # What nearly repeats a training image has nearly been seen.
            fresh = ~np.isin(groups[:held], groups[held:])
            unseen = everyone[:held][fresh]
            x = memory.coordinates(seen, unseen, self._stamps)
            logits = solution.logits(x)
        if self._control.cancelled:
            return False
        judges = np.isin(unseen, data.judged(unseen))
        truth, told = data.judging[unseen[judges]], logits[judges]
        fitted = calibrate_all(specs, truth, told)
        # Near-duplicates stay together here too: ``groups`` is of everyone.
        together = groups[np.isin(everyone, unseen[judges])]
        shares = fold_rows(truth, FOLDS, settings.seed, together)
        apart = cross_fitted(specs, truth, [told] * len(shares), shares)
        evidence = evidence_of(specs, fitted, unseen[judges], truth, told, apart)
        tasks = tuple(one.metrics() for one in evidence)
        write_held_out(
            data.run_folder, held_out_predictions(specs, fitted, unseen[judges], truth, told)
        )
        answers = None
        if settings.known_answers:
            answers = fit_label_dependence(specs, truth, told, settings.seed)
        memory.calibrated = Calibrated(
            labels_of(specs),
            len(everyone),
            len(data.judged(everyone)),
            fitted,
            tasks,
            answers,
            evidence,
            together,
            "cross-fitted" if folds else "validation",
        )
        self._to_check = not folds
        if folds:
            self._checked = hand_over(self.context, unseen, fitted, logits)
        return True

    def _tell_names(self, cache: FeatureCaches, ready: Sequence[int]) -> Events:
        """What labels' names alone say of the images that have features, where that is new."""
        context = self.context
        complete = len(ready) + len(context.failed) >= len(context.data.images.rows)
        yield from self._memory.names.tell(
            context.job, context.data, cache.features, ready, self._folder, complete=complete
        )

    def _predict(self, cache: FeatureCaches, rows: Sequence[int]) -> None:
        if self.heads is not None:
            self.context.predict_cached(cache, self.heads, self._reading, rows)

    def _published(self, *, complete: bool) -> messages.PredictionsReady:
        return self.context.publish(self._fitted, "heads", complete=complete)

    def _group(self, cache: FeatureCaches, ready: Sequence[int]) -> Generator[messages.Event]:
        """Which images are alike, and where they lie: for a queue that asks nothing twice."""
        memory, data = self._memory, self.context.data
        file = self._folder / "groups.npy"
        if not ready or (len(ready) == memory.grouped_images and file.is_file()):
            return
        rows = np.sort(np.asarray(ready, dtype=np.int64))
        seed = data.manifest.settings.seed
        table = np.full(data.manifest.row_count, -1, dtype=np.int32)
        with one_core():
            table[rows] = group_images(cache.features, rows, seed)
            if memory.basis is not None:
                placed, places = place_images(cache.features, rows, memory.basis, seed)
                with replacing(self._folder / "points.npz", durable=False) as stream:
                    np.savez(stream, rows=placed, values=places)
        write_array(file, table, durable=False)
        memory.grouped_images = len(ready)
        yield messages.GroupsReady(self.context.job, str(file))


def _everyone(data: JobData) -> NDArray[np.int64]:
    """Annotated images whose answers a refit may learn."""
    if data.manifest.validation_named:
        return data.train_rows
    return np.concatenate([data.validation_rows, data.train_rows])
