"""A dialog that fits the screen: bounded in size, scrolled where its content is larger."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.theme import tokens


class FittingDialog(QDialog):
    """Is bounded to its screen whenever it is shown, whatever size it was given before.

    What asks for more room than the whole screen has, as with a large font on a small one, is
    scrolled, and the buttons at its end stay in sight below.
    """

    def setVisible(self, visible: bool) -> None:  # noqa: N802 (Qt's)
        if visible and not self.isVisible():
            self._fit(room_on_screen(self))
        super().setVisible(visible)

    def _fit(self, room: QSize) -> None:
        if self.isMaximized() or self.isFullScreen():
            return
        layout = self.layout()
        if layout is not None and not _fits(layout, room):
            self._make_scrollable(layout)
        wanted = self.size() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else QSize()
        if wanted.width() > room.width() or wanted.height() > room.height():
            self.resize(wanted.boundedTo(room))

    def _make_scrollable(self, layout: QLayout) -> None:
        """Move all there is into a scroll area, but for the buttons at the end."""
        last = layout.itemAt(layout.count() - 1)
        buttons, foot = (last.widget(), last.layout()) if last is not None else (None, None)
        content, area = QWidget(), QScrollArea()
        content.setLayout(layout)  # takes the widgets along
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what has the focus
        outside = QVBoxLayout(self)
        outside.addWidget(area)
        if isinstance(buttons, QDialogButtonBox):
            outside.addWidget(buttons)
        elif isinstance(foot, QHBoxLayout):
            layout.removeItem(foot)
            foot.setParent(None)
            outside.addLayout(foot)
        margins = layout.contentsMargins()
        outside.setContentsMargins(margins)
        layout.setContentsMargins(0, 0, 0, 0)
        bar = area.verticalScrollBar().sizeHint().width()
        self.resize(layout.sizeHint().grownBy(margins) + QSize(bar, 0))


def room_on_screen(window: QWidget) -> QSize:
    """What the screen of a window has for its inside: less what its frame takes."""
    frame = QSize(*tokens.WINDOW_FRAME)
    return window.screen().availableGeometry().size() - frame


def _fits(layout: QLayout, room: QSize) -> bool:
    least = layout.totalMinimumSize()
    if layout.hasHeightForWidth():
        # Of a text that is wrapped, only the width says how high it is.
        width = min(room.width(), max(least.width(), layout.totalSizeHint().width()))
        least.setHeight(layout.totalMinimumHeightForWidth(width))
    return least.width() <= room.width() and least.height() <= room.height()
