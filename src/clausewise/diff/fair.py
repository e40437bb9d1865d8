"""Fair witnesses: bodies without the fields that only the side lists which refuses them.

An object that says nothing of other fields takes them all. Nobody who follows it sends one that the other side has
given a meaning, so such a field shows no break.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from clausewise.diff.scopes import EACH
from clausewise.diff.site import Side, Site
from clausewise.diff.spots import spots
from clausewise.spec import Spec
from clausewise.spec.walking import Location, rebuilt, schemas

_RULING = ("additionalProperties", "patternProperties", "unevaluatedProperties")
Listed = tuple[dict[Location, set[str]], set[Location]]


def listed(side: Side) -> Listed:
    """The names that a side lists at each place of a body, and the places whose other names it rules too."""
    return _listed(side.spec, side.root)


@lru_cache(maxsize=20)
def _listed(spec: Spec, root: Location) -> Listed:
    names: dict[Location, set[str]] = {}
    ruled: set[Location] = set()
    for spot in spots(spec, root):
        place, node = spec.follow(spot.location)
        if spot.conditional:
            continue  # what a rule asks about gives a field no meaning
        # A field that is forbidden has no meaning: who lists it so rules it.
        fields = [name for name in node.get("properties", ()) if _may_be_there(spec, (*place, "properties", name))]
        names.setdefault(spot.steps, set()).update(fields)
        if any(node.get(keyword, True) is not True for keyword in _RULING):
            ruled.add(spot.steps)
    return names, ruled


def _may_be_there(spec: Spec, place: Location) -> bool:
    return spec.follow(place)[1] is not False


def fair(body: Any, accepting: Listed, refusing: Listed, steps: Location = ()) -> Any:
    """A body without the fields that the refusing side lists and the accepting one neither lists nor rules."""
    if isinstance(body, list):
        return [fair(item, accepting, refusing, (*steps, EACH)) for item in body]
    if not isinstance(body, dict):
        return body
    own, strange = accepting[0].get(steps, set()), refusing[0].get(steps, set())
    left_out = set() if steps in accepting[1] else strange - own
    return {
        name: fair(value, accepting, refusing, (*steps, name)) for name, value in body.items() if name not in left_out
    }


def without_strange(site: Site, accepting: Side, refusing: Side) -> Any:
    """The schema of the accepting side at a site, for fair bodies: without the fields that only the other one lists."""
    (own, ruled), (others, _) = listed(accepting), listed(refusing)
    strange = set() if site.instance in ruled else others.get(site.instance, set()) - own.get(site.instance, set())
    return {"allOf": [accepting.node, {"properties": dict.fromkeys(sorted(strange), False)}]}


@cache
def opened(spec: Spec) -> Spec:
    """A spec as its readers take it: of an enum with `x-open-enum` any other value too."""
    if not any(node.get("x-open-enum") is True for _, node in schemas(spec.document)):
        return spec

    def changed(node: Any, kind: str, *_: object) -> Any:
        if not isinstance(node, dict):
            return node
        if kind == "schema" and node.get("x-open-enum") is True:
            node = {key: value for key, value in node.items() if key != "enum"}
        return rebuilt(node, kind, changed)

    return Spec(changed(spec.document, "document"), spec.source)
