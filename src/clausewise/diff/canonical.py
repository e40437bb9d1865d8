"""One form for schemas that say the same in other words: `allOf` laid together, `const` as `enum`, order put aside."""

from __future__ import annotations

import json
from typing import Any

from clausewise.diff.claim import bare
from clausewise.spec import Spec
from clausewise.spec.normal_form import ANNOTATIONS

#: What a keyword is when it says nothing.
_SILENT: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    **dict.fromkeys(("additionalProperties", "items", "unevaluatedProperties", "unevaluatedItems"), (True, {})),
    **dict.fromkeys(("properties", "patternProperties", "dependentRequired", "dependentSchemas", "$defs"), ({},)),
    **dict.fromkeys(("propertyNames", "then", "else"), (True, {})),
    "required": ([],),
    "allOf": ([],),
    "uniqueItems": (False,),
    "minContains": (1,),
}
#: Keywords that say nothing where another is not beside them (JSON Schema 2020-12, 10.2.2 and validation 6.4).
_NEEDS = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}
#: Keywords that look at what stands beside them: a schema with one of them is laid together with nothing.
_ALONE = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items", "prefixItems", "if", "contains")
_MANY = ("properties", "patternProperties", "dependentSchemas")
_ONE = ("items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "not", "if", "then", "else")
_MORE = ("contains", "propertyNames")
_SETS = ("allOf", "anyOf", "oneOf")
_DEPTH = 12


def canonical(spec: Spec, node: Any, depth: int = _DEPTH) -> Any:
    """The form of a schema, references followed; what is nested deeper than `depth` stays as it is written."""
    if isinstance(node, bool):
        return {} if node else {"not": {}}
    if not isinstance(node, dict):
        return node
    node = bare(node)
    if depth and isinstance(node.get("$ref"), str):
        beside = {key: value for key, value in node.items() if key != "$ref" and key not in ANNOTATIONS}
        behind = spec.at(node["$ref"])
        return canonical(spec, {**beside, "allOf": [behind]} if beside else behind, depth - 1)
    if not depth:
        return node
    said = {key: value for key, value in node.items() if _NEEDS.get(key, key) in node and key not in ANNOTATIONS}
    made = {key: _value(spec, key, value, depth - 1) for key, value in said.items()}
    if "const" in made:
        made["enum"] = [made.pop("const")]
    if "enum" in made:
        made["enum"] = sorted(made["enum"], key=_text)
    made = {key: value for key, value in made.items() if not any(_same(value, said) for said in _SILENT.get(key, ()))}
    return _flattened(made)


def _value(spec: Spec, key: str, value: Any, depth: int) -> Any:
    if key in _MANY and isinstance(value, dict):
        return {name: canonical(spec, inner, depth) for name, inner in value.items()}
    if key in (*_ONE, *_MORE):
        return canonical(spec, value, depth)
    if key in _SETS and isinstance(value, list):
        return sorted((canonical(spec, inner, depth) for inner in value), key=_text)
    if key == "prefixItems":
        return [canonical(spec, inner, depth) for inner in value]
    if key == "type":
        return sorted([value] if isinstance(value, str) else value)
    if key in ("required", "enum") and isinstance(value, list):
        return sorted(value, key=_text)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _flattened(node: dict[str, Any]) -> dict[str, Any]:
    """A schema with the parts of its `allOf` laid over it, as far as they say other things or the same."""
    parts = node.get("allOf", [])
    if not parts:
        return node
    whole = {key: value for key, value in node.items() if key != "allOf"}
    left = []
    for part in parts:
        laid = None if any(key in _ALONE for key in (*whole, *part)) and whole else _laid(whole, part)
        if laid is None:
            left.append(part)
        else:
            whole = laid
    return {**whole, "allOf": sorted(left, key=_text)} if left else whole


def _laid(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    """Two schemas as one, None where they disagree."""
    made = dict(one)
    for key, value in other.items():
        if key not in made or _same(made[key], value):
            made[key] = value
        elif key == "required":
            made[key] = sorted({*made[key], *value})
        elif key == "properties":
            fields = {name: _laid(made[key][name], value[name]) for name in made[key].keys() & value.keys()}
            if any(field is None for field in fields.values()):
                return None
            made[key] = {**made[key], **value, **fields}
        elif key == "allOf":
            made[key] = sorted([*made[key], *value], key=_text)
        else:
            return None
    return made


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are one in JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _same(one: Any, other: Any) -> bool:
    return _text(one) == _text(other)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
