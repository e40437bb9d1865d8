"""The typed calls of the client: one overload per allowed combination of values, a call for each operation."""

from __future__ import annotations

from pathlib import Path

from clausewise.codegen.annotations import Named, annotation
from clausewise.codegen.contract_data import request_schema, schema_at
from clausewise.codegen.methods import Method, calling
from clausewise.codegen.operations import answer_schema, class_name, create_of, method_name, others_of
from clausewise.spec import Operation, Spec

FILE_NAME = "signatures.py"
OF_OTHERS = "Its answer is the object that came."
#: Prefixes of the names of the two clients' classes.
PREFIXES = ("", "Async")

HEADER = '''"""The calls of the client that send an object, typed and documented from the spec.

Each overload is a combination of values that the rules between fields allow.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, Required, TypedDict, Unpack, cast, overload

from ..option_values import NOT_GIVEN, NotGiven, given
from ..options import CallOptions, CreateAndWaitOptions, CreateOptions
from ..task import Task
'''

#: The calls that send the request: name, type of the options, what it does.
CALLS = (
    ("create", "CreateOptions", "Its answer is the task, which has only started: `wait` for it, or `get` it."),
    ("create_and_wait", "CreateAndWaitOptions", "Its answer is the task when it has succeeded, with its output."),
)


def write_signatures(spec: Spec, folder: Path) -> None:
    """Write `signatures.py` when the spec has operations that are paid and take a JSON object."""
    main = create_of(spec)
    if main is None and not any(operation.paid for operation in others_of(spec)):
        return
    named = Named()
    classes: dict[str, str] = {}
    for prefix in PREFIXES:
        if main is not None:
            classes[class_name(main, prefix)] = _class(spec, main, prefix, named)
        for operation in others_of(spec):
            classes[class_name(operation, prefix)] = other_class(spec, operation, prefix, named)
    groups = [
        _group(prefix, [name for name in classes if name.startswith("Async") is bool(prefix)]) for prefix in PREFIXES
    ]
    text = "\n\n\n".join([HEADER, *named.sources.values(), *classes.values(), *groups])
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def _group(prefix: str, classes: list[str]) -> str:
    said = "Every operation of the spec that takes a JSON object."
    return f'class {prefix}Operations({", ".join(classes)}):\n    """{said}"""'


def _class(spec: Spec, operation: Operation, prefix: str, named: Named) -> str:
    schema = request_schema(spec, operation)
    lead = "async " if prefix else ""
    lines = [
        f"class {class_name(operation, prefix)}(ABC):",
        f'    """`{operation.id}`: {operation.method} {operation.url_path}."""',
        "",
    ]
    for call, options, _ in CALLS:
        lines += ["    @abstractmethod"]
        lines += [f"    {lead}def _{call}(self, fields: dict[str, Any], options: {options}) -> Task: ...", ""]
    for call, options, answer in CALLS:
        lines += calling(schema, operation, Method(call, options, "Task", answer, lead, f"self._{call}"), named)
    return "\n".join(lines)


def other_class(spec: Spec, operation: Operation, prefix: str, named: Named) -> str:
    """The class of an operation that starts no task: one call by its name, which gives the object of the answer."""
    lead = "async " if prefix else ""
    place = answer_schema(operation)
    schema = schema_at(spec, place) if place is not None else {}
    shown = spec.at(spec.flat(place)) if place is not None else {}
    component = shown["$ref"].rpartition("/")[2] if isinstance(shown, dict) and "$ref" in shown else ""
    kind = annotation(schema, schema, named, component or f"{operation.id}Answer")
    kind = kind if kind in named.sources else "Mapping[str, Any]"
    target = f"self._call({operation.id!r}, "
    places = tuple(parameter.name for parameter in operation.parameters if parameter.in_ == "path")
    method = Method(method_name(operation), "CallOptions", kind, OF_OTHERS, lead, target, places)
    inner = "fields: dict[str, Any], options: CallOptions, path: Mapping[str, str] = {}"
    lines = [
        f"class {class_name(operation, prefix)}(ABC):",
        f'    """`{operation.id}`: {operation.method} {operation.url_path}."""',
        "",
        "    @abstractmethod",
        f"    {lead}def _call(self, operation: str, {inner}) -> Any: ...",
        "",
        *calling(request_schema(spec, operation), operation, method, named),
    ]
    return "\n".join(lines)
