"""The source of one typed call: its overloads, its signature, what it says of itself."""

from __future__ import annotations

import builtins
import functools
import keyword
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausewise.codegen.annotations import Named, annotation, literal
from clausewise.codegen.combinations import ABSENT, Block, allowed_blocks, domain, resolved
from clausewise.spec import Operation


@dataclass(frozen=True)
class Method:
    """A call: its name, the type of its options, of its answer and what that is, `async ` or nothing, what it calls.

    `places` are the parameters of the path, by their names in Python.
    """

    name: str
    options: str
    answer: str
    says: str
    lead: str
    target: str
    places: tuple[str, ...] = ()


def calling(schema: Mapping[str, Any], operation: Operation, method: Method, named: Named) -> list[str]:
    """The lines of a call: an overload for each block of allowed values, then the call itself."""
    blocks = allowed_blocks(schema)
    names = parameter_names(schema)
    start = f"    {method.lead}def {method.name}(self, *, "
    places = [f"{place}: str" for place in method.places]
    options = f"**options: Unpack[{method.options}]"
    lines = []
    for block in blocks if len(blocks) > 1 else []:
        said = ", ".join([*places, *_parameters(schema, names, block, named), options])
        lines += ["    @overload", f"{start}{said}) -> {method.answer}: ...", ""]
    # Alone it is the signature; below overloads it takes anything, and the check says what is missing.
    alone = blocks[0] if len(blocks) == 1 else {}
    given = [f"{names[field]}: Any = NOT_GIVEN" for field in names]
    given = _parameters(schema, names, alone, named) if len(blocks) < 2 else given
    lines += [f"{start}{', '.join([*places, *given, options])}) -> {method.answer}:"]
    lines += [textwrap.indent(_docstring(schema, operation, names, method), " " * 8)]
    pairs = ", ".join(f"{field!r}: {names[field]}" for field in names)
    awaited = "await " if method.lead else ""
    path = f", {{{', '.join(f'{place!r}: {place}' for place in method.places)}}}" if method.places else ""
    target = method.target if "(" in method.target else f"{method.target}("
    made = f"{awaited}{target}given({{{pairs}}}), options{path})"
    lines += [f"        return {made if method.answer == 'Task' else f'cast({method.answer!r}, {made})'}", ""]
    return lines


def _parameters(schema: Mapping[str, Any], names: Mapping[str, str], block: Block, named: Named) -> list[str]:
    parameters = []
    for field, name in names.items():
        values = block.get(field, (ABSENT,) if field not in schema.get("required", []) else ())
        chosen = [value for value in values if value is not ABSENT]
        if field in block and not chosen:
            continue  # this combination is without the field
        whole = domain(schema, field)
        kind = annotation(schema, schema["properties"][field], named, field)
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
OPTIONS = {
    "check",
    "extra",
    "once",
    "on_created",
    "timeout",
    "interval",
    "wait_timeout",
    "on_progress",
    "cancel",
    "download",
}
_TAKEN = {*OPTIONS, "self", "options", *("Any", "Literal", "Mapping", "Task", "NOT_GIVEN", "NotGiven", "given")}
_TAKEN |= {name for name in ("list", "str", "int", "float", "bool") if name in dir(builtins)}


def _docstring(schema: Mapping[str, Any], operation: Operation, names: Mapping[str, str], method: Method) -> str:
    summary = operation.node.get("summary") or operation.id
    lines = [
        f"{summary.rstrip('.')}.",
        "",
        *_wrapped(operation.node.get("description", "")),
        "",
        method.says,
        "",
        "Args:",
    ]
    lines += [f"    {place}: A part of the path." for place in method.places]
    for field, name in names.items():
        node = resolved(schema, schema["properties"][field])
        optional = "" if field in schema.get("required", []) else "Optional. "
        lines += _wrapped(f"{name}: {optional}{_field_text(node)}", "    ", "        ")
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


def _field_text(node: Mapping[str, Any]) -> str:
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
