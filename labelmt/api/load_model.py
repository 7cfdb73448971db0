"""Loads an exported model from a file or folder, from whomever it came: nothing in it is run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.api.model import Model
from labelmt.api.onnx_session import Compute, onnx_session
from labelmt.domain.derived_files import UnusableFile
from labelmt.domain.errors import EnvironmentFault, InvalidInput, LabelMTError, NotFound
from labelmt.domain.exported_model import CONTRACT, INPUT, OUTPUT, ModelLabel, metadata_of
from labelmt.domain.installing_extras import install_extra
from labelmt.domain.schema import TaskKind

LARGEST = 2 * 2**30
"""Bytes of a file that is read at all; an ONNX file cannot be larger."""
MOST_LABELS = 100_000
_ZIP, _PICKLE = b"PK\x03\x04", b"\x80"


def load_model(place: str | Path) -> Model:
    """A model that LabelMT exported as ONNX, or as a folder for the hub.

    Neither Qt nor a project is needed, and torch only for a folder.

    Raises:
        NotFound: there is nothing.
        InvalidInput: it is no such model, or damaged, or of a kind that could run code.
        EnvironmentFault: a package is missing (``labelmt[export]``).
    """
    path = Path(place)
    if not path.exists():
        raise NotFound("There is no such model.", subject=str(place))
    try:
        return _from_folder(path) if path.is_dir() else _from_file(path)
    except UnusableFile as error:
        raise InvalidInput(
            "This is no model that LabelMT exported, or it is damaged.",
            subject=str(place),
            kept="Nothing of it was run.",
            details=str(error),
        ) from error


def is_model(place: Path) -> bool:
    """Whether a path is to be taken as a model and not as a project; nothing of it is trusted."""
    if place.is_dir():
        return (place / "config.json").is_file() and (place / "model.safetensors").is_file()
    return place.is_file()


def _from_folder(folder: Path) -> Model:
    from labelmt.learning.export.hub_folder import read_hub_folder

    model, description = read_hub_folder(folder)
    edge = model.preprocessing.size

    def compute(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            made: NDArray[np.float32] = model(torch.from_numpy(images)).numpy()
        return made

    return _model(lambda _labels: compute, metadata_of(description, edge))


def _from_file(file: Path) -> Model:
    if file.stat().st_size > LARGEST:
        raise UnusableFile("It is too large.")
    with file.open("rb") as stream:
        head = stream.read(4)
    if head == _ZIP or head[:1] == _PICKLE:
        raise InvalidInput(
            "This file could run code when it is loaded, so LabelMT does not load it.",
            subject=str(file),
            kept="Nothing of it was run.",
            next_step="Export the model as ONNX, or as a folder (--format onnx, --format hf).",
        )
    metadata = _checked_onnx(file)
    try:
        return _model(lambda labels: onnx_session(file, labels), metadata)
    except ImportError as error:
        raise _packages(error) from error


def _checked_onnx(file: Path) -> Mapping[str, str]:
    """The metadata of a file that holds all it needs. Raises UnusableFile."""
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError as error:
        raise _packages(error) from error
    try:
        made = onnx.load(str(file), load_external_data=False)
    except (DecodeError, OSError, ValueError, TypeError) as error:
        raise UnusableFile(f"No ONNX file: {error}") from error
    from labelmt.api.onnx_checks import check_graph

    check_graph(made, file.stat().st_size)
    inputs = [one.name for one in made.graph.input]
    outputs = [one.name for one in made.graph.output]
    if inputs != [INPUT] or outputs != [OUTPUT]:
        raise UnusableFile(f"It takes {inputs[:5]} and gives {outputs[:5]}.")
    return {one.key: one.value for one in made.metadata_props}


def _model(loaded: Callable[[int], Compute], metadata: Mapping[str, str]) -> Model:
    """The model, loaded when its metadata are known to be sound.

    Args:
        loaded: what it computes, of so many labels.

    Raises:
        UnusableFile: the metadata are not as they are written.
    """
    if metadata.get("contract") != CONTRACT:
        raise UnusableFile("It says nothing of its labels, or is of another version.")
    try:
        kinds: dict[str, TaskKind] = {}
        implied: dict[tuple[str, str], tuple[str, ...]] = {}
        for task in json.loads(metadata["tasks"]):
            kinds[str(task["task"])] = TaskKind(task["kind"])
            for name, above in task["implies"].items():
                implied[str(task["task"]), str(name)] = tuple(map(str, above))
        labels = [
            ModelLabel(
                str(one["task"]),
                str(one["label"]),
                kinds[str(one["task"])],
                float(one["threshold"]),
                implied.get((str(one["task"]), str(one["label"])), ()),
                _texts(one.get("synonyms", [])),
            )
            for one in json.loads(metadata["labels"])
        ]
        edge = int(json.loads(metadata["image"])["edge"])
        about: dict[str, Any] = {
            "name": str(metadata.get("name", "")),
            "licence": str(metadata.get("licence", "")),
            "judged_by": json.loads(metadata.get("judged_by", "[]")),
            "made_at": str(metadata.get("made_at", "")),
            "made_with": str(metadata.get("made_with", "")),
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnusableFile(f"Its metadata are not of their form: {error}") from error
    if not labels or len(labels) > MOST_LABELS or not 1 <= edge <= 4096:
        raise UnusableFile("Its metadata are not of their form.")
    return Model(loaded(len(labels)), labels, about, edge)


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts. Raises TypeError for anything else."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("synonyms are no list of texts")
    return tuple(value)


def _packages(error: ImportError) -> LabelMTError:
    return EnvironmentFault(
        "Reading ONNX files needs packages that are not installed.",
        subject=str(error.name),
        next_step=install_extra("export"),
    )
