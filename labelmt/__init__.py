"""LabelMT: label images for several tasks at once while a model learns beside you."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("labelmt")
except PackageNotFoundError:  # run from a bare source tree
    __version__ = "0+unknown"

__all__ = ["__version__"]
