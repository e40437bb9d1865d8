"""Three APIs of the same family, in other dress: rows, near misses and rules work without a line of code for them."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import pytest

from clausewise.cli import regenerate
from clausewise.lint import lint
from clausewise.lint.soundness import openapi_findings
from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Request
from clausewise.mock_server.faults.mechanisms import ignores
from clausewise.probes.plan import PlanOptions
from clausewise.probes.probe import Kind, Probe
from clausewise.spec import Spec
from clausewise.spec.walking import places
from tests.engine.driver import Engine, planned
from tests.sampling import sampled

HERE = Path(__file__).parent
SPECS = {path.stem: Spec.load(path) for path in sorted(HERE.glob("*.yaml"))}
OPTIONS = PlanOptions(strength=1, free=False)
#: Clauses of what stands around a body, which a server passes over in other ways than by judging bodies.
AROUND = {"create-method", "create-body", "create-answer", "created", "query", "read", "version", "more-fields"}
#: Clauses that no server can break by itself: another one refuses whatever breaks them.
SHARED = {"text-type", "image-type", "part"}


def request_clauses(spec: Spec) -> list[str]:
    """The clauses of a body, whose breach a server could pass over."""
    found = [entry["id"] for place in places(spec.document) for entry in place.node.get("x-clauses", [])]
    return [name for name in dict.fromkeys(found) if name not in AROUND | SHARED]


@pytest.mark.parametrize("name", SPECS)
def test_its_spec_is_sound(name: str) -> None:
    spec = SPECS[name]
    assert list(openapi_findings(spec)) == []
    taste = {"request-union", "request-field-without-clause", "operation-id", "model-named-as-property"}
    taste |= {"response-refusals-missing", "enum-name-unreadable", "component-unused", "response-error-shape"}
    assert {finding.rule for finding in lint(spec)} <= taste


@pytest.mark.parametrize("name", sampled(SPECS, every=3))
def test_the_mock_server_of_the_spec_passes(name: str, engine: Engine) -> None:
    server = MockServer(SPECS[name])
    outcome = engine.check(server, spec=SPECS[name], options=OPTIONS)
    assert outcome.texts == []
    assert outcome.counts.paid == server.accepted > 5
    checked = set(chain.from_iterable(result.checked for result in outcome.results))
    assert set(request_clauses(SPECS[name])) <= checked


@pytest.mark.parametrize("name", SPECS)
def test_a_server_that_passes_over_one_clause_takes_a_near_miss_of_it(name: str) -> None:
    spec = SPECS[name]
    misses = [probe for probe in planned(OPTIONS, spec) if probe.kind is Kind.NEAR_MISS]
    missed = []
    for clause in request_clauses(spec):
        server = MockServer(spec, changes=[ignores(clause)])
        named = [probe for probe in misses if clause in {each.id for each in probe.clauses}]
        if not any(server.answer(asked(probe)).accepts for probe in named):
            missed.append(clause)
    assert missed == []
    careful = MockServer(spec)
    assert not any(careful.answer(asked(probe)).accepts for probe in misses)


def asked(probe: Probe) -> Request:
    """A probe as the mock server sees it."""
    headers = {name.lower().encode(): str(value).encode() for name, value in probe.call.headers.items()}
    headers |= {b"content-type": (probe.call.content_type or "").encode()}
    return Request(probe.call.method, probe.operation.url_path.encode(), b"", headers, probe.call.body or b"")


@pytest.mark.parametrize("name", sampled(SPECS, every=3))
def test_a_client_is_made_and_tried(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--spec", str(HERE / f"{name}.yaml"), "--output", str(tmp_path / "client")]
    assert regenerate.main(where) == 0
    said = capsys.readouterr().out
    assert "not answered or not read" not in said, said
    made = {path.stem.replace("_", "") for path in (tmp_path / "client").glob("api/*/*.py")}
    assert {operation.id.lower() for operation in SPECS[name].operations} <= made


def bodies(name: str, *kinds: Kind) -> list[dict[str, object]]:
    probes = [probe for probe in planned(OPTIONS, SPECS[name]) if probe.kind in kinds and probe.call.body]
    return [json.loads(probe.call.body or b"null") for probe in probes]


def test_a_refusal_of_minimax_costs_nothing_and_says_why() -> None:
    server = MockServer(SPECS["minimax"])
    body = json.dumps({"model": "T2V-01", "prompt": "p", "duration": 10}).encode()
    answer = server.answer(Request("POST", b"/v1/video_generation", b"", {b"content-type": b"application/json"}, body))
    told = json.loads(answer.body)["base_resp"]
    assert (answer.status, server.accepted) == (200, 0)
    assert told["status_code"] != 0
    assert "ten-seconds-hailuo" in told["status_msg"]


def test_every_role_of_an_image_of_seedance_is_sent() -> None:
    rows = bodies("seedance", Kind.ROW)
    parts = [part for row in rows for part in row["content"]]  # type: ignore[attr-defined]  # a list of parts
    assert {part.get("role") for part in parts} >= {None, "first_frame", "reference_image"}
    assert {part["type"] for part in parts} == {"text", "image_url"}


def test_every_model_of_runway_has_rows_with_its_own_fields() -> None:
    rows = bodies("runway", Kind.ROW)
    assert {row["model"] for row in rows} == {"gen4.5", "veo3.1", "veo3.1_fast"}
    assert {row["duration"] for row in rows if row["model"] == "gen4.5"} >= {2, 10}
    assert {row.get("duration") for row in rows if row["model"] != "gen4.5"} == {None, 4, 6, 8}
    headers = {probe.call.headers.get("X-Runway-Version") for probe in planned(OPTIONS, SPECS["runway"])}
    assert "2024-11-06" in headers
