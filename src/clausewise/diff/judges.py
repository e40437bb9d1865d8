"""Judges of the bodies of one spec, or of what is compared by itself in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from clausewise.diff.scopes import Scope
from clausewise.diff.site import Side, Site
from clausewise.spec import Spec
from clausewise.spec.compiling import compiled_of_two
from clausewise.spec.validation import validator
from clausewise.spec.walking import Location

#: Tells whether it takes a body.
Judge = Callable[[Any], bool]
#: The number of compiled pairs of specs that are kept: the claims of one scope follow each other.
_MOST_KEPT = 8


def judge(spec: Spec, root: Location) -> Judge:
    """Tell whether the schema at a location takes a body."""
    return validator(spec, root).is_valid


def judge_here(site: Site, side: Side, read: Callable[[Spec], Spec] = lambda spec: spec) -> Judge:
    """Judge as a side does, with all that is compared by itself elsewhere as the other side has it.

    So what is refused is refused for a difference of this scope. `read` gives a spec as its readers take it.
    """
    if site.scope is None:
        return judge(read(side.spec), side.root)
    index = 0 if side.root == site.old.root and side.spec is site.old.spec else 1
    other = (site.new, site.old)[index].spec
    return _of_two(read(side.spec), read(other), site.scope, index)


@lru_cache(maxsize=_MOST_KEPT)
def _of_two(spec: Spec, other: Spec, scope: Scope, index: int) -> Judge:
    own = scope.own[index]
    made = compiled_of_two(spec, scope.places[index], lambda where: spec if where in own else other)

    def judged(body: Any) -> bool:
        try:
            return bool(made.is_valid(body))
        except ValueError:  # as in `BodyValidator.is_valid`
            return False

    return judged
