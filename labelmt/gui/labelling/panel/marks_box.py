"""Marks of the selected images: a box "unsure", stars for a rating, a line for a comment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from labelmt.domain.image_marks import LONGEST_COMMENT, MOST_STARS
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.core.plain_tip import plain_tip

FULL, EMPTY = "★", "☆"


@dataclass(frozen=True, slots=True)
class ShownMarks:
    """What some images have in common; None where they differ."""

    count: int = 0
    unsure: bool | None = False
    rating: int | None = 0
    comment: str | None = ""


class Stars(QWidget):
    """Five stars to click; the star that stands alone for the rating takes it away again.

    Keys 0 to 5, Left and Right change it while it has the focus.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rating: int | None = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        text = self.tr("Rating: click again to take it away ({rating_0} to {rating_5})")
        KeyHint(self, self.setToolTip, text)
        self.show_rating(0)

    def show_rating(self, rating: int | None) -> None:
        """None: the images differ."""
        self.rating = rating
        told = self.tr("several") if rating is None else str(rating)
        self.setAccessibleName(self.tr("Rating: {0} of {1}").format(told, MOST_STARS))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._step() * MOST_STARS, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _step(self) -> int:
        return self.fontMetrics().horizontalAdvance(FULL) + 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        star = int(event.position().x()) // self._step() + 1
        if event.button() == Qt.MouseButton.LeftButton and 1 <= star <= MOST_STARS:
            self.picked.emit(0 if star == self.rating else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.text().isdecimal() and int(event.text()) <= MOST_STARS:
            self.picked.emit(int(event.text()))
        elif step is not None:
            self.picked.emit(min(max((self.rating or 0) + step, 0), MOST_STARS))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        role = QPalette.ColorRole
        with QPainter(self) as painter:
            for star in range(MOST_STARS):
                full = star < (self.rating or 0)
                painter.setPen(self.palette().color(role.Text if full else role.PlaceholderText))
                place = self.rect().adjusted(star * self._step(), 0, 0, 0)
                at = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(place, at, FULL if full else EMPTY)
            if self.hasFocus():
                painter.setPen(self.palette().color(role.Highlight))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class CommentLine(QLineEdit):
    """Escape drops what was typed, also where it is a shortcut of the window."""

    dropped = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.dropped.emit()
            event.accept()
            return True
        return super().event(event)


class MarksBox(QWidget):
    """Shows what the selected images have in common; asks for changes by signals."""

    unsure_asked = Signal(bool)
    rating_asked = Signal(int)
    comment_begun = Signal()
    """The first letter of a comment is typed."""
    comment_asked = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("marksBox")
        self.unsure = QCheckBox(self.tr("Unsure"))
        text = self.tr("Left out of training and of every figure until you know ({unsure})")
        KeyHint(self, self.unsure.setToolTip, text)
        self.stars = Stars()
        self.comment = CommentLine()
        self.comment.setAccessibleName(self.tr("Comment on the image"))
        self.comment.setMaxLength(LONGEST_COMMENT)
        self._shown = ShownMarks()
        side = self.fontMetrics().height() // 2
        line = QHBoxLayout()
        line.addWidget(self.unsure)
        line.addStretch(1)
        line.addWidget(self.stars)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(side, side // 2, side, side // 2)
        layout.setSpacing(side // 2)
        layout.addLayout(line)
        layout.addWidget(self.comment)
        self.unsure.clicked.connect(self._ask_unsure)
        self.stars.picked.connect(self.rating_asked)
        self._typing = False
        self.comment.textEdited.connect(self._begin)
        self.comment.editingFinished.connect(self.take)
        self.comment.returnPressed.connect(self.left)
        self.comment.dropped.connect(self._drop)
        self._comment_words = ""
        KeyHint(self, self._word_comment, self.tr("Comment ({comment})"))
        self.show_marks(ShownMarks())

    def _word_comment(self, words: str) -> None:
        self._comment_words = words
        self.show_marks(self._shown)

    def show_marks(self, shown: ShownMarks) -> None:
        """Show other images' marks, or the same ones' after a change."""
        self._shown = shown
        self.setEnabled(shown.count > 0)
        self.unsure.setTristate(shown.unsure is None)
        states = {None: Qt.CheckState.PartiallyChecked, True: Qt.CheckState.Checked}
        self.unsure.setCheckState(states.get(shown.unsure, Qt.CheckState.Unchecked))
        self.stars.show_rating(shown.rating)
        if self._typing:
            return  # what a person types is theirs until the line is left
        if self.comment.text() != (shown.comment or ""):
            with QSignalBlocker(self.comment):
                self.comment.setText(shown.comment or "")
                self.comment.setCursorPosition(0)
        several = shown.comment is None
        self.comment.setPlaceholderText(
            self.tr("Several comments") if several else self._comment_words
        )
        self.comment.setToolTip(plain_tip(shown.comment or ""))

    @Slot()
    def start_comment(self) -> None:
        """Put the cursor into the comment."""
        if self.isEnabled():
            self.comment.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.comment.selectAll()

    @Slot()
    def _ask_unsure(self) -> None:
        wanted = self._shown.unsure is not True
        self.show_marks(self._shown)  # as it is, until it is saved
        self.unsure_asked.emit(wanted)

    @Slot()
    def _begin(self) -> None:
        if not self._typing:
            self._typing = True
            self.comment_begun.emit()

    @Slot()
    def take(self) -> None:
        """What was typed counts when the line is left."""
        typed = self.taken()
        if typed is not None:
            self.comment_asked.emit(typed)

    def taken(self) -> str | None:
        """What was typed, once; None: nothing, or nothing over several comments."""
        typed, was = self.comment.text(), self._shown.comment or ""
        changed, self._typing = self._typing and typed != was, False
        if not changed:
            return None
        self._shown = replace(self._shown, comment=typed)
        return typed

    @Slot()
    def _drop(self) -> None:
        self._typing = False
        self.comment.setText(self._shown.comment or "")
        self.left.emit()
