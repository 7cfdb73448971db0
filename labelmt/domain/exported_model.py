"""Exported models: their formats, and what a file tells of itself: labels, licences, judgement."""

from __future__ import annotations

import json
from dataclasses import dataclass

from labelmt.domain.schema import TaskKind

ONNX, PT2, HF = "onnx", "pt2", "hf"
FORMATS = (ONNX, PT2, HF)
FILE_NAMES = {ONNX: "model.onnx", PT2: "model.pt2", HF: "model"}
"""What the worker calls each; the last is a folder."""
CONTRACT = "1"
"""Of input, output and metadata; raised when they change."""
INPUT, OUTPUT = "images", "probabilities"
ORDER = "export.json"
"""Beside the manifest of an export: an ExportOrder."""
LARGEST_DIFFERENCE = 1e-3
"""Of a probability, between an exported file and LabelMT on the same pixels."""


@dataclass(frozen=True, slots=True)
class ExportedLabel:
    """A column of the output.

    Attributes:
        id: of the project's label. threshold: the probability from which it counts as predicted.
        parents: ids of the labels that it implies directly.
        synonyms: what else the project calls it.
    """

    id: int
    name: str
    threshold: float
    parents: tuple[int, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedTask:
    """Columns that belong together; those of a multiclass task exclude each other."""

    id: int
    name: str
    kind: TaskKind
    labels: tuple[ExportedLabel, ...]


@dataclass(frozen=True, slots=True)
class ModelLabel:
    """A column of the output, as whoever reads the file knows it.

    Attributes:
        threshold: the probability from which it counts as predicted, in a multilabel task.
        implies: names of the labels of its task that it implies directly.
        synonyms: what else it is called; files of before have none.
    """

    task: str
    name: str
    kind: TaskKind
    threshold: float
    implies: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The metric of a task that is told first, with its interval and the images it is of.

    Attributes:
        metric: "mAP" or "accuracy". value, low, high: None where there are too few to tell.
        labels: how many labels the task has. labels_scored: those that the mean is over.
        part: "test", "validation" or "cross-fitted"; sample: "random", "chosen" or "unknown".
        images, groups: how many images, and groups of such as belong together.
        unlike: whether it holds for images unlike those that were learnt from.
    """

    task: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    labels: int
    labels_scored: int
    part: str
    images: int
    groups: int
    sample: str
    unlike: bool = False


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """What an exported file tells of itself.

    Attributes:
        name: of the run. backbone: of the catalogue, or of timm.
        backbone_licence: what the backbone's code and weights may be used for.
        images_licence: the same of the images that were learnt from; empty where nobody said.
        made_at: ISO 8601, UTC. version: of LabelMT.
    """

    name: str
    tasks: tuple[ExportedTask, ...]
    judged: tuple[Judgement, ...]
    backbone: str
    backbone_licence: str
    images_licence: str
    made_at: str
    version: str

    @property
    def is_measured(self) -> bool:
        """Whether enough images were known to judge it, and to calibrate its probabilities on."""
        return any(one.value is not None for one in self.judged)

    @property
    def licence(self) -> str:
        """Of backbone and images, in a sentence each."""
        images = self.images_licence or "not stated; ask whoever trained this model"
        return f"Backbone {self.backbone}: {self.backbone_licence}. Images: {images}."


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What the worker is to write: one of FORMATS."""

    format: str
    description: ModelDescription


def metadata_of(description: ModelDescription, edge: int) -> dict[str, str]:
    """The description as texts by name, for a file that keeps such.

    Args:
        edge: side of the square, in pixels, that images are resized to inside the graph.
    """
    labels = [
        {
            "task": task.name,
            "label": label.name,
            "threshold": round(label.threshold, 6),
            "synonyms": list(label.synonyms),
        }
        for task in description.tasks
        for label in task.labels
    ]
    tasks = [
        {
            "task": task.name,
            "kind": task.kind.value,
            "labels": [label.name for label in task.labels],
            "implies": _implied(task),
        }
        for task in description.tasks
    ]
    judged = [{name: getattr(one, name) for name in one.__slots__} for one in description.judged]
    image = {
        "layout": "batch, height, width, RGB; uint8; upright as EXIF says; any size",
        "edge": edge,
        "resize": "inside the graph: to a square, bicubic, antialiased, rounded as torch does it",
        "jpeg": "LabelMT decodes large JPEG files at 1/2, 1/4 or 1/8 with both sides at least "
        "the edge (libjpeg's scaling, Pillow's Image.draft); decoded in full, probabilities "
        "differ a little",
    }
    return {
        "contract": CONTRACT,
        "name": description.name,
        "labels": json.dumps(labels),
        "tasks": json.dumps(tasks),
        "licence": description.licence,
        "judged_by": json.dumps(judged),
        "image": json.dumps(image),
        "backbone": description.backbone,
        "made_at": description.made_at,
        "made_with": f"LabelMT {description.version}",
    }


def _implied(task: ExportedTask) -> dict[str, list[str]]:
    """Label to the labels that it implies directly, by name; only those that imply any."""
    names = {label.id: label.name for label in task.labels}
    found = {
        label.name: [names[one] for one in label.parents if one in names] for label in task.labels
    }
    return {name: above for name, above in found.items() if above}
