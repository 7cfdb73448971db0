"""Test-time augmentation: views of one image, mirrored and turned, whose features are averaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

ONE_VIEW = ("plain",)
FOUR_VIEWS = ("plain", "mirrored", "upended", "turned")
"""Where up and left mean little. Swept on UC Merced (mAP of a linear head on 50, 200 and 1,260
images 0.768, 0.928, 0.964 with one, 0.786, 0.936, 0.970 with four) and on Aquarium, where four
are worse with few images; so each project's own images decide, see view_choice.py."""


@dataclass(frozen=True, slots=True)
class TaskViews:
    """Which views of an image each task sees.

    Attributes:
        views: all that an image is seen as; each is computed once, whoever sees it.
        by_task: one a task, each a part of ``views``; empty where every task sees all of them.
    """

    views: tuple[str, ...] = ONE_VIEW
    by_task: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of_tasks(cls, by_task: Sequence[tuple[str, ...]]) -> TaskViews:
        """What these tasks see, one entry a task, at least one task."""
        if len(set(by_task)) == 1:
            return cls(by_task[0])
        shown = {name for views in by_task for name in views}
        return cls(tuple(name for name in _VIEWS if name in shown), tuple(by_task))

    def of(self, task: int) -> tuple[str, ...]:
        """What the task at this place sees."""
        return self.by_task[task] if self.by_task else self.views

    @property
    def sets(self) -> tuple[tuple[str, ...], ...]:
        """The different ones, fewest views first."""
        return tuple(sorted(set(self.by_task or (self.views,)), key=len))

    def picked(self, shown: Tensor, views: Sequence[str]) -> Tensor:
        """Of (all views · n, …), view by view, those of some views."""
        if tuple(views) == self.views:
            return shown
        parts = shown.chunk(len(self.views))
        return torch.cat([parts[self.views.index(name)] for name in views])


EACH_ONE_VIEW = TaskViews()


def seen_as(images: Tensor, views: Sequence[str]) -> Tensor:
    """(n, c, side, side) to (views · n, c, side, side), view by view."""
    if tuple(views) == ONE_VIEW:
        return images
    return torch.cat([_VIEWS[name](images) for name in views])


def mean_of_views(features: Tensor, views: int, length: float) -> Tensor:
    """(views · n, width) to (n, width) of the given length."""
    if views == 1:
        return features
    mean = features.reshape(views, -1, features.shape[1]).mean(dim=0)
    return functional.normalize(mean, dim=1) * length


def turned_back(images: Tensor, views: Sequence[str]) -> Tensor:
    """Undo ``seen_as``: (views · n, c, side, side), each view upright again."""
    if tuple(views) == ONE_VIEW:
        return images
    parts = images.chunk(len(views))
    return torch.cat([_BACK[name](part) for name, part in zip(views, parts, strict=True)])


_VIEWS: dict[str, Callable[[Tensor], Tensor]] = {
    "plain": lambda images: images,
    "mirrored": lambda images: images.flip(3),
    "upended": lambda images: images.flip(2),
    "turned": lambda images: images.transpose(2, 3).flip(3),
}
_BACK: dict[str, Callable[[Tensor], Tensor]] = {
    **_VIEWS,
    "turned": lambda images: images.flip(3).transpose(2, 3),
}
