"""A claim: one difference of two schemas at a site, before anything is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clausewise.diff.change import Effect, Severity
from clausewise.diff.site import Side, Site
from clausewise.spec.vocabulary import COMPANIONS, DOCUMENTING, IN_PLACE_LISTS, NEEDS, TYING
from clausewise.spec.walking import rebuilt

#: Keywords that only mean something together: the one that changed, and those that it looks at.
LOOKS_AT = {**COMPANIONS, "format": ("x-clauses",)}
#: Keywords that tie fields to each other and are compared whole: choices are compared side by side.
RULES = frozenset(TYING) - {*NEEDS, *IN_PLACE_LISTS}


@dataclass(frozen=True)
class Claim:
    """One difference: its id, its effect, and what a proof has to look at.

    The id follows the prefix of the site unless it is `whole_id`. `keyword` is the constraint that a
    witness must break by itself; `alone` gives it as a schema for the old and the new side where
    one keyword does not say it (None: that side constrains nothing). `values` are the only values
    worth trying, where they are known. `severity` is set where a rule decides, not a proof.
    """

    id: str
    keyword: str
    effect: Effect
    says: str
    values: tuple[Any, ...] | None = None
    severity: Severity | None = None
    alone: tuple[Any, Any] | None = None
    whole_id: bool = False
    pointer: str | None = None
    name: str = ""

    @property
    def about(self) -> str:
        """The property, or the only value, that came or went."""
        return self.name or (repr(self.values) if self.values is not None and len(self.values) == 1 else "")

    @property
    def is_rule(self) -> bool:
        """Tell whether it is about fields that are tied to each other."""
        return self.keyword in {*RULES, *IN_PLACE_LISTS}

    def constraint(self, site: Site, side: Side) -> Any:
        """The constraint of one side as a schema by itself, None where it constrains nothing."""
        if self.alone is not None:
            return self.alone[0 if side is site.old else 1]
        node = side.node
        if self.keyword not in node:
            return None
        return {key: node[key] for key in (self.keyword, *LOOKS_AT.get(self.keyword, ())) if key in node}


def bare(node: Any) -> Any:
    """A schema without what only documents it."""
    if not isinstance(node, dict):
        return node
    said = {key: value for key, value in node.items() if key not in DOCUMENTING and not key.startswith("x-")}
    return rebuilt(said, "schema", lambda child, *_: bare(child))
