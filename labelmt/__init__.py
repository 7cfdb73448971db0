"""LabelMT: label images for several tasks at once while a model learns beside you.

For scripts: ``from labelmt import open_project, load_model``. What is imported so is loaded when it
is first asked for: neither Qt nor torch comes with the package.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

try:
    __version__ = version("labelmt")
except PackageNotFoundError:  # run from a bare source tree
    __version__ = "0+unknown"

_HOMES = {
    "open_project": "labelmt.api.labelled_project",
    "create_project": "labelmt.api.labelled_project",
    "LabelledProject": "labelmt.api.labelled_project",
    "TrainingProgress": "labelmt.api.training",
    "load_model": "labelmt.api.load_model",
    "Model": "labelmt.api.model",
    "Table": "labelmt.api.table",
    "LabelMTError": "labelmt.domain.errors",
}
"""Name to the module that has it. Type checkers read ``__init__.pyi``; a test holds both equal."""

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'labelmt' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
