"""Examples of an answer: those that the spec names, or a value made from its schema."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server.instances import instance
from clausewise.spec import Operation, ResponseSpec, Spec
from clausewise.spec.refusals import is_refusal, refusal_schemas
from clausewise.spec.validation import validator
from clausewise.spec.walking import Location


def media_type(response: ResponseSpec) -> str | None:
    """The media type that the mock server answers with: JSON where it can, None without a body."""
    listed = response.listed()
    if listed is not None:
        return listed
    return next((name for name in response.media if name.endswith("+json")), next(iter(response.media), None))


def named(spec: Spec, response: ResponseSpec, name: str | None = None) -> dict[str, Any]:
    """The examples of an answer by name, in the order of the spec; one made from the schema if it has none.

    Those of the media type of that name, else of the one that the mock server answers with.
    """
    name = name or media_type(response)
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
    return found or {"instance": _made(spec, response.schema_location(name), content.get("schema", {}))}


def _made(spec: Spec, place: Location, schema: Any) -> Any:
    """A value of a schema: the smallest, or where that is none, of which a pattern may be the reason, another."""
    smallest = instance(spec, schema)
    if schema in (True, {}) or validator(spec, place).is_valid(smallest):
        return smallest
    from clausewise.schema.value_classes import value_classes  # 20 MB, for specs that show no answer

    return next((one.value for one in value_classes(spec, place)), smallest)


def accepting(spec: Spec, operation: Operation, response: ResponseSpec) -> dict[str, Any]:
    """The examples of an answer of success that refuse nothing; one made from its schema where there is none."""
    status = int(response.status) if response.status.isdecimal() else None
    shown = {key: one for key, one in named(spec, response).items() if not is_refusal(spec, operation, status, one)}
    place = response.judged()
    if shown or place is None:
        return shown
    from clausewise.schema.value_classes import value_classes  # as above

    made = (one.value for one in value_classes(spec, place))
    return {"instance": next((one for one in made if not is_refusal(spec, operation, status, one)), None)}


def refusing(spec: Spec, operation: Operation, response: ResponseSpec) -> Any:
    """A body by which an answer of success refuses: an example, or a value of its schema that is a refusal."""
    from clausewise.schema.value_classes import value_classes  # as above

    status = int(response.status)
    own = response.judged()
    judges = [] if own is None else [validator(spec, own)]
    places = [*refusal_schemas(spec, operation.id, response.status), *([] if own is None else [own])]
    made = [one.value for place in places for one in value_classes(spec, place)]
    known = [one for one in named(spec, response).values() if is_refusal(spec, operation, status, one)]
    laid = [{**base, **one} for one in made for base in made if isinstance(one, dict) and isinstance(base, dict)]
    for one in [*known, *made, *laid]:
        if all(judge.is_valid(one) for judge in judges) and is_refusal(spec, operation, status, one):
            return one
    return {}


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
