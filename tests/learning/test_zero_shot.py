"""Zero-shot scores: what a name says of images through ImageNet's classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import EnvironmentFault
from labelmt.learning.models.pretrained_weights import read_lite0_classifier
from labelmt.learning.models.text_encoder import TextEncoder
from labelmt.learning.zero_shot import class_embeddings as classes
from labelmt.learning.zero_shot.chance import no_better_than_chance
from labelmt.learning.zero_shot.label_embeddings import label_embeddings, plain_name
from labelmt.learning.zero_shot.name_heads import name_heads
from labelmt.learning.zero_shot.posteriors import imagenet_posteriors

Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


def seen_as(*names: str, each: int = 6) -> tuple[Floats, list[str]]:
    """Features of images that the backbone's classifier takes for these classes, and which."""
    table = [name for name, _ in classes.class_table()]
    weight, _ = read_lite0_classifier()
    rng = np.random.default_rng(0)
    made, truth = [], []
    for name in names:
        towards = weight[table.index(name)].numpy()
        for _ in range(each):
            level = towards + 0.5 * towards.std() * rng.standard_normal(len(towards))
            low = rng.random(192)
            parts = (one / np.linalg.norm(one) * 10 / 2**0.5 for one in (low, level))
            made.append(np.concatenate(list(parts)))
            truth.append(name)
    return np.array(made, dtype=np.float32), truth


def test_shipped_embeddings_are_the_encoders(encoder: TextEncoder) -> None:
    table = classes.class_table()
    assert len(table) == classes.CLASSES
    assert (table[0][0], table[134][0], table[517][0]) == ("tench", "crane bird", "crane")
    some = slice(None, None, 97)
    made = classes.embed_classes(encoder, table[some])
    assert np.abs(classes.class_embeddings()[some] - made).max() < 1e-3


def test_damaged_embeddings_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "imagenet_classes.npy"
    content = bytearray(classes.EMBEDDINGS.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    monkeypatch.setattr(classes, "EMBEDDINGS", file)
    with pytest.raises(EnvironmentFault, match="damaged"):
        classes.class_embeddings.__wrapped__()


def test_posteriors_are_the_classifiers_own_order() -> None:
    features, truth = seen_as("tabby", "steam locomotive", "goldfish")
    table = [name for name, _ in classes.class_table()]
    posteriors = imagenet_posteriors(features)
    assert posteriors.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert [table[one] for one in posteriors.argmax(axis=1)] == truth


def test_a_name_finds_what_it_means_without_an_annotation(encoder: TextEncoder) -> None:
    features, truth = seen_as("tabby", "steam locomotive", "goldfish", "sports car", each=10)
    named = {"tabby": "cat", "steam locomotive": "train", "goldfish": "fish", "sports car": "car"}
    labels = ["train", "cat", "car", "fish"]
    heads = name_heads(
        features, label_embeddings(encoder, [(one,) for one in labels]), [slice(0, 4)]
    )
    logits = heads.logits(features)
    assert [labels[one] for one in logits.argmax(axis=1)] == [named[one] for one in truth]
    assert logits.mean(axis=0) == pytest.approx(0, abs=1e-3)
    assert logits.std(axis=0) == pytest.approx(1, abs=1e-3)


def test_a_label_alone_is_told_from_the_rest(encoder: TextEncoder) -> None:
    features, truth = seen_as("tabby", "steam locomotive", "goldfish")
    heads = name_heads(features, label_embeddings(encoder, [("train",)]), [slice(0, 1)])
    first = np.argsort(-heads.logits(features)[:, 0])[:6]
    assert {truth[row] for row in first} == {"steam locomotive"}


def test_tasks_are_contrasted_each_by_itself(encoder: TextEncoder) -> None:
    features, _ = seen_as("tabby", "steam locomotive", "goldfish")
    two, one = (label_embeddings(encoder, names) for names in ([("cat",), ("train",)], [("car",)]))
    alone = name_heads(features, two, [slice(0, 2)])
    beside = name_heads(features, np.concatenate([two, one]), [slice(0, 2), slice(2, 3)])
    assert beside.weights[:2] == pytest.approx(alone.weights, abs=1e-5)


def test_a_synonym_serves_a_name_in_another_language(encoder: TextEncoder) -> None:
    features, truth = seen_as("tabby", "steam locomotive", "goldfish")
    heads = name_heads(features, label_embeddings(encoder, [("Gleis", "train")]), [slice(0, 1)])
    first = np.argsort(-heads.logits(features)[:, 0])[:6]
    assert {truth[row] for row in first} == {"steam locomotive"}


def test_images_all_alike_get_no_score(encoder: TextEncoder) -> None:
    features = np.repeat(seen_as("tabby", each=1)[0], 4, axis=0)
    embeddings = label_embeddings(encoder, [("cat",), ("train",)])
    assert not name_heads(features, embeddings, [slice(0, 2)]).weights.any()
    assert name_heads(features[:0], embeddings, [slice(0, 2)]).weights.shape == (
        2,
        features.shape[1],
    )
    assert name_heads(features, embeddings[:0], []).weights.shape == (0, features.shape[1])


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Golden-Delicious", "golden delicious"),
        ("traffic_light", "traffic light"),
        ("trafficLight", "traffic light"),
        ("T-shirt (white)", "t shirt white"),
        ("火车", "火车"),
        ("++", ""),
    ],
)
def test_names_are_read_as_words(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_a_name_is_judged_only_by_enough_images() -> None:
    rng = np.random.default_rng(1)
    truth = np.repeat([State.PRESENT, State.ABSENT], 20).astype(np.int8)
    good = np.where(truth == State.PRESENT, 1.0, 0.0) + rng.normal(0, 0.5, 40)
    scores = np.stack([good, rng.permutation(good), -good, -good], axis=1).astype(np.float32)
    states = np.repeat(truth[:, None], 4, axis=1)
    states[7:, 3] = State.UNKNOWN  # seven that show it, none that does not
    found = no_better_than_chance(scores, states)
    assert found.tolist() == [False, bool(found[1]), True, False]
    alike = no_better_than_chance(np.zeros((40, 1), np.float32), states[:, :1])
    assert alike.tolist() == [True]
