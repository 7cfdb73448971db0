"""t-SNE of images' features: alike images near each other in the plane.

t-SNE (van der Maaten and Hinton, JMLR 2008) with interpolated repulsion (FIt-SNE, Linderman et al.,
Nature Methods 2019) as openTSNE has it (Poličar, Stražar and Zupan, Journal of Statistical Software
2024). It begins at the principal components (Kobak and Berens, Nature Communications 2019), or
where the images lay: then what was known is found again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.place_beside import place_beside

Floats = NDArray[np.float32]

PERPLEXITY = 30.0
EARLY, LATE = 250, 500
EXAGGERATION = 12.0
"""Of attraction in the early steps (van der Maaten, JMLR 2014)."""
APART = 1.5
"""Of attraction in the late ones, from MANY images on: clusters stand apart (Kobak and Berens)."""
MANY = 20_000
AGAIN = 150
"""Steps where most images lay on the map already: they settle, and stay about where they were."""
MOST = 120_000
"""Images that are laid out; of more a sample is, and the others go beside those they resemble:
120,000 take a quarter of an hour on two cores."""
CHUNK = 2
"""Steps between two chances for other jobs to run."""
SEED = 0


class Unavailable(Exception):
    """openTSNE is not installed here."""


Steps = Generator[tuple[int, int], None, Floats | None]


def lay_out(points: Floats, start: Floats, cancelled: Callable[[], bool]) -> Steps:
    """Yields how many steps are done, of how many; returns (n, 2) places, None where it was ended.

    Args:
        points: (n, axes), n at least 1. start: (n, 2), NaN where one had no place.

    Raises:
        Unavailable: openTSNE is not installed.
    """
    chosen = _chosen(len(points))
    sample = points[chosen]
    known = ~np.isnan(start[chosen, 0])
    again = bool(known.mean() > 0.5)
    early, late = (0, AGAIN) if again else (EARLY, LATE)
    total = early + late + 1
    yield 0, total
    embedding = yield from _begun(sample, _beginning(sample, start[chosen], known), total)
    if cancelled():
        return None
    late_exaggeration = APART if len(sample) >= MANY else None
    for done in range(0, early + late, CHUNK):
        in_early = done < early
        embedding.optimize(
            CHUNK,
            inplace=True,
            exaggeration=EXAGGERATION if in_early else late_exaggeration,
            momentum=0.5 if in_early else 0.8,
        )
        if cancelled():
            return None
        yield done + CHUNK, total
    laid = np.asarray(embedding, dtype=np.float32)
    places = np.empty((len(points), 2), dtype=np.float32)
    places[chosen] = laid
    rest = np.setdiff1d(np.arange(len(points)), chosen, assume_unique=True)
    for begin in range(0, len(rest), 4096):
        part = rest[begin : begin + 4096]
        places[part] = place_beside(points[part], sample, laid)
        if cancelled():
            return None
        yield total - 1, total
    return places


def _chosen(count: int) -> NDArray[np.int64]:
    if count <= MOST:
        return np.arange(count)
    return np.sort(np.random.default_rng(SEED).choice(count, MOST, replace=False))


def _beginning(points: Floats, start: Floats, known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n, 2) where the points begin, scaled as t-SNE wants it."""
    if known.mean() > 0.5:
        begin = start.astype(np.float64)
        if not known.all():
            begin[~known] = place_beside(points[~known], points[known], start[known])
        # As wide as a map is after its early steps, so that neither force sweeps all before it.
        begin *= np.sqrt(len(points)) / max(float(begin.std()), 1e-9) / 4
    else:
        begin = points[:, :2].astype(np.float64)
        if begin.shape[1] < 2:
            begin = np.concatenate([begin, np.zeros_like(begin)], axis=1)
        begin *= 1e-4 / max(float(begin[:, 0].std()), 1e-12)
    # Copies of one picture would have no direction to part in.
    return begin + np.random.default_rng(SEED).normal(0, 1e-6, begin.shape)


def _begun(
    points: Floats, begin: NDArray[np.float64], total: int
) -> Generator[tuple[int, int], None, Any]:
    """The embedding before its first step; its neighbours are looked for beside other jobs."""
    try:
        from openTSNE import TSNEEmbedding, affinity
    except ImportError as error:
        raise Unavailable(str(error)) from error
    perplexity = min(PERPLEXITY, max(1.0, (len(points) - 1) / 3))

    def neighbours() -> Any:
        return affinity.PerplexityBasedNN(
            points,
            perplexity=perplexity,
            method="exact" if len(points) < 1000 else "annoy",
            metric="euclidean",
            n_jobs=1,
            random_state=SEED,
        )

    with ThreadPoolExecutor(1, thread_name_prefix="neighbours") as thread:
        found = thread.submit(neighbours)
        while not wait([found], timeout=0.1).done:
            yield 0, total
        affinities = found.result()
    method = "bh" if len(points) < 3000 else "fft"  # the faster one
    return TSNEEmbedding(
        begin,
        affinities,
        negative_gradient_method=method,
        learning_rate="auto",
        n_jobs=1,
        random_state=SEED,
    )
