"""Synthetic labelled images: drawn landscapes with several objects, a time of day and a weather.

For the example project and for tests; no file, no licence.
"""

from labelmt.example.draw import draw_scene
from labelmt.example.scene import (
    OBJECTS,
    TASKS,
    TIMES_OF_DAY,
    WEATHERS,
    ExampleTask,
    Scene,
    random_scene,
)

__all__ = [
    "OBJECTS",
    "TASKS",
    "TIMES_OF_DAY",
    "WEATHERS",
    "ExampleTask",
    "Scene",
    "draw_scene",
    "random_scene",
]
