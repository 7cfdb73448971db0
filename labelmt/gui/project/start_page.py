"""The start page: recent projects, a folder to open, templates, an example to try."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.project.recent_item import RecentEntry, RecentItem
from labelmt.gui.theme.tokens import HEADING_TYPE, LARGE, MEDIUM, RADIUS, TIGHT, TITLE_TYPE, WIDE
from labelmt.gui.widgets.grounds_and_lines import bold_label
from labelmt.gui.widgets.local_time import local_time
from labelmt.gui.widgets.muted_colours import mute, quiet_label
from labelmt.gui.widgets.template_menu import template_menu

ICON_EDGE = 64
BESIDE_LETTERS = 120
"""So many average letters wide and wider, the recent projects stand beside the rest."""


class StartPage(QScrollArea):
    """Asks for what to open by signals; opens nothing itself."""

    folder_asked = Signal()
    tags_asked = Signal()
    """A folder of images with labels in its folders, in files beside them or inside them."""
    template_asked = Signal(str)
    """Name of a schema template to label a folder of images with."""
    model_asked = Signal(bool)
    """Another project's model to start from; whether it is one file, else a folder."""
    server_asked = Signal()
    """A team's project on a server."""
    example_asked = Signal()
    project_chosen = Signal(object)
    """Folder of a recent project."""
    project_forgotten = Signal(object)
    """Folder of a project to take off the list; the project itself stays."""

    def __init__(self, icon: QIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows what is in it
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.open_folder = _big_button(self.tr("Open a folder of images"))
        self.open_folder.setDefault(True)
        self.learn_tags = _big_button(self.tr("Learn from the tags I already have"))
        self.learn_tags.setToolTip(
            self.tr(
                "Takes over folder names, text and XMP files beside images, and keywords inside "
                "them. Nothing of that is changed."
            )
        )
        self.templates = _big_button(self.tr("Start from a template"))
        self.templates.setToolTip(self.tr("A folder of images, with tasks and labels ready made."))
        self.templates.setMenu(template_menu(self.template_asked.emit, self.templates))
        self.other_model = _big_button(self.tr("Start from another project's model"))
        self.other_model.setToolTip(
            self.tr(
                "A folder of images, with that model's labels, and its suggestions from the first "
                "minute."
            )
        )
        menu = QMenu(self.other_model)
        for words, is_file in (
            (self.tr("A project, or a folder that was exported…"), False),
            (self.tr("An ONNX file…"), True),
        ):
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False, one=is_file: self.model_asked.emit(one))
        self.other_model.setMenu(menu)
        self.open_server = _big_button(self.tr("Open a team's project"))
        self.open_server.setToolTip(
            self.tr("One that lies in a database on a server, where several people label it.")
        )
        self.try_example = _big_button(self.tr("Try the example"))
        self.open_folder.clicked.connect(self.folder_asked)
        self.learn_tags.clicked.connect(self.tags_asked)
        self.open_server.clicked.connect(self.server_asked)
        self.try_example.clicked.connect(self.example_asked)
        self.recent = QListWidget()
        self.recent.setAccessibleName(self.tr("Recent projects"))
        self.recent.setFrameShape(QFrame.Shape.NoFrame)
        self.recent.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent.itemActivated.connect(self._choose)
        self.recent.itemClicked.connect(self._choose)
        self._empty = quiet_label(
            self.tr("Projects you open appear here, with a picture and how much is labelled.")
        )
        self._lay_out(icon)
        self.show_recent(())

    @property
    def requests(self) -> tuple[SignalInstance, ...]:
        """All signals by which it asks for something."""
        return (
            self.folder_asked,
            self.tags_asked,
            self.template_asked,
            self.model_asked,
            self.server_asked,
            self.example_asked,
            self.project_chosen,
            self.project_forgotten,
        )

    def _lay_out(self, icon: QIcon) -> None:
        left = QVBoxLayout()
        left.setSpacing(LARGE)
        left.addLayout(self._head(icon))
        left.addSpacing(LARGE)
        for button in (
            self.open_folder, self.learn_tags, self.templates, self.other_model, self.open_server,
            self.try_example,
        ):  # fmt: skip
            left.addWidget(button)
        left.addWidget(
            _DropPlace(
                self.tr("Or drop a folder here. Images stay where they are and are never changed.")
            )
        )
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(MEDIUM)
        title = bold_label(self.tr("Recent projects"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * HEADING_TYPE)
        title.setFont(font)
        right.addWidget(title)
        right.addWidget(self._empty)
        right.addWidget(self.recent, 1)
        right.addStretch(0)
        inside = QWidget()
        unit = self.fontMetrics().averageCharWidth()
        inside.setMaximumWidth(unit * 190)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._halves.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self._halves.setSpacing(2 * WIDE)
        self._halves.addLayout(left, 4)
        self._halves.addLayout(right, 7)
        page = QWidget()
        outer = QHBoxLayout(page)
        outer.setContentsMargins(0, WIDE, 0, 0)
        outer.addStretch(1)
        outer.addWidget(inside, 100)
        outer.addStretch(1)
        self.setWidget(page)

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
        texts.setSpacing(TIGHT)
        texts.addWidget(name)
        texts.addWidget(line)
        head = QHBoxLayout()
        head.setSpacing(WIDE)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= self.fontMetrics().averageCharWidth() * BESIDE_LETTERS
        way = QBoxLayout.Direction
        self._halves.setDirection(way.LeftToRight if beside else way.TopToBottom)

    @Slot(object)
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
        self.recent.setMinimumHeight(sum(heights[:2]))
        self.recent.setVisible(bool(entries))
        self._empty.setVisible(not entries)

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        entry: RecentEntry = item.data(Qt.ItemDataRole.UserRole)
        if not entry.missing:
            self.project_chosen.emit(Path(entry.folder))


class _DropPlace(QLabel):
    """A dashed frame with words; the whole window takes what is dropped."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(LARGE)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        mute(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1)
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            frame: QRect = self.rect().adjusted(1, 1, -2, -2)
            painter.drawRoundedRect(frame, RADIUS, RADIUS)


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
