"""A request schema in the words of the validator that the client ships with.

fastjsonschema reads draft 7 with formats of 2019-09. Where the spec's dialect, 2020-12, has the same
rule in other words, it is said in those of draft 7; where draft 7 cannot say it, the generation
stops, since the validator would pass over the keyword in silence.
"""

from __future__ import annotations

from typing import Any

import fastjsonschema

from scripts.client_generation.failure import GenerationError, one_line

_UNKNOWN = {
    *("prefixItems", "minContains", "maxContains", "unevaluatedProperties", "unevaluatedItems"),
    *("$dynamicRef", "$dynamicAnchor", "$anchor", "$id"),
}
_ONE = {"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"}
_LIST = {"allOf", "anyOf", "oneOf"}
_BY_NAME = {"properties", "patternProperties", "$defs", "dependentSchemas"}


def validator_schema(node: Any, where: str) -> Any:
    """A copy of a schema in words of draft 7; GenerationError where that cannot be done."""
    if not isinstance(node, dict):
        return node
    unknown = sorted(_UNKNOWN & node.keys())
    if unknown:
        raise GenerationError(
            f"{where}: {unknown[0]} is not known to fastjsonschema, which checks requests in the client; "
            "say it in other keywords"
        )
    copy = {key: _keyword(key, value, where) for key, value in node.items()}
    dependencies = {**copy.pop("dependentRequired", {}), **copy.pop("dependentSchemas", {})}
    if dependencies:
        copy["dependencies"] = dependencies
    if "$ref" in copy and len(copy) > 1:  # in draft 7 what stands beside a `$ref` does not count
        copy["allOf"] = [{"$ref": copy.pop("$ref")}, *copy.get("allOf", [])]
    return copy


def compiled(schema: dict[str, Any], where: str) -> dict[str, Any]:
    """The schema itself, after the client's validator has compiled it; GenerationError when it cannot."""
    try:
        fastjsonschema.compile(schema, use_default=False, fast_fail=False)
    except Exception as error:  # of many kinds, by the keyword that it stumbles over
        raise GenerationError(
            f"{where}: fastjsonschema, which checks requests in the client, cannot compile it "
            f"({type(error).__name__}: {one_line(str(error))}); say it in other keywords"
        ) from None
    return schema


def _keyword(key: str, value: Any, where: str) -> Any:
    if key in _ONE:
        return validator_schema(value, f"{where}/{key}")
    if key in _LIST:
        return [validator_schema(child, f"{where}/{key}/{index}") for index, child in enumerate(value)]
    if key in _BY_NAME:
        return {name: validator_schema(child, f"{where}/{key}/{name}") for name, child in value.items()}
    return value
