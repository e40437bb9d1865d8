"""Probes of parameters: every value that the spec tells, a required one missing, a closed one with another value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from clausewise.probes.known_parameters import carried, carrying, known_values, shown, wanted, with_parameters, without
from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.schema.breaking import breaking
from clausewise.spec import BodyValidator, Clause, Operation, Parameter, Spec
from clausewise.spec.clauses import weakest

#: The most wrong values of one parameter that are sent.
MOST_WRONG = 6


def parameter_misses(spec: Spec, operation: Operation, call: Call) -> Iterator[Probe]:
    """Requests that are right but for one parameter; `call` is one that a server accepts."""
    for parameter in wanted(operation):
        known = known_values(spec, parameter)
        if not known:
            continue
        if parameter.in_ != "path":
            clause = spec.governing(parameter.location, "required")
            left_out = without(call, parameter, known[0].value)
            yield _miss(operation, f"{parameter.name} missing", left_out, clause)
        yield from _wrong(spec, operation, parameter, call, known[0].value)


def _wrong(spec: Spec, operation: Operation, parameter: Parameter, call: Call, value: Any) -> Iterator[Probe]:
    validator = BodyValidator(spec, parameter.location)
    taken = {shown(parameter, one.value) for one in known_values(spec, parameter)}
    sent = 0
    for name, broken in breaking(spec, parameter.location, value):
        # A parameter is a text on its way: what reads as a right value is one, and of nothing none is sent.
        text = shown(parameter, broken)
        if text in taken or text.strip() in taken or not _sent(parameter, broken, text):
            continue
        pairs = parameter.form.write(broken) or ()
        if any(validator.is_valid(reading) for reading in parameter.form.read(pairs)):
            continue
        breaches = validator.breaches(broken)
        if breaches and sent < MOST_WRONG:
            taken.add(text)
            sent += 1
            changed = carrying(without(call, parameter, value), parameter, broken)
            yield _miss(operation, f"{parameter.name}: {name}", changed, breaches[0].clause)


def _sent(parameter: Parameter, value: Any, text: str) -> bool:
    """Tell whether a wrong value reaches a server as it is, whatever stands between."""
    return bool(text) and text == text.strip() and text.isascii() and text.isprintable() and carried(parameter, value)


def _miss(operation: Operation, name: str, call: Call, clause: Clause) -> Probe:
    label = f"{operation.id}/near miss/{name}"
    return Probe(label, Kind.NEAR_MISS, operation, call, Expected.REFUSED, (clause,), clause.basis)


def calls(spec: Spec, operation: Operation, *, open_: bool) -> Iterator[Probe]:
    """Requests of an operation without a body: with what it must have, then with each value that the spec tells.

    `open_`: nothing is expected of them but what holds for every answer.
    """
    accepted = operation.accepted
    promise = spec.governing(accepted.location if accepted else operation.location, "status")
    base = with_parameters(spec, operation, Call(operation.method))
    # What a path names may not be there where a 404 is listed.
    missing = "{" in operation.url_path and any(response.status == "404" for response in operation.responses)
    for name, call, clauses, basis in _variants(spec, operation, base):
        clauses = (promise, *clauses)
        expected = Expected.OPEN if open_ or missing else Expected.ACCEPTED
        basis = weakest(promise.basis, basis)
        yield Probe(f"{operation.id}/call/{name}", Kind.CALL, operation, call, expected, clauses, basis)


def _variants(spec: Spec, operation: Operation, base: Call) -> Iterator[tuple[str, Call, tuple[Clause, ...], Any]]:
    values = [known_values(spec, parameter)[:1] for parameter in wanted(operation)]
    grounds = [first.basis for known in values for first in known]
    ground = weakest("documented", *grounds)
    yield "as it stands", base, (), ground
    for parameter in operation.parameters:
        for one in known_values(spec, parameter):
            call = carrying(base, parameter, one.value)
            if call != base:
                name = f"{parameter.name}={shown(parameter, one.value)}"
                yield name, call, (one.clause,), weakest(ground, one.basis)


def complete(spec: Spec, operation: Operation, probes: Iterable[Probe]) -> Iterator[Probe]:
    """The probes with every required parameter that the spec tells, where they lack it without meaning to."""
    if not any(parameter.required for parameter in operation.parameters):
        yield from probes
        return
    for probe in probes:
        yield replace(probe, call=with_parameters(spec, operation, probe.call))
