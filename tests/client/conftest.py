"""Clients of both kinds against scripted servers, without any real waiting."""

from __future__ import annotations

import asyncio
import base64
import logging
import signal
import ssl
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from video_generations_client import AsyncVideoGenerations, Journal, Retries, Task, VideoGenerations

from tests.client.nonce_server import NonceServer
from tests.client.postgres import running_postgres
from tests.client.scripted_server import Act, ScriptedServer
from tests.client.transports import Function

KEY = "sk-test-0123456789/abc+def"
#: The key as servers most often echo it.
SPELLINGS = (KEY, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode())
#: Made once: reading the trusted certificates takes longer than most tests.
TRUST = ssl.create_default_context()


#: Starts a server with a script, and points the client to it.
Serve = Callable[..., ScriptedServer]


class Both:
    """The same calls through the synchronous or the asynchronous client."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.options: dict[str, Any] = {}
        self.transport: Callable[[httpx.Request], httpx.Response] | None = None

    def create(self, **arguments: Any) -> Task:
        """`create`."""
        return self._call("create", **arguments)

    def create_and_wait(self, **arguments: Any) -> Task:
        """`create_and_wait`."""
        return self._call("create_and_wait", **arguments)

    def get(self, task: Task | str, **arguments: Any) -> Task:
        """`get`."""
        return self._call("get", task, **arguments)

    def wait(self, task: Task | str, **arguments: Any) -> Task:
        """`wait`."""
        return self._call("wait", task, **arguments)

    def _call(self, name: str, *positional: Any, **arguments: Any) -> Task:
        transport = Function(self.transport) if self.transport else None
        result: Task
        if self.kind == "sync":
            with httpx.Client(transport=transport, verify=TRUST) as http:
                result = getattr(VideoGenerations(**self.options, http_client=http), name)(*positional, **arguments)
            return result

        async def run() -> Task:
            async with httpx.AsyncClient(transport=transport, verify=TRUST) as http:
                client = AsyncVideoGenerations(**self.options, http_client=http)
                made: Task = await getattr(client, name)(*positional, **arguments)
                return made

        return asyncio.run(run())


@pytest.fixture(autouse=True, scope="session")
def no_proxy() -> Iterator[None]:
    """The loopback is reached directly, whatever proxy this machine has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "*")
        patch.delenv("VIDEO_GENERATIONS_API_KEY", raising=False)
        patch.delenv("VIDEO_GENERATIONS_BASE_URL", raising=False)
        yield


@pytest.fixture
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "SSLKEYLOGFILE",
    ):
        for spelt in (name, name.lower()):
            monkeypatch.delenv(spelt, raising=False)


@pytest.fixture
def nonce_server() -> Iterator[NonceServer]:
    """A server that answers a create with its prompt."""
    with NonceServer() as server:
        yield server


@pytest.fixture
def slow_server() -> Iterator[NonceServer]:
    """The same, which takes its time."""
    with NonceServer(slow=0.15) as server:
        yield server


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """The handler of SIGINT that Python sets, also where the tests were started in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(params=["sync", "async"])
def both(request: pytest.FixtureRequest) -> Both:
    client = Both(request.param)
    client.options = {"api_key": KEY, "retries": Retries(wait_initial=0.0)}
    return client


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with running_postgres() as address:
        yield address


@pytest.fixture
def database(postgres: str) -> str:
    """The address of a database without a journal."""
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS video_generations_journal")
    return postgres


@pytest.fixture
def journal(request: pytest.FixtureRequest, tmp_path: Path, both: Both, place: str) -> Iterator[Journal]:
    """An empty journal, which the client has too."""
    place = str(tmp_path / "jobs.sqlite") if place == "file" else request.getfixturevalue("database")
    both.options["journal"] = place
    journal = Journal(place)
    yield journal
    journal.close()


@pytest.fixture
def serve(both: Both) -> Iterator[Serve]:
    """Start a server with a script, and point the client to it."""
    with ExitStack() as stack:

        def start(*script: Act) -> ScriptedServer:
            server = stack.enter_context(ScriptedServer(list(script)))
            both.options["base_url"] = server.url
            return server

        yield start


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were to be slept; nothing sleeps."""
    seconds: list[float] = []
    really = asyncio.sleep

    async def sleep(delay: float, result: Any = None) -> Any:
        if delay > 0:
            seconds.append(delay)
        return await really(0, result)

    monkeypatch.setattr("tenacity.nap.time", types.SimpleNamespace(sleep=seconds.append))
    monkeypatch.setattr("video_generations_client.client.time", types.SimpleNamespace(sleep=seconds.append))
    monkeypatch.setattr("asyncio.sleep", sleep)
    monkeypatch.setattr("anyio.sleep", sleep)
    return seconds


def told(caplog: pytest.LogCaptureFixture) -> str:
    """The warnings in the log."""
    return " ".join(entry.getMessage() for entry in caplog.records if entry.levelno >= logging.WARNING)


def client_of(answers: Callable[[httpx.Request], httpx.Response], **options: Any) -> VideoGenerations:
    """A client of a server that is a function."""
    http = httpx.Client(transport=httpx.MockTransport(answers), verify=TRUST)
    return VideoGenerations("", base_url="https://host.example", http_client=http, **options)
