"""Recordings as files: made by hand, and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

KEY = "sk-recorded-8Jd4Kq0Wz7"

#: The schema of HAR 1.2 (w3c.github.io/web-performance/specs/HAR) for the parts that are written here.
HAR = {
    "type": "object",
    "required": ["log"],
    "properties": {
        "log": {
            "type": "object",
            "required": ["version", "creator", "entries"],
            "properties": {
                "version": {"const": "1.2"},
                "creator": {"type": "object", "required": ["name", "version"]},
                "entries": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
            },
        }
    },
    "$defs": {
        "headers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "value"],
                "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
            },
        },
        "entry": {
            "type": "object",
            "required": ["startedDateTime", "time", "request", "response", "cache", "timings"],
            "properties": {
                "startedDateTime": {"type": "string", "format": "date-time"},
                "time": {"type": "number", "minimum": 0},
                "cache": {"type": "object"},
                "timings": {"type": "object", "required": ["send", "wait", "receive"]},
                "request": {
                    "type": "object",
                    "required": [
                        *("method", "url", "httpVersion", "cookies", "headers", "queryString"),
                        *("headersSize", "bodySize"),
                    ],
                    "properties": {
                        "url": {"type": "string", "format": "uri"},
                        "headers": {"$ref": "#/$defs/headers"},
                        "queryString": {"$ref": "#/$defs/headers"},
                        "postData": {"type": "object", "required": ["mimeType", "text"]},
                    },
                },
                "response": {
                    "type": "object",
                    "required": [
                        *("status", "statusText", "httpVersion", "cookies", "headers", "content"),
                        *("redirectURL", "headersSize", "bodySize"),
                    ],
                    "properties": {
                        "status": {"type": "integer"},
                        "headers": {"$ref": "#/$defs/headers"},
                        "content": {"type": "object", "required": ["size", "mimeType"]},
                    },
                },
            },
        },
    },
}

ENTRY: dict[str, Any] = {
    "comment": "probe",
    "time": 1.5,
    "request": {"method": "GET", "url": "http://127.0.0.1:1/", "headers": []},
    "response": {"status": 200, "headers": [], "content": {}},
}


def written(facts: dict[str, Any], *entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"comment": json.dumps(facts), "entries": entries}})


def archive(path: Path) -> Any:
    """The content of a HAR file, which is checked to be one."""
    found = json.loads(path.read_text())
    jsonschema_rs.Draft202012Validator(HAR, validate_formats=True).validate(found)
    return found


#: Fields of a report that differ between two runs.
DIFFERING = ("run", "written", "seconds", "timeline", "command")


def verdict(folder: Path) -> Any:
    """A report without what differs between two runs."""
    report = json.loads((folder / "contract.json").read_text())
    return {name: value for name, value in report.items() if name not in DIFFERING}
