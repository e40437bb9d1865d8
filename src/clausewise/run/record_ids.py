"""The name under which a record that is read back holds its own id, by the schema of the answer."""

from __future__ import annotations

from clausewise.schema.properties import properties
from clausewise.spec import Link, Spec
from clausewise.spec.identity import DEPTH
from clausewise.spec.walking import Location


def id_name(spec: Spec, link: Link) -> str | None:
    """The name of the id in every record that the schema takes; None where it does not say that there is one.

    It is the name of the parameter that takes the id, or the one under which the answer to the create has it.
    """
    accepted = spec.operation(link.target).accepted
    schema = None if accepted is None else accepted.judged()
    if schema is None:
        return None
    if _is_held(spec, schema, link.parameter, DEPTH):
        return link.parameter
    # Deeper, another thing of the record might have it too.
    return link.keys[0] if len(link.keys) == 1 and _is_held(spec, schema, link.keys[0], 0) else None


def _is_held(spec: Spec, path: Location, name: str, depth: int) -> bool:
    """Tell whether every value of a schema has a property of that name, at its top or so deep within."""
    where, node = spec.follow(path)
    if not isinstance(node, dict):
        return False
    for word in ("oneOf", "anyOf"):
        sides = range(len(node.get(word, [])))
        if sides and all(_is_held(spec, (*where, word, side), name, depth) for side in sides):
            return True
    needed = {known: at for known, (at, is_required) in properties(spec, where).items() if is_required}
    return name in needed or (depth > 0 and any(_is_held(spec, at, name, depth - 1) for at in needed.values()))
