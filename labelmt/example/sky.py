"""Draws the sky: sun, moon, stars and clouds."""

from __future__ import annotations

import random

from labelmt.example.light import Lamp
from labelmt.example.mood import Mood
from labelmt.example.paint import Canvas, Color, mix, shaded
from labelmt.example.scene import Scene

_SUN: Color = (255, 244, 206)
_SETTING_SUN: Color = (255, 226, 150)
_MOON: Color = (238, 240, 226)


def draw_sky(canvas: Canvas, scene: Scene, mood: Mood, horizon: float) -> list[Lamp]:
    """Paint the sky; returns what shines in it."""
    canvas.sky(mood.sky, horizon)
    dice = scene.dice("sky")
    lamps: list[Lamp] = []
    if scene.weather in ("clear", "cloudy"):
        if mood.dark:
            _stars(canvas, dice, horizon, 110 if scene.weather == "clear" else 30)
            lamps = _moon(canvas, dice, mood)
        else:
            lamps = _sun(canvas, dice, scene, horizon)
    elif scene.weather == "fog" and not mood.dark:
        lamps = _pale_sun(canvas, dice, mood)
    if scene.weather == "cloudy":
        _clouds(canvas, dice, mood, horizon)
    elif scene.weather in ("rain", "snow"):
        _deck(canvas, dice, mood)
    return lamps


def _stars(canvas: Canvas, dice: random.Random, horizon: float, count: int) -> None:
    for _ in range(count):
        x, y = dice.uniform(0, canvas.width), horizon * dice.random() ** 1.4
        radius = dice.choice((0.0016, 0.002, 0.002, 0.0034))
        color = dice.choice(((255, 255, 255), (220, 230, 255), (255, 240, 214)))
        canvas.ellipse((x, y), (radius, radius), color, dice.uniform(0.5, 1.0))


def _moon(canvas: Canvas, dice: random.Random, mood: Mood) -> list[Lamp]:
    x, y = dice.uniform(0.12, canvas.width - 0.12), dice.uniform(0.1, 0.2)
    radius = dice.uniform(0.04, 0.058)
    canvas.ellipse((x, y), (radius, radius), _MOON)
    if dice.random() < 0.55:  # a crescent: the sky's colour over a part of it
        shift = radius * dice.choice((-0.5, 0.5))
        sky = mix(mood.sky[0], mood.sky[1], y * 2)
        canvas.ellipse((x + shift, y - radius * 0.18), (radius * 0.92, radius * 0.92), sky)
    else:
        for dx, dy, part in ((-0.3, -0.2, 0.24), (0.28, 0.1, 0.3), (-0.1, 0.42, 0.18)):
            spot = (x + dx * radius, y + dy * radius)
            canvas.ellipse(spot, (part * radius, part * radius), (214, 216, 206))
    return [Lamp((x, y), radius * 5, (150, 170, 220), 0.5)]


def _sun(canvas: Canvas, dice: random.Random, scene: Scene, horizon: float) -> list[Lamp]:
    x = dice.uniform(0.15, canvas.width - 0.15)
    if scene.time_of_day == "sunset":
        y, radius = horizon - dice.uniform(0.03, 0.1), dice.uniform(0.07, 0.09)
        canvas.ellipse((x, y), (radius, radius), _SETTING_SUN)
        return [
            Lamp((x, y), 0.5, (255, 140, 60), 0.5),
            Lamp((x, y), 0.18, (255, 220, 150), 0.6),
        ]
    y, radius = dice.uniform(0.1, 0.2), dice.uniform(0.045, 0.06)
    canvas.ellipse((x, y), (radius, radius), _SUN)
    return [
        Lamp((x, y), 0.36, (255, 240, 190), 0.4),
        Lamp((x, y), 0.13, (255, 250, 225), 0.6),
    ]


def _pale_sun(canvas: Canvas, dice: random.Random, mood: Mood) -> list[Lamp]:
    x, y = dice.uniform(0.2, canvas.width - 0.2), dice.uniform(0.14, 0.3)
    canvas.ellipse((x, y), (0.05, 0.05), mix(mood.sky[1], (255, 252, 240), 0.6))
    return [Lamp((x, y), 0.25, (255, 246, 226), 0.3)]


def _clouds(canvas: Canvas, dice: random.Random, mood: Mood, horizon: float) -> None:
    """Heaps in rows, the far ones lower and smaller."""
    for row, count in ((0.85, 3), (0.5, 3), (0.18, 3)):
        for index in range(count):
            x = canvas.width * (index + dice.uniform(0.1, 0.9)) / count
            y = horizon * (row * 0.8 + dice.uniform(0.0, 0.16))
            _cloud(canvas, dice, mood, (x, y), (1.25 - row) * dice.uniform(0.24, 0.34))


def _cloud(
    canvas: Canvas, dice: random.Random, mood: Mood, at: tuple[float, float], length: float
) -> None:
    light = mix(mood.sky[2], (255, 255, 255), 0.16 if mood.dark else 0.6)
    puffs = []
    count = dice.randint(5, 7)
    for index in range(count):
        along = (index + 0.5) / count * 2 - 1
        radius = length * (0.13 + 0.17 * (1 - along * along)) * dice.uniform(0.85, 1.15)
        puffs.append((at[0] + along * length * 0.75, at[1] - radius * 0.7, radius))
    for lift, color in ((0.0, shaded(light, 0.82)), (0.22, light)):
        for x, y, radius in puffs:
            inner = radius * (1 - lift * 0.5)
            canvas.ellipse((x, y - radius * lift), (inner * 1.15, inner), color)


def _deck(canvas: Canvas, dice: random.Random, mood: Mood) -> None:
    """A closed cloud cover, its lower edge in heaps, darker towards the viewer."""
    for row, darkness in ((0.24, 0.98), (0.14, 0.92), (0.05, 0.86)):
        color = shaded(mix(mood.sky[0], mood.sky[1], 0.55), darkness)
        x = -0.1
        while x < canvas.width + 0.1:
            radius = dice.uniform(0.07, 0.13)
            center = (x, row - 0.05 + dice.uniform(-0.02, 0.03))
            canvas.ellipse(center, (radius * 1.5, radius), color)
            x += radius * 1.1
