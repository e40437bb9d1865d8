"""Changes of the links of an answer: what leads from it to another operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change
from clausewise.diff.pairs import OperationPair, plain, where
from clausewise.spec import Spec
from clausewise.spec.operations import ResponseSpec
from clausewise.spec.walking import pointer

_TELLING = ("operationId", "operationRef", "parameters", "requestBody", "server")


def link_changes(pair: OperationPair, old: ResponseSpec, new: ResponseSpec) -> Iterator[Change]:
    """Every change of the links of one answer."""
    before, after = _links(pair.old, old), _links(pair.new, new)
    at = f"{pair.new.flat(new.location)}/links"
    for name, one in before.items():
        place = f"of the answer {new.status} of {where(pair.after)}"
        if name not in after:
            says = f"the link {name} {place} was removed: nothing says any more where its values lead"
            yield plain("response-link-removed", at, says, "dangerous", pair.after, about=name)
        elif changed := [key for key in _TELLING if one.get(key) != after[name].get(key)]:
            says = f"the link {name} {place} has another {' and '.join(changed)}"
            yield plain("response-link-changed", at + pointer(name), says, "dangerous", pair.after, about=name)
    for name in after:
        if name not in before:
            says = f"the answer {new.status} of {where(pair.after)} has a link {name}"
            yield plain("response-link-added", at, says, "compatible", pair.after, about=name)


def _links(spec: Spec, response: ResponseSpec) -> dict[str, Any]:
    _, node = spec.follow(response.location)
    return {name: spec.resolve(link) for name, link in node.get("links", {}).items()}
