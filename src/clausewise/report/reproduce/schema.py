"""Judging JSON by a schema without any library; `reproduce.py` of a report carries this file in it."""

import math
import re
from collections.abc import Callable
from typing import Any

_TYPES: dict[str, Any] = {
    "string": str,
    "object": dict,
    "array": list,
    "boolean": bool,
    "null": type(None),
    "integer": (int, float),
    "number": (int, float),
}


def fits(value: Any, schema: Any) -> bool:
    """Tell whether a value fits a schema of JSON Schema 2020-12 that has only the keywords below."""
    if isinstance(schema, bool):
        return schema
    return all(KEYWORDS[word](value, said, schema) for word, said in schema.items())


def _is_type(value: Any, name: str) -> bool:
    if isinstance(value, bool) and name != "boolean":
        return False
    whole = not isinstance(value, float) or value.is_integer()
    return isinstance(value, _TYPES[name]) and (name != "integer" or whole)


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values of JSON are equal: 1 and 1.0 are, true and 1 are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _known(schema: dict[str, Any], name: str) -> bool:
    return name in schema.get("properties", {}) or any(re.search(p, name) for p in schema.get("patternProperties", {}))


def _sized(kind: Any, of: Any, holds: Any) -> Any:
    """Make a keyword that compares what it says with a measure of values of one kind."""
    return lambda value, said, _: not isinstance(value, kind) or isinstance(value, bool) or holds(of(value), said)


def _if(value: Any, said: Any, schema: dict[str, Any]) -> bool:
    return fits(value, schema.get("then" if fits(value, said) else "else", True))


def _distinct(value: Any, said: Any, _: Any) -> bool:
    if not said or not isinstance(value, list):
        return True
    return not any(_same(one, other) for at, one in enumerate(value) for other in value[:at])


def _at_least(measure: Any, said: Any) -> bool:
    return bool(measure >= said)


def _at_most(measure: Any, said: Any) -> bool:
    return bool(measure <= said)


def _number(value: Any) -> Any:
    return value


#: The forms that `format` may ask for.
FORMATS = {
    "uuid": re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~%]*"),
}
_NUMBER = (int, float)
KEYWORDS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "type": lambda v, s, _: any(_is_type(v, name) for name in ([s] if isinstance(s, str) else s)),
    "enum": lambda v, s, _: any(_same(v, one) for one in s),
    "const": lambda v, s, _: _same(v, s),
    "required": lambda v, s, _: not isinstance(v, dict) or all(name in v for name in s),
    "properties": lambda v, s, _: not isinstance(v, dict) or all(fits(v[n], s[n]) for n in s if n in v),
    "patternProperties": lambda v, s, _: (
        not isinstance(v, dict) or all(fits(v[n], s[p]) for p in s for n in v if re.search(p, n))
    ),
    "additionalProperties": lambda v, s, whole: (
        not isinstance(v, dict) or all(fits(v[n], s) for n in v if not _known(whole, n))
    ),
    "propertyNames": lambda v, s, _: not isinstance(v, dict) or all(fits(n, s) for n in v),
    "dependentRequired": lambda v, s, _: (
        not isinstance(v, dict) or all(name in v for n in s if n in v for name in s[n])
    ),
    "items": lambda v, s, whole: (
        not isinstance(v, list) or all(fits(one, s) for one in v[len(whole.get("prefixItems", [])) :])
    ),
    "prefixItems": lambda v, s, _: not isinstance(v, list) or all(map(fits, v, s)),
    "uniqueItems": _distinct,
    "allOf": lambda v, s, _: all(fits(v, one) for one in s),
    "anyOf": lambda v, s, _: any(fits(v, one) for one in s),
    "oneOf": lambda v, s, _: sum(fits(v, one) for one in s) == 1,
    "not": lambda v, s, _: not fits(v, s),
    "if": _if,
    "then": lambda *_: True,
    "else": lambda *_: True,
    "pattern": lambda v, s, _: not isinstance(v, str) or re.search(s, v) is not None,
    "format": lambda v, s, _: not isinstance(v, str) or FORMATS[s].fullmatch(v) is not None,
    "minLength": _sized(str, len, _at_least),
    "maxLength": _sized(str, len, _at_most),
    "minItems": _sized(list, len, _at_least),
    "maxItems": _sized(list, len, _at_most),
    "minProperties": _sized(dict, len, _at_least),
    "maxProperties": _sized(dict, len, _at_most),
    "minimum": _sized(_NUMBER, _number, _at_least),
    "maximum": _sized(_NUMBER, _number, _at_most),
    "exclusiveMinimum": lambda v, s, _: not isinstance(v, _NUMBER) or isinstance(v, bool) or v > s,
    "exclusiveMaximum": lambda v, s, _: not isinstance(v, _NUMBER) or isinstance(v, bool) or v < s,
    "multipleOf": lambda v, s, _: (
        not isinstance(v, _NUMBER) or isinstance(v, bool) or math.isclose(v / s, round(v / s), rel_tol=1e-12)
    ),
}
