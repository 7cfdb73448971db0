"""Label Studio's machine learning backend: its tasks in, choices with probabilities out.

Label Studio calls /setup and /predict with the labelling interface as XML. Each ``Choices`` whose
values are labels of the model is answered.
"""

from __future__ import annotations

import base64
import binascii
import io
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import InvalidInput

if TYPE_CHECKING:
    from labelmt.api.model import Model

LARGEST_INTERFACE = 1 << 20
PATIENCE_S = 20
LOCAL = "/data/local-files/"


@dataclass(frozen=True, slots=True)
class ChoicesTag:
    """A control of the interface: its name, the image it is about, and the values it offers."""

    name: str
    image: str
    value: str
    choices: tuple[str, ...]
    single: bool


@dataclass(frozen=True, slots=True)
class ImageSources:
    """Where images of tasks may come from; nothing is fetched from anywhere else.

    Attributes:
        folder: below it lie Label Studio's local files. studio: its address. key: of its API.
        largest: bytes of an image.
    """

    folder: Path | None = None
    studio: str = ""
    key: str = ""
    largest: int = 64 * 2**20

    def read(self, reference: str) -> bytes:
        """The bytes of an image that a task names. Raises InvalidInput."""
        if reference.startswith("data:"):
            return self._data(reference)
        address = urllib.parse.urlsplit(reference)
        if self.folder is not None and address.path == LOCAL:
            return self._local(self.folder, urllib.parse.parse_qs(address.query).get("d", [""])[0])
        if self.studio and (not address.netloc or reference.startswith(f"{self.studio}/")):
            return self._fetched(urllib.parse.urljoin(f"{self.studio}/", reference))
        raise InvalidInput(
            "Images from there are not read.",
            subject=reference[:200],
            next_step="Start the service with --images or --label-studio.",
        )

    def _data(self, reference: str) -> bytes:
        head, _, content = reference.partition(",")
        if not head.endswith(";base64") or len(content) > self.largest * 4 // 3 + 4:
            raise InvalidInput("This is no image in base64, or it is too large.")
        try:
            return base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise InvalidInput("This is no base64.", details=str(error)) from error

    def _local(self, folder: Path, below: str) -> bytes:
        folder = folder.resolve()
        try:
            file = (folder / below).resolve()
            if not file.is_relative_to(folder) or file.stat().st_size > self.largest:
                raise InvalidInput("This image is elsewhere, or too large.", subject=below[:200])
            return file.read_bytes()
        except (OSError, ValueError) as error:
            raise InvalidInput("There is no such image.", subject=below[:200]) from error

    def _fetched(self, address: str) -> bytes:
        if not address.startswith(f"{self.studio}/"):
            raise InvalidInput("Images from there are not read.", subject=address[:200])
        asked = urllib.request.Request(address)  # noqa: S310 - of Label Studio's own address alone
        if self.key:
            asked.add_header("Authorization", f"Token {self.key}")
        try:
            with _OPENER.open(asked, timeout=PATIENCE_S) as answer:
                content: bytes = answer.read(self.largest + 1)
        except (OSError, ValueError) as error:
            raise InvalidInput(
                "Label Studio did not give the image.", subject=address[:200], details=str(error)
            ) from error
        if len(content) > self.largest:
            raise InvalidInput("This image is too large.", subject=address[:200])
        return content


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Another address is another source, and would be sent the key."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def choices_tags(interface: str) -> tuple[ChoicesTag, ...]:
    """The Choices of a labelling interface. Raises InvalidInput."""
    if len(interface) > LARGEST_INTERFACE:
        raise InvalidInput("The labelling interface is too large.")
    if not interface.strip():
        return ()
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end

    def refuse(*_: object) -> None:
        raise InvalidInput("A labelling interface has no document type.")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(interface, True)
        root = builder.close()
    except (expat.ExpatError, AssertionError, UnicodeError) as error:
        raise InvalidInput("The labelling interface is no XML.", details=str(error)) from error
    images = {
        one.get("name", ""): one.get("value", "").removeprefix("$") for one in root.iter("Image")
    }
    return tuple(
        ChoicesTag(
            one.get("name", ""),
            one.get("toName", ""),
            images[one.get("toName", "")],
            tuple(choice.get("value", "") for choice in one.iter("Choice")),
            one.get("choice", "single") != "multiple",
        )
        for one in root.iter("Choices")
        if one.get("toName", "") in images
    )


def wanted_images(
    tasks: Sequence[Mapping[str, Any]], tags: Sequence[ChoicesTag]
) -> list[dict[str, str]]:
    """Of each task the images that are asked about, by the name of the field."""
    return [
        {
            tag.value: str(data[tag.value])
            for tag in tags
            if isinstance(data := task.get("data"), Mapping) and tag.value in data
        }
        for task in tasks
    ]


def prediction_of(
    model: Model,
    tags: Sequence[ChoicesTag],
    values: Mapping[str, NDArray[np.float32]],
    version: str,
) -> dict[str, Any]:
    """A prediction as Label Studio keeps it.

    Args:
        values: field of the task to the (labels,) probabilities of its image.
    """
    results, scores = [], []
    for tag in tags:
        if tag.value not in values:
            continue
        found = values[tag.value]
        yes = model.predicted(found[None])[0]
        columns = _columns(model, tag)
        told = [column for column in columns if yes[column]]
        if tag.single and told:
            told = [max(told, key=lambda column: float(found[column]))]
        if not told:
            continue
        score = float(np.mean([found[column] for column in told]))
        scores.append(score)
        results.append(
            {
                "from_name": tag.name,
                "to_name": tag.image,
                "type": "choices",
                "value": {"choices": [model.labels[column].name for column in told]},
                "score": score,
            }
        )
    score = min(scores) if scores else 0.0
    return {"result": results, "score": score, "model_version": version}


def _columns(model: Model, tag: ChoicesTag) -> list[int]:
    """The labels that a control offers: of the task that is called as it, else of any."""
    tasks = {label.task for label in model.labels}
    offered = set(tag.choices)
    return [
        column
        for column, label in enumerate(model.labels)
        if label.name in offered and (tag.name not in tasks or label.task == tag.name)
    ]


def interface_of(model: Model) -> str:
    """A labelling interface that fits a model."""
    from xml.sax.saxutils import quoteattr

    out = io.StringIO()
    out.write('<View>\n  <Image name="image" value="$image"/>\n')
    tasks: dict[str, list[Any]] = {}
    for label in model.labels:
        tasks.setdefault(label.task, []).append(label)
    for task, labels in tasks.items():
        kind = "single" if labels[0].kind.value == "multiclass" else "multiple"
        out.write(f'  <Choices name={quoteattr(task)} toName="image" choice="{kind}">\n')
        for label in labels:
            out.write(f"    <Choice value={quoteattr(label.name)}/>\n")
        out.write("  </Choices>\n")
    out.write("</View>\n")
    return out.getvalue()
