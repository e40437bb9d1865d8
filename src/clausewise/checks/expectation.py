"""Expectations: what an answer should have been, as plain data that a program without the spec can decide.

Each has a `kind`; report/reproduce writes each kind as assertions. One with a `reason` says why it cannot be decided.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from clausewise.checks.finding import Judgement
from clausewise.spec import Breach, Operation, Spec
from clausewise.spec.inlining import RecursiveSchemaError, inlined
from clausewise.spec.media_ranges import essence, is_json
from clausewise.spec.operations import JSON
from clausewise.spec.refusals import refusal_schemas
from clausewise.spec.vocabulary import COMPANIONS

Expectation = dict[str, Any]
#: Keywords that say nothing without those beside them.
_BESIDE = {**COMPANIONS, "then": ("if", "else"), "else": ("if", "then")}


def accepted(judgement: Judgement, **more: Any) -> Expectation:
    """An acceptance, and what else is said of it: `statuses`, `media` or (`inside` and `schema`)."""
    return {"kind": "accepted", **_refusals_in_success(judgement), **more}


def refused(judgement: Judgement, **more: Any) -> Expectation:
    """A refusal, and what else is said of it: `statuses` or `shapes`."""
    return {"kind": "refused", **_refusals_in_success(judgement), **more}


def accepted_body(judgement: Judgement, breach: Breach) -> Expectation:
    """An acceptance whose body does not have one breach."""
    if not breach.wanted:
        return {"reason": f"the answer cannot be judged: {breach.reason}"}
    *where, keyword = breach.wanted
    try:
        node = inlined(judgement.spec, where)
    except RecursiveSchemaError as error:
        return {"reason": f"the schema of the answer leads back to itself at {error}"}
    names = (str(keyword), *_BESIDE.get(str(keyword), ()))
    schema = node if isinstance(node, bool) else {name: node[name] for name in names if name in node}
    return accepted(judgement, inside=list(breach.inside), schema=schema)


def error_shape(judgement: Judgement) -> Expectation:
    """A refusal with JSON in the shape that the spec lists for its status."""
    shapes: list[list[Any]] = []
    for listed in judgement.probe.operation.responses:
        if listed.accepts or not listed.has_json(JSON):
            continue
        if any(is_json(essence(name)) and essence(name) != JSON for name in listed.media):
            return {"reason": "an error of it may be of several kinds of JSON"}
        place = listed.judged()
        try:
            schema = {} if place is None else inlined(judgement.spec, place)
        except RecursiveSchemaError as error:
            return {"reason": f"the schema of an error leads back to itself at {error}"}
        known = next((shape for shape in shapes if shape[1] == schema), None)
        if known is None:
            shapes.append([[listed.status], schema])
        else:
            known[0].append(listed.status)
    return refused(judgement, shapes=shapes)


def below_500(judgement: Judgement) -> Expectation:
    """A status below 500; 501 too where it says that a method is not known."""
    own = judgement.probe.call.method == judgement.probe.operation.method
    return {"kind": "no crash", "also": [] if own else [int(HTTPStatus.NOT_IMPLEMENTED)]}


def _refusals_in_success(judgement: Judgement) -> dict[str, Any]:
    """The schemas of bodies by which an answer of success refuses, by their statuses."""
    found = _refusals(judgement.spec, judgement.probe.operation)
    return {"told": found} if found else {}


def _refusals(spec: Spec, operation: Operation) -> list[list[Any]]:
    found = []
    for listed in operation.responses:
        for place in refusal_schemas(spec, operation.id, listed.status):
            try:
                found.append([listed.status, inlined(spec, place)])
            except RecursiveSchemaError:
                continue
    return found
