"""The window is there at once: what single screens need is imported when they are asked for."""

from __future__ import annotations

import subprocess
import sys

IMPORT = """
import sys
import labelmt.gui.app.application, labelmt.gui.app.part_classes
heavy = {"scipy", "pyqtgraph", "sklearn", "matplotlib"} & sys.modules.keys()
sys.exit(f"imported: {sorted(heavy)}" if heavy else 0)
"""


def test_the_window_imports_nothing_that_only_single_screens_need() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
