"""Rules of our own for specs: what a validator lets pass and this project would stumble over."""

# Importing a module registers its rules.
from scripts.spec_lint import clauses, enums, examples, extensions, models, operations
from scripts.spec_lint.rules import RULES, Finding, Rule, ask, lint, unreadable

__all__ = [
    "RULES",
    "Finding",
    "Rule",
    "ask",
    "clauses",
    "enums",
    "examples",
    "extensions",
    "lint",
    "models",
    "operations",
    "unreadable",
]
