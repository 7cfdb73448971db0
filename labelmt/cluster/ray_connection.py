"""Connects to a Ray cluster, or starts one here, within a time; and looks whether a job fits it."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from labelmt import __version__
from labelmt.domain.errors import EnvironmentFault, InvalidInput
from labelmt.domain.installing_extras import install_extra
from labelmt.domain.text import text

LOCAL, AUTO = "local", "auto"
CLIENT = "ray://"
REACHED_S = 5.0
"""For an answer of the address, before Ray is asked to connect: it tries for minutes."""
CONNECTED_S = 60.0
ANSWERED_S = 120.0
"""For a machine to say what it has; Ray starts a process there for it."""
OBJECTS = 512 * 2**20
"""Bytes for what Ray hands around here: a model and numbers of pieces."""
FEWEST_CPUS = 4
"""A model's on a CPU, where a machine has as many: what a decoder and a network keep busy."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What each model gets of the cluster, and how many there can be.

    Attributes:
        cpus, gpus: of one model. models: as many as fit.
    """

    cpus: int
    gpus: int
    models: int


@contextmanager
def connected(on: str) -> Iterator[Any]:
    """The module ``ray``, connected until the end of the block.

    Args:
        on: ``local``: a cluster of this machine alone, made now; ``auto``: the one that this
            machine is part of; ``HOST:PORT``: the same by its address; ``ray://HOST:PORT``:
            through Ray Client, from a machine outside.

    Raises:
        EnvironmentFault: Ray is not installed, or the cluster does not answer in time.
        InvalidInput: it is no address.
    """
    check_installed()
    address = _checked(on)
    ray = needed_ray()
    settings = {"logging_level": logging.ERROR, "log_to_driver": False}
    if address == LOCAL:
        _start(ray, settings)
    else:
        _connect(ray, address, settings)
    try:
        yield ray
    finally:
        ray.shutdown()


def check_installed() -> None:
    """Raises EnvironmentFault where Ray is not, without the seconds that loading it takes."""
    if find_spec("ray") is None:
        raise _missing("ray")


def _missing(package: str) -> EnvironmentFault:
    return EnvironmentFault(
        "This needs Ray, which is not installed.",
        subject=package,
        kept="Nothing was written.",
        next_step=install_extra("cluster"),
    )


def needed_ray() -> Any:
    """The package. Raises EnvironmentFault where it, or what it needs, is not installed."""
    # Nothing of use to anybody leaves this machine by itself.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Under "uv run" Ray would upload the folder it was started in, and install it everywhere.
    os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise _missing(str(error.name)) from error
    return ray


def _checked(on: str) -> str:
    """The address, if there is somebody at it. Raises InvalidInput, EnvironmentFault."""
    if on in (LOCAL, AUTO):
        return on
    host, colon, port = on.removeprefix(CLIENT).rpartition(":")
    if not colon or not host or not port.isdigit() or "/" in host:
        raise InvalidInput(
            "This is no address of a cluster.",
            subject=on,
            kept="Nothing was written.",
            next_step="Give local, auto, HOST:PORT, or ray://HOST:PORT.",
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACHED_S).close()
    except (OSError, OverflowError) as error:
        raise _unreached(on, str(error)) from error
    return on


def _start(ray: Any, settings: dict[str, Any]) -> None:
    """A cluster of this machine, in this thread: its processes end with the one that began them."""
    try:
        ray.init(
            address=LOCAL,
            include_dashboard=False,
            num_cpus=max(2, os.cpu_count() or 2),
            object_store_memory=OBJECTS,
            **settings,
        )
    except Exception as error:
        raise EnvironmentFault(
            "Ray could not be started on this machine.",
            subject=type(error).__name__,
            kept="Nothing was written.",
            next_step="Is the machine busy? Ray waits half a minute for its own processes. Try "
            "again, or predict without --on.",
            details=str(error),
        ) from error


def _connect(ray: Any, address: str, settings: dict[str, Any]) -> None:
    """Ray gives no limit to how long it tries; here it has one."""
    ended: list[BaseException | None] = []

    def connect() -> None:
        try:
            ray.init(address=address, **settings)
            ended.append(None)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            ended.append(error)

    thread = threading.Thread(target=connect, name="ray-connect", daemon=True)
    thread.start()
    thread.join(CONNECTED_S)
    if not ended:
        raise _unreached(address, f"no answer in {CONNECTED_S:.0f} s")
    if ended[0] is not None:
        raise _unreached(address, str(ended[0])) from ended[0]


def _unreached(on: str, details: str) -> EnvironmentFault:
    return EnvironmentFault(
        "This cluster cannot be reached.",
        subject=on,
        kept="Nothing was written.",
        next_step="Is it up, and of the same version of Ray? HOST:6379 and auto are for its own "
        "machines.",
        details=details,
    )


def shares(ray: Any, cpus: int | None = None) -> Shares:
    """How models fit into the cluster.

    Raises:
        EnvironmentFault: not one does. Ray would wait for ever and say nothing (ray#44687).
    """
    alive = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    gpus = int(sum(one.get("GPU", 0) for one in alive))
    most = int(max((one.get("CPU", 0) for one in alive), default=0))
    wanted = cpus or max(1, min(FEWEST_CPUS, most))
    able = [one for one in alive if one.get("CPU", 0) >= wanted and (not gpus or one.get("GPU"))]
    if not able:
        raise EnvironmentFault(
            "No machine of this cluster has the processors that one model asks for; it would wait "
            "for ever.",
            subject=str(text("asked: {wanted}, largest machine: {most}", wanted=wanted, most=most)),
            kept="Nothing was written.",
            next_step="Ask for fewer (--cpus), start Ray with more (ray start --num-cpus; they "
            "may exceed the cores), or wait until its machines are up.",
        )
    count = sum(
        min(int(one.get("CPU", 0)) // wanted, int(one.get("GPU", 0)) if gpus else 10**6)
        for one in able
    )
    return Shares(wanted, 1 if gpus else 0, max(1, count))


def room_for(ray: Any, processes: int, cpus: int | None = None) -> tuple[int, bool]:
    """Processors of each of so many processes that need each other, and whether each has a GPU.

    Raises:
        EnvironmentFault: they do not fit at once. Ray would wait for ever.
    """
    alive = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    gpus = int(sum(one.get("GPU", 0) for one in alive))
    gpu = gpus >= processes
    wanted = cpus or 1
    places = sum(
        min(int(one.get("CPU", 0)) // wanted, int(one.get("GPU", 0)) if gpu else 10**6)
        for one in alive
    )
    if places < processes:
        raise EnvironmentFault(
            "So many processes do not fit into this cluster; it would wait for ever.",
            subject=str(text("asked: {wanted}, room for: {places}",
                             wanted=processes, places=places)),
            kept="Nothing was trained.",
            next_step="Ask for fewer processes (--processes), or start Ray with more processors "
            "(ray start --num-cpus; they may exceed the cores).",
        )  # fmt: skip
    return wanted, gpu


def check_machines(ray: Any) -> None:
    """Ask each machine whether it has LabelMT, the same as here.

    Raises:
        EnvironmentFault: one has not, or does not answer.
    """
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    def version_there() -> str:  # sent as it is, as the module is what may be missing
        from importlib.util import find_spec

        for name in ("labelmt", "torch"):  # looked for alone: to import torch takes seconds
            if find_spec(name) is None:
                return f"-{name}"
        import labelmt

        return str(labelmt.__version__)

    asked = {}
    for node in ray.nodes():
        if node["Alive"] and node["Resources"].get("CPU", 0):
            there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            task = ray.remote(version_there).options(num_cpus=0, scheduling_strategy=there)
            asked[task.remote()] = node["NodeManagerAddress"]
    answered, silent = ray.wait(list(asked), num_returns=len(asked), timeout=ANSWERED_S)
    for one in [*answered, *silent]:
        told = "" if one in silent else _answer(ray, one)
        if told != __version__:
            raise EnvironmentFault(
                "A machine of the cluster has not the same LabelMT as this one.",
                subject=f"{asked[one]}: {told.removeprefix('-') or '?'}",
                kept="Nothing was written.",
                next_step=text(
                    "Install LabelMT {version} in the Python that Ray runs there; see the guide, "
                    "“When you outgrow one machine”.",
                    version=__version__,
                ),
            )


def _answer(ray: Any, asked: Any) -> str:
    try:
        return str(ray.get(asked))
    except ray.exceptions.RayError as error:
        return f"-{type(error).__name__}"
