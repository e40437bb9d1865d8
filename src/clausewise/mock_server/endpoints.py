"""Every operation of the spec, compiled into what the mock server needs to answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from clausewise.mock_server import examples, ids
from clausewise.mock_server.authorization import Authorization
from clausewise.mock_server.hooks.callback import Callback, callback
from clausewise.mock_server.parameters import Parameters
from clausewise.mock_server.refusals import Refusals
from clausewise.spec import BodyValidator, Link, Operation, Spec
from clausewise.spec.operations import placed, value_at
from clausewise.spec.tasks import TaskRecord, VideoTerms, task_record, video_terms


class Endpoint:
    """One operation: how its requests are judged and what its answers look like."""

    def __init__(self, spec: Spec, operation: Operation, keys: frozenset[str]) -> None:
        self.spec = spec
        self.operation = operation
        self.authorization = Authorization(spec, operation, keys)
        self.refusals = Refusals(spec, operation)
        #: The status of a request that breaks a clause.
        self.invalid = self.refusals.listed(HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
        self.parameters = Parameters(spec, operation)
        accepted = operation.accepted or operation.response(HTTPStatus.OK)
        self.status = int(accepted.status) if accepted and accepted.status.isdecimal() else HTTPStatus.OK
        self.media_type = examples.media_type(accepted) if accepted else None
        #: Media types that a caller may ask for by Accept; the first is sent unasked.
        listed = (self.media_type, *(accepted.media if accepted else ()))
        self.media_types = tuple(dict.fromkeys(name for name in listed if name is not None))
        self.link: Link | None = operation.links[0] if operation.links else None
        #: The operation whose answers carry the ids that this one takes, and the parameter that takes them.
        self.created_by: tuple[Operation, Link] | None = next(
            ((other, link) for other in spec.operations for link in other.links if link.target == operation.id), None
        )

    @cached_property
    def examples(self) -> dict[str, Any]:
        """The answers to an accepted request that the spec shows, or one made from its schema, by name."""
        accepted = self.operation.accepted or self.operation.response(HTTPStatus.OK)
        return examples.accepting(self.spec, self.operation, accepted) if accepted else {}

    @cached_property
    def life(self) -> tuple[str, ...]:
        """The names of the examples through which a resource passes."""
        accepted = self.operation.accepted or self.operation.response(HTTPStatus.OK)
        return tuple(name for name in (examples.life(accepted) if accepted else ()) if name in self.examples)

    @cached_property
    def callback(self) -> Callback | None:
        """Whom a request of this operation asks to be called at the end of its task."""
        return callback(self.spec, self.operation)

    @cached_property
    def task_record(self) -> TaskRecord | None:
        """The reading of the records of this spec."""
        return task_record(self.spec)

    @cached_property
    def video_terms(self) -> VideoTerms | None:
        """The facts of a request about the video that it starts."""
        return video_terms(self.spec, self.operation)

    @cached_property
    def body(self) -> BodyValidator | None:
        """The schema of the body, compiled when the first one comes: a large spec has hundreds."""
        path = self.operation.body_location
        return None if path is None else BodyValidator(self.spec, path)

    @cached_property
    def shown(self) -> Any:
        """The answer that the spec shows first."""
        return next(iter(self.examples.values()), None)

    def _takes_id(self, made: Any) -> bool:
        """Tell whether the schema of the answer takes an id in the place of the shown one."""
        place = self.operation.accepted.judged() if self.operation.accepted is not None else None
        keys = self.link.keys if self.link is not None else ()
        return place is None or BodyValidator(self.spec, place).is_valid(placed(self.shown, keys, made))

    @cached_property
    def form_of_ids(self) -> ids.Form:
        """The form of the ids of what this operation makes."""
        shown = value_at(self.shown, self.link.keys) if self.link is not None else None
        return ids.form(shown, self._takes_id)

    @cached_property
    def shown_id(self) -> Any:
        """The id in the first shown answer of the operation that creates what this one reads."""
        if self.created_by is None:
            return None
        creator, link = self.created_by
        answers = examples.named(self.spec, creator.accepted) if creator.accepted else {}
        return value_at(next(iter(answers.values()), None), link.keys)


@dataclass(frozen=True)
class Route:
    """One path of the spec with its operations by method."""

    pattern: re.Pattern[str]
    methods: dict[str, Endpoint]

    @property
    def allow(self) -> bytes:
        """The value of the header Allow."""
        return ", ".join(sorted(self.methods)).encode()


class Routes:
    """All paths of the spec; those without parameters come first, as OpenAPI has it."""

    def __init__(self, spec: Spec, keys: frozenset[str]) -> None:
        self.spec = spec
        methods: dict[str, dict[str, Endpoint]] = {}
        for operation in spec.operations:
            methods.setdefault(operation.url_path, {})[operation.method] = Endpoint(spec, operation, keys)
        paths = sorted(methods, key=lambda path: path.count("{"))
        self._routes = [Route(re.compile(_pattern(path)), methods[path]) for path in paths]
        self._names = [re.findall(r"{([^{}]+)}", path) for path in paths]
        routes = zip(paths, self._routes, strict=True)
        self._concrete = {on_the_wire(path): route for path, route in routes if "{" not in path}

    def find(self, path: bytes) -> tuple[Route, dict[str, str]] | None:
        """The route of a percent-encoded path with the values in it; None when no path matches."""
        text = path.decode("latin-1")
        concrete = self._concrete.get(text)
        if concrete is not None:
            return concrete, {}
        for route, names in zip(self._routes, self._names, strict=True):
            found = route.pattern.fullmatch(text)
            if found:
                values = (unquote(value) for value in found.groups())
                return route, dict(zip(names, values, strict=True))
        return None

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)


def _pattern(path: str) -> str:
    parts = re.split(r"({[^{}]+})", path)
    return "".join("([^/]+)" if part.startswith("{") else re.escape(on_the_wire(part)) for part in parts)


def on_the_wire(path: str) -> str:
    """A path of the spec as a request has it: percent-encoded, and what is so already left (RFC 3986, 2.4)."""
    return quote(path, safe="/%:@!$&'()*+,;=~{}")
