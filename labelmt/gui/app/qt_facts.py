"""What Qt says of itself here: its version, and the fonts a window could write with."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QtFacts:
    """Attributes:
    version: of Qt, as it runs.
    fonts: families of fonts; 0 where Qt draws boxes for letters.
    chinese_fonts: those of them that have simplified Chinese.
    """

    version: str
    fonts: int
    chinese_fonts: int


def qt_facts() -> QtFacts:
    """Ask Qt, without a window or a screen. Raises ImportError where Qt cannot be loaded.

    Only where no library of the system is missing: Qt ends the process without its own plugin.
    """
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QFontDatabase, QGuiApplication

    application = QGuiApplication.instance()
    if application is None:
        before = os.environ.get("QT_QPA_PLATFORM")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QGuiApplication(["labelmt"])
        if before is None:
            del os.environ["QT_QPA_PLATFORM"]
        else:
            os.environ["QT_QPA_PLATFORM"] = before
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    facts = QtFacts(qVersion(), len(QFontDatabase.families()), len(chinese))
    del application  # which it had to outlive
    return facts
