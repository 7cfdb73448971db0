"""The content of an example scene and its labels, drawn at random from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from labelmt.domain.schema import TaskKind

OBJECTS = ("balloon", "bird", "boat", "car", "house", "person", "tree")
TIMES_OF_DAY = ("day", "sunset", "night")
WEATHERS = ("clear", "cloudy", "fog", "rain", "snow")

_TIME_SHARES = (0.4, 0.3, 0.3)
_WEATHER_SHARES = (0.3, 0.2, 0.16, 0.17, 0.17)
_OBJECT_SHARE = 0.42
_SEA_SHARE = 0.65
_BOAT_SHARE_AT_SEA = 0.65


@dataclass(frozen=True, slots=True)
class ExampleTask:
    """A task that every scene has an answer to."""

    name: str
    kind: TaskKind
    labels: tuple[str, ...]


TASKS = (
    ExampleTask("objects", TaskKind.MULTILABEL, OBJECTS),
    ExampleTask("time of day", TaskKind.MULTICLASS, TIMES_OF_DAY),
    ExampleTask("weather", TaskKind.MULTICLASS, WEATHERS),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The truth about a picture; the seed decides what the truth leaves open."""

    seed: int
    objects: tuple[str, ...]
    time_of_day: str
    weather: str
    sea: bool

    def truth(self) -> dict[str, tuple[str, ...]]:
        """The labels that are present, by task; all others of TASKS are absent."""
        return {
            "objects": self.objects,
            "time of day": (self.time_of_day,),
            "weather": (self.weather,),
        }

    def dice(self, part: str) -> random.Random:
        """Chance for one part of the picture, so that no part depends on another's drawing."""
        return random.Random(f"{self.seed}/{part}")  # noqa: S311


def random_scene(seed: int) -> Scene:
    """The scene of a seed, always the same one."""
    dice = random.Random(f"{seed}/scene")  # noqa: S311
    sea = dice.random() < _SEA_SHARE
    objects = []
    for name in OBJECTS:
        share = _OBJECT_SHARE if name != "boat" else _BOAT_SHARE_AT_SEA if sea else 0.0
        if dice.random() < share:
            objects.append(name)
    return Scene(
        seed=seed,
        objects=tuple(objects),
        time_of_day=dice.choices(TIMES_OF_DAY, _TIME_SHARES)[0],
        weather=dice.choices(WEATHERS, _WEATHER_SHARES)[0],
        sea=sea,
    )
