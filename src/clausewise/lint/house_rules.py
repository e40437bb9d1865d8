"""Rules and findings, and the list of all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clausewise.spec import Spec
from clausewise.spec.walking import Location, pointer
from clausewise.terminal.printable import printable

Found = Iterator[tuple[Location, str]]


@dataclass(frozen=True)
class Rule:
    """One rule: its stable id, how to mend what it finds, and where it finds it."""

    id: str
    fix: str
    find: Callable[[Spec], Found]


@dataclass(frozen=True)
class Finding:
    """One place of a spec that breaks a rule."""

    rule: str
    pointer: str
    message: str
    fix: str

    def __str__(self) -> str:
        return printable(f"#{self.pointer}: {self.message} [{self.rule}]; {self.fix}")


#: Every rule by its id, in the order in which they are written.
RULES: dict[str, Rule] = {}


def rule(rule_id: str, fix: str) -> Callable[[Callable[[Spec], Found]], Callable[[Spec], Found]]:
    """Register the function below as the rule of that id; it yields places and what is wrong there."""

    def register(find: Callable[[Spec], Found]) -> Callable[[Spec], Found]:
        if rule_id in RULES:
            raise ValueError(f"two rules are called {rule_id}")
        RULES[rule_id] = Rule(rule_id, fix, find)
        return find

    return register


def lint(spec: Spec) -> list[Finding]:
    """The findings of all rules in a spec."""
    return [finding for rule_id in RULES for finding in ask(rule_id, spec)]


def ask(rule_id: str, spec: Spec) -> list[Finding]:
    """The findings of one rule in a spec."""
    one = RULES[rule_id]
    return [Finding(one.id, pointer(*path), message, one.fix) for path, message in one.find(spec)]
