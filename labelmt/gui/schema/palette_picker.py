"""A colour picker with a palette that colour-blind people tell apart."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QColorDialog,
    QGridLayout,
    QToolButton,
    QWidget,
)

from labelmt.domain.schema import PALETTE
from labelmt.gui.theme.tokens import TIGHT
from labelmt.gui.widgets.swatch import icon_size, swatch

_ACROSS = 8
_NAMES = (
    QT_TRANSLATE_NOOP("colours", "orange"),
    QT_TRANSLATE_NOOP("colours", "sky blue"),
    QT_TRANSLATE_NOOP("colours", "bluish green"),
    QT_TRANSLATE_NOOP("colours", "yellow"),
    QT_TRANSLATE_NOOP("colours", "blue"),
    QT_TRANSLATE_NOOP("colours", "vermilion"),
    QT_TRANSLATE_NOOP("colours", "reddish purple"),
    QT_TRANSLATE_NOOP("colours", "cyan"),
    QT_TRANSLATE_NOOP("colours", "teal"),
    QT_TRANSLATE_NOOP("colours", "green"),
    QT_TRANSLATE_NOOP("colours", "olive"),
    QT_TRANSLATE_NOOP("colours", "sand"),
    QT_TRANSLATE_NOOP("colours", "rose"),
    QT_TRANSLATE_NOOP("colours", "wine"),
    QT_TRANSLATE_NOOP("colours", "purple"),
)


class PalettePicker(QWidget):
    """The palette as buttons, the label's colour pressed; any other colour by a dialog."""

    chosen = Signal(str)
    """#RRGGBB."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = ""
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        self._group = group
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        for place, color in enumerate(PALETTE):
            button = QToolButton()
            button.setIcon(swatch(color, self))
            button.setCheckable(True)
            button.setIconSize(icon_size(self))
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setToolTip(color_name(color))
            button.setAccessibleName(color_name(color))
            button.clicked.connect(lambda _=False, chosen=color: self._choose(chosen))
            group.addButton(button)
            self.buttons[color] = button
            layout.addWidget(button, place // _ACROSS, place % _ACROSS)
        self.other = QToolButton()
        self.other.setText("…")
        self.other.setAutoRaise(True)
        self.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.other.setToolTip(self.tr("Another colour"))
        self.other.setAccessibleName(self.tr("Another colour"))
        self.other.clicked.connect(self._ask)
        layout.addWidget(self.other, len(PALETTE) // _ACROSS, len(PALETTE) % _ACROSS)
        layout.setColumnStretch(_ACROSS, 1)

    def show_color(self, color: str) -> None:
        """Press the label's colour; one that is not of the palette shows on the last button."""
        self._color = color.upper()
        known = self._color in self.buttons
        self._group.setExclusive(False)
        for name, button in self.buttons.items():
            button.setChecked(name == self._color)
        self._group.setExclusive(known)
        self.other.setIcon(QIcon() if known else swatch(color, self))

    def _choose(self, color: str) -> None:
        if color != self._color:
            self.chosen.emit(color)

    @Slot()
    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._color), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda color: self._choose(color.name().upper()))
        dialog.open()


def color_name(color: str) -> str:
    """A palette's colour as its makers call it."""
    return QCoreApplication.translate("colours", str(_NAMES[PALETTE.index(color)]))
