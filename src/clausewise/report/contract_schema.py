"""The JSON Schema of contract.json; `docs/contract.schema.json` is written from it."""

from __future__ import annotations

from typing import Any

from clausewise.report.verdict import REPORT_VERSION, VERDICTS
from clausewise.spec import BASES

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_SECONDS: dict[str, Any] = {"type": "number", "minimum": 0}
_BASIS: dict[str, Any] = {"enum": list(BASES)}
_TEXTS: dict[str, Any] = {"type": "object", "additionalProperties": _TEXT}
_BODY: dict[str, Any] = {"anyOf": [_TEXT, {"type": "object", "required": ["base64"], "properties": {"base64": _TEXT}}]}


def _said(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, **schema}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    """An object with these properties and no other."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


_SPEC = _object(
    {
        "title": _TEXT,
        "version": _TEXT,
        "file": _said("The file as seen from the folder of the run.", _TEXT),
        "digest": _said("The SHA-256 of the file, in hexadecimal.", _or_null(_TEXT)),
    }
)
_CLAUSE = _object(
    {
        "basis": _BASIS,
        "verdict": {"enum": list(VERDICTS)},
        "findings": _said("How many findings there are of it.", _COUNT),
        "checkable": _said("The plan of this run can find it broken.", {"type": "boolean"}),
        "tested": _said("How many probes were judged that could have broken it.", _COUNT),
        "probes": _said("The ids of up to three of these.", {**_list(_TEXT), "maxItems": 3}),
        "reason": _said("Why it is not checked.", _TEXT),
        "says": _said("The promise in a sentence.", _TEXT),
        "pointer": _said("The place in the spec, a JSON pointer (RFC 6901).", _TEXT),
        "line": _said("The line of the spec, from 1.", {"type": "integer", "minimum": 1}),
    },
    "reason",
    "says",
    "pointer",
    "line",
)
_EXCHANGE = _object(
    {
        "method": _TEXT,
        "url": _TEXT,
        "headers": _TEXTS,
        "body": _BODY,
        "status": _or_null({"type": "integer"}),
        "answer_headers": _list({"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2}),
        "answer": _BODY,
        "seconds": _SECONDS,
        "error": _said("Why there is no answer.", _or_null(_TEXT)),
    }
)
_KEY = _object({"header": _TEXT, "form": _TEXT, "known": _said("The run has a key.", {"type": "boolean"})})
_SENT_AGAIN: dict[str, Any] = {
    "key": _said("The header that carries the API key, and in which form.", _or_null(_KEY)),
    "paid": _said("A server may charge for it.", {"type": "boolean"}),
    "takes": _said("The id in the answer that the next request is about.", {"type": "object"}),
    "packed": _said("A body that is cut elsewhere, by zlib and in base64.", _TEXT),
}
_REPRODUCTION: dict[str, Any] = {
    "anyOf": [
        _object({"reason": _said("Why sending it again shows nothing.", _TEXT)}),
        _object(
            {
                **_SENT_AGAIN,
                "before": _said("Requests that have to be sent first.", _list({"type": "object"})),
                "expects": _said("What decides whether the answer keeps the clause.", {"type": "object"}),
            },
            "takes",
            "packed",
        ),
    ]
}
_FINDING = _object(
    {
        "clause": _TEXT,
        "basis": _said("That of the clause, or weaker where the request goes beyond it.", _BASIS),
        "always": _said("It fails the server at every basis.", {"type": "boolean"}),
        "status": {"enum": ["failed", "waived", "reported"]},
        "same_as": _said("The probe whose finding, told before, has the same cause.", _or_null(_TEXT)),
        "message": _said("The promise in a sentence.", _TEXT),
        "actual": _TEXT,
        "expected": _TEXT,
        "request": _said("The request as a line for the shell, with curl.", _TEXT),
        "answer": _said("The answer in a line.", _TEXT),
        "exchange": _EXCHANGE,
        "client": _said("The request as a call of the Python client.", _or_null(_TEXT)),
        "reproduction": _said("How to send it again.", _REPRODUCTION),
        "probe": _said("The id of the probe.", _TEXT),
    },
    "client",
)
_ROW = _object({"operation": _TEXT, "levels": _TEXTS, "classes": _TEXTS, "accepted": {"type": "boolean"}})
_REQUEST = _object(
    {
        "probe": _TEXT,
        "operation": _TEXT,
        "at": _said("Seconds since the first request began.", _SECONDS),
        "seconds": _said("The time until the whole answer was there.", _SECONDS),
        "status": _or_null({"type": "integer"}),
        "paid": {"type": "boolean"},
        "unknown": _said("It may have been paid for; no answer says so.", {"type": "boolean"}),
        "row": _said("The place of its row in `rows`, for a row itself.", _COUNT),
        "price": _said("What it cost, or may have cost, in millionths of the currency.", _COUNT),
    },
    "row",
)
_TASK = _object(
    {
        "probe": _TEXT,
        "seconds": _said("The time until its end.", _SECONDS),
        "values": _said("What its request said that may make a difference.", _TEXTS),
    }
)
_VIDEO = _object(
    {
        "probe": _TEXT,
        "asked": _said("What its request asked for.", _TEXTS),
        "width": _COUNT,
        "height": _COUNT,
        "seconds": _SECONDS,
        "thumbnail": _said("A PNG in base64.", _or_null(_TEXT)),
    }
)
_COVERED = _object({"covered": _COUNT, "of": _COUNT})

#: Every field of contract.json; there is no other.
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "contract.json",
    **_object(
        {
            "version": _said("Raised when a field is renamed, removed or changed.", {"const": REPORT_VERSION}),
            "written": _said("Date and time, ISO 8601.", _TEXT),
            "run": _said("The id of the run.", _TEXT),
            "label": _said("The --label of the caller.", _or_null(_TEXT)),
            "command": _said("How the run was started.", _or_null(_TEXT)),
            "suite": _said("The version of the suite.", _TEXT),
            "conforms": {"enum": ["yes", "no", "undecided"]},
            "doubts": _said("Why nobody can say that the server conforms.", _list(_TEXT)),
            "basis": _said("The weakest basis at which a broken clause fails the server.", _BASIS),
            "server": _said("The base URL.", _TEXT),
            "spec": _SPEC,
            "clauses": {"type": "object", "additionalProperties": _CLAUSE},
            "findings": _list(_FINDING),
            "not_run": _list(_object({"probe": _TEXT, "reason": _TEXT})),
            "coverage": _object({"strength": _COUNT, "values": _COVERED, "combinations": _COVERED}),
            "rows": _list(_ROW),
            "timeline": _list(_REQUEST),
            "tasks": _said("The tasks that were followed to their end.", _list(_TASK)),
            "videos": _said("The videos that were judged.", _list(_VIDEO)),
            "waivers": {
                "type": "object",
                "additionalProperties": _object({"reason": _TEXT, "expires": _or_null(_TEXT)}),
            },
            "counts": _object({"probes": _COUNT, "requests": _COUNT, "paid": _COUNT, "unknown": _COUNT}),
            "spent": _said("What the paid requests cost, with the currency.", _or_null(_TEXT)),
            "limit": _said("The --max-paid of the run.", _or_null(_COUNT)),
            "shard": _TEXT,
            "seed": {"type": "integer"},
            "seconds": _SECONDS,
            "environment": _TEXTS,
        },
        "command",
        "videos",
    ),
}
