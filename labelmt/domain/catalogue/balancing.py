"""Balancing strategies of multi-task learning one can choose from, each with its paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BalancingEntry:
    """One line of the catalogue; ``learning/balancing`` has a file of its own for each.

    Attributes:
        name: the value of the setting ``balancing``. title: what dialogs call it.
        paper: where it comes from.
        settings: training settings that it heeds beside those that all do.
    """

    name: str
    title: str
    paper: str
    settings: tuple[str, ...] = ()


BALANCING: dict[str, BalancingEntry] = {
    entry.name: entry
    for entry in (
        BalancingEntry(
            "equal", "Equal weights", "Kurin et al., NeurIPS 2022; Xin et al., NeurIPS 2022"
        ),
        BalancingEntry(
            "uncertainty",
            "Uncertainty",
            "Kendall, Gal and Cipolla, CVPR 2018",
            settings=("head_rate",),  # of its own parameters
        ),
        BalancingEntry("dwa", "Dynamic weight average", "Liu, Johns and Davison, CVPR 2019"),
        BalancingEntry("random", "Random weights", "Lin, Ye, Zhang and Tsang, TMLR 2022"),
        BalancingEntry("famo", "FAMO", "Liu, Feng, Stone and Liu, NeurIPS 2023"),
        BalancingEntry("pcgrad", "PCGrad", "Yu et al., NeurIPS 2020"),
    )
}
