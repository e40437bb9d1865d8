"""Changes of what a receiver of notifications is sent beside the body, and of what it may answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausewise.diff.change import Change, Severity, Witness
from clausewise.diff.media_types import paired
from clausewise.diff.pairs import OperationPair, plain
from clausewise.diff.requests import keyed, node_of
from clausewise.spec.operations import Operation, Parameter, ResponseSpec
from clausewise.spec.walking import pointer

#: Fields of a notification that no comparison looks at, and those that are for people.
_NOT_COMPARED = ("security", "servers", "callbacks")
_WORDS = ("tags",)


@dataclass(frozen=True)
class Received:
    """One notification in both specs: the pair that its changes belong to, its two operations, its name and kind."""

    pair: OperationPair
    before: Operation
    after: Operation
    name: str
    kind: str

    def changes(self) -> Iterator[Change]:
        """Every change of its parameters, of whether a body comes, and of the answers that it takes."""
        yield from self._parameters()
        if self.before.body_required and not self.after.body_required:
            yield self._change(
                "body-became-optional", "may come without a body now", "breaking", shown="without a body"
            )
        elif self.after.body_required and not self.before.body_required:
            yield self._change("body-became-required", "always comes with a body now", "compatible", server="breaking")
        yield from self._answers()
        for key in _WORDS:
            if self.before.node.get(key) != self.after.node.get(key):
                yield self._change(f"{key}-changed", f"has other {key}", "documentation", about=key)
        for key in _NOT_COMPARED:
            one, other = (
                (operation.node.get(key), spec.at(spec.flat(operation.location[:-1])).get(key))
                for spec, operation in zip(self.pair.specs, (self.before, self.after), strict=True)
            )
            if one != other:
                yield self._change("not-compared", f"has another {key}, which is not compared", "dangerous", about=key)

    def _change(
        self,
        suffix: str,
        says: str,
        severity: Severity,
        *,
        at: str | None = None,
        about: str = "",
        shown: str | None = None,
        server: Severity = "compatible",
    ) -> Change:
        place = at or self.pair.new.flat(self.after.location)
        change_id = suffix if suffix == "not-compared" else f"{self.kind}-{suffix}"
        meaning = "may come now, and the old spec does not allow it"
        witness = None if shown is None else Witness("answer", meaning, f"the {self.name} {shown}")
        whole = f"the {self.name} {says}"
        return plain(
            change_id, place, whole, severity, self.pair.after, about=about or self.name, server=server, witness=witness
        )

    def _parameters(self) -> Iterator[Change]:
        before, after = keyed(self.before), keyed(self.after)
        for key, one in before.items():
            if key not in after:
                yield self._gone(one)
                continue
            yield from self._both(one, after[key])
        for key, other in after.items():
            if key not in before:
                says = f"comes with the {other.in_} parameter {other.name} now"
                yield self._change("parameter-added", says, "compatible", about=other.name, server=_owed(other))

    def _gone(self, one: Parameter) -> Change:
        says, shown = f"comes without the {one.in_} parameter {one.name}", f"without {one.name}"
        at = self.pair.old.flat(one.location[:-1])
        if one.required:
            return self._change("parameter-removed", says, "breaking", at=at, about=one.name, shown=shown)
        return self._change("parameter-removed", says, "dangerous", at=at, about=one.name)

    def _both(self, one: Parameter, other: Parameter) -> Iterator[Change]:
        named, at = f"the {other.in_} parameter {other.name}", self.pair.new.flat(node_of(other))
        if one.required and not other.required:
            says, shown = f"may come without {named} now", f"without {other.name}"
            yield self._change("parameter-became-optional", says, "breaking", at=at, about=other.name, shown=shown)
        elif other.required and not one.required:
            says = f"always comes with {named} now"
            yield self._change(
                "parameter-became-required", says, "compatible", at=at, about=other.name, server="breaking"
            )
        places = (node_of(one), one.in_), (node_of(other), other.in_)
        yield from self.pair.wired(
            "response", f"{self.kind}-parameter", *places, f" ({self.name}, {other.name})", other.name
        )

    def _answers(self) -> Iterator[Change]:
        before = {response.status: response for response in self.before.responses}
        after = {response.status: response for response in self.after.responses}
        for status, one in before.items():
            if status in after:
                yield from self._answer(one, after[status])
            else:
                says = f"no longer lists the answer {status} of its receivers"
                yield self._change("answer-removed", says, "dangerous", about=status)
        for status in after:
            if status not in before:
                yield self._change("answer-added", f"takes the answer {status} too", "compatible", about=status)

    def _answer(self, one: ResponseSpec, other: ResponseSpec) -> Iterator[Change]:
        at = self.pair.new.flat(other.location)
        media = paired(one.media, other.media)
        for before, after in media.pairs:
            places = one.schema_location(before), other.schema_location(after)
            yield from self.pair.schemas("request", f"{self.kind}-answer", *places, f" ({self.name}: {other.status})")
        for media_type in media.gone:
            says = f"no longer takes {media_type} as the answer {other.status} of its receivers"
            yield self._change("answer-media-type-removed", says, "dangerous", at=at, about=media_type)
        for media_type in media.come:
            says = f"takes {media_type} as the answer {other.status} of its receivers"
            yield self._change("answer-media-type-added", says, "compatible", at=at, about=media_type)
        sides = (self.pair.old, one), (self.pair.new, other)
        headers = [spec.at(spec.flat(answer.location)).get("headers") for spec, answer in sides]
        if headers[0] != headers[1]:
            says = f"has other headers in the answer {other.status} of its receivers, which are not compared"
            yield self._change("not-compared", says, "dangerous", at=at + pointer("headers"), about=other.status)


def _owed(parameter: Parameter) -> Severity:
    return "breaking" if parameter.required else "compatible"
