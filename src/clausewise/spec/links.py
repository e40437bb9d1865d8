"""Links: where in the answer of an operation an id stands that another one takes (OpenAPI 3.1, "Link Object")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from clausewise.spec.document import Document, unescaped
from clausewise.spec.walking import METHODS, Location


@dataclass(frozen=True)
class Link:
    """An OpenAPI link: where in an answer the id stands that another operation takes."""

    target: str
    parameter: str
    keys: tuple[str, ...]


def links(spec: Document, node: Any) -> list[Link]:
    """The links of an operation that lead to another one, by one parameter of it that takes a part of an answer.

    Of a link with several such parameters it is unknown which is the id of what was made: it is left out.
    """
    found, body = [], "$response.body#/"
    for _, link in _listed(spec, node):
        target = _target(spec, link)
        parts = [(name, str(part)) for name, part in link.get("parameters", {}).items() if str(part).startswith(body)]
        if target is not None and len(parts) == 1:
            ((parameter, expression),) = parts
            keys = tuple(unescaped(key) for key in expression.removeprefix(body).split("/"))
            # A name may say where its parameter stands (OpenAPI 3.1, "Link Object").
            found.append(Link(target, re.sub(r"^(path|query|header|cookie)\.", "", parameter), keys))
    return found


def leading_nowhere(spec: Document, node: Any) -> list[Location]:
    """The places within an operation of its links that lead to no operation of this document."""
    return [place for place, link in _listed(spec, node) if _target(spec, link) is None]


def _listed(spec: Document, node: Any) -> Iterator[tuple[Location, Any]]:
    for status, response in node.get("responses", {}).items():
        if str(status).startswith("2"):
            for name, link in spec.resolve(response).get("links", {}).items():
                yield ("responses", status, "links", name), spec.resolve(link)


def _target(spec: Document, link: Any) -> str | None:
    """The id of the operation that a link leads to, by its id or by its place in this document."""
    paths = spec.document.get("paths", {})
    if "operationId" in link:
        items = [item for path, item in paths.items() if not path.startswith("x-")]
        known = (item[method].get("operationId") for item in items for method in METHODS if method in item)
        return link["operationId"] if link["operationId"] in known else None
    keys = [unescaped(unquote(key)) for key in str(link.get("operationRef", "")).removeprefix("#/").split("/")]
    if len(keys) != len(("paths", "path", "method")) or keys[0] != "paths":
        return None
    node = paths.get(keys[1], {}).get(keys[2])
    return None if node is None else node.get("operationId") or f"{keys[2]}-{keys[1]}"
