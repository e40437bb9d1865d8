"""Proof: the body that one spec takes and the other refuses, because of one claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clausewise.diff.candidates import bodies, values_at
from clausewise.diff.change import Change, Severity, Witness, breaks, strains
from clausewise.diff.claim import Claim
from clausewise.diff.fair import without_strange
from clausewise.diff.inclusion import included
from clausewise.diff.judges import judge, judge_here
from clausewise.diff.site import Side, Site
from clausewise.diff.ties import is_exhaustive
from clausewise.spec.compiling import compiled

NOTHING = object()
#: The most bodies that are tried for one claim.
MOST = 100_000
CUT = f"; its own search was cut after {MOST} bodies"


@dataclass(frozen=True)
class WitnessSearch:
    """The witness that a search has found, or NOTHING, and how many bodies were tried that could have been it."""

    body: Any = NOTHING
    tried: int = 0
    cut: bool = False

    def __bool__(self) -> bool:
        return self.body is not NOTHING


def find(site: Site, claim: Claim, accepted: Side, refused: Side) -> WitnessSearch:
    """Look for a body that is right in one spec and wrong in the other by this claim."""
    constraint = claim.constraint(site, refused)
    if constraint is None:
        return WitnessSearch()
    tried = 0
    alone = compiled(refused.spec, constraint)
    right, wrong = judge(accepted.spec, accepted.root), judge_here(site, refused)
    for count, body in enumerate(bodies(site, claim, accepted, refused)):
        if count == MOST:
            return WitnessSearch(tried=tried, cut=True)
        there = [value for value in values_at(body, site.instance) if claim.values is None or value in claim.values]
        if there and right(body):
            tried += 1
            if not all(alone.is_valid(value) for value in there) and not wrong(body):
                return WitnessSearch(body, tried)
    return WitnessSearch(tried=tried)


def judged(site: Site, claim: Claim) -> Change:
    """The change that a claim turns out to be, with its witness."""
    narrower = WitnessSearch() if claim.severity else find(site, claim, site.old, site.new)
    wider = WitnessSearch() if claim.severity else find(site, claim, site.new, site.old)
    claimed = claim.severity or breaks(claim.effect, site.direction)
    harm, gain = (narrower, wider) if site.direction == "request" else (wider, narrower)
    severity = claimed
    if harm:
        severity = "breaking"
    elif claim.severity is None and claimed != "compatible":
        proved = _is_harmless(site, claim, harm)
        severity = "compatible" if proved else "dangerous"
        claimed = "compatible" if proved else claimed
    server: Severity = "breaking" if gain else "compatible"
    if claim.severity is not None:
        server = "compatible" if claim.effect == "unknown" else strains(claim.effect, site.direction)
    found = harm or gain
    return Change(
        id=_id(site, claim, narrows=bool(narrower), widens=bool(wider)),
        pointer=claim.pointer or place_of(site, claim),
        says=claim.says + (CUT if harm.cut and severity == "dangerous" else ""),
        severity=severity,
        server=server,
        claim=claimed,
        operations=(site.operation,),
        about=claim.about,
        witness=shown(site, found.body, harmful=bool(harm)) if found else None,
        is_claimed=claim.severity is None,
    )


def _is_harmless(site: Site, claim: Claim, harm: WitnessSearch) -> bool:
    """Tell whether it is proved that no fair body is taken by the one side and refused by the other for this claim."""
    accepting, refusing = (site.old, site.new) if site.direction == "request" else (site.new, site.old)
    if harm.tried > 0 and not harm.cut and is_exhaustive(site, claim, accepting):
        return True
    constraint = claim.constraint(site, refusing)
    wider = [(refusing.spec, wide) for wide in ({} if constraint is None else constraint, refusing.node)]
    if any(included((accepting.spec, accepting.node), wide, site.apart) for wide in wider):
        return True
    if not claim.is_rule:
        return False
    narrow = without_strange(site, accepting, refusing)
    return any(included((accepting.spec, narrow), wide, site.apart) for wide in wider)


def _id(site: Site, claim: Claim, *, narrows: bool, widens: bool) -> str:
    suffix = claim.id
    if suffix == "rule-changed" and narrows != widens:
        suffix = "rule-tightened" if narrows else "rule-loosened"
    return suffix if claim.whole_id else f"{site.prefix}-{suffix}"


def place_of(site: Site, claim: Claim) -> str:
    """The pointer of what a claim is about, in the new spec where it stands there."""
    for side in (site.new, site.old):
        if claim.keyword in side.node:
            return side.pointer(claim.keyword)
    return site.new.spec.flat(site.new.place)


def shown(site: Site, body: Any, *, harmful: bool) -> Witness:
    """A body as the witness of a change at a site."""
    if site.direction == "request":
        return Witness("request", "was accepted and is refused now" if harmful else "is accepted now", site.where, body)
    meaning = "may come now, and the old spec does not allow it" if harmful else "does not come any more"
    return Witness("answer", meaning, site.where, body)
