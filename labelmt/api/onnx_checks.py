"""Checks an ONNX file of unknown origin before a runtime sees it: one file, no larger inside."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from labelmt.domain.derived_files import UnusableFile

DOMAINS = {"", "ai.onnx", "pkg.onnxscript.torch_lib", "pkg.onnxscript.torch_lib.common"}
"""Operators of ONNX itself, and functions that its exporter writes out in it."""
DEEPEST = 20
"""Graphs inside graphs."""


REPEATING = {"Loop", "Scan", "SequenceMap"}
"""Nodes that run others again and again: our exports have none, and one may run for ever."""
MOST_NODES = 200_000
"""Of a graph with all its functions written out; ours have some thousands."""


def check_graph(model: Any, size: int) -> None:
    """Look at all tensors and operators.

    Args:
        model: onnx.ModelProto, without external data. size: bytes of the file.

    Raises:
        UnusableFile: data lie elsewhere, a tensor claims more than the file has, an operator is
            not ONNX's own or repeats others, or functions call each other without end.
    """
    local = {one.domain for one in model.functions}
    graphs = list(_graphs(model.graph, 0))
    for graph in graphs:
        if graph.sparse_initializer:
            raise UnusableFile("It has sparse tensors.")
        for tensor in graph.initializer:
            _check_tensor(tensor, size)
    nodes = [node for graph in graphs for node in graph.node]
    for function in model.functions:
        nodes += _all_nodes(list(function.node))
    _check_size(model, graphs)
    for node in nodes:
        if node.op_type in REPEATING:
            raise UnusableFile(f"It repeats nodes: {node.op_type}.")
        if node.domain not in DOMAINS and node.domain not in local:
            raise UnusableFile(f"It needs operators of {node.domain!r}.")
        for attribute in node.attribute:
            for tensor in (attribute.t, *attribute.tensors):
                if tensor.ByteSize():
                    _check_tensor(tensor, size)


def _check_size(model: Any, graphs: list[Any]) -> None:
    """Functions that call others twice, and those others twice, are few bytes and endless nodes."""
    bodies = {(one.domain, one.name): list(one.node) for one in model.functions}
    sizes: dict[tuple[str, str], int] = {}

    def size_of(nodes: list[Any], depth: int) -> int:
        if depth > DEEPEST:
            raise UnusableFile("Its functions lie too deep in each other.")
        total = 0
        for node in nodes:
            key = node.domain, node.op_type
            total += 1
            if key in bodies:
                if key not in sizes:
                    sizes[key] = size_of(_all_nodes(bodies[key]), depth + 1)
                total += sizes[key]
            if total > MOST_NODES:
                raise UnusableFile("It has too many nodes.")
        return total

    size_of([node for graph in graphs for node in graph.node], 0)


def _all_nodes(nodes: list[Any]) -> list[Any]:
    """These and those of the graphs in them."""
    return nodes + [
        one
        for node in nodes
        for inner in _inner(node)
        for graph in _graphs(inner, 1)
        for one in graph.node
    ]


def _graphs(graph: Any, depth: int) -> Iterator[Any]:
    if depth > DEEPEST:
        raise UnusableFile("Its graphs lie too deep in each other.")
    yield graph
    for node in graph.node:
        for inner in _inner(node):
            yield from _graphs(inner, depth + 1)


def _inner(node: Any) -> Iterator[Any]:
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def _check_tensor(tensor: Any, size: int) -> None:
    if tensor.external_data or tensor.data_location == 1:  # EXTERNAL
        raise UnusableFile("Its weights lie in another file.")
    if any(side < 0 for side in tensor.dims) or math.prod(tensor.dims) > 8 * size:
        # Eight values a byte are the most that any type has.
        raise UnusableFile(f"{tensor.name[:40]!r} claims to be larger than the file.")
