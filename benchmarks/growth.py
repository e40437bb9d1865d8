"""Growth of plan, mock server, diff and regeneration with the operations of a spec, and with the fields of a request.

    python -m benchmarks.growth [--regenerate] [--operations 1 10 50 200] [--fields 11 20 40 80] [--output FILE]

Each measure is taken in a process of its own: CPU seconds, and the most resident memory in MB.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

FIELDS, OPERATIONS = (11, 20, 40, 80), (1, 10, 50, 200)


def body(fields: int, number: int) -> dict[str, Any]:
    """A request schema: texts, enums, booleans, numbers and an array in turn, and a rule for each seven fields."""
    kinds: list[dict[str, Any]] = [
        {"type": "string"},
        {"type": "string", "enum": [f"model-{number % 5}", "small", "large"]},
        {"type": "boolean"},
        {"type": "integer", "minimum": 1, "maximum": 30},
        {"type": "array", "items": {"type": "string", "format": "uri"}, "maxItems": 3},
        {"type": "string", "enum": ["16:9", "9:16"]},
        {"type": "string", "maxLength": 2000},
    ]
    properties = {f"field_{index}": kinds[index % len(kinds)] for index in range(fields)}
    rules = [
        {
            "not": {
                "type": "object",
                "required": ["field_0", "field_1", f"field_{index}"],
                "properties": {"field_1": {"const": "small"}, f"field_{index}": {"const": True}},
            }
        }
        for index in range(2, fields, len(kinds))
    ]
    return {"type": "object", "required": ["field_0", "field_1"], "properties": properties, "allOf": rules}


def document(operations: int, fields: int) -> dict[str, Any]:
    """A spec of so many creates, each with a schema of its own."""
    made = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    refused = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
    paths = {}
    for number in range(operations):
        schema = {"$ref": f"#/components/schemas/Request{number}"}
        paths[f"/things{number}"] = {
            "post": {
                "operationId": f"makeThing{number}",
                "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
                "responses": {
                    "200": {"description": "Made", "content": {"application/json": {"schema": made}}},
                    "400": {"description": "Refused", "content": {"application/json": {"schema": refused}}},
                },
            }
        }
    schemas = {f"Request{number}": body(fields, number) for number in range(operations)}
    info = {"title": "Growth", "version": "1.0.0"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def planned(folder: Path) -> str:
    """Make the whole plan."""
    from clausewise.probes.plan import PlanOptions, plan
    from clausewise.spec import Spec

    return f"{len(plan(Spec.load(folder / 'new.json'), PlanOptions()))} probes"


def first_request(folder: Path) -> str:
    """Start a mock server and answer one request."""
    from clausewise.mock_server import MockServer
    from clausewise.mock_server.exchange import Request
    from clausewise.spec import Spec

    server = MockServer(Spec.load(folder / "new.json"))
    wanted = json.dumps({"field_0": "fox", "field_1": "large"}).encode()
    answer = server.answer(Request("POST", b"/things0", b"", {b"content-type": b"application/json"}, wanted))
    return f"status {answer.status}"


def mock_of_all(folder: Path) -> str:
    """Start a mock server and answer a request of each operation."""
    from clausewise.mock_server import MockServer
    from clausewise.mock_server.exchange import Request
    from clausewise.spec import Spec

    spec = Spec.load(folder / "new.json")
    server = MockServer(spec)
    wanted = json.dumps({"field_0": "fox", "field_1": "large"}).encode()
    headers = {b"content-type": b"application/json"}
    requests = [Request("POST", each.url_path.encode(), b"", headers, wanted) for each in spec.operations]
    return f"{sum(server.answer(request).status == 200 for request in requests)} requests taken"


def compared(folder: Path) -> str:
    """Compare two specs of which each operation of the second lacks a value of an enum."""
    from clausewise.diff import changes
    from clausewise.spec import Spec

    return f"{len(changes(Spec.load(folder / 'old.json'), Spec.load(folder / 'new.json')))} changes"


def regenerated(folder: Path) -> str:
    """Make a client."""
    from clausewise.cli import regenerate

    code = regenerate.main(["--spec", str(folder / "new.json"), "--output", str(folder / "client")])
    return f"exit {code}"


MEASURES: dict[str, Callable[[Path], str]] = {
    "plan": planned,
    "first request": first_request,
    "mock of all": mock_of_all,
    "diff": compared,
    "regenerate": regenerated,
}


def measured(name: str, operations: int, fields: int) -> str:
    """CPU seconds, memory and result of one measure, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        whole = document(operations, fields)
        Path(folder, "new.json").write_text(json.dumps(whole), encoding="utf-8")
        for schema in whole["components"]["schemas"].values():  # every operation loses a value
            field = schema["properties"]["field_1"]
            field["enum"] = [*field["enum"], "huge"]
        Path(folder, "old.json").write_text(json.dumps(whole), encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.growth", "--measure", name, "--folder", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()[-1] if done.returncode == 0 else f"failed: {done.stderr[-200:]}"


def one(name: str, folder: Path) -> None:
    """Take one measure in this process, and print it."""
    began = time.process_time()
    said = MEASURES[name](folder)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent = time.process_time() - began + usage[1].ru_utime + usage[1].ru_stime
    print(f"{spent:.2f} s, {max(each.ru_maxrss for each in usage) // 1024} MB, {said}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--measure", choices=MEASURES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--operations", type=int, nargs="*", default=OPERATIONS)
    parser.add_argument("--fields", type=int, nargs="*", default=FIELDS)
    parser.add_argument("--output", type=Path, help="write the table to this file too")
    parser.add_argument("--regenerate", action="store_true", help="measure regeneration too, which takes long")
    options = parser.parse_args()
    if options.measure:
        one(options.measure, options.folder)
        return
    names = [name for name in MEASURES if name != "regenerate" or options.regenerate]
    lines = [f"| operations | fields | {' | '.join(names)} |", f"|---|---|{'---|' * len(names)}"]
    print("\n".join(lines))
    sizes = [(count, FIELDS[0]) for count in options.operations] + [(1, count) for count in options.fields[1:]]
    for operations, fields in sizes:
        row = [measured(name, operations, fields) for name in names]
        lines.append(f"| {operations} | {fields} | {' | '.join(row)} |")
        print(lines[-1], flush=True)
    if options.output is not None:
        options.output.write_text("\n".join([*_head(), *lines, ""]), encoding="utf-8")


def _head() -> list[str]:
    """The beginning of a file of results."""
    command = "python -m benchmarks.growth --regenerate --output benchmarks/results/growth.md"
    says = (
        "CPU seconds and the most resident memory, each in a process of its own, start of Python and imports included."
    )
    says += " Between the two specs of a diff, each operation has lost a value of an enum."
    with_date = f"{date.today().isoformat()}, Python {platform.python_version()}, {os.cpu_count()} shared cores."
    return ["# Growth with operations and with fields", "", with_date, "", f"`{command}`", "", says, ""]


if __name__ == "__main__":
    main()
