"""One shared backbone, one head a task."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from labelmt.domain.manifest import TaskSpec
from labelmt.learning.backbones import Backbone


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

    def forward(self, features: Tensor) -> list[Tensor]:
        """(n, width) to one (n, labels) of logits a task."""
        hidden = self.dropout(features)
        return [head(hidden) for head in self.linears()]


class Network(nn.Module):
    """What is trained and served: ``heads(backbone(images))``."""

    def __init__(self, backbone: Backbone, heads: Heads) -> None:
        super().__init__()
        self.backbone = backbone
        self.heads = heads

    def forward(self, images: Tensor) -> list[Tensor]:
        """(n, 3, h, w) to one (n, labels) of logits a task."""
        return self.forward_from(0, images)

    def forward_from(self, start: int, x: Tensor) -> list[Tensor]:
        """The same from the activations that the backbone's stages before ``start`` made."""
        features = self.backbone.forward_from(start, x)
        return list(self.heads(features.float()))


def split_columns(specs: Sequence[TaskSpec], states: Tensor) -> list[Tensor]:
    """(n, all labels) as one (n, labels) a task."""
    return list(torch.split(states, [len(spec.label_ids) for spec in specs], dim=1))
