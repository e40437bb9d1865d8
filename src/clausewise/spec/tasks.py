"""Tasks and their videos in the spec: `x-task` at a record, `x-video` at the link that leads to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausewise.spec.compiling import compiled
from clausewise.spec.document import unescaped
from clausewise.spec.extensions import RECORD_PLACES, VIDEO_TERMS
from clausewise.spec.operations import Operation, value_at
from clausewise.spec.spec import Spec

Keys = tuple[str, ...]

_REQUEST = "$request.body#/"
_RATIO = re.compile(r"([1-9][0-9]{0,3}):([1-9][0-9]{0,3})", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,5}(\.[0-9]{1,6})?", re.ASCII)


def keys_of(pointer: str) -> Keys:
    """The property names of a JSON pointer: `/data/output` is ("data", "output")."""
    return tuple(unescaped(part) for part in pointer.split("/")[1:])


@dataclass(frozen=True)
class TaskRecord:
    """The places within a record of a task, as keys; () for what the spec does not name.

    `success` and `failure` are the words that end a task, in lower case. `result` is where this contract has
    the address of the video; `results` are this place and those of other servers.
    """

    status: Keys
    success: frozenset[str]
    failure: frozenset[str]
    results: tuple[Keys, ...]
    progress: Keys = ()
    reason: Keys = ()
    submitted: Keys = ()
    started: Keys = ()
    finished: Keys = ()

    @property
    def result(self) -> Keys:
        """The place where this contract has the address of the video."""
        return self.results[0]

    def outcome(self, record: Any) -> bool | None:
        """The end that a record tells of: True for a success, False for a failure, None where there is none yet."""
        word = value_at(record, self.status)
        word = word.strip().lower() if isinstance(word, str) else None
        return True if word in self.success else False if word in self.failure else None


def task_record(spec: Spec) -> TaskRecord | None:
    """The places of records of tasks: the first `x-task` of the schemas; None when there is none."""
    for schema in spec.document.get("components", {}).get("schemas", {}).values():
        task = schema.get("x-task") if isinstance(schema, dict) else None
        if task:
            return TaskRecord(
                success=frozenset(str(word).lower() for word in task["success"]),
                failure=frozenset(str(word).lower() for word in task["failure"]),
                results=tuple(keys_of(each) for each in task["results"]),
                **{name: keys_of(task[name]) for name in RECORD_PLACES if name in task},
            )
    return None


@dataclass(frozen=True)
class AskedVideo:
    """The video that a request asks for: None where neither it nor a default of the spec says anything.

    `ratio` is width and height without a unit, `seconds` the length. `hd_has_effect` is False where the spec
    knows that HD changes nothing for this request.
    """

    ratio: tuple[int, int] | None
    seconds: float | None
    hd: bool | None
    hd_has_effect: bool = True


@dataclass(frozen=True)
class VideoTerms:
    """The places where the request of an operation says what its video is to be like: `x-video` of a link.

    `defaults` are the values that the spec promises for fields left out. `shorter_side` is in pixels, by
    `plain` and `hd`; `hd_without_effect` a validator of requests in which HD changes nothing. `kind` has the other
    fields of listed values: they say what makes a video, and not what it is to be like.
    """

    ratio: Keys
    seconds: Keys
    hd: Keys
    defaults: Mapping[Keys, Any]
    shorter_side: Mapping[str, int]
    hd_without_effect: Any
    kind: tuple[str, ...] = ()

    def asked_video(self, request: Any) -> AskedVideo:
        """Read the video that a request body, taken from JSON, asks for."""
        ratio = _RATIO.fullmatch(str(self._value(request, self.ratio)))
        seconds = str(self._value(request, self.seconds))
        hd = self._value(request, self.hd)
        return AskedVideo(
            ratio=(int(ratio[1]), int(ratio[2])) if ratio else None,
            seconds=float(seconds) if _SECONDS.fullmatch(seconds) else None,
            hd=hd if isinstance(hd, bool) else None,
            hd_has_effect=not self.hd_without_effect.is_valid(request),
        )

    def _value(self, request: Any, keys: Keys) -> Any:
        value = value_at(request, keys) if keys else None
        return self.defaults.get(keys) if value is None else value


def video_terms(spec: Spec, operation: Operation) -> VideoTerms | None:
    """The `x-video` of the links of an operation; None when no link has one."""
    for response in operation.node.get("responses", {}).values():
        for node in spec.resolve(response).get("links", {}).values():
            terms = spec.resolve(node).get("x-video")
            if terms:
                return _terms(spec, operation, terms)
    return None


def _terms(spec: Spec, operation: Operation, terms: Mapping[str, Any]) -> VideoTerms:
    places = {name: request_keys(terms.get(name, "")) for name in VIDEO_TERMS}
    body = spec.resolve(spec.at(spec.flat(operation.body_location or ())))
    schemas = {keys: property_of(spec, body, keys) for keys in places.values()}
    about = {keys[0] for keys in places.values() if keys}
    fields = body.get("properties", {}) if isinstance(body, Mapping) else {}
    return VideoTerms(
        **places,
        defaults={keys: node["default"] for keys, node in schemas.items() if keys and "default" in (node or {})},
        shorter_side=terms.get("shorter_side", {}),
        hd_without_effect=compiled(spec, {"anyOf": [terms.get("hd_without_effect", False)]}),
        kind=tuple(name for name, node in fields.items() if "enum" in spec.resolve(node) and name not in about),
    )


def request_keys(expression: str) -> Keys:
    """The keys in a request body to which a runtime expression (`$request.body#/…`) leads; () for another one."""
    return keys_of("/" + expression.removeprefix(_REQUEST)) if expression.startswith(_REQUEST) else ()


def property_of(spec: Spec, schema: Any, keys: Keys) -> Any:
    """The schema of a property of a schema, or of one of those that it chooses from; None when there is none."""
    schema = spec.resolve(schema)
    for name in keys:
        parts = [schema, *(part for key in ("oneOf", "anyOf", "allOf") for part in schema.get(key, ()))]
        found = (spec.resolve(part).get("properties", {}).get(name) for part in parts)
        schema = spec.resolve(next((part for part in found if part is not None), None))
        if not isinstance(schema, Mapping):
            return None
    return schema


def shown_life(spec: Spec, media: Any) -> list[dict[str, Any]]:
    """The records through which a resource passes, as the examples of `x-life` of a media type show them."""
    examples = media.get("examples", {})
    shown = (spec.resolve(examples[name]).get("value") for name in media.get("x-life", ()) if name in examples)
    return [value for value in shown if isinstance(value, dict)]
