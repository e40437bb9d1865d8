"""Rules about examples: each is what its schema says."""

from __future__ import annotations

from clausewise.lint.house_rules import Found, rule
from clausewise.lint.places import examples
from clausewise.spec import BodyValidator, Spec
from clausewise.spec.walking import Location


@rule("example-invalid", "change the example, or the schema if the example is right")
def invalid(spec: Spec) -> Found:
    """An example, a default or a value class that its own schema refuses."""
    validators: dict[Location, BodyValidator] = {}
    for example in examples(spec):
        if example.schema not in validators:
            validators[example.schema] = BodyValidator(spec, example.schema)
        for breach in validators[example.schema].breaches(example.value):
            yield example.path, str(breach)
