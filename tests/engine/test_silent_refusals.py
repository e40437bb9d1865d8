"""Nobody is blamed for a refusal inside an answer of success where the spec does not say which are refusals."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer, Request, json_answer
from clausewise.spec import Spec
from tests.engine.other_specs import judged_by
from tests.engine.refusals_inside import FLAT, NO_CONSTANT, told_inside, well


def answering(spec: Spec, made: Any, refused: Any, seen: list[bool]) -> MockServer:
    """A server that answers everything with 200; `seen` is which requests it took."""
    server = MockServer(spec)
    answer = server.steps.answer

    def inside(request: Request) -> Answer:
        seen.append(answer(request).status < 300)
        return json_answer(200, made if seen[-1] else refused)

    server.steps.answer = inside
    return server


#: Schemas that do not say which answers are refusals, what a create is answered with, and what a refused one is.
SILENT: dict[str, tuple[Any, Any, Any]] = {
    "one schema": (FLAT, {"base": {"code": 0}, "id": "1"}, {"base": {"code": 7, "message": "no"}}),
    "sides without a constant": (NO_CONSTANT, {"id": "1"}, {"error": "no"}),
    "nothing in the place of what is made": (
        {"type": "object"},
        {"code": 0, "data": {"id": "1"}},
        {"code": 7, "data": None},
    ),
    "true and false": (
        {"oneOf": [well("-", "id") | {"title": "Made"}, well("+", "error")]},
        {"state": "-", "id": "1"},
        {"state": "+", "error": "no"},
    ),
}


@pytest.mark.parametrize("silent", SILENT)
@pytest.mark.parametrize(
    "options",
    [(), pytest.param(("--max-paid", "40"), marks=pytest.mark.exhaustive)],
    ids=["free", "with a limit"],
)
def test_where_the_spec_is_silent_of_refusals_nobody_is_blamed_for_one(silent: str, options: tuple[str, ...]) -> None:
    schema, made, refused = SILENT[silent]
    spec = told_inside(schema)
    seen: list[bool] = []
    verdict = judged_by(spec, answering(spec, made, refused, seen), *options)
    assert verdict.conforms == "undecided", [finding["text"] for finding in verdict.findings][:1]
    assert any("x-refusal" in doubt for doubt in verdict.doubts())
    assert 0 < verdict.counts().paid == sum(seen)


@pytest.mark.parametrize("silent", SILENT)
def test_where_the_spec_is_silent_what_is_made_of_a_broken_request_is_found(silent: str) -> None:
    schema, made, _ = SILENT[silent]
    spec = told_inside(schema)
    assert judged_by(spec, answering(spec, made, made, [])).conforms == "no"
