"""``serve``: a model over HTTP, on loopback unless told otherwise."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
from pathlib import Path
from typing import Annotated

import typer

from labelmt.cli.console import errors_told, say
from labelmt.domain.errors import EnvironmentFault, InvalidInput
from labelmt.domain.installing_extras import install_extra
from labelmt.domain.text import text

TOKEN, KEY = "LABELMT_TOKEN", "LABEL_STUDIO_API_KEY"


def serve(
    model: Annotated[Path, typer.Argument(help="A model as export-model writes it.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 9090,
    host: Annotated[
        str, typer.Option(help="Address to listen on; other than loopback a token is asked for.")
    ] = "127.0.0.1",
    images: Annotated[
        Path | None, typer.Option(help="Folder of Label Studio's local files.")
    ] = None,
    label_studio: Annotated[
        str, typer.Option(help=f"Its address, to fetch images from; {KEY} is its key.")
    ] = "",
    largest: Annotated[int, typer.Option(min=1, help="Most megabytes of a request.")] = 64,
) -> None:
    """Answer scripts in any language, and Label Studio as its ML backend."""
    with errors_told():
        try:
            import uvicorn

            from labelmt.service.application import ServiceChoices, application
        except ImportError as error:
            raise EnvironmentFault(
                "Serving needs packages that are not installed.",
                subject=str(error.name),
                next_step=install_extra("serve"),
            ) from error
        from labelmt.api.load_model import load_model
        from labelmt.project.intake.image_folder import check_image_folder
        from labelmt.service.label_studio_backend import ImageSources

        if images is not None:
            check_image_folder(images)
        if label_studio and not label_studio.startswith(("http://", "https://")):
            raise InvalidInput("An address begins with http:// or https://.", subject=label_studio)
        token = os.environ.get(TOKEN, "")
        loopback = _is_loopback(host)
        if not loopback and not token:
            token = secrets.token_urlsafe(24)
            say(text("Token: {token} ({name} sets another.)", token=token, name=TOKEN))
        size = largest * 2**20
        hosts = ("localhost", "127.0.0.1", "[::1]", "::1") if loopback else ("*",)
        sources = ImageSources(images, label_studio.rstrip("/"), os.environ.get(KEY, ""), size)
        shown = f"[{host}]" if ":" in host else host
        app = application(load_model(model), ServiceChoices(hosts, token, size, sources))
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            limit_concurrency=256,
            timeout_keep_alive=10,
            h11_max_incomplete_event_size=64 * 1024,
            server_header=False,
        )
        server = uvicorn.Server(config)
        listening = _listening(host, port)
        address = f"http://{shown}:{listening.getsockname()[1]}"
        say(text("Serving at {address}; Ctrl-C ends it.", address=address))
        server.run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Who connects from now on is answered. Raises EnvironmentFault."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise EnvironmentFault(
            "This address cannot be listened on.",
            subject=f"{host}, {port}",
            next_step="Choose another --port.",
            details=str(error),
        ) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
