"""Charts of a report: reliability diagram, learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labelmt.domain.text import phrase
from labelmt.project.report.blocks import SERIES, Box, Chart, Dot, Ink, Mark, Stroke, Words
from labelmt.project.report.reliability import Reliability

WIDTH, HEIGHT = 480.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 12.0, 44.0
LEGEND_LINE = 16.0
NARROWEST = 3.0
"""Units of a bar that stands for few pairs, so that it is seen."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A plot's axes: from x and y of figures to a place in the drawing."""

    least: float
    most: float
    bottom: float = 0.0
    top: float = 1.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        across = (x - self.least) / max(self.most - self.least, 1e-9)
        up = (y - self.bottom) / max(self.top - self.bottom, 1e-9)
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM),
        )

    def axes(self, x_title: str, y_title: str, x_ticks: Sequence[tuple[float, str]]) -> list[Mark]:
        marks: list[Mark] = []
        for tenth in range(0, 11, 2):
            y = self.bottom + (self.top - self.bottom) * tenth / 10
            _, place = self.at(self.least, y)
            marks.append(Stroke(((LEFT, place), (WIDTH - RIGHT, place)), Ink.RULE, 0.75))
            marks.append(Words(LEFT - 6, place + 4, f"{y:.2f}", "end"))
        for x, told in x_ticks:
            place, base = self.at(x, self.bottom)
            marks.append(Stroke(((place, base), (place, base + 4)), Ink.RULE, 0.75))
            marks.append(Words(place, base + 16, told, "middle"))
        middle = (LEFT + WIDTH - RIGHT) / 2
        marks.append(Words(middle, HEIGHT - 8, x_title, "middle"))
        marks.append(Words(13, (TOP + HEIGHT - BOTTOM) / 2, y_title, "middle", upright=True))
        return marks


def reliability_chart(task: str, shown: Reliability) -> Chart:
    """How often what was told with some probability was so; on the diagonal they are equal."""
    frame = _Frame(0.0, 1.0)
    ticks = [(tenth / 10, f"{tenth / 10:.1f}") for tenth in range(0, 11, 2)]
    marks = frame.axes(phrase("probability told"), phrase("share that is so"), ticks)
    marks.append(Stroke((frame.at(0, 0), frame.at(1, 1)), Ink.MUTED, 1.0, dashed=True))
    most = max(shown.counts, default=0)
    width = 1 / len(shown.counts)
    _, base = frame.at(0, 0)
    for place, count in enumerate(shown.counts):
        if not count:
            continue
        x, y = frame.at(place * width, shown.frequency[place])
        across = (WIDTH - LEFT - RIGHT) * width
        # Few pairs tell little: the fainter a bar, the fewer.
        faint = 0.25 + 0.55 * count / most
        marks.append(Box(x + 1, y, across - 2, max(base - y, 0.75), Ink.FIRST, faint))
    points = tuple(
        frame.at(shown.confidence[place], shown.frequency[place])
        for place, count in enumerate(shown.counts)
        if count
    )
    marks.append(Stroke(points, Ink.SECOND, 1.75))
    marks += [Dot(x, y, NARROWEST, Ink.SECOND) for x, y in points]
    told = phrase("Reliability of {task}: share that is so by probability told", task=task)
    return Chart(told, WIDTH, HEIGHT, tuple(marks))


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line of (images, score); ``ahead``: where it is likely to lead, low and high."""

    name: str
    points: tuple[tuple[float, float], ...]
    ahead: tuple[float, float, float, float] | None = None
    """images, score, low, high."""


def curves_chart(told: str, curves: Sequence[Curve]) -> Chart:
    """Learning curves; what is ahead is dashed, with its interval."""
    xs = [x for one in curves for x, _ in one.points]
    xs += [one.ahead[0] for one in curves if one.ahead is not None]
    ys = [y for one in curves for _, y in one.points]
    least, most = min(xs), max(xs)
    if most - least < 1:
        least, most = least - 1, most + 1
    margin = 0.05
    frame = _Frame(least, most, max(0.0, min(ys) - margin), min(1.0, max(ys) + margin))
    steps = (least, (least + most) / 2, most)
    marks = frame.axes(
        phrase("annotated images"),
        phrase("mAP or accuracy"),
        [(x, f"{round(x):,}") for x in steps],
    )
    for number, one in enumerate(curves):
        ink = SERIES[number % len(SERIES)]
        points = tuple(frame.at(*point) for point in one.points)
        marks.append(Stroke(points, ink, 1.75))
        marks += [Dot(x, y, NARROWEST, ink) for x, y in points]
        if one.ahead is not None:
            images, score, low, high = one.ahead
            marks.append(Stroke((points[-1], frame.at(images, score)), ink, 1.25, dashed=True))
            ends = [
                frame.at(images, min(frame.top, max(frame.bottom, bound))) for bound in (low, high)
            ]
            marks.append(Stroke(tuple(ends), ink, 1.25))
        line = HEIGHT + number * LEGEND_LINE + 8
        marks.append(Stroke(((LEFT, line - 4), (LEFT + 22, line - 4)), ink, 2.0))
        marks.append(Words(LEFT + 30, line, one.name, ink=Ink.TEXT))
    return Chart(told, WIDTH, HEIGHT + len(curves) * LEGEND_LINE + 4, tuple(marks))
