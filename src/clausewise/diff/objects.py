"""Claims about the properties of an object: new, gone, required, and what else it may carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Effect
from clausewise.diff.claim import Claim, bare
from clausewise.diff.site import Site, spelled
from clausewise.spec import Spec
from clausewise.spec.vocabulary import IN_PLACE_LISTS


def claims(site: Site) -> Iterator[Claim]:
    """Every difference of the sets of properties at a site; what is within them is not looked at."""
    old, new = site.old.node, site.new.node
    before, after = old.get("properties", {}), new.get("properties", {})
    listed = [names_listed(side.spec, side.node) for side in site.sides]
    for name, field in before.items():
        if name not in listed[1] and field is not False:
            yield _removed(site, name, old, new)
    for name, field in after.items():
        if name not in listed[0] and (field is not False or site.direction == "request"):
            yield _added(site, name, old, new)
    for name in [*before, *(name for name in old.get("required", ()) if name not in before)]:
        if name in after or name not in before:
            yield from _requirement(site, name, old, new)
    yield from _rest(site, old, new)


def names_listed(spec: Spec, node: Any, depth: int = 8) -> set[str]:
    """The properties that a schema lists, itself or in a part that is about the same value."""
    node = spec.resolve(node)
    if not isinstance(node, dict) or not depth:
        return set()
    parts = [part for key in IN_PLACE_LISTS for part in node.get(key, ())]
    parts += [node[key] for key in ("then", "else") if key in node] + list(node.get("dependentSchemas", {}).values())
    return {*node.get("properties", ()), *(name for part in parts for name in names_listed(spec, part, depth - 1))}


def _added(site: Site, name: str, old: Any, new: Any) -> Claim:
    required = "required" if name in new.get("required", ()) else "optional"
    at, after = site.new.down("properties", name).pointer(), new["properties"]
    field = f"the {required} property `{_field(site, name)}` was added to the {_side(site)}"
    if site.direction == "request":
        effect_id = f"new-{required}-request-property"
        if required == "required":
            return _required(effect_id, name, field)
        if after[name] is False and old.get("additionalProperties") is not False:
            says, alone = f"the property `{_field(site, name)}` is forbidden now", (None, {"properties": {name: False}})
            return Claim(
                "request-property-forbidden", "properties", "narrows", says, alone=alone, whole_id=True, name=name
            )
        return Claim(effect_id, "", "widens", field, severity="compatible", whole_id=True, name=name, pointer=at)
    effect_id = f"{site.kind}-{required}-property-added"
    if old.get("additionalProperties") is False:
        return Claim(
            effect_id, "additionalProperties", "widens", f"{field}, which was closed", whole_id=True, name=name
        )
    return Claim(effect_id, "", "narrows", field, severity="compatible", whole_id=True, name=name, pointer=at)


def _removed(site: Site, name: str, old: Any, new: Any) -> Claim:
    required = "required" if name in old.get("required", ()) else "optional"
    at = site.old.down("properties", name).pointer()
    field = f"the property `{_field(site, name)}` was removed from the {_side(site)}"
    if site.direction == "request":
        if new.get("additionalProperties") is False:
            return Claim(
                "request-property-removed",
                "additionalProperties",
                "narrows",
                field,
                whole_id=True,
                name=name,
                pointer=at,
            )
        says = f"{field}: who still sends it is not refused, and not heard"
        return Claim(
            "request-property-removed", "", "unknown", says, severity="dangerous", whole_id=True, name=name, pointer=at
        )
    if required == "required":
        return _required(f"{site.kind}-required-property-removed", name, field, widens=True)
    says = f"{field}: who reads it finds nothing"
    return Claim(
        f"{site.kind}-optional-property-removed", "", "unknown", says, severity="dangerous", whole_id=True, name=name
    )


def _requirement(site: Site, name: str, old: Any, new: Any) -> Iterator[Claim]:
    before, after = name in old.get("required", ()), name in new.get("required", ())
    if before != after:
        became = "required" if after else "optional"
        says = f"the property `{_field(site, name)}` of the {_side(site)} became {became}"
        prefix = f"{site.kind}-property"
        yield _required(f"{prefix}-became-{became}", name, says, widens=before)


def _required(claim_id: str, name: str, says: str, *, widens: bool = False) -> Claim:
    effect: Effect = "widens" if widens else "narrows"
    alone = ({"required": [name]}, None) if widens else (None, {"required": [name]})
    return Claim(claim_id, "required", effect, says, alone=alone, whole_id=True, name=name)


def _rest(site: Site, old: Any, new: Any) -> Iterator[Claim]:
    before, after = (bare(node.get("additionalProperties", True)) for node in (old, new))
    if before != after:
        keyword, name = "additionalProperties", f"{site.name} "
        if after is False:
            says = f"{name}may no longer have properties that are not listed"
            yield Claim("additional-properties-forbidden", keyword, "narrows", says)
        elif before is False:
            yield Claim(
                "additional-properties-allowed", keyword, "widens", f"{name}may now have properties that are not listed"
            )
        else:
            says = f"what the unlisted properties of {site.name} may be was changed"
            yield Claim("additional-properties-changed", keyword, "unknown", says)


def _field(site: Site, name: str) -> str:
    return spelled((*site.steps, name))


def _side(site: Site) -> str:
    return "request" if site.direction == "request" else site.kind
