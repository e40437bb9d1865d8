"""What the spec shows of an answer: its named examples, or a value made from its schema."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server.instances import instance
from clausewise.spec import ResponseSpec, Spec
from clausewise.spec.operations import JSON


def media_type(response: ResponseSpec) -> str | None:
    """The media type that the mock server answers with: JSON where it can, None without a body."""
    if JSON in response.media:
        return JSON
    return next((name for name in response.media if name.endswith("+json")), next(iter(response.media), None))


def named(spec: Spec, response: ResponseSpec) -> dict[str, Any]:
    """The examples of an answer by name, in the order of the spec; one made from the schema if it has none."""
    name = media_type(response)
    if name is None:
        return {}
    content = response.media[name]
    found = {
        key: example["value"]
        for key, node in content.get("examples", {}).items()
        if "value" in (example := spec.resolve(node))
    }
    if not found and "example" in content:
        found = {"example": content["example"]}
    return found or {"instance": instance(spec, content.get("schema", {}))}


def life(response: ResponseSpec) -> tuple[str, ...]:
    """The names of the examples of a resource's life, in their order: `x-life` of the spec."""
    name = media_type(response)
    return tuple(response.media[name].get("x-life", ())) if name else ()


def replaced(value: Any, old: Any, new: Any) -> Any:
    """A copy of a JSON value in which every part equal to `old` is `new`."""
    if isinstance(value, dict):
        return {key: replaced(part, old, new) for key, part in value.items()}
    if isinstance(value, list):
        return [replaced(part, old, new) for part in value]
    return new if type(value) is type(old) and value == old else value


def placed(value: Any, location: tuple[str, ...], part: Any) -> Any:
    """A copy of a JSON object with `part` at some property names."""
    if not location:
        return part
    inside = value if isinstance(value, dict) else {}
    return {**inside, location[0]: placed(inside.get(location[0]), location[1:], part)}
