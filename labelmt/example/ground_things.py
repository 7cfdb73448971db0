"""Draws the objects that stand on the ground: house, tree, car, person."""

from __future__ import annotations

import random

from labelmt.example.light import Lamp
from labelmt.example.mood import Mood
from labelmt.example.paint import Color, Pen, mix, shaded

_WALLS: tuple[Color, ...] = (
    (244, 232, 208),
    (226, 150, 118),
    (176, 204, 224),
    (242, 206, 126),
    (240, 240, 236),
    (190, 212, 176),
)
_ROOFS: tuple[Color, ...] = ((188, 84, 62), (112, 74, 62), (84, 92, 112), (150, 60, 56))
_LEAVES: tuple[Color, ...] = (
    (64, 138, 72),
    (92, 156, 66),
    (44, 120, 84),
    (226, 150, 56),
    (206, 96, 62),
)
_BARK: Color = (112, 78, 56)
_SNOW: Color = (246, 250, 255)
_PAINTS: tuple[Color, ...] = (
    (214, 54, 52),
    (44, 108, 196),
    (250, 196, 48),
    (238, 240, 242),
    (46, 150, 110),
    (240, 126, 46),
)
_CLOTHES: tuple[Color, ...] = (
    (222, 72, 82),
    (56, 116, 204),
    (250, 190, 62),
    (128, 88, 170),
    (46, 156, 140),
    (240, 240, 240),
)
_TROUSERS: tuple[Color, ...] = ((52, 62, 92), (92, 74, 66), (60, 60, 66))
_SKINS: tuple[Color, ...] = ((255, 220, 190), (228, 178, 138), (166, 114, 80), (110, 74, 54))
_HAIR: tuple[Color, ...] = ((50, 38, 32), (120, 78, 46), (226, 188, 110), (170, 170, 176))
_GLASS: Color = (168, 206, 226)
_LAMPLIGHT: Color = (255, 220, 130)


def draw_house(pen: Pen, dice: random.Random, mood: Mood) -> list[Lamp]:
    """A house: gable to the front, the long side turned away."""
    wall, roof = dice.choice(_WALLS), dice.choice(_ROOFS)
    front, side = 0.62, dice.uniform(0.45, 0.75)
    left, corner, right = -(front + side) / 2, (front - side) / 2, (front + side) / 2
    eaves, ridge = 0.55, 1.0
    middle = (left + corner) / 2
    pen.shadow((front + side) * 0.56, 0.04)
    chimney = corner + side * 0.55
    pen.box(chimney, 0.75, chimney + 0.1, 1.06, shaded(roof, 0.75))
    pen.box(corner, 0, right, eaves, shaded(wall, 0.82))
    pen.polygon([(left, 0), (corner, 0), (corner, eaves), (middle, ridge), (left, eaves)], wall)
    back = middle + side
    slope = [
        (corner + 0.05, eaves - 0.06),
        (right + 0.05, eaves - 0.06),
        (back, ridge + 0.02),
        (middle, ridge + 0.02),
    ]
    pen.polygon(slope, _SNOW if mood.snowy else roof)
    verge = shaded(_SNOW, 0.9) if mood.snowy else shaded(roof, 0.8)
    for foot in (left - 0.06, corner + 0.06):
        pen.line([(foot, eaves - 0.07), (middle, ridge + 0.01)], 0.06, verge)
    pen.box(middle - 0.09, 0, middle + 0.09, 0.32, shaded(roof, 0.7))
    lamps: list[Lamp] = []
    windows = [(middle, 0.62), (corner + side * 0.3, 0.3), (corner + side * 0.72, 0.3)]
    for x, y in windows:
        lamps += _window(pen, x, y, mood)
    return lamps


