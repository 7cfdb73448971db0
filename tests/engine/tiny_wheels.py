"""Tiny real wheels, a lock file of them, and a server on loopback that hands them out."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import unquote


def make_wheel(folder: Path, name: str, version: str, files: Mapping[str, bytes]) -> Path:
    """A wheel with these files, and what every wheel has."""
    info = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{place},sha256={_urlsafe(content)},{len(content)}\n"
        for place, content in contents.items()
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for place, content in contents.items():
            archive.writestr(place, content)
        archive.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")
    return file


def _urlsafe(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def lock_entry(file: Path, url: str = "") -> dict[str, object]:
    """What a lock file says of a wheel."""
    name, version = file.name.split("-")[:2]
    return {
        "name": name,
        "version": version,
        "file": file.name,
        "url": url,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "size": file.stat().st_size,
    }


def write_lock(file: Path, **choices: list[dict[str, object]]) -> Path:
    """A lock file with these choices."""
    told = [{"id": id, "wheels": wheels} for id, wheels in choices.items()]
    file.write_text(json.dumps({"format": 1, "python": "3.11", "choices": told}), encoding="utf-8")
    return file


class Wheels(http.server.SimpleHTTPRequestHandler):
    """Serves files and a simple index of them; goes on in the middle, and cuts where it is told."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, WheelServer)
        server.asked.append((self.path, self.headers.get("Range")))
        if self.path.startswith("/simple/"):
            self._index(server)
            return
        file = server.folder / unquote(self.path.rpartition("/")[2])
        if not file.is_file():
            self.send_error(404)
            return
        content, start = file.read_bytes(), 0
        asked = self.headers.get("Range")
        if asked and server.ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        part = content[start:]
        cut = server.cuts.pop(0) if server.cuts else len(part)
        self.wfile.write(part[:cut])
        if cut < len(part):
            self.close_connection = True
            self.connection.close()

    def _index(self, server: WheelServer) -> None:
        name = self.path.strip("/").rpartition("/")[2]
        links = [
            f'<a href="../../files/{file.name.replace("+", "%2B")}#sha256={digest}">{file.name}</a>'
            for file in sorted(server.folder.glob("*.whl"))
            if file.name.startswith(f"{name}-")
            for digest in [hashlib.sha256(file.read_bytes()).hexdigest()]
        ]
        page = "<br>\n".join(links).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


class WheelServer(http.server.ThreadingHTTPServer):
    """``asked``: path and range of each request. ``cuts``: bytes after which the next ones end."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Wheels, directory=str(folder)))
        self.folder = folder
        self.asked: list[tuple[str, str | None]] = []
        self.cuts: list[int] = []
        self.ranges = True
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address


@contextmanager
def serving(folder: Path) -> Iterator[WheelServer]:
    """The server until the end of the block."""
    server = WheelServer(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
