"""Rules of our own for specs: what a validator lets pass and this project would stumble over."""

# Importing a module registers its rules.
from clausewise.lint import clauses, enums, examples, extensions, models, operations
from clausewise.lint.house_rules import RULES, Finding, Rule, ask, lint

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
]
