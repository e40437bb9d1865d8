"""The changes of one body: its claims, each with its proof, and what a search finds that no claim has said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausewise.diff.canonical import alike, canonical
from clausewise.diff.change import Change, Severity, Witness
from clausewise.diff.claim import Claim
from clausewise.diff.closures import differences
from clausewise.diff.fair import opened
from clausewise.diff.inclusion import included
from clausewise.diff.judges import judge, judge_here
from clausewise.diff.schemas import compare
from clausewise.diff.search import BODIES, NOTHING, SearchResult, tell_apart
from clausewise.diff.site import Site
from clausewise.diff.witnesses import judged, place_of, shown
from clausewise.spec import SpecError
from clausewise.spec.walking import are_nested, pointer

Pairs = list[tuple[str, str]]
#: Said of a change that a search which did not come to its end could not show.
CUT = f"; the search was cut after {BODIES} bodies"


def body_changes(site: Site) -> Iterator[Change]:
    """Every change between the two schemas of a site that is the root of a body, or of what is compared by itself."""
    before, after = (side.spec.flat(side.root) for side in site.sides)
    found = differences(site.old.spec, before, site.new.spec, after, None if site.scope is None else site.scope.own)
    if not found:
        return
    claims = list(compare(site))
    forms = [canonical(side.spec, side.spec.at(where)) for side, where in zip(site.sides, (before, after), strict=True)]
    if alike(site.old.spec, forms[0], site.new.spec, forms[1], site.apart):
        yield from _in_other_words(site, claims)
        return
    changes = [judged(inner, claim) for inner, claim in claims]
    read = opened if site.direction == "response" else lambda spec: spec
    takes_old, takes_new = (judge(read(side.spec), side.root) for side in site.sides)
    here = judge_here(site, site.old, read), judge_here(site, site.new, read)
    one, other = ((read(side.spec), read(side.spec).at(side.spec.flat(side.root))) for side in site.sides)
    impossible = included(one, other, site.apart), included(other, one, site.apart)
    result = tell_apart(site, found, takes_old, takes_new, here, impossible)
    yield from settled(site, changes, found, result, is_harmless=impossible[0 if site.direction == "request" else 1])


def claimed(site: Site) -> list[Change]:
    """The changes that the keywords of the two schemas claim, each with its proof."""
    return [judged(inner, claim) for inner, claim in compare(site)]


def _in_other_words(site: Site, claims: list[tuple[Site, Claim]]) -> Iterator[Change]:
    ruled = [one for one in claims if one[1].severity is not None and one[1].keyword != "format"]
    yield from (judged(inner, claim) for inner, claim in ruled)
    words: Severity = "documentation"
    for inner, claim in claims if not ruled else ():
        says = f"{claim.says}: {site.name} takes the same values as before"
        if claim.keyword == "format":  # part of the form, so it says the same at another place, or nothing
            says = f"the format of {inner.name} is written otherwise and means the same"
        at = claim.pointer or place_of(inner, claim)
        about = f"{claim.id} {claim.about}"
        yield Change(f"{site.kind}-rewritten", at, says, words, "compatible", words, (site.operation,), about)


def settled(
    site: Site, changes: list[Change], found: Pairs, result: SearchResult, *, is_harmless: bool
) -> Iterator[Change]:
    """The changes of a site with what a search has found, and what is left; `is_harmless` says that none can harm."""
    changes = attributed(site, changes, result)
    for change in (*changes, *rest(site, changes, found, result)):
        is_open = _is_open(change) or (change.severity == "dangerous" and change.claim == "breaking")
        yield replace(change, severity="compatible", claim="compatible") if is_open and is_harmless else change


def attributed(site: Site, changes: list[Change], result: SearchResult) -> list[Change]:
    """The changes with what a search has found laid to the one that it shows, where only one is left to show it.

    Where a search was cut, what no witness shows says so.
    """
    changes = _with_what_is_found(site, changes, result)
    return [_cut(change) if result.cut and _is_open(change) else change for change in changes]


def _is_open(change: Change) -> bool:
    return change.is_claimed and change.severity == "dangerous" and change.witness is None


def _cut(change: Change) -> Change:
    return change if CUT in change.says else replace(change, says=change.says + CUT)


def _with_what_is_found(site: Site, changes: list[Change], result: SearchResult) -> list[Change]:
    harm, gain = (result.lost, result.won) if site.direction == "request" else (result.won, result.lost)
    if harm is not NOTHING and not any(change.severity == "breaking" for change in changes):
        open_ones = [index for index, change in enumerate(changes) if change.witness is None and change.is_claimed]
        witness = shown(site, harm, harmful=True)
        if len(open_ones) == 1:
            (index,) = open_ones
            changes[index] = replace(changes[index], severity="breaking", claim="breaking", witness=witness)
        else:
            changes = [*changes, _found(site, "breaking", "compatible" if gain is NOTHING else "breaking", witness)]
    if gain is not NOTHING and not any(change.server == "breaking" for change in changes):
        witness = shown(site, gain, harmful=False)
        open_ones = [index for index, change in enumerate(changes) if change.is_claimed]
        if len(open_ones) == 1:
            (index,) = open_ones
            kept = changes[index].witness or witness
            changes[index] = replace(changes[index], server="breaking", witness=kept)
        else:
            changes = [*changes, _found(site, "compatible", "breaking", witness)]
    return changes


def _found(site: Site, severity: Severity, server: Severity, witness: Witness) -> Change:
    narrows = (severity == "breaking") is (site.direction == "request")
    word = "narrowed" if narrows else "widened"
    became = "no longer have some values that it could have" if narrows else "have values now that it could not have"
    says = f"{site.name} may {became}"
    at = site.new.spec.flat(site.new.root)
    return Change(f"{site.prefix}-{word}", at, says, severity, server, severity, (site.operation,), witness=witness)


def rest(site: Site, changes: list[Change], found: Pairs, result: SearchResult) -> Iterator[Change]:
    """Yield the differences at places that no change names."""
    named = [change.pointer for change in changes]
    fields = tuple("/properties" + pointer(change.about) for change in changes if change.about)
    whole = any(change.id.endswith(("-narrowed", "-widened")) for change in changes)
    left = [
        pair
        for pair in found
        if not whole
        and not any(are_nested(name, place) for name in named for place in pair)
        and not pair[1].endswith(fields)
    ]
    if not left or (len(changes) == 1 and changes[0].is_claimed):
        return
    says = f"the schema of {site.name} says another thing at {left[0][1]}"
    says += f" and {len(left) - 1} more places" if len(left) > 1 else ""
    if result.cut:
        says += CUT
    if not result.tried:
        says += ", and no value of it could be made up"
    at = left[0][1] if _exists(site, left[0][1]) else left[0][0]
    yield Change(f"{site.prefix}-changed", at, says, "dangerous", "dangerous", "breaking", (site.operation,))


def _exists(site: Site, where: str) -> bool:
    try:
        site.new.spec.at(where)
    except SpecError:
        return False
    return True
