"""``engine``: what a bundle learns with is installed, looked at, repaired, removed."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, stderr, tell
from labelmt.cli.exit_status import ERROR
from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import mark, text

if TYPE_CHECKING:
    from labelmt.project.engine.engine_python import BundleParts
    from labelmt.project.engine.installed_engine import EngineProgress
    from labelmt.project.engine.wheel_sources import WheelSource

app = typer.Typer(
    help="The learning engine of a program that came without Python.", no_args_is_help=True
)
STATES = {
    "absent": mark("The learning engine is not installed."),
    "partial": mark("The learning engine is installed in part; “labelmt engine install” goes on."),
    "outdated": mark(
        "The learning engine is of another version; “labelmt engine install” updates it."
    ),
    "whole": mark("The learning engine is installed."),
}


@app.command("status")
def status(json: AsJson = False) -> None:
    """Tell whether it is installed, where, and what would be fetched."""
    from labelmt.project.engine.engine_python import chosen_python

    with errors_told():
        parts = _parts()
        engine, python = parts.engine(), chosen_python(parts)
        state, chosen = engine.state(), engine.choice()
    tell(text(STATES[state]))
    if python is not None:
        tell(text("This Python is used instead: {python}", python=python))
    for choice in engine.lock.choices:
        tell(
            text(
                "{choice}: {packages} packages, {size:.2f} GB to fetch",
                choice=choice.id,
                packages=len(choice.wheels),
                size=choice.size / 1e9,
            )
        )
    if json:
        print_json(
            {
                "state": str(state),
                "choice": chosen,
                "folder": str(engine.folder),
                "python": None if python is None else str(python),
                "choices": {one.id: one.size for one in engine.lock.choices},
            }
        )


@app.command("install")
def install(
    choice: Annotated[
        str, typer.Option(help="full: as PyPI has it; cpu: without CUDA. Else what fits here.")
    ] = "",
    wheels: Annotated[
        Path | None, typer.Option(help="A folder of the packages, instead of the network.")
    ] = None,
    index: Annotated[str, typer.Option(help="URL of a package index to ask instead.")] = "",
) -> None:
    """Fetch and install it, go on where it was cut, or update it. Ctrl-C ends it for now."""
    from labelmt.project.engine.best_choice import best_choice
    from labelmt.project.engine.fetch_wheel import Cancelled
    from labelmt.project.engine.wheel_sources import FolderOfWheels, Network

    source: WheelSource = FolderOfWheels(wheels) if wheels is not None else Network(index)
    cancelled = Event()
    with errors_told():
        engine = _parts().engine()
        wanted = engine.lock.choice(choice or engine.choice() or best_choice(engine.lock))
        if choice and wanted.id != choice:
            raise InvalidInput("There is no such choice.", subject=choice)
        before = signal.signal(signal.SIGINT, lambda *_: cancelled.set())
        try:
            engine.install(wanted, source, _told_on_stderr(), cancelled)
        except Cancelled:
            tell(text("Cancelled. What was fetched is kept."))
            raise typer.Exit(130) from None
        finally:
            signal.signal(signal.SIGINT, before)
    tell(text(STATES["whole"]))


@app.command("repair")
def repair() -> None:
    """Look at every file of it; what is damaged is fetched again by “install”."""
    with errors_told():
        broken = _parts().engine().repair(Event())
    if broken:
        tell(
            text(
                "Damaged: {packages}. “labelmt engine install” repairs it.",
                packages=", ".join(broken),
            )
        )
        raise typer.Exit(ERROR)
    tell(text("No file is damaged."))


@app.command("remove")
def remove() -> None:
    """Remove it. Projects, labels and settings stay."""
    with errors_told():
        _parts().engine().remove()
    tell(text(STATES["absent"]))


@app.command("use")
def use(
    python: Annotated[
        Path | None, typer.Argument(help="A Python that has torch; none: the installed engine.")
    ] = None,
) -> None:
    """Have another Python on this machine learn."""
    from labelmt.project.engine.engine_python import choose_python

    with errors_told():
        told = choose_python(_parts(), python)
    tell(text("{python} is used from now on.", python=told) if told else text("Chosen."))


def _parts() -> BundleParts:
    from labelmt.project.engine.engine_python import bundle_parts

    parts = bundle_parts()
    if parts is None:
        raise InvalidInput(
            "This LabelMT has what it learns with beside it.",
            kept="Nothing was changed.",
            next_step="pip, uv or conda install and update it together with LabelMT.",
        )
    return parts


def _told_on_stderr() -> Callable[[EngineProgress], None]:
    shown = -1

    def show(step: EngineProgress) -> None:
        nonlocal shown
        percent = 100 * step.fetched // max(1, step.fetching)
        if percent != shown:
            shown = percent
            stderr().print(f"{percent:3d} %  {step.done}/{step.packages}  {step.package}")

    return show
