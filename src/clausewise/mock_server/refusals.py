"""Refusals in the error shape of the spec, with the reason where the spec wants it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from http import HTTPStatus
from typing import Any

from clausewise.mock_server import examples
from clausewise.mock_server.exchange import Answer, Headers, encoded
from clausewise.mock_server.media_types import declared
from clausewise.spec import BodyValidator, Operation, ResponseSpec, Spec
from clausewise.spec.operations import JSON, placed, value_at
from clausewise.spec.refusals import refusal_schemas
from clausewise.spec.validation import validator
from clausewise.spec.vocabulary import IN_PLACE_LISTS

#: Refusals that say nothing of a body.
_OF_KEYS_AND_IDS = ("401", "403", "404", "429")


class Refusals:
    """The refusals of one operation. Of several shapes that a status may have, the first example's is sent."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self.spec = spec
        self.operation = operation
        self._shapes: dict[int, tuple[Any, list[tuple[str, ...]], bytes]] = {}

    def listed(self, *statuses: int) -> int:
        """The first of some statuses that the operation lists, else another of its refusals, else the first."""
        exact = [response.status for response in self.operation.responses if response.status.isdecimal()]
        named = [int(status) for status in statuses if str(int(status)) in exact]
        if self.operation.response(int(statuses[0])) is None:
            named += [int(status) for status in exact if status[0] == "4" and status not in _OF_KEYS_AND_IDS]
            named += [404 for status in exact if status == "404"]  # where nothing else is listed: it can be no id
        return next(iter(named), int(statuses[0]))

    def answer(self, status: int, reason: str, headers: Headers = ()) -> Answer:
        """A refusal with a reason, in the shape that the spec gives that status."""
        # What is refused before any operation is at work, such as a key or a path, has its own status.
        if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE or (self.inside and status != HTTPStatus.METHOD_NOT_ALLOWED):
            status = self._promised(status)
        if status not in self._shapes:
            self._shapes[status] = self._shape(status)
        shape, places, media_type = self._shapes[status]
        shape = self._told(status, shape, places, reason)
        inside = 200 <= status < 300
        return Answer(status, encoded(shape), ((b"content-type", media_type), *headers), refused_in_body=inside)

    def _told(self, status: int, shape: Any, places: list[tuple[str, ...]], reason: str) -> Any:
        """The shape with the reason at its places; without it where the schema takes no such text there."""
        judge = self._judge(status)
        for chosen in (places, _longest_texts(shape)):
            told = shape
            for place in chosen:
                told = placed(told, place, reason)
            if judge is None or judge.is_valid(told):
                return told
        return shape

    def _judge(self, status: int) -> BodyValidator | None:
        """The validator of a refusal, None for one that the spec does not describe."""
        response = self.operation.response(status)
        place = response.judged() if response is not None else None
        return None if place is None else validator(self.spec, place)

    def _promised(self, status: int) -> int:
        """A status itself where the spec lists it, or lists none at all; else one that it lists for refusals."""
        refusals = [
            each.status for each in self.operation.responses if each.status[0] == "4" and each.status.isdecimal()
        ]
        if self.operation.response(status) is not None:
            return status
        if not refusals and not any(each.status[0] == "4" for each in self.operation.responses):
            return int(self.inside.status) if self.inside is not None else status
        return self.listed(status, HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, *map(int, refusals))

    @cached_property
    def inside(self) -> ResponseSpec | None:
        """The answer of success in which refusals are told, None where there is none."""
        listed = [each for each in self.operation.responses if each.accepts and each.status.isdecimal()]
        return next((each for each in listed if refusal_schemas(self.spec, self.operation.id, each.status)), None)

    def unknown(self) -> Answer:
        """The refusal of an id that nobody has answered with.

        It is the first example that the operation lists for 404, with the first status that lists an
        example of that name: a spec whose servers say 400 shows the same example there, before 404.
        """
        listed = self.operation.response(HTTPStatus.NOT_FOUND)
        if listed is None or listed.status != str(HTTPStatus.NOT_FOUND) or not listed.media:
            return self.answer(self._promised(HTTPStatus.NOT_FOUND), "nothing is known by that id")
        name, example = next(iter(examples.named(self.spec, listed).items()))
        found = (each for each in self.operation.responses if each.status.isdecimal() and each.status[0] == "4")
        status = next(each.status for each in found if name in examples.named(self.spec, each))
        media_type = examples.media_type(listed) or ""
        return Answer(int(status), encoded(example), ((b"content-type", declared(media_type)),))

    def _shape(self, status: int) -> tuple[Any, list[tuple[str, ...]], bytes]:
        if 200 <= status < 300 and self.inside is not None:
            shown = examples.refusing(self.spec, self.operation, self.inside)
            return shown, _longest_texts(shown), JSON.encode()
        response = self._described(status)
        if response is None:
            return {"message": ""}, [("message",)], b"application/json"
        name = examples.media_type(response) or ""
        schema = response.media[name].get("schema", {})
        example = next(iter(examples.named(self.spec, response).values()))
        places = [place for place in _reasons(self.spec, schema) if value_at(example, place) is not None]
        return example, places or _texts(example), declared(name)

    def _described(self, status: int) -> ResponseSpec | None:
        """The answer whose shape a status has: its own, its range's, else that of another refusal."""
        own = self.operation.response(status)
        others = [response for response in self.operation.responses if response.status[0] in "4d"]
        return next((response for response in [own, *others] if response is not None and response.media), None)


def _reasons(spec: Spec, schema: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The place where `x-reason` stands in a schema, as property names from its root."""
    schema = spec.resolve(schema)
    if not isinstance(schema, dict) or len(place) > 8:
        return
    if schema.get("x-reason"):
        yield place
    for key in IN_PLACE_LISTS:
        for branch in schema.get(key, []):
            yield from _reasons(spec, branch, place)
    for name, child in schema.get("properties", {}).items():
        yield from _reasons(spec, child, (*place, name))


def _longest_texts(example: Any, place: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The place where the text for people stands in a refusal: under a name that says so, at any depth."""
    found = []
    for name, value in _items(example):
        found += _longest_texts(value, (*place, name))
        if isinstance(value, str) and re.search("mess|msg|reason|detail|error", name, re.IGNORECASE):
            found.append((*place, name))
    return found


def _texts(example: Any) -> list[tuple[str, ...]]:
    """Without `x-reason`: the longest text of the example, which is most likely for people."""
    texts = [(len(value), (name,)) for name, value in _items(example) if isinstance(value, str)]
    return [max(texts)[1]] if texts else []


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []
