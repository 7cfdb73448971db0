"""Creates the example project: drawn scenes, most of them annotated with their truth."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from labelmt.domain.atomic_write import replacing
from labelmt.example import TASKS, Scene, draw_scene, random_scene
from labelmt.project.commands.commands import ImportAnnotations, ImportedTask
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.places.recent_projects import remember
from labelmt.project.project import Project, is_project
from labelmt.storage.database import files_told

IMAGES = 160
ANNOTATED = 100
"""Enough to learn from; the others are there to be predicted."""

Progress = Callable[[int, int], None]
"""(images drawn, images in all)."""


def make_example(
    folder: Path, progress: Progress = lambda _done, _total: None, *, images: int = IMAGES
) -> Path:
    """Make the example project, or find the one that was made here before.

    Args:
        folder: of the project; the images go into ``images`` below it.

    Returns:
        the project's folder.

    Raises:
        NoPermission, DiskFull: it cannot be written.
    """
    if is_project(folder):
        return folder
    pictures = folder / "images"
    scenes = [random_scene(seed) for seed in range(images)]
    with files_told(pictures):
        pictures.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(2, thread_name_prefix="draw") as pool:
            drawn = pool.map(lambda scene: _draw(scene, pictures / _name(scene)), scenes)
            for done, _ in enumerate(drawn, start=1):
                progress(done, images)
    with closing(Project.create(folder, [pictures])) as project:
        for _ in scan_roots(project, lambda: False):
            pass
        project.apply(_truth(project, scenes[: images * ANNOTATED // IMAGES]))
        remember(project)
    return folder


def _name(scene: Scene) -> str:
    return f"scene-{scene.seed:04d}.jpg"


def _draw(scene: Scene, file: Path) -> None:
    if not file.exists():
        with replacing(file, durable=False) as stream:
            draw_scene(scene).save(stream, format="JPEG", quality=90)


def _truth(project: Project, scenes: list[Scene]) -> ImportAnnotations:
    row_of = {path: row for row, path in enumerate(project.images().paths)}
    return ImportAnnotations(
        "the example's truth",
        tuple(
            ImportedTask(
                task.name,
                task.kind,
                task.labels,
                tuple((row_of[_name(scene)], scene.truth()[task.name]) for scene in scenes),
            )
            for task in TASKS
        ),
    )
