"""A document of OpenAPI: following references, finding the clause that governs a place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clausewise.spec.clauses import Clause, SpecError, clauses_at
from clausewise.spec.source_file import at
from clausewise.spec.walking import pointer


class Document:
    """A document of OpenAPI 3.1: following references, finding the clause that governs a place."""

    def __init__(self, document: dict[str, Any], source: Path) -> None:
        self.document = document
        self.source = source

    def at(self, reference: str) -> Any:
        """The node that a local JSON pointer such as `/components/schemas/Duration` names."""
        try:
            return at(self.document, reference)
        except KeyError as error:
            raise SpecError(f"{self.source}: the reference {reference} leads nowhere (no {error} there)") from None

    def resolve(self, node: Any) -> Any:
        """The node behind `$ref`, one or several deep, with what stands beside the `$ref` laid over it."""
        while isinstance(node, dict) and "$ref" in node:
            beside = {key: value for key, value in node.items() if key != "$ref"}
            node = {**self.at(node["$ref"]), **beside} if beside else self.at(node["$ref"])
        return node

    def flat(self, path: Sequence[str | int]) -> str:
        """The JSON pointer of the node at a path of keys that may lead through `$ref`."""
        where = ""
        for key in path:
            where = self.at(where)["$ref"].removeprefix("#") if key == "$ref" else where + pointer(key)
        return where

    def follow(self, path: Sequence[str | int]) -> tuple[tuple[str | int, ...], Any]:
        """The path with every `$ref` at its end followed, and the resolved node that stands there."""
        node = self.resolve(self.at(self.flat(path)))
        trail = tuple(path)
        while isinstance(raw := self.at(self.flat(trail)), dict) and "$ref" in raw:
            trail = (*trail, "$ref")
        return trail, node

    def governing(self, path: Sequence[str | int], keyword: str) -> Clause:
        """The clause that governs `keyword` of the node at `path`: the nearest one towards the root.

        `path` may lead through `$ref`. Where no clause stands, the spec itself is the promise: a
        clause named after the place, documented.
        """
        pointers = [self.flat(path[:length]) for length in range(len(path) + 1)]
        for where in reversed(pointers):
            for clause in clauses_at(self.at(where), where):
                if clause.governs(keyword):
                    return clause
        where = pointers[-1]
        return Clause(_name(where, keyword), "documented", f"The spec says so at #{where} ({keyword}).", where)


def _name(place: str, keyword: str) -> str:
    structural = {"", "components", "schemas", "properties", "paths", "content", "schema"}
    parts = [part.replace("~1", "/").strip("/") for part in place.split("/") if part not in structural]
    return "-".join([*parts[-3:], keyword]).replace("/", "-")
