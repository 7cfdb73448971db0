"""State of the trainer as tensors: all that a killed fine-tuning goes on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from labelmt.learning.training.ema import WeightAverage


@dataclass(frozen=True, eq=False, slots=True)
class TrainerState:
    """``tensors`` by name: network., average., optimiser., balancing., chance.

    Attributes:
        epoch: the last one that ended.
    """

    epoch: int
    tensors: Mapping[str, Tensor]

    @classmethod
    def of(
        cls,
        epoch: int,
        network: nn.Module,
        average: WeightAverage,
        optimiser: torch.optim.Optimizer,
        balancing: Mapping[str, Tensor],
        rng: torch.Generator,
    ) -> TrainerState:
        """The state as it is now, on the CPU and its own."""
        tensors: dict[str, Tensor] = {}
        for name, tensor in network.state_dict().items():
            tensors[f"network.{name}"] = tensor
        for name, tensor in average.state().items():
            tensors[f"average.{name}"] = tensor
        for index, values in optimiser.state_dict()["state"].items():
            for name, tensor in values.items():
                tensors[f"optimiser.{index}.{name}"] = tensor
        for name, tensor in balancing.items():
            tensors[f"balancing.{name}"] = tensor
        tensors["chance.own"] = rng.get_state()
        tensors["chance.torch"] = torch.get_rng_state()
        tensors["steps"] = torch.tensor(average.steps)
        # A clone each: the file's format refuses tensors that share memory.
        return cls(
            epoch, {name: one.detach().cpu().contiguous().clone() for name, one in tensors.items()}
        )

    def restore(
        self,
        network: nn.Module,
        average: WeightAverage,
        optimiser: torch.optim.Optimizer,
        rng: torch.Generator,
    ) -> None:
        """Put everything back; the optimiser is made for the same parameters."""
        network.load_state_dict(self._part("network."))
        average.load(self._part("average."), int(self.tensors["steps"]))
        values: dict[int, dict[str, Tensor]] = {}
        for name, tensor in self._part("optimiser.").items():
            index, _, key = name.partition(".")
            values.setdefault(int(index), {})[key] = tensor
        optimiser.load_state_dict(
            {"state": values, "param_groups": optimiser.state_dict()["param_groups"]}
        )
        rng.set_state(self.tensors["chance.own"])
        torch.set_rng_state(self.tensors["chance.torch"])

    def balancing(self) -> dict[str, Tensor]:
        """The balancing strategy's own state."""
        return self._part("balancing.")

    def _part(self, prefix: str) -> dict[str, Tensor]:
        return {
            name.removeprefix(prefix): tensor
            for name, tensor in self.tensors.items()
            if name.startswith(prefix)
        }
