"""Paths of settings, of new projects, and of what is installed later.

The environment variable LABELMT_HOME moves all of it into one folder.
"""

from __future__ import annotations

import os
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


def data_folder() -> Path:
    """Folder of what the program installs for a person: the learning engine."""
    home = os.environ.get("LABELMT_HOME")
    if home:
        return Path(home) / "data"
    return Path(platformdirs.user_data_dir("labelmt", appauthor=False))
