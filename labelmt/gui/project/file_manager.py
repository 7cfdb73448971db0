"""Shows a file in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_file_manager(path: Path, platform: str = sys.platform) -> bool:
    """Open the folder of a file, the file selected where the system can; False if nothing opens."""
    if platform == "win32":
        return bool(QProcess.startDetached("explorer", ["/select,", str(path)])[0])
    if platform == "darwin":
        return bool(QProcess.startDetached("open", ["-R", str(path)])[0])
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
