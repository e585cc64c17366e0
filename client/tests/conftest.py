"""A real HTTP server on loopback that records what it is asked, and shorthands for the client and its program."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from freqtrade_client import FtRestClient
from freqtrade_client.cli import main

JSON_TYPE = {"Content-Type": "application/json"}


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


@dataclass
class Answer:
    status: int = 200
    content: bytes = b'{"fine": true}'
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON_TYPE))


class RecordingServer(ThreadingHTTPServer):
    """Gives its answers in order, and the default one when they are used up."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[Request] = []
        self.answers: deque[Answer | None] = deque()
        self.released = threading.Event()
        self.released.set()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def will_say(self, content: Any, status: int = 200, **headers: str) -> None:
        self.answers.append(Answer(status, json.dumps(content).encode(), JSON_TYPE | headers))

    def will_send_text(self, text: str, status: int = 200, **headers: str) -> None:
        self.answers.append(Answer(status, text.encode(), {"Content-Type": "text/html"} | headers))

    def will_hang_up(self) -> None:
        self.answers.append(None)

    def stays_silent(self) -> None:
        self.released.clear()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections that a test cuts off are no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RecordingServer

    def answer(self) -> None:
        self.server.requests.append(self.recorded())
        self.server.released.wait(timeout=10)
        answer = self.server.answers.popleft() if self.server.answers else Answer()
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(answer.content))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_DELETE = answer  # noqa: N815 - http.server looks for these names

    def recorded(self) -> Request:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        return Request(self.command, url.path, query, json.loads(body) if body else None, dict(self.headers))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Tests read the recorded requests instead."""


@dataclass
class Result:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with RecordingServer() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.released.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def make_client(server: RecordingServer) -> Iterator[Callable[..., FtRestClient]]:
    made: list[FtRestClient] = []

    def make(url: str = server.url, *login: str, **options: Any) -> FtRestClient:
        made.append(FtRestClient(url, *login, **{"backoff_s": 0, "timeout": 5, **options}))
        return made[-1]

    yield make
    for client in made:
        client.__exit__()


@pytest.fixture
def client(make_client: Callable[..., FtRestClient]) -> FtRestClient:
    return make_client()


@pytest.fixture
def nobody(server: RecordingServer) -> str:
    """An address where nobody listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        return f"127.0.0.1:{closed.server_address[1]}"


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs the program with these words and this environment."""

    def run(*words: str, **environment: str) -> Result:
        try:
            code = main(words, environment)
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


@pytest.fixture
def ask(program: Callable[..., Result], server: RecordingServer) -> Callable[..., Result]:
    """Runs the program against the recording server."""

    def run(*words: str, **environment: str) -> Result:
        return program("--url", server.url, "--retries", "0", *words, **environment)

    return run