def _window(pen: Pen, x: float, y: float, mood: Mood) -> list[Lamp]:
    pen.box(x - 0.095, y - 0.105, x + 0.095, y + 0.105, (250, 248, 240))
    outline = [(x - 0.075, y - 0.085), (x + 0.075, y - 0.085)]
    outline += [(x + 0.075, y + 0.085), (x - 0.075, y + 0.085)]
    if mood.dark:
        pen.canvas.polygon([pen.at(*point) for point in outline], _LAMPLIGHT)
    else:
        pen.polygon(outline, _GLASS)
    pen.line([(x, y - 0.085), (x, y + 0.085)], 0.02, (250, 248, 240))
    pen.line([(x - 0.075, y), (x + 0.075, y)], 0.02, (250, 248, 240))
    return [Lamp(pen.at(x, y), 0.35 * pen.size, (255, 190, 90), 0.45)] if mood.dark else []


def draw_tree(pen: Pen, dice: random.Random, mood: Mood) -> list[Lamp]:
    """A conifer or a broad-leaved tree."""
    pen.shadow(0.24, 0.035)
    if dice.random() < 0.45:
        _conifer(pen, dice, mood)
    else:
        _broadleaf(pen, dice, mood)
    return []


def _conifer(pen: Pen, dice: random.Random, mood: Mood) -> None:
    green = dice.choice(_LEAVES[:3])
    green = shaded(green, 0.8)
    pen.box(-0.04, 0, 0.04, 0.2, _BARK)
    for low, high, half in ((0.12, 0.52, 0.29), (0.34, 0.76, 0.23), (0.58, 1.0, 0.17)):
        pen.polygon([(-half, low), (half, low), (0, high)], green)
        pen.polygon([(0, low), (half, low), (0, high)], shaded(green, 0.82))
        if mood.snowy:
            cut = low + (high - low) * 0.5
            wide = half * 0.5
            pen.polygon(
                [(-wide, cut), (-wide * 0.3, cut + 0.05), (wide * 0.3, cut - 0.02), (wide, cut),
                 (0, high)],
                _SNOW,
            )  # fmt: skip


def _broadleaf(pen: Pen, dice: random.Random, mood: Mood) -> None:
    green = dice.choice(_LEAVES)
    wide = dice.uniform(0.8, 1.15)
    pen.polygon([(-0.055, 0), (0.055, 0), (0.035, 0.5), (-0.035, 0.5)], _BARK)
    pen.line([(0, 0.3), (0.13, 0.5)], 0.035, _BARK)
    balls = [(-0.2, 0.52, 0.19), (0.2, 0.54, 0.19), (0.0, 0.6, 0.24)]
    balls += [(-0.13, 0.74, 0.18), (0.14, 0.75, 0.17), (0.0, 0.83, 0.17)]
    for x, y, radius in balls:
        pen.ellipse(x * wide, y, radius * wide, radius, shaded(green, 0.8))
    for x, y, radius in balls:
        inner = radius * 0.72
        pen.ellipse(x * wide - 0.035, y + 0.04, inner * wide, inner, green)
    for x, y, radius in balls[3:]:
        color = _SNOW if mood.snowy else mix(green, (255, 246, 190), 0.28)
        part = 0.62 if mood.snowy else 0.38
        pen.ellipse(x * wide - 0.05, y + 0.085, radius * part * wide, radius * part * 0.8, color)


