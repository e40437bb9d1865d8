"""Fixtures for pytest, for those who ask for them.

In a conftest.py: `pytest_plugins = ["video_generations_client.testing.pytest_plugin"]`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..address import URL_VARIABLE
from ..api_key import KEY_VARIABLE
from .fake import FakeAsyncVideoGenerations, FakeVideoGenerations
from .server import ContractServer


@pytest.fixture
def video_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ContractServer]:
    """A server of the contract; clients without a base_url use it, and no key."""
    with ContractServer() as server:
        monkeypatch.setenv(URL_VARIABLE, server.url)
        monkeypatch.setenv(KEY_VARIABLE, "")
        yield server


@pytest.fixture
def fake_videos() -> Iterator[FakeVideoGenerations]:
    """A client that needs no network."""
    with FakeVideoGenerations() as videos:
        yield videos


@pytest.fixture
def fake_async_videos() -> FakeAsyncVideoGenerations:
    """An asynchronous client that needs no network."""
    return FakeAsyncVideoGenerations()
