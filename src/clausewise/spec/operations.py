"""The operations of the spec, with what a request to each is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clausewise.spec.document import Document
from clausewise.spec.links import Link
from clausewise.spec.media_ranges import covers, essence, is_json
from clausewise.spec.walking import Location
from clausewise.spec.wire_form import Form

JSON = "application/json"
#: Methods that read, and methods that change nothing (RFC 9110, 9.2.1; TRACE is never sent).
READS = ("GET", "HEAD")
SAFE = (*READS, "OPTIONS")
#: Header parameters of these names are ignored (OpenAPI 3.1, "Parameter Object"), since other parts tell them.
IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))


@dataclass(frozen=True)
class Parameter:
    """A parameter. `in_` is path, query, header or cookie; `location` leads to its schema in the document.

    `form` is how its values are written on the wire. `described` is False where it has no schema, as it should.
    """

    name: str
    in_: str
    required: bool
    schema: Any
    location: Location
    examples: tuple[Any, ...]
    form: Form
    described: bool = True


@dataclass(frozen=True)
class ResponseSpec:
    """One listed answer: its status (`200`, `5XX`, `default`) and its schema per media type."""

    status: str
    location: Location
    media: dict[str, Any]

    def matches(self, status: int) -> bool:
        """Tell whether a status is this one or in its range."""
        wanted = self.status.upper()
        return wanted == str(status) or (wanted.endswith("XX") and wanted[0] == str(status)[0])

    @property
    def accepts(self) -> bool:
        """Tell whether it is an answer to an accepted request."""
        return self.status.startswith("2")

    def schema_location(self, media_type: str = JSON) -> Location:
        """The place where the schema of a media type stands in the document."""
        return (*self.location, "content", media_type, "schema")

    def listed(self, media_type: str = JSON) -> str | None:
        """The name under which a media type is listed, with its parameters, or the narrowest range that holds it."""
        found = [name for name in self.media if covers(name, media_type)]
        return max(found, key=lambda name: (-name.count("*"), len(name)), default=None)

    def has_json(self, media_type: str) -> bool:
        """Tell whether an answer of a media type has to be JSON: one of several that are listed may be another.

        A range that holds JSON is about JSON: what else it holds has no schema that could fit.
        """
        name = self.listed(media_type)
        any_json = any(is_json(essence(one)) or covers(one, JSON) for one in self.media)
        return any_json and (name is None or "*" in name or is_json(media_type))

    def judged(self, media_type: str = JSON) -> Location | None:
        """The place of the schema that an answer of a media type is judged by, None where none is listed."""
        name = self.listed(media_type)
        return self.schema_location(name) if name is not None and "schema" in self.media[name] else None


def value_at(value: Any, keys: tuple[str, ...]) -> Any:
    """The value in a JSON value at some property names and indices in lists, None when there is none."""
    for name in keys:
        if isinstance(value, list) and name.isdecimal():
            value = next(iter(value[int(name) :]), None)
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value


def placed(value: Any, keys: tuple[str, ...], part: Any) -> Any:
    """A copy of a JSON value with `part` at some property names, or at an index in a list."""
    if not keys:
        return part
    if isinstance(value, list) and keys[0].isdecimal():
        index = int(keys[0])
        return [
            *value[:index],
            placed(value[index] if index < len(value) else None, keys[1:], part),
            *value[index + 1 :],
        ]
    inside = value if isinstance(value, dict) else {}
    return {**inside, keys[0]: placed(inside.get(keys[0]), keys[1:], part)}


def id_in(value: Any, keys: tuple[str, ...]) -> str | None:
    """The id at some property names of a JSON object, as a path has it: a text, or a whole number; None without one."""
    one = value_at(value, keys)
    return str(one) if isinstance(one, (str, int)) and not isinstance(one, bool) and one != "" else None


@dataclass(frozen=True)
class Operation:
    """One method on one path. `body_location` leads to the schema of a JSON body, None without one."""

    id: str
    method: str
    url_path: str
    location: Location
    node: Any
    parameters: tuple[Parameter, ...]
    body_location: Location | None
    body_media_types: tuple[str, ...]
    body_required: bool
    responses: tuple[ResponseSpec, ...]
    links: tuple[Link, ...]
    paid: bool

    @property
    def safe(self) -> bool:
        """Tell whether its method reads, and changes nothing."""
        return self.method in READS

    @property
    def answers_with_body(self) -> bool:
        """Tell whether its answers have a body: those to HEAD have none (RFC 9110, 9.3.2)."""
        return self.method != "HEAD"

    def response(self, status: int) -> ResponseSpec | None:
        """The answer that the spec lists for a status: the status itself, its range, or `default`."""
        exact = [response for response in self.responses if response.status == str(status)]
        ranges = [response for response in self.responses if response.matches(status)]
        default = [response for response in self.responses if response.status == "default"]
        return next(iter([*exact, *ranges, *default]), None)

    @property
    def accepted(self) -> ResponseSpec | None:
        """The first listed answer to an accepted request."""
        return next((response for response in self.responses if response.accepts), None)

    def acceptance(self, status: int | None) -> ResponseSpec | None:
        """The listed answer to an accepted request that a status is; the first one where it is none of them."""
        listed = self.response(status or 0)
        return listed if listed is not None and listed.accepts else self.accepted


def made_at(spec: Document, operation: Operation, link: Link) -> Location:
    """The place where the id of what an operation makes stands in the schema of its answer."""
    accepted = operation.accepted
    place = accepted.judged() if accepted is not None else None
    schema = operation.location if place is None else spec.follow(place)[0]
    return (*schema, *(key for name in link.keys for key in ("properties", name)))
