"""The terms of following, from the spec: the reading of a record, the properties of a video, the notified address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clausewise.checks.video import VIDEO, VIDEO_SIZE
from clausewise.probes.followed import followed_id
from clausewise.probes.known_parameters import with_parameters
from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.spec import BodyValidator, Clause, Link, Operation, Spec
from clausewise.spec.extensions import VIDEO_TERMS
from clausewise.spec.operations import JSON, value_at
from clausewise.spec.tasks import (
    AskedVideo,
    Keys,
    TaskRecord,
    VideoTerms,
    request_keys,
    shown_life,
    task_record,
    video_terms,
)
from clausewise.spec.walking import Location


@dataclass(frozen=True)
class Terms:
    """The terms of following the tasks of one operation."""

    spec: Spec
    operation: Operation
    link: Link
    reading: TaskRecord
    #: The location of the record's schema.
    record: Location

    @cached_property
    def video(self) -> VideoTerms | None:
        """The properties of a video as its request says them."""
        return video_terms(self.spec, self.operation)

    @cached_property
    def target(self) -> Operation:
        """The operation that reads a task."""
        return self.spec.operation(self.link.target)

    @cached_property
    def life(self) -> list[str]:
        """The words of a status, in the order in which the spec shows them."""
        media = self.target.accepted.media.get(JSON, {}) if self.target.accepted is not None else {}
        shown = shown_life(self.spec, media)
        words = [value_at(value, self.reading.status) for value in shown]
        return [word for word in words if isinstance(word, str)]

    @cached_property
    def hook(self) -> tuple[Keys, Location, BodyValidator | None] | None:
        """The place of the notified address in a request, the callback's place, and the form of what is told."""
        for name, callback in self.operation.node.get("callbacks", {}).items():
            for expression, item in self.spec.resolve(callback).items():
                keys = request_keys(str(expression).strip("{}"))
                if not keys or "post" not in item:
                    continue
                where: Location = (*self.operation.location, "callbacks", name, expression, "post")
                body = item["post"].get("requestBody")
                schema = (*where, "requestBody", "content", JSON, "schema")
                return keys, where, BodyValidator(self.spec, schema) if body else None
        return None

    def clause(self, aspect: str) -> Clause:
        """The clause of a record about an aspect."""
        return self.spec.governing(self.record, aspect)

    def clause_of(self, term: str, aspect: str = VIDEO) -> Clause:
        """The clause of the field of a request that a term (`ratio`, `seconds`, `hd`) is about."""
        return self.spec.governing(self.field(term), aspect)

    def field(self, term: str) -> Location:
        """The place where the field of a term stands in the spec."""
        keys: Keys = getattr(self.video, term)
        where = tuple(self.spec.follow(self.operation.body_location or ())[0])
        return (*where, *(part for key in keys for part in ("properties", key)))

    def asked_video(self, request: Any) -> AskedVideo | None:
        """The properties that a request asks of its video; None where the spec does not say how requests do."""
        return self.video.asked_video(request) if self.video is not None else None

    def probe(self, create: str, made: str) -> Probe:
        """The probe that reads a task, by the id of the probe that has started it."""
        clause = self.spec.governing(self.target.location, "method")
        call = with_parameters(self.spec, self.target, Call(self.target.method), {self.link.parameter: made})
        name = followed_id(create)
        return Probe(name, Kind.READ, self.target, call, Expected.ACCEPTED, (clause,), clause.basis, patient=True)

    def clauses(self) -> Iterator[tuple[str, Clause]]:
        """Every clause that following can find broken, each with its aspect."""
        for aspect in (
            "ends",
            "end-time",
            "forward",
            "fits",
            "final",
            "download",
            "file-type",
            "playable",
            "moving",
            "distinct",
        ):
            yield aspect, self.clause(aspect)
        for term in VIDEO_TERMS:
            if self.video is not None and getattr(self.video, term):
                yield VIDEO, self.clause_of(term)
        if self.video is not None and self.video.hd and "hd" in self.video.shorter_side:
            yield VIDEO_SIZE, self.clause_of("hd", VIDEO_SIZE)
        if self.hook is not None:
            for aspect in ("notified", "notification"):
                yield aspect, self.spec.governing(self.hook[1], aspect)


def terms_of(spec: Spec, operation: Operation) -> Terms | None:
    """The terms of an operation; None where its answers lead to no record whose end the spec can tell."""
    reading = task_record(spec)
    schemas = spec.document.get("components", {}).get("schemas", {})
    name = next((name for name, schema in schemas.items() if isinstance(schema, dict) and schema.get("x-task")), None)
    link = next(iter(operation.links), None)
    if reading is None or name is None or link is None:
        return None
    return Terms(spec, operation, link, reading, ("components", "schemas", name))
