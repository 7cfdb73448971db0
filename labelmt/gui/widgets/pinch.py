"""Pinching on a touchpad: what two fingers magnify by, where the system tells it as a gesture.

macOS and Wayland do; elsewhere a pinch comes as the wheel with Ctrl.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QNativeGestureEvent

LEAST = 0.1
"""No gesture magnifies by less, however fast: Qt tells a change, which may come near -1."""


def pinch_factor(event: QEvent) -> float | None:
    """By what an event magnifies, above 0; None where it is no pinch."""
    if not isinstance(event, QNativeGestureEvent):
        return None
    if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
        return None
    return max(LEAST, 1 + event.value())
