"""The service over a real socket: many clients at once, bounds, the token, Label Studio."""

from __future__ import annotations

import base64
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image
from tiny_model import write_model

from labelmt import load_model
from labelmt.service import batching
from labelmt.service.application import ServiceChoices, application
from labelmt.service.label_studio_backend import ImageSources, choices_tags

CLIENTS = 50
INTERFACE = """<View><Image name="photo" value="$picture"/>
<Choices name="colour" toName="photo" choice="multiple">
<Choice value="reddish"/><Choice value="greenish"/><Choice value="blueish"/></Choices></View>"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "colours.onnx")


@contextmanager
def served(model: Path, choices: ServiceChoices | None = None) -> Iterator[int]:
    """The port of a service on loopback, ended at the end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            application(load_model(model), choices or ServiceChoices()), log_level="error"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(60)
            assert not thread.is_alive()


def ask(
    port: int, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        plain = answer.headers.get_content_type() == "application/json"
        return answer.status, dict(answer.headers), json.loads(content) if plain else content
    finally:
        connection.close()


def image(colour: tuple[int, int, int], size: tuple[int, int] = (20, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def chances(answer: Any) -> dict[str, float]:
    return {one["label"]: one["probability"] for one in answer["labels"]}


def test_many_clients_at_once_each_get_their_own_answer(model: Path) -> None:
    together = threading.Barrier(CLIENTS)

    def client(number: int) -> None:
        together.wait(60)
        for turn in range(4):
            red = (number * 5 + turn) % 256
            size = (8 + number % 3, 8 + turn)
            status, _, answer = ask(port, "POST", "/predictions", image((red, 51, 0), size))
            assert status == 200
            found = chances(answer)
            assert found["reddish"] == pytest.approx(red / 255, abs=1e-5)
            assert found["greenish"] == pytest.approx(0.2, abs=1e-5)
            assert ask(port, "GET", "/health")[2]["status"] == "UP"

    with served(model) as port, ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(client, number) for number in range(CLIENTS)]:
            done.result()


def test_what_waits_is_bounded(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "WAITING", 3)
    tasks = [{"data": {"picture": f"data:;base64,{encoded(image((n, 0, 0)))}"}} for n in range(4)]
    body = json.dumps({"tasks": tasks, "label_config": INTERFACE}).encode()
    with served(model) as port:
        status, headers, answer = ask(port, "POST", "/predict", body)
        assert (status, headers["retry-after"]) == (503, "1")
        assert "Too much" in answer["error"]
        body = json.dumps({"tasks": tasks[:3], "label_config": INTERFACE}).encode()
        assert ask(port, "POST", "/predict", body)[0] == 200  # nothing of the first was kept


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_what_is_too_large_or_no_image_is_refused(model: Path) -> None:
    with served(model, ServiceChoices(largest=10_000)) as port:
        assert ask(port, "POST", "/predictions", b"x" * 10_001)[0] == 413
        parts = iter([b"x" * 6_000] * 2)  # its length is told nowhere
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("POST", "/predictions", parts, encode_chunked=True,
                           headers={"Transfer-Encoding": "chunked"})  # fmt: skip
        assert connection.getresponse().status == 413
        connection.close()
        assert ask(port, "POST", "/predictions", b"")[0] == 400
        status, _, answer = ask(port, "POST", "/predictions", b"GIF89a no more")
        assert status == 422
        assert answer["error"]
        for body in (b"", b"[]", b"{", b"[" * 5_000, b'{"tasks": 3}', b'{"tasks": [3]}'):
            assert ask(port, "POST", "/predict", body)[0] == 400, body
        many = json.dumps({"tasks": [{}] * 65}).encode()
        assert ask(port, "POST", "/predict", many)[0] == 413
        assert ask(port, "GET", "/predict")[0] == 405
        assert ask(port, "GET", "/nowhere")[0] == 404
        assert ask(port, "GET", "/health")[0] == 200


def test_who_does_not_know_the_token_learns_nothing(model: Path) -> None:
    with served(model, ServiceChoices(token="secret")) as port:
        for headers in (
            {},
            {"Authorization": "Bearer secre"},
            {"Authorization": "Bearer sécret".encode().decode("latin-1")},
            {"Authorization": "Basic ???"},
            {"Authorization": f"Basic {encoded(b'secret:me')}"},
        ):
            for method, path in (("GET", "/model"), ("POST", "/predictions"), ("POST", "/predict"),
                                 ("POST", "/setup")):  # fmt: skip
                assert ask(port, method, path, image((1, 2, 3)), **headers)[0] == 401
        for word in ("Bearer secret", "Token secret", f"Basic {encoded(b'me:secret')}"):
            assert ask(port, "GET", "/model", Authorization=word)[0] == 200
        assert ask(port, "GET", "/health")[0] == 200


def test_a_page_of_another_site_cannot_ask(model: Path) -> None:
    with served(model) as port:
        assert ask(port, "GET", "/model", Host="evil.example:9090")[0] == 400
        status, headers, _ = ask(port, "GET", "/model", Origin="http://evil.example")
        assert status == 200
        assert not any(name.lower().startswith("access-control") for name in headers)


def test_it_describes_itself(model: Path) -> None:
    with served(model) as port:
        described = ask(port, "GET", "/openapi.json")[2]
        assert described["openapi"].startswith("3.")
        for path, methods in described["paths"].items():
            for method in methods:
                assert ask(port, method.upper(), path)[0] != 404
        assert b"POST /predictions" in ask(port, "GET", "/")[2]
        about = ask(port, "GET", "/model")[2]
        assert [one["label"] for one in about["labels"]] == ["reddish", "greenish"]
        (tag,) = choices_tags(about["label_studio_interface"])
        assert (tag.name, tag.choices) == ("colour", ("reddish", "greenish"))


class Studio(BaseHTTPRequestHandler):
    """An image for who has the key; another place for who follows."""

    def do_GET(self) -> None:
        if self.path == "/elsewhere.png":
            self.send_response(302)
            self.send_header("Location", "/data/upload/1.png")
            self.end_headers()
            return
        known = self.headers["Authorization"] == "Token key"
        self.send_response(200 if known else 403)
        self.end_headers()
        if known:
            self.wfile.write(image((0, 255, 0)))

    def log_message(self, *_: object) -> None:
        pass


def test_label_studio_gets_choices_of_its_tasks(model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "red.png").write_bytes(image((255, 0, 0)))
    (tmp_path / "outside.png").write_bytes(image((255, 0, 0)))
    with ThreadingHTTPServer(("127.0.0.1", 0), Studio) as studio:
        threading.Thread(target=studio.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{studio.server_port}"
        references = {
            f"data:image/png;base64,{encoded(image((255, 255, 0)))}": ["reddish", "greenish"],
            "/data/local-files/?d=red.png": ["reddish"],
            "/data/upload/1.png": ["greenish"],
            f"{address}/data/upload/1.png": ["greenish"],
            f"{address}/elsewhere.png": None,
            "/data/local-files/?d=../outside.png": None,
            "/data/local-files/?d=/etc/passwd": None,
            "/data/local-files/?d=nowhere.png": None,
            "http://127.0.0.1:1/1.png": None,
            f"{address}@evil.example/1.png": None,
            "file:///etc/passwd": None,
            "data:image/png;base64,????": None,
            "data:image/png;base64,aGVsbG8=": None,
        }
        tasks = [{"id": at, "data": {"picture": one}} for at, one in enumerate(references)]
        body = {"tasks": [*tasks, {"data": {}}, {}], "label_config": INTERFACE}
        sources = ImageSources(folder, address, "key")
        with served(model, ServiceChoices(sources=sources)) as port:
            ready = ask(port, "POST", "/setup", json.dumps({"schema": INTERFACE}).encode())
            assert ready[2]["model_version"].startswith("colours")
            status, _, answer = ask(port, "POST", "/predict", json.dumps(body).encode())
        studio.shutdown()
    assert status == 200
    assert len(answer["results"]) == len(references) + 2
    for (reference, labels), result in zip(references.items(), answer["results"], strict=False):
        if labels is None:
            assert result["result"] == [], reference
            continue
        (one,) = result["result"]
        assert one["value"]["choices"] == labels, reference
        assert (one["from_name"], one["to_name"], one["type"]) == ("colour", "photo", "choices")
        assert 0 <= result["score"] <= 1


@pytest.mark.parametrize(
    "interface",
    ["<View>", "no", '<!DOCTYPE a [<!ENTITY x "y">]><View/>', "<a>" * 100_000, "x" * 2**21],
)
def test_an_interface_that_is_none_is_refused(interface: str, model: Path) -> None:
    body = json.dumps({"tasks": [{}], "label_config": interface}).encode()
    with served(model) as port:
        assert ask(port, "POST", "/predict", body)[0] == 400


def test_the_command_serves_until_it_is_ended(model: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "labelmt", "serve", model, "--port", "0"],
        env={**os.environ, "LABELMT_HOME": str(tmp_path / "home")},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stderr is not None
            said = running.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
            assert found, said
            status, _, answer = ask(int(found[1]), "POST", "/predictions", image((51, 0, 0)))
            assert status == 200
            assert chances(answer)["reddish"] == pytest.approx(0.2, abs=1e-5)
            running.send_signal(signal.SIGINT)
            running.wait(timeout=120)
            assert "Traceback" not in running.stderr.read()
        finally:
            running.kill()


def test_elsewhere_than_on_loopback_a_token_is_asked_for(model: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "labelmt", "serve", model, "--port", "0", "--host", "0.0.0.0"],
        env={**os.environ, "LABELMT_HOME": str(tmp_path / "home")},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stderr is not None
            token = running.stderr.readline().split()[1]
            found = re.search(r":(\d+);", running.stderr.readline())
            assert found
            assert ask(int(found[1]), "GET", "/model")[0] == 401
            assert ask(int(found[1]), "GET", "/model", Authorization=f"Bearer {token}")[0] == 200
        finally:
            running.kill()
