"""A request schema in the words of the validator that the client ships with.

fastjsonschema reads draft 7 with formats of 2019-09. Where the spec's dialect, 2020-12, has the same
rule in other words, it is said in those of draft 7; where draft 7 cannot say it, the generation
stops, since the validator would pass over the keyword in silence.
"""

from __future__ import annotations

from typing import Any

import fastjsonschema

from clausewise.codegen.errors import GenerationError, one_line
from clausewise.spec.lookalikes import data_like_references
from clausewise.spec.walking import pointer, rebuilt

_UNKNOWN = {
    *("prefixItems", "minContains", "maxContains", "unevaluatedProperties", "unevaluatedItems"),
    *("$dynamicRef", "$dynamicAnchor", "$anchor", "$id"),
}


def validator_schema(node: Any, where: str, kind: str = "schema") -> Any:
    """A copy of a schema in words of draft 7; GenerationError where that cannot be done."""
    if not isinstance(node, dict):
        return node
    unknown = sorted(_UNKNOWN & node.keys())
    if unknown:
        raise GenerationError(
            f"{where}: {unknown[0]} is not known to fastjsonschema, which checks requests in the client; "
            "say it in other keywords"
        )
    followed = data_like_references(node) if kind == "schema" else []
    if refused := [key for key in followed if key in ("enum", "const")]:
        raise GenerationError(
            f"{where}/{refused[0]}: fastjsonschema, which checks requests in the client, takes a key $ref or $id in a "
            "value for a reference; the value cannot be checked there"
        )
    node = {key: value for key, value in node.items() if key not in followed}
    copy: dict[str, Any] = rebuilt(
        node, kind, lambda child, inner, path: validator_schema(child, f"{where}{pointer(*path)}", inner)
    )
    needed, implied = copy.pop("dependentRequired", {}), copy.pop("dependentSchemas", {})
    if needed or implied:
        both = {name: {"allOf": [{"required": needed[name]}, implied[name]]} for name in needed if name in implied}
        copy["dependencies"] = {**needed, **implied, **both}
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
