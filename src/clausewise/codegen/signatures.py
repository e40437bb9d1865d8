"""The typed calls that send a paid request: one overload per allowed combination of values."""

from __future__ import annotations

import builtins
import functools
import keyword
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clausewise.codegen.annotations import annotation, literal
from clausewise.codegen.combinations import ABSENT, Block, allowed_blocks, domain, resolved
from clausewise.codegen.contract_data import request_schema
from clausewise.spec import Operation, Spec

FILE_NAME = "signatures.py"

HEADER = '''"""The calls of the client that send a paid request, typed and documented from the spec.

Each overload is a combination of values that the rules between fields allow.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, Unpack, overload

from ..options import NOT_GIVEN, CreateAndWaitOptions, CreateOptions, NotGiven, given
from ..task import Task
'''

#: The calls that send the request: name, type of the options, what it does.
CALLS = (
    ("create", "CreateOptions", "Its answer is the task, which has only started: `wait` for it, or `get` it."),
    ("create_and_wait", "CreateAndWaitOptions", "Its answer is the task when it has succeeded, with its output."),
)


def write_signatures(spec: Spec, folder: Path) -> None:
    """Write `signatures.py` when the spec has operations that are paid and take a JSON object."""
    paid = [operation for operation in spec.operations if operation.paid and operation.body_location is not None]
    if paid:
        classes = [_class(spec, operation, prefix) for operation in paid for prefix in ("", "Async")]
        (folder / FILE_NAME).write_text("\n\n".join([HEADER, *classes]), encoding="utf-8", newline="\n")


def class_name(operation: Operation, prefix: str = "") -> str:
    """What the class of an operation is called; `prefix` is Async or nothing."""
    return prefix + operation.id[:1].upper() + re.sub(r"\W", "_", operation.id[1:])


def _class(spec: Spec, operation: Operation, prefix: str) -> str:
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
        lines += _call(schema, operation, call, options, answer, lead)
    return "\n".join(lines)


def _call(
    schema: Mapping[str, Any], operation: Operation, call: str, options: str, answer: str, lead: str
) -> list[str]:
    blocks = allowed_blocks(schema)
    names = parameter_names(schema)
    lines = []
    for block in blocks if len(blocks) > 1 else []:
        said = ", ".join([*_parameters(schema, names, block), f"**options: Unpack[{options}]"])
        lines += ["    @overload", f"    {lead}def {call}(self, *, {said}) -> Task: ...", ""]
    # Alone it is the signature; below overloads it takes anything, and the check says what is missing.
    given = (
        _parameters(schema, names, {}) if len(blocks) < 2 else [f"{names[field]}: Any = NOT_GIVEN" for field in names]
    )
    said = ", ".join([*given, f"**options: Unpack[{options}]"])
    pairs = ", ".join(f"{field!r}: {names[field]}" for field in names)
    lines += [f"    {lead}def {call}(self, *, {said}) -> Task:"]
    lines += [textwrap.indent(_docstring(schema, operation, names, answer), " " * 8)]
    lines += [f"        return {'await ' if lead else ''}self._{call}(given({{{pairs}}}), options)", ""]
    return lines


def _parameters(schema: Mapping[str, Any], names: Mapping[str, str], block: Block) -> list[str]:
    parameters = []
    for field, name in names.items():
        values = block.get(field, (ABSENT,) if field not in schema.get("required", []) else ())
        chosen = [value for value in values if value is not ABSENT]
        if field in block and not chosen:
            continue  # this combination is without the field
        whole = domain(schema, field)
        kind = annotation(schema, schema["properties"][field])
        if field in block and whole is not None and len(chosen) < len(whole):
            kind = literal(chosen)
        if ABSENT in values:
            absent = "NotGiven" if "None" in kind.split(" | ") or kind == "Any" else "NotGiven | None"
            kind = f"{kind} | {absent} = NOT_GIVEN"
        parameters.append(f"{name}: {kind}")
    return parameters


def parameter_names(schema: Mapping[str, Any]) -> dict[str, str]:
    """The Python parameter of each field: its own name unless Python or an option has taken it."""
    names: dict[str, str] = {}
    for field in schema.get("properties", {}):
        name = re.sub(r"\W", "_", field)
        name = f"_{name}" if name[:1].isdigit() else name
        while keyword.iskeyword(name) or name in _TAKEN or name in names.values():
            name += "_"
        names[field] = name
    return names


_WRAP = functools.partial(textwrap.wrap, width=100, break_on_hyphens=False, break_long_words=False)

#: The options of the calls, in the hand-written layer, and what the generated code itself uses.
OPTIONS = {"check", "extra", "on_created", "timeout", "interval", "wait_timeout", "on_progress", "cancel"}
_TAKEN = {*OPTIONS, "self", "options", *("Any", "Literal", "Mapping", "Task", "NOT_GIVEN", "NotGiven", "given")}
_TAKEN |= {name for name in ("list", "str", "int", "float", "bool") if name in dir(builtins)}


def _docstring(schema: Mapping[str, Any], operation: Operation, names: Mapping[str, str], answer: str) -> str:
    summary = operation.node.get("summary") or operation.id
    lines = [
        f"{summary.rstrip('.')}.",
        "",
        *_wrapped(operation.node.get("description", "")),
        "",
        answer,
        "",
        "Args:",
    ]
    for field, name in names.items():
        node = resolved(schema, schema["properties"][field])
        optional = "" if field in schema.get("required", []) else "Optional. "
        lines += _wrapped(f"{name}: {optional}{_told(node)}", "    ", "        ")
    lines += ["    options: check, extra, on_created, timeout and, when it waits, interval and others: see `options`."]
    rules = [clause for rule in schema.get("allOf", []) for clause in rule.get("x-clauses", [])]
    if rules:
        lines += ["", "Rules between fields:"]
        lines += [line for rule in rules for line in _wrapped(f"- {rule['says']} [{rule['id']}]", "    ", "      ")]
    lines += ["", "Raises:", "    InvalidRequest: It breaks the spec and was not sent, or the server refuses it."]
    lines += ["    NotSent: It certainly did not reach the server.", "    OutcomeUnknown: It may be accepted and paid."]
    lines += ["    VideoGenerationsError: Every other error is one of its subclasses.", ""]
    text = "\n".join(line.rstrip() for line in lines)
    text = text.replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{text}"""'


def _told(node: Mapping[str, Any]) -> str:
    said = " ".join(str(node.get("description", "")).split())
    if "enum" in node:
        said += " One of " + ", ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in node["enum"])
        said += "."
    if "default" in node:
        said += f" Not sent unless given; the server's default is {node['default']!r}."
    return said.strip() or "Not described in the spec."


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return [
        line
        for paragraph in str(text).strip().split("\n\n")
        for line in _WRAP(paragraph, initial_indent=first, subsequent_indent=rest or first)
    ]
