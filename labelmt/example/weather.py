"""Draws weather over a scene: rain, snow, fog."""

from __future__ import annotations

from labelmt.example.mood import Mood
from labelmt.example.paint import Canvas, mix
from labelmt.example.scene import Scene


def draw_weather(canvas: Canvas, scene: Scene, mood: Mood) -> None:
    """Paint rain or flakes over the finished scene."""
    if scene.weather == "rain":
        _rain(canvas, scene, mood)
    elif scene.weather == "snow":
        _snow(canvas, scene, mood)


def draw_fog_banks(canvas: Canvas, scene: Scene, mood: Mood, horizon: float) -> None:
    """Paint the fog that lies between the far and the near."""
    if scene.weather != "fog":
        return
    dice = scene.dice("fog")
    color = mix(mood.horizon, (255, 255, 255), 0.16 if mood.dark else 0.25)
    for _ in range(7):
        x, y = dice.uniform(0, canvas.width), horizon + dice.uniform(-0.1, 0.24)
        length, thick = dice.uniform(0.35, 0.7), dice.uniform(0.025, 0.05)
        for layer in range(4):
            grow = 1.0 - layer * 0.2
            canvas.ellipse((x, y), (length * grow, thick * grow), color, 0.13)


def _rain(canvas: Canvas, scene: Scene, mood: Mood) -> None:
    dice = scene.dice("rain")
    slant = dice.uniform(-0.3, 0.3)
    color = mix(mood.horizon, (255, 255, 255), 0.25 if mood.dark else 0.55)
    for _ in range(230):
        x, y = dice.uniform(-0.1, canvas.width + 0.1), dice.uniform(-0.05, 1.0)
        length = dice.uniform(0.035, 0.075)
        canvas.line(
            [(x, y), (x + slant * length, y + length)], 0.004, color, dice.uniform(0.4, 0.7)
        )
    for _ in range(26):  # drops that hit the ground
        x, y = dice.uniform(0, canvas.width), dice.uniform(0.8, 0.99)
        canvas.ellipse((x, y), (0.012, 0.0035), color, 0.4)


def _snow(canvas: Canvas, scene: Scene, mood: Mood) -> None:
    dice = scene.dice("snow")
    color = mood.lit((255, 255, 255)) if not mood.dark else (214, 222, 244)
    for _ in range(230):
        x, y = dice.uniform(0, canvas.width), dice.random()
        radius = dice.choice((0.003, 0.004, 0.004, 0.0055, 0.0075))
        canvas.ellipse((x, y), (radius, radius), color, dice.uniform(0.7, 1.0))
