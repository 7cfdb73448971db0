"""Folders of a project's runs and of live learning, and the files that several parts read there."""

from __future__ import annotations

from pathlib import Path

RUNS = "runs"
LIVE_FOLDER = "live"
GROUPS, POINTS = "groups.npy", "points.npz"
"""Left by a live job: groups of similar images, and the features it has chosen points from."""


def run_folder(project: Path, run_id: int) -> Path:
    """Where a run keeps its files."""
    return project / RUNS / str(run_id)


def live_folder(project: Path) -> Path:
    """Where the worker is given its live jobs; safe to delete."""
    return project / "cache" / LIVE_FOLDER
