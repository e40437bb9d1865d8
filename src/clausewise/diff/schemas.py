"""Walking two schemas side by side: every site of theirs, with what is claimed there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clausewise.diff import keywords, objects
from clausewise.diff.change import Effect, Severity
from clausewise.diff.claim import RULES, Claim, bare
from clausewise.diff.directed import HIDDEN
from clausewise.diff.scopes import EACH
from clausewise.diff.site import Side, Site
from clausewise.diff.ties import classes
from clausewise.spec.vocabulary import IN_PLACE_LISTS

Claimed = Iterator[tuple[Site, Claim]]
#: The words for a field that is kept out of a direction now, and for one that no longer is.
_HIDDEN_SAYS = {
    "readOnly": ("is set by the server alone now: what clients send in it is passed over", "may be set by clients now"),
    "writeOnly": ("is no longer shown in answers", "is shown in answers now"),
}
#: Keywords of one schema within, and the step to its value.
_STEPS: dict[str, str | None] = {
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), "<any>"),
    **dict.fromkeys(("contains", "unevaluatedItems"), EACH),
    **dict.fromkeys(("then", "else")),
}


def compare(site: Site, seen: set[tuple[str, str]] | None = None) -> Claimed:
    """Every claim at a site and below it; a pair of schemas that refers to itself is walked once."""
    seen = set() if seen is None else seen
    pair = (site.old.spec.flat(site.old.place), site.new.spec.flat(site.new.place))
    if pair in seen or (pair[0] == pair[1] and pair[0] in site.apart):
        return
    seen.add(pair)
    old, new = site.old.node, site.new.node
    if (hidden := _hidden(site)) is not None:
        yield from ((site, claim) for claim in hidden)
        return
    for find in (keywords.claims, objects.claims):
        yield from ((site, claim) for claim in find(site))
    for name in old.get("properties", {}):
        if name in new.get("properties", {}):
            yield from compare(site.within("properties", name, step=name), seen)
    yield from _items(site, old, new, seen)
    for inner in _elsewhere(site, old, new):
        yield from ((place, claim) for place, claim in compare(inner, seen) if claim.severity is not None)
    for keyword in IN_PLACE_LISTS:
        yield from _branches(site, keyword, old.get(keyword, []), new.get(keyword, []), seen)


def _elsewhere(site: Site, old: Any, new: Any) -> Iterator[Site]:
    """The schemas within that no proof is made of by itself: what a rule decides there is told all the same."""
    for keyword, step in _STEPS.items():
        if isinstance(old.get(keyword), dict) and isinstance(new.get(keyword), dict):
            yield site.within(keyword, step=step)
    for keyword in ("patternProperties", "dependentSchemas"):
        for name in old.get(keyword, {}).keys() & new.get(keyword, {}).keys():
            yield site.within(keyword, name, step=name if keyword == "patternProperties" else None)
    for index in range(min(len(old.get("prefixItems", ())), len(new.get("prefixItems", ())))):
        yield site.within("prefixItems", index, step=index)


def _hidden(site: Site) -> list[Claim] | None:
    """Yield the change of a field that one of the sides keeps out of this direction; None where neither does."""
    keyword = HIDDEN[site.direction]
    was, is_now = (side.node.get(keyword) is True for side in site.sides)
    if not (was or is_now):
        return None
    says = f"{site.name} {_HIDDEN_SAYS[keyword][0 if is_now else 1]}"
    name = f"became-{'' if is_now else 'not-'}{'read-only' if keyword == 'readOnly' else 'write-only'}"
    severity: Severity = "dangerous" if is_now else "compatible"
    return [Claim(name, keyword, "unknown", says, severity=severity)] if was is not is_now else []


def _items(site: Site, old: Any, new: Any, seen: set[tuple[str, str]]) -> Claimed:
    if "items" in old and "items" in new:
        yield from compare(site.within("items", step=EACH), seen)
    elif "items" in old or "items" in new:
        suffix = "added" if "items" in new else "removed"
        effect: Effect = "narrows" if "items" in new else "widens"
        says = f"what the items of {site.name} must be is {'said now' if suffix == 'added' else 'no longer said'}"
        yield site, Claim(f"items-{suffix}", "items", effect, says)


def _branches(site: Site, keyword: str, old: list[Any], new: list[Any], seen: set[tuple[str, str]]) -> Claimed:
    pairs, gone, come = match(keyword, old, new)
    for before, after in pairs:
        inner = site.between((keyword, before), (keyword, after))
        if keyword != "allOf" or not _is_rule(inner.old.node, inner.new.node):
            yield from compare(inner, seen)
        elif bare(inner.old.node) != bare(inner.new.node):
            yield site, _part(site, "rule-changed", inner.old, inner.new)
    for index in gone:
        branch = site.old.down(keyword, index)
        if keyword == "allOf":
            yield site, _part(site, "rule-removed" if _is_rule(branch.node) else "all-of-removed", branch, None)
        else:
            yield site, _choice(site, keyword, "removed", branch)
    for index in come:
        branch = site.new.down(keyword, index)
        if keyword == "allOf":
            yield site, _part(site, "rule-added" if _is_rule(branch.node) else "all-of-added", None, branch)
        else:
            yield site, _choice(site, keyword, "added", branch)


def _part(site: Site, name: str, old: Side | None, new: Side | None) -> Claim:
    effect: Effect = "unknown" if old and new else "narrows" if new else "widens"
    side = new or old
    assert side is not None  # noqa: S101 - one of them is given, for the type checker
    what = (
        f"a rule between the fields of {site.name}"
        if name.startswith("rule")
        else f"a schema that {site.name} must match"
    )
    sentences = " ".join(clause["says"] for clause in side.node.get("x-clauses", ()) if "says" in clause)
    says = f"{what} was {name.rsplit('-', 1)[1]}" + (f" ({sentences})" if sentences else "")
    alone = (old and old.reference, new and new.reference)
    return Claim(name, "allOf", effect, says, alone=alone, pointer=side.pointer())


def _choice(site: Site, keyword: str, suffix: str, branch: Side) -> Claim:
    effect: Effect = "widens" if suffix == "added" else "narrows"
    values = classes(branch.spec, branch.path)
    name = f"{'any' if keyword == 'anyOf' else 'one'}-of-{suffix}"
    says = f"one of the schemas that {site.name} may match was {suffix}"
    return Claim(name, keyword, effect, says, values=values, pointer=branch.pointer())


def match(keyword: str, old: list[Any], new: list[Any]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair the branches that belong together: by clause, by the component they refer to, by what they say."""
    pairs: list[tuple[int, int]] = []
    gone, come = list(range(len(old))), list(range(len(new)))
    keys: tuple[Callable[[Any], Any], ...] = (
        _clause_ids,
        lambda node: node.get("$ref"),
        bare,
        lambda node: node.get("type"),
    )
    for key in keys:
        for before in list(gone):
            wanted = key(old[before]) if isinstance(old[before], dict) else None
            after = next((i for i in come if wanted and isinstance(new[i], dict) and key(new[i]) == wanted), None)
            if after is not None:
                pairs.append((before, after))
                gone.remove(before)
                come.remove(after)
    if keyword != "allOf" and len(gone) == len(come):  # nothing came or went: they were changed
        pairs += zip(gone, come, strict=True)
        gone, come = [], []
    return pairs, gone, come


def _clause_ids(node: Any) -> tuple[str, ...]:
    return tuple(clause.get("id", "") for clause in node.get("x-clauses", ()))


def _is_rule(*nodes: Any) -> bool:
    return any(keyword in node for node in nodes for keyword in RULES)
