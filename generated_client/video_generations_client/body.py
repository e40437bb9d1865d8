"""The body of a request: what the caller has given, as it will be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .contract import takes_null
from .errors import ConfigurationError, InvalidRequest

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def given_fields(fields: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without those that are None, where that means "not given": those that may be left out."""
    required, properties = schema.get("required", ()), schema.get("properties", {})
    return {
        name: value
        for name, value in fields.items()
        if value is not None or name in required or takes_null(properties.get(name, True), schema)
    }


def extra_fields(given: object) -> Mapping[str, Any]:
    """Fields that the spec does not know; None for none.

    Raises:
        ConfigurationError: They are no mapping.
    """
    if given is not None and not isinstance(given, Mapping):
        raise ConfigurationError(f"extra must be a mapping of fields, and not of type {type(given).__name__}")
    return given or {}


def encoded(body: Mapping[str, Any]) -> bytes:
    """A body as JSON.

    Raises:
        InvalidRequest: It cannot be written as JSON.
    """
    try:
        return _JSON.encode(body).encode()
    except (TypeError, ValueError) as error:
        raise InvalidRequest(f"The request was not sent, since it cannot be written as JSON: {error}") from None
