"""The spec as a document: reading it, following references, finding what governs a place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from contract_tests.spec.clauses import Clause, SpecError, clauses_at
from contract_tests.spec.operations import Operation, read_operations
from contract_tests.spec.reading import at, read_document
from contract_tests.spec.walking import places, pointer

#: The one spec of this repository.
DEFAULT_SPEC = Path(__file__).resolve().parents[2] / "openapi" / "video-generations.yaml"


class Spec:
    """An OpenAPI 3.1 document and what this project reads from it."""

    def __init__(self, document: dict[str, Any], source: Path) -> None:
        self.document = document
        self.source = source

    @classmethod
    def load(cls, path: Path = DEFAULT_SPEC) -> Spec:
        """Read a spec from a YAML or JSON file; SpecError when it is none."""
        return cls(read_document(path), path)

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

    @cached_property
    def operations(self) -> list[Operation]:
        """Every operation, in the order of the document."""
        return read_operations(self)

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id; SpecError when there is none."""
        for operation in self.operations:
            if operation.id == operation_id:
                return operation
        raise SpecError(f"{self.source}: there is no operation {operation_id!r}")

    @property
    def security_scheme(self) -> tuple[str, ...] | None:
        """Where the first security scheme stands, None when the spec has none."""
        name = next(iter(self.document.get("components", {}).get("securitySchemes", {})), None)
        return None if name is None else ("components", "securitySchemes", name)

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Every clause by its id, in the order of the document."""
        found: dict[str, Clause] = {}
        for place in places(self.document):
            for clause in clauses_at(place.node, pointer(*place.path)):
                found.setdefault(clause.id, clause)
        return found

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
