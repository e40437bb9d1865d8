"""Fuzzing: schemathesis' own requests, as probes that are judged by the spec like every other."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import strategies as st

from clausewise.probes.known_parameters import with_parameters
from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.probes.wire import plain
from clausewise.spec import BodyValidator, Operation, Spec
from clausewise.spec.operations import JSON

#: Kinds of requests that schemathesis is asked for: valid ones and invalid ones.
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


def fuzzing_id(operation: Operation, mode: schemathesis.GenerationMode) -> str:
    """The id of all probes of one operation and mode."""
    return f"{operation.id}/fuzzing, {mode.value}"


def fuzzed_calls(
    schema: Any, spec: Spec, operation: Operation, mode: schemathesis.GenerationMode
) -> st.SearchStrategy[Probe]:
    """Probes of one operation with bodies that schemathesis makes: valid ones, or invalid ones."""
    assert operation.body_location is not None  # noqa: S101 - only operations with a JSON body are fuzzed
    validator = BodyValidator(spec, operation.body_location)
    cases: st.SearchStrategy[Any] = schema[operation.url_path][operation.method].as_strategy(generation_mode=mode)

    def is_body(case: Any) -> bool:
        return isinstance(case.body, (dict, list, str, int, float, bool)) and _writable(case.body)

    return cases.filter(is_body).map(lambda case: _probe(spec, operation, validator, case.body, mode))


def _probe(
    spec: Spec, operation: Operation, validator: BodyValidator, body: Any, mode: schemathesis.GenerationMode
) -> Probe:
    call = with_parameters(spec, operation, Call(operation.method, plain(body), JSON))
    breaches = validator.breaches(body)
    name = fuzzing_id(operation, mode)
    if breaches:
        clauses = tuple(dict.fromkeys(breach.clause for breach in breaches))
        return Probe(name, Kind.FUZZ, operation, call, Expected.REFUSED, clauses[:1], clauses[0].basis)
    accepted = operation.accepted
    clauses = (spec.governing(accepted.location, "status"),) if accepted else ()
    # A string that schemathesis makes up may hit a limit that no contract mentions.
    return Probe(name, Kind.FUZZ, operation, call, Expected.ACCEPTED, clauses, "assumed")


def _writable(body: Any) -> bool:
    try:
        plain(body).decode()
    except (UnicodeDecodeError, ValueError, TypeError):
        return False
    return True
