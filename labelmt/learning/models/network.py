"""Multi-task network: one shared backbone, one head a task; or a backbone of its own for each."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.views import EACH_ONE_VIEW, TaskViews, mean_of_views, seen_as
from labelmt.learning.models.backbone import FEATURE_LENGTH, Backbone


class Heads(nn.Module):
    """A linear head for each task, on shared features.

    Args:
        width: length of the feature vector.
        dropout: share of features hidden in training.
    """

    def __init__(self, specs: Sequence[TaskSpec], width: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({str(t.id): nn.Linear(width, len(t.label_ids)) for t in specs})
        for head in self.linears():
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def linears(self) -> list[nn.Linear]:
        """One layer a task, in the tasks' order."""
        return [head for head in self.heads.values() if isinstance(head, nn.Linear)]

    def of(self, specs: Sequence[TaskSpec]) -> Heads:
        """The heads of some of its tasks; the layers are shared with this."""
        width = self.linears()[0].in_features
        some = Heads(specs, width, self.dropout.p)
        for spec in specs:
            some.heads[str(spec.id)] = self.heads[str(spec.id)]
        return some.train(self.training)

    def forward(self, features: Tensor) -> list[Tensor]:
        """(n, width) to one (n, labels) of logits a task."""
        hidden = self.dropout(features)
        return [head(hidden) for head in self.linears()]


class Trunk(nn.Module):
    """A layer on top of the features that the tasks share: features + up(gelu(down(features))).

    It begins as nothing, so that stage 2 begins where stage 1 ended.
    """

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.down = nn.Linear(width, hidden)
        self.up = nn.Linear(hidden, width)
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, features: Tensor) -> Tensor:
        """(n, width) to (n, width)."""
        changed: Tensor = features + self.up(functional.gelu(self.down(features)))
        return changed


class Network(nn.Module):
    """What is trained and served: ``heads(trunk(backbone(images)))``.

    Attributes:
        private: for ``sharing`` "separate", the backbones of the tasks after the first, whose
            own is ``backbone``; empty where all tasks share that one.
    """

    def __init__(self, backbone: Backbone, heads: Heads, trunk: Trunk | None = None) -> None:
        super().__init__()
        self.backbone = backbone
        self.heads = heads
        self.trunk = trunk
        self.private = nn.ModuleList()
        self.private_trunks = nn.ModuleList()

    def separate(self) -> Network:
        """Give each task a copy of all that was shared."""
        for _ in self.heads.linears()[1:]:
            self.private.append(copy.deepcopy(self.backbone))
            if self.trunk is not None:
                self.private_trunks.append(copy.deepcopy(self.trunk))
        return self

    def backbones(self) -> list[Backbone]:
        """All of them: one, or one a task."""
        others = [one for one in self.private if isinstance(one, Backbone)]
        return [self.backbone, *others]

    def trunks(self) -> list[Trunk]:
        """Beside each backbone, or none."""
        others = [one for one in self.private_trunks if isinstance(one, Trunk)]
        return [] if self.trunk is None else [self.trunk, *others]

    def forward(self, images: Tensor, views: TaskViews = EACH_ONE_VIEW) -> list[Tensor]:
        """(n, 3, h, w) to one (n, labels) of logits a task."""
        return self.forward_from(0, seen_as(images, views.views), views)

    def forward_from(self, start: int, x: Tensor, views: TaskViews = EACH_ONE_VIEW) -> list[Tensor]:
        """The same from the activations that the backbone's stages before ``start`` made.

        Args:
            x: (views · n, ...), view by view.
        """
        return self._run(start, x, views)[0]

    def with_features(
        self, images: Tensor, views: TaskViews = EACH_ONE_VIEW
    ) -> tuple[list[Tensor], Tensor]:
        """What ``forward`` gives, and the (n, width) features that the first task's head sees."""
        return self._run(0, seen_as(images, views.views), views)

    def _run(self, start: int, x: Tensor, views: TaskViews) -> tuple[list[Tensor], Tensor]:
        hide, backbones, trunks = self.heads.dropout, self.backbones(), self.trunks()
        outputs: list[Tensor] = []
        shown, seen = x, dict[tuple[str, ...], Tensor]()
        first: Tensor | None = None
        for index, head in enumerate(self.heads.linears()):
            wanted = views.of(index)
            if index < len(backbones):
                seen = {}
                # A backbone that several tasks share computes each view once for all of them.
                own = x if len(backbones) == 1 else views.picked(x, wanted)
                shown = backbones[index].forward_from(start, own).float()
            if wanted not in seen:
                picked = shown if len(backbones) > 1 else views.picked(shown, wanted)
                made = mean_of_views(picked, len(wanted), FEATURE_LENGTH)
                seen[wanted] = trunks[min(index, len(trunks) - 1)](made) if trunks else made
            first = seen[wanted] if first is None else first
            outputs.append(head(hide(seen[wanted])))
        return outputs, x if first is None else first


class JoinedLogits(nn.Module):
    """A network with one output, for runtimes: (n, 3, h, w) to (n, all labels)."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor, views: TaskViews = EACH_ONE_VIEW) -> Tensor:
        return torch.cat(self.network(images, views), dim=1)


class JoinedLogitsAndFeatures(nn.Module):
    """The same beside the features: (n, 3, h, w) to (n, all labels + width)."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor, views: TaskViews = EACH_ONE_VIEW) -> Tensor:
        logits, features = self.network.with_features(images, views)
        return torch.cat([*logits, features], dim=1)


def build_network(
    specs: Sequence[TaskSpec], backbone: Backbone, settings: TrainingSettings
) -> Network:
    """The network that the settings ask for, its heads still zero."""
    heads = Heads(specs, backbone.width, settings.dropout)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        trunk = Trunk(backbone.width, settings.trunk) if settings.trunk else None
    network = Network(backbone, heads, trunk)
    return network.separate() if settings.sharing == "separate" else network


def split_columns(specs: Sequence[TaskSpec], states: Tensor) -> list[Tensor]:
    """(n, all labels) as one (n, labels) a task."""
    return list(torch.split(states, [len(spec.label_ids) for spec in specs], dim=1))
