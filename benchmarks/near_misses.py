"""The share of schemas of a corpus that get a valid value and a near miss, and whether one of them is wrong.

    python -m benchmarks.near_misses FOLDER [--remotes REMOTES] [--show]

FOLDER holds files of the JSON Schema Test Suite (https://github.com/json-schema-org/JSON-Schema-Test-Suite, its
tests/draft2020-12), REMOTES the files that its schemas refer to (its remotes). Each schema that has valid and invalid
examples there becomes a field of a request, for which the engine makes value classes and near misses. What a schema
refers to elsewhere is bundled into the same document, each with its address as `$id` (JSON Schema 2020-12, section
9.3). The judge is the package jsonschema, which the engine does not use, on the schema as it stands.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from jsonschema_specifications import REGISTRY as SPECIFICATIONS  # type: ignore[import-untyped]  # has no types
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind
from clausewise.spec import Spec, SpecError


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """Judge `pattern` as ECMA-262 reads it: `$` is the very end, classes are of ASCII."""
    if isinstance(value, str) and not re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), value, re.ASCII):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


Judge = extend(Draft202012Validator, {"pattern": _pattern})
#: The address at which the suite serves its remotes.
SERVED = "http://localhost:1234/"
#: The field that carries the schema.
FIELD = "value"
_AT = "#/components/schemas/Tried"


def schemas(folder: Path) -> Iterator[tuple[str, Any]]:
    """Name and schema of each group that has valid and invalid examples."""
    for file in sorted(folder.glob("*.json")):
        for group in json.loads(file.read_text("utf-8")):
            if {test["valid"] for test in group["tests"]} == {True, False}:
                yield f"{file.stem}: {group['description']}", group["schema"]


def remotes(folder: Path | None) -> dict[str, Any]:
    """Schemas by the address at which the suite serves them, and the metaschema with its vocabularies."""
    found = {address: SPECIFICATIONS.contents(address) for address in SPECIFICATIONS if "/2020-12/" in address}
    for file in sorted(folder.glob("draft2020-12/**/*.json")) if folder is not None else ():
        found[SERVED + file.relative_to(folder or file).as_posix()] = json.loads(file.read_text("utf-8"))
    return found


def bundled(schema: Any, known: dict[str, Any]) -> dict[str, Any]:
    """Schemas that a schema may refer to, by names of components; each has its address as `$id`."""
    texts, wanted = [json.dumps(schema)], dict[str, Any]()
    while texts:
        text = texts.pop()
        for address, held in known.items():
            if address not in wanted and address.rsplit("/", 1)[-1] in text:
                wanted[address] = held
                texts.append(json.dumps(held))
    made: dict[str, Any] = {}
    for address, held in wanted.items():
        own = urljoin(address, held.get("$id", address))
        made[f"Remote{len(made)}"] = {**held, "$id": own}
        if own != address:
            made[f"Remote{len(made)}"] = {"$id": address, "$ref": own}
    return made


def embedded(schema: Any, others: dict[str, Any] | None = None) -> Spec:
    """A spec of one operation that takes the schema in its field; an address of its own keeps its references whole."""
    if isinstance(schema, dict):
        schema = {"$id": "https://example.com/tried", **schema}
        schema.pop("$schema", None)
    body = {"type": "object", "required": [FIELD], "properties": {FIELD: {"$ref": _AT}}}
    operation = {
        "operationId": "tryIt",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": "Taken"}, "400": {"description": "Refused"}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Tried", "version": "1"},
        "paths": {"/tried": {"post": operation}},
        "components": {"schemas": {"Tried": schema, **(others or {})}},
    }
    return Spec.of(document, Path("tried.json"))


def judged(schema: Any, known: dict[str, Any]) -> dict[str, Any]:
    """The result of one schema: the number of values, and those that are wrong."""
    probes = plan(embedded(schema, bundled(schema, known)), PlanOptions(strength=1))
    served = ((address, DRAFT202012.create_resource(held)) for address, held in known.items())
    judge = Judge(schema, registry=Registry().with_resources(served))
    found: dict[str, Any] = {"valid": 0, "near miss": 0, "wrong": []}
    for probe in probes:
        body = probe.row.body if probe.row is not None else None
        if probe.kind is Kind.NEAR_MISS:
            body = json.loads(probe.call.body or b"null")
        if not isinstance(body, dict) or FIELD not in body or set(body) != {FIELD}:
            continue
        kind, right = ("near miss", False) if probe.kind is Kind.NEAR_MISS else ("valid", True)
        if judge.is_valid(body[FIELD]) is right:
            found[kind] += 1
        else:
            found["wrong"].append((kind, body[FIELD]))
    return found


def _share(kind: str, count: int, told: Counter[str]) -> str:
    """The share of all schemas, and of those that need no other file than their own."""
    if kind not in ("valid class", "near miss", "both"):
        return ""
    alone = told["schemas"] - told["not read: another file is needed"]
    return f" ({count / told['schemas']:.1%}, of those that need no other file {count / alone:.1%})"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="name the schemas that lack something")
    parser.add_argument("--remotes", type=Path, help="the folder of the files that the schemas refer to")
    options = parser.parse_args()
    known = remotes(options.remotes)
    began, told = time.process_time(), Counter[str]()
    for name, schema in schemas(options.folder):
        told["schemas"] += 1
        try:
            found = judged(schema, known)
        except Exception as error:  # a crash is a result too: it is counted and named
            abroad = any(words in str(error) for words in ("from the $id above it", "is not local"))
            told["not read" if isinstance(error, SpecError) else "crashes"] += 1
            told["not read: another file is needed"] += isinstance(error, SpecError) and abroad
            if options.show:
                print(f"{name}: {type(error).__name__}: {str(error)[:150]}")
            continue
        lacking = [kind for kind in ("valid", "near miss") if not found[kind]]
        told["valid class"] += bool(found["valid"])
        told["near miss"] += bool(found["near miss"])
        told["both"] += not lacking
        told["values"] += found["valid"] + found["near miss"]
        told["wrong"] += len(found["wrong"])
        if options.show and (lacking or found["wrong"]):
            print(f"{name}: without {' and '.join(lacking) or 'nothing'}; wrong: {found['wrong'][:2]}")
    for kind, count in told.items():
        print(f"{kind:33} {count:6}{_share(kind, count, told)}")
    print(f"{'seconds':33} {time.process_time() - began:6.1f}")


if __name__ == "__main__":
    main()
