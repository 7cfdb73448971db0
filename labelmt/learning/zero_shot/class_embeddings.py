"""Sentence embeddings of ImageNet's 1,000 classes, as they are shipped.

``imagenet_classes.tsv`` holds each class's name, as torchvision has it, and the definition of its
synset in WordNet 3.0; ``imagenet_classes.npy`` what the text encoder makes of both, so that nobody
waits for 3,000 sentences. ``packaging/embed_classes.py`` makes it anew.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import EnvironmentFault
from labelmt.learning.models.text_encoder import WIDTH, TextEncoder

CLASSES = 1000
TABLE = Path(__file__).with_name("imagenet_classes.tsv")
EMBEDDINGS = Path(__file__).with_name("imagenet_classes.npy")
SHA256 = "7e4c4e4bf461f550f345c9fdbbf0851a52c44a5f5a8e47f0804a976c1aba521b"

Floats = NDArray[np.float32]


def class_table() -> list[tuple[str, str]]:
    """Name and definition of each class, in the order of the classifier's outputs."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return [(name, meaning) for name, meaning in csv.reader(stream, delimiter="\t")]


def embed_classes(encoder: TextEncoder, table: Sequence[tuple[str, str]]) -> Floats:
    """(classes, WIDTH): the mean of three sentences a class, brought to length 1.

    A definition says what a name leaves open, such as which crane is meant. Mean average precision
    by name alone with names, with definitions too: photographs 0.69, 0.71; clothes 0.35, 0.40;
    departments of groceries 0.74, 0.76.
    """
    prompts = (
        [f"a photo of a {name}: {meaning}" for name, meaning in table],
        [f"{name}: {meaning}" for name, meaning in table],
        [f"a photo of a {name}" for name, _ in table],
    )
    made = np.sum([encoder(sentences) for sentences in prompts], axis=0)
    unit: Floats = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


@functools.cache
def class_embeddings() -> Floats:
    """(CLASSES, WIDTH) as shipped, of length 1. Raises EnvironmentFault where they are damaged."""
    try:
        content = EMBEDDINGS.read_bytes()
        if hashlib.sha256(content).hexdigest() != SHA256:
            raise ValueError("another SHA-256")
        loaded = np.load(io.BytesIO(content), allow_pickle=False)
    except (OSError, ValueError) as error:
        raise EnvironmentFault(
            "What LabelMT knows of the names of things is damaged.",
            subject=str(EMBEDDINGS),
            kept="Your annotations are kept.",
            next_step="Install LabelMT again.",
            details=str(error),
        ) from error
    made: Floats = loaded.astype(np.float32).reshape(CLASSES, WIDTH)
    made.flags.writeable = False
    return made
