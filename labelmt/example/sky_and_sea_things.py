"""Draws the objects that float and fly: boat, balloon, bird."""

from __future__ import annotations

import math
import random

from labelmt.example.light import Lamp
from labelmt.example.mood import Mood
from labelmt.example.paint import Color, Pen, mix, shaded

_HULLS: tuple[Color, ...] = ((188, 62, 58), (40, 74, 124), (240, 240, 236), (120, 78, 52))
_SAILS: tuple[Color, ...] = ((250, 248, 238), (250, 248, 238), (240, 180, 92), (206, 84, 80))
_STRIPES: tuple[tuple[Color, Color], ...] = (
    ((222, 62, 66), (250, 226, 150)),
    ((48, 110, 196), (246, 246, 250)),
    ((244, 160, 50), (120, 66, 150)),
    ((40, 156, 130), (252, 214, 96)),
    ((232, 92, 140), (255, 240, 236)),
)


def draw_boat(pen: Pen, dice: random.Random, mood: Mood) -> list[Lamp]:
    """A sailing boat or a fishing boat, with its reflection."""
    hull = dice.choice(_HULLS)
    for index in range(4):
        half = 0.44 - index * 0.07
        y = -0.05 - index * 0.045
        pen.line([(-half, y), (half, y)], 0.022, mix(shaded(hull, 0.6), mood.horizon, 0.3))
    lamp_height = _sails(pen, dice) if dice.random() < 0.6 else _cabin(pen, dice, mood)
    outline = [(-0.46, 0.2), (0.56, 0.22), (0.4, 0.0), (-0.36, 0.0)]
    pen.polygon(outline, hull)
    pen.polygon([(-0.46, 0.2), (0.56, 0.22), (0.53, 0.17), (-0.44, 0.15)], (250, 248, 240))
    if not mood.dark:
        return []
    return [Lamp(pen.at(0, lamp_height), 0.5 * pen.size, (255, 214, 140), 0.6)]


def _sails(pen: Pen, dice: random.Random) -> float:
    sail = dice.choice(_SAILS)
    pen.line([(0.02, 0.15), (0.02, 1.04)], 0.028, (110, 84, 66))
    pen.polygon([(-0.02, 0.28), (-0.02, 1.0), (-0.44, 0.3)], sail)
    pen.polygon([(0.06, 0.3), (0.06, 0.9), (0.46, 0.32)], shaded(sail, 0.88))
    pen.polygon([(0.02, 1.04), (0.02, 1.12), (-0.14, 1.08)], (214, 60, 60))
    return 0.3


def _cabin(pen: Pen, dice: random.Random, mood: Mood) -> float:
    pen.box(-0.3, 0.18, 0.14, 0.46, (244, 242, 234))
    pen.box(-0.34, 0.46, 0.18, 0.52, dice.choice(_HULLS[:2]))
    for x in (-0.2, -0.02):
        window = [(x - 0.06, 0.28), (x + 0.06, 0.28), (x + 0.06, 0.4), (x - 0.06, 0.4)]
        if mood.dark:
            pen.canvas.polygon([pen.at(*point) for point in window], (255, 220, 130))
        else:
            pen.polygon(window, (120, 170, 196))
    pen.box(-0.26, 0.52, -0.14, 0.72, (206, 70, 62))
    pen.box(-0.26, 0.64, -0.14, 0.72, (50, 50, 56))
    pen.line([(0.3, 0.2), (0.3, 0.8)], 0.024, (100, 80, 66))
    pen.line([(0.3, 0.78), (0.52, 0.24)], 0.01, (100, 80, 66))
    return 0.34


def draw_balloon(pen: Pen, dice: random.Random, mood: Mood) -> list[Lamp]:
    """A hot-air balloon in stripes; its flame lights it at night."""
    one, other = dice.choice(_STRIPES)
    pen.line([(-0.16, 0.3), (-0.06, 0.12)], 0.012, (90, 70, 56))
    pen.line([(0.16, 0.3), (0.06, 0.12)], 0.012, (90, 70, 56))
    pen.box(-0.075, 0.0, 0.075, 0.12, (150, 104, 62))
    pen.box(-0.085, 0.1, 0.085, 0.13, (110, 72, 42))
    if mood.dark:
        one, other = mix(one, (255, 190, 90), 0.3), mix(other, (255, 190, 90), 0.3)
    gores = 7
    for gore in range(gores):
        color = one if gore % 2 == 0 else other
        # Towards the right edge the balloon turns away from the light.
        color = shaded(color, 1.04 - 0.05 * gore)
        right_edge = _meridian(gore + 1, gores)
        outline = _meridian(gore, gores) + right_edge[::-1]
        if mood.dark:
            glowing = shaded(color, 0.82)
            pen.canvas.polygon([pen.at(*point) for point in outline], glowing)
        else:
            pen.polygon(outline, color)
    if not mood.dark:
        return []
    return [Lamp(pen.at(0, 0.45), 0.8 * pen.size, (255, 180, 80), 0.55)]


def _meridian(index: int, count: int) -> list[tuple[float, float]]:
    """A seam of the balloon from its crown to its mouth, as seen from the side."""
    across = -math.cos(math.pi * index / count)
    points = []
    for step in range(13):
        down = step / 12
        if down < 0.6:
            radius = 0.36 * math.sin(math.pi / 2 * (down / 0.6) ** 0.55)
        else:
            fall = (down - 0.6) / 0.4
            radius = 0.36 - 0.22 * fall**1.25
        points.append((across * radius, 1.0 - 0.72 * down))
    return points


def draw_bird(pen: Pen, dice: random.Random, mood: Mood) -> list[Lamp]:
    """A gull with its wings up or down."""
    color = (222, 228, 240) if mood.dark else dice.choice(((46, 50, 60), (60, 52, 56)))
    lift = dice.uniform(0.15, 0.5)
    for side in (-1, 1):
        upper = [(side * x, y) for x, y in ((0.0, 0.14), (0.38, lift + 0.26), (1.0, lift))]
        lower = [(side * x, y) for x, y in ((1.0, lift), (0.42, lift + 0.04), (0.0, -0.08))]
        pen.canvas.polygon([pen.at(*point) for point in upper + lower], color)
    body = [(-0.1, 0.12), (0.1, 0.12), (0.12, -0.05), (0.0, -0.32), (-0.12, -0.05)]
    pen.canvas.polygon([pen.at(*point) for point in body], color)
    return []
