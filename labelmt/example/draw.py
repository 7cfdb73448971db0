"""Draws a scene of the example project as an image."""

from __future__ import annotations

from functools import partial

from PIL import Image

from labelmt.example.ground_things import draw_car, draw_house, draw_person, draw_tree
from labelmt.example.land import draw_foreground, draw_land, lay_out
from labelmt.example.layout import Thing, arrange
from labelmt.example.light import Lamp, with_glow
from labelmt.example.mood import Mood, mood_of
from labelmt.example.paint import Canvas, Pen
from labelmt.example.scene import Scene
from labelmt.example.sky import draw_sky
from labelmt.example.sky_and_sea_things import draw_balloon, draw_bird, draw_boat
from labelmt.example.weather import draw_fog_banks, draw_weather

OVERSAMPLING = 3

_DRAWING = {
    "balloon": draw_balloon,
    "bird": draw_bird,
    "boat": draw_boat,
    "car": draw_car,
    "house": draw_house,
    "person": draw_person,
    "tree": draw_tree,
}


def draw_scene(scene: Scene, size: tuple[int, int] = (384, 288)) -> Image.Image:
    """The picture of a scene, RGB. The same scene and size give the same pixels.

    Args:
        scene: what is in it.
        size: width and height in pixels; composed for 4:3.
    """
    canvas = Canvas(size, OVERSAMPLING)
    mood, land = mood_of(scene), lay_out(scene)
    lamps = draw_sky(canvas, scene, mood, land.horizon)
    draw_land(canvas, scene, mood, land)
    draw_fog_banks(canvas, scene, mood, land.horizon)
    things = arrange(scene, land, canvas.width)
    for thing in things:
        if thing.beyond_shore:
            lamps += _draw(thing, canvas, mood)
    draw_foreground(canvas, scene, mood, land)
    for thing in things:
        if not thing.beyond_shore:
            lamps += _draw(thing, canvas, mood)
    draw_weather(canvas, scene, mood)
    return with_glow(canvas.finished(), lamps)


def _draw(thing: Thing, canvas: Canvas, mood: Mood) -> list[Lamp]:
    lit = partial(mood.lit, distance=thing.distance)
    mirrored = thing.dice.random() < 0.5
    pen = Pen(canvas, (thing.x, thing.y), thing.size, mirrored, lit)
    return _DRAWING[thing.name](pen, thing.dice, mood)
