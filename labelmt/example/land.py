"""Draws the land: mountains, hills, sea, meadow and road."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass

from labelmt.example.mood import Mood
from labelmt.example.paint import Canvas, Color, Point, mix, shaded
from labelmt.example.scene import Scene

_MOUNTAIN: Color = (96, 112, 142)
_ASPHALT: Color = (96, 98, 106)
_EARTH: Color = (196, 168, 128)
_WATER: Color = (38, 112, 150)


@dataclass(frozen=True, slots=True)
class Land:
    """Where what is, as heights of the canvas."""

    horizon: float
    shore: float
    road: float
    """The road's middle."""
    has_road: bool


def lay_out(scene: Scene) -> Land:
    """The land of a scene. A car needs a road; a road needs no car."""
    dice = scene.dice("land")
    return Land(
        horizon=dice.uniform(0.53, 0.58),
        shore=dice.uniform(0.735, 0.755),
        road=0.895,
        has_road="car" in scene.objects or dice.random() < 0.45,
    )


def draw_land(canvas: Canvas, scene: Scene, mood: Mood, land: Land) -> None:
    """Everything up to the shore: mountains, hills, and the sea or fields."""
    dice = scene.dice("hills")
    _mountains(canvas, dice, mood, land)
    far = dice.uniform(0.03, 0.06)
    _hills(canvas, dice, mood, (land.horizon - 0.01, far), 0.7)
    if scene.sea:
        _sea(canvas, dice, mood, land)
    else:
        for base, distance in ((0.035, 0.5), (0.095, 0.3)):
            _hills(canvas, dice, mood, (land.horizon + base, 0.045), distance)


def draw_foreground(canvas: Canvas, scene: Scene, mood: Mood, land: Land) -> None:
    """The ground that things stand on."""
    dice = scene.dice("foreground")
    edge = _waves(dice, canvas.width, land.shore, 0.012)
    if scene.sea and not mood.snowy:
        beach = [(x, y - 0.018) for x, y in edge]
        _fill_down(canvas, beach, mood.lit((236, 214, 164), 0.1), mood.lit((214, 190, 140)))
    top, bottom = mood.lit(mood.grass, 0.12), mood.lit(shaded(mood.grass, 0.72))
    _fill_down(canvas, edge, top, bottom)
    if land.has_road:
        _road(canvas, dice, mood, land)
    _tufts(canvas, dice, mood, land)


def _mountains(canvas: Canvas, dice: random.Random, mood: Mood, land: Land) -> None:
    if dice.random() < 0.35:
        return
    height = dice.uniform(0.12, 0.2)
    for share, distance in ((1.0, 0.82), (0.62, 0.7)):
        ridge = _peaks(dice, canvas.width, land.horizon, height * share)
        top = mood.lit(_MOUNTAIN, distance)
        _fill_down(canvas, ridge, top, mix(top, mood.horizon, 0.45), land.horizon + 0.03)


def _hills(
    canvas: Canvas, dice: random.Random, mood: Mood, ridge: tuple[float, float], distance: float
) -> None:
    grass = shaded(mood.grass, dice.uniform(0.8, 0.95))
    points = _waves(dice, canvas.width, *ridge)
    top = mood.lit(grass, distance)
    _fill_down(canvas, points, top, mix(top, mood.horizon, 0.18), ridge[0] + 0.22)


def _sea(canvas: Canvas, dice: random.Random, mood: Mood, land: Land) -> None:
    far = mix(mood.lit(_WATER, 0.6), mood.horizon, 0.45)
    near = mix(mood.lit(_WATER), mood.sky[1], 0.25)
    y0, y1 = land.horizon, land.shore + 0.05
    canvas.shade([(0, y0), (canvas.width, y0), (canvas.width, y1), (0, y1)], far, near)
    for _ in range(60):
        depth = dice.random()
        y = y0 + (land.shore - y0) * depth
        x, length = dice.uniform(-0.1, canvas.width), (0.02 + 0.09 * depth) * dice.uniform(0.5, 1.2)
        color = mix(near, mood.horizon, dice.uniform(0.35, 0.8))
        canvas.line([(x, y), (x + length, y)], 0.0022 + 0.002 * depth, color, 0.7)


def _road(canvas: Canvas, dice: random.Random, mood: Mood, land: Land) -> None:
    half = 0.036
    surface = _ASPHALT if dice.random() < 0.8 else _EARTH
    if mood.snowy:
        surface = mix(surface, (230, 236, 244), 0.35)
    for extra, color in ((0.006, mix(surface, mood.grass, 0.5)), (0.0, surface)):
        y0, y1 = land.road - half - extra, land.road + half + extra
        canvas.polygon([(0, y0), (canvas.width, y0), (canvas.width, y1), (0, y1)], mood.lit(color))
    if surface != _EARTH:
        x = dice.uniform(-0.1, 0.0)
        while x < canvas.width:
            canvas.line([(x, land.road), (x + 0.07, land.road)], 0.006, mood.lit((232, 226, 200)))
            x += 0.13


def _tufts(canvas: Canvas, dice: random.Random, mood: Mood, land: Land) -> None:
    flowers = ((255, 214, 90), (250, 250, 250), (236, 110, 130), (170, 130, 220))
    flower = dice.choice(flowers)
    for _ in range(46):
        x, y = dice.uniform(0, canvas.width), dice.uniform(land.shore + 0.03, 1.0)
        if land.has_road and abs(y - land.road) < 0.055:
            continue
        size = 0.006 + 0.016 * (y - land.shore)
        if mood.snowy:
            canvas.ellipse((x, y), (size * 2.4, size * 0.6), mood.lit((214, 224, 238)), 0.6)
            continue
        blade = mood.lit(shaded(mood.grass, dice.uniform(0.66, 0.82)))
        for lean in (-0.5, 0.0, 0.5):
            canvas.line([(x, y), (x + lean * size, y - size * 1.5)], 0.003, blade)
        if dice.random() < 0.3:
            canvas.ellipse((x, y - size * 1.6), (0.005, 0.005), mood.lit(flower))


def _waves(dice: random.Random, width: float, base: float, height: float) -> list[Point]:
    """A soft ridge from left to right: three sines of chance phase."""
    parts = [
        (dice.uniform(0.7, 1.3) * scale, dice.uniform(0, math.tau), share)
        for scale, share in ((3.0, 0.55), (6.5, 0.3), (13.0, 0.15))
    ]
    steps = 64
    points = []
    for step in range(steps + 1):
        x = width * step / steps
        rise = sum(share * math.sin(x * pace + phase) for pace, phase, share in parts)
        points.append((x, base - height * rise))
    return points


def _peaks(dice: random.Random, width: float, base: float, height: float) -> list[Point]:
    """A jagged ridge by midpoint displacement (Fournier, Fussell, Carpenter, 1982)."""
    heights = [dice.uniform(0.15, 0.7), dice.uniform(0.5, 1.0), dice.uniform(0.1, 0.6)]
    swing = 0.42
    for _ in range(5):
        finer = [heights[0]]
        for left, right in itertools.pairwise(heights):
            finer += [(left + right) / 2 + dice.uniform(-swing, swing), right]
        heights, swing = finer, swing * 0.5
    last = len(heights) - 1
    return [(width * i / last, base - height * max(0.0, h)) for i, h in enumerate(heights)]


def _fill_down(
    canvas: Canvas, ridge: list[Point], top: Color, bottom: Color, floor: float = 1.0
) -> None:
    canvas.shade([*ridge, (canvas.width, floor), (0, floor)], top, bottom)
