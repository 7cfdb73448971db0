"""A toast: a few words over the images that go away by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

SHOWN_MS = 2600


class Toast(QLabel):
    """Lies at the bottom of a widget; takes neither keys nor clicks."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.setAutoFillBackground(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(self.fontMetrics().height() // 2)
        self._end = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._end.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    @Slot(str)
    def show_text(self, text: str) -> None:
        """Show these words instead of any before."""
        self.setText(text)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._end.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        room = self._over.rect()
        line = self.fontMetrics().horizontalAdvance(self.text()) + 4 * self.margin()
        width = min(line, room.width() * 9 // 10)
        height = self.heightForWidth(width)
        top = room.bottom() - height - self.fontMetrics().height()
        self.setGeometry(QRect((room.width() - width) // 2, top, width, height))
