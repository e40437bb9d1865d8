"""Rules of our own for specs: what a validator lets pass and this project would stumble over."""

from scripts.spec_lint import clauses, examples  # importing a module registers its rules
from scripts.spec_lint.rules import RULES, Finding, Rule, lint

__all__ = ["RULES", "Finding", "Rule", "clauses", "examples", "lint"]
