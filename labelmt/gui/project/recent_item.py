"""A row of the start page: one recent project, with picture, progress and date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.theme.tokens import LARGE, MEDIUM, RADIUS, TIGHT
from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.gui.widgets.grounds_and_lines import make_bold

PICTURE = QSize(96, 64)
BAR_HEIGHT = 4


@dataclass(frozen=True, slots=True)
class RecentEntry:
    """A project as the start page shows it.

    Attributes:
        opened_at: ISO 8601. labelled: images with labels, None where that was never counted.
        picture: one of its images, None where none is kept.
    """

    name: str
    folder: Path
    images: int
    opened_at: str
    missing: bool
    labelled: int | None = None
    picture: QImage | None = None


class RecentItem(QWidget):
    """Picture, name and folder, how much is labelled and when; it can be taken off the list."""

    def __init__(self, entry: RecentEntry, when: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = ElidedLabel(entry.name)
        make_bold(name)
        name.setEnabled(not entry.missing)
        folder = PathLabel(str(entry.folder))
        folder.setForegroundRole(folder.foregroundRole().PlaceholderText)
        facts = ElidedLabel(self._facts(entry))
        moment = QLabel(when)
        moment.setForegroundRole(moment.foregroundRole().PlaceholderText)
        self.forget = QToolButton()
        self.forget.setText(self.tr("Remove from list") if entry.missing else "✕")
        self.forget.setAutoRaise(not entry.missing)
        self.forget.setToolTip(self.tr("Remove from list; the project itself stays"))
        self.forget.setAccessibleName(self.tr("Remove {0} from the list").format(entry.name))
        first = QHBoxLayout()
        first.addWidget(name, 1)
        first.addWidget(moment)
        texts = QVBoxLayout()
        texts.setSpacing(TIGHT)
        texts.addStretch(1)
        texts.addLayout(first)
        texts.addWidget(folder)
        texts.addWidget(facts)
        if entry.labelled is not None and entry.images and not entry.missing:
            texts.addSpacing(TIGHT)
            texts.addWidget(_bar(entry.labelled, entry.images, facts.text()))
        texts.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(LARGE)
        layout.addWidget(Picture(entry.picture))
        layout.addLayout(texts, 1)
        layout.addWidget(self.forget)
        self.setAccessibleName(f"{entry.name}, {facts.text()}, {when}")
        self.setToolTip(plain_tip(str(entry.folder)))

    def _facts(self, entry: RecentEntry) -> str:
        count = QLocale().toString
        if entry.missing:
            return self.tr("Folder not found. Is its disk connected?")
        if entry.labelled is not None:
            told = self.tr("{0} of {1} images labelled")
            return told.format(count(entry.labelled), count(entry.images))
        images = self.tr("{0} images") if entry.images != 1 else self.tr("1 image")
        return images.format(count(entry.images))


def _bar(done: int, total: int, words: str) -> QProgressBar:
    bar = QProgressBar()
    bar.setRange(0, total)
    bar.setValue(min(done, total))
    bar.setTextVisible(False)
    bar.setFixedHeight(BAR_HEIGHT)
    bar.setAccessibleName(words)
    return bar


class Picture(QWidget):
    """An image cut to a frame with round corners; a quiet ground where there is none."""

    def __init__(self, image: QImage | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self.setFixedSize(PICTURE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        frame = QRectF(self.rect())
        outline = QPainterPath()
        outline.addRoundedRect(frame, RADIUS, RADIUS)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(outline)
            painter.fillRect(frame, self.palette().color(QPalette.ColorRole.AlternateBase))
            image = self._image
            if image is None or image.isNull():
                painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
                painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
                return
            scale = max(frame.width() / image.width(), frame.height() / image.height())
            source = QRectF(0, 0, frame.width() / scale, frame.height() / scale)
            source.moveCenter(QRectF(image.rect()).center())
            painter.drawImage(frame, image, source)


class PathLabel(ElidedLabel):
    """A path that is shortened in the middle, where it says least."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), self.alignment(), text)
