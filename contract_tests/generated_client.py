"""The generated client as a sender of requests: what it makes of a body, and what it reads in an answer."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx

from clausewise.spec import Operation

PACKAGE = "video_generations_client._generated"


class NoClientError(Exception):
    """The generated client is not installed, or knows no such operation."""


class ClientUnderTest:
    """One operation of the generated client, whose requests are answered by a function of ours."""

    def __init__(self, operation: Operation, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self._module = _module(operation)
        self._client: Any = importlib.import_module(f"{PACKAGE}.client").Client(
            base_url="http://client.invalid", httpx_args={"transport": httpx.MockTransport(answer)}
        )
        self.body_type: Any = typing.get_type_hints(self._module.sync_detailed).get("body")

    def send(self, body: Any = None, **path_parameters: Any) -> Any:
        """Send a body through its model; gives what the client reads in the answer."""
        arguments = dict(path_parameters)
        if self.body_type is not None:
            arguments["body"] = self.body_type.from_dict(body)
        return self._module.sync_detailed(client=self._client, **arguments).parsed


def _module(operation: Operation) -> ModuleType:
    try:
        api = importlib.import_module(f"{PACKAGE}.api")
    except ImportError as error:
        raise NoClientError(
            f"the generated client is not installed ({error}): pip install ./generated_client"
        ) from None
    wanted = operation.id.replace("_", "").replace("-", "").lower()
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if not found.ispkg and found.name.rpartition(".")[2].replace("_", "") == wanted:
            return importlib.import_module(found.name)
    raise NoClientError(f"the generated client has no operation {operation.id}: python -m scripts.regenerate")
