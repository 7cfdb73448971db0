"""What a fine-tuning begins with: its plan, stage 1's heads on the backbone, and its trainer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.models.network import Heads, Network, build_network
from labelmt.learning.training.ranks import Ranks
from labelmt.learning.training.time_budget import TuningPlan, plan_tuning, planned
from labelmt.learning.training.trainer import Trainer


def plan_of(context: JobContext) -> TuningPlan:
    """What fits into the time that a person gives."""
    return plan_tuning(
        context.backbone,
        context.settings,
        context.preprocessing.size,
        context.device,
        pretrained=context.entry.pretrained,
        train=len(context.data.train_rows),
        validation=len(context.data.validation_rows),
        views=len(context.views.views),
    )


def network_of(context: JobContext, heads: Heads) -> Network:
    """The backbone with copies of these heads."""
    network = build_network(context.specs, context.backbone, context.settings)
    network.heads.load_state_dict(heads.state_dict())
    return network.eval()


def trainer_of(
    context: JobContext,
    network: Network,
    plan: TuningPlan,
    pixels: NDArray[np.uint8],
    ranks: Ranks | None = None,
) -> Trainer:
    """Teaches the network as planned.

    Args:
        pixels: (training images, height, width, 3).
        ranks: the processes that train it together.
    """
    return Trainer(
        network,
        context.specs,
        planned(context.settings, plan),
        context.preprocessing,
        pixels,
        context.data.states[context.data.train_rows],
        context.device,
        context.control,
        context.entry.pretrained,
        plan.frozen_stages,
        plan.size,
        context.views,
        ranks,
    )
