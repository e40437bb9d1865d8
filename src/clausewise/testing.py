"""Fixtures for other people's tests: the mock server of a spec. Installed, they are there; no option is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # imported by the fixture alone: every pytest of the environment loads this module
    from clausewise.mock_server import MockServer


@dataclass(frozen=True)
class RunningMock:
    """A mock server that runs. `url` is its base URL; `server` counts `requests` and `accepted` creates."""

    url: str
    server: MockServer


@pytest.fixture
def clausewise_spec() -> Path:
    """The file of the spec that `clausewise_mock` serves; define it anew for another one."""
    from clausewise.bundled import DEFAULT_SPEC

    return DEFAULT_SPEC


@pytest.fixture
def clausewise_mock(clausewise_spec: Path) -> Iterator[RunningMock]:
    """A mock server on a free port of the loopback, for one test."""
    from clausewise.mock_server import MockServer, running
    from clausewise.spec import Spec

    server = MockServer(Spec.load(clausewise_spec))
    with running(server) as url:
        yield RunningMock(url, server)
