"""Charts of a report as SVG within a page of HTML; without script, and referring to nothing."""

from __future__ import annotations

from html import escape

from labelmt.project.report.blocks import LETTERS, Box, Chart, Dot, Mark, Stroke, Words

DASHES = "5 4"


def svg_of(chart: Chart) -> str:
    """An element ``svg``; its colours are the page's, by classes."""
    marks = "".join(_mark(one) for one in chart.marks)
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {_n(chart.width)} {_n(chart.height)}" '
        f'width="{_n(chart.width)}" height="{_n(chart.height)}">'
        f"<title>{escape(chart.told)}</title>{marks}</svg>"
    )


def _mark(mark: Mark) -> str:
    match mark:
        case Stroke():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
            dashes = f' stroke-dasharray="{DASHES}"' if mark.dashed else ""
            return (
                f'<polyline class="s-{mark.ink}" points="{points}" fill="none" '
                f'stroke-width="{_n(mark.width)}"{dashes}/>'
            )
        case Box():
            opacity = f' fill-opacity="{_n(mark.opacity)}"' if mark.opacity < 1 else ""
            return (
                f'<rect class="f-{mark.ink}" x="{_n(mark.x)}" y="{_n(mark.y)}" '
                f'width="{_n(mark.width)}" height="{_n(mark.height)}"{opacity}/>'
            )
        case Dot():
            return (
                f'<circle class="f-{mark.ink}" cx="{_n(mark.x)}" cy="{_n(mark.y)}" '
                f'r="{_n(mark.radius)}"/>'
            )
        case Words():
            turned = f' transform="rotate(-90 {_n(mark.x)} {_n(mark.y)})"' if mark.upright else ""
            return (
                f'<text class="f-{mark.ink}" x="{_n(mark.x)}" y="{_n(mark.y)}" '
                f'font-size="{_n(LETTERS)}" text-anchor="{mark.anchor}"{turned}>'
                f"{escape(mark.text)}</text>"
            )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
