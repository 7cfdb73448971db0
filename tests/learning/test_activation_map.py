"""Where a network sees a label: the shares add up to the logit, and lie where they belong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from making_jobs import GROUND, SHAPES, make_job
from torch import nn

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.errors import NotFound, UnreadableImage
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.views import FOUR_VIEWS, ONE_VIEW, TaskViews, seen_as, turned_back
from labelmt.learning.explain.activation_map import activation_map
from labelmt.learning.explain.explainer import Explainer
from labelmt.learning.jobs import run_job
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import Heads, Network, Trunk
from labelmt.learning.training.cancellation import Control

SPECS = (SHAPES, GROUND)


def with_heads(backbone: Backbone, trunk: Trunk | None = None) -> Network:
    """A network whose heads have weights and biases at random."""
    heads = Heads(SPECS, backbone.width)
    for head in heads.linears():
        nn.init.normal_(head.weight)
        nn.init.normal_(head.bias)
    return Network(backbone, heads, trunk).eval()


def a_picture(side: int) -> torch.Tensor:
    return torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("name", ["small_cnn", "efficientnet_lite0", "resnet50"])
@pytest.mark.parametrize("views", [ONE_VIEW, FOUR_VIEWS])
def test_map_and_bias_add_up_to_the_logit(name: str, views: tuple[str, ...]) -> None:
    torch.manual_seed(3)
    network = with_heads(build_backbone(name, pretrained=False))
    image = a_picture(entry_of(name).input_size)
    with torch.no_grad():
        expected = network(image, TaskViews(views))
    for task, column in ((0, 1), (1, 2)):
        found = activation_map(network, image, task, column, views)
        bias = float(network.heads.linears()[task].bias[column].detach())
        assert found.logits == pytest.approx(expected[task][0].numpy(), rel=1e-3, abs=1e-3)
        assert found.places.sum() + bias == pytest.approx(
            float(expected[task][0, column]), abs=1e-3
        )
        assert found.rest == pytest.approx(bias, abs=1e-3)
        assert found.places.std() > 0


def test_each_task_is_explained_by_its_own_backbone() -> None:
    torch.manual_seed(3)
    network = with_heads(build_backbone("small_cnn")).separate().eval()
    with torch.no_grad():
        for weight in network.backbones()[1].parameters():
            weight.add_(0.01)
        expected = network(a_picture(96))[1][0, 0]
    found = activation_map(network, a_picture(96), 1, 0)
    assert found.logits[0] == pytest.approx(float(expected), abs=1e-3)
    bias = float(network.heads.linears()[1].bias[0].detach())
    assert found.rest == pytest.approx(bias, abs=1e-3)


def test_with_a_trunk_map_and_rest_add_up() -> None:
    torch.manual_seed(3)
    backbone = build_backbone("small_cnn")
    trunk = Trunk(backbone.width, 16)
    nn.init.normal_(trunk.up.weight)
    network = with_heads(backbone, trunk)
    found = activation_map(network, a_picture(96), 0, 0)
    with torch.no_grad():
        expected = float(network(a_picture(96))[0][0, 0])
    assert found.places.sum() + found.rest == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("views", [ONE_VIEW, FOUR_VIEWS])
def test_shares_lie_where_they_come_from(views: tuple[str, ...]) -> None:
    # A backbone whose features are the pixels themselves, and a head that looks for red.
    backbone = Backbone([nn.Identity()], (0,), 3)
    heads = Heads((SHAPES,), 3)
    with torch.no_grad():
        heads.linears()[0].weight[0] = torch.tensor([1.0, -1.0, 0.0])
    image = torch.full((1, 3, 6, 6), 0.1)
    image[0, 0, 1, 4], image[0, 1, 5, 2] = 5.0, 4.0
    places = activation_map(Network(backbone, heads).eval(), image, 0, 0, views).places
    assert places.argmax() == 1 * 6 + 4
    assert places.argmin() == 5 * 6 + 2
    elsewhere = np.delete(places.ravel(), [1 * 6 + 4, 5 * 6 + 2])
    assert elsewhere == pytest.approx(np.zeros(34), abs=1e-6)


def test_every_view_is_turned_back() -> None:
    image = a_picture(5)
    upright = turned_back(seen_as(image, FOUR_VIEWS), FOUR_VIEWS)
    assert torch.equal(upright, image.expand(4, -1, -1, -1))


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    """A run's folder with heads."""
    settings = TrainingSettings(backbone="small_cnn", device="cpu", views="one")
    folder = make_job(tmp_path, settings)
    list(run_job.run(messages.FitHeads(1, str(folder)), Control()))
    return folder


def ask(run: Path, image: Path, label: int) -> messages.Explain:
    return messages.Explain(messages.FIRST_QUESTION, str(run), str(image), label)


def test_an_answer_tells_the_probability_that_the_run_predicts(
    trained: Path, tmp_path: Path
) -> None:
    explainer = Explainer()
    predicted = np.load(trained / "probabilities.npy")
    row = 33  # not annotated: nothing is known that would move it
    image = tmp_path / "pictures" / f"{row:03d}.png"
    for label in (1, 2, 3, 4, 5):
        found = explainer.answer(ask(trained, image, label))
        assert found.probability == pytest.approx(float(predicted[row, label - 1]), abs=5e-3)
        assert len(found.values) == found.height * found.width
        assert sum(found.values) + found.rest == pytest.approx(found.logit, abs=1e-3)
        assert messages.decode(messages.encode(found)) == found


def test_a_refit_is_seen(trained: Path, tmp_path: Path) -> None:
    explainer, question = Explainer(), ask(trained, tmp_path / "pictures" / "000.png", 1)
    before = explainer.answer(question)
    states = np.load(trained / "annotations.npy")
    states[:30, 0] = 1 - states[:30, 0]
    np.save(trained / "annotations.npy", states)
    list(run_job.run(messages.FitHeads(2, str(trained)), Control()))
    assert explainer.answer(question).logit != pytest.approx(before.logit, abs=0.1)


def test_what_cannot_be_explained_is_told(trained: Path, tmp_path: Path) -> None:
    image = tmp_path / "pictures" / "000.png"
    with pytest.raises(NotFound, match="does not know this label"):
        Explainer().answer(ask(trained, image, 99))
    with pytest.raises(NotFound, match="model cannot be read"):
        Explainer().answer(ask(tmp_path / "none", image, 1))
    with pytest.raises(UnreadableImage):
        Explainer().answer(ask(trained, tmp_path / "gone.png", 1))
