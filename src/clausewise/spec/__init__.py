"""The spec, read once: operations, schemas, and the clauses that stand beside what they govern."""

from clausewise.bundled import DEFAULT_SPEC
from clausewise.spec.clauses import BASES, Basis, Clause, SpecError
from clausewise.spec.links import Link
from clausewise.spec.operations import Operation, Parameter, ResponseSpec
from clausewise.spec.spec import Spec
from clausewise.spec.validation import BodyValidator, Breach

__all__ = [
    "BASES",
    "DEFAULT_SPEC",
    "Basis",
    "BodyValidator",
    "Breach",
    "Clause",
    "Link",
    "Operation",
    "Parameter",
    "ResponseSpec",
    "Spec",
    "SpecError",
]
