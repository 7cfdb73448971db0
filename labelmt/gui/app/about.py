"""The About dialog: version, folders of settings and projects, licence."""

from __future__ import annotations

import platform

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt import __version__
from labelmt.project.places.home import config_folder, projects_home


def show_about(parent: QWidget) -> None:
    """Open the box; it does not keep anything waiting."""
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setWindowTitle(translate("about", "About LabelMT"))
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    line = translate(
        "about", "Label images for several tasks at once, while a model learns beside you."
    )
    box.setText(f"LabelMT {__version__}\n{line}")
    box.setInformativeText(
        translate(
            "about", "Projects: {0}\nSettings: {1}\nPython {2}, Qt {3}\nApache License 2.0"
        ).format(projects_home(), config_folder(), platform.python_version(), qVersion())
    )
    box.finished.connect(box.deleteLater)
    box.open()
