"""Factors: the fields of a request body with the levels that each can take."""

from __future__ import annotations

from dataclasses import dataclass

from clausewise.schema.containers import key_of
from clausewise.schema.properties import properties
from clausewise.schema.shapes import WHOLE, Shape
from clausewise.schema.value_classes import ValueClass, value_classes
from clausewise.spec import Spec
from clausewise.spec.validation import validator
from clausewise.spec.walking import Location

#: The level of a field that is left out.
ABSENT = "absent"
#: The level of a field that is there, whichever of its value classes it takes.
PRESENT = "present"


@dataclass(frozen=True)
class Factor:
    """One field of a body. Levels are what combinations are made of: absent, an enum value, a boolean, present.

    `classes` are the value classes behind the levels: one for a level of its own, several behind `present`. Of a
    read-only field a server may ignore or refuse what a client sends (JSON Schema 2020-12, Validation, 9.4).
    """

    name: str
    location: Location
    required: bool
    levels: tuple[str, ...]
    classes: tuple[ValueClass, ...]
    safe_level: str | None = None
    enumerated: bool = False
    read_only: bool = False

    def of_level(self, level: str) -> list[ValueClass]:
        """The value classes that a level stands for; none for `absent`."""
        if level == PRESENT:
            return list(self.classes)
        return [value for value in self.classes if value.name == level]

    @property
    def cheapest(self) -> str:
        """The level of the cheapest request: the safe value, else absent, else the first."""
        return self.safe_level or self.levels[0]


def factors(spec: Spec, shape: Shape) -> list[Factor]:
    """The factors of a body of one shape: its fields, or itself where it is varied as a whole."""
    if shape.whole:
        classes = value_classes(spec, shape.body)
        return [Factor(WHOLE, shape.body, required=True, levels=(PRESENT,) if classes else (), classes=tuple(classes))]
    places: dict[str, list[Location]] = {}
    needed: set[str] = set()
    for part in shape.parts:
        for name, (where, required) in properties(spec, part).items():
            places.setdefault(name, []).append(where)
            needed |= {name} if required else set()
    needed |= {name for part in shape.parts for name in spec.follow(part)[1].get("required", [])}
    return [_factor(spec, name, places[name], required=name in needed) for name in places]


def _factor(spec: Spec, name: str, places: list[Location], *, required: bool) -> Factor:
    """The factor of a field that one or several schemas speak of: its values are those that all of them take."""
    nodes = [node if isinstance(node, dict) else {} for node in (spec.follow(path)[1] for path in places)]
    # The last says most: the side of a choice after what all sides have in common.
    node = {key: value for each in nodes for key, value in each.items()}
    judges = [validator(spec, path) for path in places] if len(places) > 1 else []
    classes = [
        value
        for path in reversed(places)
        for value in value_classes(spec, path)
        if (value.value is not None or "enum" not in node) and all(judge.is_valid(value.value) for judge in judges)
    ]
    classes = list({key_of(value.value): value for value in reversed(classes)}.values())[::-1]
    read_only = node.get("readOnly") is True
    if read_only and not required:
        classes = []
    single = "enum" in node or "const" in node or node.get("type") == "boolean"
    names = [value.name for value in classes] if single else [PRESENT] if classes else []
    levels = names if required else [ABSENT, *names]
    safe = node.get("x-safe-value")
    safe_level = next((value.name for value in classes if value.value == safe), None) if safe is not None else None
    return Factor(name, places[-1], required, tuple(levels), tuple(classes), safe_level, "enum" in node, read_only)
