"""The data that the hand-written layer of the client needs of the spec, as one JSON file beside the models."""

from __future__ import annotations

import json
import re
from itertools import chain, count
from pathlib import Path
from typing import Any

from clausewise.codegen.errors import GenerationError
from clausewise.codegen.operations import create_of, others_of
from clausewise.codegen.validator_schema import compiled, validator_schema
from clausewise.spec import Operation, Spec
from clausewise.spec.compiling import asserted
from clausewise.spec.references import keys_of
from clausewise.spec.refusals import refusal_schemas
from clausewise.spec.walking import Location, rebuilt

FILE_NAME = "contract.json"


def write_contract(spec: Spec, folder: Path, *, strict: bool = True) -> list[str]:
    """Write `contract.json`: every operation and its links, the requests of the paid ones, the record of a task.

    Gives a line for each request that the client cannot check; where that is `strict`, GenerationError.
    """
    unchecked: list[str] = []
    operations = {}
    called = [each for each in (create_of(spec), *others_of(spec)) if each is not None]
    called += [each for each in spec.operations if each.paid and each.body_location is not None and each not in called]
    for operation in spec.operations:
        described = operations[operation.id] = _operation(spec, operation)
        if operation in called:
            where = f"{spec.source}: the request of {operation.id}, #"
            try:
                described["request"] = compiled(validator_schema(request_schema(spec, operation), where), where)
            except GenerationError as error:
                if strict:
                    raise
                unchecked.append(f"the client does not check the requests of {operation.id}: {error}")
    text = json.dumps({"operations": operations, **_task(spec)}, indent=1, ensure_ascii=False, default=str)
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8", newline="\n")
    return unchecked


def _operation(spec: Spec, operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {"method": operation.method, "path": operation.url_path, "paid": operation.paid}
    described["links"] = [
        {"operation": link.target, "parameter": link.parameter, "location": list(link.keys)} for link in operation.links
    ]
    accepted = operation.accepted
    places = refusal_schemas(spec, operation.id, accepted.status) if accepted is not None else ()
    if places:
        described["refusals"] = [compiled(validator_schema(schema_at(spec, place), "#"), "#") for place in places]
    return described


def _task(spec: Spec) -> dict[str, Any]:
    """The reading of a task's record: `x-task` of the first schema that has it, and the words that are no end."""
    for schema in spec.document.get("components", {}).get("schemas", {}).values():
        task = schema.get("x-task") if isinstance(schema, dict) else None
        if task:
            node: Any = schema
            for name in task["status"].split("/")[1:]:
                node = spec.resolve(spec.resolve(node).get("properties", {}).get(name, {}))
            ends = {*task["success"], *task["failure"]}
            return {"task": {**task, "unfinished": [word for word in node.get("enum", ()) if word not in ends]}}
    return {}


def request_schema(spec: Spec, operation: Operation) -> dict[str, Any]:
    """The schema of the JSON body on its own, everything that it refers to beneath `$defs`."""
    if operation.body_location is None:
        raise ValueError(f"{operation.id} has no JSON body")
    return schema_at(spec, operation.body_location)


def schema_at(spec: Spec, place: Location) -> dict[str, Any]:
    """The schema at a place on its own, everything that it refers to beneath `$defs`."""
    definitions = _Definitions()
    root = _local(spec, asserted(spec.at(spec.flat(place))), definitions)
    while "$ref" in root and len(root) == 1:  # the root itself, not a reference to it
        root = definitions.schemas[root["$ref"].rpartition("/")[2]]
    return {**root, "$defs": definitions.schemas} if definitions.schemas else dict(root)


class _Definitions:
    """The schemas beneath `$defs`, each under a name of its own: the last key of its reference where that is free."""

    def __init__(self) -> None:
        self.schemas: dict[str, Any] = {}
        self._names: dict[Location, str] = {}

    def name(self, keys: Location) -> str:
        """The name of the schema at a place."""
        if keys not in self._names:
            plain = re.sub(r"\W", "_", str(keys[-1]) if keys else "document")
            taken = set(self._names.values())
            names = chain([plain], (f"{plain}_{number}" for number in count(2)))
            self._names[keys] = next(name for name in names if name not in taken)
        return self._names[keys]


def _local(spec: Spec, node: Any, definitions: _Definitions, kind: str = "schema") -> Any:
    """A copy in which each `$ref` leads below `$defs`."""
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in _LEFT_OUT}
    copy = rebuilt(kept, kind, lambda child, inner, _: _local(spec, child, definitions, inner))
    if isinstance(node.get("$ref"), str):
        name = definitions.name(keys_of(node["$ref"]))
        copy["$ref"] = f"#/$defs/{name}"
        if name not in definitions.schemas:
            definitions.schemas[name] = {}  # known before its content: a schema may lead back to itself
            definitions.schemas[name] = _local(spec, asserted(spec.at(node["$ref"])), definitions)
    return copy


#: Keys of no use to a validator, and long.
_LEFT_OUT = {"example", "examples", "x-value-classes", "x-enum-varnames", "x-safe-value"}
