"""OpenAPI description of the service, and a page that tells the same to people."""

from __future__ import annotations

import html
from typing import Any

from labelmt import __version__

_IMAGE = {"schema": {"type": "string", "format": "binary"}}
_LABELS = {
    "type": "object",
    "required": ["labels"],
    "properties": {
        "labels": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["task", "label", "probability", "predicted"],
                "properties": {
                    "task": {"type": "string"},
                    "label": {"type": "string"},
                    "probability": {"type": "number", "minimum": 0, "maximum": 1},
                    "predicted": {"type": "boolean"},
                },
            },
        }
    },
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
}
_TASKS = {
    "type": "object",
    "required": ["tasks"],
    "properties": {
        "tasks": {
            "type": "array",
            "maxItems": 64,
            "items": {"type": "object", "properties": {"data": {"type": "object"}}},
        },
        "label_config": {"type": "string"},
    },
}
_WHY = {
    "400": "The request is not of this form.",
    "413": "It is too large.",
    "422": "The image cannot be read.",
    "500": "The model could not be run.",
    "503": "Too much is asked at once; ask again.",
}


def openapi_document(token: bool) -> dict[str, Any]:
    """OpenAPI 3.1. Args: token: whether one is asked for."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "LabelMT", "version": __version__},
        "paths": {
            "/health": {"get": _told("Whether the service is there", {"type": "object"})},
            "/model": {"get": _told("Labels, licence, what judged it", {"type": "object"}, token)},
            "/predictions": {
                "post": _told(
                    "Probabilities of one image, whose file is the body",
                    _LABELS,
                    token,
                    body={"image/*": _IMAGE, "application/octet-stream": _IMAGE},
                    errors=("400", "413", "422", "500", "503"),
                )
            },
            "/setup": {
                "post": _told(
                    "Label Studio's: get ready",
                    {"type": "object"},
                    token,
                    body={"application/json": {"schema": {"type": "object"}}},
                    errors=("400", "413"),
                )
            },
            "/predict": {
                "post": _told(
                    "Label Studio's: predictions of tasks",
                    {
                        "type": "object",
                        "required": ["results"],
                        "properties": {"results": {"type": "array", "items": {"type": "object"}}},
                    },
                    token,
                    body={"application/json": {"schema": _TASKS}},
                    errors=("400", "413", "500", "503"),
                )
            },
        },
    }
    if token:
        document["components"] = {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}
        }
    return document


def _told(
    summary: str,
    answer: dict[str, Any],
    token: bool = False,
    *,
    body: dict[str, Any] | None = None,
    errors: tuple[str, ...] = (),
) -> dict[str, Any]:
    def content(schema: dict[str, Any]) -> dict[str, Any]:
        return {"application/json": {"schema": schema}}

    responses: dict[str, Any] = {"200": {"description": summary, "content": content(answer)}}
    for status in errors:
        responses[status] = {"description": _WHY[status], "content": content(_ERROR)}
    told: dict[str, Any] = {"summary": summary, "responses": responses}
    if token:
        responses["401"] = {"description": "The token is wrong.", "content": content(_ERROR)}
        told["security"] = [{"token": []}]
    if body is not None:
        told["requestBody"] = {"required": True, "content": body}
    return told


def page() -> str:
    """The addresses as a page without anything from elsewhere."""
    rows = "".join(
        f"<tr><td><code>{method.upper()} {html.escape(path)}</code></td>"
        f"<td>{html.escape(told['summary'])}</td></tr>"
        for path, methods in openapi_document(False)["paths"].items()
        for method, told in methods.items()
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>LabelMT</title>"
        "<style>body{font:16px sans-serif;margin:2em}td{padding:.3em 1em .3em 0}</style>"
        f"<h1>LabelMT</h1><table>{rows}</table>"
        '<p><a href="/openapi.json">openapi.json</a></p></html>'
    )
