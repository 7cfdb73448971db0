"""The window opens without torch."""

from __future__ import annotations

import subprocess
import sys

IMPORT_ALL = """
import importlib, pkgutil, sys
import labelmt.gui
for module in pkgutil.walk_packages(labelmt.gui.__path__, "labelmt.gui."):
    importlib.import_module(module.name)
heavy = {"torch", "torchvision", "timm"} & sys.modules.keys()
sys.exit(f"imported: {sorted(heavy)}" if heavy else 0)
"""


def test_importing_the_whole_window_does_not_import_torch() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
