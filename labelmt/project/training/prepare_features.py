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
    """Whether no image has features, and the project may be written to.

    Where some have, the rest waits for live learning or a training, which know of which backbone
    they are to be: another one's would stand beside those that are there, for all images.
    """
    if project.read_only_because is not None:
        return False
    images = project.images()
    return bool(images.readable().any()) and read_features(project.feature_cache, images) is None


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
