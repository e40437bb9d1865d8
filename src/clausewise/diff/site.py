"""A site: a place of a schema in both specs, and where its value stands in a body."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote

from clausewise.diff.change import Direction
from clausewise.diff.scopes import EACH, Scope
from clausewise.spec import Spec
from clausewise.spec.walking import Location


@dataclass(frozen=True)
class Side:
    """One of the two specs, the place of the whole body in it, and the place of this schema."""

    spec: Spec
    root: Location
    path: Location

    @cached_property
    def node(self) -> Any:
        """The schema with its references resolved."""
        node = self.spec.follow(self.path)[1]
        return {"not": {}} if node is False else {} if node is True else node

    @cached_property
    def place(self) -> Location:
        """The path with the references at its end followed."""
        return self.spec.follow(self.path)[0]

    def down(self, *keys: str | int) -> Side:
        """A place within this schema."""
        return replace(self, path=(*self.place, *keys))

    @property
    def reference(self) -> dict[str, str]:
        """A schema that is a reference to this one."""
        return {"$ref": "#" + quote(self.spec.flat(self.path), safe="/~")}

    def pointer(self, keyword: str | None = None) -> str:
        """The JSON pointer of this schema, or of a keyword: where it is really written."""
        if keyword is None:
            return self.spec.flat(self.path)
        path, raw = self.path, self.spec.at(self.spec.flat(self.path))
        while isinstance(raw, dict) and keyword not in raw and "$ref" in raw:
            path = (*path, "$ref")
            raw = self.spec.at(self.spec.flat(path))
        if isinstance(raw, bool):  # `false` stands there, in which no keyword is written
            return self.spec.flat(path)
        return f"{self.spec.flat(path)}/{keyword.replace('~', '~0').replace('/', '~1')}"


@dataclass(frozen=True)
class Site:
    """One schema in the old and the new spec. `instance` leads to its value from that of the sides' roots.

    The roots are the whole body, or a component that is compared by itself: then `above` leads to it from the body, and
    `scope` says what belongs to it. `called` is the name of a parameter or header, which is no step in a body.
    """

    direction: Direction
    kind: str
    where: str
    operation: str
    old: Side
    new: Side
    instance: Location = ()
    above: Location = ()
    scope: Scope | None = None
    called: str = ""

    def within(self, *keys: str | int, step: str | int | None = None) -> Site:
        """The site of a subschema; `step` leads to its value, None where that is the same value."""
        return replace(
            self,
            old=self.old.down(*keys),
            new=self.new.down(*keys),
            instance=self.instance if step is None else (*self.instance, step),
        )

    def between(self, old: Location, new: Location) -> Site:
        """The site of two subschemas of the same value that stand at different keys."""
        return replace(self, old=self.old.down(*old), new=self.new.down(*new))

    @property
    def steps(self) -> Location:
        """The way from the whole body to the value."""
        return (*self.above, *self.instance)

    @property
    def apart(self) -> Container[str]:
        """The components that are compared by themselves, and not here."""
        return () if self.scope is None else self.scope.below

    @property
    def prefix(self) -> str:
        """The beginning of the ids of changes here, such as `request-property`."""
        if self.kind in ("request", "response", "callback"):
            return f"{self.kind}-{'property' if self.steps else 'body'}"
        return f"{self.kind}-property" if self.steps else self.kind

    @property
    def name(self) -> str:
        """The name of the value in a sentence, such as ``the request property `images` ``."""
        field = spelled((self.called, *self.steps) if self.called else self.steps)
        return f"the {self.prefix.replace('-', ' ')} `{field}`" if field else f"the {self.prefix.replace('-', ' ')}"

    @property
    def sides(self) -> Iterator[Side]:
        """Old, then new."""
        yield self.old
        yield self.new


def spelled(steps: Location) -> str:
    """The way to a value as people write it: `data[].name`."""
    return ".".join("[]" if step == EACH else str(step) for step in steps).replace(".[]", "[]")
