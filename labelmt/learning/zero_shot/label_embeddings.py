"""Label embeddings: what the text encoder makes of labels' names and their synonyms."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.models.text_encoder import TextEncoder

Floats = NDArray[np.float32]

PROMPTS = ("a photo of a {name}", "a photo of a {name}", "{name}")
"""As many as a class has, and in the same proportion."""
_SEPARATORS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain_name(name: str) -> str:
    """A label's name as a sentence has it: "Golden-Delicious", "traffic_light", "trafficLight"."""
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", name)).strip().lower()  # "" of signs alone


def label_embeddings(encoder: TextEncoder, names: Sequence[Sequence[str]]) -> Floats:
    """(labels, width) of length 1: the mean over all that each label is called.

    Args:
        names: of each label its name, then its synonyms.
    """
    prompts = [
        [form.format(name=plain_name(name)) for name in own for form in PROMPTS] for own in names
    ]
    sentences = list(dict.fromkeys(sentence for own in prompts for sentence in own))
    place = {sentence: index for index, sentence in enumerate(sentences)}
    embedded = encoder(sentences)
    made = [embedded[[place[sentence] for sentence in own]].sum(axis=0) for own in prompts]
    stacked = np.stack(made) if made else np.zeros((0, embedded.shape[1]), dtype=np.float32)
    unit: Floats = stacked / np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), 1e-9)
    return unit
