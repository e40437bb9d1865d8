"""The spec, read once: operations, schemas, and the clauses that stand beside what they govern."""

from contract_tests.spec.clauses import BASES, Basis, Clause, SpecError
from contract_tests.spec.document import DEFAULT_SPEC, Spec
from contract_tests.spec.operations import Link, Operation, Parameter, ResponseSpec
from contract_tests.spec.validation import BodyValidator, Breach

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
