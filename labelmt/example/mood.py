"""Colour palettes of a scene by time of day and weather."""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.example.paint import Color, mix, shaded
from labelmt.example.scene import Scene

Sky = tuple[Color, Color, Color]

_SKIES: dict[str, tuple[Sky, ...]] = {
    "day": (
        ((52, 126, 212), (118, 184, 240), (222, 240, 250)),
        ((40, 142, 202), (120, 200, 232), (232, 244, 240)),
        ((76, 132, 224), (150, 190, 246), (236, 240, 250)),
    ),
    "sunset": (
        ((66, 56, 122), (226, 104, 112), (255, 202, 122)),
        ((46, 64, 128), (240, 132, 92), (255, 218, 140)),
        ((98, 54, 116), (236, 96, 120), (255, 178, 120)),
    ),
    "night": (
        ((8, 12, 38), (20, 32, 80), (52, 74, 132)),
        ((12, 10, 40), (32, 28, 84), (74, 66, 134)),
        ((6, 18, 36), (14, 46, 78), (40, 92, 124)),
    ),
}
_OVERCAST: dict[str, dict[str, Color]] = {
    "day": {
        "cloudy": (172, 186, 202),
        "rain": (118, 130, 146),
        "snow": (206, 214, 226),
        "fog": (216, 221, 223),
    },
    "sunset": {
        "cloudy": (196, 128, 132),
        "rain": (128, 92, 108),
        "snow": (226, 178, 176),
        "fog": (238, 200, 172),
    },
    "night": {
        "cloudy": (36, 44, 70),
        "rain": (32, 40, 64),
        "snow": (62, 72, 110),
        "fog": (104, 116, 144),
    },
}
_GREYNESS = {"clear": 0.0, "cloudy": 0.4, "rain": 0.75, "snow": 0.65, "fog": 0.85}
_HAZE = {"clear": 0.0, "cloudy": 0.05, "rain": 0.18, "snow": 0.2, "fog": 0.62}
_DIMMING = {"clear": 1.0, "cloudy": 0.94, "rain": 0.8, "snow": 0.97, "fog": 0.95}
_LIGHT = {"day": (1.0, 1.0, 1.0), "sunset": (0.98, 0.8, 0.72), "night": (0.56, 0.6, 0.84)}
_GRASS: dict[str, tuple[Color, ...]] = {
    "green": ((112, 172, 84), (134, 180, 78), (92, 164, 98)),
    "snow": ((240, 245, 252),),
}


@dataclass(frozen=True, slots=True)
class Mood:
    """Light and air of a scene.

    Attributes:
        sky: colours from the zenith to the horizon.
        light: what is left of red, green and blue.
        haze: share of the horizon's colour in things far away, beyond what distance gives.
        grass: the ground's colour before light.
    """

    sky: Sky
    light: tuple[float, float, float]
    haze: float
    grass: Color
    dark: bool
    snowy: bool
    rainy: bool

    @property
    def horizon(self) -> Color:
        return self.sky[2]

    def lit(self, color: Color, distance: float = 0.0) -> Color:
        """What a colour looks like in this light, from near (0) or far (1)."""
        red, green, blue = (
            min(255, round(value * light)) for value, light in zip(color, self.light, strict=True)
        )
        away = distance * (0.55 + 0.45 * self.haze) + 0.35 * self.haze * (1 - distance)
        return mix((red, green, blue), self.horizon, min(1.0, away))


def mood_of(scene: Scene) -> Mood:
    """The mood of a scene."""
    dice = scene.dice("mood")
    sky = dice.choice(_SKIES[scene.time_of_day])
    grey = _OVERCAST[scene.time_of_day].get(scene.weather, (0, 0, 0))
    share = _GREYNESS[scene.weather]
    dim = _DIMMING[scene.weather]
    snowy = scene.weather == "snow"
    red, green, blue = (value * dim for value in _LIGHT[scene.time_of_day])
    # Overcast skies are darker at the top, lighter where the light comes in below the clouds.
    greys = (shaded(grey, 0.86), grey, shaded(grey, 1.1))
    return Mood(
        sky=(
            mix(sky[0], greys[0], share),
            mix(sky[1], greys[1], share),
            mix(sky[2], greys[2], share * 0.85),
        ),
        light=(red, green, blue),
        haze=_HAZE[scene.weather],
        grass=dice.choice(_GRASS["snow" if snowy else "green"]),
        dark=scene.time_of_day == "night",
        snowy=snowy,
        rainy=scene.weather == "rain",
    )
