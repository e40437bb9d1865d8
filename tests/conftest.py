"""Fixtures for every folder of tests: the suite as a command in front of a server that counts, and SIGINT heeded."""

import gc
import signal
from collections.abc import Iterator

import pytest

pytest_plugins = ["tests.suite.command"]


@pytest.fixture(autouse=True, scope="session")
def heeded() -> Iterator[None]:
    """Let SIGINT interrupt these tests, and the programs that they start, where it is ignored, as under nohup."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def pytest_collection_finish() -> None:
    """Take what thousands of collected tests hold out of each search for garbage: it stays to the end."""
    gc.freeze()
