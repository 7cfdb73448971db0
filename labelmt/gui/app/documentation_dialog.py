"""The documentation in a window of its own: pages on the left, the chosen one beside them."""

from __future__ import annotations

from pathlib import PurePosixPath

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.app.documentation import PAGES, page_title
from labelmt.gui.widgets.fitting_dialog import FittingDialog


class DocumentationDialog(FittingDialog):
    """Needs no network: a link to another page opens it here, others go to the web browser."""

    page_asked = Signal(str)
    """Name of a page; ``show_page`` answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Documentation"))
        self.pages = QListWidget()
        self.pages.setAccessibleName(self.tr("Pages"))
        self.pages.setFrameShape(QFrame.Shape.NoFrame)
        for name in PAGES:
            item = QListWidgetItem(page_title(name), self.pages)
            item.setData(Qt.ItemDataRole.UserRole, name)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Page"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.pages.currentItemChanged.connect(self._ask)
        beside = QSplitter()
        beside.addWidget(self.pages)
        beside.addWidget(self.text)
        beside.setStretchFactor(1, 1)
        beside.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(beside, 1)
        layout.addWidget(buttons)
        unit = self.fontMetrics().averageCharWidth()
        beside.setSizes([unit * 32, unit * 100])
        self.resize(unit * 132, unit * 88)

    def open_page(self, name: str) -> None:
        """Choose a page, as if its line had been clicked."""
        for row in range(self.pages.count()):
            if self.pages.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.pages.setCurrentRow(row)

    def show_page(self, name: str, text: str) -> None:
        """Show a page's Markdown, unless another one has been chosen meanwhile."""
        item = self.pages.currentItem()
        if item is not None and item.data(Qt.ItemDataRole.UserRole) == name:
            self.text.setMarkdown(text)

    @Slot(QListWidgetItem)
    def _ask(self, item: QListWidgetItem) -> None:
        self.page_asked.emit(item.data(Qt.ItemDataRole.UserRole))

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        meant = PurePosixPath(link.path()).name  # from wherever a page links to it
        name = next((one for one in PAGES if PurePosixPath(one).name == meant), None)
        if link.isRelative() and name is not None:
            self.open_page(name)
        elif not link.isRelative():
            QDesktopServices.openUrl(link)
