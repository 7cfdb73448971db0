"""Pinching on a touchpad zooms the map and an image; what is between the fingers stays there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from window_driver import Driver

from labelmt.gui.images.viewer.zoom_area import ZoomArea

ZOOM = Qt.NativeGestureType.ZoomNativeGesture
AT = QPointF(120, 90)


class Picture(ZoomArea):
    def natural(self) -> QSizeF:
        return QSizeF(400, 300)


def pinch(target: QWidget, change: float, kind: Qt.NativeGestureType = ZOOM) -> None:
    event = QNativeGestureEvent(
        kind, QPointingDevice.primaryPointingDevice(), 2, AT, AT, AT, change, QPointF()
    )
    QApplication.sendEvent(target, event)


def test_an_image_is_magnified(qtbot: QtBot) -> None:
    picture = Picture()
    qtbot.addWidget(picture)
    picture.resize(400, 300)
    with qtbot.waitSignal(picture.zoomed):
        pinch(picture, 0.5)
    assert picture.zoom.factor == pytest.approx(1.5)
    pinch(picture, 0.5, Qt.NativeGestureType.RotateNativeGesture)
    assert picture.zoom.factor == pytest.approx(1.5), "turning the fingers is no zoom"
    pinch(picture, -5.0)
    assert picture.zoom.factor == pytest.approx(1), "never smaller than all of it"


def test_the_map_is_zoomed_around_the_fingers(driver: Driver) -> None:
    view = driver.window.browser.map.view
    before, held = view.zoom, view.to_map(AT)
    pinch(view, 0.5)
    assert view.zoom == pytest.approx(1.5 * before)
    assert view.to_map(AT) == pytest.approx(held)
