"""The start page: recent projects, a folder to open, an example to try."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.project.recent_item import RecentEntry, RecentItem
from labelmt.gui.theme.tokens import HEADING_TYPE, TITLE_TYPE
from labelmt.gui.widgets.flow_layout import FlowLayout
from labelmt.gui.widgets.grounds_and_lines import bold_label
from labelmt.gui.widgets.local_time import local_time

ICON_EDGE = 64


class StartPage(QWidget):
    """Asks for what to open by signals; opens nothing itself."""

    folder_asked = Signal()
    tags_asked = Signal()
    """A folder of images with labels in its folders, in files beside them or inside them."""
    example_asked = Signal()
    project_chosen = Signal(object)
    """Folder of a recent project."""
    project_forgotten = Signal(object)
    """Folder of a project to take off the list; the project itself stays."""

    def __init__(self, icon: QIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.open_folder = _big_button(self.tr("Open a folder of images"))
        self.open_folder.setDefault(True)
        self.learn_tags = _big_button(self.tr("Learn from my tags"))
        self.learn_tags.setToolTip(
            self.tr(
                "Takes over folder names, text and XMP files beside images, and keywords inside "
                "them. Nothing of that is changed."
            )
        )
        self.try_example = _big_button(self.tr("Try the example"))
        self.open_folder.clicked.connect(self.folder_asked)
        self.learn_tags.clicked.connect(self.tags_asked)
        self.try_example.clicked.connect(self.example_asked)
        self.recent = QListWidget()
        self.recent.setAccessibleName(self.tr("Recent projects"))
        self.recent.setFrameShape(QFrame.Shape.NoFrame)
        self.recent.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent.itemActivated.connect(self._choose)
        self.recent.itemClicked.connect(self._choose)
        self._recent_title = bold_label(self.tr("Recent projects"))
        self._empty = QLabel(self.tr("Projects you open appear here."))
        self._empty.setForegroundRole(self._empty.foregroundRole().PlaceholderText)
        self._lay_out(icon)
        self.show_recent(())

    @property
    def requests(self) -> tuple[SignalInstance, ...]:
        """All signals by which it asks for something."""
        return (
            self.folder_asked,
            self.tags_asked,
            self.example_asked,
            self.project_chosen,
            self.project_forgotten,
        )

    def _lay_out(self, icon: QIcon) -> None:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(self._head(icon))
        column.addSpacing(16)
        buttons = FlowLayout(gap=12)
        buttons.addWidget(self.open_folder)
        buttons.addWidget(self.learn_tags)
        buttons.addWidget(self.try_example)
        column.addLayout(buttons)
        drop = QLabel(
            self.tr("Or drop a folder here. Images stay where they are and are never changed.")
        )
        drop.setWordWrap(True)
        drop.setForegroundRole(drop.foregroundRole().PlaceholderText)
        column.addWidget(drop)
        column.addSpacing(16)
        column.addWidget(self._recent_title)
        column.addWidget(self._empty)
        column.addWidget(self.recent, 100)
        column.addStretch(1)
        middle = QWidget()
        middle.setLayout(column)
        middle.setMaximumWidth(self.fontMetrics().averageCharWidth() * 125)
        middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(32, 48, 32, 24)
        outer.addStretch(1)
        outer.addWidget(middle, 8)
        outer.addStretch(1)

    def _head(self, icon: QIcon) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(icon.pixmap(QSize(ICON_EDGE, ICON_EDGE), self.devicePixelRatioF()))
        name = QLabel("LabelMT")
        font = name.font()
        font.setPointSizeF(font.pointSizeF() * TITLE_TYPE)
        font.setBold(True)
        name.setFont(font)
        line = QLabel(
            self.tr("Label images for several tasks at once, while a model learns beside you.")
        )
        line.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(name)
        texts.addWidget(line)
        head = QHBoxLayout()
        head.setSpacing(20)
        head.addWidget(picture)
        head.addLayout(texts, 1)
        return head

    def show_recent(self, entries: Sequence[RecentEntry]) -> None:
        """List projects, the last one first."""
        self.recent.clear()
        for entry in entries:
            row = RecentItem(entry, local_time(entry.opened_at))
            row.forget.clicked.connect(
                lambda _=False, folder=entry.folder: self.project_forgotten.emit(folder)
            )
            item = QListWidgetItem(self.recent)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.accessibleName())
            item.setSizeHint(QSize(0, row.sizeHint().height()))
            self.recent.setItemWidget(item, row)
        heights = [self.recent.sizeHintForRow(row) for row in range(self.recent.count())]
        self.recent.setMaximumHeight(sum(heights) + 2 * self.recent.frameWidth())
        self.recent.setVisible(bool(entries))
        self._empty.setVisible(not entries)

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        entry: RecentEntry = item.data(Qt.ItemDataRole.UserRole)
        if not entry.missing:
            self.project_chosen.emit(Path(entry.folder))


def _big_button(text: str) -> QPushButton:
    button = QPushButton(text)
    font = button.font()
    font.setPointSizeF(font.pointSizeF() * HEADING_TYPE)
    button.setFont(font)
    metrics = button.fontMetrics()
    button.setMinimumHeight(metrics.height() * 5 // 2)
    button.setMinimumWidth(metrics.horizontalAdvance(text) + metrics.height() * 3)
    button.setAutoDefault(True)
    return button
