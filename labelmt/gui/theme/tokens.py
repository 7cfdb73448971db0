"""Design tokens: every colour, distance and type size of the window, light and dark.

Text reaches a contrast of 4.5 to 1 on each ground it stands on (WCAG 2.2, AA; a test goes through
the pairs). Photographs come first: grounds are neutral, so that no hue of the window tints what is
judged, and one accent says what is selected or comes next.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colors:
    """One scheme, as #RRGGBB.

    Attributes:
        name: "light" or "dark".
        ground: of the window and its panels. surface: of lists, fields and the grid. raised: of
            buttons, menus and tooltips.
        hovered, pressed: a button's ground under the mouse, and held.
        text, muted: on any ground; muted for explanations and what is off for now.
        outline: of fields and buttons. divider: between parts.
        accent, on_accent: what is selected or the next step, and text on it.
        focus: the ring around what has the keyboard.
        error: of wrong input.
    """

    name: str
    ground: str
    surface: str
    raised: str
    hovered: str
    pressed: str
    text: str
    muted: str
    outline: str
    divider: str
    accent: str
    on_accent: str
    focus: str
    error: str


LIGHT = Colors(
    name="light",
    ground="#f3f4f5",
    surface="#ffffff",
    raised="#ffffff",
    hovered="#e9ebee",
    pressed="#dde0e4",
    text="#1c1e21",
    muted="#5b6168",
    outline="#c3c7cc",
    divider="#dfe2e5",
    accent="#1766b5",
    on_accent="#ffffff",
    focus="#1766b5",
    error="#c4282e",
)
DARK = Colors(
    name="dark",
    ground="#222325",
    surface="#1a1b1c",
    raised="#2e3033",
    hovered="#393b3f",
    pressed="#44474b",
    text="#e8e9eb",
    muted="#a3a8ae",
    outline="#4c5055",
    divider="#34363a",
    accent="#2b74bd",
    on_accent="#ffffff",
    focus="#6aa9e4",
    error="#ff7b80",
)

HAIR, TIGHT, SMALL, MEDIUM, LARGE, WIDE = 1, 2, 4, 8, 12, 24
"""Distances in pixels at 100 %."""
WINDOW_FRAME = 16, 40
"""What the frame and title of a window take of the screen, width and height, in pixels: no window
system tells before it has shown one, and these are large ones."""
HANDLE = 5
"""Width of what panels are resized by, in pixels: enough to be hit, in the panels' own ground."""
CELL = 3
"""Between the edge of a list's cell and its text, in pixels, as Fusion draws it; headers alike."""
RADIUS = 5
"""Of the corners of buttons and fields, in pixels."""
SCROLL_BAR = 10
"""Its width, in pixels."""
CHECK_BOX = 14
"""Of the sides of check boxes, in pixels."""
SPIN_ARROW = 10
"""Width of the arrows of number boxes, in pixels."""

VERMILION, BLUE, GREEN, PURPLE, ORANGE, SKY = (
    "#d55e00",
    "#0072b2",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
)
"""Of data, in curves, tables and maps: told apart with every kind of colour vision (Okabe and Ito,
2008)."""
GREY = "#808080"
"""Of data that stands for itself."""

CHIP_TYPE, SMALL_TYPE, HEADING_TYPE, TITLE_TYPE = 0.88, 0.9, 1.15, 2.0
"""Type sizes, as a multiple of the system's."""
