"""Sends requests by a generated client and reads the answers; run by `trial`, in a process of its own.

Reads a JSON document on stdin (package, url, operations), prints how many requests were answered and
read. The last line on stderr says which one was not.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pkgutil
import re
import sys
import typing
import warnings
from types import ModuleType
from typing import Any


class TrialError(Exception):
    """A request was refused, or its answer not read."""


def main() -> None:
    """Run the program."""
    warnings.simplefilter("ignore")  # what is valid and has no effect is tried too
    told = json.load(sys.stdin)
    generated = f"{told['package']}._generated"
    modules = {_plain(found.__name__.rpartition(".")[2]): found for found in _modules(f"{generated}.api")}
    client = importlib.import_module(f"{generated}.client").AuthenticatedClient(base_url=told["url"], token="none")  # noqa: S106 - the mock server knows no key
    by_id = {task["id"]: task for task in told["operations"]}
    count = 0
    failed: list[str] = []
    for task in told["operations"]:
        try:
            count += _tried(modules, client, task, by_id)
        except Exception as error:
            failed.append(str(error) if isinstance(error, TrialError) else f"{task['id']}: {_named(error)}")
    if told["whole"]:
        try:
            count += _by_hand(told, by_id)
        except Exception as error:
            failed.append(_named(error))
    print(json.dumps({"count": count, "failed": failed}))


def _tried(modules: dict[str, ModuleType], client: Any, task: dict[str, Any], by_id: dict[str, Any]) -> int:
    """Send every request of an operation, and read what it has made; how many requests."""
    count = 0
    for body in [] if task["linked"] else task["bodies"]:
        answer = _sent(modules, client, task, body, task["parameters"])
        count += 1
        for target, parameter, location in task["links"]:
            made = json.loads(answer)
            for name in location:
                made = made[int(name) if isinstance(made, list) else name]
            if target in by_id:
                linked = by_id[target]
                _sent(modules, client, linked, linked["bodies"][0], {**linked["parameters"], parameter: made})
                count += 1
    return count


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _sent(modules: dict[str, ModuleType], client: Any, task: dict[str, Any], body: Any, parameters: Any) -> bytes:
    """Send one request by the generated function; gives the bytes of the answer."""
    where = f"{task['id']} with {json.dumps(body, ensure_ascii=False)}"
    module = modules.get(_plain(task["id"]))
    if module is None:
        raise TrialError(f"{task['id']}: the client has no such function")
    named = {_plain(name): value for name, value in parameters.items()}
    arguments: dict[str, Any] = {"client": client}
    for name in inspect.signature(module.sync_detailed).parameters:
        if name == "body" and body is not None:
            arguments[name] = _model(typing.get_type_hints(module.sync_detailed)["body"], body)
        elif _plain(name) in named:
            arguments[name] = named[_plain(name)]
    try:
        answer = module.sync_detailed(**arguments)
    except Exception as error:
        raise TrialError(f"{where}: {type(error).__name__}: {error}") from error
    if not 200 <= answer.status_code < 300:
        raise TrialError(f"{where}: answered with {int(answer.status_code)} {answer.content[:200].decode()}")
    if task["answers"] and answer.parsed is None:
        raise TrialError(f"{where}: the answer is not read: {answer.content[:200].decode()}")
    content: bytes = answer.content
    return content


def _model(hint: Any, body: Any) -> Any:
    """The body as one of the classes that the function takes; itself where it takes no class."""
    if typing.get_origin(hint) is list and isinstance(body, list):
        return [_model(typing.get_args(hint)[0], item) for item in body]
    kinds = [kind for kind in (typing.get_args(hint) or (hint,)) if kind is not type(None)]
    lists = [kind for kind in kinds if typing.get_origin(kind) is list]
    if lists and isinstance(body, list):
        return _model(lists[0], body)
    classes = [kind for kind in kinds if hasattr(kind, "from_dict")]
    for kind in classes:
        try:
            made = kind.from_dict(body)
            if made.to_dict() == body:
                return made
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    if classes:
        raise TrialError(f"no class of {hint} takes {json.dumps(body, ensure_ascii=False)}")
    return body


def _by_hand(told: dict[str, Any], by_id: dict[str, Any]) -> int:
    """Send what is paid by the layer that stands by hand around the generated code; how many requests."""
    package = importlib.import_module(told["package"])
    count = 0
    for task in by_id.values():
        for name in task["classes"]:
            typed = getattr(importlib.import_module(f"{told['package']}._generated.signatures"), name)
            layers: list[Any] = [
                kind for kind in vars(package).values() if inspect.isclass(kind) and issubclass(kind, typed)
            ]
            for layer in layers:
                client = layer("", base_url=told["url"])
                asyncio.run(_created_and_read(client, task["bodies"]) if task["starts"] else _called(client, task))
                count += (2 if task["starts"] else 1) * len(task["bodies"])
    return count


async def _created_and_read(client: Any, bodies: list[Any]) -> None:
    """Send each body by a client, synchronous or not, and read what it has made."""
    for body in bodies:
        made = client._create(body, {})
        made = await made if inspect.isawaitable(made) else made
        read = client.get(made)
        await read if inspect.isawaitable(read) else read


async def _called(client: Any, task: dict[str, Any]) -> None:
    """Send each body of an operation that starts no task by a client, synchronous or not."""
    for body in task["bodies"]:
        made = client._call(task["id"], body, {}, task["parameters"])
        await made if inspect.isawaitable(made) else made


def _modules(package: str) -> list[ModuleType]:
    root = importlib.import_module(package)
    found = pkgutil.walk_packages(root.__path__, f"{package}.")
    return [importlib.import_module(module.name) for module in found if not module.ispkg]


def _plain(name: str) -> str:
    """A name without what Python and the generator change in it."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        sys.exit(str(error) if isinstance(error, TrialError) else f"{type(error).__name__}: {error}")
