"""Prepares the extraction of features alone: for what compares images and learns nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from labelmt.domain.catalogue.backbones import BUILT_IN
from labelmt.domain.protocol.manifest import Manifest
from labelmt.domain.settings.training_settings import WITHOUT_NETWORK
from labelmt.project.project import Project
from labelmt.project.similarity.cached_features import read_features
from labelmt.project.training.job_files import write_job
from labelmt.project.training.prepare_run import listed_images


def lacks_features(project: Project) -> bool:
    """Whether images lack features that can be had without fetching a backbone.

    Where those of another backbone are kept, none are wanted; nor in a project for reading only.
    """
    if project.read_only_because is not None:
        return False
    images = project.images()
    kept = read_features(project.feature_cache, images)
    if kept is None:
        return bool(images.readable().any())
    own = project.training_settings().backbone in WITHOUT_NETWORK
    return own and bool((images.readable() & ~kept.valid).any())


def prepare_features(project: Project, folder: Path) -> None:
    """Write a manifest for ExtractFeatures; the features are kept in the project's cache.

    Args:
        folder: for the manifest.

    Raises:
        DiskFull, NoPermission: ``folder`` cannot be written.
    """
    settings = project.training_settings()
    if settings.backbone not in WITHOUT_NETWORK:
        settings = replace(settings, backbone=BUILT_IN)
    images = project.images()
    count = len(images)
    nothing = np.zeros((count, 0), dtype=np.int8)
    manifest = Manifest(count, (), str(project.feature_cache), str(folder), settings)
    nobody = np.zeros(count, dtype=np.bool_)
    write_job(folder, manifest, listed_images(images), nothing, nothing, nobody)
