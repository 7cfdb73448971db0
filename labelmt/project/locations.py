"""Where projects and the program's own settings are kept.

The environment variable LABELMT_HOME moves all of it into one folder.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs


def projects_home() -> Path:
    """Folder of the projects that are made without naming a place."""
    home = os.environ.get("LABELMT_HOME")
    if home:
        return Path(home) / "projects"
    return Path(platformdirs.user_documents_dir()) / "LabelMT"


def config_folder() -> Path:
    """Folder of recent projects and of the window's geometry."""
    home = os.environ.get("LABELMT_HOME")
    if home:
        return Path(home) / "config"
    return Path(platformdirs.user_config_dir("labelmt", appauthor=False))


def fresh_folder(name: str) -> Path:
    """A folder below projects_home that is not there yet, named after ``name``."""
    safe = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", name).strip(" .")[:80] or "Project"
    home = projects_home()
    candidate = home / safe
    number = 2
    while candidate.exists():
        candidate = home / f"{safe} {number}"
        number += 1
    return candidate
