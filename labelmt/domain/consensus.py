"""Consensus of several annotators: majority, or Dawid and Skene's with each one's own confusions.

Dawid and Skene, Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm,
Journal of the Royal Statistical Society C 28 (1979): the true category of an item is hidden, and
each annotator says category l of an item that is k with a probability of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.agreement import MISSING, Figure, Ratings, category_counts, with_interval
from labelmt.domain.annotation_matrix import task_columns
from labelmt.domain.annotations import State
from labelmt.domain.people import Words, choices_of
from labelmt.domain.schema import Schema, TaskKind

MOST_STEPS = 200
CLOSE = 1e-7
"""Largest change of a posterior at which EM ends."""
SMOOTHING = 0.5
"""Imagined statements in each cell of a confusion, so that none is held impossible."""
FEWEST_PEOPLE = 3
"""With two who disagree nothing tells who is right: below, the majority decides."""
FEWEST_ITEMS = 10


class Consensus(StrEnum):
    """What is learnt from and judged by where several people said something of a pair."""

    LATEST = "latest"
    MAJORITY = "majority"
    DAWID_SKENE = "dawid-skene"


@dataclass(frozen=True, eq=False, slots=True)
class DawidSkene:
    """Attributes:
    posterior: (items, categories) probability of each true category.
    confusion: (people, true, said) probabilities; rows sum to 1.
    prior: (categories,) how common each is.
    """

    posterior: NDArray[np.float64]
    confusion: NDArray[np.float64]
    prior: NDArray[np.float64]


def dawid_skene(
    ratings: Ratings, categories: int, *, smoothing: float = SMOOTHING, steps: int = MOST_STEPS
) -> DawidSkene:
    """Fit by expectation-maximisation, begun at the shares of votes.

    Args:
        ratings: (items, people) category codes, ``MISSING`` where nothing was said; an item that
            nobody rated gets the prior.
    """
    counts = category_counts(ratings, categories).astype(np.float64)
    votes = counts.sum(axis=1, keepdims=True)
    posterior = np.divide(counts, votes, out=np.full_like(counts, 1 / categories), where=votes > 0)
    said = np.stack([ratings == one for one in range(categories)], axis=2).astype(np.float64)
    rated = votes[:, 0] > 0
    while True:
        steps -= 1
        prior = posterior[rated].mean(axis=0) if rated.any() else posterior.mean(axis=0)
        confusion = np.einsum("ik,ijl->jkl", posterior, said) + smoothing
        totals = confusion.sum(axis=2, keepdims=True)
        confusion = np.divide(
            confusion, totals, out=np.full_like(confusion, 1 / categories), where=totals > 0
        )
        logs = np.einsum("ijl,jkl->ik", said, np.log(np.maximum(confusion, 1e-300)))
        logs += np.log(np.maximum(prior, 1e-300))
        logs -= logs.max(axis=1, keepdims=True)
        now = np.exp(logs)
        now /= now.sum(axis=1, keepdims=True)
        moved = float(np.abs(now - posterior).max(initial=0.0))
        posterior = now
        if moved < CLOSE or steps <= 0:
            return DawidSkene(posterior, confusion, prior)


def majority(ratings: Ratings, categories: int) -> NDArray[np.int8]:
    """(items,) the category most people chose; ``MISSING`` where two are chosen as often."""
    counts = category_counts(ratings, categories)
    most = counts.max(axis=1, initial=0)
    alone = (counts == most[:, None]).sum(axis=1) == 1
    return np.where((most > 0) & alone, counts.argmax(axis=1), MISSING).astype(np.int8)


def decided(ratings: Ratings, categories: int, rule: Consensus) -> NDArray[np.int8]:
    """(items,) what a rule decides of what two people or more rated; ``MISSING``: the latest holds.

    A tie is left to the latest: to leave such items out would flatter figures, as they are the
    hard ones.
    """
    found = np.full(len(ratings), MISSING, dtype=np.int8)
    several = (ratings != MISSING).sum(axis=1) >= 2
    if rule is Consensus.LATEST or not several.any():
        return found
    people = int((ratings[several] != MISSING).any(axis=0).sum())
    if rule is Consensus.MAJORITY or people < FEWEST_PEOPLE or several.sum() < FEWEST_ITEMS:
        found[several] = majority(ratings[several], categories)
        return found
    posterior = dawid_skene(ratings, categories).posterior
    top = np.sort(posterior, axis=1)
    sure = several & (top[:, -1] > top[:, -2]) if categories > 1 else several
    found[sure] = posterior[sure].argmax(axis=1)
    return found


def consensus_states(words: Words, schema: Schema, rule: Consensus) -> NDArray[np.int8]:
    """(images, labels) int8 of State codes that a rule decides; UNKNOWN where the latest holds.

    What a reviewer settled holds whatever the rule.
    """
    states = np.full(words.settled.shape, State.UNKNOWN, dtype=np.int8)
    for task in schema.tasks:
        columns = task_columns(schema, task)
        if task.kind is TaskKind.MULTICLASS and task.labels:
            chosen = decided(choices_of(words, schema, task), len(task.labels) + 1, rule)
            block = states[:, columns]
            block[chosen != MISSING] = State.ABSENT
            labels = np.flatnonzero((chosen != MISSING) & (chosen < len(task.labels)))
            block[labels, chosen[labels]] = State.PRESENT
            continue
        for column in range(columns.start, columns.stop):
            states[:, column] = decided(words.states[:, :, column], 2, rule)
    states[words.settled] = State.UNKNOWN
    return states


def reliability(words: Words, schema: Schema, *, samples: int = 300) -> dict[str, Figure]:
    """Annotator to the share of their statements that the majority of the others shares.

    Their own word is no part of that majority, and ties of the others do not count. The interval
    draws images. NaN where no other said anything of the same.
    """
    found: dict[str, Figure] = {}
    for person, name in enumerate(words.people):
        others = np.delete(words.states, person, axis=1)
        agreed: list[NDArray[np.bool_]] = []
        images: list[NDArray[np.int64]] = []
        for column in range(len(schema.labels)):
            most = majority(others[:, :, column], 2)
            own = words.states[:, person, column]
            both = (own != State.UNKNOWN) & (most != MISSING)
            agreed.append(own[both] == most[both])
            images.append(words.rows[both])
        alike = np.concatenate(agreed) if agreed else np.empty(0, dtype=np.bool_)
        if not len(alike):
            found[name] = Figure(float("nan"))
            continue
        found[name] = with_interval(
            lambda places, alike=alike: float(alike[places].mean()),  # type: ignore[misc]
            np.concatenate(images),
            samples=samples,
        )
    return found
