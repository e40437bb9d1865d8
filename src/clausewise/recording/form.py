"""The form of a recording: what must stand in a file for it to be read, whoever has written or edited it."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from clausewise.spec import BASES

_TEXT = {"type": "string"}
_WHOLE = {"type": ["integer", "null"]}
_NAMED = {"type": "object", "required": ["name", "value"], "properties": {"name": _TEXT, "value": _TEXT}}
_HEADERS = {"type": "array", "items": _NAMED}
_PRICE = {
    "type": "array",
    "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "object"}],
    "minItems": 2,
    "maxItems": 2,
}
_PRICE_OF_ALL = {"prefixItems": [True, {"maxProperties": 0}]}
#: Schemas of what `Options.facts` and `Run` keep.
_FACTS = {
    "--strength": {"enum": [1, 2, 3]},
    "--max-paid": _WHOLE,
    "--examples": _WHOLE,
    "--seed": {"type": "integer"},
    "--follow": {"type": "boolean"},
    "max_spend": _WHOLE,
    "charging": {"type": "boolean"},
    "prices": {
        "type": ["object", "null"],
        "required": ["currency", "prices"],
        "properties": {"currency": _TEXT, "prices": {"type": "array", "items": _PRICE, "contains": _PRICE_OF_ALL}},
    },
    "basis": {"enum": list(BASES)},
    "key": {"type": "boolean"},
    "shard": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2},
    "server": {"type": "string", "pattern": "^https?://."},
    "mock": {"type": "boolean"},
}
_REQUEST = {
    "method": _TEXT,
    "url": _TEXT,
    "headers": _HEADERS,
    "postData": {"type": "object", "properties": {"text": _TEXT, "comment": _TEXT}},
}
_RESPONSE = {
    "status": {"type": "integer", "minimum": 0, "maximum": 999},
    "headers": _HEADERS,
    "content": {"type": "object", "properties": {"text": _TEXT, "encoding": _TEXT, "comment": _TEXT}},
    "comment": {"type": ["string", "null"]},
}


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties.keys() - set(optional))}


_ENTRY = _object(
    {
        "comment": _TEXT,
        "time": {"type": "number", "minimum": 0},
        "request": _object(_REQUEST, "postData"),
        "response": _object(_RESPONSE, "comment"),
    }
)

facts = jsonschema_rs.Draft202012Validator(_object(_FACTS))
archive = jsonschema_rs.Draft202012Validator(
    _object({"log": _object({"comment": _TEXT, "entries": {"type": "array", "items": _ENTRY}})})
)
