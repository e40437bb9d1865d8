"""Levels that rows are to hold so that what is said of videos can be decided, at no further cost."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.probes.holding import Alternatives
from clausewise.schema.factors import ABSENT, Factor
from clausewise.schema.rules import Rule, body, cheapest
from clausewise.spec import Operation, Spec
from clausewise.spec.tasks import VideoTerms, video_terms


def decisive_levels(spec: Spec, operation: Operation, factors: list[Factor], rules: list[Rule]) -> list[Alternatives]:
    """Levels of some fields: HD at each ratio where it has an effect, and then the same kind of video without HD."""
    terms = video_terms(spec, operation)
    by_name = {factor.name: factor for factor in factors}
    named = [keys[0] for keys in (terms.hd, terms.ratio) if len(keys) == 1] if terms is not None else []
    if terms is None or len(named) < 2 or not set(named) <= by_name.keys():
        return []
    hd, ratio = (by_name[name] for name in named)
    return list(_wanted(terms, hd, ratio, factors, rules))


def _wanted(
    terms: VideoTerms, hd: Factor, ratio: Factor, factors: list[Factor], rules: list[Rule]
) -> Iterator[Alternatives]:
    on = next((one.name for one in hd.classes if one.value is True), None)
    if on is None:
        return
    tied = {name for rule in rules if hd.name in rule.fields for name in rule.fields}
    same = tied | {factor.name for factor in factors if factor.name in terms.kind}
    seconds = next((one for one in factors if terms.seconds == (one.name,)), None)
    lengths = [level for level in seconds.levels if level != ABSENT] if seconds is not None else []
    for shape in (level for level in ratio.levels if level != ABSENT):
        fixed = {hd.name: on, ratio.name: shape}
        ways, plain = [], []
        for length in lengths or [""]:
            more = fixed | ({seconds.name: length} if seconds is not None else {})
            levels = cheapest(factors, rules, more)
            if levels is not None and terms.asked_video(body(factors, levels)).hd_has_effect:
                kept = {name: levels[name] for name in same}
                ways.append(kept | more)
                plain += [kept | {ratio.name: shape, hd.name: level} for level in hd.levels if level != on]
        yield from (ways, plain) if ways else ()
