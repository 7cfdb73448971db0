"""A menu of schema templates to start from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

TITLES = {
    "photos": QT_TRANSLATE_NOOP("TemplateMenu", "Photos"),
    "products": QT_TRANSLATE_NOOP("TemplateMenu", "Products"),
    "aerial": QT_TRANSLATE_NOOP("TemplateMenu", "Aerial images"),
    "chest_xray": QT_TRANSLATE_NOOP("TemplateMenu", "Chest X-ray"),
    "driving": QT_TRANSLATE_NOOP("TemplateMenu", "Driving scene"),
}
"""By name; ``labelmt.project.schema.schema_files`` has the templates themselves."""


def template_menu(chosen: Callable[[str], None], parent: QWidget) -> QMenu:
    """One line a template; ``chosen`` is told its name."""
    menu = QMenu(parent)
    for name, title in TITLES.items():
        action = menu.addAction(QCoreApplication.translate("TemplateMenu", str(title)))
        action.setData(name)
        action.triggered.connect(lambda _=False, one=name: chosen(one))
    return menu
