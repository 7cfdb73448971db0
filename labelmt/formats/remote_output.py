"""Writes a file to an address such as ``s3://bucket/table.csv``, through fsspec.

Keys and passwords are those of the environment and of the address; none is told to anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from labelmt.domain.errors import (
    EnvironmentFault,
    InvalidInput,
    LabelMTError,
    NoPermission,
    NotFound,
)
from labelmt.domain.installing_extras import install_package
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.domain.text import text

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::[^/]*)?://")  # two letters: C:// is a folder
_LOCAL = ("file", "local")


def is_url(place: str) -> bool:
    """Whether it is an address, and not a path."""
    return _URL.match(place) is not None


def shown_url(url: str) -> str:
    """An address as it may be told: without user, password and what follows a question mark."""
    scheme, mark, rest = url.partition("://")
    rest, query, _ = rest.partition("?")
    user, at, place = rest.rpartition("@")
    return (
        f"{scheme}{mark}{'…@' if at else ''}{place if at else user + rest}{'?…' if query else ''}"
    )


def local_path(url: str) -> Path | None:
    """The path of a file on this machine; None where the address leads elsewhere."""
    if url.partition("://")[0].lower() not in _LOCAL:
        return None
    from fsspec.core import url_to_fs

    return Path(url_to_fs(url)[1])


def check_url(url: str) -> None:
    """Refuse an address that cannot be written to, before the work for it is done.

    Raises:
        InvalidInput: there is no such kind of address. EnvironmentFault: a package is missing.
    """
    import fsspec

    protocol = url.partition("://")[0]
    if "::" in url:  # files inside others, caches: kinds that nothing here was tried with
        raise InvalidInput(
            "An address inside another is not taken.",
            subject=shown_url(url),
            kept="Nothing was written.",
        )
    try:
        fsspec.get_filesystem_class(protocol)
    except ValueError as error:
        raise InvalidInput(
            "There is no such kind of address.",
            subject=shown_url(url),
            kept="Nothing was written.",
            next_step="Give a file, or an address such as s3://bucket/name.csv.",
        ) from error
    except ImportError as error:
        package = str(getattr(error.__cause__, "name", None) or protocol)
        raise EnvironmentFault(
            text("Writing to {kind} needs a package that is not installed.", kind=f"{protocol}://"),
            subject=package,
            kept="Nothing was written.",
            next_step=install_package(package),
        ) from error


def write_url(url: str, write: Callable[[Path], None]) -> None:
    """Have a file written here, then copied to an address; what is there is replaced.

    Args:
        write: writes it to a path.

    Raises:
        NotFound, NoPermission, EnvironmentFault: it cannot be written there.
    """
    from fsspec.core import url_to_fs

    with temporary_folder() as folder:
        file = folder / "written"
        write(file)
        try:
            system, place = url_to_fs(url)
            system.put_file(str(file), place)
        except Exception as error:  # noqa: BLE001 - every kind of storage has classes of its own
            # Their words may hold an address with its keys.
            raise _told(error, url) from None


def _told(error: Exception, url: str) -> LabelMTError:
    kind: type[LabelMTError] = EnvironmentFault
    if isinstance(error, PermissionError):
        kind = NoPermission
    elif isinstance(error, FileNotFoundError):
        kind = NotFound
    return kind(
        "It could not be written to this address.",
        subject=shown_url(url),
        next_step="Look at the address, at the keys that the environment holds, and the network.",
        details=type(error).__name__,
    )
