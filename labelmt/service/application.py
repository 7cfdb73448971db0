"""The service as an ASGI application: its addresses, its bounds, who may ask, and its OpenAPI page.

Built on Starlette (Encode, BSD-3-Clause). On loopback anybody who can reach the port may ask;
elsewhere only who has the token. Pages of other sites cannot: the name in the request must be one
of this service, and no permission to read across sites is ever given.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from labelmt.domain.errors import InvalidInput
from labelmt.service.batching import Batcher, Busy
from labelmt.service.label_studio_backend import (
    ImageSources,
    choices_tags,
    interface_of,
    prediction_of,
    wanted_images,
)
from labelmt.service.openapi_document import openapi_document, page

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labelmt.api.model import Model

MOST_TASKS = 64
"""Tasks in one request of Label Studio."""


@dataclass(frozen=True, slots=True)
class ServiceChoices:
    """Attributes:
    hosts: names under which the service may be asked; ("*",) any.
    token: what who asks has to know; empty: nothing.
    largest: bytes of a request. sources: where images of Label Studio's tasks come from.
    """

    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    token: str = ""
    largest: int = 64 * 2**20
    sources: ImageSources = field(default_factory=ImageSources)


class _Refused(Exception):
    """An answer that says why not."""

    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status, self.why, self.headers = status, why, headers


def application(model: Model, choices: ServiceChoices) -> Starlette:
    """The service for a model."""
    service = _Service(model, choices)

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        yield
        service.batcher.close()

    return Starlette(
        routes=[
            Route("/", service.page),
            Route("/health", service.health),
            Route("/openapi.json", service.openapi),
            Route("/model", service.about),
            Route("/predictions", service.predictions, methods=["POST"]),
            Route("/setup", service.setup, methods=["POST"]),
            Route("/predict", service.predict, methods=["POST"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(choices.hosts))],
        exception_handlers={_Refused: _told},
        lifespan=life,
    )


async def _told(_request: Request, error: Exception) -> Response:
    if not isinstance(error, _Refused):
        raise error
    return JSONResponse({"error": error.why}, error.status, dict(error.headers))


class _Service:
    def __init__(self, model: Model, choices: ServiceChoices) -> None:
        self.batcher = Batcher(model)
        self._model, self._choices = model, choices
        self._version = f"{model.about['name']} {model.about['made_at']}".strip() or "model"

    async def page(self, _request: Request) -> Response:
        return HTMLResponse(page())

    async def health(self, _request: Request) -> Response:
        """Also Label Studio's: it looks for "UP"."""
        return JSONResponse({"status": "UP", "model_class": "LabelMT"})

    async def openapi(self, _request: Request) -> Response:
        return JSONResponse(openapi_document(bool(self._choices.token)))

    async def about(self, request: Request) -> Response:
        self._check(request)
        labels = [
            {"task": one.task, "label": one.name, "kind": one.kind.value,
             "threshold": one.threshold, "implies": list(one.implies)}
            for one in self._model.labels
        ]  # fmt: skip
        interface = interface_of(self._model)
        return JSONResponse(
            {"labels": labels, "about": self._model.about, "label_studio_interface": interface}
        )

    async def predictions(self, request: Request) -> Response:
        """One image, as the body."""
        self._check(request)
        content = await self._body(request)
        if not content:
            raise _Refused(400, "The body is to be an image file.")
        (answer,) = await self._computed([content])
        if isinstance(answer, str):
            raise _Refused(422, answer)
        return JSONResponse(self._labels(answer))

    async def setup(self, request: Request) -> Response:
        self._check(request)
        await self._json(request)
        return JSONResponse({"model_version": self._version})

    async def predict(self, request: Request) -> Response:
        """Label Studio's tasks."""
        self._check(request)
        asked = await self._json(request)
        tasks = asked.get("tasks")
        interface = asked.get("label_config") or interface_of(self._model)
        if not isinstance(tasks, list) or not all(isinstance(one, dict) for one in tasks):
            raise _Refused(400, "“tasks” is to be a list of tasks.")
        if len(tasks) > MOST_TASKS:
            raise _Refused(413, f"At most {MOST_TASKS} tasks at once.")
        if not isinstance(interface, str):
            raise _Refused(400, "“label_config” is to be a text.")
        try:
            tags = choices_tags(interface)
        except InvalidInput as error:
            raise _Refused(400, error.what) from error
        wanted = wanted_images(tasks, tags)
        references = sorted({one for images in wanted for one in images.values()})
        found = await self._read(references)
        answers = await self._computed(list(found.values())) if found else []
        values: dict[str, NDArray[np.float32]] = {
            one: answer
            for one, answer in zip(found, answers, strict=True)
            if not isinstance(answer, str)
        }
        results = [
            prediction_of(
                self._model,
                tags,
                {key: values[one] for key, one in images.items() if one in values},
                self._version,
            )
            for images in wanted
        ]
        return JSONResponse({"results": results, "model_version": self._version})

    async def _read(self, references: Sequence[str]) -> dict[str, bytes]:
        """Those of these images that can be had; a task without one gets no result."""
        found: dict[str, bytes] = {}
        size = 0
        for one in references:
            try:
                content = await asyncio.to_thread(self._choices.sources.read, one)
            except InvalidInput:
                continue
            size += len(content)
            if size > self._choices.largest:
                raise _Refused(413, "The images of these tasks are too large together.")
            found[one] = content
        return found

    async def _computed(self, files: Sequence[bytes]) -> list[NDArray[np.float32] | str]:
        try:
            return await self.batcher.probabilities(files)
        except Busy:
            raise _Refused(503, "Too much is asked at once.", **{"Retry-After": "1"}) from None
        except InvalidInput as error:
            raise _Refused(500, error.what) from error

    def _labels(self, values: NDArray[np.float32]) -> dict[str, Any]:
        yes = self._model.predicted(values[None])[0]
        return {
            "labels": [
                {
                    "task": label.task,
                    "label": label.name,
                    "probability": round(float(values[column]), 6),
                    "predicted": bool(yes[column]),
                }
                for column, label in enumerate(self._model.labels)
            ]
        }

    def _check(self, request: Request) -> None:
        """Raises _Refused where who asks does not know the token."""
        token = self._choices.token
        if token and not any(
            hmac.compare_digest(one.encode(), token.encode()) for one in _given(request)
        ):
            raise _Refused(401, "The token is missing or wrong.", **{"WWW-Authenticate": "Bearer"})

    async def _body(self, request: Request) -> bytes:
        """Raises _Refused where it is larger than may be, before all of it is there."""
        largest = self._choices.largest
        told = request.headers.get("content-length", "")
        if told.isdigit() and int(told) > largest:
            raise _Refused(413, f"At most {largest:,} bytes.")
        parts = bytearray()
        try:
            async for part in request.stream():
                parts += part
                if len(parts) > largest:
                    raise _Refused(413, f"At most {largest:,} bytes.")
        except ClientDisconnect:
            raise _Refused(400, "The request ended early.") from None
        return bytes(parts)

    async def _json(self, request: Request) -> dict[str, Any]:
        try:
            found = json.loads(await self._body(request))
        except (ValueError, RecursionError) as error:
            raise _Refused(400, "The body is to be JSON.") from error
        if not isinstance(found, dict):
            raise _Refused(400, "The body is to be a JSON object.")
        return found


def _given(request: Request) -> list[str]:
    """Tokens of a request: a bearer's, or the password that Label Studio sends."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "token"):
        return [value.strip()]
    if scheme.lower() == "basic":
        try:
            return [base64.b64decode(value, validate=True).decode().partition(":")[2]]
        except (binascii.Error, UnicodeDecodeError):
            return []
    return []
