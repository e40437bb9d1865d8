"""Test doubles for programs with this client: a server of the contract in the process, and clients without a network.

    from video_generations_client.testing import ContractServer, FakeVideoGenerations

For pytest, in a conftest.py: `pytest_plugins = ["video_generations_client.testing.pytest_plugin"]`.
"""

from __future__ import annotations

from .fake import FakeAsyncVideoGenerations, FakeVideoGenerations
from .server import ContractServer
from .tasks import Outcome

__all__ = ["ContractServer", "FakeAsyncVideoGenerations", "FakeVideoGenerations", "Outcome"]