def draw_car(pen: Pen, dice: random.Random, mood: Mood) -> list[Lamp]:
    """A car from its side; a small van now and then."""
    paint = dice.choice(_PAINTS)
    pen.shadow(1.2, 0.09)
    long_roof = dice.random() < 0.35
    back = -1.02 if long_roof else -0.72
    cabin = [(back - 0.06, 0.5), (back + 0.12, 0.94), (0.3, 0.94), (0.62, 0.5)]
    body = [(-1.12, 0.2), (1.1, 0.2), (1.13, 0.34), (1.02, 0.5), (0.6, 0.58), (-1.06, 0.58)]
    pen.polygon(cabin, shaded(paint, 0.9))
    pen.polygon(body, paint)
    pen.polygon([(-1.12, 0.2), (1.1, 0.2), (1.12, 0.28), (-1.12, 0.28)], shaded(paint, 0.7))
    glass = _LAMPLIGHT if mood.dark else _GLASS
    pen.polygon([(back + 0.08, 0.57), (back + 0.19, 0.86), (-0.2, 0.86), (-0.2, 0.57)], glass)
    pen.polygon([(-0.12, 0.57), (-0.12, 0.86), (0.26, 0.86), (0.47, 0.57)], glass)
    if mood.snowy:
        pen.box(back + 0.1, 0.92, 0.32, 1.0, _SNOW)
    for x in (-0.64, 0.62):
        pen.ellipse(x, 0.2, 0.22, 0.22, (40, 42, 48))
        pen.ellipse(x, 0.2, 0.1, 0.1, (196, 200, 206))
    pen.box(-1.13, 0.38, -1.04, 0.48, (214, 40, 40))
    pen.ellipse(1.05, 0.4, 0.055, 0.06, (255, 244, 200))
    if not mood.dark:
        return []
    beam = [(1.06, 0.44), (1.06, 0.36), (2.2, 0.02), (2.2, 0.5)]
    pen.canvas.polygon([pen.at(*point) for point in beam], (255, 240, 180), 0.16)
    return [
        Lamp(pen.at(1.1, 0.4), 0.9 * pen.size, (255, 236, 170), 0.8),
        Lamp(pen.at(-1.1, 0.43), 0.5 * pen.size, (255, 50, 40), 0.6),
    ]


def draw_person(pen: Pen, dice: random.Random, mood: Mood) -> list[Lamp]:
    """Somebody who walks, under an umbrella when it rains."""
    coat, trousers = dice.choice(_CLOTHES), dice.choice(_TROUSERS)
    skin, hair = dice.choice(_SKINS), dice.choice(_HAIR)
    stride = dice.uniform(0.07, 0.13)
    pen.shadow(0.2, 0.03)
    for foot in (-stride, stride):
        pen.line([(foot * 0.25, 0.46), (foot, 0.03)], 0.1, trousers)
        pen.ellipse(foot + 0.03, 0.025, 0.075, 0.03, (48, 40, 40))
    pen.line([(-0.1, 0.72), (-0.17 - stride * 0.4, 0.47)], 0.075, shaded(coat, 0.8))
    pen.polygon([(-0.13, 0.4), (0.13, 0.4), (0.15, 0.72), (0.08, 0.79), (-0.08, 0.79),
                 (-0.15, 0.72)], coat)  # fmt: skip
    pen.ellipse(0, 0.89, 0.105, 0.115, hair)
    pen.ellipse(0.02, 0.87, 0.085, 0.095, skin)
    if mood.snowy:
        cap = dice.choice(_CLOTHES[:4])
        pen.ellipse(0, 0.955, 0.11, 0.06, cap)
        pen.ellipse(0, 1.02, 0.035, 0.035, _SNOW)
    if mood.rainy:
        pen.line([(0.1, 0.7), (0.22, 0.62)], 0.075, shaded(coat, 0.88))
        _umbrella(pen, dice.choice(_CLOTHES[:5]))
    else:
        pen.line([(0.1, 0.72), (0.17 + stride * 0.5, 0.48)], 0.075, shaded(coat, 0.88))
        pen.ellipse(0.17 + stride * 0.5, 0.46, 0.035, 0.035, skin)
    return []


def _umbrella(pen: Pen, color: Color) -> None:
    pen.line([(0.22, 0.58), (0.2, 1.12)], 0.025, (70, 60, 60))
    top = [(0.2, 1.3), (0.42, 1.24), (0.58, 1.06), (-0.18, 1.06), (-0.02, 1.24)]
    pen.polygon([top[0], top[1], top[2], top[3], top[4]], color)
    pen.polygon([(0.2, 1.3), (0.33, 1.06), (0.07, 1.06)], shaded(color, 1.15))
