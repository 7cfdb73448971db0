"""Where the engine's wheels come from: the addresses in its lock file, an index, or a folder."""

from __future__ import annotations

import html
import re
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPException
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Protocol
from urllib.error import URLError
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import Request, urlopen
from urllib.response import addinfourl

from labelmt.domain.errors import NoNetwork, NotFound
from labelmt.domain.file_hash import hash_of
from labelmt.project.engine.lock_file import EngineWheel

PATIENCE_S = 30
"""Seconds without a byte after which a server is given up."""
_PAGE_LIMIT = 32 * 2**20
_LINK = re.compile(r"""<a\s[^>]*?href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_SCHEMES = ("https", "http", "file")


@dataclass(frozen=True, slots=True)
class OpenWheel:
    """A wheel's bytes from ``start`` on, which is 0 where the source cannot go on in the middle."""

    stream: IO[bytes]
    start: int


class WheelSource(Protocol):
    """Where wheels come from. Its methods raise OSError, NoNetwork and NotFound."""

    def located(self, wheel: EngineWheel) -> EngineWheel:
        """The wheel with its file's name, hash and place."""
        ...

    def opened(self, wheel: EngineWheel, start: int) -> AbstractContextManager[OpenWheel]:
        """Its bytes, from ``start`` on if possible."""
        ...


class FolderOfWheels:
    """A folder that wheels were copied to, for a machine without a network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def located(self, wheel: EngineWheel) -> EngineWheel:
        for file in sorted(self.folder.glob("*.whl")):
            if wheel.is_named(file.name):
                # What the lock file has no hash of is taken as whoever filled the folder has it.
                digest = wheel.sha256 or hash_of(file)
                size = wheel.size or file.stat().st_size
                return replace(wheel, file=file.name, url="", size=size, sha256=digest)
        raise NotFound(
            "The folder lacks a package of the learning engine.",
            subject=wheel.file or f"{wheel.name} {wheel.version}",
            kept="Nothing that is installed was changed.",
            next_step="Copy the file into the folder and try again.",
        )

    @contextmanager
    def opened(self, wheel: EngineWheel, start: int) -> Iterator[OpenWheel]:
        with (self.folder / wheel.file).open("rb") as stream:
            stream.seek(start)
            yield OpenWheel(stream, start)


class Network:
    """The addresses of the lock file.

    Args:
        index: URL of a simple index to ask instead, such as a mirror nearby. What it hands out is
            held against the lock file's hashes all the same.
    """

    def __init__(self, index: str = "") -> None:
        self._index = index
        self._context: ssl.SSLContext | None = None

    def located(self, wheel: EngineWheel) -> EngineWheel:
        index = self._index or ("" if wheel.url else wheel.index)
        if not index:
            return wheel
        page = f"{index.rstrip('/')}/{wheel.name}/"
        with self._asked(page) as answer:
            told = answer.read(_PAGE_LIMIT).decode("utf-8", "replace")
            base = answer.url or page
        for link in _LINK.findall(told):
            address, _, fragment = html.unescape(link).partition("#")
            file = unquote(urlsplit(address).path.rpartition("/")[2])
            if wheel.is_named(file):
                kind, _, told_hash = fragment.partition("=")
                own = told_hash.lower() if kind == "sha256" else ""
                if wheel.sha256 or own:  # the lock file's counts, where it has one
                    return replace(
                        wheel, file=file, url=urljoin(base, address), sha256=wheel.sha256 or own
                    )
        raise NotFound(
            "The index lacks a package of the learning engine.",
            subject=f"{wheel.file or f'{wheel.name} {wheel.version}'}, {page}",
            kept="Nothing that is installed was changed.",
            next_step="Choose another source.",
        )

    @contextmanager
    def opened(self, wheel: EngineWheel, start: int) -> Iterator[OpenWheel]:
        with self._asked(wheel.url, start) as answer:
            goes_on = getattr(answer, "status", None) == 206
            told = str(answer.headers.get("Content-Range", ""))
            yield OpenWheel(answer, start if goes_on and told.startswith(f"bytes {start}-") else 0)

    @contextmanager
    def _asked(self, address: str, start: int = 0) -> Iterator[addinfourl]:
        if urlsplit(address).scheme not in _SCHEMES:
            raise NotFound(
                "This is no address of a package.",
                subject=address,
                kept="Nothing that is installed was changed.",
                next_step="Choose another source.",
            )
        request = Request(address, headers={"Range": f"bytes={start}-"} if start else {})  # noqa: S310
        try:
            answer = urlopen(request, timeout=PATIENCE_S, context=self._certificates(address))  # noqa: S310
        except (URLError, HTTPException, ValueError) as error:
            raise NoNetwork(
                "The learning engine could not be fetched.",
                subject=address,
                kept="What was fetched so far is kept.",
                next_step="Look whether this machine is connected, or choose another source.",
                details=str(getattr(error, "reason", error)),
            ) from error
        with answer:
            yield answer

    def _certificates(self, address: str) -> ssl.SSLContext | None:
        if not address.startswith("https"):
            return None
        if self._context is None:
            self._context = ssl.create_default_context()
            # A bundle looks for the system's where they lay on the machine that it was built on.
            if not self._context.cert_store_stats()["x509_ca"] and find_spec("certifi"):
                import certifi

                self._context.load_verify_locations(certifi.where())
        return self._context
