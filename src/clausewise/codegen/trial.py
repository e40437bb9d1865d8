"""Trying a newly generated client: every request that the spec shows, against the mock server of the same spec."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clausewise.bundled import is_our_own
from clausewise.codegen.errors import CheckError, one_line
from clausewise.codegen.operations import class_name, create_of, others_of
from clausewise.codegen.signatures import FILE_NAME as SIGNATURES
from clausewise.mock_server import MockServer, running
from clausewise.probes.grounds import grounds_of
from clausewise.probes.known_parameters import carried, known_values, wanted
from clausewise.schema.value_classes import value_classes
from clausewise.spec import BodyValidator, Operation, Parameter, Spec
from clausewise.spec.operations import JSON

PROGRAM = Path(__file__).with_name("trial_program.py")
#: Seconds that the requests of one spec may take.
LONGEST = 300.0


def try_client(spec: Spec, made: Path, output: Path, workspace: Path) -> tuple[int, list[str]]:
    """Send each request by the client in `made`, in a process of its own.

    CheckError when one fails that the spec of this repository shows; with any other spec it may be the mock server's
    or the trial's own fault, and is told. What stands by hand around `output` is tried with it. Gives how many
    requests were answered and read, and a line for each operation that was not tried.
    """
    folder = workspace / "trial"
    package = output.resolve().parent
    whole = (package / "__init__.py").is_file()
    name = package.name if whole and package.name.isidentifier() else "tried_client"
    if whole:
        shutil.copytree(package, folder / name, ignore=shutil.ignore_patterns("__pycache__", output.name, ".*"))
    else:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").touch()
    shutil.copytree(made, folder / name / "_generated")
    tasks = [_task(spec, operation) for operation in spec.operations]
    asked = {"package": name, "whole": whole, "operations": [task for task in tasks if "reason" not in task]}
    with running(MockServer(spec)) as url:
        count, failed = _run({**asked, "url": url}, folder)
    if failed and is_our_own(spec.source):
        raise CheckError(f"the new client fails against the mock server: {one_line(failed[0])}")
    untried = [f"{task['id']} was not tried: {task['reason']}" for task in tasks if "reason" in task]
    untried += [f"not answered or not read in the trial: {one_line(line, 200)}" for line in failed]
    if not whole and (made / SIGNATURES).exists():
        untried.append(f"{SIGNATURES} was not tried: it needs a layer by hand in {package}")
    return count, [*_left_out(spec), *untried]


def _left_out(spec: Spec) -> Iterator[str]:
    """A line for each body that the client sends as JSON only."""
    for operation in spec.operations:
        others = [name for name in operation.body_media_types if name != JSON]
        if operation.body_location is not None and others:
            yield f"{operation.id}: the client sends {JSON} only, not {' or '.join(others)}"


def _run(orders: dict[str, Any], folder: Path) -> tuple[int, list[str]]:
    """The number of requests that were answered and read, and a line for each that was not."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", str(PROGRAM)],
            input=json.dumps(orders, default=str),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=LONGEST,
            env={
                **os.environ,
                "PYTHONPATH": str(folder),
                "PYTHONIOENCODING": "utf-8",
                "NO_PROXY": "*",
                "no_proxy": "*",
            },
        )
    except subprocess.TimeoutExpired:
        return 0, [f"the requests were not all sent in {LONGEST:.0f} s"]
    if done.returncode:
        return 0, [(done.stderr.strip().splitlines() or ["no reason given"])[-1]]
    result = json.loads(done.stdout.splitlines()[-1])
    return result["count"], result["failed"]


def _task(spec: Spec, operation: Operation) -> dict[str, Any]:
    """The task of the program for an operation: its requests, or the reason why it cannot be tried."""
    if operation.body_location is None and operation.body_required:
        return {"id": operation.id, "reason": f"its body is {' or '.join(operation.body_media_types)}, not {JSON}"}
    parameters = {}
    for parameter in wanted(operation):
        values = [one for one in _values(spec, parameter) if carried(parameter, one)]
        if not values:
            return {"id": operation.id, "reason": f"no value is known that its parameter {parameter.name} can carry"}
        parameters[parameter.name] = values[0]
    bodies = list(_bodies(spec, operation))
    if operation.body_required and not bodies:
        return {"id": operation.id, "reason": "no valid body is found"}
    called = [create_of(spec), *others_of(spec)]
    accepted = operation.accepted
    return {
        "id": operation.id,
        "classes": [class_name(operation), class_name(operation, "Async")] if operation in called else [],
        "starts": operation is called[0],
        "bodies": bodies or [None],
        "parameters": parameters,
        "answers": accepted is not None and JSON in accepted.media,
        "links": [(link.target, link.parameter, link.keys) for link in operation.links],
        "linked": any(link.target == operation.id for other in spec.operations for link in other.links),
    }


def _bodies(spec: Spec, operation: Operation) -> Iterator[Any]:
    """The bodies that the spec shows; the cheapest valid one where it shows none."""
    if operation.body_location is None:
        return
    media = spec.resolve(spec.at(spec.flat(operation.body_location[:-1])))
    shown = [spec.resolve(example).get("value") for example in media.get("examples", {}).values()]
    shown += [media["example"]] if "example" in media else []
    judge = BodyValidator(spec, operation.body_location)
    shown = [value for value in shown if judge.is_valid(value)]
    yield from shown or [ground.base for ground in grounds_of(spec, operation)[:1]]


def _values(spec: Spec, parameter: Parameter) -> Iterator[Any]:
    """Values of a parameter: those that the spec shows, then those that its schema takes."""
    judge = BodyValidator(spec, parameter.location)
    yield from (value for value in parameter.examples if judge.is_valid(value))
    yield from (one.value for one in known_values(spec, parameter))
    yield from (one.value for one in value_classes(spec, parameter.location))
