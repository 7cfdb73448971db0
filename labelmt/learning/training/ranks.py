"""Ranks: processes that train one network together, over ``torch.distributed``.

Each has the whole network and computes a part of every batch; gradients are summed (synchronous
data parallelism, as ``DistributedDataParallel`` does it, which knows no balancing strategy that
asks for each task's own gradient). Rank 0 leads: it alone knows the job, judges and writes.
Nothing that is sent is unpickled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn

BUCKET = 2**23
"""Numbers that are summed at once: 32 MiB, a few messages for a small network."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """This process among those of the default process group.

    Attributes:
        device: what messages between ranks lie on: the CPU for gloo, this rank's GPU for NCCL.
    """

    group: dist.ProcessGroup
    device: torch.device

    @classmethod
    def of_all(cls) -> Ranks:
        """The processes that ``torch.distributed.init_process_group`` has brought together."""
        group = dist.distributed_c10d._get_default_group()
        gpu = dist.get_backend() == "nccl"
        device = torch.device("cuda", torch.cuda.current_device()) if gpu else torch.device("cpu")
        return cls(group, device)

    @property
    def rank(self) -> int:
        """This process's number, from 0."""
        return self.group.rank()

    @property
    def size(self) -> int:
        """How many there are."""
        return self.group.size()

    @property
    def leads(self) -> bool:
        """Whether this is rank 0."""
        return self.rank == 0

    def part_of(self, count: int) -> slice:
        """Which of so many images of a batch this rank computes; maybe none."""
        return slice(self.rank * count // self.size, (self.rank + 1) * count // self.size)

    def sum(self, tensor: Tensor) -> Tensor:
        """The sum over all ranks, in place."""
        if tensor.device.type == self.device.type:
            self.group.allreduce([tensor]).wait()
        else:
            sent = tensor.to(self.device)
            self.group.allreduce([sent]).wait()
            tensor.copy_(sent)
        return tensor

    def sum_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Every rank gets the sum of all ranks' gradients, also where it has none of its own."""
        waiting: list[nn.Parameter] = []
        numbers = 0
        for parameter in parameters:
            if not parameter.requires_grad:
                continue
            waiting.append(parameter)
            numbers += parameter.numel()
            if numbers >= BUCKET:
                self._sum_bucket(waiting)
                waiting, numbers = [], 0
        if waiting:
            self._sum_bucket(waiting)

    def _sum_bucket(self, parameters: list[nn.Parameter]) -> None:
        flat = torch.cat(
            [
                (torch.zeros_like(one) if one.grad is None else one.grad).flatten().float()
                for one in parameters
            ]
        )
        self.sum(flat)
        for parameter, part in zip(
            parameters, torch.split(flat, [one.numel() for one in parameters]), strict=True
        ):
            made = part.view_as(parameter).to(parameter.dtype)
            if parameter.grad is None:
                parameter.grad = made.clone()
            else:
                parameter.grad.copy_(made)

    def agreed(self, go_on: bool) -> bool:
        """What rank 0 says; the others wait for it."""
        told = torch.tensor([int(go_on)], device=self.device)
        self.group.broadcast([told], _leader()).wait()
        return bool(told.item())

    def told(self, message: bytes = b"") -> bytes:
        """Rank 0's message, on all ranks."""
        length = torch.tensor([len(message)], dtype=torch.int64, device=self.device)
        self.group.broadcast([length], _leader()).wait()
        if self.leads:
            content = torch.frombuffer(bytearray(message or b"\0"), dtype=torch.uint8)
            content = content[: len(message)].to(self.device)
        else:
            content = torch.empty(int(length.item()), dtype=torch.uint8, device=self.device)
        self.group.broadcast([content], _leader()).wait()
        return content.cpu().numpy().tobytes()


def _leader() -> dist.BroadcastOptions:
    options = dist.BroadcastOptions()
    options.rootRank = 0
    options.rootTensor = 0
    return options
