"""The overloads allow just the combinations that the rules between fields allow."""

from __future__ import annotations

import itertools
from typing import Any

import jsonschema_rs
import pytest

from clausewise.codegen.combinations import ABSENT, Block, allowed_blocks

FIELDS: dict[str, Any] = {
    "text": {"type": "string"},
    "model": {"$ref": "#/$defs/Model"},
    "size": {"enum": ["s", "m", "l"]},
    "fast": {"type": "boolean"},
    "open": {"enum": ["a", "b"], "x-open-enum": True},
    "number": {"enum": [0, 1]},
}
DEFINITIONS = {"Model": {"type": "string", "enum": ["one", "two", "three"]}}


def never(**values: Any) -> dict[str, Any]:
    """A combination that no request may have."""
    return {"not": {"required": list(values), "properties": {name: {"const": value} for name, value in values.items()}}}


def schema(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A request schema with rules between its fields."""
    return {
        "type": "object",
        "required": ["text", "model"],
        "properties": FIELDS,
        "$defs": DEFINITIONS,
        **({"allOf": list(rules)} if rules else {}),
        **more,
    }


TOLD = {
    "one pair": schema(never(model="one", size="l")),
    "two pairs": schema(never(model="one", size="l"), never(model="one", fast=True)),
    "three fields": schema(never(model="one", size="l", fast=True)),
    "with a required text": schema({"not": {**never(model="two", fast=False)["not"], "required": ["text", "fast"]}}),
    "a field needs another": schema({"dependentRequired": {"size": ["fast"]}}),
    "a field needs a text": schema({"dependentRequired": {"fast": ["size"]}}, never(model="one", size="l")),
    "if and then": schema({"if": {"properties": {"model": {"const": "two"}}}, "then": {"required": ["fast"]}}),
    "one of two is enough": schema({"anyOf": [{"required": ["size"]}, {"required": ["fast"]}]}),
    "just one of two": schema({"oneOf": [{"required": ["size"]}, {"required": ["fast"]}]}),
    "at the root": schema(dependentRequired={"size": ["fast"]}),
    "0 is not false": schema(never(number=0, fast=False)),
}


@pytest.mark.parametrize("request_schema", TOLD.values(), ids=TOLD.keys())
def test_a_point_is_in_a_block_exactly_when_the_rules_allow_it(request_schema: dict[str, Any]) -> None:
    blocks = allowed_blocks(request_schema)
    assert blocks
    names = list(blocks[0])
    judge = jsonschema_rs.validator_for(request_schema)
    choices = {name: VALUES[name] + ([] if name in request_schema["required"] else [ABSENT]) for name in names}
    verdicts = set()
    for values in itertools.product(*choices.values()):
        point = dict(zip(names, values, strict=True))
        body = {"text": "t", "model": "three", **{name: value for name, value in point.items() if value is not ABSENT}}
        allowed = judge.is_valid(body)
        assert any(_covers(block, point) for block in blocks) is allowed, point
        verdicts.add(allowed)
    assert verdicts == {True, False}


def _covers(block: Block, point: dict[str, Any]) -> bool:
    # By their texts: 0 and False are equal in Python, and not in JSON.
    return all(name == "text" or repr(value) in map(repr, block[name]) for name, value in point.items())


VALUES: dict[str, list[Any]] = {
    "text": ["t"],
    "model": ["one", "two", "three"],
    "size": ["s", "m", "l"],
    "fast": [False, True],
    "number": [0, 1],
}


NOT_TOLD = {
    "no rules": schema(),
    "a rule about the values of a text": schema(never(text="x", model="one")),
    "a rule about an open enum": schema(never(open="a", model="one")),
    "a rule about a part of a value": schema({"not": {"required": ["text"], "properties": {"text": {"minLength": 9}}}}),
}


@pytest.mark.parametrize("request_schema", NOT_TOLD.values(), ids=NOT_TOLD.keys())
def test_what_types_cannot_say_is_left_to_the_check(request_schema: dict[str, Any]) -> None:
    """A type error of what the rules may allow would be worse than none."""
    assert allowed_blocks(request_schema) == []


def test_blocks_are_the_largest_so_that_a_union_fits_one() -> None:
    blocks = allowed_blocks(schema(never(model="one", size="l")))
    assert {(block["model"], block["size"]) for block in blocks} == {
        (("one", "two", "three"), ("s", "m", ABSENT)),
        (("two", "three"), ("s", "m", "l", ABSENT)),
    }
