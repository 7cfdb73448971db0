"""Names as evidence: heads are pulled towards what their labels' names say of the images."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.name_scores import NameScores, likely_from
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.models.text_encoder import TextEncoder, installed
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.objective.laplacian import MOST_IMAGES
from labelmt.learning.training.heads_by_views import SeenFeatures, by_columns, seen_by
from labelmt.learning.zero_shot.chance import no_better_than_chance
from labelmt.learning.zero_shot.class_embeddings import class_embeddings
from labelmt.learning.zero_shot.label_embeddings import label_embeddings
from labelmt.learning.zero_shot.name_heads import name_heads
from labelmt.learning.zero_shot.posteriors import BACKBONE

AT_ONCE = 8192


def names_serve(
    settings: TrainingSettings, seen: SeenFeatures, named: Collection[int] = ()
) -> bool:
    """Whether names can say anything of these features, here, that heads are to learn from.

    Args:
        named: ids of multiclass tasks that names serve.
    """
    multilabel = any(spec.kind is TaskKind.MULTILABEL for spec in seen.specs)
    chosen = any(spec.id in named for spec in seen.specs)
    return (multilabel or chosen) and names_can_be_read(settings, seen)


def names_can_be_read(settings: TrainingSettings, seen: SeenFeatures) -> bool:
    """Whether names can say anything of these features, whatever the tasks are."""
    theirs = settings.backbone == BACKBONE and all(
        part.features.shape[1] == entry_of(BACKBONE).width for part in seen.parts
    )
    return settings.name_evidence and theirs and installed() and _readable()


@functools.cache
def _readable() -> bool:
    """Whether what reads names is whole; where it is not, one learns without."""
    try:
        _encoder()
        class_embeddings()
    except EnvironmentFault:
        return False
    return True


@functools.cache
def _encoder() -> TextEncoder:
    return TextEncoder()  # kept: one types one label after the other


@functools.lru_cache(maxsize=64)
def _embedded(called: tuple[tuple[str, ...], ...]) -> NDArray[np.float32]:
    return label_embeddings(_encoder(), called)


def embeddings_of(specs: Sequence[TaskSpec]) -> NDArray[np.float32]:
    """(all labels, width of the encoder) by name and synonyms."""
    return _embedded(tuple(names for spec in specs for names in spec.called))


def with_name_priors(seen: SeenFeatures, ready: NDArray[np.int64], seed: int) -> SeenFeatures:
    """With the heads pulled towards what the names say, each part's by the features it sees.

    Args:
        ready: rows whose features show how images vary.
    """
    if len(ready) > MOST_IMAGES:
        rng = np.random.default_rng(seed)
        ready = np.sort(rng.choice(ready, MOST_IMAGES, replace=False))
    embeddings = embeddings_of(seen.specs)
    return seen.with_priors(
        [
            name_heads(
                np.asarray(part.features[ready], dtype=np.float32),
                embeddings[part.columns],
                task_slices(part.specs),
            )
            for part in seen.parts
        ]
    )


def score_by_names(
    specs: Sequence[TaskSpec],
    features: NDArray[np.float16],
    ready: NDArray[np.int64],
    seed: int,
) -> NameScores:
    """What the labels' names alone say of images.

    Args:
        features: (rows, width) of the built-in backbone. ready: rows that have some.

    Raises:
        EnvironmentFault: the text encoder is not installed, or damaged.
    """
    seen = with_name_priors(seen_by(specs, [features]), ready, seed)
    label_ids = tuple(label for spec in specs for label in spec.label_ids)
    values = np.full((len(features), len(label_ids)), np.nan, dtype=np.float16)
    for start in range(0, len(ready), AT_ONCE):
        rows = ready[start : start + AT_ONCE]
        some = seen.of(rows)
        blocks = [part.prior.logits(part.features) for part in some.parts if part.prior is not None]
        values[rows] = by_columns(some, blocks)
    called = tuple(names for spec in specs for names in spec.called)
    return NameScores(values, label_ids, called, likely_from=likely_from(values[ready]))


def names_as_evidence(
    seen: SeenFeatures,
    ready: NDArray[np.int64],
    settings: TrainingSettings,
    named: Collection[int] = (),
) -> SeenFeatures:
    """With the heads of multilabel tasks pulled towards what their labels' names say.

    Of exclusive labels the best name wins, also where all names say little: the accuracy of 21
    aerial scenes with 200 annotations fell from 0.880 to 0.870 (docs/adr/0009).

    Args:
        named: ids of multiclass tasks whose own folds have chosen names.
    """
    seen = with_name_priors(seen, ready, settings.seed)
    exclusive = [
        spec for spec in seen.specs if spec.kind is TaskKind.MULTICLASS and spec.id not in named
    ]
    return without_names(seen, [label for spec in exclusive for label in spec.label_ids])


def useless_names(seen: SeenFeatures, states: NDArray[np.int8]) -> tuple[int, ...]:
    """Ids of labels whose names annotated images show to be no better than chance.

    Args:
        seen: of annotated images that may be learnt from. states: (n, all labels), theirs.
    """
    ids = _ids(seen)
    useless: list[int] = []
    for part in seen.parts:
        if part.prior is not None:
            logits = part.prior.logits(part.features)
            chance = no_better_than_chance(logits, states[:, part.columns])
            chance &= part.prior.weights.any(axis=1)  # what says nothing is not told of
            useless.extend(ids[part.columns[chance]].tolist())
    return tuple(useless)


def without_names(seen: SeenFeatures, useless: Sequence[int]) -> SeenFeatures:
    """Without the priors of some labels, by their ids."""
    ids = _ids(seen)
    priors: list[HeadPrior | None] = []
    for part in seen.parts:
        serves = ~np.isin(ids[part.columns], useless)
        priors.append(None if part.prior is None else part.prior.only(serves))
    return seen.with_priors(priors)


def _ids(seen: SeenFeatures) -> NDArray[np.int64]:
    return np.array([label for spec in seen.specs for label in spec.label_ids], dtype=np.int64)
