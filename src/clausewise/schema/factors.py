"""Factors: the fields of a request body with the levels that each can take."""

from __future__ import annotations

from dataclasses import dataclass

from clausewise.schema.properties import properties
from clausewise.schema.value_classes import ValueClass, value_classes
from clausewise.spec import Operation, Spec
from clausewise.spec.walking import Location

#: The level of a field that is left out.
ABSENT = "absent"
#: The level of a field that is there, whichever of its value classes it takes.
PRESENT = "present"


@dataclass(frozen=True)
class Factor:
    """One field of a body. Levels are what combinations are made of: absent, an enum value, a boolean, present.

    `classes` are the value classes behind the levels: one for a level of its own, several behind `present`.
    """

    name: str
    location: Location
    required: bool
    levels: tuple[str, ...]
    classes: tuple[ValueClass, ...]
    safe_level: str | None = None
    enumerated: bool = False

    def of_level(self, level: str) -> list[ValueClass]:
        """The value classes that a level stands for; none for `absent`."""
        if level == PRESENT:
            return list(self.classes)
        return [value for value in self.classes if value.name == level]

    @property
    def cheapest(self) -> str:
        """The level of the cheapest request: the safe value, else absent, else the first."""
        return self.safe_level or self.levels[0]


def factors(spec: Spec, operation: Operation) -> list[Factor]:
    """The factors of an operation's JSON body; none when it has no body or the body is no object."""
    if operation.body_location is None:
        return []
    return [_factor(spec, name, *found) for name, found in properties(spec, operation.body_location).items()]


def _factor(spec: Spec, name: str, path: Location, required: bool) -> Factor:  # noqa: FBT001 - as `properties` yields it
    _, schema = spec.follow(path)
    node = schema if isinstance(schema, dict) else {}
    classes = [value for value in value_classes(spec, path) if value.value is not None or "enum" not in node]
    single = "enum" in node or "const" in node or node.get("type") == "boolean"
    names = [value.name for value in classes] if single else [PRESENT] if classes else []
    levels = names if required else [ABSENT, *names]
    safe = node.get("x-safe-value")
    safe_level = next((value.name for value in classes if value.value == safe), None) if safe is not None else None
    return Factor(name, path, required, tuple(levels), tuple(classes), safe_level, "enum" in node)
