"""Places the objects of a scene so that every one named by its labels can be seen."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from labelmt.example.land import Land
from labelmt.example.scene import Scene

_TRIES = 60


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing with its place.

    Attributes:
        name: the label it is an example of.
        x: its middle, in picture heights.
        y: its foot, in picture heights from the top.
        size: its height, in picture heights.
        half: half of its width, in picture heights.
        dice: decides its looks.
        distance: how far the air is between, 0 to 1.
        beyond_shore: painted before the ground in front.
    """

    name: str
    x: float
    y: float
    size: float
    half: float
    dice: random.Random
    distance: float = 0.0
    beyond_shore: bool = False


@dataclass(slots=True)
class _Lane:
    """Keeps things from standing before each other."""

    width: float
    taken: list[tuple[float, float]] = field(default_factory=list)

    def place(self, dice: random.Random, half: float, needed: bool) -> float | None:
        """The middle of a free stretch; where there is none, nothing, or the freest if needed."""
        candidates = (dice.uniform(half, self.width - half) for _ in range(_TRIES))
        best, least = 0.0, float("inf")
        for x in candidates:
            overlap = sum(
                max(0.0, min(x + half, right) - max(x - half, left)) for left, right in self.taken
            )
            if overlap < least:
                best, least = x, overlap
            if overlap == 0.0:
                break
        if least > 0.0 and not needed:
            return None
        self.taken.append((best - half, best + half))
        return best


_Plan = Callable[[float], Thing]
"""Makes a thing once its x is known."""
_Sized = tuple[float, random.Random, _Plan]


def arrange(scene: Scene, land: Land, width: float) -> list[Thing]:
    """Everything in the scene, far to near.

    Args:
        width: of the picture, in picture heights.
    """
    lanes = ((_balloons, _birds), (_boats, _houses, _trees), (_cars, _people))
    things: list[Thing] = []
    for kinds in lanes:
        lane = _Lane(width)
        groups = [list(kind(scene, land)) for kind in kinds]
        # The first of every kind before the second of any: each label must find its place.
        for turn, plans in enumerate(zip_longest(*groups)):
            for half, dice, plan in filter(None, plans):
                x = lane.place(dice, half, needed=turn == 0)
                if x is not None:
                    things.append(plan(x))
    return sorted(things, key=lambda thing: (not thing.beyond_shore, thing.y))


def _several(scene: Scene, name: str, counts: Iterable[int]) -> Iterator[tuple[int, random.Random]]:
    if name not in scene.objects:
        return
    dice = scene.dice(name)
    for index in range(dice.choice(tuple(counts))):
        # Each has its own, so that how one is drawn does not depend on where others stand.
        yield index, scene.dice(f"{name}{index}")


def _balloons(scene: Scene, land: Land) -> Iterator[_Sized]:
    del land
    for index, dice in _several(scene, "balloon", (1, 1, 2)):
        size = dice.uniform(0.24, 0.32) if index == 0 else dice.uniform(0.15, 0.2)
        yield _planned("balloon", dice, size, size * 0.42, dice.uniform(0.36, 0.46), 0.06, True)


def _birds(scene: Scene, land: Land) -> Iterator[_Sized]:
    del land
    for _, dice in _several(scene, "bird", (3, 4, 5, 6)):
        size = dice.uniform(0.032, 0.05)
        yield _planned("bird", dice, size, size * 1.1, dice.uniform(0.09, 0.4), 0.0, True)


def _boats(scene: Scene, land: Land) -> Iterator[_Sized]:
    for _, dice in _several(scene, "boat", (1, 1, 2, 3)):
        near = dice.uniform(0.3, 0.85)
        size = 0.12 + 0.1 * near
        y = land.horizon + (land.shore - land.horizon) * near
        yield _planned("boat", dice, size, size * 0.6, y, 0.22 * (1 - near), True)


def _houses(scene: Scene, land: Land) -> Iterator[_Sized]:
    for _, dice in _several(scene, "house", (1, 1, 2)):
        size = dice.uniform(0.2, 0.26)
        y = land.shore + dice.uniform(0.055, 0.075)
        yield _planned("house", dice, size, size * 0.72, y, 0.05)


def _trees(scene: Scene, land: Land) -> Iterator[_Sized]:
    for _, dice in _several(scene, "tree", (1, 2, 3, 4)):
        size = dice.uniform(0.24, 0.36)
        y = land.shore + dice.uniform(0.045, 0.09)
        yield _planned("tree", dice, size, size * 0.34, y, 0.03)


def _cars(scene: Scene, land: Land) -> Iterator[_Sized]:
    for _, dice in _several(scene, "car", (1, 1, 2)):
        size = dice.uniform(0.105, 0.125)
        yield _planned("car", dice, size, size * 1.25, land.road + 0.02)


def _people(scene: Scene, land: Land) -> Iterator[_Sized]:
    del land
    for _, dice in _several(scene, "person", (1, 2, 2, 3)):
        size = dice.uniform(0.17, 0.21)
        yield _planned("person", dice, size, size * 0.5, dice.uniform(0.955, 0.985))


def _planned(
    name: str,
    dice: random.Random,
    size: float,
    half: float,
    y: float,
    distance: float = 0.0,
    beyond_shore: bool = False,
) -> _Sized:
    return (
        half,
        dice,
        lambda x: Thing(name, x, y, size, half, dice, distance, beyond_shore),
    )
