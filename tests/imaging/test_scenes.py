"""Example scenes: the truth must be in the picture."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import count, islice

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.schema import TaskKind, clean_name
from labelmt.example import (
    OBJECTS,
    TASKS,
    TIMES_OF_DAY,
    WEATHERS,
    Scene,
    draw_scene,
    random_scene,
)
from labelmt.example.land import lay_out
from labelmt.example.layout import arrange

SMALL = (160, 120)


def pixels(scene: Scene) -> NDArray[np.int16]:
    return np.asarray(draw_scene(scene, SMALL), dtype=np.int16)


def test_same_seed_same_picture_whatever_else_uses_chance() -> None:
    one = draw_scene(random_scene(11), SMALL)
    random.seed(0)
    np.random.seed(0)
    assert draw_scene(random_scene(11), SMALL).tobytes() == one.tobytes()
    assert draw_scene(random_scene(12), SMALL).tobytes() != one.tobytes()


@pytest.mark.parametrize("size", [(384, 288), (320, 240), (31, 17), (200, 500)])
def test_size_is_as_asked(size: tuple[int, int]) -> None:
    image = draw_scene(random_scene(5), size)
    assert (image.mode, image.size) == ("RGB", size)


@pytest.mark.parametrize("weather", WEATHERS)
@pytest.mark.parametrize("time_of_day", TIMES_OF_DAY)
def test_every_time_and_weather_can_be_told_apart(time_of_day: str, weather: str) -> None:
    scene = Scene(3, OBJECTS, time_of_day, weather, sea=True)
    other_time = TIMES_OF_DAY[TIMES_OF_DAY.index(time_of_day) - 1]
    other_weather = WEATHERS[WEATHERS.index(weather) - 1]
    here = pixels(scene)
    for other in (
        replace(scene, time_of_day=other_time),
        replace(scene, weather=other_weather),
    ):
        assert np.abs(here - pixels(other)).mean() > 4


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("time_of_day", TIMES_OF_DAY)
def test_every_object_can_be_seen(name: str, time_of_day: str) -> None:
    # A road comes with the car: where there is one already, only the car is new.
    empty = (Scene(seed, (), time_of_day, "fog", sea=True) for seed in count())
    with_road = (scene for scene in empty if lay_out(scene).has_road)
    for scene in islice(with_road, 4):
        difference = pixels(replace(scene, objects=(name,))) - pixels(scene)
        changed = (np.abs(difference).max(axis=2) > 20).sum()
        assert changed > 40, f"{name} of seed {scene.seed}"


def test_all_objects_find_a_place_in_the_fullest_scenes() -> None:
    for seed in range(200):
        scene = replace(random_scene(seed), objects=OBJECTS, sea=True)
        things = arrange(scene, lay_out(scene), width=4 / 3)
        assert {thing.name for thing in things} == set(OBJECTS)
        firsts = {thing.name: thing for thing in reversed(things)}
        for a, b in (("boat", "house"), ("boat", "tree"), ("house", "tree"), ("balloon", "bird")):
            gap = abs(firsts[a].x - firsts[b].x)
            narrower = min(firsts[a].half, firsts[b].half)
            assert gap > narrower * 0.5, f"{a} and {b} of seed {seed}"
        assert all(0 < thing.x < 4 / 3 and 0 < thing.y < 1 for thing in things)


def test_truth_answers_every_task() -> None:
    for seed in range(50):
        scene = random_scene(seed)
        truth = scene.truth()
        assert list(truth) == [task.name for task in TASKS]
        for task in TASKS:
            assert set(truth[task.name]) <= set(task.labels)
            assert task.kind is TaskKind.MULTILABEL or len(truth[task.name]) == 1
        assert scene.sea or "boat" not in scene.objects


def test_names_can_be_names_of_a_schema() -> None:
    for task in TASKS:
        for name in (task.name, *task.labels):
            assert clean_name(name) == name


def test_every_label_has_examples_and_counterexamples() -> None:
    scenes = [random_scene(seed) for seed in range(200)]
    counts = Counter(name for one in scenes for names in one.truth().values() for name in names)
    for task in TASKS:
        for label in task.labels:
            assert 20 <= counts[label] <= 130, label
